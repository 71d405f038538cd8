package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"linger/cmd/internal/people"
	"linger/models"
)

// crowd is how many talk.
type crowd struct {
	Conversations int           `help:"How many conversations are written in." default:"50"`
	Agents        int           `help:"How many agents have them." default:"10"`
	For           time.Duration `help:"How long." default:"20s"`
}

// Validate keeps a run bounded. Kong calls it.
func (c crowd) Validate() error {
	if c.Conversations < 1 || c.Conversations > 5000 || c.Agents < 1 || c.Agents > 500 || c.For <= 0 || c.For > time.Hour {
		return errors.New("1 to 5000 conversations, 1 to 500 agents, an hour at most")
	}
	return nil
}

// with runs a load on a place of its own.
func (c crowd) with(ctx context.Context, o options, run func(p *place, l *load) error) error {
	p, err := newPlace(ctx, o, c.Agents)
	if err != nil {
		return err
	}
	defer p.close()
	l, err := newLoad(ctx, p, c.Conversations, c.Agents)
	if err != nil {
		return err
	}
	defer l.end()
	return run(p, l)
}

type rateMode struct {
	options
	crowd
	PerSecond float64 `help:"Messages a second, both ways together." default:"100"`
}

// Validate keeps a run bounded. Kong calls it.
func (m rateMode) Validate() error {
	if m.PerSecond <= 0 || m.PerSecond*m.For.Seconds() > atMost/4 {
		return fmt.Errorf("%d messages at most", atMost/4)
	}
	return nil
}

// Run prints the figures.
func (m rateMode) Run(ctx context.Context) error { return show(ctx, m.JSON, m.measure) }

func (m rateMode) measure(ctx context.Context) (*figures, error) {
	f := newFigures(fmt.Sprintf("%.0f messages a second", m.PerSecond), m.options)
	return f, m.with(ctx, m.options, func(p *place, l *load) error {
		l.pace(ctx, m.PerSecond, time.Second) // what is done the first time is not measured
		l.settle()
		l.forget()
		server, database, err := p.usage()
		if err != nil {
			return err
		}
		l.pace(ctx, m.PerSecond, m.For)
		l.settle()
		if err := f.took(p, server, database); err != nil {
			return err
		}
		f.told(l)
		f.set("CPU s for 10,000", (f.Values["server CPU s"]+f.Values["database CPU s"])*10_000/f.Values["acknowledged"])
		return nil
	})
}

// forget begins to count anew.
func (l *load) forget() {
	l.acked.Store(0)
	for _, t := range l.talks {
		t.mu.Lock()
		clear(t.acked)
		for i := range t.sides {
			t.sides[i].shown, t.sides[i].late, t.sides[i].back = nil, nil, nil
		}
		t.mu.Unlock()
	}
}

type maxMode struct {
	options
	crowd
}

// Run prints the figures.
func (m maxMode) Run(ctx context.Context) error { return show(ctx, m.JSON, m.measure) }

func (m maxMode) measure(ctx context.Context) (*figures, error) {
	f := newFigures("as many as there can be", m.options)
	return f, m.with(ctx, m.options, func(p *place, l *load) error {
		server, database, err := p.usage()
		if err != nil {
			return err
		}
		begun := time.Now()
		l.flatOut(ctx, m.For)
		l.settle() // sustained is what both sides were shown
		took := time.Since(begun)
		if err := f.took(p, server, database); err != nil {
			return err
		}
		f.told(l)
		f.set("messages a second", f.Values["acknowledged"]/took.Seconds())
		f.set("CPU s for 10,000", (f.Values["server CPU s"]+f.Values["database CPU s"])*10_000/f.Values["acknowledged"])
		return nil
	})
}

type resumeMode struct {
	options
	crowd
	PerSecond float64       `help:"Messages a second meanwhile." default:"200"`
	Every     time.Duration `help:"How often each stream is cut." default:"2s"`
}

// Run prints the figures.
func (m resumeMode) Run(ctx context.Context) error { return show(ctx, m.JSON, m.measure) }

func (m resumeMode) measure(ctx context.Context) (*figures, error) {
	f := newFigures("streams cut", m.options)
	return f, m.with(ctx, m.options, func(_ *place, l *load) error {
		cutting, stop := context.WithCancel(ctx)
		var done sync.WaitGroup
		done.Go(func() { l.cutting(cutting, m.Every) })
		l.pace(ctx, m.PerSecond, m.For)
		stop()
		done.Wait()
		l.settle()
		f.set("streams cut", float64(l.cut.Load()))
		f.told(l)
		return nil
	})
}

type crashMode struct {
	options
	crowd
	PerSecond float64 `help:"Messages a second meanwhile." default:"200"`
	Kills     int     `help:"How often the server is killed." default:"5"`
}

// Run prints the figures.
func (m crashMode) Run(ctx context.Context) error { return show(ctx, m.JSON, m.measure) }

func (m crashMode) measure(ctx context.Context) (*figures, error) {
	f := newFigures("server killed", m.options)
	return f, m.with(ctx, m.options, func(p *place, l *load) error {
		var writing sync.WaitGroup
		writing.Go(func() { l.pace(ctx, m.PerSecond, m.For) })
		var again []time.Duration
		for range m.Kills {
			<-time.After(m.For / time.Duration(m.Kills+1))
			if err := p.server.Kill(); err != nil {
				return err
			}
			begun := time.Now()
			if err := p.server.Run(ctx); err != nil {
				return err
			}
			again = append(again, time.Since(begun))
		}
		writing.Wait()
		l.settle()
		f.set("kills", float64(m.Kills))
		f.quantiles("started to serving again,", again)
		f.told(l)
		return nil
	})
}

type idleMode struct {
	options
	Streams int           `help:"How many." default:"10000"`
	Rest    time.Duration `help:"How long nothing happens." default:"20s"`
}

// Validate keeps a run bounded. Kong calls it.
func (m idleMode) Validate() error {
	if m.Streams < 1 || m.Streams > 100_000 {
		return errors.New("1 to 100000 streams")
	}
	return nil
}

// Run prints the figures.
func (m idleMode) Run(ctx context.Context) error { return show(ctx, m.JSON, m.measure) }

func (m idleMode) measure(ctx context.Context) (*figures, error) {
	f := newFigures(fmt.Sprintf("%d idle streams", m.Streams), m.options)
	p, err := newPlace(ctx, m.options, 1)
	if err != nil {
		return nil, err
	}
	defer p.close()
	// With the server away nobody writes meanwhile, and what it did before does not count.
	if err := p.server.Stop(); err != nil {
		return nil, err
	}
	tokens, err := p.desk.Crowd(ctx, m.Streams)
	if err != nil {
		return nil, err
	}
	if err := p.server.Run(ctx); err != nil {
		return nil, err
	}
	<-time.After(time.Second)
	base, _, err := p.usage()
	if err != nil {
		return nil, err
	}
	each := func(name string) {
		now, _, err := p.usage()
		if err == nil {
			f.set(name, (now.Memory-base.Memory)*1024/float64(m.Streams))
		}
	}
	h := &people.Held{Address: p.server.Listen, Key: p.desk.Key}
	defer h.Leave()
	opened, err := h.Open(tokens)
	if err != nil {
		return nil, err
	}
	f.set("opened in s", opened.Seconds())
	<-time.After(6 * time.Second)
	each("KiB each")
	server, database, err := p.usage()
	if err != nil {
		return nil, err
	}
	<-time.After(m.Rest)
	each("KiB each, rested")
	resting, restingDB, err := p.usage()
	if err != nil {
		return nil, err
	}
	f.set("% of a core, idle", (resting.CPU-server.CPU).Seconds()/m.Rest.Seconds()*100)
	if p.cluster != nil {
		f.set("% of a core, idle database", (restingDB.CPU-database.CPU).Seconds()/m.Rest.Seconds()*100)
	}
	h.Leave()
	storm, err := h.Open(tokens)
	if err != nil {
		return nil, err
	}
	f.set("all gone and back in s", storm.Seconds())
	each("KiB each, after that")
	h.Leave()
	// One customer in as many windows: each of them shows what she writes.
	if _, err := h.Open(slices.Repeat(tokens[:1], m.Streams)); err != nil {
		return nil, err
	}
	c := &people.Customer{Client: people.NewClient(true), Widget: p.widget(), Visit: tokens[0]}
	var all []time.Duration
	for i := range 3 {
		text := fmt.Sprintf("message %d for all", i)
		late, err := h.Hear(ctx, text, func(ctx context.Context) error {
			_, err := c.Write(ctx, models.NewID(), text, "")
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, late...)
	}
	f.quantiles("one message to all,", all)
	now, nowDB, err := p.usage()
	if err != nil {
		return nil, err
	}
	f.set("server CPU s in all", now.CPU.Seconds())
	f.set("server MiB", now.Memory)
	if p.cluster != nil {
		f.set("database MiB", nowDB.Memory)
	}
	return f, nil
}

// show measures and prints.
func show(ctx context.Context, asJSON bool, measure func(context.Context) (*figures, error)) error {
	f, err := measure(ctx)
	if err != nil {
		return err
	}
	return f.print(os.Stdout, asJSON)
}
