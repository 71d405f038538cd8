package settings

import (
	"strconv"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// RetentionPage is how long things are kept, and what was deleted on demand.
type RetentionPage struct {
	Form
	Set     models.Retention
	Overdue int64 // conversations that go now
	Erased  []models.ErasureRow
	Dead    []models.Job
}

// daysSaid is a number of days as people say it; of none, for ever.
func daysSaid(days int64) string {
	switch {
	case days == 0:
		return "for ever"
	case days%365 == 0:
		return count(days/365, "year")
	default:
		return count(days, "day")
	}
}

// keptFor is one of the page's choices.
func (p RetentionPage) keptFor(name, label string, days int64, hint string) components.Field {
	return p.field(name, label, strconv.FormatInt(days, 10), hint)
}

var retentionChoices = func() []components.Option {
	options := make([]components.Option, 0, len(models.RetentionDays))
	for _, days := range models.RetentionDays {
		words := daysSaid(days)
		if days == 0 {
			words = "For ever"
		}
		options = append(options, components.Option{Value: strconv.FormatInt(days, 10), Label: words})
	}
	return options
}()

// overdue says what the next minutes bring.
func (p RetentionPage) overdue() string {
	if p.Overdue > 10_000 {
		return "More than 10,000 conversations are older than that, and are being deleted."
	}
	return count(p.Overdue, "conversation") + " older than that, to be deleted within the hour."
}

// jobNames are what admins call jobs.
var jobNames = map[models.JobKind]string{models.JobRetention: "Deleting what is past its time", models.JobErase: "Erasing a customer"}

func erasePath(customer string) templ.SafeURL {
	return templ.SafeURL("/settings/customers/" + customer + "/erase")
}

func revivePath(job string) templ.SafeURL { return templ.SafeURL("/settings/jobs/" + job + "/revive") }
