package models_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/masking"
	"linger/models/modeltest"
)

// A card number that anybody writes is nowhere: not on either side's screen, not
// in the inbox, not in the database.
func TestS20CardNumbersAreMasked(t *testing.T) {
	const card, masked = "4111 1111 1111 1111", "###################"
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, ana := d.Ctx(), d.Agent("Ana", models.RoleAgent)
		visit := d.Visit(d.Channel(models.ModePersistent, nil), "ada")

		mine := modeltest.Draft("Charge " + card)
		m, c, err := d.Conversations.Receive(ctx, visit, "", mine)
		must(t, err)
		if m.Body != "Charge "+masked {
			t.Errorf("the customer reads back %q", m.Body)
		}
		must(t, second(d.Conversations.Accept(ctx, ana, c.ID)))
		must(t, third(d.Conversations.Reply(ctx, ana, c.ID, modeltest.Draft("Is it "+card+"?"))))
		must(t, third(d.Conversations.Note(ctx, ana, c.ID, modeltest.Draft("She gave "+card))))
		must(t, second(d.Conversations.Summarize(ctx, ana, c.ID, "Paid with "+card)))

		want := []string{"Charge " + masked, received, "(joined)", "Is it " + masked + "?"}
		if diff := cmp.Diff(want, d.Said(c, models.AudienceEveryone)); diff != "" {
			t.Errorf("the customer sees (-want +got):\n%s", diff)
		}
		if note := d.Said(c, models.AudienceStaff); !slices.Contains(note, "She gave "+masked) {
			t.Errorf("staff see %q", note)
		}
		rows, _, err := d.Inbox.Rows(ctx, ana, models.Filter{List: models.ListMine})
		must(t, err)
		if len(rows) != 1 || rows[0].LastMessageText != "Is it "+masked+"?" {
			t.Errorf("the inbox says %+v", rows)
		}
		if c = d.Reload(c); c.Summary != "Paid with "+masked {
			t.Errorf("the summary is %q", c.Summary)
		}
		for _, table := range []string{"messages", "conversations"} {
			var stored []map[string]any
			must(t, d.DB.Write.Table(table).Find(&stored).Error)
			if text := fmt.Sprint(stored); strings.Contains(text, "4111") || strings.Contains(text, "1111 1111") {
				t.Errorf("in %s stands %s", table, text)
			}
		}

		again, _, err := d.Conversations.Receive(ctx, visit, "", mine)
		must(t, err)
		if again.Seq != m.Seq || again.Body != m.Body {
			t.Errorf("sent again it is %d %q, first %d %q", again.Seq, again.Body, m.Seq, m.Body)
		}
	})
}

func TestMaskingRulesHoldAtOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana := d.Ctx(), d.Agent("Dana", models.RoleAdmin)
		other := models.New(d.DB) // another node
		other.Now = d.Clock.Now
		wantMask(t, d.Desk, "code 12-34", "code 12-34")
		wantMask(t, other, "code 12-34", "code 12-34")

		r, err := d.MaskingRules.Create(ctx, dana, models.MaskingDraft{Name: "Codes", Kind: masking.Pattern, Pattern: `\d\d-\d\d`, Mask: "*", Active: true})
		must(t, err)
		wantMask(t, d.Desk, "code 12-34", "code *****")
		d.Clock.Advance(time.Second)
		wantMask(t, other, "code 12-34", "code *****")

		must(t, second(d.MaskingRules.Switch(ctx, dana, r.ID, false)))
		wantMask(t, d.Desk, "code 12-34", "code 12-34")
		must(t, second(d.MaskingRules.Switch(ctx, dana, r.ID, true)))
		must(t, d.MaskingRules.Delete(ctx, nil, r.ID))
		wantMask(t, d.Desk, "code 12-34", "code 12-34")
		if err := d.MaskingRules.Delete(ctx, nil, r.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("deleted twice: %v", err)
		}

		gone, cancel := context.WithCancel(ctx)
		cancel()
		d.Clock.Advance(time.Minute)
		if text, err := d.MaskingRules.Mask(gone, "4111111111111111"); err == nil {
			t.Errorf("without the rules it says %q", text)
		}
	})
}

func wantMask(t *testing.T, d *models.Desk, text, want string) {
	t.Helper()
	if got, err := d.MaskingRules.Mask(t.Context(), text); err != nil || got != want {
		t.Errorf("%q becomes %q (%v), want %q", text, got, err, want)
	}
}

// The rules that an installation begins with can be used as they are, and find
// what their names say once they are on.
func TestStockMaskingRules(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		rows, err := d.MaskingRules.List(d.Ctx())
		must(t, err)
		var names []string
		for _, r := range rows {
			names = append(names, fmt.Sprintf("%s %t", r.Name, r.Active))
			must(t, second(d.MaskingRules.Edit(d.Ctx(), nil, r.ID, r.UpdatedAt, r.Draft())))
			must(t, second(d.MaskingRules.Switch(d.Ctx(), nil, r.ID, true)))
		}
		if diff := cmp.Diff([]string{"Card numbers true", "E-mail addresses false", "Social security numbers false", "Bank accounts (IBAN) false"}, names); diff != "" {
			t.Errorf("the rules are (-want +got):\n%s", diff)
		}
		wantMask(t, d.Desk, "To Ada.Lind+x@mail.example.org, 219-09-9999 or DE89 3704 0044 0532 0130 00.",
			"To ###########################, ########### or ###########################.")
	})
}

func TestMaskingDraftIsChecked(t *testing.T) {
	tests := []struct {
		name, field string // no field: it is fine
		change      func(*models.MaskingDraft)
	}{
		{"as it is", "", func(*models.MaskingDraft) {}},
		{"no name", "name", func(d *models.MaskingDraft) { d.Name = " " }},
		{"a long name", "name", func(d *models.MaskingDraft) { d.Name = strings.Repeat("é", 101) }},
		{"a long description", "description", func(d *models.MaskingDraft) { d.Description = strings.Repeat("é", 501) }},
		{"500 characters of description", "", func(d *models.MaskingDraft) { d.Description = strings.Repeat("é", 500) }},
		{"no kind", "kind", func(d *models.MaskingDraft) { d.Kind = "" }},
		{"no pattern", "pattern", func(d *models.MaskingDraft) { d.Pattern = "" }},
		{"a pattern that finds nothing", "pattern", func(d *models.MaskingDraft) { d.Pattern = "x*" }},
		{"500 characters of pattern", "", func(d *models.MaskingDraft) { d.Pattern = strings.Repeat("é", 500) }},
		{"a long pattern", "pattern", func(d *models.MaskingDraft) { d.Pattern = strings.Repeat("é", 501) }},
		{"NUL in the pattern", "pattern", func(d *models.MaskingDraft) { d.Pattern = "a\x00" }},
		{"cards need no pattern", "", func(d *models.MaskingDraft) { d.Kind, d.Pattern = masking.Card, "(" }},
		{"no mask", "mask", func(d *models.MaskingDraft) { d.Mask = "" }},
		{"two signs", "mask", func(d *models.MaskingDraft) { d.Mask = "##" }},
		{"a letter", "mask", func(d *models.MaskingDraft) { d.Mask = "x" }},
		{"a dot that is no byte", "", func(d *models.MaskingDraft) { d.Mask = " • " }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := models.MaskingDraft{Name: "Codes", Kind: masking.Pattern, Pattern: `\d+`, Mask: models.DefaultMask}
			tt.change(&d)
			var r models.MaskingRule
			err := r.Set(d)
			if tt.field == "" && err != nil || tt.field != "" && models.FieldProblem(err, tt.field) == "" {
				t.Errorf("got %v, want a problem with %q", err, tt.field)
			}
		})
	}
}

func TestMaskingRulesAreKeptInOrderAndFew(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, dana, sam := d.Ctx(), d.Agent("Dana", models.RoleAdmin), d.Agent("Sam", models.RoleAdmin)
		rows, err := d.MaskingRules.List(ctx)
		must(t, err)
		card, mail := rows[0], rows[1]

		must(t, d.MaskingRules.Move(ctx, nil, mail.ID, true))
		must(t, d.MaskingRules.Move(ctx, nil, mail.ID, true)) // it is the first already
		wantOrder(t, d, "E-mail addresses", "Card numbers", "Social security numbers", "Bank accounts (IBAN)")
		must(t, d.MaskingRules.Move(ctx, nil, mail.ID, false))
		must(t, second(d.MaskingRules.Edit(ctx, dana, card.ID, card.UpdatedAt, card.Draft()))) // moving was no edit
		if _, err := d.MaskingRules.Edit(ctx, sam, card.ID, card.UpdatedAt, card.Draft()); models.CodeOf(err) != models.CodeChanged || !strings.Contains(models.Explain(err), "Dana Miller") {
			t.Errorf("a second editor saves: %v, want a conflict that names the first", err)
		}

		copied, err := d.MaskingRules.Copy(ctx, dana, card.ID)
		must(t, err)
		if copied.Active || copied.Name != "Copy of Card numbers" || copied.ID == card.ID {
			t.Errorf("the copy is %+v", copied)
		}
		for i := range models.MaxMaskingRules - 5 {
			must(t, second(d.MaskingRules.Create(ctx, dana, models.MaskingDraft{Name: fmt.Sprint(i), Kind: masking.Card, Mask: "#"})))
		}
		_, err = d.MaskingRules.Create(ctx, dana, models.MaskingDraft{Name: "x", Kind: masking.Card, Mask: "#"})
		if !strings.Contains(models.FieldProblem(err, "name"), "10 rules") {
			t.Errorf("an eleventh: %v", err)
		}
		if _, err = d.MaskingRules.Copy(ctx, dana, card.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("an eleventh as a copy: %v", err)
		}
	})
}

func wantOrder(t *testing.T, d *modeltest.Desk, want ...string) {
	t.Helper()
	rows, err := d.MaskingRules.List(d.Ctx())
	must(t, err)
	var names []string
	for _, r := range rows {
		names = append(names, r.Name)
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("the order is (-want +got):\n%s", diff)
	}
}
