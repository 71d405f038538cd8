package torture

import (
	"slices"
	"testing"

	"linger/models"
)

// whole is a run in which every promise was kept: two customers, an agent, what staff
// say among themselves, and a conversation that went through most states.
func whole() *History {
	h := &History{}
	row := func(l *Log, kind models.MessageKind, audience models.Audience, event models.Event, body string) {
		l.Rows = append(l.Rows, models.Message{Seq: int64(len(l.Rows) + 1), Kind: kind, Audience: audience, Event: event, Body: body})
	}
	for _, customer := range []string{"c0", "c1"} {
		l := &Log{Conversation: "conversation-" + customer, Customer: customer, State: models.StateWrapUp}
		event := func(e models.Event) { row(l, models.KindEvent, models.AudienceStaff, e, "") }
		say := func(kind models.MessageKind, writer string, number int) {
			to := models.AudienceEveryone
			if kind == models.KindInternal {
				to = models.AudienceStaff
			}
			body := said{kind, writer, customer, number}.String()
			row(l, kind, to, "", body)
			h.Acks = append(h.Acks, Ack{Body: body, Conversation: l.Conversation})
		}
		event(models.EventStarted)
		say(models.KindCustomer, customer+"/0", 1)
		say(models.KindCustomer, customer+"/0", 2)
		event(models.EventJoined)
		say(models.KindAgent, "a0", 1)
		say(models.KindInternal, "a0", 2)
		event(models.EventParked)
		say(models.KindCustomer, customer+"/0", 3)
		event(models.EventReturned)
		event(models.EventAccepted)
		say(models.KindAgent, "a0", 3)
		event(models.EventEnded)
		customers, staff := Reading{Reader: "the stream of " + customer, Customer: customer, Conversation: l.Conversation, Whole: true}, Reading{Reader: "staff", Conversation: l.Conversation, Whole: true, State: l.State}
		for _, m := range l.Rows {
			shown := Shown{m.Seq, m.Kind, m.Body}
			staff.Rows = append(staff.Rows, shown)
			if m.Audience == models.AudienceEveryone {
				customers.Rows = append(customers.Rows, shown)
			}
		}
		h.Logs = append(h.Logs, *l)
		h.Readings = append(h.Readings, customers, staff)
	}
	return h
}

func TestNothingWrongIsFoundWhereNothingIs(t *testing.T) {
	for _, v := range Check(whole()) {
		t.Errorf("%s: %s", v.Fault, v.What)
	}
}

// Each kind of fault is planted where it could happen, and must be seen.
func TestPlantedFaultsAreCaught(t *testing.T) {
	drop := func(rows []Shown, i int) []Shown { return slices.Delete(slices.Clone(rows), i, i+1) }
	for _, plant := range []struct {
		what  string
		fault Fault
		in    func(h *History)
	}{
		{"an acknowledged message is not stored", Lost, func(h *History) {
			h.Acks = append(h.Acks, Ack{Body: said{models.KindCustomer, "c0/1", "c0", 9}.String()})
		}},
		{"a stream leaves one out", Lost, func(h *History) { h.Readings[0].Rows = drop(h.Readings[0].Rows, 1) }},
		{"a stream ends too early", Lost, func(h *History) { h.Readings[0].Rows = h.Readings[0].Rows[:2] }},
		{"a stream that may end early leaves one out", Lost, func(h *History) {
			h.Readings[0].Whole, h.Readings[0].Rows = false, drop(h.Readings[0].Rows, 1)
		}},
		{"a transcript leaves one out", Lost, func(h *History) { h.Readings[1].Rows = drop(h.Readings[1].Rows, 4) }},
		{"a message is stored twice", Doubled, func(h *History) { h.Logs[0].Rows[2].Body = h.Logs[0].Rows[1].Body }},
		{"a message is in two conversations", Doubled, func(h *History) { h.Logs[1].Rows[1].Body = h.Logs[0].Rows[1].Body }},
		{"a stream shows one in two places", Doubled, func(h *History) {
			r := &h.Readings[0]
			r.Rows = append(r.Rows, Shown{r.Rows[len(r.Rows)-1].Seq, r.Rows[0].Kind, r.Rows[0].Body})
		}},
		{"a stream shows one again", Doubled, func(h *History) { h.Readings[0].Rows = append(h.Readings[0].Rows, h.Readings[0].Rows[0]) }},
		{"one was acknowledged as two", Doubled, func(h *History) { h.Acks = append(h.Acks, h.Acks[0]) }},
		{"a writer's messages are stored the other way round", Reordered, func(h *History) {
			rows := h.Logs[0].Rows
			rows[1].Body, rows[2].Body = rows[2].Body, rows[1].Body
		}},
		{"a stream shows two the other way round", Reordered, func(h *History) {
			rows := slices.Clone(h.Readings[0].Rows)
			rows[0], rows[1] = rows[1], rows[0]
			h.Readings[0].Rows = rows
		}},
		{"a stream shows other words", Reordered, func(h *History) { h.Readings[0].Rows[0].Body = "something else" }},
		{"a number is left out", Gap, func(h *History) {
			for i := 3; i < len(h.Logs[0].Rows); i++ {
				h.Logs[0].Rows[i].Seq++
			}
		}},
		{"a number is given twice", Gap, func(h *History) { h.Logs[0].Rows[3].Seq = 3 }},
		{"somebody saw a row that is not there", Gap, func(h *History) {
			h.Readings[0].Rows = append(h.Readings[0].Rows, Shown{99, models.KindEvent, ""})
		}},
		{"a customer sees what staff say", WrongAudience, func(h *History) {
			h.Readings[0].Rows = append(h.Readings[0].Rows, Shown{6, models.KindInternal, h.Logs[0].Rows[5].Body})
		}},
		{"a customer sees an event of staff", WrongAudience, func(h *History) {
			h.Readings[0].Rows = append(h.Readings[0].Rows, Shown{7, models.KindEvent, ""})
		}},
		{"what staff say is stored for everyone", WrongAudience, func(h *History) { h.Logs[0].Rows[5].Audience = models.AudienceEveryone }},
		{"a customer sees another's conversation", WrongCustomer, func(h *History) { h.Readings[0].Customer = "c1" }},
		{"a customer's stream shows another's words", WrongCustomer, func(h *History) { h.Readings[0].Rows[0].Body = h.Readings[2].Rows[0].Body }},
		{"a message is in another's conversation", WrongCustomer, func(h *History) {
			h.Logs[0].Rows[1].Body = said{models.KindCustomer, "c1/1", "c1", 1}.String()
		}},
		{"a message was acknowledged elsewhere", WrongCustomer, func(h *History) { h.Acks[0].Conversation = "conversation-c1" }},
		{"a customer writes after the end", IllegalState, func(h *History) {
			l := &h.Logs[0]
			l.Rows = append(l.Rows, models.Message{
				Seq: int64(len(l.Rows) + 1), Kind: models.KindCustomer, Audience: models.AudienceEveryone, Body: said{models.KindCustomer, "c0/0", "c0", 4}.String(),
			})
		}},
		{"what was never parked returns", IllegalState, func(h *History) { h.Logs[0].Rows[6].Event = models.EventOffered }},
		{"the stored state is another", IllegalState, func(h *History) { h.Logs[0].State, h.Readings[1].State = models.StateOpen, models.StateOpen }},
		{"the console shows another state", IllegalState, func(h *History) { h.Readings[1].State = models.StateActive }},
	} {
		t.Run(plant.what, func(t *testing.T) {
			h := whole()
			plant.in(h)
			found := Check(h)
			if !slices.ContainsFunc(found, func(v Violation) bool { return v.Fault == plant.fault }) {
				t.Errorf("not caught as %s; found %v", plant.fault, found)
			}
		})
	}
}
