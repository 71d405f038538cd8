package console

import (
	"testing"

	"linger/models"
)

// An offer for the open conversation is answered at its foot; in the corner it
// would cover what it is about.
func TestTheCornerOffersWhatIsElsewhere(t *testing.T) {
	s := Screen{View: View{Open: "a"}, Status: Status{Offers: []models.Row{
		{Conversation: models.Conversation{ID: "a"}}, {Conversation: models.Conversation{ID: "b"}},
	}}}
	if got := s.elsewhere().Offers; len(got) != 1 || got[0].ID != "b" {
		t.Errorf("the corner offers %d conversations, want b alone", len(got))
	}
	if len(s.Status.Offers) != 2 {
		t.Error("the list's own offers changed")
	}
}
