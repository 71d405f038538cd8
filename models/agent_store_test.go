package models_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

func TestProfileIsChecked(t *testing.T) {
	d := modeltest.New(t, modeltest.SQLite(t))
	good := models.Profile{FirstName: "Dana", Email: "dana@desk.example", Role: models.RoleAdmin, Capacity: 100}
	dana, err := d.Agents.Create(d.Ctx(), nil, good, password)
	must(t, err)
	tests := []struct {
		name, field string
		change      func(*models.Profile)
	}{
		{"no first name", "first_name", func(p *models.Profile) { p.FirstName = "  " }},
		{"a long name", "last_name", func(p *models.Profile) { p.LastName = strings.Repeat("é", 101) }},
		{"control characters", "nickname", func(p *models.Profile) { p.Nickname = "a\x00b" }},
		{"no e-mail", "email", func(p *models.Profile) { p.Email = "" }},
		{"an e-mail with a name", "email", func(p *models.Profile) { p.Email = "Dana <d@x.example>" }},
		{"an e-mail that is taken", "email", func(p *models.Profile) { p.Email = " DANA@desk.example" }},
		{"no role", "role", func(p *models.Profile) { p.Role = "owner" }},
		{"negative capacity", "capacity", func(p *models.Profile) { p.Capacity = -1 }},
		{"an unknown language", "language", func(p *models.Profile) { p.Language = "tlh" }},
		{"an unknown zone", "time_zone", func(p *models.Profile) { p.TimeZone = "Middle-earth/Shire" }},
		{"an unknown presence", "default_presence", func(p *models.Profile) { p.DefaultPresence = "asleep" }},
		{"huge capacity", "capacity", func(p *models.Profile) { p.Capacity = 10001 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := good
			p.Email = "other@desk.example"
			tt.change(&p)
			_, err := d.Agents.Create(d.Ctx(), dana, p, password)
			if models.FieldProblem(err, tt.field) == "" {
				t.Errorf("got %v, want a problem with %s", err, tt.field)
			}
		})
	}
	if _, err := d.Agents.Create(d.Ctx(), dana, models.Profile{}, "password"); models.FieldProblem(err, "password") == "" || models.FieldProblem(err, "email") == "" {
		t.Errorf("not all problems at once: %v", err)
	}
}

func TestStaffIsListedByNamePageByPage(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		for i, first := range []string{"bea", "Ann", "Cy", "bob", "Ann"} {
			_, err := d.Agents.Create(d.Ctx(), nil, models.Profile{
				FirstName: first, Email: fmt.Sprintf("%d@desk.example", i), Role: models.RoleAgent,
			}, password)
			must(t, err)
		}
		var got []string
		for after := ""; ; {
			rows, more, err := d.Agents.List(d.Ctx(), models.Listing{After: after, Limit: 2})
			must(t, err)
			for _, a := range rows {
				got = append(got, a.FirstName)
			}
			if !more {
				break
			}
			after = rows[len(rows)-1].ID
		}
		if diff := cmp.Diff([]string{"Ann", "Ann", "bea", "bob", "Cy"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// Of two people who set Linger up at the same time, one becomes the admin.
func TestSetupIsWonOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		var won, lost atomic.Int64
		var group sync.WaitGroup
		for i := range 4 {
			group.Go(func() {
				p := models.Profile{FirstName: "Dana", Email: fmt.Sprintf("dana%d@desk.example", i), Capacity: 100}
				switch _, err := d.Agents.Setup(context.Background(), p, password); models.KindOf(err) {
				case models.Conflict:
					lost.Add(1)
				default:
					if err == nil {
						won.Add(1)
					}
				}
			})
		}
		group.Wait()
		if won.Load() != 1 || lost.Load() != 3 {
			t.Errorf("%d won and %d lost, want 1 and 3", won.Load(), lost.Load())
		}
	})
}

func TestEditingStaff(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := employ(t, d, nil, "Dana", models.RoleAdmin)
		sam := employ(t, d, dana, "Sam", models.RoleAgent)
		_, token, err := d.SignIns.Start(ctx, sam.Email, password, office)
		must(t, err)

		p := sam.Profile()
		p.Nickname = "Sammy"
		edited, err := d.Agents.Edit(ctx, dana, sam.ID, sam.UpdatedAt, models.StaffDraft{Profile: p})
		must(t, err)
		if _, _, err := d.SignIns.ByToken(ctx, token); err != nil {
			t.Errorf("a new nickname signed them out: %v", err)
		}
		_, err = d.Agents.Edit(ctx, sam, sam.ID, sam.UpdatedAt, models.StaffDraft{Profile: p}) // even at the same instant
		if models.CodeOf(err) != models.CodeChanged || !strings.Contains(models.Explain(err), "Dana Miller") {
			t.Errorf("the later of two editors: %v", err)
		}
		p.Role = models.RoleSupervisor
		_, err = d.Agents.Edit(ctx, dana, sam.ID, edited.UpdatedAt, models.StaffDraft{Profile: p})
		must(t, err)
		if _, _, err := d.SignIns.ByToken(ctx, token); models.KindOf(err) != models.Unauthorized {
			t.Errorf("a new role did not sign them out: %v", err)
		}
		own := dana.Profile()
		own.Role = models.RoleAgent
		if _, err := d.Agents.Edit(ctx, dana, dana.ID, dana.UpdatedAt, models.StaffDraft{Profile: own}); models.FieldProblem(err, "role") == "" {
			t.Errorf("one's own role: %v", err)
		}
	})
}

// Two admins who deactivate each other at the same time: one stays.
func TestAnAdminAlwaysStays(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ann, bob := employ(t, d, nil, "Ann", models.RoleAdmin), employ(t, d, nil, "Bob", models.RoleAdmin)
		var group sync.WaitGroup
		var done atomic.Int64
		for _, pair := range [][2]*models.Agent{{ann, bob}, {bob, ann}} {
			group.Go(func() {
				if _, err := d.Agents.Deactivate(context.Background(), pair[0], pair[1].ID); err == nil {
					done.Add(1)
				} else if models.KindOf(err) != models.Conflict {
					t.Errorf("the other: %v", err)
				}
			})
		}
		group.Wait()
		if done.Load() != 1 {
			t.Errorf("%d were deactivated, want 1", done.Load())
		}
		if _, err := d.Agents.Deactivate(d.Ctx(), ann, ann.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("oneself: %v", err)
		}
	})
}

func TestDeactivatingHandsWorkBack(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana, sam := employ(t, d, nil, "Dana", models.RoleAdmin), employ(t, d, nil, "Sam", models.RoleAgent)
		widget := d.Channel(models.ModePersistent, nil)
		_, token, err := d.SignIns.Start(ctx, sam.Email, password, office)
		must(t, err)
		has := func(sub string) *models.Conversation {
			c := d.Write(d.Visit(widget, sub), "Hello")
			must(t, second(d.Conversations.Accept(ctx, sam, c.ID)))
			return c
		}
		active, parked := has("active"), has("parked")
		must(t, second(d.Conversations.Park(ctx, sam, parked.ID, -1)))
		offered := d.Write(d.Visit(widget, "offered"), "Hello")
		must(t, second(d.Conversations.Offer(ctx, offered.ID, sam.ID)))

		if got, err := d.Agents.Duties(ctx, sam.ID); err != nil || got != (models.Duties{Active: 1, Waiting: 1}) {
			t.Errorf("duties: %+v, %v", got, err)
		}
		must(t, second(d.Agents.Deactivate(ctx, dana, sam.ID)))

		if _, _, err := d.SignIns.ByToken(ctx, token); models.KindOf(err) != models.Unauthorized {
			t.Errorf("still signed in: %v", err)
		}
		if _, _, err := d.SignIns.Start(ctx, sam.Email, password, office); models.KindOf(err) != models.Unauthorized {
			t.Errorf("signed in anew: %v", err)
		}
		for _, c := range []*models.Conversation{active, offered} {
			if c = d.Reload(c); c.State != models.StateOpen || c.AgentID != nil || c.OfferedAgentID != nil {
				t.Errorf("is %s with %v, offered to %v; want open with nobody", c.State, c.AgentID, c.OfferedAgentID)
			}
		}
		if parked = d.Reload(parked); parked.State != models.StateWaiting {
			t.Errorf("what was parked is %s", parked.State)
		}
		d.Write(d.Visit(widget, "parked"), "I am back")
		if parked = d.Reload(parked); parked.State != models.StateOpen || parked.OfferedAgentID != nil {
			t.Errorf("returned: %s, offered to %v; want the team's", parked.State, parked.OfferedAgentID)
		}

		must(t, second(d.Agents.Activate(ctx, dana, sam.ID)))
		if _, _, err := d.SignIns.Start(ctx, sam.Email, password, office); err != nil {
			t.Errorf("activated again: %v", err)
		}
	})
}
