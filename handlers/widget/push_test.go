package widget_test

import (
	"strings"
	"testing"
	"time"

	"linger/handlers"
	"linger/models"
	"linger/models/modeltest"
)

// How long a message took to its reader is measured for each that is sent to a stream, and
// not for what a browser reads again when it comes back.
func TestThePushIsMeasured(t *testing.T) {
	desk := modeltest.New(t, modeltest.SQLite(t))
	var m *handlers.Metrics
	s := open(t, desk, func(o *handlers.Options) { m = o.Metrics })
	ana := s.arrive(t, "ana")
	if got := ana.post("/messages", "client_id", models.NewID(), "body", "hello"); got.StatusCode != 200 {
		t.Fatal(got.Status)
	}
	desk.Clock.Advance(2 * time.Minute)
	stream := ana.listen(data(ana.get("/chat").body, "cursor"))
	stream.until(`id="who"`)
	counted := func() bool {
		var text strings.Builder
		m.Set.WritePrometheus(&text)
		return !strings.Contains(text.String(), "linger_message_push_seconds_count 0\n")
	}
	if counted() {
		t.Error("what was written minutes ago is counted")
	}
	if got := ana.post("/messages", "client_id", models.NewID(), "body", "are you there?"); got.StatusCode != 200 {
		t.Fatal(got.Status)
	}
	stream.until("are you there?")
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for limit := time.After(10 * time.Second); !counted(); {
		select {
		case <-look.C:
		case <-limit:
			t.Fatal("the message is not counted")
		}
	}
}
