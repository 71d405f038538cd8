package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"linger/models/hours"
)

// OperatingHoursStore keeps when teams answer.
type OperatingHoursStore struct{ *Desk }

// HoursWindow is the row of a window.
type HoursWindow struct {
	OperatingHoursID              string
	Weekday, FromMinute, ToMinute int64
}

// TableName is the table of the row.
func (HoursWindow) TableName() string { return "operating_hours_windows" }

// HoursHoliday is the row of a holiday.
type HoursHoliday struct {
	OperatingHoursID         string
	FromDate, ToDate, Reason string
	Yearly                   bool
}

// TableName is the table of the row.
func (HoursHoliday) TableName() string { return "operating_hours_holidays" }

// fillHours reads the windows and holidays of all.
func fillHours(q *gorm.DB, all []OperatingHours) error {
	if len(all) == 0 {
		return nil
	}
	ids, at := make([]string, len(all)), map[string]*OperatingHours{}
	for i := range all {
		ids[i], at[all[i].ID] = all[i].ID, &all[i]
	}
	var windows []HoursWindow
	if err := q.Where("operating_hours_id IN ?", ids).Order("weekday, from_minute").Find(&windows).Error; err != nil {
		return err
	}
	for _, w := range windows {
		o := at[w.OperatingHoursID]
		o.Windows = append(o.Windows, w.window())
	}
	var holidays []HoursHoliday
	if err := q.Where("operating_hours_id IN ?", ids).Order("from_date, to_date").Find(&holidays).Error; err != nil {
		return err
	}
	for _, h := range holidays {
		from, err := hours.ParseDate(h.FromDate)
		if err != nil {
			return err
		}
		to, err := hours.ParseDate(h.ToDate)
		if err != nil {
			return err
		}
		o := at[h.OperatingHoursID]
		o.Holidays = append(o.Holidays, hours.Holiday{From: from, To: to, Reason: h.Reason, Yearly: h.Yearly})
	}
	return nil
}

// Find is the operating hours with id, active or not.
func (s OperatingHoursStore) Find(ctx context.Context, id string) (*OperatingHours, error) {
	all := make([]OperatingHours, 1)
	err := s.read(ctx).Where("id = ?", id).Take(&all[0]).Error
	if err == nil {
		err = fillHours(s.read(ctx), all)
	}
	if err != nil {
		return nil, translate(err)
	}
	return &all[0], nil
}

// OperatingHoursRow is one line of the list: the hours and what refers to them.
type OperatingHoursRow struct {
	OperatingHours
	Widgets, Queues int64 // not deactivated ones
}

// List is one page of operating hours in the order of their names, and whether
// more follow.
func (s OperatingHoursStore) List(ctx context.Context, l Listing) ([]OperatingHoursRow, bool, error) {
	q := s.read(ctx).Table("operating_hours").Select(`operating_hours.*,
		(SELECT COUNT(*) FROM widgets WHERE widgets.operating_hours_id = operating_hours.id AND widgets.deactivated_at IS NULL) AS widgets,
		(SELECT COUNT(*) FROM queues WHERE queues.operating_hours_id = operating_hours.id AND queues.deactivated_at IS NULL) AS queues`)
	return listPage[OperatingHoursRow](q, "operating_hours", "LOWER(operating_hours.name)", l)
}

// Choices are the hours that a widget or a queue may choose, by name: the active
// ones, and the one with the id kept.
func (s OperatingHoursStore) Choices(ctx context.Context, kept string) ([]OperatingHours, error) {
	var rows []OperatingHours
	err := s.read(ctx).Where("deactivated_at IS NULL OR id = ?", kept).Order("LOWER(name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// HoursUsers are what refers to operating hours and is not deactivated.
type HoursUsers struct {
	Widgets []Widget
	Queues  []Queue
}

// None reports whether nothing does.
func (u HoursUsers) None() bool { return len(u.Widgets)+len(u.Queues) == 0 }

func (u HoursUsers) names() []string {
	var names []string
	for _, w := range u.Widgets {
		names = append(names, w.Name)
	}
	for _, q := range u.Queues {
		names = append(names, q.Name)
	}
	return names
}

// Users are what refers to the operating hours.
func (s OperatingHoursStore) Users(ctx context.Context, id string) (HoursUsers, error) {
	u, err := hoursUsers(s.read(ctx), id)
	return u, translate(err)
}

func hoursUsers(q *gorm.DB, id string) (u HoursUsers, err error) {
	refers := func() *gorm.DB {
		return q.Where("operating_hours_id = ? AND deactivated_at IS NULL", id).Order("LOWER(name), id").Limit(500)
	}
	if err = refers().Find(&u.Widgets).Error; err == nil {
		err = refers().Find(&u.Queues).Error
	}
	return u, err
}

// Create makes operating hours of a draft.
func (s OperatingHoursStore) Create(ctx context.Context, by *Agent, d HoursDraft) (*OperatingHours, error) {
	return s.create(ctx, by, AuditCreated, d)
}

func (s OperatingHoursStore) create(ctx context.Context, by *Agent, verb AuditVerb, d HoursDraft) (*OperatingHours, error) {
	o := &OperatingHours{ID: NewID(), UpdatedByID: actor(by)}
	err := s.change(ctx, func(tx *change) (err error) {
		if d.Name, err = tx.nameFor(verb, "operating_hours", d.Name); err != nil {
			return err
		}
		if err := o.Set(d, tx.now); err != nil {
			return err
		}
		o.CreatedAt, o.UpdatedAt = tx.now, tx.now
		return tx.audited(by, verb, o, func() error {
			if err := tx.Create(o).Error; err != nil {
				return err
			}
			return saveHours(tx, o)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("create operating hours: %w", err)
	}
	return o, nil
}

// Copy makes new operating hours that say the same.
func (s OperatingHoursStore) Copy(ctx context.Context, by *Agent, id string) (*OperatingHours, error) {
	o, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.create(ctx, by, AuditCopied, o.Draft())
}

// Edit changes operating hours to a draft. version is what UpdatedAt said when
// the editor opened them. What waits for the opening follows at once.
func (s OperatingHoursStore) Edit(ctx context.Context, by *Agent, id string, version Time, d HoursDraft) (*OperatingHours, error) {
	return s.alter(ctx, by, id, "edit", func(tx *change, o *OperatingHours) error {
		if !o.UpdatedAt.Equal(version) {
			return changed(tx, o.UpdatedByID, o.UpdatedAt)
		}
		if err := o.Set(d, tx.now); err != nil {
			return err
		}
		return saveHours(tx, o)
	})
}

// Deactivate puts operating hours away. It is refused while anything refers to
// them.
func (s OperatingHoursStore) Deactivate(ctx context.Context, by *Agent, id string) (*OperatingHours, error) {
	return s.alter(ctx, by, id, "deactivate", func(tx *change, o *OperatingHours) error {
		users, err := hoursUsers(tx.DB, id)
		if err != nil {
			return err
		}
		if !users.None() {
			return Fail(Conflict, CodeInUse, "%s keep these hours. Give them others first.", enumerate(users.names()))
		}
		if o.Active() {
			o.DeactivatedAt = tx.now
		}
		return nil
	})
}

// Activate lets widgets and queues choose the operating hours again.
func (s OperatingHoursStore) Activate(ctx context.Context, by *Agent, id string) (*OperatingHours, error) {
	return s.alter(ctx, by, id, "activate", func(_ *change, o *OperatingHours) error {
		o.DeactivatedAt = Time{}
		return nil
	})
}

// alter is the shape of every change: lock the row, apply, save. Who refers to
// the hours shares that lock.
func (s OperatingHoursStore) alter(ctx context.Context, by *Agent, id, verb string, rule func(*change, *OperatingHours) error) (*OperatingHours, error) {
	all := make([]OperatingHours, 1)
	o := &all[0]
	err := s.change(ctx, func(tx *change) error {
		if err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(o).Error; err != nil {
			return err
		}
		if err := fillHours(tx.DB, all); err != nil {
			return err
		}
		return tx.audited(by, AuditEdited, o, func() error {
			if err := rule(tx, o); err != nil {
				return err
			}
			o.UpdatedAt, o.UpdatedByID = tx.now.after(o.UpdatedAt), actor(by)
			return tx.Save(o).Error
		})
	})
	if err != nil {
		return nil, fmt.Errorf("%s operating hours %s: %w", verb, id, err)
	}
	return o, nil
}

// saveHours replaces the windows and holidays of o with what it says.
func saveHours(tx *change, o *OperatingHours) error {
	for _, row := range []any{&HoursWindow{}, &HoursHoliday{}} {
		if err := tx.Where("operating_hours_id = ?", o.ID).Delete(row).Error; err != nil {
			return err
		}
	}
	windows, holidays := make([]HoursWindow, 0, len(o.Windows)), make([]HoursHoliday, 0, len(o.Holidays))
	for _, w := range o.Windows {
		windows = append(windows, HoursWindow{o.ID, int64(w.Weekday), int64(w.From), int64(w.To)})
	}
	for _, h := range o.Holidays {
		holidays = append(holidays, HoursHoliday{o.ID, h.From.String(), h.To.String(), h.Reason, h.Yearly})
	}
	if len(windows) > 0 {
		if err := tx.Create(&windows).Error; err != nil {
			return err
		}
	}
	if len(holidays) > 0 {
		if err := tx.Create(&holidays).Error; err != nil {
			return err
		}
	}
	return replan(tx)
}

// window is the row as the schedule knows it.
func (w HoursWindow) window() hours.Window {
	return hours.Window{Weekday: time.Weekday(w.Weekday), From: hours.Minute(w.FromMinute), To: hours.Minute(w.ToMinute)}
}

// replan lets everything follow that depends on hours, queues and who is in them:
// the calendar is read anew, and the sweep looks at what is held at its next
// round.
func replan(tx *change) error {
	tx.plans = true
	return tx.Model(&Conversation{}).Where("held_until > ?", tx.now).UpdateColumn("deadline_at", tx.now).Error
}

// lockHours holds the operating hours with id, if they may be chosen, until the
// transaction ends. Those that were chosen before stay; "" is none.
func lockHours(tx *change, p Problems, id string, before *string) (*string, error) {
	if id == deref(before) {
		return before, nil
	}
	if id == "" {
		return nil, nil
	}
	var rows []OperatingHours
	err := tx.Clauses(clause.Locking{Strength: "SHARE"}).Where("id = ? AND deactivated_at IS NULL", id).Find(&rows).Error
	if err == nil && len(rows) == 0 {
		p.Add("operating_hours_id", "Choose operating hours.")
	}
	return &id, err
}
