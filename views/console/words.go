package console

import (
	"fmt"
	"strings"

	"linger/models"
	"linger/views/components"
)

// listName is a list's tab.
func listName(l models.List) string {
	switch l {
	case models.ListOpen:
		return "Open"
	case models.ListClosed:
		return "Closed"
	case ListSearch:
		return "Search"
	default:
		return "Mine"
	}
}

// stateWord, stateIcon and stateTone say a conversation's state.
func stateWord(s models.State) string {
	switch s {
	case models.StateOpen:
		return "Open"
	case models.StateActive:
		return "Active"
	case models.StateWaiting:
		return "Waiting"
	case models.StateWrapUp:
		return "Wrap-up"
	default:
		return "Closed"
	}
}

func stateIcon(s models.State) string {
	switch s {
	case models.StateOpen:
		return "circle-dashed"
	case models.StateActive:
		return "message-circle"
	case models.StateWaiting:
		return "circle-pause"
	case models.StateWrapUp:
		return "pencil"
	default:
		return "archive"
	}
}

func stateTone(s models.State) components.Tone {
	switch s {
	case models.StateOpen:
		return components.Caution
	case models.StateActive:
		return components.Accent
	default:
		return components.Neutral
	}
}

// turn says whose move it is, as viewer calls them; empty when it is nobody's.
func turn(r *models.Row, viewer *models.Agent) string {
	switch r.Turn {
	case models.TurnCustomer:
		return "Customer"
	case models.TurnAgent:
		switch {
		case holds(r.AgentID, viewer), holds(r.OfferedAgentID, viewer):
			return "You"
		case r.AgentName != "":
			return r.AgentName
		case r.OfferedName != "":
			return r.OfferedName
		}
		return "Team"
	default:
		return ""
	}
}

func turnIcon(t models.Turn) string {
	if t == models.TurnAgent {
		return "reply"
	}
	return "hourglass"
}

func holds(id *string, viewer *models.Agent) bool { return id != nil && *id == viewer.ID }

// lastWords are a row's last words, and who said them if not the customer.
func lastWords(r *models.Row, viewer *models.Agent) string {
	if r.LastMessageText == "" {
		return "No messages yet"
	}
	if r.LastMessageKind != models.KindAgent {
		return r.LastMessageText
	}
	if holds(r.AgentID, viewer) && r.Company == 0 { // else a colleague may have said it
		return "You: " + r.LastMessageText
	}
	return "Agent: " + r.LastMessageText
}

// happening is an event of the log in words for staff: who, and what around the
// name, which may run the other way.
type happening struct{ before, who, after string }

func happened(e *models.Entry, customer string) happening {
	agent := e.Full()
	if agent == "" {
		agent = "An agent"
	}
	switch e.Event {
	case models.EventStarted:
		return happening{"", customer, " started the conversation"}
	case models.EventOffered:
		return happening{"Offered to ", agent, ""}
	case models.EventAccepted, models.EventJoined:
		return happening{"", agent, " accepted"}
	case models.EventDeclined:
		return happening{"", agent, " declined the offer"}
	case models.EventMissed:
		return happening{"", agent, " missed the offer"}
	case models.EventAgentLost:
		return happening{"", agent, " was disconnected for too long"}
	case models.EventParked:
		if e.AgentID == nil {
			return happening{before: "Closed for now, since everything was answered"}
		}
		return happening{"", agent, " closed it for now"}
	case models.EventReopened:
		return happening{"", agent, " reopened it"}
	case models.EventReturned:
		return happening{"", customer, " came back"}
	case models.EventReleased:
		return happening{"", agent, " released it to the team"}
	case models.EventTransferred:
		return happening{"", agent, " transferred it"}
	case models.EventQueued:
		return happening{"", agent, " gave it to the queue " + e.Body}
	case models.EventAssigned:
		return happening{"", agent, " assigned it"}
	case models.EventTransferOffered:
		return happening{"", agent, " was asked to take it over"}
	case models.EventTransferDeclined:
		return happening{"", agent, " declined to take it over"}
	case models.EventTransferMissed, models.EventConsultMissed:
		return happening{"", agent, " did not answer"}
	case models.EventTransferWithdrawn, models.EventConsultWithdrawn:
		return happening{"", agent, " is not asked any more"}
	case models.EventConsulted:
		return happening{"", agent, " was consulted"}
	case models.EventConsultAccepted:
		return happening{"", agent, " reads along"}
	case models.EventConsultDeclined:
		return happening{"", agent, " declined to be consulted"}
	case models.EventCameIn:
		return happening{"", agent, " joined publicly"}
	case models.EventWentOut:
		return happening{"", agent, " left"}
	case models.EventEnded:
		if e.AgentID == nil {
			return happening{"", customer, " ended the conversation"}
		}
		return happening{"", agent, " ended the conversation"}
	case models.EventEndUndone:
		return happening{"", agent, " took the end back"}
	case models.EventClosed:
		if e.AgentID == nil {
			return happening{before: "Closed when the time for wrap-up was over"}
		}
		return happening{"", agent, " closed it"}
	case models.EventAutoClosed:
		return happening{before: "Closed after a long time without a message"}
	case models.EventForceClosed:
		return happening{"", agent, " force-closed it"}
	case models.EventLeft:
		return happening{"", customer, " left"}
	case models.EventRated:
		return happening{"", customer, " rated the conversation"}
	case models.EventDelivered:
		return happening{before: "Operating hours began"}
	default:
		return happening{before: strings.ReplaceAll(string(e.Event), "_", " ")}
	}
}

// unread is how a count is read out.
func unread(n int64) string {
	if n == 1 {
		return "unread message"
	}
	return "unread messages"
}

// nothing says what an empty list will hold, and what to do meanwhile.
func nothing(v View) (icon, title, text string) {
	switch {
	case v.List == models.ListOpen:
		return "inbox", "Nobody is waiting", "Conversations that wait for an agent appear here by themselves."
	case v.List == models.ListClosed:
		return "archive", "Nothing closed yet", "Conversations you have ended and closed are kept here to read."
	case v.State == models.StateActive:
		return "message-circle", "Nothing active", "Conversations you have accepted and not closed for now are here."
	case v.State == models.StateWaiting:
		return "circle-pause", "Nothing parked", "Close a conversation for now, and it waits here until the customer writes. It takes none of your capacity."
	case v.State == models.StateWrapUp:
		return "pencil", "No notes to finish", "A conversation you end stays here until its summary is written and it is closed."
	}
	return "inbox", "Your inbox is empty", "Accept a conversation from Open to begin. Those that come back to you are offered here first."
}

// domID is the id of a row in the page.
func domID(id string) string { return "row-" + id }

func messageID(seq int64) string { return fmt.Sprintf("m-%d", seq) }

// ratingWord is a rating as its customer chose it.
func ratingWord(score int64) string {
	words := []string{"Very poor", "Poor", "Okay", "Good", "Very good"}
	if score < models.MinRating || score > models.MaxRating {
		return ""
	}
	return words[score-1]
}

// told are the facts of a source that agents see.
func (c *Chat) told(from models.ContextSource) []models.Fact {
	var facts []models.Fact
	for _, f := range c.Facts {
		if f.Source == from && f.Shown {
			facts = append(facts, f)
		}
	}
	return facts
}
