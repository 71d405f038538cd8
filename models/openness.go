package models

import (
	"time"

	"linger/models/automated"
	"linger/models/hours"
)

// Openness is what the operating hours of a widget and of its queue say at one
// moment. The zero value is open and stays so.
type Openness struct {
	Closed    bool
	Opens     Time   // while closed: when it opens; zero if that is not within a year
	Closes    Time   // while open: when it closes; zero if it doesn't
	OnHoliday bool   // closed by a holiday
	Holiday   string // its reason, if one was given
}

// Changes is when it has to be asked for anew; zero: never.
func (o Openness) Changes() Time { return earliest(o.Opens, o.Closes) }

// opennessAt is what schedules say at now, all of which must be open.
func opennessAt(all hours.Together, now Time) Openness {
	if closes, ok := all.NextClosing(now.Time); ok || all.OpenAt(now.Time) {
		return Openness{Closes: At(closes)}
	}
	o := Openness{Closed: true}
	if opens, ok := all.NextOpening(now.Time); ok {
		o.Opens = At(opens)
	}
	if h, ok := all.HolidayAt(now.Time); ok {
		o.OnHoliday, o.Holiday = true, h.Reason
	}
	return o
}

// lookAgain is for hours that open at no moment that is known: until then a
// conversation is held, and a customer knows what she was told.
const lookAgain = 24 * time.Hour

// until is how long what is said about a closed desk holds.
func (o Openness) until(now Time) Time {
	if o.Opens.IsZero() {
		return now.Add(lookAgain)
	}
	return o.Opens
}

// CodeOutsideHours says that a live conversation can't start now.
const CodeOutsideHours = "outside_hours"

// errOutsideHours refuses to start a live conversation.
func errOutsideHours(o Openness) error {
	e := Fail(Conflict, CodeOutsideHours, "The team is away now, so a chat can't start.")
	e.Opens = o.Opens
	return e
}

// NextOpening stands in the text of an automated message for the time in its
// OpensAt: each reader is told it in her own zone.
const NextOpening = automated.NextOpen

// awayText is what says that nobody works, and the reason for it.
func awayText(o Openness) (automated.Trigger, map[string]string) {
	switch {
	case o.Opens.IsZero():
		return automated.Closed, nil
	case o.OnHoliday:
		return automated.Holiday, map[string]string{automated.Reason: o.Holiday}
	}
	return automated.OutOfHours, nil
}

// held reports whether the conversation waits for the team to be back.
func (c *Conversation) held() bool {
	return c.Mode == ModePersistent && c.State == StateOpen && c.hours.Closed
}

// hold keeps an open conversation for the opening. Only Due lets it go, so that
// what waited overnight is delivered in order.
func (c *Conversation) hold(now Time) {
	switch {
	case c.State != StateOpen:
		c.HeldUntil = Time{}
	case c.held():
		c.HeldUntil = c.hours.until(now)
	}
}

// deliver lets a held conversation go: the team is back, and its wait counts
// from now.
func (c *Conversation) deliver(now Time) {
	c.HeldUntil, c.WaitStartedAt = Time{}, now
	c.happened(EventDelivered, AudienceStaff, nil, now)
}

// mustTell reports whether the customer has to be told that nobody works now:
// once for each time the desk is closed, which is until the opening she was told
// has passed.
func (c *Conversation) mustTell(now Time) bool {
	return c.Mode == ModePersistent && c.hours.Closed && (c.ToldUntil.IsZero() || c.ToldUntil.Due(now))
}

// Attended is how long after an agent's message a conversation counts as worked
// on, whatever the hours say: nobody is told then that everyone is away.
const Attended = 30 * time.Minute

// tellAway tells the customer when to expect an answer.
func (c *Conversation) tellAway(now Time) {
	c.ToldUntil = c.hours.until(now)
	t, values := awayText(c.hours)
	c.tell(t, nil, c.hours.Opens, now, values)
}
