package models_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

const password = "a cold lamp sings"

var office = models.Browser{Address: "203.0.113.9", UserAgent: "Firefox"}

// employ makes a member of staff who can sign in.
func employ(t *testing.T, d *modeltest.Desk, by *models.Agent, first string, role models.Role) *models.Agent {
	t.Helper()
	a, err := d.Agents.Create(d.Ctx(), by, models.Profile{
		FirstName: first, LastName: "Miller", Email: first + "@desk.example", Role: role, Capacity: 100,
	}, password)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSignIn(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := employ(t, d, nil, "Dana", models.RoleAdmin)

		row, token, err := d.SignIns.Start(ctx, " DANA@desk.example ", password, office)
		if err != nil {
			t.Fatal(err)
		}
		if row.TokenHash == token || len(token) < 40 {
			t.Error("the row holds the token, or the token is short")
		}
		in, who, err := d.SignIns.ByToken(ctx, token)
		if err != nil || who.ID != dana.ID || in.ID != row.ID {
			t.Fatalf("by its token: %v %v %v", in, who, err)
		}

		// Used, it lasts; unused, it ends.
		d.Clock.Advance(30 * time.Second)
		if noted, err := d.SignIns.Touch(ctx, in, office); noted || err != nil {
			t.Errorf("touched twice in a minute: %v, %v", noted, err)
		}
		d.Clock.Advance(models.SignInLifetime - time.Minute)
		in, _, err = d.SignIns.ByToken(ctx, token)
		must(t, err)
		if noted, err := d.SignIns.Touch(ctx, in, models.Browser{Address: "198.51.100.4"}); !noted || err != nil {
			t.Errorf("touched after days: %v, %v", noted, err)
		}
		d.Clock.Advance(models.SignInLifetime - time.Second)
		in, _, err = d.SignIns.ByToken(ctx, token)
		must(t, err)
		if in.Address != "198.51.100.4" {
			t.Errorf("last seen from %s", in.Address)
		}
		d.Clock.Advance(time.Second)
		if _, _, err := d.SignIns.ByToken(ctx, token); models.KindOf(err) != models.Unauthorized {
			t.Errorf("after its life: %v", err)
		}
		if _, _, err := d.SignIns.ByToken(ctx, "x"); models.KindOf(err) != models.Unauthorized {
			t.Errorf("with a made-up token: %v", err)
		}
	})
}

func TestSignInsAreListedAndRevoked(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana, sam := employ(t, d, nil, "Dana", models.RoleAdmin), employ(t, d, nil, "Sam", models.RoleAgent)
		var rows []*models.SignIn
		var tokens []string
		for range 3 {
			row, token, err := d.SignIns.Start(ctx, dana.Email, password, office)
			must(t, err)
			rows, tokens = append(rows, row), append(tokens, token)
			d.Clock.Advance(time.Second)
		}
		d.Wakes.Take()
		if err := d.SignIns.Revoke(ctx, sam.ID, rows[0].ID); models.KindOf(err) != models.NotFound {
			t.Errorf("somebody else's: %v", err)
		}
		must(t, d.SignIns.Revoke(ctx, dana.ID, rows[0].ID))
		if diff := cmp.Diff([]models.Wake{{Topics: []string{models.TopicSignIn(rows[0].ID)}}}, d.Wakes.Take()); diff != "" {
			t.Errorf("its windows were not told:\n%s", diff)
		}
		list, err := d.SignIns.List(ctx, dana.ID)
		if err != nil || len(list) != 2 || list[0].ID != rows[2].ID {
			t.Errorf("listed %v, %v", list, err)
		}
		if n, err := d.SignIns.RevokeOthers(ctx, dana.ID, rows[2].ID); n != 1 || err != nil {
			t.Errorf("ended %d others, %v, want 1", n, err)
		}
		for i, token := range tokens {
			_, _, err := d.SignIns.ByToken(ctx, token)
			if got := err == nil; got != (i == 2) {
				t.Errorf("sign-in %d still valid: %v", i, got)
			}
		}
	})
}

func TestGuessingIsThrottled(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := employ(t, d, nil, "Dana", models.RoleAdmin)
		guess := func(email, word string, from models.Browser) error {
			_, _, err := d.SignIns.Start(ctx, email, word, from)
			return err
		}
		for _, email := range []string{dana.Email, "nobody@desk.example"} { // the same answers for both
			for i := range 5 {
				if err := guess(email, "wrong", office); models.KindOf(err) != models.Unauthorized {
					t.Fatalf("guess %d at %s: %v", i+1, email, err)
				}
			}
			if err := guess(email, password, office); models.KindOf(err) != models.Limited || models.WaitOf(err) != 30*time.Second {
				t.Errorf("the sixth at %s: %v, want to wait 30 s", email, err)
			}
		}
		// A new process over the same database counts on.
		again := models.New(d.DB)
		again.Now = d.Clock.Now
		if _, _, err := again.SignIns.Start(ctx, dana.Email, password, office); models.KindOf(err) != models.Limited {
			t.Errorf("after a restart: %v, want limited", err)
		}
		d.Clock.Advance(30 * time.Second)
		must(t, guess(dana.Email, password, office))
		for i := range 5 {
			if err := guess(dana.Email, "wrong", office); models.KindOf(err) != models.Unauthorized {
				t.Errorf("after signing in, guess %d: %v", i+1, err)
			}
		}
	})
}

// An office of forty where everyone mistypes twice signs in all the same; a
// machine that tries a hundred accounts does not go on.
func TestAnOfficeBehindOneAddress(t *testing.T) {
	d := modeltest.New(t, modeltest.SQLite(t))
	for i := range 40 {
		employ(t, d, nil, fmt.Sprintf("A%d", i), models.RoleAgent)
	}
	for i := range 40 {
		email := fmt.Sprintf("a%d@desk.example", i)
		for range 2 {
			_, _, err := d.SignIns.Start(d.Ctx(), email, "mistyped", office)
			if models.KindOf(err) != models.Unauthorized {
				t.Fatal(err)
			}
		}
		if _, _, err := d.SignIns.Start(d.Ctx(), email, password, office); err != nil {
			t.Fatalf("person %d: %v", i, err)
		}
	}
	var err error
	for i := range 30 {
		_, _, err = d.SignIns.Start(d.Ctx(), fmt.Sprintf("x%d@desk.example", i), "guess", office)
	}
	if models.KindOf(err) != models.Limited {
		t.Errorf("after a hundred failures: %v, want limited", err)
	}
	if _, _, err := d.SignIns.Start(d.Ctx(), "a1@desk.example", password, models.Browser{Address: "198.51.100.4"}); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

// Many guesses at the same instant are counted like one after the other.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		dana := employ(t, d, nil, "Dana", models.RoleAdmin)
		var judged atomic.Int64
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				_, _, err := d.SignIns.Start(context.Background(), dana.Email, "wrong", office)
				if models.KindOf(err) == models.Unauthorized {
					judged.Add(1)
				}
			})
		}
		group.Wait()
		if judged.Load() != 5 {
			t.Errorf("%d guesses were judged, want 5", judged.Load())
		}
	})
}

func TestChangePassword(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		dana := employ(t, d, nil, "Dana", models.RoleAdmin)
		here, token, err := d.SignIns.Start(ctx, dana.Email, password, office)
		must(t, err)
		_, elsewhere, err := d.SignIns.Start(ctx, dana.Email, password, office)
		must(t, err)

		if _, err := d.Agents.ChangePassword(ctx, dana, here, "wrong", "four dry green boats"); models.FieldProblem(err, "current") == "" {
			t.Errorf("with a wrong password: %v", err)
		}
		if _, err := d.Agents.ChangePassword(ctx, dana, here, password, "short"); models.FieldProblem(err, "password") == "" {
			t.Errorf("to a weak one: %v", err)
		}
		fresh, err := d.Agents.ChangePassword(ctx, dana, here, password, "four dry green boats")
		must(t, err)
		for _, old := range []string{token, elsewhere} {
			if _, _, err := d.SignIns.ByToken(ctx, old); models.KindOf(err) != models.Unauthorized {
				t.Errorf("an old token: %v", err)
			}
		}
		in, _, err := d.SignIns.ByToken(ctx, fresh)
		if err != nil || in.ID != here.ID {
			t.Errorf("the new token: %v %v", in, err)
		}
		if _, _, err := d.SignIns.Start(ctx, dana.Email, "four dry green boats", office); err != nil {
			t.Errorf("with the new password: %v", err)
		}
	})
}
