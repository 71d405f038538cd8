package models_test

import (
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
