package models

import (
	"reflect"
	"strings"

	"linger/models/automated"
)

// AuditKind is a kind of settings record.
type AuditKind string

// The kinds.
const (
	AuditWidget         AuditKind = "widget"
	AuditWorkstream     AuditKind = "workstream"
	AuditQueue          AuditKind = "queue"
	AuditHours          AuditKind = "operating_hours"
	AuditAuthentication AuditKind = "authentication_settings"
	AuditStaff          AuditKind = "staff"
	AuditMessage        AuditKind = "automated_message"
	AuditMasking        AuditKind = "masking_rule"
	AuditQuestion       AuditKind = "survey_question"
	AuditVariable       AuditKind = "context_variable"
	AuditPresence       AuditKind = "presence"
	AuditRoutingRule    AuditKind = "routing_rule"
	AuditRetention      AuditKind = "retention"
	AuditCustomer       AuditKind = "customer"
)

// AuditVerb is what was done to a record.
type AuditVerb string

// The verbs.
const (
	AuditCreated     AuditVerb = "created"
	AuditCopied      AuditVerb = "copied" // made like another record
	AuditEdited      AuditVerb = "edited"
	AuditActivated   AuditVerb = "activated"
	AuditDeactivated AuditVerb = "deactivated"
	AuditPublished   AuditVerb = "published"
	AuditUnpublished AuditVerb = "unpublished"
	AuditDeleted     AuditVerb = "deleted"
	AuditErased      AuditVerb = "erased" // of a customer: nothing of who it was is kept
)

// What supervisors do in conversations that others have (dynamics §9.1).
const (
	AuditMonitored   AuditVerb = "monitored"
	AuditJoined      AuditVerb = "joined"
	AuditAssigned    AuditVerb = "assigned"
	AuditTransferred AuditVerb = "transferred"
	AuditForceClosed AuditVerb = "force-closed"
)

// AuditEntry says who changed a record of the settings, when, from what to what.
// It is written with the change, as one, and stays as it is.
type AuditEntry struct {
	ID         string
	At         Time
	AgentID    *string // nil for the command line and the set-up
	Kind       AuditKind
	RecordID   string // of the record, which may be gone
	RecordName string // as it was called after the change, or before it was deleted
	Verb       AuditVerb
	Changes    []AuditChange `gorm:"serializer:json"`
}

// AuditChange is one field's value before and after. A value is nil (there was
// none), a bool, a number, a text or several texts; of something that was referred
// to it is the name it had.
type AuditChange struct {
	Field  string `json:"field"`
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
	Secret bool   `json:"secret,omitempty"` // that it changed is all that is kept
}

// AuditRecord names a record of the settings.
type AuditRecord struct {
	Kind     AuditKind
	ID, Name string
}

// AuditKinds are all of them, in the order of the settings.
var AuditKinds = []AuditKind{
	AuditWidget, AuditWorkstream, AuditQueue, AuditHours, AuditAuthentication, AuditStaff, AuditMessage, AuditMasking,
	AuditQuestion, AuditVariable, AuditRoutingRule, AuditPresence, AuditRetention, AuditCustomer, ReferenceConversation,
}

// Audited is a record whose changes are kept. Every field of its struct is, by
// itself: `audit:"-"` leaves out what is no setting, `audit:"secret"` keeps only
// that it changed. What it has in rows of its own is added in related.
type Audited interface{ record() AuditRecord }

// record names the widget.
func (w *Widget) record() AuditRecord { return AuditRecord{AuditWidget, w.ID, w.Name} }

// record names the workstream.
func (w *Workstream) record() AuditRecord { return AuditRecord{AuditWorkstream, w.ID, w.Name} }

// record names the queue.
func (q *Queue) record() AuditRecord { return AuditRecord{AuditQueue, q.ID, q.Name} }

// record names the operating hours.
func (o *OperatingHours) record() AuditRecord { return AuditRecord{AuditHours, o.ID, o.Name} }

// record names the member of staff.
func (a *Agent) record() AuditRecord { return AuditRecord{AuditStaff, a.ID, a.Name()} }

// record names the rule.
func (r *MaskingRule) record() AuditRecord { return AuditRecord{AuditMasking, r.ID, r.Name} }

// record names the settings.
func (a *AuthenticationSettings) record() AuditRecord {
	return AuditRecord{AuditAuthentication, a.ID, a.Name}
}

// record names the text: by its place, so that its history goes on when it is deleted and
// written anew.
func (m *AutomatedMessage) record() AuditRecord {
	return m.Place().record()
}

// AuditID names the place in the audit trail.
func (at AutomatedPlace) AuditID() string {
	return strings.TrimSuffix(string(at.Trigger)+"/"+at.Language+"/"+at.WidgetID, "/")
}

// PlaceOf is the place that an AuditID names.
func PlaceOf(id string) AutomatedPlace {
	part := append(strings.SplitN(id, "/", 3), "", "")
	return AutomatedPlace{automated.Trigger(part[0]), part[1], part[2]}
}

func (at AutomatedPlace) record() AuditRecord {
	return AuditRecord{AuditMessage, at.AuditID(), at.name()}
}

// name is the place without its widget's name.
func (at AutomatedPlace) name() string {
	trigger, language := string(at.Trigger), at.Language
	if m := automated.Of(at.Trigger); m != nil {
		trigger = m.Name
	}
	if l := automated.Known(at.Language); l != nil {
		language = l.Name
	}
	return trigger + ", " + language
}

// auditVerb is what changes amount to, where it is not said: one that only puts a
// record away or brings it back has a word of its own.
func auditVerb(before, after snapshot, changes []AuditChange) AuditVerb {
	switch {
	case before.away != after.away && after.away:
		return AuditDeactivated
	case before.away != after.away:
		return AuditActivated
	case len(changes) != 1:
		return AuditEdited
	case changes[0].Field == "active" && changes[0].After == true:
		return AuditActivated
	case changes[0].Field == "active":
		return AuditDeactivated
	case changes[0].Field == "status" && changes[0].After == string(WidgetPublished):
		return AuditPublished
	case changes[0].Field == "status":
		return AuditUnpublished
	}
	return AuditEdited
}

// snapshot is what a record says at one moment.
type snapshot struct {
	away   bool // deactivated
	fields []auditField
}

type auditField struct {
	name   string
	value  any
	secret bool
}

// differences are the fields that a record says something else in. Of a new one
// those that say something, of a deleted one what they said.
func differences(before, after snapshot) []AuditChange {
	changes, was := []AuditChange{}, map[string]auditField{}
	for _, f := range before.fields {
		was[f.name] = f
	}
	add := func(f auditField, from, to any) {
		c := AuditChange{Field: f.name, Before: from, After: to, Secret: f.secret}
		if f.secret {
			c.Before, c.After = nil, nil
		}
		changes = append(changes, c)
	}
	for _, f := range after.fields {
		old, known := was[f.name]
		delete(was, f.name)
		if known && !reflect.DeepEqual(old.value, f.value) || !known && !blank(f.value) {
			add(f, old.value, f.value)
		}
	}
	for _, f := range before.fields {
		if _, gone := was[f.name]; gone && !blank(f.value) {
			add(f, f.value, nil)
		}
	}
	return changes
}

func blank(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsValid() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// RecordOf names a record.
func RecordOf(r Audited) AuditRecord { return r.record() }

// Kept is why a record can't be deleted as it is, even if nothing refers to it;
// empty if it can.
func Kept(r Audited) string {
	switch r := r.(type) {
	case *Widget:
		if r.Status == WidgetPublished {
			return "Customers can use this widget. Unpublish it first."
		}
	case *Queue:
		if r.IsDefault {
			return "This queue takes what has no other, so it stays."
		}
	case *Agent:
		if r.Active() {
			return r.Name() + " can sign in. Deactivate them first."
		}
	}
	return ""
}
