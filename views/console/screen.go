// Package console has the pages and parts of the agent's console: the inbox, the
// conversation and the customer beside it. A part is rendered the same way for
// the page, for the answer to a form and for the stream.
package console

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"linger/models"
)

// View is what one window of the console shows, as its address says.
type View struct {
	List  models.List
	State models.State // filter of the list mine; empty for all
	Open  string       // id of the open conversation; empty when none is
	Query string       // what is searched for, where List is ListSearch
	At    int64        // the row of the open conversation that was found; zero if none
}

// Path is the view's address.
func (v View) Path() string {
	path := "/console/" + string(v.List)
	if v.Open != "" {
		path += "/" + v.Open
	}
	return path + v.query()
}

func (v View) query() string {
	q := url.Values{}
	if v.State != "" {
		q.Set("state", string(v.State))
	}
	if v.Query != "" {
		q.Set("q", v.Query)
	}
	if v.Open != "" && v.At > 0 {
		q.Set("at", strconv.FormatInt(v.At, 10))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// With is the same list with conversation id open.
func (v View) With(id string) View { v.Open, v.At = id, 0; return v }

// Stream is the address of the stream for the view. after is the last change of
// the open conversation that the page holds.
func (v View) Stream(after int64) string {
	q := url.Values{"list": {string(v.List)}}
	if v.State != "" {
		q.Set("state", string(v.State))
	}
	if v.Query != "" {
		q.Set("q", v.Query)
	}
	if v.Open != "" {
		q.Set("conversation", v.Open)
		q.Set("after", fmt.Sprintf("%s.%d", v.Open, after))
	}
	return "/console/stream?" + q.Encode()
}

// Screen is everything on the agent's screen.
type Screen struct {
	View
	Agent   *models.Agent
	Self    Self
	Inbox   Inbox
	Finding Finding // instead of Inbox, where the view searches
	Status  Status
	Chat    *Chat  // nil when none is open
	Lost    string // why the conversation of the address is not shown; empty if it is
	Now     models.Time
}

// Inbox is one page of a list.
type Inbox struct {
	Rows []models.Row
	More models.Cursor // after the last row, when more follow
}

// Status is what the console says at its edges: counts, offers, load.
type Status struct {
	Counts  models.Counts
	Offers  []models.Row
	Asked   []models.Asked  // by colleagues
	Answers []models.Answer // to what the agent asked of them
	Load    int64
}

// elsewhere is the status without the offer of the open conversation, which is
// answered at its foot: a second copy in the corner would cover it.
func (s Screen) elsewhere() Status {
	status := s.Status
	status.Offers = nil
	for _, r := range s.Status.Offers {
		if r.ID != s.Open {
			status.Offers = append(status.Offers, r)
		}
	}
	status.Asked = nil
	for _, a := range s.Status.Asked {
		if a.ID != s.Open {
			status.Asked = append(status.Asked, a)
		}
	}
	return status
}

// Chat is the open conversation as its agent sees it.
type Chat struct {
	models.Row
	Viewer   *models.Agent
	Page     models.Page
	At       int64 // the row that was looked for; zero if none
	Person   *models.Customer
	Visit    *models.Visit // her latest; nil if she had none
	Earlier  []models.Conversation
	Company  []models.Colleague    // who is about it besides its agent
	Facts    []models.Fact         // what came along with it
	Answers  []models.ContextValue // of the survey before it; only where its first row is drawn
	Trace    *models.RoutingTrace  // why it went to its first queue; nil where no rule was asked
	ClientID string                // for the form of readers without scripts
	Draft    string                // what was typed, when it was refused
	Problem  string                // why
	Now      models.Time
}

// Mine reports whether the viewer has the conversation.
func (c *Chat) Mine() bool { return c.AgentID != nil && *c.AgentID == c.Viewer.ID }

// Offered reports whether it is put before the viewer now.
func (c *Chat) Offered() bool {
	return c.OfferedAgentID != nil && *c.OfferedAgentID == c.Viewer.ID && c.OfferExpiresAt.After(c.Now)
}

// Nudged reports whether the viewer is reminded to close for now: the customer of an
// active conversation has been silent as long as its workstream says.
func (c *Chat) Nudged() bool {
	return c.Mine() && c.State == models.StateActive && !c.NudgedAt.IsZero()
}

// mayPick reports whether the viewer may take it unasked.
func (c *Chat) mayPick() bool {
	return c.Pickable || c.Viewer.Role.Includes(models.RoleSupervisor)
}

// foot is what stands under the transcript.
type foot string

const (
	footCompose  foot = "compose"  // the viewer writes
	footAccept   foot = "accept"   // it waits for an agent
	footWrapUp   foot = "wrap_up"  // ended: notes, then close
	footAsked    foot = "asked"    // a colleague asks the viewer
	footMonitor  foot = "monitor"  // a supervisor looks at it
	footReadOnly foot = "readonly" // nothing to do for the viewer
)

func (c *Chat) foot() foot {
	switch {
	case c.State == models.StateOpen:
		return footAccept
	case c.asked() != nil:
		return footAsked
	case c.State == models.StateActive && c.part() != nil:
		return footCompose
	case !c.Mine() && c.Viewer.Role.Includes(models.RoleSupervisor) && (c.State == models.StateActive || c.State == models.StateWrapUp):
		return footMonitor
	case c.Mine() && (c.State == models.StateActive || c.State == models.StateWaiting):
		return footCompose
	case c.Mine() && c.State == models.StateWrapUp:
		return footWrapUp
	}
	return footReadOnly
}

// mayEnd reports whether the viewer can end it now, or could after accepting it.
func (c *Chat) mayEnd() bool {
	return c.State == models.StateOpen || c.Mine() && c.State != models.StateClosed
}

// sumsUp reports whether the viewer writes the summary beside the conversation: once it
// has ended they do so below it.
func (c *Chat) sumsUp() bool {
	return c.Mine() && (c.State == models.StateActive || c.State == models.StateWaiting)
}

// Undoable is until when the End can be taken back by the viewer; zero if not.
func (c *Chat) Undoable() models.Time {
	until := c.UndoUntil()
	if !c.Mine() || until.Due(c.Now) {
		return models.Time{}
	}
	return until
}

// standing numbers how the conversation stands: it rises with all that changes its
// head, foot and receipt. The browser shows no lower one after a higher.
func (c *Chat) standing() string {
	return strconv.FormatInt(c.LastChangedSeq+c.CustomerReadSeq+c.AgentReadSeq, 10)
}

// cursor is the last change that the page of the log holds. The log's rows are
// read after the conversation, so it may be further than the conversation says.
func (c *Chat) cursor() int64 {
	last := c.LastChangedSeq
	for _, e := range c.Page.Entries {
		last = max(last, e.ChangedSeq)
	}
	return last
}

// span is how long ago t was, in one unit.
func span(t, now models.Time) string {
	d := now.Sub(t)
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}

// reconnects reports whether there is a link back to the conversation to give to its
// customer.
func (c *Chat) reconnects() bool {
	return c.Mode == models.ModeLive && c.State == models.StateActive && c.ReconnectMinutes > 0 && c.ReconnectPageURL != ""
}
