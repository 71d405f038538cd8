package models

import (
	"context"
	"time"

	"linger/models/routing"
)

// RoutingTrace is why a conversation went to its first queue, in the words of then.
type RoutingTrace struct {
	ConversationID string `gorm:"primaryKey"`
	RuleID         string // of a rule that may be gone; empty if none fired
	RuleName       string
	QueueName      string
	Steps          []RoutingStep `gorm:"serializer:json"`
}

// RoutingStep is what became of one rule.
type RoutingStep struct {
	Rule string `json:"rule"`
	Said string `json:"said"`
}

// route sends a conversation that begins to the queue that its workstream's rules
// name, and returns why; nil if there are no rules. begun is its context.
func route(tx *change, c *Conversation, ws *Workstream, begun []ContextValue) (*RoutingTrace, error) {
	if c.was != "" {
		return nil, nil //nolint:nilnil // it has its queue already
	}
	rows, err := rulesOf(tx.DB, ws.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var customer Customer
	if err := tx.Where("id = ?", c.CustomerID).Take(&customer).Error; err != nil {
		return nil, err
	}
	plan, err := tx.desk.calendar.get(tx.DB, tx.now)
	if err != nil {
		return nil, err
	}
	facts := &routing.Facts{
		Widget: c.WidgetID, Language: c.Language, Authenticated: !customer.Anonymous(), Name: customer.Name, Email: customer.Email,
		ExternalID: deref(customer.ExternalID), Context: map[string]string{}, Now: tx.now.In(plan.zone(c.WidgetID, ws.Queue())),
	}
	for _, f := range Facts(c.Context, begun, nil) {
		facts.Context[f.Name] = f.Text
	}
	words, err := wordsOf(tx.DB, ws.ID)
	if err != nil {
		return nil, err
	}
	queue, steps := routing.Route(askable(rows, plan, c.Mode, c.WidgetID, tx.now, false), facts, ws.Queue())
	c.QueueID, c.hours = queue, plan.openness(c.WidgetID, queue, tx.now)
	trace := traceOf(steps, words)
	trace.ConversationID = c.ID
	trace.QueueName, err = tx.nameOf("queues", queue)
	return &trace, err
}

// askable are rules as they are asked at now; put away ones only where everything
// has to be said. A live conversation is for now, so no rule sends one to a team
// that is closed.
func askable(rows []RuleRow, plan *calendar, mode Mode, widget string, now Time, all bool) []routing.Rule {
	var rules []routing.Rule
	for i := range rows {
		r := &rows[i]
		one := routing.Rule{ID: r.ID, Name: r.Name, Queue: r.QueueID, Conditions: r.Draft().Conditions}
		switch {
		case !r.Active() && !all:
			continue
		case !r.Active():
			one.Off = "it is deactivated"
		case !r.QueueActive:
			one.Off = "its queue " + r.QueueName + " is deactivated"
		case mode == ModeLive && plan.openness(widget, r.QueueID, now).Closed:
			one.Off = "its queue " + r.QueueName + " is closed then"
		}
		rules = append(rules, one)
	}
	return rules
}

func traceOf(steps []routing.Step, words RuleWords) RoutingTrace {
	t := RoutingTrace{Steps: []RoutingStep{}}
	for _, s := range steps {
		t.Steps = append(t.Steps, RoutingStep{s.Rule, words.Step(s)})
		if s.Fired {
			t.RuleID, t.RuleName = s.ID, s.Rule
		}
	}
	return t
}

// keepTrace stores why a conversation that is stored went where it did.
func keepTrace(tx *change, t *RoutingTrace) error {
	if t == nil {
		return nil
	}
	return tx.DB.Create(t).Error
}

// Trace is why a conversation, which the caller has found to be theirs to see, went
// to its first queue; nil if its workstream had no rules then.
func (s RoutingRules) Trace(ctx context.Context, conversationID string) (*RoutingTrace, error) {
	var rows []RoutingTrace
	err := s.read(ctx).Where("conversation_id = ?", conversationID).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	return &rows[0], nil
}

// zone is that in which hours and days count for a widget whose conversations go to
// a queue: that of its operating hours, or of the queue's.
func (k *calendar) zone(widget, queue string) *time.Location {
	for _, id := range []string{k.widgets[widget].hours, deref(k.queues[queue].OperatingHoursID)} {
		if s, ok := k.schedules[id]; ok && s.Zone != nil {
			return s.Zone
		}
	}
	return time.UTC
}
