package program

import (
	"context"
	"time"
)

// sweepEvery is how often deadlines are looked at.
const sweepEvery = time.Second

// sweep does what the clock demands until ctx ends.
func (p *Program) sweep(ctx context.Context) error {
	return p.eachSecond(ctx, "deadlines are", p.sweepOnce)
}

// index keeps what is found by its words up to date until ctx ends.
func (p *Program) index(ctx context.Context) error {
	return p.eachSecond(ctx, "words of new messages are", p.indexOnce)
}

// eachSecond does something again and again until ctx ends. While the database is
// away it keeps trying, and says so once.
func (p *Program) eachSecond(ctx context.Context, what string, once func(context.Context) error) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := once(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			failing = true
			p.Log.ErrorContext(ctx, what+" not being looked at; trying again each second", "error", err)
		case err == nil && failing:
			failing = false
			p.Log.InfoContext(ctx, what+" being looked at again")
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

// indexOnce goes on until everything is indexed. After each batch it leaves the
// database to others for as long as the batch took: on a big desk that is new to
// search it takes minutes.
func (p *Program) indexOnce(ctx context.Context) error {
	for ctx.Err() == nil {
		begun := time.Now()
		done, err := p.Desk.Search.Index(ctx)
		if err != nil || done == 0 {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Since(begun)):
		}
	}
	return nil
}
