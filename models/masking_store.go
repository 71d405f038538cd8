package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"gorm.io/gorm/clause"

	"linger/models/masking"
)

// MaskingRules say what is masked before it is stored. There are few: every one
// looks at every message.
type MaskingRules struct{ *Desk }

// maskingAge is how old the rules in memory may be: so soon another node masks by
// what an admin saved on this one.
const maskingAge = time.Second

// maskingCache keeps the active rules ready for use.
type maskingCache struct {
	mu     sync.Mutex
	rules  masking.Rules
	loaded time.Time // zero: not yet, or changed
	count  int       // of changes, so that rules read before one are not kept after it
}

// forget makes the next text be masked by rules read anew.
func (c *maskingCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loaded, c.count = time.Time{}, c.count+1
}

// Mask is text as it may be stored. While the rules can't be read nothing may.
func (s MaskingRules) Mask(ctx context.Context, text string) (string, error) {
	rules, err := s.active(ctx)
	if err != nil {
		return "", fmt.Errorf("read masking rules: %w", err)
	}
	return rules.Apply(text), nil
}

func (s MaskingRules) active(ctx context.Context) (masking.Rules, error) {
	cache, now := &s.masking, s.Now()
	cache.mu.Lock()
	rules, age, count := cache.rules, now.Sub(cache.loaded), cache.count
	cache.mu.Unlock()
	if age >= 0 && age < maskingAge {
		return rules, nil
	}
	rows, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	if rules, err = usable(rows); err != nil {
		return nil, err
	}
	cache.mu.Lock()
	defer cache.mu.Unlock()
	if cache.count == count {
		cache.rules, cache.loaded = rules, now
	}
	return rules, nil
}

// usable are the rules that are on, ready for use.
func usable(rows []MaskingRule) (masking.Rules, error) {
	var rules masking.Rules
	for _, r := range rows {
		if !r.Active {
			continue
		}
		p := Problems{}
		rules = append(rules, r.Draft().compile(p))
		if err := p.Err(); err != nil {
			return nil, fmt.Errorf("masking rule %s: %w", r.Name, err)
		}
	}
	return rules, nil
}

// masked is the draft as it may be stored: clean, and without what the rules find.
func (d *Desk) masked(ctx context.Context, draft Draft) (Draft, error) {
	draft, err := draft.Clean()
	if err == nil {
		draft.Body, err = d.MaskingRules.Mask(ctx, draft.Body)
	}
	draft.safe = make(map[string]string, len(draft.Answers))
	for id, answer := range draft.Answers {
		if err == nil {
			draft.safe[id], err = d.MaskingRules.Mask(ctx, storable(answer))
		}
	}
	return draft, err
}

// Find is the rule with id.
func (s MaskingRules) Find(ctx context.Context, id string) (*MaskingRule, error) {
	var r MaskingRule
	if err := s.read(ctx).Where("id = ?", id).Take(&r).Error; err != nil {
		return nil, translate(err)
	}
	return &r, nil
}

// List is all rules in their order.
func (s MaskingRules) List(ctx context.Context) ([]MaskingRule, error) {
	var rows []MaskingRule
	err := s.read(ctx).Order("position, id").Find(&rows).Error
	return rows, translate(err)
}

// Create makes a rule of a draft, after all others.
func (s MaskingRules) Create(ctx context.Context, by *Agent, d MaskingDraft) (*MaskingRule, error) {
	var r *MaskingRule
	err := s.arrange(ctx, "create", func(tx *change, rows []MaskingRule) (err error) {
		r, err = addMaskingRule(tx, by, AuditCreated, d, rows)
		return err
	})
	return r, err
}

func addMaskingRule(tx *change, by *Agent, verb AuditVerb, d MaskingDraft, rows []MaskingRule) (*MaskingRule, error) {
	r := &MaskingRule{ID: NewID(), Position: 1, CreatedAt: tx.now, UpdatedAt: tx.now, UpdatedByID: actor(by)}
	if err := r.Set(d); err != nil {
		return nil, err
	}
	if len(rows) >= MaxMaskingRules {
		return nil, Problems{"name": fmt.Sprintf("There are %d rules already, which is the most there can be: each one looks at every message. Delete one, or add to its pattern with “|”.", MaxMaskingRules)}.Err()
	}
	if n := len(rows); n > 0 {
		r.Position = rows[n-1].Position + 1
	}
	return r, tx.audited(by, verb, r, func() error { return tx.Create(r).Error })
}

// Edit changes a rule to a draft. version is what UpdatedAt said when the editor
// opened it.
func (s MaskingRules) Edit(ctx context.Context, by *Agent, id string, version Time, d MaskingDraft) (*MaskingRule, error) {
	return s.alter(ctx, by, id, "edit", func(tx *change, r *MaskingRule) error {
		if !r.UpdatedAt.Equal(version) {
			return changed(tx, r.UpdatedByID, r.UpdatedAt)
		}
		return r.Set(d)
	})
}

// Switch puts a rule into use, or out of it.
func (s MaskingRules) Switch(ctx context.Context, by *Agent, id string, on bool) (*MaskingRule, error) {
	return s.alter(ctx, by, id, "switch", func(_ *change, r *MaskingRule) error {
		r.Active = on
		return nil
	})
}

// Copy makes a rule like another one, switched off until it was looked at.
func (s MaskingRules) Copy(ctx context.Context, by *Agent, id string) (*MaskingRule, error) {
	var r *MaskingRule
	err := s.arrange(ctx, "copy", func(tx *change, rows []MaskingRule) error {
		i, err := maskingRule(rows, id)
		if err != nil {
			return err
		}
		d := rows[i].Draft()
		if d.Name, err = tx.nameFor(AuditCopied, "masking_rules", d.Name); err != nil {
			return err
		}
		d.Active = false
		if r, err = addMaskingRule(tx, by, AuditCopied, d, rows); KindOf(err) == Invalid {
			return Fail(Conflict, CodeWrongState, "%s", FieldProblem(err, "name"))
		}
		return err
	})
	return r, err
}

// Move lets a rule change places with the one before it, or after it. That is no
// other version of it: what it says stays.
func (s MaskingRules) Move(ctx context.Context, by *Agent, id string, up bool) error {
	return s.arrange(ctx, "move", func(tx *change, rows []MaskingRule) error {
		i, err := maskingRule(rows, id)
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
		moved := rows[i]
		return tx.audited(by, AuditEdited, &moved, func() error {
			rows[i], rows[j] = rows[j], rows[i]
			for at := range rows {
				if err := tx.Model(&rows[at]).UpdateColumn("position", at+1).Error; err != nil {
					return err
				}
			}
			moved.Position = int64(j + 1)
			return nil
		})
	})
}

// Delete removes a rule. Nothing refers to it; what it masked stays masked.
func (s MaskingRules) Delete(ctx context.Context, by *Agent, id string) error {
	return s.arrange(ctx, "delete", func(tx *change, rows []MaskingRule) error {
		i, err := maskingRule(rows, id)
		if err != nil {
			return err
		}
		return tx.audited(by, AuditDeleted, &rows[i], func() error { return tx.Delete(&rows[i]).Error })
	})
}

func maskingRule(rows []MaskingRule, id string) (int, error) {
	i := slices.IndexFunc(rows, func(r MaskingRule) bool { return r.ID == id })
	if i < 0 {
		return i, errNotFound
	}
	return i, nil
}

// alter is a change to one rule.
func (s MaskingRules) alter(ctx context.Context, by *Agent, id, verb string, do func(*change, *MaskingRule) error) (*MaskingRule, error) {
	var r *MaskingRule
	err := s.arrange(ctx, verb, func(tx *change, rows []MaskingRule) error {
		i, err := maskingRule(rows, id)
		if err != nil {
			return err
		}
		r = &rows[i]
		return tx.audited(by, AuditEdited, r, func() error {
			if err := do(tx, r); err != nil {
				return err
			}
			r.UpdatedAt, r.UpdatedByID = tx.now.after(r.UpdatedAt), actor(by)
			return tx.Save(r).Error
		})
	})
	return r, err
}

// arrange is the shape of every change to the rules: all of them are locked, so
// that order and number hold, and from then on this node masks by the new ones.
func (s MaskingRules) arrange(ctx context.Context, verb string, do func(*change, []MaskingRule) error) error {
	err := s.change(ctx, func(tx *change) error {
		var locked []string
		if err := tx.Model(&MaskingRule{}).Clauses(clause.Locking{Strength: "UPDATE"}).Order("id").Pluck("id", &locked).Error; err != nil {
			return err
		}
		var rows []MaskingRule
		if err := tx.Order("position, id").Find(&rows).Error; err != nil {
			return err
		}
		return do(tx, rows)
	})
	s.forgetEverywhere(topicMasking)
	if err != nil {
		return fmt.Errorf("%s masking rule: %w", verb, err)
	}
	return nil
}

// MaskingTrial is what the test box shows.
type MaskingTrial struct {
	Text  string
	Alone string // by the rule that is edited, if one is
	All   string // by it together with all others that are on
}

// Try masks text by the rules that are on, with draft in the place of the rule id,
// or after them if id is empty; without a draft by those that are saved.
func (s MaskingRules) Try(ctx context.Context, text string, id string, draft *MaskingDraft) (*MaskingTrial, error) {
	t := &MaskingTrial{Text: strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD")}
	if n := utf8.RuneCountInString(t.Text); n > MaxMaskingTest {
		return nil, Problems{"text": fmt.Sprintf("%d characters at most; this has %d.", MaxMaskingTest, n)}.Err()
	}
	rows, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	if draft != nil {
		if t.Alone, err = draft.Test(t.Text); err != nil {
			return nil, err
		}
		i, missing := maskingRule(rows, id)
		if missing != nil {
			rows, i = append(rows, MaskingRule{}), len(rows)
		}
		rows[i].Kind, rows[i].Pattern, rows[i].Mask, rows[i].Active = draft.Kind, draft.Pattern, draft.Mask, true
	}
	rules, err := usable(rows)
	if err != nil {
		return nil, err
	}
	t.All = rules.Apply(t.Text)
	return t, nil
}
