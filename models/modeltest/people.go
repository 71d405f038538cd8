package modeltest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"linger/models"
)

// Ctx is the context of what a test does.
func (d *Desk) Ctx() context.Context { return context.Background() }

// must stops the test on an error.
func (d *Desk) must(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

func (d *Desk) create(row any) {
	d.T.Helper()
	d.must(d.DB.Write.Create(row).Error)
}

// Agent makes an agent of role, called by first name.
func (d *Desk) Agent(first string, role models.Role) *models.Agent {
	d.T.Helper()
	now := models.At(d.Clock.Now())
	a := &models.Agent{
		ID: models.NewID(), Email: strings.ToLower(first) + "@desk.example", FirstName: first, LastName: "Miller",
		Role: role, PasswordHash: "none", Capacity: 100,
		Presence: models.PresenceAvailable, DefaultPresence: models.PresenceAvailable, CreatedAt: now, UpdatedAt: now,
	}
	d.create(a)
	return a
}

// Channel makes a published widget of mode with its workstream and
// authentication settings. change, which may be nil, alters the workstream.
func (d *Desk) Channel(mode models.Mode, change func(*models.Workstream)) *models.Widget {
	d.T.Helper()
	now := models.At(d.Clock.Now())
	ws := models.Presets(mode)
	ws.ID, ws.Name, ws.CreatedAt, ws.UpdatedAt = models.NewID(), "Shop "+string(mode), now, now
	if change != nil {
		change(&ws)
	}
	d.create(&ws)
	auth := &models.AuthenticationSettings{
		ID: models.NewID(), Name: "Shop", KeySource: "pasted", PublicKey: "-", Active: true, CreatedAt: now, UpdatedAt: now,
	}
	d.create(auth)
	id := models.NewID()
	w := models.NewWidget(mode)
	w.ID, w.Key, w.Name, w.Status, w.Title = id, id[24:], "Shop "+string(mode), models.WidgetPublished, "Chat with us"
	w.WorkstreamID, w.AuthenticationSettingsID, w.CreatedAt, w.UpdatedAt = ws.ID, &auth.ID, now, now
	d.create(&w)
	return &w
}

// Anonymous makes a published live widget whose customers nobody proves.
func (d *Desk) Anonymous() *models.Widget {
	d.T.Helper()
	w := d.Channel(models.ModeLive, nil)
	w.AuthenticationSettingsID = nil
	d.must(d.DB.Write.Model(w).Update("authentication_settings_id", nil).Error)
	return w
}

// Visitor opens an anonymous widget on a browser that was never there.
func (d *Desk) Visitor(w *models.Widget) *models.Visit {
	d.T.Helper()
	v, _, _, err := d.Visits.Open(d.Ctx(), models.Arrival{Widget: w})
	d.must(err)
	return v
}

// Visit opens the widget as the customer whom the site calls sub.
func (d *Desk) Visit(w *models.Widget, sub string) *models.Visit {
	d.T.Helper()
	v, _, _, err := d.Visits.Open(d.Ctx(), models.Arrival{
		Widget:   w,
		Identity: models.Identity{ExternalID: sub, Name: sub, ExpiresAt: models.At(d.Clock.Now()).Add(models.VisitLimit)},
	})
	d.must(err)
	return v
}

// Draft is a new message with text; its writer has seen everything.
func Draft(text string) models.Draft {
	return models.Draft{ClientID: models.NewID(), Body: text, Seen: -1}
}

// Write sends text as the visit's customer and returns the conversation it is in.
func (d *Desk) Write(v *models.Visit, text string) *models.Conversation {
	d.T.Helper()
	_, c, err := d.Conversations.Receive(d.Ctx(), v, "", Draft(text))
	d.must(err)
	return c
}

// Reload is the conversation as it is stored now.
func (d *Desk) Reload(c *models.Conversation) *models.Conversation {
	d.T.Helper()
	var fresh models.Conversation
	d.must(d.DB.Write.Where("id = ?", c.ID).Take(&fresh).Error)
	return &fresh
}

// Log is the conversation's whole log, in order.
func (d *Desk) Log(c *models.Conversation) []models.Message {
	d.T.Helper()
	var rows []models.Message
	d.must(d.DB.Write.Where("conversation_id = ?", c.ID).Order("seq").Find(&rows).Error)
	return rows
}

// Said is what reader sees of the conversation, one line a row: events by name,
// messages by text.
func (d *Desk) Said(c *models.Conversation, reader models.Audience) []string {
	d.T.Helper()
	page, err := d.Conversations.Transcript(d.Ctx(), c.ID, reader, 0)
	d.must(err)
	lines := make([]string, 0, len(page.Entries))
	for _, e := range page.Entries {
		if e.Kind == models.KindEvent {
			lines = append(lines, fmt.Sprintf("(%s)", e.Event))
			continue
		}
		lines = append(lines, e.Body)
	}
	return lines
}

// Online gives agent an open console, on a node that is alive for its lease.
// Call it again after moving the clock further than that.
func (d *Desk) Online(agents ...*models.Agent) {
	d.T.Helper()
	d.Alive()
	tabs := make([]models.Stream, len(agents))
	for i, a := range agents {
		tabs[i] = d.tab(a)
	}
	d.must(d.Streams.Record(d.Ctx(), tabs, nil))
}

func (d *Desk) tab(a *models.Agent) models.Stream {
	return models.Stream{ID: models.NewID(), NodeID: d.node, AgentID: &a.ID, ConnectedAt: models.At(d.Clock.Now())}
}

// Tab gives agent one more open console, until the returned function is called.
func (d *Desk) Tab(a *models.Agent) (leave func()) {
	d.T.Helper()
	d.Alive()
	s := d.tab(a)
	d.must(d.Streams.Record(d.Ctx(), []models.Stream{s}, nil))
	return func() { d.must(d.Streams.Record(d.Ctx(), nil, []string{s.ID})) }
}

// Pass lets time go by with the desk's node alive.
func (d *Desk) Pass(by time.Duration) {
	d.T.Helper()
	for ; by > 0; by -= models.NodeLease / 3 {
		d.Clock.Advance(min(by, models.NodeLease/3))
		d.Alive()
	}
}

// Alive renews the lease of the node that holds the desk's streams.
func (d *Desk) Alive() {
	d.T.Helper()
	_, err := d.Streams.Renew(d.Ctx(), d.node)
	d.must(err)
}

// Set gives a widget's column a value, as a setting that is stored.
func (d *Desk) Set(w *models.Widget, column string, value any) {
	d.T.Helper()
	d.must(d.DB.Write.Model(&models.Widget{}).Where("id = ?", w.ID).Update(column, value).Error)
	d.must(d.DB.Write.Where("id = ?", w.ID).Take(w).Error)
}

// Here gives the visit's customer an open widget, until the returned function is
// called.
func (d *Desk) Here(v *models.Visit) (leave func()) {
	d.T.Helper()
	_, err := d.Streams.Renew(d.Ctx(), d.node)
	d.must(err)
	s := models.Stream{ID: models.NewID(), NodeID: d.node, CustomerID: &v.CustomerID, VisitID: &v.ID, ConnectedAt: models.At(d.Clock.Now())}
	d.must(d.Streams.Record(d.Ctx(), []models.Stream{s}, nil))
	return func() { d.must(d.Streams.Record(d.Ctx(), nil, []string{s.ID})) }
}
