package sse

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// over tells once and ends.
func over(tell func(*Stream) error) func(context.Context, *Stream) error {
	return func(_ context.Context, out *Stream) error { return errors.Join(tell(out), ErrOver) }
}

func TestEventOnTheWire(t *testing.T) {
	tests := []struct {
		name string
		send func(*Stream) error
		want string
	}{
		{"html at a place", func(s *Stream) error {
			return s.Event(Cursor{Conversation: "c1", Seq: 8}, "", []byte("<p>\na</p>"))
		}, "id: c1.8|data: <p>|data: a</p>|"},
		{"passing", func(s *Stream) error { return s.Event(Cursor{}, "typing", []byte("{}")) }, "event: typing|data: {}|"},
		{"a line end can't forge a field", func(s *Stream) error {
			return s.Event(Cursor{}, "", []byte("a\rid: c9.1\r\nevent: reload"))
		}, "data: a|data: id: c9.1|data: event: reload|"},
		{"no data", func(s *Stream) error { return s.Event(Cursor{}, "reload", nil) }, "event: reload|data: |"},
		{"composed for several", func(s *Stream) error {
			at := Cursor{Conversation: "c1", Seq: 9}
			return s.Send(at, Compose(at, "", bytes.Repeat([]byte("x"), 300)))
		}, "id: c1.9|data: " + strings.Repeat("x", 300) + "|"},
	}
	both(t, func(t *testing.T, w way) {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				s := newScript(over(tt.send))
				c := get(t, w.open(t, NewStreams(), func() Teller { return s }))
				if got := c.event(); got != tt.want {
					t.Errorf("sent %q, want %q", got, tt.want)
				}
				if rest := c.event(); rest != "" || c.lines.Err() != nil {
					t.Errorf("then %q, %v, want the end of a whole answer", rest, c.lines.Err())
				}
				s.gone(t)
			})
		}
	})
}

// Both ways send the same headers, those that the middleware set among them, but for
// how the answer's end is told.
func TestTheHeadIsTheSame(t *testing.T) {
	heads := map[string]http.Header{}
	both(t, func(t *testing.T, w way) {
		s := newScript(nil)
		c := get(t, w.open(t, NewStreams(), func() Teller { return s }))
		if c.StatusCode != http.StatusOK || c.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s %v", c.Status, c.Header)
		}
		if w.taken && (!c.Close || !slices.Equal(c.TransferEncoding, []string{"chunked"})) {
			t.Errorf("close %v, %v: a proxy can't tell where it ends", c.Close, c.TransferEncoding)
		}
		c.Header.Del("Date")
		c.Header.Del("Connection") // which HTTP/2 has not
		heads[w.name] = c.Header
	})
	if diff := cmp.Diff(heads["plain"], heads["taken over"]); diff != "" {
		t.Errorf("plain and taken over differ:\n%s", diff)
	}
}

// A browser that leaves is noticed though nothing is written.
func TestLeavingIsNoticed(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		set, s := NewStreams(), newScript(nil)
		c := get(t, w.open(t, set, func() Teller { return s }))
		s.stream(t)
		if set.Len() != 1 {
			t.Fatalf("%d streams open, want 1", set.Len())
		}
		if err := c.Body.Close(); err != nil {
			t.Fatal(err)
		}
		s.gone(t)
		eventually(t, "no stream is open", func() bool { return set.Len() == 0 })
	})
}

func TestDrainSendsAway(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		set, s := NewStreams(), newScript(nil)
		c := get(t, w.open(t, set, func() Teller { return s }))
		out := s.stream(t)
		if err := set.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.gone(t)
		said := c.event()
		wait := waits(said)
		if said != "retry: "+wait+"|event: retry|data: "+wait+"|" || len(wait) != 3 || wait < "250" || wait > "750" {
			t.Errorf("sent %q, want a retry time between 250 and 750", said)
		}
		if rest := c.event(); rest != "" || c.lines.Err() != nil {
			t.Errorf("then %q, %v, want the end of a whole answer", rest, c.lines.Err())
		}
		if err := out.Event(Cursor{}, "late", nil); err == nil {
			t.Error("a stream that was sent away still takes events")
		}
		late := newScript(nil)
		err := set.Serve(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), late)
		if !errors.Is(err, ErrDraining) {
			t.Errorf("a new stream while draining: %v", err)
		}
		late.gone(t)
	})
}

func TestDrainSpreads(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		set := NewStreams()
		srv := w.open(t, set, func() Teller { return newScript(nil) })
		const browsers = 8
		var all [browsers]*client
		for i := range all {
			all[i] = get(t, srv)
		}
		if err := set.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		moments := map[string]bool{}
		for _, c := range all {
			moments[waits(c.event())] = true
		}
		if len(moments) < browsers/2 {
			t.Errorf("%d browsers come back at %d moments", browsers, len(moments))
		}
	})
}

// The heartbeats say how far the browser was told, whoever told it.
func TestHeartbeats(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		set, s := NewStreams(), newScript(nil)
		set.heartbeat = 30 * time.Millisecond
		c := get(t, w.open(t, set, func() Teller { return s }))
		out := s.stream(t)
		out.Stand(41)
		if got := c.event(); got != "event: beat|data: 41|" && got != "event: beat|data: 0|" {
			t.Errorf("beats %q", got)
		}
		if err := out.Event(Cursor{Conversation: "c1", Seq: 42}, "", nil); err != nil {
			t.Fatal(err)
		}
		for got := ""; got != "event: beat|data: 42|"; {
			if got = c.event(); got == "" {
				t.Fatal("the stream ended")
			}
		}
	})
}

// A handler whose browser does not read holds up nobody else's heartbeats.
func TestHeartbeatsWaitForNobody(t *testing.T) {
	set := NewStreams()
	set.heartbeat = 30 * time.Millisecond
	plain := ways()[1]
	stuck := newScript(func(_ context.Context, out *Stream) error { return out.Event(Cursor{}, "", make([]byte, 16<<20)) })
	mute := get(t, plain.open(t, set, func() Teller { return stuck }))
	stuck.stream(t)
	lively := get(t, plain.open(t, set, func() Teller { return newScript(nil) }))
	for range 5 {
		if got := lively.event(); got != "event: beat|data: 0|" {
			t.Errorf("beats %q", got)
		}
	}
	select {
	case <-stuck.left:
		t.Error("nobody was stuck")
	default:
	}
	_ = mute.Body.Close()
	stuck.gone(t)
}

// A Teller is called for each Wake, and not twice at once; wake-ups that come while
// it tells are one.
func TestWakes(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		var at, told, wanted atomic.Int64
		s := newScript(func(_ context.Context, out *Stream) error {
			if at.Add(1) > 1 {
				t.Error("told twice at once")
			}
			defer at.Add(-1)
			n := wanted.Load()
			told.Store(n)
			return out.Event(Cursor{}, "n", number(int(n)))
		})
		get(t, w.open(t, NewStreams(), func() Teller { return s }))
		out := s.stream(t)
		var wakers sync.WaitGroup
		for range 8 {
			wakers.Go(func() {
				for range 200 {
					wanted.Add(1)
					out.Wake()
				}
			})
		}
		wakers.Wait()
		eventually(t, "the last wake-up was heard", func() bool { return told.Load() == 1600 })
	})
}

func TestAlarms(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		set := NewStreams()
		var ahead, rings atomic.Int64
		set.Clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		set.heartbeat = 30 * time.Millisecond
		s := newScript(func(_ context.Context, out *Stream) error {
			set.alarms.mu.Lock()
			rang := out.due.IsZero() // else it is only a heartbeat, which has a handler tell too
			set.alarms.mu.Unlock()
			switch {
			case !rang:
			case rings.Add(1) < 4:
				out.Alarm(10 * time.Millisecond)
			default:
				out.Alarm(time.Hour)
			}
			return nil
		})
		get(t, w.open(t, set, func() Teller { return s }))
		eventually(t, "three alarms", func() bool { return rings.Load() == 4 })
		ahead.Store(int64(50 * time.Minute))
		eventually(t, "the clock was set", func() bool { return rings.Load() == 5 })
	})
}

// A process that goes down finds streams that had no first step yet.
func TestSentAwayBeforeTheFirstStep(t *testing.T) {
	set, s := NewStreams(), newScript(nil)
	out := set.fresh(s)
	if !set.add(out) {
		t.Fatal("refused")
	}
	w := httptest.NewRecorder()
	out.wire, out.ctx = &plainWire{w, http.NewResponseController(w)}, t.Context()
	out.sendAway(time.Second)
	out.stay(t.Context())
	s.gone(t)
	if n := set.Len(); n != 0 || !strings.Contains(w.Body.String(), "retry: 1000") {
		t.Errorf("%d streams, sent %q", n, w.Body)
	}
}

// What fails ends its stream alone.
func TestAFailureEndsTheStream(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		for name, fails := range map[string]func() error{
			"error": func() error { return errors.New("no") },
			"panic": func() error { panic("no") },
		} {
			t.Run(name, func(t *testing.T) {
				s := newScript(func(context.Context, *Stream) error { return fails() })
				c := get(t, w.open(t, NewStreams(), func() Teller { return s }))
				s.gone(t)
				if got := c.event(); got != "" {
					t.Errorf("said %q", got)
				}
			})
		}
	})
}

// Whoever logs requests learns at the end of the stream how much was sent.
func TestEnding(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		type key struct{}
		set, s := NewStreams(), newScript(nil)
		seen := make(chan int64, 1)
		s.tell = func(ctx context.Context, out *Stream) error {
			if w.taken && ctx.Value(key{}) != "kept" {
				t.Error("told with another context than the one that remains")
			}
			return out.Event(Cursor{}, "n", nil)
		}
		returned := make(chan bool, 1)
		srv := w.serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			e := &Ending{Context: context.WithValue(context.Background(), key{}, "kept")}
			if err := set.Serve(w, r.WithContext(e.With(r.Context())), s); err != nil {
				t.Error(err)
			}
			returned <- e.Later(func(sent int64) { seen <- sent })
		}))
		t.Cleanup(srv.Close)
		c := get(t, srv)
		if got := c.event(); got != "event: n|data: |" {
			t.Fatalf("sent %q", got)
		}
		if w.taken {
			if !<-returned {
				t.Error("the handler's end is taken for the stream's")
			}
			if err := c.Body.Close(); err != nil {
				t.Fatal(err)
			}
			if sent := <-seen; sent != int64(len("event: n\ndata: \n\n")) {
				t.Errorf("%d bytes", sent)
			}
			return
		}
		_ = c.Body.Close()
		if <-returned {
			t.Error("an ordinary answer goes on after its handler")
		}
	})
}

// Many browsers come, are told things and leave, all at once; nothing is left of them.
func TestManyAtOnce(t *testing.T) {
	both(t, func(t *testing.T, w way) {
		set := NewStreams()
		set.heartbeat = 15 * time.Millisecond
		var left atomic.Int64
		srv := w.open(t, set, func() Teller {
			s := newScript(func(_ context.Context, out *Stream) error {
				out.Alarm(time.Duration(rand.N(5)) * time.Millisecond)
				return out.Event(Cursor{Conversation: "c", Seq: 1}, "", []byte("x"))
			})
			go func() {
				<-s.left
				left.Add(1)
			}()
			return s
		})
		const browsers = 40
		var all sync.WaitGroup
		for i := range browsers {
			all.Go(func() {
				res, err := srv.Client().Get(srv.URL)
				if err != nil {
					t.Error(err)
					return
				}
				buf := make([]byte, 64)
				for range i % 7 {
					if _, err := res.Body.Read(buf); err != nil {
						t.Error(err)
					}
				}
				_ = res.Body.Close()
			})
		}
		all.Wait()
		eventually(t, "all have left", func() bool { return left.Load() == browsers && set.Len() == 0 })
	})
}

func TestManyComeBackOverALongerTime(t *testing.T) {
	for browsers, want := range map[int]time.Duration{1: 500 * time.Millisecond, 2000: 2 * time.Second, 100_000: 5 * time.Second} {
		if got := spread(browsers); got != want {
			t.Errorf("%d browsers over %v, want %v", browsers, got, want)
		}
	}
}
