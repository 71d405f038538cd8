package hub

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"linger/models"
)

// Presence notes which streams are connected to this process, in batches, so
// that ten thousand browsers that reconnect at once cost a few transactions.
type Presence struct {
	Streams models.Streams
	Node    string // this process
	Log     *slog.Logger

	mu   sync.Mutex
	all  map[string]*models.Stream // that are connected
	came map[string]*models.Stream
	went map[string]bool
	poke chan struct{}
}

// NewPresence is the presence of one process, under a new node id.
func NewPresence(streams models.Streams, log *slog.Logger) *Presence {
	return &Presence{
		Streams: streams, Node: models.NewID(), Log: log,
		all: map[string]*models.Stream{}, came: map[string]*models.Stream{}, went: map[string]bool{}, poke: make(chan struct{}, 1),
	}
}

// Connected notes that a stream began and returns the function that notes its end.
func (p *Presence) Connected(stream models.Stream) (left func()) {
	s := &stream // one for both maps and for the end: there may be a hundred thousand
	s.ID, s.NodeID = models.NewID(), p.Node
	s.ConnectedAt = models.At(p.Streams.Now())
	p.mu.Lock()
	p.all[s.ID], p.came[s.ID] = s, s
	p.mu.Unlock()
	p.wake()
	return func() {
		p.mu.Lock()
		delete(p.all, s.ID)
		if _, waiting := p.came[s.ID]; waiting {
			delete(p.came, s.ID) // came and went between two records
		} else {
			p.went[s.ID] = true
		}
		p.mu.Unlock()
		p.wake()
	}
}

func (p *Presence) wake() {
	select {
	case p.poke <- struct{}{}:
	default:
	}
}

// batchPause gathers what happens at nearly the same time into one transaction.
const batchPause = 150 * time.Millisecond

// Run records until ctx ends, then forgets the node. It renews the node's lease
// all the while.
func (p *Presence) Run(ctx context.Context) error {
	renew := time.NewTicker(models.NodeLease / 3)
	defer renew.Stop()
	p.try(ctx, func() error { return p.Renew(ctx) })
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			return p.Streams.Leave(last, p.Node)
		case <-renew.C:
			p.try(ctx, func() error { return p.Renew(ctx) })
			p.try(ctx, func() error { return p.Flush(ctx) })
		case <-p.poke:
			pause := time.NewTimer(batchPause)
			select {
			case <-pause.C:
			case <-ctx.Done():
				pause.Stop()
			}
			p.try(ctx, func() error { return p.Flush(ctx) })
		}
	}
}

// Renew says that this process is alive. If it said nothing for so long that others
// gave its streams up, they are recorded again.
func (p *Presence) Renew(ctx context.Context) error {
	forgotten, err := p.Streams.Renew(ctx, p.Node)
	if err != nil || !forgotten {
		return err
	}
	p.mu.Lock()
	for id, s := range p.all {
		p.came[id] = s
	}
	p.mu.Unlock()
	p.wake()
	return nil
}

// flushMost is how many streams that came, and how many that went, are recorded at a time.
// The node's lease is renewed between: were twenty thousand that come at once recorded in
// one go it could end meanwhile, and everybody would count as gone.
const flushMost = 1000

// Flush records what has gathered, or a part of it: then it is called again soon. What
// cannot be recorded now is kept for the next time.
func (p *Presence) Flush(ctx context.Context) error {
	p.mu.Lock()
	came, went := some(p.came), some(p.went)
	if len(p.came)+len(p.went) > 0 {
		defer p.wake()
	} else {
		p.came, p.went = map[string]*models.Stream{}, map[string]bool{} // a crowd's are large
	}
	p.mu.Unlock()
	list := make([]models.Stream, 0, len(came))
	for _, s := range came {
		list = append(list, *s)
	}
	ids := make([]string, 0, len(went))
	for id := range went {
		ids = append(ids, id)
	}
	err := p.Streams.Record(ctx, list, ids)
	if err == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, s := range came {
		if p.went[id] {
			delete(p.went, id)
			continue
		}
		p.came[id] = s
	}
	for id := range went {
		p.went[id] = true
	}
	return err
}

// some takes up to flushMost out of all.
func some[T any](all map[string]T) map[string]T {
	taken := make(map[string]T, min(len(all), flushMost))
	for id, v := range all {
		if len(taken) == flushMost {
			break
		}
		taken[id] = v
		delete(all, id)
	}
	return taken
}

func (p *Presence) try(ctx context.Context, do func() error) {
	if err := do(); err != nil && ctx.Err() == nil {
		p.Log.WarnContext(ctx, "presence not recorded; trying again", "error", err)
	}
}
