package widget

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestRenderingsAreShared(t *testing.T) {
	var r renderings
	var made atomic.Int64
	here := place{conversation: "c", after: 4, language: "en"}
	at := func(wanted, holds int64, err error) *rendering {
		return r.at(context.Background(), here, wanted, func() *rendering {
			made.Add(1)
			return &rendering{holds: holds, err: err}
		})
	}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if got := at(5, 5, nil); got.holds != 5 {
				t.Errorf("holds %d", got.holds)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times for 50 streams at one place", made.Load())
	}
	if got := at(6, 6, nil); got.holds != 6 || made.Load() != 2 {
		t.Errorf("what is newer is not made: holds %d, made %d", got.holds, made.Load())
	}
	if got := at(5, 0, nil); got.holds != 6 || made.Load() != 2 {
		t.Errorf("what holds more is made anew: holds %d, made %d", got.holds, made.Load())
	}
	if at(unknown, 7, errors.New("away")).err == nil || at(5, 8, nil).holds != 8 {
		t.Error("a failure is kept")
	}
	here.language = "fr"
	if at(5, 9, nil).holds != 9 {
		t.Error("another language is told in the first one")
	}
	for i := range int64(2 * mostRenderings) {
		here.after = i
		at(5, 5, nil)
	}
	if len(r.recent) > mostRenderings {
		t.Errorf("%d are kept", len(r.recent))
	}
}

func TestARenderingThatPanics(t *testing.T) {
	var r renderings
	func() {
		defer func() { _ = recover() }()
		r.at(context.Background(), place{}, 1, func() *rendering { panic("no") })
	}()
	if got := r.at(context.Background(), place{}, 1, func() *rendering { return &rendering{holds: 1} }); got.holds != 1 {
		t.Errorf("after it: %+v", got)
	}
}
