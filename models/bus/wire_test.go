package bus

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"linger/models"
)

func TestWhatIsAboutTheSameGoesOnce(t *testing.T) {
	var o outbox
	for i := range 100 {
		o.add(models.Wake{Conversation: "a", Changed: int64(i), Topics: []string{"a", fmt.Sprint("agent:", i%2)}})
	}
	o.add(models.Wake{Conversation: "a", Changed: 7, Topics: []string{"open"}}) // late
	for _, on := range []bool{true, false, true, false} {
		o.add(models.Wake{Conversation: "a", Topics: []string{"a"}, Signal: &models.Signal{Kind: models.SignalTyping, On: on}})
		o.add(models.Wake{Conversation: "a", Topics: []string{"a"}, Signal: &models.Signal{Kind: models.SignalTyping, Agent: "ana", On: true}})
	}
	o.add(models.Wake{Topics: []string{"sign-in:1"}})
	o.add(models.Wake{Topics: []string{"sign-in:2"}})
	list := o.take()
	if len(list) != 5 || list[0].Changed != 99 || list[1].Signal.On || !list[2].Signal.On {
		t.Fatalf("%d go: %+v", len(list), list)
	}
	for _, topic := range []string{"a", "agent:0", "agent:1", "open"} {
		if !slices.Contains(list[0].Topics, topic) {
			t.Errorf("%s is not told", topic)
		}
	}
	if len(o.take()) != 0 {
		t.Error("what was taken is there still")
	}
}

func TestTheOutboxIsBounded(t *testing.T) {
	var o outbox
	refused := 0
	for i := range mostUnsent + 10 {
		if !o.add(models.Wake{Conversation: fmt.Sprint(i)}) {
			refused++
		}
	}
	if got := len(o.take()); got != mostUnsent || refused != 10 {
		t.Errorf("%d wait, %d were refused", got, refused)
	}
}

// Whatever is packed arrives whole and in order, in payloads that Postgres takes.
func TestEverythingArrives(t *testing.T) {
	id := rapid.StringMatching(`[0-9a-f-]{36}`)
	wakes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) models.Wake {
		w := models.Wake{
			Conversation: id.Draw(t, "conversation"), Changed: rapid.Int64Min(0).Draw(t, "changed"),
			Topics: rapid.SliceOfN(id, 1, 8).Draw(t, "topics"),
		}
		if rapid.Bool().Draw(t, "signal") {
			w.Signal = &models.Signal{Kind: models.SignalTyping, Agent: id.Draw(t, "agent"), On: rapid.Bool().Draw(t, "on")}
		}
		return w
	}), 0, 120)
	rapid.Check(t, func(t *rapid.T) {
		want := wakes.Draw(t, "wakes")
		payloads, err := pack("this one", want)
		if err != nil {
			t.Fatal(err)
		}
		var got []models.Wake
		for _, p := range payloads {
			if len(p) >= 8000 {
				t.Fatalf("a payload of %d bytes", len(p))
			}
			node, some, err := unpack(p)
			if err != nil || node != "this one" {
				t.Fatalf("%q from %q: %v", p, node, err)
			}
			got = append(got, some...)
		}
		if diff := cmp.Diff(want, got); diff != "" && len(want) > 0 {
			t.Fatal(diff)
		}
	})
}
