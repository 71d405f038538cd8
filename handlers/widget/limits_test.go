package widget

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"linger/handlers/limit"
	"linger/handlers/web"
	"linger/models"
)

// crowd is people behind one address who do something so many times a minute each.
type crowd struct {
	address string
	people  int
	devices int  // of each; none is one
	strange bool // each time somebody new
	minutes int

	comes, writes, types, signs int // a minute, evenly
}

// held counts what the limits have refused of each kind.
type held map[string]int

// through lets the crowd pass the limits, second by second.
func (c crowd) through(t *testing.T, l *limits, from time.Time) held {
	t.Helper()
	refused := held{}
	h := &Handler{Desk: &models.Desk{}, limits: l}
	e := echo.New()
	strangers := 0
	do := func(kind string, draws func(*limits, echo.Context) []limit.Draw, person, device int) {
		request := httptest.NewRequest("POST", "/", nil)
		request.RemoteAddr = c.address + ":1234"
		context := e.NewContext(request, httptest.NewRecorder())
		if strangers++; c.strange {
			person = strangers
		}
		web.SetVisit(context, &models.Visit{
			ID: fmt.Sprint(c.address, person, "on", device), CustomerID: fmt.Sprint(c.address, person),
		})
		pass := h.limited(draws)(func(echo.Context) error { return nil })
		if err := pass(context); models.KindOf(err) == models.Limited && models.WaitOf(err) > 0 {
			refused[kind]++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	devices := max(1, c.devices)
	for second := range 60 * c.minutes {
		now := from.Add(time.Duration(second) * time.Second)
		h.Desk.Now = func() time.Time { return now }
		for person := range c.people {
			for _, act := range []struct {
				kind  string
				often int
				draws func(*limits, echo.Context) []limit.Draw
			}{{"coming", c.comes, coming}, {"writing", c.writes, writing}, {"typing", c.types, typing}, {"signs", c.signs, signing}} {
				for range act.often*(second+1)/60 - act.often*second/60 {
					do(act.kind, act.draws, person, second%devices)
				}
			}
		}
	}
	return refused
}

func TestLimits(t *testing.T) {
	nine := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	chat := func(people int) crowd {
		return crowd{people: people, minutes: 5, comes: 3, writes: 8, types: 20, signs: 30}
	}
	at := func(address string, c crowd) crowd { c.address = address; return c }
	tests := []struct {
		name  string
		crowd crowd
		holds []string
	}{
		{"one person who chats", at("192.0.2.1", chat(1)), nil},
		{"200 who chat behind one address", at("192.0.2.1", chat(200)), nil},
		{"200 who chat in one network of IPv6", at("[2001:db8::1]", chat(200)), nil},
		{"200 who all come in the first minute and write at once", crowd{address: "192.0.2.1", people: 200, minutes: 1, comes: 5, writes: 10}, nil},
		{"somebody who writes a line a second", crowd{address: "192.0.2.1", people: 1, minutes: 2, writes: 60}, nil},
		{"a flood from one visit", crowd{address: "192.0.2.1", people: 1, minutes: 1, writes: 600}, []string{"writing"}},
		{"a flood from one visit behind an undeclared proxy", crowd{address: "10.0.0.1", people: 1, minutes: 1, writes: 600}, []string{"writing"}},
		{"a flood from one customer on ten devices", crowd{address: "192.0.2.1", people: 1, devices: 10, minutes: 5, writes: 300}, []string{"writing"}},
		{"a flood of strangers from one address", crowd{address: "192.0.2.1", people: 1, strange: true, minutes: 1, comes: 6000, writes: 6000}, []string{"coming", "writing"}},
		{"many strangers through an undeclared proxy", crowd{address: "10.0.0.1", people: 1, strange: true, minutes: 1, comes: 6000, writes: 6000}, nil},
		{"a key that is held down", crowd{address: "192.0.2.1", people: 1, minutes: 1, types: 1800, writes: 6}, []string{"typing"}},
		{"a script that reads all the time", crowd{address: "192.0.2.1", people: 1, minutes: 1, signs: 6000, writes: 6}, []string{"signs"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLimits()
			got := tt.crowd.through(t, l, nine)
			for _, kind := range tt.holds {
				if got[kind] == 0 {
					t.Errorf("%s is not held", kind)
				}
				delete(got, kind)
			}
			if len(got) > 0 {
				t.Errorf("held: %v", got)
			}
			if other := at("192.0.2.99", chat(10)).through(t, l, nine); len(other) > 0 {
				t.Errorf("the house next door: held %v", other)
			}
		})
	}
}
