package models

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

// Records are what all settings records share: that they can be deleted as long
// as nothing refers to them.
type Records struct{ *Desk }

// Reference is something that refers to a record, and so keeps it: another record,
// a conversation or an entry of the audit trail.
type Reference struct {
	Kind     AuditKind
	ID, Name string
}

// What refers to records and is none itself.
const (
	ReferenceConversation AuditKind = "conversation"
	ReferenceTrail        AuditKind = "audit_entry"
)

// Removal is what stands between a record and its end.
type Removal struct {
	AuditRecord
	Why        string // why it can't be deleted as it is; empty if it can
	References []Reference
	More       bool // there are more of them
}

// Possible reports whether the record can be deleted.
func (r *Removal) Possible() bool { return r.Why == "" && len(r.References) == 0 }

// maxReferences is how many references of a sort are listed.
const maxReferences = 5

// referrers are what may refer to a record of a kind, by conditions on their rows.
var referrers = map[AuditKind][]struct {
	kind  AuditKind
	where string
}{
	AuditWidget:         {{AuditRoutingRule, "t.id IN (SELECT rule_id FROM routing_conditions WHERE field = 'widget' AND value = @id)"}, {ReferenceConversation, "t.widget_id = @id"}},
	AuditWorkstream:     {{AuditWidget, "t.workstream_id = @id"}, {ReferenceConversation, "t.workstream_id = @id"}},
	AuditQueue:          {{AuditWorkstream, "t.queue_id = @id"}, {AuditRoutingRule, "t.queue_id = @id"}, {ReferenceConversation, "t.queue_id = @id"}},
	AuditHours:          {{AuditWidget, "t.operating_hours_id = @id"}, {AuditQueue, "t.operating_hours_id = @id"}},
	AuditAuthentication: {{AuditWidget, "t.authentication_settings_id = @id"}, {ReferenceConversation, "customers.authentication_settings_id = @id"}},
	AuditPresence:       {{AuditStaff, "@id IN (t.custom_presence_id, t.default_custom_presence_id)"}},
	AuditStaff: {
		{ReferenceConversation, "@id IN (t.agent_id, t.preferred_agent_id, t.announced_agent_id, t.offered_agent_id) OR t.id IN (SELECT conversation_id FROM messages WHERE agent_id = @id) OR t.id IN (SELECT conversation_id FROM offers WHERE @id IN (agent_id, by_agent_id))"},
		{AuditWidget, changedBy}, {AuditWorkstream, changedBy}, {AuditQueue, changedBy}, {AuditHours, changedBy},
		{AuditAuthentication, changedBy}, {AuditMasking, changedBy}, {AuditStaff, changedBy},
		{AuditMessage, changedBy}, {AuditQuestion, changedBy}, {AuditVariable, changedBy}, {AuditPresence, changedBy}, {AuditRoutingRule, changedBy}, {AuditRetention, changedBy},
		{ReferenceTrail, "t.id = (SELECT MAX(id) FROM audit_entries WHERE agent_id = @id)"},
	},
}

const changedBy = "t.updated_by_id = @id"

// sources are the rows of a kind under the name t, with their names.
var sources = map[AuditKind][2]string{
	ReferenceConversation: {"conversations AS t JOIN customers ON customers.id = t.customer_id", "customers.name"},
	AuditWidget:           {"widgets AS t", "t.name"},
	AuditWorkstream:       {"workstreams AS t", "t.name"},
	AuditQueue:            {"queues AS t", "t.name"},
	AuditHours:            {"operating_hours AS t", "t.name"},
	AuditAuthentication:   {"authentication_settings AS t", "t.name"},
	AuditMasking:          {"masking_rules AS t", "t.name"},
	AuditStaff:            {"agents AS t", "TRIM(t.first_name || ' ' || t.last_name)"},
	AuditMessage:          {"automated_messages AS t", "t.trigger_name || ', ' || t.language"},
	ReferenceTrail:        {"audit_entries AS t", "'changes of settings'"},
	AuditQuestion:         {"survey_questions AS t", "t.name"},
	AuditVariable:         {"context_variables AS t", "t.name"},
	AuditPresence:         {"custom_presences AS t", "t.name"},
	AuditRoutingRule:      {"routing_rules AS t", "t.name"},
	AuditRetention:        {"retention AS t", "'Retention'"},
}

// leftovers is what goes with a record: what nobody would miss.
var leftovers = map[AuditKind]string{
	AuditWidget:         "DELETE FROM visits WHERE widget_id = ?",
	AuditAuthentication: "DELETE FROM customers WHERE authentication_settings_id = ?",
}

// Removal looks at what deleting a record would meet.
func (s Records) Removal(ctx context.Context, kind AuditKind, id string) (*Removal, error) {
	tx := &change{DB: s.read(ctx), desk: s.Desk}
	_, removal, err := tx.removal(kind, id, "")
	return removal, translate(err)
}

// Delete removes a record to which nothing refers. Otherwise it is refused with
// what does. What is stored about its changes stays.
func (s Records) Delete(ctx context.Context, by *Agent, kind AuditKind, id string) error {
	if kind == AuditMasking {
		return s.MaskingRules.Delete(ctx, by, id)
	}
	err := s.change(ctx, func(tx *change) error {
		r, removal, err := tx.removal(kind, id, "UPDATE")
		switch {
		case err != nil:
			return err
		case removal.Why != "":
			return Fail(Conflict, CodeWrongState, "%s", removal.Why)
		case !removal.Possible():
			names := make([]string, len(removal.References))
			for i, found := range removal.References {
				names[i] = found.Name
			}
			return Fail(Conflict, CodeInUse, "%s can't be deleted: %s depend on it.", removal.Name, enumerate(names))
		}
		if err := tx.removeOwned(by, kind, id); err != nil {
			return err
		}
		return tx.audited(by, AuditDeleted, r, func() error {
			if statement := leftovers[kind]; statement != "" {
				if err := tx.Exec(statement, id).Error; err != nil {
					return err
				}
			}
			return tx.Delete(r).Error
		})
	})
	s.forgetEverywhere(topicTexts)
	if err != nil {
		return fmt.Errorf("delete %s %s: %w", kind, id, err)
	}
	return nil
}

// removal is the record, locked as strength says, and what refers to it.
func (c *change) removal(kind AuditKind, id, strength string) (Audited, *Removal, error) {
	r, err := c.find(kind, id, strength)
	if err != nil {
		return nil, nil, err
	}
	removal := &Removal{AuditRecord: r.record(), Why: Kept(r)}
	for _, by := range referrers[kind] {
		var found []Reference
		q := c.Table(sources[by.kind][0]).Select("t.id, "+sources[by.kind][1]+" AS name").
			Where(by.where, map[string]any{"id": id}).Order("t.id").Limit(maxReferences + 1)
		if err := q.Find(&found).Error; err != nil {
			return nil, nil, err
		}
		removal.More = removal.More || len(found) > maxReferences
		for _, one := range found[:min(len(found), maxReferences)] {
			one.Kind = by.kind
			removal.References = append(removal.References, one)
		}
	}
	return r, removal, nil
}

// deletable are empty records of the kinds that can be deleted.
var deletable = map[AuditKind]func() Audited{
	AuditWidget:         func() Audited { return &Widget{} },
	AuditWorkstream:     func() Audited { return &Workstream{} },
	AuditQueue:          func() Audited { return &Queue{} },
	AuditHours:          func() Audited { return &OperatingHours{} },
	AuditAuthentication: func() Audited { return &AuthenticationSettings{} },
	AuditMasking:        func() Audited { return &MaskingRule{} },
	AuditStaff:          func() Audited { return &Agent{} },
	AuditPresence:       func() Audited { return &CustomPresence{} },
}

// find is the record, locked as strength says.
func (c *change) find(kind AuditKind, id, strength string) (Audited, error) {
	empty := deletable[kind]
	if empty == nil {
		return nil, errNotFound
	}
	r, q := empty(), c.Where("id = ?", id)
	if strength != "" {
		q = q.Clauses(clause.Locking{Strength: strength})
	}
	err := q.Take(r).Error
	if o, ok := r.(*OperatingHours); ok && err == nil {
		all := []OperatingHours{*o}
		err = fillHours(c.DB, all)
		*o = all[0]
	}
	return r, err
}

// removeOwned deletes what a record has for itself, each with its entry.
func (c *change) removeOwned(by *Agent, kind AuditKind, id string) error {
	if kind == AuditWorkstream {
		if err := removeAll[RoutingRule](c, by, "workstream_id", id); err != nil {
			return err
		}
		return removeAll[ContextVariable](c, by, "workstream_id", id)
	}
	if kind != AuditWidget {
		return nil
	}
	if err := removeAll[AutomatedMessage](c, by, "widget_id", id); err != nil {
		return err
	}
	return removeAll[SurveyQuestion](c, by, "widget_id", id)
}

func removeAll[T any, P interface {
	*T
	Audited
}](c *change, by *Agent, column, id string) error {
	var rows []T
	err := c.Where(column+" = ?", id).Find(&rows).Error
	for i := 0; err == nil && i < len(rows); i++ {
		row := P(&rows[i])
		err = c.audited(by, AuditDeleted, row, func() error { return c.Delete(row).Error })
	}
	return err
}
