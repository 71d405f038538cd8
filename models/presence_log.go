package models

import (
	"context"
	"fmt"
	"time"
)

// PresenceSpan is a stretch of time in which an agent's presence was one and the same:
// a row of the presence log. The open one says what it is now.
type PresenceSpan struct {
	ID               string
	AgentID          string
	Presence         Presence
	CustomPresenceID *string
	Text             string // the words of the custom presence, as they were
	Source           PresenceSource
	ByAgentID        *string // the supervisor who chose it
	SinceAt          Time
	UntilAt          Time // zero while it lasts
}

// TableName is the log's.
func (PresenceSpan) TableName() string { return "presence_log" }

// is reports whether the row says what s does.
func (p *PresenceSpan) is(s PresenceNow) bool {
	return p.Presence == s.Presence && deref(p.CustomPresenceID) == s.CustomID && p.Source == s.Source && deref(p.ByAgentID) == s.ByID
}

// say makes the row say what s does.
func (p *PresenceSpan) say(s PresenceNow, text string) {
	p.Presence, p.CustomPresenceID, p.Text = s.Presence, ref(s.CustomID), text
	p.Source, p.ByAgentID = s.Source, ref(s.ByID)
}

// within is how much of the row lies from one moment to another, at now.
func (p *PresenceSpan) within(from, to, now Time) time.Duration {
	start, end := p.SinceAt, p.UntilAt
	if end.IsZero() {
		end = now
	}
	if start.Before(from) {
		start = from
	}
	if end.After(to) {
		end = to
	}
	return max(0, end.Sub(start))
}

// PresenceDuration is how long an agent had a presence.
type PresenceDuration struct {
	AgentID  string
	Presence Presence
	Text     string // of a custom presence; empty for the stock ones
	For      time.Duration
}

// PresenceDurations is how long everyone had each presence from one moment to another,
// by agent and presence. What is now counts up to now.
func (s Agents) PresenceDurations(ctx context.Context, from, to Time) ([]PresenceDuration, error) {
	q, now := s.read(ctx), s.now()
	rows, err := q.Model(&PresenceSpan{}).Where("since_at < ? AND (until_at IS NULL OR until_at > ?)", to, from).
		Order("agent_id, presence, text").Rows()
	if err != nil {
		return nil, fmt.Errorf("presence durations: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	var all []PresenceDuration
	for rows.Next() {
		var span PresenceSpan
		if err := q.ScanRows(rows, &span); err != nil {
			return nil, fmt.Errorf("presence durations: %w", err)
		}
		last := len(all) - 1
		if last < 0 || all[last].AgentID != span.AgentID || all[last].Presence != span.Presence || all[last].Text != span.Text {
			all = append(all, PresenceDuration{AgentID: span.AgentID, Presence: span.Presence, Text: span.Text})
			last++
		}
		all[last].For += span.within(from, to, now)
	}
	return all, translate(rows.Err())
}
