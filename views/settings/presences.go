package settings

import (
	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

const presencesPath = "/settings/presences"

// PresenceForm is a presence as it is typed.
type PresenceForm struct {
	Form
	models.CustomPresenceDraft
}

// PresenceRecord is a stored presence and who signs in with it.
type PresenceRecord struct {
	*models.CustomPresence
	Users []models.Agent
}

func (p PresenceRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL(presencesPath + "/" + p.ID + rest)
}

// presenceEffects say what each stock presence does.
var presenceEffects = map[models.Presence]string{
	models.PresenceAvailable: "Work is offered, as far as capacity goes. It lasts until the agent takes or finishes a conversation, then their load decides.",
	models.PresenceBusy:      "Work is offered too, unless a workstream says otherwise. It lasts until the agent takes or finishes a conversation, then their load decides.",
	models.PresenceDND:       "No work is offered. It lasts until another presence is chosen or the agent signs out.",
	models.PresenceAway:      "No work is offered. It lasts until another presence is chosen or the agent signs out.",
	models.PresenceOffline:   "No work is offered, though a console may be open. It lasts until another presence is chosen or the agent signs out.",
	models.PresenceInactive:  "Set by the system when an offer was missed, where the workstream wants that. No work is offered until the agent or a supervisor resets it.",
}

// basePresences are what a presence can count as.
var basePresences = func() []components.Option {
	var options []components.Option
	for _, p := range models.Presences {
		options = append(options, components.Option{Value: string(p), Label: components.PresenceWord(p), Hint: presenceEffects[p]})
	}
	return options
}()

// stockPresences are all that nobody can change.
var stockPresences = append(append([]models.Presence{}, models.Presences...), models.PresenceInactive)
