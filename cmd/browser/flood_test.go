package browser

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"linger/cmd/internal/shop"
	"linger/models"
)

// A customer whose other devices flood the desk is held like them: her message waits in
// the outbox, goes out by itself when there is room again, and is there once.
func TestOutboxHeld(t *testing.T) {
	s := newSite(t, "")
	s.config.RateLimits = true
	s.setUp()
	s.start()
	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.says("before")
	omar.sent("before")
	omar.expect("Failed to load resource")
	stop := s.floods(t, "Omar Haddad")
	omar.says("held")
	omar.chat.sees("Not sent yet. It goes out when the connection is back.")
	stop()
	omar.chat.holds("an empty outbox", `document.querySelectorAll("#pending li").length === 0`)
	written := slices.DeleteFunc(s.written(), func(body string) bool { return body != "held" })
	if len(written) != 1 {
		t.Errorf("the desk has it %d times", len(written))
	}
}

// floods lets three other devices of the shop's customer send all they can, and returns
// what stops them: together they leave nothing of what she may send.
func (s *site) floods(t *testing.T, name string) (stop func()) {
	t.Helper()
	i := slices.IndexFunc(shop.People, func(p shop.Person) bool { return p.Name() == name })
	signer, err := shop.NewSigner(s.config.Data)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Token(&shop.People[i], s.shopURL().String(), time.Now(), shop.Life)
	if err != nil {
		t.Fatal(err)
	}
	d := s.customers(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	var held atomic.Int64
	for range 3 {
		d.done.Go(func() {
			w, was := &writer{crowd: d, token: token}, false
			for ctx.Err() == nil {
				if err := w.try(models.NewID(), "flood"); err != nil {
					if !was {
						held.Add(1)
					}
					was = true
					d.tell()
					<-time.After(5 * time.Millisecond) // at once again it would keep the machine busy
				}
			}
		})
	}
	d.wait("the flood to be held", func() bool { return held.Load() == 3 })
	return func() {
		cancel()
		d.done.Wait()
	}
}
