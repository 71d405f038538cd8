package widget

import (
	"slices"
	"testing"

	"linger/models"
	"linger/models/hub"
)

// A conversation that was heard of again before it could be looked at, because the
// database was away, is looked at once: its rows would come twice.
func TestAConversationHeardOfTwiceIsLookedAtOnce(t *testing.T) {
	h := hub.New()
	f := &follower{sub: h.Subscribe(func() {}, "hers")}
	for changed := range int64(2) {
		h.Wake(models.Wake{Conversation: "begun", Changed: changed + 1, Topics: []string{"hers"}})
		f.hear(nil)
	}
	h.Wake(models.Wake{Conversation: "another", Changed: 1, Topics: []string{"hers"}})
	f.hear(nil)
	if want := []string{"begun", "another"}; !slices.Equal(f.others, want) {
		t.Errorf("to be looked at: %q, want %q", f.others, want)
	}
}
