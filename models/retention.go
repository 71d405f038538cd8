package models

import (
	"slices"
	"time"
)

// Retention says after how many days what is deleted. 0 keeps it for ever.
type Retention struct {
	ID               int64 `audit:"-"`
	ConversationDays int64 // since a conversation was closed
	VisitDays        int64 // since a visit ended
	SignInDays       int64 // since a member of staff's sign-in ended
	AuditDays        int64 // since an entry of the audit trail was written
	UpdatedAt        Time  `gorm:"autoUpdateTime:false"`
	UpdatedByID      *string
}

// TableName is the table of the one row.
func (Retention) TableName() string { return "retention" }

// record names it.
func (r *Retention) record() AuditRecord {
	return AuditRecord{AuditRetention, "retention", "Retention"}
}

// RetentionDays are the choices, the longest last; first "for ever".
var RetentionDays = []int64{0, 30, 90, 180, 365, 730, 1095, 1825, 2555, 3650}

// Check refuses numbers of days that are no choice.
func (r *Retention) Check() error {
	p := Problems{}
	for field, days := range map[string]int64{
		"conversation_days": r.ConversationDays, "visit_days": r.VisitDays, "sign_in_days": r.SignInDays, "audit_days": r.AuditDays,
	} {
		if !slices.Contains(RetentionDays, days) {
			p.Add(field, "Choose one of these.")
		}
	}
	return p.Err()
}

// before is the moment before which things are not kept; zero if they are for ever.
func before(days int64, now Time) Time {
	if days == 0 {
		return Time{}
	}
	return now.Add(-time.Duration(days) * 24 * time.Hour)
}
