package models

import (
	"context"
	"strings"
	"time"

	"linger/models/routing"
)

// RuleTrialDraft is a conversation that somebody imagines, to see where it would go.
type RuleTrialDraft struct {
	Widget        string // its id
	Language      string
	Authenticated bool
	Context       string // a variable and its value on each line, as plan = gold
	Name, Email   string
	ExternalID    string
	At            string // as 2026-03-02T14:00 in the zone of the rules; empty: now
}

// RuleTrial is where it would go, and why.
type RuleTrial struct {
	RoutingTrace
	Queue   *Queue
	People  []string // who is in the queue and can sign in, by name; the first few
	More    int      // how many else
	At      Time
	Zone    string
	Weekday string
}

// trialPeople is how many of a queue a trial names.
const trialPeople = 8

// trialTime is how a trial's time is entered.
const trialTime = "2006-01-02T15:04"

// Try asks the workstream's rules about an imagined conversation. Nothing is stored.
func (s RoutingRules) Try(ctx context.Context, ws *Workstream, d RuleTrialDraft) (*RuleTrial, error) {
	rows, err := s.List(ctx, ws.ID)
	if err != nil {
		return nil, err
	}
	words, err := s.Words(ctx, ws.ID)
	if err != nil {
		return nil, err
	}
	plan, err := s.calendar.get(s.read(ctx), s.now())
	if err != nil {
		return nil, translate(err)
	}
	p := Problems{}
	if words.Widgets[d.Widget] == "" {
		p.Add("widget", "Choose a widget.")
	}
	zone, at := plan.zone(d.Widget, ws.Queue()), s.now()
	if d.At != "" {
		t, err := time.ParseInLocation(trialTime, d.At, zone)
		if at = At(t); err != nil {
			p.Add("at", "Enter a day and a time, or nothing for now.")
		}
	}
	facts := &routing.Facts{
		Widget: d.Widget, Language: d.Language, Authenticated: d.Authenticated, Name: strings.TrimSpace(d.Name),
		Email: CleanEmail(d.Email), ExternalID: strings.TrimSpace(d.ExternalID), Context: contextTyped(p, d.Context), Now: at.In(zone),
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	queue, steps := routing.Route(askable(rows, plan, ws.Mode, d.Widget, at, true), facts, ws.Queue())
	trial := &RuleTrial{RoutingTrace: traceOf(steps, words), At: at, Zone: zone.String(), Weekday: facts.Now.Weekday().String()}
	if trial.Queue, err = s.Queues.Find(ctx, queue); err != nil {
		return nil, err
	}
	trial.QueueName = trial.Queue.Name
	return trial, s.people(ctx, trial)
}

// contextTyped are the variables that were typed, one on a line. What has no value
// is not set.
func contextTyped(p Problems, text string) map[string]string {
	values := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); name == "" && strings.TrimSpace(value) == "" {
			continue
		}
		if !ok || name == "" {
			p.Add("context", "Write each variable on a line of its own, as plan = gold.")
		}
		values[name] = strings.TrimSpace(value)
	}
	return values
}

// people are who would be asked.
func (s RoutingRules) people(ctx context.Context, trial *RuleTrial) error {
	var names []string
	q := s.read(ctx).Model(&Agent{}).Where("deactivated_at IS NULL").Order("LOWER(first_name || ' ' || last_name), id")
	if !trial.Queue.IsDefault {
		q = q.Where("id IN (SELECT agent_id FROM queue_members WHERE queue_id = ?)", trial.Queue.ID)
	}
	if err := q.Limit(1000).Pluck("TRIM(first_name || ' ' || last_name)", &names).Error; err != nil {
		return translate(err)
	}
	trial.People = names[:min(len(names), trialPeople)]
	trial.More = len(names) - len(trial.People)
	return nil
}
