package seed

import (
	"context"
	"fmt"
	"time"

	"linger/models"
)

// teller makes one customer's stories happen through the same verbs as the
// handlers do, on a desk whose clock it moves. So every row is one that could
// have come about.
type teller struct {
	desk   *models.Desk
	clock  time.Time
	widget *models.Widget
	staff  map[string]*models.Agent
	who    customer
	origin string
	visit  *models.Visit
}

func (t *teller) now() time.Time { return t.clock }

// tell makes s happen. Nothing of it may lie after end.
func (t *teller) tell(ctx context.Context, s story, end time.Time) error {
	t.clock = s.begins
	var c *models.Conversation
	for _, l := range s.lines {
		t.clock = t.clock.Add(l.delay)
		if t.clock.After(end) {
			return fmt.Errorf("the story of %s, %q: it has not happened yet", s.customer, l.source)
		}
		var err error
		if l.who == "c" {
			c, err = t.customer(ctx, c, l)
		} else {
			c, err = t.agent(ctx, c, l)
		}
		if err != nil {
			return fmt.Errorf("the story of %s, %q: %w", s.customer, l.source, err)
		}
	}
	return nil
}

func (t *teller) customer(ctx context.Context, c *models.Conversation, l line) (*models.Conversation, error) {
	if err := t.arrive(ctx); err != nil {
		return nil, err
	}
	if c != nil {
		if err := t.desk.Conversations.ReadByCustomer(ctx, t.visit, c.ID, c.LastSeq); err != nil {
			return nil, err
		}
	}
	if l.verb == "read" {
		return c, nil
	}
	_, c, err := t.desk.Conversations.Receive(ctx, t.visit, "", models.Draft{ClientID: models.NewID(), Body: l.text, Seen: -1})
	return c, err
}

// arrive opens the widget, unless it is open still.
func (t *teller) arrive(ctx context.Context) error {
	if t.visit != nil && t.visit.Valid(models.At(t.clock)) {
		return nil
	}
	agent := "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
	if t.who.phone {
		agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
	}
	var err error
	t.visit, _, _, err = t.desk.Visits.Open(ctx, models.Arrival{
		Widget: t.widget,
		Identity: models.Identity{
			ExternalID: t.who.id, Name: t.who.name, Email: t.who.email,
			Context: map[string]any{"plan": t.who.plan}, ExpiresAt: models.At(t.clock.Add(time.Hour)),
		},
		UserAgent: agent, Locale: t.who.locale, Origin: t.origin,
	})
	return err
}

func (t *teller) agent(ctx context.Context, c *models.Conversation, l line) (*models.Conversation, error) {
	all, a := t.desk.Conversations, t.staff[l.who]
	if a == nil {
		return nil, fmt.Errorf("nobody is called %q", l.who)
	}
	if l.verb == ">" || l.verb == "read" || l.verb == "park" || l.verb == "end" {
		if err := all.ReadByAgent(ctx, a, c.ID, c.LastSeq); err != nil {
			return nil, err
		}
	}
	draft := models.Draft{ClientID: models.NewID(), Body: l.text, Seen: -1}
	var err error
	switch l.verb {
	case ">":
		_, c, err = all.Reply(ctx, a, c.ID, draft)
	case "note>":
		_, c, err = all.Note(ctx, a, c.ID, draft)
	case "read":
	case "accept":
		c, err = all.Accept(ctx, a, c.ID)
	case "park":
		c, err = all.Park(ctx, a, c.ID, c.LastSeq)
	case "end":
		c, err = all.End(ctx, a, c.ID, c.LastSeq)
	case "close":
		c, err = all.Close(ctx, a, c.ID, l.text)
	case "transfer":
		to := t.staff[l.text]
		if to == nil {
			return nil, fmt.Errorf("nobody is called %q", l.text)
		}
		if c, err = all.ToQueue(ctx, a, c.ID, c.QueueID, ""); err == nil { // nobody is at the desk yet who could be asked
			c, err = all.Accept(ctx, to, c.ID)
		}
	default:
		err = fmt.Errorf("there is no verb %q", l.verb)
	}
	return c, err
}
