package models_test

import (
	"time"

	"pgregory.net/rapid"

	"linger/models"
)

// What colleagues do in the machine's conversations, besides the one who has it.

func (m *machine) colleague(rt *rapid.T) *models.Agent {
	m.online(rt)
	return rapid.SampledFrom(m.staff).Draw(rt, "colleague")
}

func (m *machine) transfer(rt *rapid.T) {
	c := m.some(rt)
	_, err := m.d.Conversations.Transfer(m.d.Ctx(), m.agent(rt, c), c.ID, m.colleague(rt).ID, "Take over")
	m.expected(err)
}

func (m *machine) consult(rt *rapid.T) {
	c := m.some(rt)
	_, err := m.d.Conversations.Consult(m.d.Ctx(), m.agent(rt, c), c.ID, m.colleague(rt).ID, "How?")
	m.expected(err)
}

func (m *machine) endConsult(rt *rapid.T) {
	c := m.some(rt)
	_, err := m.d.Conversations.EndConsult(m.d.Ctx(), m.agent(rt, c), c.ID, m.colleague(rt).ID)
	m.expected(err)
}

func (m *machine) toQueue(rt *rapid.T) {
	c := m.some(rt)
	_, err := m.d.Conversations.ToQueue(m.d.Ctx(), m.agent(rt, c), c.ID, models.DefaultQueueID, "")
	m.expected(err)
}

func (m *machine) assign(rt *rapid.T) {
	c := m.some(rt)
	_, err := m.d.Conversations.AssignTo(m.d.Ctx(), m.staff[2], c.ID, m.colleague(rt).ID, "")
	m.expected(err)
}

// together is the way that chance rarely finds: an agent has a conversation, asks a
// colleague, and the colleague answers in one of all ways.
func (m *machine) together(rt *rapid.T) {
	m.write(rt)
	m.online(rt)
	c, d, ctx := m.all[len(m.all)-1], m.d.Conversations, m.d.Ctx()
	ana, ben, sam := m.staff[0], m.staff[1], m.staff[2]
	if m.d.Reload(c).State != models.StateOpen {
		rt.Skip("somebody works on it")
	}
	do := func(_ *models.Conversation, err error) { m.expected(err) }
	do(d.AssignTo(ctx, sam, c.ID, ana.ID, ""))
	m.online(rt)
	ask := rapid.SampledFrom([]string{"transfer", "consult"}).Draw(rt, "ask")
	if ask == "transfer" {
		do(d.Transfer(ctx, ana, c.ID, ben.ID, "Yours"))
	} else {
		do(d.Consult(ctx, ana, c.ID, ben.ID, "How?"))
	}
	switch rapid.SampledFrom([]string{"accept", "decline", "miss", "withdraw", "queue"}).Draw(rt, "answer") {
	case "accept":
		do(d.Accept(ctx, ben, c.ID))
		if ask == "consult" {
			do(d.JoinPublicly(ctx, ben, c.ID))
			do(d.Leave(ctx, ben, c.ID))
		}
	case "decline":
		do(d.Decline(ctx, ben, c.ID))
	case "miss":
		m.pass(rt, 3*time.Minute)
	case "withdraw":
		if ask == "transfer" {
			do(d.WithdrawTransfer(ctx, ana, c.ID))
		} else {
			do(d.EndConsult(ctx, ana, c.ID, ben.ID))
		}
	case "queue":
		do(d.ToQueue(ctx, ana, c.ID, models.DefaultQueueID, "Whoever is free"))
	}
}

// company is what holds of whoever is about a conversation besides its agent.
func (m *machine) company(rt *rapid.T, c *models.Conversation) {
	list, err := m.d.Conversations.Company(m.d.Ctx(), c.ID)
	if err != nil {
		rt.Fatal(err)
	}
	if int64(len(list)) != c.Company {
		rt.Fatalf("%d about it, and it says %d", len(list), c.Company)
	}
	known := map[string]bool{}
	for _, other := range list {
		key := other.AgentID // who takes part may be asked to take it over
		if other.Offer != nil && other.Offer.Kind == models.OfferTransfer {
			key += " asked to take it over"
		}
		switch {
		case known[key]:
			rt.Fatalf("%s is about it twice", other.Name)
		case c.AgentID != nil && *c.AgentID == other.AgentID:
			rt.Fatalf("%s has it, and is about it besides", other.Name)
		case c.State == models.StateWaiting && other.Offer != nil && other.Offer.Kind == models.OfferTransfer:
		case c.State != models.StateActive:
			rt.Fatalf("%s is about a conversation that is %s", other.Name, c.State)
		}
		known[key] = true
	}
}
