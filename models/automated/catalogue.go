// Package automated knows the texts that the system says by itself: what each is
// for, its words unless an admin wrote others, and what may stand in it.
package automated

import "slices"

// Trigger is what lets the system speak.
type Trigger string

// The triggers that there are. Where people wait in line and are told so (queue
// position, average wait) is of live conversations alone and never here for
// persistent ones: see Trigger.In.
const (
	Greeting          Trigger = "greeting"
	Created           Trigger = "created"
	AssignmentFailure Trigger = "assignment_failure"
	Joined            Trigger = "joined"
	Transferred       Trigger = "transferred"
	ColleagueJoined   Trigger = "colleague_joined"
	ColleagueLeft     Trigger = "colleague_left"
	AgentAway         Trigger = "agent_away"
	AgentAwayHeld     Trigger = "agent_away_held"
	AgentDisconnected Trigger = "agent_disconnected"
	OutOfHours        Trigger = "outside_hours"
	Holiday           Trigger = "holiday"
	Closed            Trigger = "closed_until_further_notice"
	Ended             Trigger = "ended"
	AutoClosed        Trigger = "auto_closed"
	ForceClosed       Trigger = "force_closed"

	QueuePosition           Trigger = "queue_position"
	QueueNext               Trigger = "queue_position_next"
	AverageWaitMinutes      Trigger = "average_wait_minutes"
	AverageWaitHours        Trigger = "average_wait_hours"
	AverageWaitHoursMinutes Trigger = "average_wait_hours_and_minutes"
)

// The modes of conversations, as package models calls them.
const (
	Persistent = "persistent"
	Live       = "live"
)

// Placeholders stand in a text for what is known when it is said.
const (
	AgentName         = "{AgentName}"
	AgentDisplayName  = "{AgentDisplayName}"
	CustomerFirstName = "{CustomerFirstName}"
	NextOpen          = "{next_open}"
	Reason            = "{reason}"
	Inactivity        = "{n}"
	Ahead             = "{ahead}"
	Hours             = "{hours}"
	Minutes           = "{minutes}"
)

// Placeholder is one of them with what it stands for, and an example.
type Placeholder struct{ Name, Means, Example string }

var placeholders = []Placeholder{
	{AgentName, "the agent's full name", "Ana Torres"},
	{AgentDisplayName, "the agent's name as the widget shows it", "Ana"},
	{CustomerFirstName, "the customer's first name, or nothing where it is not known", "Ada"},
	{NextOpen, "when the team is back, in the customer's own time zone", "tomorrow at 09:00"},
	{Reason, "the holiday's reason, or nothing where none was given", "stocktaking"},
	{Inactivity, "how long nobody wrote, such as “28 days”", "28 days"},
	{Ahead, "how many people are before the customer in the queue", "3"},
	{Hours, "whole hours of the average wait", "1"},
	{Minutes, "minutes of the average wait; after the hours where those are said too", "20"},
}

// Message is a trigger with what is known about it.
type Message struct {
	Trigger Trigger
	Name    string // for admins
	When    string // it is said, in a sentence
	Text    string // its words in English, unless others are written
	Live    string // the same for live conversations where they differ
	Modes   []string
	Holds   []string // placeholders that may stand in it
	// Drawn says that the widget has these words in its own languages: as long as
	// nobody writes others they are not stored.
	Drawn bool
	// Silent are the modes in which it is said only if an admin wrote and switched on
	// a text.
	Silent []string
}

var (
	both     = []string{Persistent, Live}
	liveOnly = []string{Live}
)

// Catalogue is every message in the order in which a conversation may meet them.
var Catalogue = []Message{
	{
		Trigger: Greeting, Name: "Greeting", When: "Stands in the chat until the customer writes her first message. Its first line is larger.",
		Text:  "Hi {CustomerFirstName}, how can we help?\nYou can leave and come back at any time. Your conversation waits for you here.",
		Modes: []string{Persistent}, Holds: []string{CustomerFirstName},
	},
	{
		Trigger: Created, Name: "Message received", When: "Follows the customer's first message of a conversation, unless she is told that the team is away.",
		Text:  "Thanks, we have your message. Someone from the team will pick this up.",
		Modes: both, Holds: []string{CustomerFirstName},
	},
	{
		Trigger: AssignmentFailure, Name: "Nobody can be reached", When: "Is said once while a customer waits in a queue without members, where nobody would ever be asked. Not while everyone is merely busy or not there.",
		Text:  "We could not reach the team. Your message is saved and we will try again.",
		Modes: both, Holds: []string{CustomerFirstName},
	},
	{
		Trigger: QueuePosition, Name: "Place in the queue", When: "Stands in the chat while others wait before the customer, if the widget shows her place. The number changes in the same message, at most every 30 seconds.",
		Text:  "People ahead of you: {ahead}",
		Modes: liveOnly, Holds: []string{Ahead},
	},
	{
		Trigger: QueueNext, Name: "Next in the queue", When: "Takes the place of that message when nobody is ahead any more.",
		Text:  "You are next.",
		Modes: liveOnly,
	},
	{
		Trigger: AverageWaitMinutes, Name: "Average wait in minutes", When: "Is said once when a conversation begins, if the widget shows the average wait: that of its queue in the last 48 hours, from 50 conversations and one minute on. This one where it is less than an hour.",
		Text:  "Usual wait: about {minutes} min",
		Modes: liveOnly, Holds: []string{Minutes},
	},
	{
		Trigger: AverageWaitHours, Name: "Average wait in hours", When: "Takes its place where the average is whole hours.",
		Text:  "Usual wait: about {hours} h",
		Modes: liveOnly, Holds: []string{Hours},
	},
	{
		Trigger: AverageWaitHoursMinutes, Name: "Average wait in hours and minutes", When: "Takes its place where minutes are left over.",
		Text:  "Usual wait: about {hours} h {minutes} min",
		Modes: liveOnly, Holds: []string{Hours, Minutes},
	},
	{
		Trigger: Joined, Name: "Agent joined", When: "Is said when an agent accepts whom the customer has not met in this conversation.",
		Text:  "{AgentDisplayName} joined",
		Modes: both, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName}, Drawn: true,
	},
	{
		Trigger: Transferred, Name: "Handed to another agent", When: "Is said when an agent accepts a conversation that a colleague transferred.",
		Text:  "You are now talking to {AgentDisplayName}",
		Modes: both, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName},
	},
	{
		Trigger: ColleagueJoined, Name: "Colleague joined", When: "Is said when a consulted colleague or a supervisor joins, and can write to the customer from then on.",
		Text:  "{AgentDisplayName} joined",
		Modes: both, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName}, Drawn: true,
	},
	{
		Trigger: ColleagueLeft, Name: "Colleague left", When: "Is said when such a colleague leaves while the conversation goes on.",
		Text:  "{AgentDisplayName} left",
		Modes: both, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName}, Drawn: true,
	},
	{
		Trigger: AgentAway, Name: "Agent is away", When: "Follows the message with which a customer comes back while the agent she talked to is not there. Only where the workstream offers to the same agent first.",
		Text:  "{AgentDisplayName} is away; the next available colleague will answer.",
		Modes: []string{Persistent}, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName},
	},
	{
		Trigger: AgentDisconnected, Name: "Agent lost the connection", When: "Is said when the agent's connection has been lost for two and a half minutes and the conversation goes to the team. In persistent conversations only where a text is switched on here.",
		Text:  "{AgentDisplayName} lost the connection. A colleague will go on; stay here.",
		Modes: both, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName}, Silent: []string{Persistent},
	},
	{
		Trigger: AgentAwayHeld, Name: "Agent is away, and is waited for", When: "Takes the place of that message where the workstream keeps the conversation for the same agent for a while.",
		Text:  "{AgentDisplayName} is away and will answer when back. If that takes too long, a colleague will.",
		Modes: []string{Persistent}, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName},
	},
	{
		Trigger: OutOfHours, Name: "Outside operating hours", When: "Follows a message outside operating hours, once until the team is back.",
		Text:  "We are away now and back {next_open}. What you write stays here, and we answer when we are back.",
		Modes: []string{Persistent}, Holds: []string{NextOpen, CustomerFirstName},
	},
	{
		Trigger: Holiday, Name: "Holiday", When: "Takes the place of the message outside operating hours on a holiday.",
		Text:  "We are away today ({reason}) and back {next_open}. What you write stays here, and we answer when we are back.",
		Modes: []string{Persistent}, Holds: []string{Reason, NextOpen, CustomerFirstName},
	},
	{
		Trigger: Closed, Name: "Closed until further notice", When: "Takes the place of both while it is not known when the team is back: no hours open within a year.",
		Text:  "We are away now. What you write stays here, and we answer when we are back.",
		Modes: []string{Persistent}, Holds: []string{CustomerFirstName},
	},
	{
		Trigger: Ended, Name: "Conversation ended", When: "Is said when an agent ends a conversation, and in a live one also when the customer does or has left.",
		Text:  "The conversation ended",
		Modes: both, Holds: []string{AgentName, AgentDisplayName, CustomerFirstName}, Drawn: true,
	},
	{
		Trigger: AutoClosed, Name: "Closed by itself", When: "Is said when nobody has written for so long that the conversation closes.",
		Text:  "Closed after {n} without a message. Write again to start a new conversation.",
		Live:  "Nobody was free to answer you. Write again to start a new conversation.",
		Modes: both, Holds: []string{Inactivity, CustomerFirstName},
	},
	{
		Trigger: ForceClosed, Name: "Closed by a supervisor", When: "Is said when a supervisor closes a conversation that has not ended.",
		Text:  "The conversation ended",
		Modes: both, Holds: []string{CustomerFirstName}, Drawn: true,
	},
}

// Of is what is known about a trigger; nil if there is none.
func Of(t Trigger) *Message {
	for i := range Catalogue {
		if Catalogue[i].Trigger == t {
			return &Catalogue[i]
		}
	}
	return nil
}

// In reports whether t is ever said in a conversation of mode, whatever texts there
// are.
func (t Trigger) In(mode string) bool {
	m := Of(t)
	if m == nil {
		return false
	}
	for _, in := range m.Modes {
		if in == mode {
			return true
		}
	}
	return false
}

// Says reports whether the message is said in conversations of mode where no admin
// wrote a text.
func (m *Message) Says(mode string) bool { return !slices.Contains(m.Silent, mode) }

// Default is the text in a language for a conversation of mode.
func (m *Message) Default(language, mode string) string {
	said := text{m.Text, m.Live}
	if t, ok := translations[language]; ok {
		said = t[m.Trigger]
	}
	if mode == Live && said.live != "" {
		return said.live
	}
	return said.both
}

// Placeholders are those that may stand in the message.
func (m *Message) Placeholders() []Placeholder {
	var list []Placeholder
	for _, p := range placeholders {
		for _, name := range m.Holds {
			if p.Name == name {
				list = append(list, p)
			}
		}
	}
	return list
}
