package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// What a workstream says about capacity and time is what its conversations do.
func TestWorkstreamReachesItsConversations(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		w := d.Channel(models.ModePersistent, func(ws *models.Workstream) {
			ws.CapacityUnits, ws.OfferTimeoutSeconds, ws.WrapUpBlockSeconds = 35, 77, 60
		})
		load := func(when string, want int64) {
			t.Helper()
			if got, err := d.Agents.Load(ctx, ana.ID); err != nil || got != want {
				t.Errorf("%s her load is %d, %v; want %d", when, got, err, want)
			}
		}
		var mine []string
		for _, sub := range []string{"ada", "omar"} {
			c := d.Write(d.Visit(w, sub), "Hello")
			offered, err := d.Conversations.Offer(ctx, c.ID, ana.ID)
			must(t, err)
			if got := offered.OfferExpiresAt.Sub(offered.OfferedAt); got != 77*time.Second {
				t.Errorf("the offer stands for %s", got)
			}
			must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
			mine = append(mine, c.ID)
		}
		load("with two conversations", 70)
		must(t, second(d.Conversations.End(ctx, ana, mine[0], -1)))
		load("in wrap-up", 70)
		d.Clock.Advance(time.Minute)
		load("a minute into it", 35)
		must(t, second(d.Conversations.Park(ctx, ana, mine[1], -1)))
		load("with the other one parked", 0)
	})
}
