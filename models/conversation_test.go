package models

import (
	"testing"
	"time"
)

// inState is a conversation of mode that stands in state with agent "ana".
func inState(t *testing.T, mode Mode, state State) (*Conversation, *Workstream, Time) {
	t.Helper()
	now := At(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	ws := Presets(mode)
	c := newConversation(&Widget{ID: "w", WorkstreamID: "ws", Mode: mode}, "ada", nil, now)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.Receive(Draft{Body: "Hello"}, "v", now)
	do(err)
	if state != StateOpen {
		do(c.Accept("ana", now))
	}
	switch state {
	case StateWaiting:
		do(c.Park("ana", -1, now))
	case StateWrapUp:
		do(c.End("ana", -1, now))
	case StateClosed:
		do(c.End("ana", -1, now))
		do(c.Close("ana", now))
	case StateOpen, StateActive:
	}
	c.settle(&ws, now)
	return c, &ws, now
}

// TestTransitions says for every verb in which states of which mode it is
// possible, and where it leads. What is not in the table is a conflict and
// changes nothing.
func TestTransitions(t *testing.T) {
	supervisor := &Agent{ID: "sam", Role: RoleSupervisor}
	ana := &Agent{ID: "ana", Role: RoleAgent}
	verbs := map[string]func(c *Conversation, ws *Workstream, now Time) error{
		"receive": func(c *Conversation, _ *Workstream, now Time) error {
			_, err := c.Receive(Draft{Body: "x"}, "v", now)
			return err
		},
		"reply": func(c *Conversation, _ *Workstream, now Time) error {
			_, err := c.Reply(Draft{Body: "x", Seen: -1}, "ana", now)
			return err
		},
		"accept":   func(c *Conversation, _ *Workstream, now Time) error { return c.Accept("ben", now) },
		"offer":    func(c *Conversation, ws *Workstream, now Time) error { return c.Offer("ben", ws, now) },
		"park":     func(c *Conversation, _ *Workstream, now Time) error { return c.Park("ana", -1, now) },
		"reopen":   func(c *Conversation, _ *Workstream, now Time) error { return c.Reopen("ana", now) },
		"release":  func(c *Conversation, _ *Workstream, now Time) error { return c.Release("ana", now) },
		"transfer": func(c *Conversation, ws *Workstream, now Time) error { return c.Transfer(ana, "ben", "Yours", ws, now) },
		"be transferred": func(c *Conversation, ws *Workstream, now Time) error {
			if err := c.Transfer(supervisor, "ben", "", ws, now); err != nil {
				return err
			}
			return c.Accept("ben", now)
		},
		"refuse a transfer": func(c *Conversation, ws *Workstream, now Time) error {
			if err := c.Transfer(ana, "ben", "", ws, now); err != nil {
				return err
			}
			return c.Decline("ben", now)
		},
		"to a queue": func(c *Conversation, _ *Workstream, now Time) error { return c.ToQueue(ana, &Queue{ID: "q"}, "", now) },
		"to another queue": func(c *Conversation, _ *Workstream, now Time) error {
			return c.ToQueue(supervisor, &Queue{ID: "q"}, "", now)
		},
		"assign":  func(c *Conversation, _ *Workstream, now Time) error { return c.AssignTo(supervisor, "ben", "", now) },
		"consult": func(c *Conversation, ws *Workstream, now Time) error { return c.Consult(ana, "ben", "How?", ws, now) },
		"join":    func(c *Conversation, _ *Workstream, now Time) error { return c.JoinPublicly(supervisor, now) },
		"end":     func(c *Conversation, _ *Workstream, now Time) error { return c.End("ana", -1, now) },
		"undo end": func(c *Conversation, _ *Workstream, now Time) error {
			return c.UndoEnd("ana", Message{Seq: c.EndedSeq}, now)
		},
		"close":        func(c *Conversation, _ *Workstream, now Time) error { return c.Close("ana", now) },
		"force-close":  func(c *Conversation, _ *Workstream, now Time) error { return c.ForceClose(supervisor, now) },
		"customer end": func(c *Conversation, _ *Workstream, now Time) error { return c.CustomerEnd(now) },
	}
	type from struct {
		verb  string
		state State
	}
	both := map[from]State{
		{"receive", StateOpen}:    StateOpen,
		{"receive", StateActive}:  StateActive,
		{"reply", StateActive}:    StateActive,
		{"accept", StateOpen}:     StateActive,
		{"offer", StateOpen}:      StateOpen,
		{"release", StateActive}:  StateOpen,
		{"transfer", StateActive}: StateActive,

		{"be transferred", StateActive}: StateActive, {"refuse a transfer", StateActive}: StateActive,
		{"to a queue", StateActive}: StateOpen, {"to another queue", StateActive}: StateOpen, {"to another queue", StateOpen}: StateOpen,
		{"assign", StateOpen}: StateActive, {"consult", StateActive}: StateActive, {"join", StateActive}: StateActive,

		{"end", StateActive}:       StateWrapUp,
		{"end", StateWrapUp}:       StateWrapUp, // the other window of the same agent
		{"undo end", StateWrapUp}:  StateActive,
		{"close", StateWrapUp}:     StateClosed,
		{"close", StateClosed}:     StateClosed,
		{"force-close", StateOpen}: StateClosed, {"force-close", StateActive}: StateClosed, {"force-close", StateWrapUp}: StateClosed,
	}
	only := map[Mode]map[from]State{
		ModePersistent: {
			{"park", StateActive}:            StateWaiting,
			{"park", StateWaiting}:           StateWaiting,
			{"receive", StateWaiting}:        StateOpen,
			{"reply", StateWaiting}:          StateActive,
			{"reopen", StateWaiting}:         StateActive,
			{"transfer", StateWaiting}:       StateWaiting,
			{"be transferred", StateWaiting}: StateActive, {"refuse a transfer", StateWaiting}: StateWaiting,
			{"to a queue", StateWaiting}: StateOpen, {"to another queue", StateWaiting}: StateOpen,
			{"end", StateWaiting}:         StateWrapUp,
			{"force-close", StateWaiting}: StateClosed,
		},
		ModeLive: {
			{"customer end", StateOpen}:   StateClosed,
			{"customer end", StateActive}: StateWrapUp,
			{"close", StateActive}:        StateWrapUp,
		},
	}
	states := map[Mode][]State{
		ModePersistent: {StateOpen, StateActive, StateWaiting, StateWrapUp, StateClosed},
		ModeLive:       {StateOpen, StateActive, StateWrapUp, StateClosed},
	}
	for mode, list := range states {
		for _, state := range list {
			for verb, do := range verbs {
				c, ws, now := inState(t, mode, state)
				rows := c.LastSeq
				err := do(c, ws, now.Add(time.Second))
				want, possible := both[from{verb, state}]
				if !possible {
					want, possible = only[mode][from{verb, state}]
				}
				switch {
				case possible && err != nil:
					t.Errorf("%s: %s in %s: %v", mode, verb, state, err)
				case possible && c.State != want:
					t.Errorf("%s: %s in %s leads to %s, want %s", mode, verb, state, c.State, want)
				case !possible && err == nil:
					t.Errorf("%s: %s in %s is possible and leads to %s", mode, verb, state, c.State)
				case !possible && (c.State != state || c.LastSeq != rows):
					t.Errorf("%s: refused %s in %s changed something: %s, %d rows", mode, verb, state, c.State, c.LastSeq-rows)
				}
			}
		}
	}
}

func TestOnlyItsAgentWorksInIt(t *testing.T) {
	for verb, do := range map[string]func(c *Conversation, now Time) error{
		"reply": func(c *Conversation, now Time) error {
			_, err := c.Reply(Draft{Body: "x", Seen: -1}, "ben", now)
			return err
		},
		"park":    func(c *Conversation, now Time) error { return c.Park("ben", -1, now) },
		"release": func(c *Conversation, now Time) error { return c.Release("ben", now) },
		"end":     func(c *Conversation, now Time) error { return c.End("ben", -1, now) },
		"transfer": func(c *Conversation, now Time) error {
			return c.Transfer(&Agent{ID: "ben", Role: RoleAgent}, "eve", "", &Workstream{}, now)
		},
		"to a queue": func(c *Conversation, now Time) error {
			return c.ToQueue(&Agent{ID: "ben", Role: RoleAgent}, &Queue{ID: "q"}, "", now)
		},
		"consult": func(c *Conversation, now Time) error {
			return c.Consult(&Agent{ID: "sam", Role: RoleSupervisor}, "eve", "", &Workstream{}, now)
		},
		"join": func(c *Conversation, now Time) error { return c.JoinPublicly(&Agent{ID: "ben", Role: RoleAgent}, now) },
		"end a consult": func(c *Conversation, now Time) error {
			return c.EndConsult(&Agent{ID: "ben", Role: RoleAgent}, "eve", now)
		},
		"force-close": func(c *Conversation, now Time) error { return c.ForceClose(&Agent{ID: "ben", Role: RoleAgent}, now) },
	} {
		c, _, now := inState(t, ModePersistent, StateActive)
		if err := do(c, now); KindOf(err) != Conflict && KindOf(err) != Forbidden {
			t.Errorf("%s by another agent: %v", verb, err)
		}
		if c.State != StateActive || c.holder() != "ana" {
			t.Errorf("%s by another agent changed it: %s, %s", verb, c.State, c.holder())
		}
	}
}

func TestNothingIsParkedOrEndedUnread(t *testing.T) {
	for verb, do := range map[string]func(c *Conversation, seen int64, now Time) error{
		"park": func(c *Conversation, seen int64, now Time) error { return c.Park("ana", seen, now) },
		"end":  func(c *Conversation, seen int64, now Time) error { return c.End("ana", seen, now) },
		"reply": func(c *Conversation, seen int64, now Time) error {
			_, err := c.Reply(Draft{Body: "x", Seen: seen}, "ana", now)
			return err
		},
	} {
		c, _, now := inState(t, ModePersistent, StateActive)
		seen := c.LastSeq
		if _, err := c.Receive(Draft{Body: "Wait"}, "v", now); err != nil {
			t.Fatal(err)
		}
		if err := do(c, seen, now); CodeOf(err) != CodeMovedOn {
			t.Errorf("%s over an unseen message: %v, want moved_on", verb, err)
		}
		if err := do(c, c.LastSeq, now); err != nil {
			t.Errorf("%s having seen it: %v", verb, err)
		}
	}
}

func TestUndoEnd(t *testing.T) {
	c, _, now := inState(t, ModePersistent, StateWrapUp)
	if err := c.UndoEnd("ben", Message{}, now); CodeOf(err) != CodeTaken {
		t.Errorf("by another agent: %v", err)
	}
	late := *c
	if err := late.UndoEnd("ana", Message{Seq: c.EndedSeq}, now.Add(UndoEnd)); CodeOf(err) != CodeWrongState {
		t.Errorf("ten seconds later: %v", err)
	}
	ended := Message{ConversationID: c.ID, Seq: c.EndedSeq, ChangedSeq: c.EndedSeq}
	if err := c.UndoEnd("ana", ended, now.Add(UndoEnd-time.Microsecond)); err != nil {
		t.Fatal(err)
	}
	if c.State != StateActive || c.EndedBy != "" {
		t.Errorf("after undo: %s, ended by %q", c.State, c.EndedBy)
	}
	if len(c.changed) != 1 || c.changed[0].RetractedAt.IsZero() || c.changed[0].ChangedSeq <= ended.ChangedSeq {
		t.Errorf("the row that said it ended is not retracted: %+v", c.changed)
	}
}

func TestTurn(t *testing.T) {
	c, ws, now := inState(t, ModePersistent, StateActive)
	step := func(what string, want Turn, since Time, do func(at Time)) {
		t.Helper()
		now = now.Add(time.Minute)
		do(now)
		c.settle(ws, now)
		if since.IsZero() {
			since = now
		}
		if c.Turn != want || !c.TurnSince.Equal(since) {
			t.Errorf("%s: %s's turn since %v, want %s's since %v", what, c.Turn, c.TurnSince, want, since)
		}
	}
	first := now
	step("the customer wrote again", TurnAgent, first, func(at Time) { _, _ = c.Receive(Draft{Body: "?"}, "v", at) })
	step("the agent answered", TurnCustomer, Time{}, func(at Time) { _, _ = c.Reply(Draft{Body: "!", Seen: -1}, "ana", at) })
	answered := now
	step("an internal message", TurnCustomer, answered, func(at Time) { _, _ = c.Note(Draft{Body: "note"}, "ana", at) })
	step("parked", TurnCustomer, answered, func(at Time) { _ = c.Park("ana", -1, at) })
	step("returned", TurnAgent, Time{}, func(at Time) { _, _ = c.Receive(Draft{Body: "back"}, "v", at) })
	returned := now
	step("accepted", TurnAgent, returned, func(at Time) { _ = c.Accept("ana", at) })
	step("ended", TurnNobody, Time{}, func(at Time) { _ = c.End("ana", -1, at) })
}

func TestWhatWaitsForTheAgentComesFirst(t *testing.T) {
	at := func(minute int) Time { return At(time.Date(2026, 3, 2, 9, minute, 0, 0, time.UTC)) }
	longest := Conversation{Turn: TurnAgent, TurnSince: at(1), LastMessageAt: at(30)}
	shorter := Conversation{Turn: TurnAgent, TurnSince: at(20), LastMessageAt: at(20)}
	newest := Conversation{Turn: TurnCustomer, TurnSince: at(25), LastMessageAt: at(25)}
	oldest := Conversation{Turn: TurnNobody, TurnSince: at(2), LastMessageAt: at(2)}
	order := []Conversation{longest, shorter, newest, oldest}
	for i := 1; i < len(order); i++ {
		if order[i-1].inboxOrder() >= order[i].inboxOrder() {
			t.Errorf("row %d does not come before row %d", i-1, i)
		}
	}
}

func TestTheCustomerSeesPeopleNotMachinery(t *testing.T) {
	c, ws, now := inState(t, ModePersistent, StateActive)
	_ = c.Park("ana", -1, now)
	_, _ = c.Receive(Draft{Body: "back"}, "v", now)
	_ = c.Accept("ana", now)
	_ = c.Transfer(&Agent{ID: "ana", Role: RoleAgent}, "ben", "Take over", ws, now)
	_ = c.Accept("ben", now)
	var seen []Event
	for _, m := range c.pending {
		if m.Kind == KindEvent && m.Audience == AudienceEveryone {
			seen = append(seen, m.Event)
		}
	}
	if len(seen) != 2 || seen[0] != EventJoined || seen[1] != EventJoined {
		t.Errorf("the customer is told %v, want only that ana and ben joined", seen)
	}
}
