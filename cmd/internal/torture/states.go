package torture

import (
	"slices"

	"linger/models"
)

// step is where an event may find a persistent conversation and where it leaves it.
type step struct {
	from []models.State
	to   models.State
}

var (
	begins  = []models.State{""}
	open    = []models.State{models.StateOpen}
	active  = []models.State{models.StateActive}
	waiting = []models.State{models.StateWaiting}
	held    = []models.State{models.StateActive, models.StateWaiting}
	wrapUp  = []models.State{models.StateWrapUp}
	running = []models.State{models.StateOpen, models.StateActive, models.StateWaiting}
)

// steps are what the events mean. An event that is not here changes no state.
var steps = map[models.Event]step{
	models.EventStarted:     {begins, models.StateOpen},
	models.EventOffered:     {open, models.StateOpen},
	models.EventDeclined:    {open, models.StateOpen},
	models.EventMissed:      {open, models.StateOpen},
	models.EventUnseen:      {open, models.StateOpen},
	models.EventDelivered:   {open, models.StateOpen},
	models.EventAssigned:    {open, models.StateOpen}, // and accepted in the same change
	models.EventAccepted:    {running, models.StateActive},
	models.EventJoined:      {running, models.StateActive},
	models.EventParked:      {active, models.StateWaiting},
	models.EventReopened:    {waiting, models.StateActive},
	models.EventReturned:    {waiting, models.StateOpen},
	models.EventFollowUp:    {waiting, models.StateOpen},
	models.EventReleased:    {active, models.StateOpen},
	models.EventQueued:      {running, models.StateOpen},
	models.EventEnded:       {active, models.StateWrapUp},
	models.EventEndUndone:   {wrapUp, models.StateActive},
	models.EventClosed:      {wrapUp, models.StateClosed},
	models.EventAutoClosed:  {[]models.State{models.StateOpen, models.StateWaiting}, models.StateClosed},
	models.EventForceClosed: {[]models.State{models.StateOpen, models.StateActive, models.StateWaiting, models.StateWrapUp}, models.StateClosed},
	// Between agents nothing moves until it is accepted.
	models.EventTransferOffered:   {held, ""},
	models.EventTransferDeclined:  {held, ""},
	models.EventTransferMissed:    {held, ""},
	models.EventTransferWithdrawn: {running, ""},
	models.EventTransferred:       {held, ""},
}

// states walks through what happened: each step must be legal, nobody writes after the
// end, and the walk must end in the state that is stored.
func (c *checker) states(l *Log) {
	now := models.State("")
	lost := false // an agent's browsers vanished: the next row says where to
	for _, m := range l.Rows {
		switch {
		case m.Kind == models.KindCustomer && !slices.Contains(running, now):
			c.fail(IllegalState, "the customer wrote %d of %s, which was %q", m.Seq, l.Conversation, now)
		case m.Kind == models.KindAgent && now != models.StateActive:
			c.fail(IllegalState, "an agent wrote %d of %s, which was %q", m.Seq, l.Conversation, now)
		case m.Kind != models.KindEvent:
			continue
		case m.Event == models.EventAgentLost:
			if now != models.StateActive {
				c.fail(IllegalState, "%s lost its agent at %d, being %q", l.Conversation, m.Seq, now)
			}
			lost = true
			continue
		}
		if m.Kind != models.KindEvent {
			continue
		}
		s, known := steps[m.Event]
		if !known {
			continue
		}
		if lost && m.Event != models.EventParked {
			now = models.StateOpen
		}
		lost = false
		if !slices.Contains(s.from, now) {
			c.fail(IllegalState, "%s was %q when %d says that it was %s", l.Conversation, now, m.Seq, m.Event)
		}
		if s.to != "" {
			now = s.to
		}
	}
	if lost {
		now = models.StateOpen
	}
	if now != l.State {
		c.fail(IllegalState, "%s is stored as %s, what happened to it says %q", l.Conversation, l.State, now)
	}
}
