package models

// told is a change as it was written: what comes along with a wake-up within the process,
// so that those who follow the conversation need not read it.
type told struct {
	conversation Conversation
	after        int64   // the newest change before this one
	entries      []Entry // what it changed in the log, in order: all of it
}

// tells is the change of c that is about to be written, if all that followers show of it
// is at hand: rows that this change adds, by its customer, by the system or by the agent
// who acts.
func (c *Conversation) tells(after int64) *told {
	if len(c.changed) > 0 || int64(len(c.pending)) != c.LastChangedSeq-after || len(c.pending) == 0 {
		return nil
	}
	t := &told{after: after, entries: make([]Entry, len(c.pending)), conversation: *c}
	for i, m := range c.pending {
		t.entries[i].Message = m
		switch by := deref(m.AgentID); {
		case len(m.Body) > mostRecentText:
			return nil
		case by == "":
		case c.actor != nil && by == c.actor.ID:
			t.entries[i].Names = c.actor.Names()
		default:
			return nil
		}
	}
	t.conversation.bare()
	return t
}

// bare leaves of c what is stored.
func (c *Conversation) bare() {
	c.row, c.offering, c.actor, c.pending, c.changed = nil, nil, nil, nil, nil
	c.was, c.answered, c.from, c.hours, c.voice, c.handedOver, c.attended, c.company = "", "", duty{}, Openness{}, voice{}, false, false, company{}
}
