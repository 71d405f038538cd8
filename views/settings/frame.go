// Package settings has the pages in which admins set Linger up.
package settings

import (
	"linger/models"
)

// Section is a part of the settings: an entry of the list on the left.
type Section string

// The sections.
const (
	Guide          Section = "guide"
	Widgets        Section = "widgets"
	Workstreams    Section = "workstreams"
	Queues         Section = "queues"
	Hours          Section = "hours"
	Authentication Section = "authentication"
	Staff          Section = "staff"
	Presences      Section = "presences"
	Messages       Section = "messages"
	Masking        Section = "masking"
	Retention      Section = "retention"
	Trail          Section = "audit"
	Account        Section = "account"
)

// Frame is what stands around a page of the settings.
type Frame struct {
	Title   string
	Section Section
	Agent   *models.Agent // who reads it
	Guided  bool          // the set-up guide is in the list: it is neither finished nor put away
	Record  *Record       // the record that the page is about; nil if it is about none
}

// entry is a section as the list shows it.
type entry struct {
	section    Section
	href, name string
	icon       string
}

var entries = []entry{
	{Guide, "/settings/guide", "Set up", "list-checks"},
	{Widgets, "/settings/widgets", "Widgets", "message-circle"},
	{Workstreams, "/settings/workstreams", "Workstreams", "workflow"},
	{Queues, "/settings/queues", "Queues", "inbox"},
	{Hours, "/settings/hours", "Operating hours", "clock"},
	{Authentication, "/settings/authentication", "Authentication", "key-round"},
	{Staff, "/settings/staff", "Staff", "users"},
	{Presences, presencesPath, "Presences", "circle-user-round"},
	{Messages, "/settings/messages", "Automated messages", "message-square"},
	{Masking, "/settings/masking", "Data masking", "shield-check"},
	{Retention, "/settings/retention", "Retention", "archive"},
	{Trail, "/settings/audit", "Audit trail", "history"},
}
