package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"linger/models/routing"
)

// RoutingRules say to which queues the conversations of workstreams go.
type RoutingRules struct{ *Desk }

// RuleRow is a rule with what is known of its queue.
type RuleRow struct {
	RoutingRule
	QueueName   string
	QueueActive bool
}

// List is all rules of the workstream in their order.
func (s RoutingRules) List(ctx context.Context, workstreamID string) ([]RuleRow, error) {
	rows, err := rulesOf(s.read(ctx), workstreamID)
	return rows, translate(err)
}

func rulesOf(q *gorm.DB, workstreamID string) ([]RuleRow, error) {
	return ruleRows(q.Where("routing_rules.workstream_id = ?", workstreamID), q)
}

// ruleRows are the rules that admitted has, with their conditions.
func ruleRows(admitted, q *gorm.DB) ([]RuleRow, error) {
	var rows []RuleRow
	err := admitted.Table("routing_rules").Joins("JOIN queues ON queues.id = routing_rules.queue_id").
		Select("routing_rules.*, queues.name AS queue_name, queues.deactivated_at IS NULL AS queue_active").
		Order("routing_rules.position, routing_rules.id").Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids, at := make([]string, len(rows)), make(map[string]*RuleRow, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		at[rows[i].ID] = &rows[i]
	}
	var conditions []RoutingCondition
	if err := q.Where("rule_id IN ?", ids).Order("rule_id, position").Find(&conditions).Error; err != nil {
		return nil, err
	}
	for _, c := range conditions {
		at[c.RuleID].Conditions = append(at[c.RuleID].Conditions, c)
	}
	return rows, nil
}

// Find is the rule with id of the workstream.
func (s RoutingRules) Find(ctx context.Context, workstreamID, id string) (*RuleRow, error) {
	rows, err := s.List(ctx, workstreamID)
	if err != nil {
		return nil, err
	}
	i, err := ruleAt(rows, id)
	if err != nil {
		return nil, err
	}
	return &rows[i], nil
}

// WorkstreamOf is the id of the workstream that the rule with id is of.
func (s RoutingRules) WorkstreamOf(ctx context.Context, id string) (string, error) {
	var r RoutingRule
	err := s.read(ctx).Select("workstream_id").Where("id = ?", id).Take(&r).Error
	return r.WorkstreamID, translate(err)
}

func ruleAt(rows []RuleRow, id string) (int, error) {
	i := slices.IndexFunc(rows, func(r RuleRow) bool { return r.ID == id })
	if i < 0 {
		return i, errNotFound
	}
	return i, nil
}

// Leading are the rules that lead to a queue and are asked, with the names of
// their workstreams.
func (s RoutingRules) Leading(ctx context.Context, queueID string) ([]LeadingRule, error) {
	var rows []LeadingRule
	err := s.read(ctx).Table("routing_rules").Joins("JOIN workstreams ON workstreams.id = routing_rules.workstream_id").
		Where("routing_rules.queue_id = ? AND routing_rules.deactivated_at IS NULL AND workstreams.deactivated_at IS NULL", queueID).
		Select("routing_rules.id, routing_rules.name, routing_rules.workstream_id, workstreams.name AS workstream").
		Order("LOWER(workstreams.name), routing_rules.position, routing_rules.id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// LeadingRule is a rule as the page of its queue names it.
type LeadingRule struct{ ID, Name, WorkstreamID, Workstream string }

// Words are the names of what the workstream's rules may speak of.
func (s RoutingRules) Words(ctx context.Context, workstreamID string) (RuleWords, error) {
	w, err := wordsOf(s.read(ctx), workstreamID)
	return w, translate(err)
}

func wordsOf(q *gorm.DB, workstreamID string) (RuleWords, error) {
	w := RuleWords{Widgets: map[string]string{}, Variables: map[string]string{}}
	var widgets []Widget
	if err := q.Where("workstream_id = ?", workstreamID).Find(&widgets).Error; err != nil {
		return w, err
	}
	for _, one := range widgets {
		w.Widgets[one.ID] = one.Name
	}
	var variables []ContextVariable
	if err := q.Where("workstream_id = ?", workstreamID).Find(&variables).Error; err != nil {
		return w, err
	}
	for _, v := range variables {
		w.Variables[v.Name] = v.DisplayName
	}
	return w, nil
}

// Create adds a rule at the end.
func (s RoutingRules) Create(ctx context.Context, by *Agent, workstreamID string, d RuleDraft) (*RoutingRule, error) {
	return s.add(ctx, by, AuditCreated, workstreamID, func([]RuleRow) (RuleDraft, int, error) { return d, -1, nil })
}

// Copy adds a rule like another, after it and not asked yet: it says the same.
func (s RoutingRules) Copy(ctx context.Context, by *Agent, workstreamID, id string) (*RoutingRule, error) {
	return s.add(ctx, by, AuditCopied, workstreamID, func(rows []RuleRow) (RuleDraft, int, error) {
		i, err := ruleAt(rows, id)
		if err != nil {
			return RuleDraft{}, i, err
		}
		return rows[i].Draft(), i + 1, nil
	})
}

// add puts a rule that from makes at a place among the others; -1 is the end.
func (s RoutingRules) add(ctx context.Context, by *Agent, verb AuditVerb, workstreamID string, from func([]RuleRow) (RuleDraft, int, error)) (*RoutingRule, error) {
	r := &RoutingRule{ID: NewID(), WorkstreamID: workstreamID, UpdatedByID: actor(by)}
	err := s.arrange(ctx, "add to", workstreamID, func(tx *change, rows []RuleRow) error {
		d, at, err := from(rows)
		if err != nil {
			return err
		}
		if len(rows) >= MaxRules {
			return Problems{"name": fmt.Sprintf("There are %d rules already, which is the most there can be. Delete one that is not needed.", MaxRules)}.Err()
		}
		if d.Name, err = tx.nameFor(verb, "routing_rules", d.Name); err != nil {
			return err
		}
		if err := setRule(tx, r, d); err != nil {
			return err
		}
		r.CreatedAt, r.UpdatedAt = tx.now, tx.now
		if verb == AuditCopied {
			r.DeactivatedAt = tx.now
		}
		if at < 0 {
			at = len(rows)
		}
		r.Position = int64(at + 1)
		if err := number(tx, slices.Insert(rows, at, RuleRow{RoutingRule: *r})); err != nil {
			return err
		}
		return tx.audited(by, verb, r, func() error { return saveRule(tx, r, tx.DB.Create(r).Error) })
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// number gives rules the positions of their order.
func number(tx *change, rows []RuleRow) error {
	for i := range rows {
		if err := tx.Model(&RoutingRule{}).Where("id = ? AND position <> ?", rows[i].ID, i+1).UpdateColumn("position", i+1).Error; err != nil {
			return err
		}
	}
	return nil
}

// saveRule stores the conditions of a rule that is stored.
func saveRule(tx *change, r *RoutingRule, err error) error {
	if err == nil {
		err = tx.Where("rule_id = ?", r.ID).Delete(&RoutingCondition{}).Error
	}
	if err == nil {
		err = tx.DB.Create(&r.Conditions).Error
	}
	return err
}

// setRule takes over a draft and what it refers to: a queue that may be chosen, and
// widgets of the workstream.
func setRule(tx *change, r *RoutingRule, d RuleDraft) error {
	var before *string
	if kept := r.QueueID; kept != "" && kept != DefaultQueueID {
		before = &kept
	}
	queue, err := lockQueue(tx, d.QueueID, before)
	if err != nil {
		return err
	}
	if err := r.Set(d); err != nil {
		return err
	}
	if r.QueueID = DefaultQueueID; queue != nil {
		r.QueueID = *queue
	}
	p := Problems{}
	for i, c := range r.Conditions {
		if c.Field != routing.FieldWidget {
			continue
		}
		var n int64
		if err := tx.Model(&Widget{}).Where("id = ? AND workstream_id = ?", c.Value, r.WorkstreamID).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			p.Add(ConditionField(i), "Choose a widget of this workstream.")
		}
	}
	return p.Err()
}

// Edit changes a rule to a draft. version is what UpdatedAt said when the editor
// opened it. It counts for conversations that begin from then on.
func (s RoutingRules) Edit(ctx context.Context, by *Agent, workstreamID, id string, version Time, d RuleDraft) error {
	return s.alter(ctx, by, workstreamID, id, "edit", func(tx *change, r *RoutingRule) error {
		if !r.UpdatedAt.Equal(version) {
			return changed(tx, r.UpdatedByID, r.UpdatedAt)
		}
		return setRule(tx, r, d)
	})
}

// Deactivate keeps a rule from being asked.
func (s RoutingRules) Deactivate(ctx context.Context, by *Agent, workstreamID, id string) error {
	return s.alter(ctx, by, workstreamID, id, "deactivate", func(tx *change, r *RoutingRule) error {
		if r.Active() {
			r.DeactivatedAt = tx.now
		}
		return nil
	})
}

// Activate lets a rule be asked again, at its place.
func (s RoutingRules) Activate(ctx context.Context, by *Agent, workstreamID, id string) error {
	return s.alter(ctx, by, workstreamID, id, "activate", func(_ *change, r *RoutingRule) error {
		r.DeactivatedAt = Time{}
		return nil
	})
}

func (s RoutingRules) alter(ctx context.Context, by *Agent, workstreamID, id, verb string, rule func(*change, *RoutingRule) error) error {
	return s.arrange(ctx, verb, workstreamID, func(tx *change, rows []RuleRow) error {
		i, err := ruleAt(rows, id)
		if err != nil {
			return err
		}
		r := &rows[i].RoutingRule
		return tx.audited(by, AuditEdited, r, func() error {
			if err := rule(tx, r); err != nil {
				return err
			}
			r.UpdatedAt, r.UpdatedByID = tx.now.after(r.UpdatedAt), actor(by)
			return saveRule(tx, r, tx.Save(r).Error)
		})
	})
}

// Move lets a rule change places with the one before it, or after it. That is no
// other version of it: what it says stays.
func (s RoutingRules) Move(ctx context.Context, by *Agent, workstreamID, id string, up bool) error {
	return s.arrange(ctx, "move in", workstreamID, func(tx *change, rows []RuleRow) error {
		i, err := ruleAt(rows, id)
		if err != nil {
			return err
		}
		j := i + 1
		if up {
			j = i - 1
		}
		if j < 0 || j >= len(rows) {
			return nil // it is the first, or the last, already
		}
		moved := rows[i].RoutingRule
		return tx.audited(by, AuditEdited, &moved, func() error {
			rows[i], rows[j] = rows[j], rows[i]
			moved.Position = int64(j + 1)
			return number(tx, rows)
		})
	})
}

// Delete removes a rule. Conversations stay where it sent them.
func (s RoutingRules) Delete(ctx context.Context, by *Agent, workstreamID, id string) error {
	return s.arrange(ctx, "delete from", workstreamID, func(tx *change, rows []RuleRow) error {
		i, err := ruleAt(rows, id)
		if err != nil {
			return err
		}
		r := &rows[i].RoutingRule
		return tx.audited(by, AuditDeleted, r, func() error { return tx.DB.Delete(r).Error })
	})
}

// copyRules gives one workstream the rules of another, but for those that speak of
// its widgets: a copy has none.
func copyRules(tx *change, by *Agent, from, to string) error {
	rows, err := rulesOf(tx.DB, from)
	if err != nil {
		return err
	}
	at := int64(0)
	for _, row := range rows {
		r := row.RoutingRule
		if slices.ContainsFunc(r.Conditions, func(c RoutingCondition) bool { return c.Field == routing.FieldWidget }) {
			continue
		}
		at++
		r.ID, r.WorkstreamID, r.Position, r.CreatedAt, r.UpdatedAt, r.UpdatedByID = NewID(), to, at, tx.now, tx.now, actor(by)
		for i := range r.Conditions {
			r.Conditions[i].RuleID = r.ID
		}
		if err := tx.audited(by, AuditCopied, &r, func() error { return saveRule(tx, &r, tx.DB.Create(&r).Error) }); err != nil {
			return err
		}
	}
	return nil
}

// arrange is the shape of every change to a workstream's rules: the workstream is
// locked, so that order and number hold.
func (s RoutingRules) arrange(ctx context.Context, verb, workstreamID string, do func(*change, []RuleRow) error) error {
	err := s.change(ctx, func(tx *change) error {
		if _, err := lockWorkstream(tx, workstreamID); err != nil {
			return err
		}
		rows, err := rulesOf(tx.DB, workstreamID)
		if err != nil {
			return err
		}
		return do(tx, rows)
	})
	if err != nil {
		return fmt.Errorf("%s routing rules of %s: %w", verb, workstreamID, err)
	}
	return nil
}
