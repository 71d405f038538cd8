package console

import (
	"fmt"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"linger/models"
	"linger/views/components"
)

// ListBoard is the board, where otherwise one of the lists stands.
const ListBoard models.List = "board"

// Boards reports whether the window shows the board instead of a list.
func (v View) Boards() bool { return v.List == ListBoard }

// The parts of the board that are brought up to date by themselves.
const (
	BoardNow = "board-now" // conversations and people
	BoardDay = "board-day" // figures
)

// Board is all that a supervisor's board shows.
type Board struct {
	Screen // what stands around it

	Filter models.BoardFilter
	Rows   []models.Row
	More   models.Cursor // after the last row, when more follow

	People      []models.BoardPerson
	PeopleAfter string // the id of the last person before the page; empty for the first
	MorePeople  string // and of the page's last one, when more follow

	Since  models.Time // the beginning of the figures' day
	Queues []models.Figures

	QueueChoices      []models.Queue
	AgentChoices      []models.Agent
	WorkstreamChoices []models.WorkstreamRow
}

// Path is the board's address, with its filters and its places in the lists.
func (b Board) Path() string { return "/console/board" + b.query(b.Filter.After, b.PeopleAfter) }

func (b Board) query(after models.Cursor, people string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"state": string(b.Filter.State), "queue": b.Filter.QueueID, "agent": b.Filter.AgentID, "workstream": b.Filter.WorkstreamID,
		"after": after.String(), "people": people,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// filtered reports whether the conversations are not all.
func (b Board) filtered() bool {
	f := b.Filter
	return f.State != "" || f.QueueID != "" || f.AgentID != "" || f.WorkstreamID != ""
}

// first, next, firstPeople and nextPeople are the ways through the lists; empty where
// there is none.
func (b Board) first() string {
	if b.Filter.After.IsZero() {
		return ""
	}
	return "/console/board" + b.query(models.Cursor{}, b.PeopleAfter)
}

func (b Board) next() string {
	if b.More.IsZero() {
		return ""
	}
	return "/console/board" + b.query(b.More, b.PeopleAfter)
}

func (b Board) firstPeople() string {
	if b.PeopleAfter == "" {
		return ""
	}
	return "/console/board" + b.query(b.Filter.After, "")
}

func (b Board) nextPeople() string {
	if b.MorePeople == "" {
		return ""
	}
	return "/console/board" + b.query(b.Filter.After, b.MorePeople)
}

// personPath is where a form about somebody goes.
func (b Board) personPath(id, verb string) string {
	return "/console/board/people/" + id + "/" + verb + b.query(b.Filter.After, b.PeopleAfter)
}

func (b Board) states() []components.Option {
	all := []components.Option{{Label: "All"}}
	for _, s := range models.BoardStates {
		all = append(all, components.Option{Value: string(s), Label: stateWord(s)})
	}
	return all
}

func (b Board) queues() []components.Option {
	all := []components.Option{{Label: "All"}}
	for _, q := range b.QueueChoices {
		all = append(all, components.Option{Value: q.ID, Label: q.Name})
	}
	return all
}

func (b Board) agents() []components.Option {
	all := []components.Option{{Label: "All"}}
	for i := range b.AgentChoices {
		all = append(all, components.Option{Value: b.AgentChoices[i].ID, Label: b.AgentChoices[i].Name()})
	}
	return all
}

func (b Board) workstreams() []components.Option {
	all := []components.Option{{Label: "All"}}
	for _, w := range b.WorkstreamChoices {
		all = append(all, components.Option{Value: w.ID, Label: w.Name})
	}
	return all
}

// askPath is the page of a question about a conversation.
func askPath(r *models.Row, question string) string {
	list := models.ListMine
	if r.State == models.StateOpen {
		list = models.ListOpen
	}
	return string(verbPath(r.ID, question)) + "?list=" + string(list)
}

// lasting is a duration in words.
func lasting(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
}

// mean is a mean in words; a dash where there is none.
func mean(m models.Mean) string {
	d, ok := m.Of()
	if !ok {
		return "–"
	}
	return lasting(d)
}

// share is a share in words; a dash where there is none.
func share(f *models.Figures) string {
	percent, ok := f.SameShare()
	if !ok {
		return "–"
	}
	return fmt.Sprintf("%d %%", percent)
}

// bar is one row of a chart: its table says the same in words.
type bar struct {
	name string
	n    int64
}

// most is the largest figure of a chart.
func most(bars []bar) int64 {
	var m int64 = 1
	for _, b := range bars {
		m = max(m, b.n)
	}
	return m
}

// width is how long a bar is drawn, of 100.
func width(n, most int64) string { return fmt.Sprintf("%.1f", float64(n)*100/float64(most)) }

func byAge(f models.Figures) []bar {
	return []bar{{"Under 1 day", f.WaitingDay}, {"1 to 7 days", f.WaitingWeek}, {"7 to 14 days", f.WaitingFortnight}, {"Over 14 days", f.WaitingLonger}}
}

func byOutcome(f models.Figures) []bar {
	return []bar{{"Accepted", f.Accepted}, {"Declined", f.Declined}, {"Missed", f.Missed}, {"Not seen", f.Unseen}}
}

func byEnd(f models.Figures) []bar {
	return []bar{{"Begun", f.Begun}, {"Ended", f.Ended()}, {"Closed by the system", f.AutoClosed}}
}

func openByQueue(queues []models.Figures) []bar {
	bars := make([]bar, len(queues))
	for i, q := range queues {
		bars[i] = bar{q.QueueName, q.Open}
	}
	return bars
}

// leadPath leads to a conversation in the list where it stands.
func leadPath(r *models.Row) templ.SafeURL { return templ.SafeURL("/console/conversations/" + r.ID) }
