package torture

import (
	"fmt"

	"linger/models"
)

// Fault is what a promise can be broken by.
type Fault string

// The faults.
const (
	Lost          Fault = "lost"
	Doubled       Fault = "doubled"
	Reordered     Fault = "reordered"
	Gap           Fault = "gap"
	WrongAudience Fault = "wrong audience"
	WrongCustomer Fault = "wrong customer"
	IllegalState  Fault = "illegal state"
)

// Violation is one broken promise.
type Violation struct {
	Fault Fault
	What  string
}

// checker gathers violations.
type checker struct {
	logs  map[string]*Log
	found []Violation
}

func (c *checker) fail(f Fault, format string, args ...any) {
	c.found = append(c.found, Violation{f, fmt.Sprintf(format, args...)})
}

// Check compares everything with everything.
func Check(h *History) []Violation {
	c := &checker{logs: map[string]*Log{}}
	for i := range h.Logs {
		l := &h.Logs[i]
		c.logs[l.Conversation] = l
		c.numbers(l)
		c.order(l)
		c.states(l)
	}
	c.once(h)
	for i := range h.Readings {
		c.reading(&h.Readings[i])
	}
	return c.found
}

// numbers holds a log to be gapless.
func (c *checker) numbers(l *Log) {
	for i, m := range l.Rows {
		if m.Seq != int64(i+1) {
			c.fail(Gap, "row %d of %s bears number %d", i+1, l.Conversation, m.Seq)
			return
		}
	}
}

// order holds the messages of each writer to be as they were written, in the
// conversation of whom they are for.
func (c *checker) order(l *Log) {
	last := map[string]int{}
	for _, m := range l.Rows {
		if !spoken(m.Kind) {
			continue
		}
		s, ok := parse(m.Body)
		switch {
		case !ok || s.kind != m.Kind:
			c.fail(Reordered, "%s holds at %d what nobody wrote: %s %q", l.Conversation, m.Seq, m.Kind, m.Body)
			continue
		case s.customer != l.Customer:
			c.fail(WrongCustomer, "%s of %s holds %q", l.Conversation, l.Customer, m.Body)
		case s.number < last[s.writer]:
			c.fail(Reordered, "%s holds at %d %q after number %d", l.Conversation, m.Seq, m.Body, last[s.writer])
		}
		last[s.writer] = max(last[s.writer], s.number)
		if (m.Kind == models.KindInternal) != (m.Audience == models.AudienceStaff) {
			c.fail(WrongAudience, "%s holds at %d %q for %s", l.Conversation, m.Seq, m.Body, m.Audience)
		}
	}
}

// once holds what was acknowledged to be there once, and nothing to be there twice.
func (c *checker) once(h *History) {
	where := map[string][]string{}
	for _, l := range h.Logs {
		for _, m := range l.Rows {
			if spoken(m.Kind) {
				where[m.Body] = append(where[m.Body], l.Conversation)
			}
		}
	}
	for body, places := range where {
		if len(places) > 1 {
			c.fail(Doubled, "%q is stored %d times: %v", body, len(places), places)
		}
	}
	acknowledged := map[string]bool{}
	for _, a := range h.Acks {
		if acknowledged[a.Body] {
			c.fail(Doubled, "%q was acknowledged as two", a.Body)
		}
		acknowledged[a.Body] = true
		switch places := where[a.Body]; {
		case len(places) == 0:
			c.fail(Lost, "%q was acknowledged and is not stored", a.Body)
		case a.Conversation != "" && places[0] != a.Conversation:
			c.fail(WrongCustomer, "%q was acknowledged in %s and is in %s", a.Body, a.Conversation, places[0])
		}
	}
}

// reading compares what one person saw with what is stored.
func (c *checker) reading(r *Reading) {
	l := c.logs[r.Conversation]
	if l == nil {
		c.fail(Lost, "%s saw conversation %s, which is not stored", r.Reader, r.Conversation)
		return
	}
	if r.Customer != "" && r.Customer != l.Customer {
		c.fail(WrongCustomer, "%s saw a conversation of %s", r.Reader, l.Customer)
	}
	if r.State != "" && r.State != l.State {
		c.fail(IllegalState, "%s saw %s %s, which is %s", r.Reader, r.Conversation, r.State, l.State)
	}
	stored := map[int64]*models.Message{}
	for i := range l.Rows {
		stored[l.Rows[i].Seq] = &l.Rows[i]
	}
	seen := map[int64]bool{}
	bodies := map[string]int64{}
	first, last := int64(0), int64(0)
	for _, row := range r.Rows {
		m := stored[row.Seq]
		c.permitted(r, row, m)
		if !spoken(row.Kind) || m == nil {
			continue
		}
		if m.Body != row.Body || m.Kind != row.Kind {
			c.fail(Reordered, "%s saw %q at %d of %s, where %q is stored", r.Reader, row.Body, row.Seq, r.Conversation, m.Body)
		}
		if at, again := bodies[row.Body]; again {
			c.fail(Doubled, "%s saw %q at %d and again at %d of %s", r.Reader, row.Body, at, row.Seq, r.Conversation)
			continue
		}
		bodies[row.Body] = row.Seq
		if row.Seq < last {
			c.fail(Reordered, "%s saw %d of %s after %d", r.Reader, row.Seq, r.Conversation, last)
		}
		seen[row.Seq] = true
		if first == 0 {
			first = row.Seq
		}
		last = max(last, row.Seq)
	}
	for _, m := range l.Rows {
		between := m.Seq > first && m.Seq < last
		if spoken(m.Kind) && !seen[m.Seq] && (r.Whole || between) && (r.Customer == "" || m.Audience == models.AudienceEveryone) {
			c.fail(Lost, "%s has not seen %d of %s: %q", r.Reader, m.Seq, r.Conversation, m.Body)
		}
	}
}

// permitted holds a row to be for the eyes that saw it.
func (c *checker) permitted(r *Reading, row Shown, m *models.Message) {
	if m == nil {
		c.fail(Gap, "%s saw row %d of %s, which is not stored", r.Reader, row.Seq, r.Conversation)
		return
	}
	if r.Customer == "" {
		return
	}
	if row.Kind == models.KindInternal || m.Audience != models.AudienceEveryone {
		c.fail(WrongAudience, "%s saw %d of %s, which is for staff: %q", r.Reader, row.Seq, r.Conversation, row.Body)
	}
	if s, ok := parse(row.Body); ok && s.kind == models.KindInternal {
		c.fail(WrongAudience, "%s read %q", r.Reader, row.Body)
	} else if ok && s.customer != r.Customer {
		c.fail(WrongCustomer, "%s read %q", r.Reader, row.Body)
	}
}
