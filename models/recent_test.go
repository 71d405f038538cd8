package models

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// A change as it is told: the log of conversation "c" from one number on.
func toldOf(after int64, seqs ...int64) *told {
	t := &told{after: after, conversation: Conversation{ID: "c", LastChangedSeq: after + int64(len(seqs))}}
	for _, seq := range seqs {
		t.entries = append(t.entries, Entry{Message: Message{Seq: seq, ChangedSeq: seq, Audience: AudienceEveryone}})
	}
	return t
}

func wakeOf(t *told) Wake { return Wake{Conversation: "c", Changed: t.conversation.LastChangedSeq} }

var noon = At(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))

func (r *recent) tell(told ...*told) {
	for _, t := range told {
		r.hear(wakeOf(t), t, noon)
	}
}

// keepAt has r read the conversation as it stands at seq.
func (r *recent) keepAt(seq int64) {
	r.keep(r.begin([]string{"c"}, noon), &Row{Conversation: Conversation{ID: "c", LastChangedSeq: seq}, WidgetName: "read"}, noon)
}

// What is remembered of the log are changes without a gap, up to the newest that was told.
func TestRecentChanges(t *testing.T) {
	five, six, seven := toldOf(4, 5), toldOf(5, 6), toldOf(6, 7)
	edited := Wake{Conversation: "c", Changed: 8}
	for name, c := range map[string]struct {
		heard       func(*recent)
		after, upTo int64
		want        []int64 // nil: it has to be read
	}{
		"nothing heard":             {func(*recent) {}, 4, 4, nil},
		"in order":                  {func(r *recent) { r.tell(five, six, seven) }, 4, 7, []int64{5, 6, 7}},
		"the newer ones":            {func(r *recent) { r.tell(five, six, seven) }, 6, 7, []int64{7}},
		"nothing newer":             {func(r *recent) { r.tell(five) }, 5, 5, []int64{}},
		"older than is known":       {func(r *recent) { r.tell(five) }, 3, 5, nil},
		"newer than is known":       {func(r *recent) { r.tell(five) }, 4, 6, nil},
		"told out of order":         {func(r *recent) { r.tell(five, seven, six) }, 4, 7, nil},
		"after one out of order":    {func(r *recent) { r.tell(five, seven, six) }, 6, 7, []int64{7}},
		"told twice":                {func(r *recent) { r.tell(five, six, six) }, 4, 6, []int64{5, 6}},
		"something untold":          {func(r *recent) { r.tell(five, six, seven); r.hear(edited, nil, noon) }, 6, 7, nil},
		"something untold and more": {func(r *recent) { r.tell(five); r.hear(edited, nil, noon); r.tell(toldOf(8, 9)) }, 8, 9, []int64{9}},
		"a read marker":             {func(r *recent) { r.tell(five); r.hear(signal(SignalRead), nil, noon) }, 4, 5, []int64{5}},
		"too long ago":              {func(r *recent) { r.hear(wakeOf(five), five, noon.Add(-rememberFor)) }, 4, 5, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var r recent
			c.heard(&r)
			entries, known := r.changes("c", AudienceEveryone, c.after, c.upTo, noon)
			if known != (c.want != nil) {
				t.Fatalf("known: %v", known)
			}
			var got []int64
			for _, e := range entries {
				got = append(got, e.ChangedSeq)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("changes %v, want %v", got, c.want)
			}
		})
	}
}

func signal(kind SignalKind) Wake { return Wake{Conversation: "c", Signal: &Signal{Kind: kind}} }

// Only the newest of a long log is kept, and what is the staff's is for staff.
func TestRecentChangesAreFew(t *testing.T) {
	var r recent
	for seq := range int64(3 * mostRecentEntries) {
		change := toldOf(seq, seq+1)
		if seq%2 == 0 {
			change.entries[0].Audience = AudienceStaff
		}
		r.tell(change)
	}
	last := int64(3 * mostRecentEntries)
	if _, known := r.changes("c", AudienceStaff, last-mostRecentEntries-1, last, noon); known {
		t.Error("more is known than is kept")
	}
	staff, _ := r.changes("c", AudienceStaff, last-mostRecentEntries, last, noon)
	everyone, known := r.changes("c", AudienceEveryone, last-mostRecentEntries, last, noon)
	if !known || len(staff) != mostRecentEntries || len(everyone) != mostRecentEntries/2 {
		t.Errorf("staff see %d, everyone %d", len(staff), len(everyone))
	}
}

// A row is known from when it was read, as long as every change was told since.
func TestRecentRow(t *testing.T) {
	five, six, seven := toldOf(4, 5), toldOf(5, 6), toldOf(6, 7)
	other := toldOf(5, 6)
	other.conversation.AgentID = ref("ana")
	for name, c := range map[string]struct {
		heard func(*recent)
		want  int64 // the newest change it shows; 0: it has to be read
	}{
		"never read":                  {func(r *recent) { r.tell(five) }, 0},
		"read":                        {func(r *recent) { r.keepAt(5) }, 5},
		"told since":                  {func(r *recent) { r.keepAt(5); r.tell(six, seven) }, 7},
		"told of what was read":       {func(r *recent) { r.keepAt(6); r.tell(five, six) }, 6},
		"told out of order":           {func(r *recent) { r.keepAt(5); r.tell(seven, six) }, 0},
		"another agent's":             {func(r *recent) { r.keepAt(5); r.tell(other) }, 0},
		"read by somebody":            {func(r *recent) { r.keepAt(5); r.hear(signal(SignalRead), nil, noon) }, 0},
		"its customer left":           {func(r *recent) { r.keepAt(5); r.hear(signal(SignalPresence), nil, noon) }, 0},
		"somebody types":              {func(r *recent) { r.keepAt(5); r.hear(signal(SignalTyping), nil, noon) }, 5},
		"changed by another node":     {func(r *recent) { r.keepAt(5); r.hear(Wake{Conversation: "c", Changed: 6}, nil, noon) }, 0},
		"changed without a new row":   {func(r *recent) { r.keepAt(5); r.hear(Wake{Conversation: "c", Changed: 5}, nil, noon) }, 0},
		"told while it was read":      {func(r *recent) { readDuring(r, func() { r.tell(six) }) }, 0},
		"forgotten while it was read": {func(r *recent) { readDuring(r, func() { clear(r.known) }) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var r recent
			c.heard(&r)
			row := r.row("c", noon)
			if row == nil {
				row = &Row{}
			}
			if row.LastChangedSeq != c.want {
				t.Errorf("it shows %d, want %d", row.LastChangedSeq, c.want)
			}
			if c.want != 0 && row.WidgetName != "read" {
				t.Error("what was read beside the conversation is gone")
			}
			if r.row("c", noon.Add(rememberFor)) != nil {
				t.Error("it is remembered for ever")
			}
			if r.row("c", noon.Add(-time.Hour)) != nil {
				t.Error("after the clock was set back it is remembered for an hour")
			}
		})
	}
}

// readDuring has r keep a row, as it was before something happened.
func readDuring(r *recent, happens func()) {
	begun := r.begin([]string{"c"}, noon)
	happens()
	r.keep(begun, &Row{Conversation: Conversation{ID: "c", LastChangedSeq: 5}}, noon)
}

// Memory is bounded, whatever happens.
func TestRecentIsBounded(t *testing.T) {
	var r recent
	for range 3 * mostRecent {
		change := toldOf(0, 1)
		r.hear(Wake{Conversation: NewID(), Changed: 1}, change, noon)
	}
	if len(r.known) > mostRecent {
		t.Errorf("%d conversations are remembered", len(r.known))
	}
	r.put("later", noon.Add(rememberFor))
	if len(r.known) != 1 {
		t.Errorf("%d conversations are remembered of which nothing was heard since", len(r.known)-1)
	}
}

// What is told of a change is stored, all of it, and short.
func TestTells(t *testing.T) {
	ana := &Agent{ID: "ana", FirstName: "Ana"}
	row := func(seq int64, by *string, body string) Message {
		return Message{Seq: seq, ChangedSeq: seq, AgentID: by, Body: body}
	}
	for name, c := range map[string]struct {
		conversation Conversation
		told         bool
	}{
		"a message":               {Conversation{LastChangedSeq: 5, pending: []Message{row(5, nil, "Hello")}}, true},
		"the agent's":             {Conversation{LastChangedSeq: 5, pending: []Message{row(5, ref("ana"), "Hello")}, actor: ana}, true},
		"two rows":                {Conversation{LastChangedSeq: 6, pending: []Message{row(5, nil, ""), row(6, nil, "")}}, true},
		"another agent's name":    {Conversation{LastChangedSeq: 5, pending: []Message{row(5, ref("ben"), "")}, actor: ana}, false},
		"an agent's, by a sweep":  {Conversation{LastChangedSeq: 5, pending: []Message{row(5, ref("ana"), "")}}, false},
		"a row that changed":      {Conversation{LastChangedSeq: 6, pending: []Message{row(5, nil, "")}, changed: []Message{row(3, nil, "")}}, false},
		"nothing in the log":      {Conversation{LastChangedSeq: 4}, false},
		"less than what happened": {Conversation{LastChangedSeq: 6, pending: []Message{row(6, nil, "")}}, false},
		"a long text":             {Conversation{LastChangedSeq: 5, pending: []Message{row(5, nil, string(make([]byte, mostRecentText+1)))}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.conversation.tells(4)
			if (got != nil) != c.told {
				t.Fatalf("told: %v", got != nil)
			}
			if got != nil && c.conversation.actor != nil && got.entries[0].Names != ana.Names() {
				t.Errorf("it is said by %+v", got.entries[0].Names)
			}
		})
	}
}

// Nothing but what is stored is kept of a conversation: the rest would keep what it came
// from in memory, without an end.
func TestBare(t *testing.T) {
	c := Conversation{
		row: &Conversation{}, was: StateOpen, offering: &Offer{}, answered: OfferMissed, from: duty{state: StateOpen}, hours: Openness{Closed: true},
		voice: voice{speaks: true}, handedOver: true, attended: true, actor: &Agent{}, company: company{offers: []Offer{{}}},
		pending: []Message{{}}, changed: []Message{{}},
	}
	unstored := func(wrong func(reflect.Value) bool, what string) {
		v := reflect.ValueOf(c)
		for i := range v.NumField() {
			if f := v.Type().Field(i); !f.IsExported() && wrong(v.Field(i)) {
				t.Errorf("%s %s", f.Name, what)
			}
		}
	}
	unstored(reflect.Value.IsZero, "is not filled by this test")
	c.bare()
	unstored(func(v reflect.Value) bool { return !v.IsZero() }, "is kept")
}

// What a change may have moved beside the lists.
func TestEdges(t *testing.T) {
	before := Conversation{State: StateActive, AgentID: ref("ana"), AgentUnread: 1, LastSeq: 4}
	for name, c := range map[string]struct {
		change func(*Conversation)
		want   Edges
	}{
		"one message more":  {func(c *Conversation) { c.LastSeq, c.AgentUnread = 5, 2 }, EdgesNone},
		"the answer":        {func(c *Conversation) { c.LastSeq, c.AgentUnread = 5, 0 }, EdgesUnread},
		"parked":            {func(c *Conversation) { c.State = StateWaiting }, EdgesAll},
		"another agent's":   {func(c *Conversation) { c.AgentID = ref("ben") }, EdgesAll},
		"another queue's":   {func(c *Conversation) { c.QueueID = "returns" }, EdgesAll},
		"somebody is asked": {func(c *Conversation) { c.Company = 1 }, EdgesAll},
		"offered":           {func(c *Conversation) { c.OfferedAgentID = ref("ben") }, EdgesAll},
		"offered again":     {func(c *Conversation) { c.OfferExpiresAt = noon }, EdgesAll},
		"an offer begins":   {func(c *Conversation) { c.offering = &Offer{} }, EdgesAll},
		"an offer ends":     {func(c *Conversation) { c.answered = OfferMissed }, EdgesAll},
		"capacity held":     {func(c *Conversation) { c.CapacityUntil = noon }, EdgesAll},
	} {
		t.Run(name, func(t *testing.T) {
			after := before
			c.change(&after)
			if got := after.edges(&before); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
	if after := before; after.edges(nil) != EdgesAll {
		t.Error("a new conversation moves nothing")
	}
}
