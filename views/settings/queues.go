package settings

import (
	"slices"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// QueueForm is a queue as it is typed.
type QueueForm struct {
	Form
	models.QueueDraft
	Priority string
	Default  bool // its name and members are fixed

	Hours      []models.OperatingHours // to choose from
	Candidates []models.Agent
}

// QueueRecord is a stored queue and what depends on it.
type QueueRecord struct {
	*models.Queue
	Users []models.Workstream
	Rules []models.LeadingRule
	Open  int64 // conversations that wait in it
}

func (q QueueRecord) path(rest string) templ.SafeURL {
	return templ.SafeURL("/settings/queues/" + q.ID + rest)
}

// NewQueueForm is the form with what the draft says.
func NewQueueForm(d models.QueueDraft) QueueForm {
	return QueueForm{QueueDraft: d, Priority: number(d.Priority)}
}

// Draft is what was typed; a priority that is no number becomes one that is refused.
func (f QueueForm) Draft() models.QueueDraft {
	d := f.QueueDraft
	if d.Priority = whole(f.Priority, -1); d.Priority == 0 {
		d.Priority = -1
	}
	return d
}

var assignments = []components.Option{
	{Value: string(models.AssignHighestCapacity), Label: "Free capacity", Hint: "Who has the most room gets the next one; among equals who has the fewest of the workstream, then who has waited longest."},
	{Value: string(models.AssignRoundRobin), Label: "Turns", Hint: "Everybody with room for it in turn, whatever else they have in hand."},
}

func (f QueueForm) member(id string) bool { return slices.Contains(f.Members, id) }

// hoursOptions are operating hours to choose from, and none.
func hoursOptions(all []models.OperatingHours) []components.Option {
	options := []components.Option{{Label: "None: always open"}}
	for _, o := range all {
		label := o.Name
		if !o.Active() {
			label += " (deactivated)"
		}
		options = append(options, components.Option{Value: o.ID, Label: label})
	}
	return options
}

// queueOptions are queues to choose from; the default one is chosen by nothing.
func queueOptions(all []models.Queue) []components.Option {
	var options []components.Option
	for _, q := range all {
		label := q.Name
		if q.IsDefault {
			options = slices.Insert(options, 0, components.Option{Label: label + " (the default queue)"})
			continue
		}
		if !q.Active() {
			label += " (deactivated)"
		}
		options = append(options, components.Option{Value: q.ID, Label: label})
	}
	return options
}
