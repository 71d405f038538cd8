package console

import (
	"fmt"

	"linger/models"
	"linger/views/components"
)

// Self is the agent as they see themselves: their presence now, and what they can
// choose besides the stock ones.
type Self struct {
	models.Person
	Customs []models.CustomPresence
}

// why says what made the presence what it is.
func (s Self) why() string {
	switch s.Source {
	case models.SourceAuto:
		switch {
		case s.Units >= s.Capacity:
			return "at capacity"
		case s.Units > 0:
			return "by your load"
		}
	case models.SourceSupervisor:
		return "set by " + s.By
	case models.SourceSystem:
		if s.Aside == models.AsideMissed {
			return "an offer was missed"
		}
		if s.Aside == models.AsideDeclined {
			return "an offer was declined"
		}
	case models.SourceManual:
	}
	return ""
}

// hint is all there is to say of it.
func (s Self) hint() string {
	text := components.PresenceText(s.Presence, s.Text)
	if why := s.why(); why != "" {
		text += ": " + why
	}
	return text + fmt.Sprintf(". %d of %d units in use.", s.Units, s.Capacity)
}

// aside says what happened to who was set aside; empty if they are not.
func (s Self) aside() string {
	switch s.Aside {
	case models.AsideMissed:
		return "You missed an offer, so nothing is offered to you now."
	case models.AsideDeclined:
		return "You declined an offer, so nothing is offered to you now."
	case models.AsideNone:
	}
	return ""
}

// chosen reports whether a stock presence is the one that shows.
func (s Self) chosen(p models.Presence) bool {
	return s.Presence == p && s.CustomID == "" && s.Aside == models.AsideNone
}
