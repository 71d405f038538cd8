package models

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// WidgetRow is one line of the list: the widget and what it hangs on.
type WidgetRow struct {
	Widget
	WorkstreamName string
	Running        int64 // conversations that go on, counted to CountedTo
}

// List is one page of widgets in the order of their names, and whether more
// follow.
func (s Widgets) List(ctx context.Context, l Listing) ([]WidgetRow, bool, error) {
	q := s.read(ctx).Table("widgets").Joins("JOIN workstreams ON workstreams.id = widgets.workstream_id").
		Select("widgets.*, workstreams.name AS workstream_name, " +
			counted("conversations WHERE conversations.widget_id = widgets.id AND conversations.state IN ('open', 'active', 'waiting')", "running"))
	return listPage[WidgetRow](q, "widgets", "LOWER(widgets.name)", l)
}

// Unclosed is how many conversations of the widget are not closed. While there
// are some, it keeps its workstream.
func (s Widgets) Unclosed(ctx context.Context, id string) (int64, error) {
	n, err := unclosed(s.read(ctx), id)
	return n, translate(err)
}

// Running is how many of the widget's conversations either side may write in.
func (s Widgets) Running(ctx context.Context, id string) (int64, error) {
	var n int64
	err := s.read(ctx).Model(&Conversation{}).Where("widget_id = ? AND state IN ('open', 'active', 'waiting')", id).Count(&n).Error
	return n, translate(err)
}

func unclosed(q *gorm.DB, id string) (int64, error) {
	var n int64
	err := q.Model(&Conversation{}).Where("widget_id = ? AND state <> 'closed'", id).Count(&n).Error
	return n, err
}

// Create makes a widget of mode, as a draft. Without a workstream in d it makes
// one with the presets, under the widget's name.
func (s Widgets) Create(ctx context.Context, by *Agent, mode Mode, d WidgetSettings) (*Widget, error) {
	fresh := NewWidget(mode)
	w := &fresh
	w.ID, w.Key, w.UpdatedByID = NewID(), newKey(), actor(by)
	err := s.change(ctx, func(tx *change) error {
		p := Problems{}
		if mode != ModePersistent && mode != ModeLive {
			p.Add("mode", "Choose a mode.")
		}
		d.OwnWorkstream = d.OwnWorkstream || d.WorkstreamID == ""
		domains, err := set(tx, by, p, w, false, d)
		if err != nil {
			return err
		}
		w.CreatedAt, w.UpdatedAt = tx.now, tx.now
		return tx.audited(by, AuditCreated, w, func() error {
			if err := tx.Create(w).Error; err != nil {
				return err
			}
			return allow(tx, w.ID, domains)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("create widget: %w", err)
	}
	return w, nil
}

// set takes over a draft with all that it refers to; problems are added to those
// found before. It returns the clean domains.
func set(tx *change, by *Agent, p Problems, w *Widget, moved bool, d WidgetSettings) ([]string, error) {
	domains, err := w.Set(d)
	for field, problem := range fieldsOf(err) {
		p.Add(field, "%s", problem)
	}
	if err := refer(tx, p, w, moved, d); err != nil {
		return nil, err
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	if d.OwnWorkstream {
		err = ownWorkstream(tx, by, w)
	}
	return domains, err
}

// fieldsOf is what err says of fields.
func fieldsOf(err error) map[string]string {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// newKey names a widget in the snippet. It is no secret, but can't be guessed
// from another.
func newKey() string { return strings.ToLower(rand.Text()[:16]) }

// ownWorkstream makes a workstream with the presets for the widget.
func ownWorkstream(tx *change, by *Agent, w *Widget) error {
	preset := Presets(w.Mode)
	preset.Name = w.Name
	ws, err := createWorkstream(tx, by, preset.Draft())
	if err == nil {
		w.WorkstreamID = ws.ID
	}
	return err
}

// refer looks at what the draft refers to and puts it into the widget. moved says
// that its mode is another than the one it was stored with.
func refer(tx *change, p Problems, w *Widget, moved bool, d WidgetSettings) error {
	if !d.OwnWorkstream && d.WorkstreamID != "" && d.WorkstreamID != w.WorkstreamID {
		var ws []Workstream
		err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ?", d.WorkstreamID).Find(&ws).Error
		switch {
		case err != nil:
			return err
		case len(ws) == 0 || !ws[0].Active():
			p.Add("workstream_id", "Choose a workstream, or let a new one be made.")
		case ws[0].Mode != w.Mode:
			p.Add("workstream_id", "“%s” is for %s widgets, and a workstream holds only one kind. Choose another, or let a new one be made.", ws[0].Name, ws[0].Mode)
		default:
			w.WorkstreamID = ws[0].ID
		}
	}
	kept := !moved && d.AuthenticationSettingsID == deref(w.AuthenticationSettingsID)
	w.AuthenticationSettingsID = ref(d.AuthenticationSettingsID)
	auth, err := authenticationOf(tx, w)
	if err != nil {
		return err
	}
	if w.AuthenticationSettingsID != nil && auth == nil {
		p.Add("authentication_settings_id", "Choose authentication settings.")
	}
	if check := authenticationReady(auth); !kept && w.Status == WidgetPublished && !w.Anonymous() && !check.Ready {
		p.Add("authentication_settings_id", "%s The widget is published: unpublish it first, or choose settings whose key is verified.", check.Detail)
	}
	if w.OperatingHoursID, err = lockHours(tx, p, d.OperatingHoursID, w.OperatingHoursID); err != nil {
		return err
	}
	if err := p.Err(); err != nil {
		return err
	}
	return replan(tx)
}

// authenticationOf are the settings the widget refers to, held until the
// transaction ends, so that they stay what they are judged to be.
func authenticationOf(tx *change, w *Widget) (*AuthenticationSettings, error) {
	if w.AuthenticationSettingsID == nil {
		return nil, nil
	}
	var rows []AuthenticationSettings
	err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ?", *w.AuthenticationSettingsID).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// WidgetDomain is one host that may show a widget.
type WidgetDomain struct{ WidgetID, Host string }

// allow replaces the hosts that may show the widget.
func allow(tx *change, id string, hosts []string) error {
	if err := tx.Where("widget_id = ?", id).Delete(&WidgetDomain{}).Error; err != nil || len(hosts) == 0 {
		return err
	}
	rows := make([]WidgetDomain, 0, len(hosts))
	for _, host := range hosts {
		rows = append(rows, WidgetDomain{id, host})
	}
	return tx.Create(&rows).Error
}

// Edit changes a widget to a draft. version is what UpdatedAt said when the
// editor opened it.
func (s Widgets) Edit(ctx context.Context, by *Agent, id string, version Time, d WidgetSettings) (*Widget, error) {
	return s.alter(ctx, by, id, "edit", func(tx *change, w *Widget) error {
		if !w.UpdatedAt.Equal(version) {
			return changed(tx, w.UpdatedByID, w.UpdatedAt)
		}
		p, before := Problems{}, w.Mode
		if err := move(tx, p, w, &d); err != nil {
			return err
		}
		domains, err := set(tx, by, p, w, w.Mode != before, d)
		if err != nil {
			return err
		}
		return allow(tx, id, domains)
	})
}

// move gives the widget the draft's mode, and with another one a workstream of that
// mode: one of its own unless the draft names one. Conversations live by the mode
// and the workstream they began with, so neither changes while some are not closed.
func move(tx *change, p Problems, w *Widget, d *WidgetSettings) error {
	if d.Mode == "" {
		d.Mode = w.Mode
	}
	other := d.Mode != w.Mode
	if d.Mode != ModePersistent && d.Mode != ModeLive {
		p.Add("mode", "Choose a mode.")
	}
	if other && (d.WorkstreamID == "" || d.WorkstreamID == w.WorkstreamID) {
		d.OwnWorkstream = true
	}
	if !other && !d.OwnWorkstream && (d.WorkstreamID == "" || d.WorkstreamID == w.WorkstreamID) {
		return nil
	}
	n, err := unclosed(tx.DB, w.ID)
	switch {
	case err != nil:
		return err
	case n > 0 && other:
		keepsMode(p, n)
	case n > 0:
		p.Add("workstream_id", "%s of this widget must be closed before it moves to another workstream.", plural(int(n), "conversation"))
	}
	w.Mode = d.Mode
	return nil
}

// Authenticate gives the widget authentication settings, and OwnWorkstream a
// workstream of its own: what the checklist offers to do.
func (s Widgets) Authenticate(ctx context.Context, by *Agent, id, settingsID string) (*Widget, error) {
	return s.alter(ctx, by, id, "authenticate", func(tx *change, w *Widget) error {
		d := w.Settings(nil)
		d.AuthenticationSettingsID = settingsID
		return refer(tx, Problems{}, w, false, d)
	})
}

// OwnWorkstream gives the widget a new workstream with the presets.
func (s Widgets) OwnWorkstream(ctx context.Context, by *Agent, id string) (*Widget, error) {
	return s.alter(ctx, by, id, "make a workstream for", func(tx *change, w *Widget) error {
		if n, err := unclosed(tx.DB, id); err != nil || n > 0 {
			if err == nil {
				err = Fail(Conflict, CodeInUse, "%s of this widget must be closed before it moves to another workstream.", plural(int(n), "conversation"))
			}
			return err
		}
		return ownWorkstream(tx, by, w)
	})
}

// alter is the shape of every change to a widget: lock the row, apply, save.
func (s Widgets) alter(ctx context.Context, by *Agent, id, verb string, rule func(*change, *Widget) error) (*Widget, error) {
	var w Widget
	err := s.change(ctx, func(tx *change) error {
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(&w).Error; err != nil {
			return err
		}
		before := w.WorkstreamID
		return tx.audited(by, AuditEdited, &w, func() error {
			if err := rule(tx, &w); err != nil {
				return err
			}
			if err := defineAnswers(tx, by, &w, before); err != nil {
				return err
			}
			w.UpdatedAt, w.UpdatedByID = tx.now.after(w.UpdatedAt), actor(by)
			return tx.Save(&w).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s widget %s: %w", verb, id, err)
	}
	return &w, nil
}

// defineAnswers gives the workstream that the widget has moved to the variables
// that the answers of its survey become.
func defineAnswers(tx *change, by *Agent, w *Widget, before string) error {
	if w.WorkstreamID == before {
		return nil
	}
	survey, err := questions(tx.DB, w.ID)
	for i := 0; i < len(survey) && err == nil; i++ {
		err = define(tx, by, w.WorkstreamID, survey[i].Name)
	}
	return err
}
