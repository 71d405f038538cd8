package widget

import "encoding/json"

// Words are all that the widget says, so that another language is one more value
// of this type. Texts with %s take a name, or a number. Where a language bends its
// words to a number, Live has a text for each of its forms (package automated's
// Plural, the script's Intl.PluralRules): "new.one", "new.other".
type Words struct {
	// The launcher on the page; the first takes the widget's title, a number of
	// messages follows the second.
	Launcher, Unread, Failed string
	// Around the chat.
	Close, Loading, Conversation, Messages, Unsent string
	// The header, and what an empty chat says.
	WillAnswer, Back, Away, Greeting, Stays string
	// A live chat: put aside, before it starts, ended by its customer.
	Minimise, Now, LeaveTitle, LeaveText, Stay, Leave string
	// A live chat that can't start outside hours.
	AwayTitle, AwayUntil, AwayText, AwayKept string
	// The log.
	You, Joined, Left, Ended string
	// The composer.
	Write, Send string
	// After the end.
	EndedHere, StartNew string
	// Panes instead of the chat.
	SignInTitle, SignInText, RefusedTitle, RefusedText, SetupTitle, SetupText, LaterTitle, LaterText, TryAgain string
	// The switch of the sound, the ways back to a chat, and conversations that ended.
	Sound, ResumeTitle, ResumeText, Resume, StartOther, ExpiredTitle, ExpiredText, ShowPrevious, PreviousEnds string
	// The survey before a conversation, and the one after it: five words from the
	// worst to the best.
	SurveyTitle, Optional, Choose           string
	RateTitle, RateMore, RateSend, RateSkip string
	Rate1, Rate2, Rate3, Rate4, Rate5       string
	// Live are the texts that the script puts in, by name.
	Live map[string]string
}

// Script is Live for a data attribute.
func (w Words) Script() string {
	text, err := json.Marshal(w.Live)
	if err != nil {
		panic(err) // a map of texts
	}
	return string(text)
}

// catalogues are the widget's words by language, those of automated.Languages.
var catalogues = map[string]*Words{
	"en": &English, "es": &spanish, "fr": &french, "de": &german,
	"pt-BR": &portuguese, "ja": &japanese, "zh-Hans": &chinese, "ar": &arabic,
}

// In are the words in a language; in English if it is none of ours.
func In(language string) *Words {
	if w := catalogues[language]; w != nil {
		return w
	}
	return &English
}

// English is the catalogue of the language that everything is written in first.
var English = Words{
	Launcher: "Chat with %s", Unread: "unread messages:", Failed: "Chat did not load. Try again",

	Close: "Close chat", Loading: "Loading your conversation", Conversation: "Conversation",
	Messages: "Messages", Unsent: "Messages on their way",

	WillAnswer: "An agent will answer",
	Back:       "Back %s, your time", Away: "Away now",
	Greeting: "Write to us",
	Stays:    "You can leave and come back at any time. Your conversation waits for you here.",

	Minimise:   "Minimise chat",
	Now:        "Someone from the team answers you here, now. The chat ends when you leave the site.",
	LeaveTitle: "End this chat?",
	LeaveText:  "You can't come back to it, and its messages are gone from here. To keep it while you look around, minimise it.",
	Stay:       "Keep chatting", Leave: "End chat",

	AwayTitle: "We are away now",
	AwayUntil: "Back %s, your time. You can start a chat then.",
	AwayText:  "A chat can't start at the moment.",
	AwayKept:  "What you wrote is kept here until then.",

	You: "You", Joined: "%s joined", Left: "%s left", Ended: "The conversation ended",

	Write: "Write a message", Send: "Send",

	EndedHere: "This conversation has ended.", StartNew: "Start a new conversation",

	SignInTitle:  "Sign in to chat",
	SignInText:   "This chat is for customers who are signed in. Sign in to the site and come back here.",
	RefusedTitle: "You could not be recognised",
	RefusedText:  "This site could not confirm who you are. Reload the page, or sign in to it again.",
	SetupTitle:   "Chat is not available",
	SetupText:    "This site's sign-in for the chat does not work at the moment. Nothing you wrote is lost.",
	LaterTitle:   "Chat can't be reached",
	LaterText:    "Nothing is lost. This tries again by itself.",
	TryAgain:     "Try again",
	Sound:        "Sound for new messages",
	ResumeTitle:  "Continue your chat?",
	ResumeText:   "You were away for a while. Your chat has been kept for you.",
	Resume:       "Continue your chat",
	StartOther:   "Start a new one",
	ExpiredTitle: "This chat can't be continued",
	ExpiredText:  "It has ended, or its link is too old.",
	ShowPrevious: "Show earlier conversations",
	PreviousEnds: "End of an earlier conversation",

	SurveyTitle: "Before you write", Optional: "(optional)", Choose: "Choose",
	RateTitle: "How did we do?",
	Rate1:     "Very poor", Rate2: "Poor", Rate3: "Okay", Rate4: "Good", Rate5: "Very good",
	RateMore: "Anything to add?", RateSend: "Send rating", RateSkip: "Skip",

	Live: map[string]string{
		"sending": "Sending", "sent": "Sent", "seen": "Seen",
		"startNew": "Start a new conversation",
		"retry":    "Retry", "edit": "Edit", "discard": "Discard",
		"waits":        "Not sent yet. It goes out when the connection is back.",
		"refused":      "Not sent. It could not be accepted.",
		"ended":        "Not sent: the conversation has ended. Start a new one to send it.",
		"arrived":      "Your message had arrived after all. What you send now is another one.",
		"offline":      "You are offline. What you write goes out when you are back.",
		"reconnecting": "Connection lost. Reconnecting.",
		"back":         "Back online.",
		"confirm":      "Your sign-in has run out. Sign in again to go on writing.",
		"confirmNow":   "Check again",
		"today":        "Today", "yesterday": "Yesterday",
		"typing": "%s is typing", "someoneTyping": "Someone is typing",
		"new.one": "%s new message", "new.other": "%s new messages", "latest": "Latest messages",
		"loadingEarlier": "Loading earlier messages", "earlierFailed": "Earlier messages could not be loaded.",
		"notEnded": "Not ended: there is no connection. The chat is as it was; try again.",
		"left.one": "%s character left", "left.other": "%s characters left",
		"over.one": "%s character too many", "over.other": "%s characters too many",
		"answerThis":  "Answer this to go on.",
		"agreeToThis": "Agree to this to go on.",
		"rated":       "Thank you. Your rating has been sent.",
		"rateLater":   "Not sent. Try again.",
	},
}
