package settings

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
	"linger/models/automated"
	"linger/views/components"
)

// Kind is what is said of a kind of records, and where their pages are.
type Kind struct {
	Name    string
	Section Section
	path    string // what the paths of its pages begin with; empty for what has none of its own
	end     string // what is gone when one is deleted; empty if that is done elsewhere
}

// kinds are all that the audit trail knows.
var kinds = map[models.AuditKind]Kind{
	models.AuditWidget:         {"Widget", Widgets, "/settings/widgets", "The chat is gone for good, with its automated messages and its questions. The line on your site does nothing any more."},
	models.AuditWorkstream:     {"Workstream", Workstreams, "/settings/workstreams", "The workstream is gone for good, with its context variables and its routing rules."},
	models.AuditQueue:          {"Queue", Queues, "/settings/queues", "The queue is gone for good. Its members stay in their other queues."},
	models.AuditHours:          {"Operating hours", Hours, "/settings/hours", "The hours are gone for good, with their holidays."},
	models.AuditAuthentication: {"Authentication settings", Authentication, "/settings/authentication", "The settings are gone for good, with the customers who came with them and never wrote."},
	models.AuditStaff:          {"Staff", Staff, "/settings/staff", "The account is gone for good, with its places in queues. Nobody can sign in with it."},
	models.AuditMessage:        {"Automated message", Messages, messagesPath, ""},
	models.AuditMasking:        {"Masking rule", Masking, "/settings/masking", "New messages are stored with what this rule found. What it has masked stays masked. To keep the rule for later, switch it off instead."},
	models.AuditQuestion:       {"Survey question", Widgets, "", ""},
	models.AuditVariable:       {"Context variable", Workstreams, "", ""},
	models.AuditPresence:       {"Presence", Presences, presencesPath, "The presence is gone for good. What the log of presences says of it keeps its words."},
	models.AuditRoutingRule:    {"Routing rule", Workstreams, "/settings/routing-rules", ""},
	models.AuditRetention:      {"Retention", Retention, "/settings/retention", ""},
	models.AuditCustomer:       {"Customer", Retention, "", ""},

	models.ReferenceConversation: {"Conversation", "", "", ""},
}

// KindOf is what is known of a kind.
func KindOf(k models.AuditKind) Kind { return kinds[k] }

// Path is the list of the kind, if its records can be deleted from their pages.
func (k Kind) Path() string {
	if k.end == "" {
		return ""
	}
	return k.path
}

// recordPath is the page of a record; empty if it has none.
func recordPath(r models.AuditRecord) templ.SafeURL {
	switch k := kinds[r.Kind]; {
	case r.Kind == models.AuditMessage:
		return messageURL(models.PlaceOf(r.ID))
	case r.Kind == models.AuditRetention: // the one of the desk
		return templ.SafeURL(k.path)
	case r.Kind == models.ReferenceConversation:
		return templ.SafeURL("/console/conversations/" + r.ID)
	case k.path != "":
		return templ.SafeURL(k.path + "/" + r.ID)
	}
	return ""
}

// Record is what stands under a record's page: its history, and the way to its end.
type Record struct {
	models.AuditRecord
	Trail []models.AuditRow // the newest
	More  bool              // older ones follow
	Kept  bool              // it can't be deleted as it is
}

// Removal is the step before a record is deleted.
type Removal struct {
	*models.Removal
	Problem error // why it was not deleted just now
}

func (r Removal) link(to models.Reference) templ.SafeURL {
	if to.Kind == models.ReferenceTrail {
		return Audit{Filter: models.AuditFilter{AgentID: r.ID}}.address()
	}
	return recordPath(models.AuditRecord{Kind: to.Kind, ID: to.ID})
}

func referenceKind(k models.AuditKind) string {
	if k == models.ReferenceConversation {
		return "Conversation"
	}
	return or(kinds[k].Name, "Audit trail")
}

// Audit is a page of the audit trail.
type Audit struct {
	Filter models.AuditFilter
	Rows   []models.AuditRow
	More   bool
	People []models.Agent // who has changed something
}

// address is the page with these entries.
func (a Audit) address() templ.SafeURL {
	query := url.Values{}
	for name, value := range map[string]string{"kind": string(a.Filter.Kind), "record": a.Filter.Record, "agent": a.Filter.AgentID, "before": a.Filter.Before} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return templ.SafeURL("/settings/audit?" + query.Encode())
}

// from is the page that begins after an entry; empty for the newest.
func (a Audit) from(before string) templ.SafeURL {
	a.Filter.Before = before
	return a.address()
}

// older is the page after this one.
func (a Audit) older() templ.SafeURL { return a.from(a.Rows[len(a.Rows)-1].ID) }

func (a Audit) kinds() []components.Option {
	options := []components.Option{{Label: "Everything"}}
	for _, k := range models.AuditKinds {
		options = append(options, components.Option{Value: string(k), Label: kinds[k].Name})
	}
	return options
}

func (a Audit) people() []components.Option {
	options := []components.Option{{Label: "Everybody"}}
	for _, p := range a.People {
		options = append(options, components.Option{Value: p.ID, Label: p.Name()})
	}
	return options
}

// all is the trail of the record that an entry is about.
func all(r models.AuditRow) templ.SafeURL {
	return Audit{Filter: models.AuditFilter{Record: r.RecordID}}.address()
}

// fieldNames are the names of fields on their forms, where they are not those of
// their columns.
var fieldNames = map[string]string{
	"affinity": "Same agent first", "agent_name_style": "Agent display name", "always": "Around the clock", "auto_close_minutes": "Auto-close after inactivity",
	"base": "Counts as", "default_custom_presence_id": "Default presence, in its words", "text": "Shows as",
	"body": "Text", "capacity_units": "Capacity units", "client_function": "JavaScript client function", "color": "Theme colour",
	"detect_language": "Browser's language", "domains": "Allowed domains", "email": "E-mail", "key_source": "Public key from", "kind": "Kind",
	"language": "Language", "logo_url": "Logo", "mask": "Sign", "offer_timeout_seconds": "Offer time-out", "offline_color": "Offline colour",
	"password_hash": "Password", "pattern": "Expression", "position": "Position", "public_key": "Public key", "public_key_url": "Public key URL",
	"unread_badge": "Unread badge", "windows": "Times of the week", "wrap_up_block_seconds": "Wrap-up holds capacity",
	"reconnect_minutes": "Reconnect within", "reconnect_page_url": "Page to reconnect on", "reconnect_expired_url": "Page for links that are too old",
	"distribution": "Conversations are", "pick_from_push": "Picking what would be offered", "allowed_presences": "Offered to agents who are", "max_concurrency": "At most at a time",
	"auto_accept": "Accept by itself", "auto_accept_returning": "Accept returning ones by itself", "decline_limit": "Declines before somebody else",
	"cool_down_seconds": "Pause after a decline", "affinity_hold_minutes": "Kept for an agent who is not there", "follow_up_minutes": "Follow up after",
	"idle_minutes": "Silence before parking", "auto_park": "Park by itself", "missed_sets_inactive": "Missed offers set Inactive",
	"declined_sets_dnd": "Declined offers set Do not disturb", "desktop_notification": "Shown on the desktop",
	"wait_target_seconds": "Longest wait", "handling_target_seconds": "Longest handling", "assignment": "An agent is found by",
	"conversation_days": "Closed conversations", "visit_days": "Visits", "sign_in_days": "Sign-ins of staff", "audit_days": "Audit trail",
	"show_position": "Queue position", "show_wait": "Average wait", "pre_chat_survey": "Survey before", "post_chat_survey": "Survey after", "active": "On",
}

// fieldName is what an admin calls a field.
func fieldName(column string) string {
	if name := fieldNames[column]; name != "" {
		return name
	}
	name := strings.ReplaceAll(strings.TrimSuffix(column, "_id"), "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// valueSaid is a value as an admin reads it.
func valueSaid(field string, value any) string {
	switch v := value.(type) {
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case float64:
		return numberSaid(field, int64(v))
	case []any:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = fmt.Sprint(v[i])
		}
		return or(strings.Join(texts, "; "), "nothing")
	case string:
		return or(choiceSaid(field, v), "nothing")
	}
	return "nothing"
}

func numberSaid(field string, n int64) string {
	switch {
	case field == "wrap_up_block_seconds" && n < 0:
		return "until it is closed"
	case n == 0 && noneSaid[field] != "":
		return noneSaid[field]
	case strings.HasSuffix(field, "_minutes"):
		return models.InWords(n)
	case strings.HasSuffix(field, "_days"):
		return daysSaid(n)
	case strings.HasSuffix(field, "_seconds"):
		return count(n, "second")
	}
	return number(n)
}

// noneSaid is what nothing means in fields that may be left empty.
var noneSaid = map[string]string{
	"max_concurrency": "no limit", "cool_down_seconds": "none", "affinity_hold_minutes": "not kept", "follow_up_minutes": "never",
	"idle_minutes": "never", "wait_target_seconds": "none", "handling_target_seconds": "none",
}

// choiceSaid is the label of what was chosen.
func choiceSaid(field, value string) string {
	options := choices[field]
	if field == "allowed_presences" {
		return presencesSaid(models.PresenceSet(value))
	}
	if l := automated.Known(value); field == "language" && l != nil {
		return l.Name
	}
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func presencesSaid(set models.PresenceSet) string {
	var words []string
	for _, p := range set.List() {
		words = append(words, components.PresenceWord(p))
	}
	return strings.Join(words, ", ")
}

// choices are what fields are chosen from.
var choices = map[string][]components.Option{
	"role": roles, "default_presence": presences, "presence": basePresences, "base": basePresences, "language": languages, "agent_name_style": nameStyles, "position": positions,
	"distribution": distributions, "desktop_notification": notifications, "assignment": assignments,
	"mode":       {{Value: string(models.ModePersistent), Label: modeName(models.ModePersistent)}, {Value: string(models.ModeLive), Label: modeName(models.ModeLive)}},
	"key_source": {{Value: string(models.KeysFromURL), Label: "an address of the site"}, {Value: string(models.KeysPasted), Label: "pasted here"}},
}
