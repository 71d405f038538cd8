package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"linger/models/automated"
)

// AutomatedMessages are the texts that admins wrote for what the system says.
type AutomatedMessages struct{ *Desk }

// textsFor is how old the texts in memory may be: so long another node may speak in
// the old ones. This one knows at once.
const textsFor = 5 * time.Second

// textsCache keeps the newest texts. It is read without a lock, because who reads
// it may hold a connection that whoever refreshes it waits for.
type textsCache struct {
	newest     atomic.Pointer[textsAt]
	generation atomic.Int64
}

type textsAt struct {
	automatedTexts
	readAt Time
}

// forget makes the next question read anew.
func (c *textsCache) forget() {
	c.generation.Add(1)
	c.newest.Store(nil)
}

func (c *textsCache) get(q *gorm.DB, now Time) (automatedTexts, error) {
	if k := c.newest.Load(); k != nil && now.Before(k.readAt.Add(textsFor)) {
		return k.automatedTexts, nil
	}
	generation := c.generation.Load()
	var rows []AutomatedMessage
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read automated messages: %w", err)
	}
	k := &textsAt{automatedTexts: automatedTexts{}, readAt: now}
	for _, m := range rows {
		k.automatedTexts[m.Place()] = m
	}
	if c.generation.Load() == generation { // else it may lack what was just changed
		c.newest.Store(k)
	}
	return k.automatedTexts, nil
}

// voice is what is said in a conversation of ws that the change is about. Where the
// workstream wants no automated messages, what happens is still in the log.
func (c *change) voice(ws *Workstream) (voice, error) {
	texts, err := c.desk.texts.get(c.DB, c.now)
	return voice{texts: texts, speaks: ws.AutomatedMessages}, err
}

// spell puts names into the texts that are about to be written: those of the agent
// a text speaks of and of the customer, as they are called now.
func spell(tx *change, c *Conversation) error {
	for i := range c.pending {
		m := &c.pending[i]
		if m.Kind != KindAutomated && m.Kind != KindEvent || !strings.Contains(m.Body, "{") {
			continue
		}
		values, err := named(tx, c, m)
		if err != nil {
			return err
		}
		m.Body = automated.Fill(m.Body, values)
	}
	return nil
}

// named are the names that a text asks for.
func named(tx *change, c *Conversation, m *Message) (map[string]string, error) {
	values := map[string]string{}
	if strings.Contains(m.Body, automated.CustomerFirstName) {
		var customer Customer
		if err := tx.Where("id = ?", c.CustomerID).Take(&customer).Error; err != nil {
			return nil, err
		}
		values[automated.CustomerFirstName] = automated.Isolated(c.Language, customer.FirstName())
	}
	if full, display := strings.Contains(m.Body, automated.AgentName), strings.Contains(m.Body, automated.AgentDisplayName); full || display {
		var agent Agent
		if err := tx.Where("id = ?", deref(m.AgentID)).Limit(1).Find(&agent).Error; err != nil {
			return nil, err
		}
		var w Widget
		if err := tx.Where("id = ?", c.WidgetID).Take(&w).Error; err != nil {
			return nil, err
		}
		values[automated.AgentName], values[automated.AgentDisplayName] = agent.Name(), agent.Names().For(w.AgentNameStyle)
		if agent.ID == "" { // the customer did it, or time
			values[automated.AgentName], values[automated.AgentDisplayName] = w.Title, w.Title
		}
		for _, name := range []string{automated.AgentName, automated.AgentDisplayName} {
			values[name] = automated.Isolated(c.Language, values[name])
		}
	}
	return values, nil
}

// Greeting is what stands in a chat in which nothing was written yet; empty where
// nothing does, or the widget's own words do.
func (s AutomatedMessages) Greeting(ctx context.Context, w *Widget, visit *Visit) (string, error) {
	if !automated.Greeting.In(string(w.Mode)) {
		return "", nil
	}
	texts, err := s.texts.get(s.read(ctx), s.now())
	if err != nil {
		return "", err
	}
	text := texts.lookup(AutomatedPlace{automated.Greeting, visit.Language, w.ID}, w.Mode)
	if !text.Active || !strings.Contains(text.Body, automated.CustomerFirstName) {
		return text.said(), nil
	}
	var customer Customer
	if err := s.read(ctx).Where("id = ?", visit.CustomerID).Take(&customer).Error; err != nil {
		return "", translate(err)
	}
	return automated.Fill(text.Body, map[string]string{automated.CustomerFirstName: automated.Isolated(visit.Language, customer.FirstName())}), nil
}

func (t AutomatedText) said() string {
	if !t.Active {
		return ""
	}
	return t.Body
}

// Text is what is said at a place in a conversation of mode.
func (s AutomatedMessages) Text(ctx context.Context, at AutomatedPlace, mode Mode) (AutomatedText, error) {
	texts, err := (&textsCache{}).get(s.read(ctx), s.now())
	if err != nil {
		return AutomatedText{}, translate(err)
	}
	return texts.lookup(at, mode), nil
}

// Without is what would be said at a place if no text were stored for it.
func (s AutomatedMessages) Without(ctx context.Context, at AutomatedPlace, mode Mode) (AutomatedText, error) {
	texts, err := (&textsCache{}).get(s.read(ctx), s.now())
	if err != nil {
		return AutomatedText{}, translate(err)
	}
	delete(texts, at)
	return texts.lookup(at, mode), nil
}

// Widgets are those that can have texts of their own, by name.
func (s AutomatedMessages) Widgets(ctx context.Context) ([]Widget, error) {
	var rows []Widget
	err := s.read(ctx).Where("deactivated_at IS NULL").Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// AutomatedRow is a text that an admin wrote, with the name of its widget.
type AutomatedRow struct {
	AutomatedMessage
	WidgetName string // empty: for every widget
}

// List is every text that admins wrote: of one trigger, or of all if it is empty.
func (s AutomatedMessages) List(ctx context.Context, t automated.Trigger) ([]AutomatedRow, error) {
	var rows []AutomatedRow
	q := s.read(ctx).Table("automated_messages").Select("automated_messages.*, COALESCE(widgets.name, '') AS widget_name").
		Joins("LEFT JOIN widgets ON widgets.id = automated_messages.widget_id").
		Order("widget_name, automated_messages.language, automated_messages.id")
	if t != "" {
		q = q.Where("trigger_name = ?", t)
	}
	err := q.Find(&rows).Error
	return rows, translate(err)
}

// Save writes the text for a place. version is what UpdatedAt said when the editor
// opened it; zero if there was none.
func (s AutomatedMessages) Save(ctx context.Context, by *Agent, at AutomatedPlace, version Time, d AutomatedDraft) (*AutomatedMessage, error) {
	var m *AutomatedMessage
	err := s.alter(ctx, at, version, func(tx *change, before *AutomatedMessage) error {
		verb := AuditEdited
		if m = before; m == nil {
			verb, m = AuditCreated, &AutomatedMessage{ID: NewID(), TriggerName: at.Trigger, Language: at.Language, WidgetID: ref(at.WidgetID), CreatedAt: tx.now}
		}
		return tx.audited(by, verb, m, func() error {
			if err := m.Set(d); err != nil {
				return err
			}
			m.UpdatedAt, m.UpdatedByID = tx.now.after(m.UpdatedAt), actor(by)
			return tx.Save(m).Error
		})
	})
	if KindOf(err) == Conflict && CodeOf(err) == "" { // somebody wrote the first one at this instant
		return s.Save(ctx, by, at, version, d)
	}
	return m, err
}

// Reset removes the text of a place: from then on the next one in order is said.
func (s AutomatedMessages) Reset(ctx context.Context, by *Agent, at AutomatedPlace, version Time) error {
	return s.alter(ctx, at, version, func(tx *change, before *AutomatedMessage) error {
		if before == nil {
			return nil
		}
		return tx.audited(by, AuditDeleted, before, func() error { return tx.Delete(before).Error })
	})
}

// alter is a change to the text of a place, which may not be there yet.
func (s AutomatedMessages) alter(ctx context.Context, at AutomatedPlace, version Time, do func(*change, *AutomatedMessage) error) error {
	err := s.change(ctx, func(tx *change) error {
		if automated.Of(at.Trigger) == nil || automated.Known(at.Language) == nil {
			return errNotFound
		}
		if at.WidgetID != "" {
			var w Widget
			if err := tx.Clauses(clause.Locking{Strength: "KEY SHARE"}).Where("id = ?", at.WidgetID).Take(&w).Error; err != nil {
				return err
			}
			if !at.Trigger.In(string(w.Mode)) {
				return errNotFound
			}
		}
		m := &AutomatedMessage{}
		find := tx.Clauses(clause.Locking{Strength: "UPDATE"}).
			Where("trigger_name = ? AND language = ? AND COALESCE(widget_id, '') = ?", at.Trigger, at.Language, at.WidgetID).Take(m).Error
		switch {
		case errors.Is(find, gorm.ErrRecordNotFound) && version.IsZero():
			m = nil
		case errors.Is(find, gorm.ErrRecordNotFound):
			return Fail(Conflict, CodeChanged, "Somebody went back to the text before, after you opened it. Your changes are kept here and not saved yet.")
		case find != nil:
			return find
		case !m.UpdatedAt.Equal(version):
			return changed(tx, m.UpdatedByID, m.UpdatedAt)
		}
		return do(tx, m)
	})
	s.forgetEverywhere(topicTexts)
	if err != nil {
		return fmt.Errorf("automated message %s: %w", at.Trigger, err)
	}
	return nil
}
