package models_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linger/models"
	"linger/models/modeltest"
)

// TestPromises drives random sequences of customers, agents, a supervisor and
// the clock against the stores and checks the promises after every step: every
// log gapless and in order, nothing acknowledged lost or doubled, every state
// legal, one running persistent conversation at most, and nothing of the staff's
// in the customer's eyes.
func TestPromises(t *testing.T) {
	for _, mode := range []models.Mode{models.ModePersistent, models.ModeLive} {
		t.Run(string(mode), func(t *testing.T) {
			reached := &happened{events: map[models.Event]int{}}
			t.Cleanup(func() { reached.all(t, mode) })
			modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
				t.Parallel()
				w := d.Channel(mode, nil)
				if mode == models.ModePersistent {
					d.Keep(w, d.Hours("America/New_York", "04:00", "00:00"))
				}
				ana, ben := d.Agent("Ana", models.RoleAgent), d.Agent("Ben", models.RoleAgent)
				sam := d.Agent("Sam", models.RoleSupervisor)
				customers := 0
				begin := func(rt *rapid.T) *machine {
					customers++
					return &machine{
						t: rt, d: d, mode: mode, staff: []*models.Agent{ana, ben, sam}, acked: map[string]string{}, reached: reached,
						visit: d.Visit(w, fmt.Sprintf("customer-%d", customers)),
					}
				}
				everyWay(t, mode, begin)
				rapid.Check(t, func(rt *rapid.T) {
					m := begin(rt)
					rt.Repeat(map[string]func(*rapid.T){
						"write": m.write, "write more": m.write, "reply more": m.reply, "accept more": m.verb(d.Conversations.Accept), "journey": m.journey, "online": m.online, "repeat": m.repeat, "write to an old one": m.writeToOld,
						"accept": m.verb(d.Conversations.Accept), "decline": m.verb(d.Conversations.Decline),
						"park": m.verb(seen(d.Conversations.Park)), "end": m.verb(seen(d.Conversations.End)),
						"reopen": m.verb(d.Conversations.Reopen), "undo end": m.verb(d.Conversations.UndoEnd),
						"release": m.verb(d.Conversations.Release), "force-close": m.verb(d.Conversations.ForceClose),
						"close": m.close, "transfer": m.transfer, "together": m.together,
						"consult": m.consult, "join": m.verb(d.Conversations.JoinPublicly), "leave": m.verb(d.Conversations.Leave),
						"withdraw": m.verb(d.Conversations.WithdrawTransfer), "end consult": m.endConsult, "to a queue": m.toQueue, "assign": m.assign, "reply": m.reply, "note": m.note,
						"customer end": m.customerEnd, "read": m.read, "time": m.time, "night": m.night,
						"": m.check,
					})
				})
			})
		})
	}
}

// machine is one customer's life at the desk, and what was promised so far.
type machine struct {
	t     *rapid.T
	d     *modeltest.Desk
	mode  models.Mode
	visit *models.Visit
	staff []*models.Agent
	all   []*models.Conversation
	acked map[string]string // client id → "conversation seq body"
	last  models.Draft

	reached *happened
}

func seen(verb func(ctx ctx, a *models.Agent, id string, seen int64) (*models.Conversation, error)) func(ctx, *models.Agent, string) (*models.Conversation, error) {
	return func(c ctx, a *models.Agent, id string) (*models.Conversation, error) { return verb(c, a, id, -1) }
}

// some draws one of the conversations, newest more often; skips when none is.
func (m *machine) some(rt *rapid.T) *models.Conversation {
	if len(m.all) == 0 {
		rt.Skip("no conversation yet")
	}
	return m.all[len(m.all)-1-rapid.IntRange(0, min(1, len(m.all)-1)).Draw(rt, "back")]
}

// agent draws who acts on c: mostly whoever has it, so that sequences get
// somewhere, else anyone.
func (m *machine) agent(rt *rapid.T, c *models.Conversation) *models.Agent {
	any := m.staff[rapid.IntRange(0, len(m.staff)-1).Draw(rt, "agent")]
	if rapid.IntRange(0, 3).Draw(rt, "stranger") == 0 {
		return any
	}
	now := m.d.Reload(c)
	for _, a := range m.staff {
		if now.AgentID != nil && *now.AgentID == a.ID || now.OfferedAgentID != nil && *now.OfferedAgentID == a.ID {
			return a
		}
	}
	return any
}

// happened counts the events that the runs reached: a run that never parks
// proves nothing about parking.
type happened struct {
	mu     sync.Mutex
	events map[models.Event]int
}

func (h *happened) note(e models.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events[e]++
}

// all fails when an event that the mode knows was never reached, on either database.
func (h *happened) all(t *testing.T, mode models.Mode) {
	t.Helper()
	events := []models.Event{
		models.EventStarted, models.EventAccepted, models.EventJoined, models.EventReleased, models.EventTransferred,
		models.EventTransferOffered, models.EventTransferDeclined, models.EventTransferMissed, models.EventTransferWithdrawn,
		models.EventConsulted, models.EventConsultAccepted, models.EventConsultDeclined, models.EventConsultMissed, models.EventConsultWithdrawn,
		models.EventCameIn, models.EventWentOut, models.EventQueued, models.EventAssigned,
		models.EventEnded, models.EventEndUndone, models.EventClosed, models.EventAutoClosed, models.EventForceClosed,
	}
	if mode == models.ModePersistent {
		events = append(events, models.EventParked, models.EventReopened, models.EventReturned,
			models.EventOffered, models.EventDeclined, models.EventMissed, models.EventDelivered, "told")
	}
	for _, e := range events {
		if h.events[e] == 0 {
			t.Errorf("no run reached %q", e)
		}
	}
}

// expected fails on errors that no user may ever see.
func (m *machine) expected(err error) bool {
	switch models.KindOf(err) {
	case models.Conflict, models.Forbidden, models.NotFound:
		return false
	}
	if err != nil {
		m.t.Fatalf("unexpected: %v", err)
	}
	return true
}

func (m *machine) send(rt *rapid.T, id string, d models.Draft) {
	row, c, err := m.d.Conversations.Receive(m.d.Ctx(), m.visit, id, d)
	if !m.expected(err) {
		return
	}
	fact := fmt.Sprintf("%s %d %s", row.ConversationID, row.Seq, row.Body)
	if before, ok := m.acked[*row.ClientID]; ok && before != fact {
		rt.Fatalf("a repeated draft was answered with %q, first with %q", fact, before)
	}
	m.acked[*row.ClientID] = fact
	m.last = d
	for _, known := range m.all {
		if known.ID == c.ID {
			return
		}
	}
	m.all = append(m.all, c)
}

func (m *machine) write(rt *rapid.T) {
	m.send(rt, "", modeltest.Draft(rapid.StringMatching(`[a-zäß ]{1,20}x`).Draw(rt, "text")))
}

func (m *machine) repeat(rt *rapid.T) {
	if m.last.ClientID == "" {
		rt.Skip("nothing sent yet")
	}
	m.send(rt, "", m.last)
}

func (m *machine) writeToOld(rt *rapid.T) {
	m.send(rt, m.some(rt).ID, modeltest.Draft("to this one"))
}

func (m *machine) verb(do func(ctx, *models.Agent, string) (*models.Conversation, error)) func(*rapid.T) {
	return func(rt *rapid.T) {
		c := m.some(rt)
		_, err := do(m.d.Ctx(), m.agent(rt, c), c.ID)
		m.expected(err)
	}
}

func (m *machine) close(rt *rapid.T) {
	c := m.some(rt)
	_, err := m.d.Conversations.Close(m.d.Ctx(), m.agent(rt, c), c.ID, "done")
	m.expected(err)
}

func (m *machine) reply(rt *rapid.T) { m.staffWrites(rt, m.d.Conversations.Reply) }
func (m *machine) note(rt *rapid.T)  { m.staffWrites(rt, m.d.Conversations.Note) }

func (m *machine) staffWrites(rt *rapid.T, do func(ctx, *models.Agent, string, models.Draft) (*models.Message, *models.Conversation, error)) {
	c := m.some(rt)
	row, _, err := do(m.d.Ctx(), m.agent(rt, c), c.ID, modeltest.Draft("from staff"))
	if m.expected(err) {
		m.acked[*row.ClientID] = fmt.Sprintf("%s %d %s", row.ConversationID, row.Seq, row.Body)
	}
}

func (m *machine) customerEnd(rt *rapid.T) {
	_, err := m.d.Conversations.CustomerEnd(m.d.Ctx(), m.visit, m.some(rt).ID)
	if err == nil && m.mode == models.ModePersistent {
		rt.Fatal("a customer ended a persistent conversation")
	}
	m.expected(err)
}

func (m *machine) read(rt *rapid.T) {
	c := m.some(rt)
	seq := rapid.Int64Range(0, 40).Draw(rt, "seq")
	m.expected(m.d.Conversations.ReadByCustomer(m.d.Ctx(), m.visit, c.ID, seq))
	m.expected(m.d.Conversations.ReadByAgent(m.d.Ctx(), m.agent(rt, c), c.ID, seq))
}

func (m *machine) time(rt *rapid.T) {
	m.pass(rt, rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour, 25 * time.Hour, 29 * 24 * time.Hour}).Draw(rt, "passes"))
}

func (m *machine) pass(rt *rapid.T, d time.Duration) {
	m.d.Clock.Advance(d)
	if _, err := m.d.Conversations.Sweep(m.d.Ctx()); err != nil {
		rt.Fatal(err)
	}
}

// night is a message written while nobody works, and the morning after it.
func (m *machine) night(rt *rapid.T) {
	now := m.d.Clock.Now()
	m.pass(rt, now.Truncate(24*time.Hour).Add(30*time.Hour).Sub(now)) // 06:00 UTC is night in New York, all year
	m.write(rt)
	m.pass(rt, 5*time.Hour)
}

func (m *machine) online(*rapid.T) { m.d.Online(m.staff...) }
