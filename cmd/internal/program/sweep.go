package program

import (
	"context"
	"time"
)

// sweepEvery is how often deadlines are looked at.
const sweepEvery = time.Second

// sweep does what the clock demands until ctx ends. While the database is away
// it keeps trying, and says so once.
func (p *Program) sweep(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := p.sweepOnce(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			failing = true
			p.Log.ErrorContext(ctx, "deadlines are not being looked at; trying again each second", "error", err)
		case err == nil && failing:
			failing = false
			p.Log.InfoContext(ctx, "deadlines are being looked at again")
		}
	}
}

// sweepOnce goes on until nothing is due: after a long pause there is much.
func (p *Program) sweepOnce(ctx context.Context) error {
	for ctx.Err() == nil {
		agents, err := p.Desk.Agents.Sweep(ctx)
		if err != nil {
			return err
		}
		conversations, err := p.Desk.Conversations.Sweep(ctx)
		if err != nil || agents+conversations == 0 {
			return err
		}
	}
	return nil
}
