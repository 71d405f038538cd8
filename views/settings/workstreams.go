package settings

import (
	"strconv"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// WorkstreamForm is a workstream as it is typed.
type WorkstreamForm struct {
	Form
	Name          string
	Mode          models.Mode
	AutoClose     string // a number of units
	AutoCloseUnit string // of so many minutes
	Affinity      bool
	Capacity      string
	OfferTimeout  string // seconds
	WrapUp        string // "always", "none" or "custom"
	WrapUpSeconds string
	QueueID       string
	Automated     bool // messages that nobody writes

	Queues []models.Queue // to choose from
}

// NewWorkstreamForm is the form with what the draft says.
func NewWorkstreamForm(d models.WorkstreamDraft) WorkstreamForm {
	f := WorkstreamForm{
		Name: d.Name, Mode: d.Mode, Affinity: d.Affinity, Capacity: number(d.CapacityUnits),
		QueueID: d.QueueID, Automated: d.AutomatedMessages, OfferTimeout: number(d.OfferTimeoutSeconds), WrapUp: "custom", WrapUpSeconds: "300",
	}
	unit := int64(1)
	for _, larger := range []int64{60, 24 * 60} {
		if d.AutoCloseMinutes%larger == 0 {
			unit = larger
		}
	}
	f.AutoClose, f.AutoCloseUnit = number(d.AutoCloseMinutes/unit), number(unit)
	switch {
	case d.WrapUpBlockSeconds < 0:
		f.WrapUp = "always"
	case d.WrapUpBlockSeconds == 0:
		f.WrapUp = "none"
	default:
		f.WrapUpSeconds = number(d.WrapUpBlockSeconds)
	}
	return f
}

// Draft is what was typed, as numbers; what is none becomes one that is refused.
func (f WorkstreamForm) Draft() models.WorkstreamDraft {
	d := models.WorkstreamDraft{
		Name: f.Name, Mode: f.Mode, Affinity: f.Affinity, QueueID: f.QueueID, AutomatedMessages: f.Automated,
		AutoCloseMinutes: whole(f.AutoClose, -1), CapacityUnits: whole(f.Capacity, -1), OfferTimeoutSeconds: whole(f.OfferTimeout, -1),
	}
	switch unit := whole(f.AutoCloseUnit, 0); unit {
	case 1, 60, 24 * 60:
		if d.AutoCloseMinutes > models.MaxAutoCloseMinutes {
			break // so many units overflow
		}
		d.AutoCloseMinutes *= unit
	default:
		d.AutoCloseMinutes = -1
	}
	switch f.WrapUp {
	case "always":
		d.WrapUpBlockSeconds = -1
	case "custom":
		d.WrapUpBlockSeconds = max(1, whole(f.WrapUpSeconds, 1))
	case "none":
	default:
		d.WrapUpBlockSeconds = 1
	}
	return d
}

// whole is the number that text says, or otherwise.
func whole(text string, otherwise int64) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

// WorkstreamRecord is a workstream and what depends on it.
type WorkstreamRecord struct {
	*models.Workstream
	Users   []models.Widget
	Parked  int64
	Running int64 // the parked ones among them
}

func (w WorkstreamRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/workstreams/" + w.ID + rest)
}

// published are the widgets that keep it from being deactivated.
func published(widgets []models.Widget) []models.Widget {
	var list []models.Widget
	for _, w := range widgets {
		if w.Live() {
			list = append(list, w)
		}
	}
	return list
}

func modeName(m models.Mode) string {
	if m == models.ModeLive {
		return "Live"
	}
	return "Persistent"
}

var units = []components.Option{{Value: "1", Label: "minutes"}, {Value: "60", Label: "hours"}, {Value: "1440", Label: "days"}}

// autoCloseHint says what the time does, and whom another one concerns.
func (f WorkstreamForm) autoCloseHint(parked int64) string {
	hint := "How long a parked conversation waits for its customer without a message before it closes. The next message after that starts a new one."
	if parked > 0 {
		hint += " Another time holds at once for the " + number(parked) + " parked now: a shorter one may close some within a minute."
	}
	return hint
}

// autoCloseSaid is the time in words.
func (f WorkstreamForm) autoCloseSaid() string {
	return models.InWords(f.Draft().AutoCloseMinutes)
}

// runningSaid is what a change means for what runs.
func (w WorkstreamRecord) runningSaid() string {
	if w.Running == 0 {
		return "No conversation runs by them now."
	}
	return "What you change holds for " + count(w.Running, "conversation") + " that can still go on; under each field it says from when."
}
