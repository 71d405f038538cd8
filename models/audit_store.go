package models

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// AuditTrail is everything that was changed in the settings.
type AuditTrail struct{ *Desk }

// BeforeUpdate keeps entries as they are.
func (AuditEntry) BeforeUpdate(*gorm.DB) error { return errAudit }

// BeforeDelete keeps entries.
func (AuditEntry) BeforeDelete(*gorm.DB) error { return errAudit }

var errAudit = errors.New("what the audit trail says stays")

// AuditPageSize is how many entries a page of the trail has.
const AuditPageSize = 50

// AuditFilter says which entries are wanted. What is empty does not matter.
type AuditFilter struct {
	Kind    AuditKind
	Record  string // the id
	AgentID string
	Before  string // the id of the last entry before the page
	Limit   int    // AuditPageSize if zero
}

// AuditRow is an entry with the name of who did it.
type AuditRow struct {
	AuditEntry
	Who  string // empty for the command line and the set-up
	Gone bool   // the record is deleted
}

// List is one page of entries, the newest first, and whether older ones follow.
func (s AuditTrail) List(ctx context.Context, f AuditFilter) ([]AuditRow, bool, error) {
	if f.Limit <= 0 {
		f.Limit = AuditPageSize
	}
	q := s.read(ctx).Table("audit_entries").Joins("LEFT JOIN agents ON agents.id = audit_entries.agent_id").
		Select(`audit_entries.*, COALESCE(agents.first_name || ' ' || agents.last_name, '') AS who,
			(SELECT d.verb FROM audit_entries d WHERE d.record_id = audit_entries.record_id ORDER BY d.id DESC LIMIT 1) = ? AS gone`, AuditDeleted).
		Order("audit_entries.id DESC").Limit(f.Limit + 1)
	for column, value := range map[string]string{"kind": string(f.Kind), "record_id": f.Record, "agent_id": f.AgentID} {
		if value != "" {
			q = q.Where("audit_entries."+column+" = ?", value)
		}
	}
	if f.Before != "" {
		q = q.Where("audit_entries.id < ?", f.Before)
	}
	var rows []AuditRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("list audit entries: %w", translate(err))
	}
	if len(rows) > f.Limit {
		return rows[:f.Limit], true, nil
	}
	return rows, false, nil
}

// People are who has changed something, by name.
func (s AuditTrail) People(ctx context.Context) ([]Agent, error) {
	var rows []Agent
	err := s.read(ctx).Where("EXISTS (SELECT 1 FROM audit_entries WHERE audit_entries.agent_id = agents.id)").
		Order("LOWER(first_name || ' ' || last_name), id").Limit(500).Find(&rows).Error
	return rows, translate(err)
}

// audited runs do, which changes r, and writes down what changed, who did it and
// under which verb: an edit finds its own, see auditVerb. An edit that changes
// nothing leaves no entry.
func (c *change) audited(by *Agent, verb AuditVerb, r Audited, do func() error) error {
	var before, after snapshot
	var err error
	fresh := verb == AuditCreated || verb == AuditCopied
	name := r.record().Name
	if !fresh {
		if before, err = c.look(r); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	if verb != AuditDeleted {
		if after, err = c.look(r); err != nil {
			return err
		}
		name = r.record().Name
	}
	changes := differences(before, after)
	if verb == AuditEdited {
		if len(changes) == 0 && before.away == after.away {
			return nil
		}
		verb = auditVerb(before, after, changes)
	}
	if table, id := owner(r); id != "" {
		belongs, err := c.nameOf(table, id)
		if err != nil {
			return err
		}
		name += ", " + belongs
	}
	about := r.record()
	return c.Create(&AuditEntry{
		ID: NewID(), At: c.now, AgentID: actor(by), Kind: about.Kind, RecordID: about.ID, RecordName: name, Verb: verb, Changes: changes,
	}).Error
}

// owner is what a record is a part of: its name goes with the record's. The id is
// empty for what stands alone.
func owner(r Audited) (table, id string) {
	switch r := r.(type) {
	case *AutomatedMessage:
		return "widgets", deref(r.WidgetID)
	case *SurveyQuestion:
		return "widgets", r.WidgetID
	case *ContextVariable:
		return "workstreams", r.WorkstreamID
	case *RoutingRule:
		return "workstreams", r.WorkstreamID
	}
	return "", ""
}

// notSettings are the fields of records that are none.
var notSettings = map[string]bool{"ID": true, "CreatedAt": true, "UpdatedAt": true, "UpdatedByID": true}

// look is what r says now.
func (c *change) look(r Audited) (snapshot, error) {
	s, err := c.fields(reflect.ValueOf(r).Elem())
	if err != nil {
		return s, err
	}
	related, err := c.related(r)
	s.fields = append(s.fields, related...)
	return s, err
}

// fields are what a struct says, with what is embedded in it.
func (c *change) fields(v reflect.Value) (snapshot, error) {
	var s snapshot
	for i := range v.NumField() {
		f, tag := v.Type().Field(i), v.Type().Field(i).Tag.Get("audit")
		if f.Name == "DeactivatedAt" {
			s.away = !v.Field(i).IsZero()
		}
		if f.Anonymous {
			embedded, err := c.fields(v.Field(i))
			if err != nil {
				return s, err
			}
			s.fields = append(s.fields, embedded.fields...)
			continue
		}
		if notSettings[f.Name] || tag == "-" || f.Type == reflect.TypeFor[Time]() {
			continue
		}
		value, err := c.plain(f.Name, v.Field(i))
		if err != nil {
			return s, err
		}
		if value != nil {
			s.fields = append(s.fields, auditField{schema.NamingStrategy{}.ColumnName("", f.Name), value, tag == "secret"})
		}
	}
	return s, nil
}

// plain is a field's value as the trail keeps it: names instead of ids. Nil if it
// is of a kind that related looks after.
func (c *change) plain(field string, v reflect.Value) (any, error) {
	if v.Kind() == reflect.Pointer {
		if v = v.Elem(); !v.IsValid() {
			return "", nil
		}
	}
	switch {
	case v.Kind() == reflect.String && referred[field] != "" && v.String() != "":
		return c.nameOf(referred[field], v.String())
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.Kind() == reflect.Bool:
		return v.Bool(), nil
	case v.CanInt():
		return v.Int(), nil
	}
	return nil, nil //nolint:nilnil // none is an answer
}

// referred are the tables that fields refer to.
var referred = map[string]string{
	"WorkstreamID": "workstreams", "AuthenticationSettingsID": "authentication_settings", "OperatingHoursID": "operating_hours",
	"QueueID": "queues", "WidgetID": "widgets", "DefaultCustomPresenceID": "custom_presences",
}

func (c *change) nameOf(table, id string) (string, error) {
	var names []string
	err := c.Table(table).Where("id = ?", id).Pluck("name", &names).Error
	return strings.Join(names, ""), err
}

// related is what a record says in rows of their own, each field a list of texts.
func (c *change) related(r Audited) ([]auditField, error) {
	list := func(field string, q *gorm.DB) ([]auditField, error) {
		texts := []string{}
		err := q.Scan(&texts).Error
		return []auditField{{name: field, value: texts}}, err
	}
	switch r := r.(type) {
	case *Queue:
		return list("members", c.Table("queue_members").Joins("JOIN agents ON agents.id = queue_members.agent_id").
			Where("queue_id = ?", r.ID).Select("TRIM(first_name || ' ' || last_name) AS name").Order("name"))
	case *Agent:
		queues, err := list("queues", c.Table("queue_members").Joins("JOIN queues ON queues.id = queue_members.queue_id").
			Where("agent_id = ?", r.ID).Select("queues.name").Order("queues.name"))
		if err != nil {
			return nil, err
		}
		links, err := list("password_link", c.Table("password_links").Where("agent_id = ? AND used_at IS NULL AND withdrawn_at IS NULL", r.ID).Select("id"))
		if err != nil {
			return nil, err
		}
		links[0].secret = true
		return append(queues, links...), nil
	case *Widget:
		return list("domains", c.Table("widget_domains").Where("widget_id = ?", r.ID).Select("host").Order("host"))
	case *RoutingRule:
		words, err := wordsOf(c.DB, r.WorkstreamID)
		if err != nil {
			return nil, err
		}
		var conditions []RoutingCondition
		err = c.Where("rule_id = ?", r.ID).Order("position").Find(&conditions).Error
		texts := []string{}
		for _, one := range conditions {
			texts = append(texts, words.Condition(one.pure()))
		}
		return []auditField{{name: "conditions", value: texts}}, err
	case *OperatingHours:
		windows, holidays := r.Draft().inWords()
		return []auditField{{name: "windows", value: windows}, {name: "holidays", value: holidays}}, nil
	}
	return nil, nil
}
