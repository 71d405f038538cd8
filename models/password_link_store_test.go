package models_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// invite adds Sam, who has a link to come in with.
func invite(t *testing.T, d *modeltest.Desk, by *models.Agent) (*models.Agent, string) {
	t.Helper()
	sam, token, err := d.PasswordLinks.Invite(d.Ctx(), by, models.StaffDraft{Profile: models.Profile{
		FirstName: "Sam", LastName: "Field", Email: "sam@desk.example", Role: models.RoleAgent, Capacity: 100,
	}})
	must(t, err)
	return sam, token
}

func TestInvitation(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), employ(t, d, nil, "Dana", models.RoleAdmin)
		sam, token := invite(t, d, dana)
		if !sam.Invited() {
			t.Error("has a password already")
		}
		for _, guess := range []string{"", "none", strings.Repeat("a", 200)} {
			if _, _, err := d.SignIns.Start(ctx, sam.Email, guess, office); models.KindOf(err) != models.Unauthorized {
				t.Errorf("signed in without a password, by %q: %v", guess, err)
			}
		}
		for range 2 { // to look uses nothing up
			found, err := d.PasswordLinks.Open(ctx, token, office)
			must(t, err)
			if found.Agent.ID != sam.ID || found.By != "Dana Miller" || !found.Link.ExpiresAt.Equal(models.At(d.Clock.Now()).Add(7*24*time.Hour)) {
				t.Errorf("opened: %+v", found)
			}
		}
		if err := third(d.PasswordLinks.Use(ctx, token, "password1", office)); models.FieldProblem(err, "password") == "" {
			t.Errorf("a weak password: %v", err)
		}
		_, cookie, err := d.PasswordLinks.Use(ctx, token, password, office)
		must(t, err)
		if _, a, err := d.SignIns.ByToken(ctx, cookie); err != nil || a.ID != sam.ID || a.Invited() {
			t.Errorf("signed in: %v, %v", a, err)
		}
		must(t, third(d.SignIns.Start(ctx, sam.Email, password, office)))
		if _, err := d.PasswordLinks.Open(ctx, token, office); models.CodeOf(err) != models.CodeLinkUsed {
			t.Errorf("opened again: %v", err)
		}
		if err := third(d.PasswordLinks.Use(ctx, token, "another cold lamp", office)); models.CodeOf(err) != models.CodeLinkUsed {
			t.Errorf("used again: %v", err)
		}
		var row models.PasswordLink
		must(t, d.DB.Read.Take(&row).Error)
		if strings.Contains(row.TokenHash, token) {
			t.Error("the token is stored")
		}
	})
}

// Each way in which a link ends says which it was, and lets nobody in.
func TestLinksEnd(t *testing.T) {
	tests := []struct {
		name, code string
		end        func(d *modeltest.Desk, by, sam *models.Agent) error
	}{
		{"expired", models.CodeLinkExpired, func(d *modeltest.Desk, _, _ *models.Agent) error {
			d.Clock.Advance(models.PasswordLinkLifetime)
			return nil
		}},
		{"withdrawn", models.CodeLinkWithdrawn, func(d *modeltest.Desk, by, sam *models.Agent) error {
			return second(d.PasswordLinks.Withdraw(d.Ctx(), by, sam.ID))
		}},
		{"replaced", models.CodeLinkWithdrawn, func(d *modeltest.Desk, by, sam *models.Agent) error {
			return third(d.PasswordLinks.Make(d.Ctx(), by, sam.ID))
		}},
		{"deactivated", models.CodeLinkWithdrawn, func(d *modeltest.Desk, by, sam *models.Agent) error {
			return second(d.Agents.Deactivate(d.Ctx(), by, sam.ID))
		}},
		{"forgotten", "", func(d *modeltest.Desk, by, sam *models.Agent) error {
			d.Clock.Advance(40 * 24 * time.Hour)
			return third(d.PasswordLinks.Make(d.Ctx(), by, sam.ID))
		}},
	}
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		dana := employ(t, d, nil, "Dana", models.RoleAdmin)
		for n, tt := range tests {
			email := string(rune('a'+n)) + "@desk.example"
			sam, token, err := d.PasswordLinks.Invite(d.Ctx(), dana, models.StaffDraft{Profile: models.Profile{FirstName: "Sam", Email: email, Role: models.RoleAgent}})
			must(t, err)
			must(t, second(d.PasswordLinks.Open(d.Ctx(), token, office)))
			must(t, tt.end(d, dana, sam))
			for _, err := range []error{
				second(d.PasswordLinks.Open(d.Ctx(), token, office)), third(d.PasswordLinks.Use(d.Ctx(), token, password, office)),
			} {
				if models.KindOf(err) != models.NotFound || models.CodeOf(err) != tt.code || strings.Contains(models.Explain(err), "Sam") {
					t.Errorf("%s: %v", tt.name, err)
				}
			}
		}
	})
}

// Of many uses of one link at the same time, one wins.
func TestALinkIsUsedOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		sam, token := invite(t, d, nil)
		var won, lost atomic.Int64
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				switch err := third(d.PasswordLinks.Use(context.Background(), token, password, office)); {
				case err == nil:
					won.Add(1)
				case models.CodeOf(err) == models.CodeLinkUsed:
					lost.Add(1)
				default:
					t.Errorf("neither won nor lost: %v", err)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 || lost.Load() != 3 {
			t.Errorf("%d won and %d lost, want 1 and 3", won.Load(), lost.Load())
		}
		if in, err := d.SignIns.List(d.Ctx(), sam.ID); err != nil || len(in) != 1 {
			t.Errorf("signed in %d times, %v", len(in), err)
		}
	})
}

// A link for somebody who has a password changes nothing until it is used; then
// their other sign-ins end, and what was guessed at their e-mail is forgiven.
func TestANewPasswordByLink(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), employ(t, d, nil, "Dana", models.RoleAdmin)
		sam := employ(t, d, dana, "Sam", models.RoleAgent)
		_, old, err := d.SignIns.Start(ctx, sam.Email, password, office)
		must(t, err)
		_, token, err := d.PasswordLinks.Make(ctx, dana, sam.ID)
		must(t, err)
		must(t, third(d.SignIns.ByToken(ctx, old)))
		for range 6 { // they don't remember it
			_, _, _ = d.SignIns.Start(ctx, sam.Email, "not this one", office)
		}
		must(t, third(d.PasswordLinks.Use(ctx, token, "a new dry boat", office)))
		if _, _, err := d.SignIns.ByToken(ctx, old); models.KindOf(err) != models.Unauthorized {
			t.Errorf("still signed in elsewhere: %v", err)
		}
		if err := third(d.SignIns.Start(ctx, sam.Email, password, office)); models.KindOf(err) != models.Unauthorized {
			t.Errorf("with the old password: %v", err)
		}
		must(t, third(d.SignIns.Start(ctx, sam.Email, "a new dry boat", office)))

		if err := third(d.PasswordLinks.Make(ctx, dana, dana.ID)); models.KindOf(err) != models.Conflict {
			t.Errorf("one's own: %v", err)
		}
		must(t, second(d.Agents.Deactivate(ctx, dana, sam.ID)))
		if err := third(d.PasswordLinks.Make(ctx, dana, sam.ID)); models.KindOf(err) != models.Conflict {
			t.Errorf("deactivated: %v", err)
		}
	})
}

// Tokens that are none of ours count against the address they come from, like
// passwords; those that work don't.
func TestGuessingLinks(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		_, token := invite(t, d, nil)
		far := models.Browser{Address: "198.51.100.7"}
		for range 3 {
			must(t, second(d.PasswordLinks.Open(d.Ctx(), token, far)))
		}
		for n := range 100 {
			if _, err := d.PasswordLinks.Open(d.Ctx(), "guess", far); models.KindOf(err) != models.NotFound {
				t.Fatalf("guess %d: %v", n, err)
			}
		}
		for _, guess := range []string{"guess", token} {
			if _, err := d.PasswordLinks.Open(d.Ctx(), guess, far); models.KindOf(err) != models.Limited {
				t.Errorf("after too many: %v", err)
			}
			if err := third(d.PasswordLinks.Use(d.Ctx(), guess, password, far)); models.KindOf(err) != models.Limited {
				t.Errorf("used after too many: %v", err)
			}
		}
		must(t, second(d.PasswordLinks.Open(d.Ctx(), token, office)))
	})
}

// Who is invited is no admin yet: the only one who can sign in stays.
func TestAnInvitedAdminIsNoneYet(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), employ(t, d, nil, "Dana", models.RoleAdmin)
		kim, token, err := d.PasswordLinks.Invite(ctx, dana, models.StaffDraft{Profile: models.Profile{FirstName: "Kim", Email: "kim@desk.example", Role: models.RoleAdmin}})
		must(t, err)
		if _, err := d.Agents.Deactivate(ctx, kim, dana.ID); models.CodeOf(err) != models.CodeInUse {
			t.Errorf("the only admin who can sign in: %v", err)
		}
		must(t, third(d.PasswordLinks.Use(ctx, token, password, office)))
		must(t, second(d.Agents.Deactivate(ctx, kim, dana.ID)))
	})
}

// Who was invited by mistake and never came is deleted with their link and queues.
func TestAnInvitationIsDeleted(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), employ(t, d, nil, "Dana", models.RoleAdmin)
		q, err := d.Queues.Create(ctx, dana, models.QueueDraft{Name: "Returns"})
		must(t, err)
		sam, token, err := d.PasswordLinks.Invite(ctx, dana, models.StaffDraft{
			Profile: models.Profile{FirstName: "Sam", Email: "sam@desk.example", Role: models.RoleAgent}, Queues: []string{q.ID},
		})
		must(t, err)
		must(t, second(d.Agents.Deactivate(ctx, dana, sam.ID)))
		must(t, d.Records.Delete(ctx, dana, models.AuditStaff, sam.ID))
		if _, err := d.PasswordLinks.Open(ctx, token, office); models.KindOf(err) != models.NotFound || models.CodeOf(err) != "" {
			t.Errorf("the link: %v", err)
		}
		if members, err := d.Queues.Members(ctx, q.ID); err != nil || len(members) != 0 {
			t.Errorf("in the queue are %v, %v", members, err)
		}
	})
}
