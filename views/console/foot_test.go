package console

import (
	"strings"
	"testing"

	"linger/models"
)

// The agent of a conversation whose customer has been silent for long is reminded to
// close for now; nobody else is, and not when it is parked already.
func TestSilenceSuggestsToPark(t *testing.T) {
	const words = "silent for a while"
	for _, tt := range []struct {
		name   string
		change func(*models.Row)
		want   bool
	}{
		{"silent", func(r *models.Row) { r.NudgedAt = monday }, true},
		{"not so long", nil, false},
		{"parked", func(r *models.Row) { r.State, r.NudgedAt = models.StateWaiting, monday }, false},
		{"somebody else's", func(r *models.Row) { other := "agent-ben"; r.AgentID, r.NudgedAt = &other, monday }, false},
	} {
		var out strings.Builder
		if err := Foot(chatOf(talk(tt.change)), View{List: models.ListMine}).Render(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), words); got != tt.want {
			t.Errorf("%s: reminded %v, want %v", tt.name, got, tt.want)
		}
	}
}
