package models_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"linger/models"
)

// The ways that chance rarely finds. Each is gone once with nothing drawn, so that every
// event is reached whatever chance brings, and is drawn among the other actions.

var (
	journeys = []string{"stay away", "accept", "decline", "miss", "ended by mistake", "reopened", "ended", "force-closed"}
	asked    = []string{"transfer", "consult"}
	answers  = []string{"accept", "decline", "miss", "withdraw", "queue"}
)

// everyWay goes each way with a customer of its own, every draw answered with the first.
func everyWay(t *testing.T, mode models.Mode, begin func(*rapid.T) *machine) {
	t.Helper()
	alone := func(way func(*machine, *rapid.T)) {
		rapid.MakeFuzz(func(rt *rapid.T) {
			m := begin(rt)
			way(m, rt)
			m.check(rt)
		})(t, make([]byte, 64<<10))
	}
	for _, how := range journeys {
		alone(func(m *machine, rt *rapid.T) { m.journeyBy(rt, how) })
	}
	for _, ask := range asked {
		for _, answer := range answers {
			alone(func(m *machine, rt *rapid.T) { m.togetherBy(rt, ask, answer) })
		}
	}
	if mode == models.ModePersistent {
		alone((*machine).night)
	}
}

func (m *machine) journey(rt *rapid.T) {
	m.journeyBy(rt, rapid.SampledFrom(journeys).Draw(rt, "journey"))
}

// journeyBy is written and accepted; what can wait is parked, and then comes back to
// the same agent, who answers, declines or misses, or never; what cannot is handed back
// and taken up again, or not. Or it is over, in one of all ways.
func (m *machine) journeyBy(rt *rapid.T, how string) {
	m.write(rt)
	m.online(rt)
	c, d, ctx, agent := m.all[len(m.all)-1], m.d.Conversations, m.d.Ctx(), m.staff[0]
	now := m.d.Reload(c)
	if now.State != models.StateOpen {
		return
	}
	do := func(_ *models.Conversation, err error) { m.expected(err) }
	if now.OfferedAgentID != nil {
		do(d.Decline(ctx, m.agent(rt, c), c.ID))
	}
	do(d.Accept(ctx, agent, c.ID))
	switch how {
	case "ended by mistake":
		do(d.End(ctx, agent, c.ID, -1))
		do(d.UndoEnd(ctx, agent, c.ID))
		return
	case "ended":
		do(d.End(ctx, agent, c.ID, -1))
		do(d.Close(ctx, agent, c.ID, "done"))
		return
	case "force-closed":
		do(d.ForceClose(ctx, m.staff[2], c.ID))
		return
	}
	if m.mode == models.ModeLive {
		do(d.Release(ctx, agent, c.ID))
		if how == "stay away" {
			m.pass(rt, 29*24*time.Hour)
			return
		}
		do(d.Accept(ctx, agent, c.ID))
		return
	}
	do(d.Park(ctx, agent, c.ID, -1))
	switch how {
	case "stay away":
		m.pass(rt, 29*24*time.Hour)
	case "reopened":
		do(d.Reopen(ctx, agent, c.ID))
		do(d.Release(ctx, agent, c.ID))
	case "accept":
		m.write(rt)
		do(d.Accept(ctx, agent, c.ID))
	case "decline":
		m.write(rt)
		do(d.Decline(ctx, agent, c.ID))
	case "miss":
		m.write(rt)
		m.pass(rt, 3*time.Minute)
	}
}

func (m *machine) together(rt *rapid.T) {
	m.togetherBy(rt, rapid.SampledFrom(asked).Draw(rt, "ask"), rapid.SampledFrom(answers).Draw(rt, "answer"))
}

// togetherBy is an agent who has a conversation and asks a colleague, and the
// colleague's answer.
func (m *machine) togetherBy(rt *rapid.T, ask, answer string) {
	m.write(rt)
	m.online(rt)
	c, d, ctx := m.all[len(m.all)-1], m.d.Conversations, m.d.Ctx()
	ana, ben, sam := m.staff[0], m.staff[1], m.staff[2]
	if m.d.Reload(c).State != models.StateOpen {
		return
	}
	do := func(_ *models.Conversation, err error) { m.expected(err) }
	do(d.AssignTo(ctx, sam, c.ID, ana.ID, ""))
	m.online(rt)
	if ask == "transfer" {
		do(d.Transfer(ctx, ana, c.ID, ben.ID, "Yours"))
	} else {
		do(d.Consult(ctx, ana, c.ID, ben.ID, "How?"))
	}
	switch answer {
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
