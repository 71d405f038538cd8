package widget_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"linger/handlers"
	"linger/models"
	"linger/models/modeltest"
)

// A flood from one visit is refused with the time to come back; what was refused
// is not in the log, and sent again when told it is there once.
func TestAFloodFromOneVisitIsHeld(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, desk *modeltest.Desk) {
		s := open(t, desk, func(o *handlers.Options) { o.Limits = true })
		omar, mina := s.arrive(t, "omar"), s.arrive(t, "mina")
		send := func(b *browser, id, text string) *answer {
			return b.post("/messages", "client_id", id, "body", text)
		}
		sent, id := 0, ""
		var refused *answer
		for refused == nil && sent < 1000 {
			id = models.NewID()
			if got := send(omar, id, fmt.Sprint("message ", sent)); got.StatusCode == 429 {
				refused = got
			} else if sent++; got.StatusCode != 200 {
				t.Fatalf("%s %s", got.Status, got.body)
			}
		}
		if refused == nil {
			t.Fatal("nothing holds a thousand messages")
		}
		wait, err := strconv.Atoi(refused.Header.Get("Retry-After"))
		if err != nil || wait < 1 || wait > 60 {
			t.Errorf("Retry-After is %q", refused.Header.Get("Retry-After"))
		}
		if got := send(mina, models.NewID(), "hello"); got.StatusCode != 200 {
			t.Errorf("somebody else: %s", got.Status)
		}
		s.Clock.Advance(time.Duration(wait) * time.Second)
		for range 2 {
			if got := send(omar, id, "the last"); got.StatusCode != 200 {
				t.Errorf("after the wait: %s", got.Status)
			}
		}
		var kept int64
		if err := s.DB.Read.Model(&models.Message{}).Where("body LIKE ? OR body = ?", "message %", "the last").Count(&kept).Error; err != nil {
			t.Fatal(err)
		}
		if int(kept) != sent+1 {
			t.Errorf("%d messages are kept, want %d", kept, sent+1)
		}
	})
}
