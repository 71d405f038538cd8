package models

import (
	"fmt"
	"slices"

	"gorm.io/gorm/clause"
)

// moved is what happened in a change that bears on an agent's presence.
type moved struct {
	left     bool         // a browser of theirs
	worked   bool         // they took or finished a conversation
	given    *given       // one is given to them, and how they stand with it
	needed   bool         // they are given one, and must be able to sign in
	vanished bool         // what they had has been given back
	aside    Aside        // they are set aside
	set      func(*Agent) // what somebody chose for them
	by       *Agent       // who, if it was somebody else
}

// given is an agent to whom a change gives a conversation: their row, which it holds, and
// how it stands with them then, counted since it does.
type given struct {
	Agent
	standing
}

// presence notes that something bears on the presence of the agent with id: their load,
// their browsers, their row. It is worked out at the end of the change, when all of it
// is known; conversations are locked before agents, and these in one order.
func (c *change) presence(agentID string) *moved {
	if c.moved == nil {
		c.moved = map[string]*moved{}
	}
	m := c.moved[agentID]
	if m == nil {
		m = &moved{}
		c.moved[agentID] = m
	}
	return m
}

// setAside notes that the agent missed or declined an offer of a workstream that sets
// aside for it. The offer's end does so by itself, see conversationMoved.
func setAside(tx *change, agentID string, why Aside) { tx.presence(agentID).aside = why }

// conversationMoved notes what a conversation's change is to its agents: before is how
// it stood, and who answered an offer is in what it wrote.
func conversationMoved(tx *change, before duty, c *Conversation, ws *Workstream) {
	for _, m := range c.pending {
		switch {
		case m.Event == EventMissed && ws.MissedSetsInactive && m.AgentID != nil:
			setAside(tx, *m.AgentID, AsideMissed)
		case m.Event == EventDeclined && ws.DeclinedSetsDND && m.AgentID != nil:
			setAside(tx, *m.AgentID, AsideDeclined)
		}
	}
	after := c.duty()
	if before == after {
		return
	}
	for _, p := range []duty{before, after} {
		if p.agent != "" && (p.state == StateActive || p.state == StateWrapUp) {
			tx.presence(p.agent).worked = true
		}
		if p.offered != "" {
			tx.presence(p.offered)
		}
	}
}

// duty is where a conversation stands as far as capacity goes.
type duty struct {
	state          State
	agent, offered string
}

func (c *Conversation) duty() duty { return duty{c.State, c.holder(), deref(c.OfferedAgentID)} }

// weighAnew notes everyone who has something of the workstream in hand, which takes
// another part of their capacity now. What waits may fit.
func weighAnew(tx *change, workstreamID string) error {
	var ids []string
	err := tx.Raw("SELECT DISTINCT agent_id FROM (?) AS held WHERE workstream_id = ?", aboutAgents(heldSQL, tx.now, nil), workstreamID).Scan(&ids).Error
	for _, id := range ids {
		tx.presence(id)
	}
	tx.routes.All = true
	return err
}

// presenceBatch is how many agents are worked out at once.
const presenceBatch = 500

// settlePresences works out the presences of all that the change bore on: it notes what
// became of them in the log, and tells.
func settlePresences(tx *change) error {
	ids := make([]string, 0, len(tx.moved))
	for id := range tx.moved {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for batch := range slices.Chunk(ids, presenceBatch) {
		if err := settleSome(tx, batch); err != nil {
			return fmt.Errorf("presence: %w", err)
		}
	}
	tx.moved = nil
	return nil
}

func settleSome(tx *change, ids []string) error {
	others := make([]string, 0, len(ids))
	for _, id := range ids {
		given := tx.moved[id].given
		if given == nil {
			others = append(others, id)
		} else if err := tx.settle(&given.Agent, given.standing); err != nil {
			return err
		}
	}
	if len(others) == 0 {
		return nil
	}
	var agents []Agent
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id IN ?", others).Order("id").Find(&agents).Error
	if err != nil {
		return err
	}
	found := make(map[string]bool, len(agents))
	for i := range agents {
		found[agents[i].ID] = agents[i].Active()
	}
	for _, id := range others {
		if tx.moved[id].needed && !found[id] {
			return errNotFound
		}
	}
	stands, err := standings(tx.DB, tx.now, others...)
	if err != nil {
		return err
	}
	for i := range agents {
		if err := tx.settle(&agents[i], stands[agents[i].ID]); err != nil {
			return err
		}
	}
	return nil
}

// settle applies what happened to one agent, whose row is locked.
func (c *change) settle(a *Agent, stand standing) error {
	before, m := *a, c.moved[a.ID]
	connected := c.now.Before(stand.Leased)
	if m.aside != AsideNone {
		a.SetAside, a.SetAsideAt = m.aside, c.now
	}
	if m.given != nil {
		a.AssignedAt = c.now
	}
	if m.worked {
		a.worked()
	}
	if m.set != nil {
		m.set(a)
	}
	switch {
	case connected:
		a.back(c.now)
	case m.left:
		a.left(c.now)
	}
	if m.vanished {
		a.VanishAt = Time{}
	}
	a.PresenceDueAt = earliest(a.VanishAt, stand.ReleaseAt)
	altered := !samePresence(&before, a)
	s := a.PresenceNow(stand.Units, stand.Leased, c.now)
	a.Standing, a.UnitsHeld = s.Presence, s.Units
	if altered || m.given != nil || a.Standing != before.Standing || a.UnitsHeld != before.UnitsHeld {
		columns, _, err := changedColumns(c.DB, &before, a)
		if err == nil && len(columns) > 0 {
			err = c.Model(a).Select(columns).UpdateColumns(a).Error
		}
		if err != nil {
			return err
		}
	}
	if m.by != nil {
		if err := c.supervised(m.by, &before, a); err != nil {
			return err
		}
	}
	noted, err := c.note(a, s, stand.Span)
	if err != nil {
		return err
	}
	if noted || altered {
		presenceChanged(c, a.ID)
	}
	return nil
}

// supervised keeps in the audit trail what somebody made of another's presence.
func (c *change) supervised(by, before, after *Agent) error {
	from, to := before.said(), after.said()
	if from == to {
		return nil
	}
	r := after.record()
	return c.Create(&AuditEntry{
		ID: NewID(), At: c.now, AgentID: actor(by), Kind: r.Kind, RecordID: r.ID, RecordName: r.Name, Verb: AuditEdited,
		Changes: []AuditChange{{Field: "presence", Before: from, After: to}},
	}).Error
}

// said is what an agent's row says of their presence, for the trail.
func (a *Agent) said() string {
	switch {
	case a.SetAside == AsideMissed:
		return string(PresenceInactive)
	case a.SetAside == AsideDeclined:
		return string(PresenceDND)
	case a.PresenceChosen:
		return string(a.Presence)
	}
	return "by load"
}

// presenceChanged tells whoever shows the agent's presence that it is another one.
// What waits may be for them now.
func presenceChanged(tx *change, agentID string) {
	tx.routes.All = true
	tx.wake(Wake{Topics: []string{TopicAgent(agentID), TopicPresence}, Signal: &Signal{Kind: SignalPresence, Agent: agentID}})
}

// note keeps in the log what the agent's presence is from now on. It reports whether it
// is another one than before.
func (c *change) note(a *Agent, s PresenceNow, span PresenceSpan) (bool, error) {
	noted := span.ID != ""
	if noted && span.is(s) {
		return false, nil
	}
	text := ""
	if s.CustomID != "" {
		var custom CustomPresence
		if err := c.Where("id = ?", s.CustomID).Take(&custom).Error; err != nil {
			return false, err
		}
		text = custom.Text
	}
	if noted && !c.now.After(span.SinceAt) { // it lasted no time
		span.say(s, text)
		return true, c.Save(&span).Error
	}
	if noted {
		if err := c.Model(&span).Update("until_at", c.now).Error; err != nil {
			return false, err
		}
	}
	next := &PresenceSpan{ID: NewID(), AgentID: a.ID, SinceAt: c.now}
	next.say(s, text)
	return true, c.Create(next).Error
}

// samePresence reports whether two rows say the same of a presence.
func samePresence(a, b *Agent) bool {
	return a.Presence == b.Presence && a.PresenceChosen == b.PresenceChosen &&
		deref(a.CustomPresenceID) == deref(b.CustomPresenceID) && deref(a.PresenceByID) == deref(b.PresenceByID) &&
		a.SetAside == b.SetAside && a.SetAsideAt.Equal(b.SetAsideAt) &&
		a.OfflineAt.Equal(b.OfflineAt) && a.VanishAt.Equal(b.VanishAt) && a.PresenceDueAt.Equal(b.PresenceDueAt)
}
