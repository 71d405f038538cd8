package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"linger/models"
	"linger/models/modeltest"
)

// A list finds names by a part of them, whatever the case, in letters of every
// script, page by page.
func TestListsAreSearched(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		for _, name := range []string{"Returns", "Überseehandel", "100% wool", "under_score", "Возвраты", "Late returns"} {
			must(t, second(d.Queues.Create(ctx, nil, models.QueueDraft{Name: name})))
		}
		for _, tt := range []struct {
			text string
			want []string
		}{
			{"RETURN", []string{"Late returns", "Returns"}},
			{"überSEE", []string{"Überseehandel"}},
			{"ÜBER", []string{"Überseehandel"}},
			{"ВОЗ", []string{"Возвраты"}},
			{"%", []string{"100% wool"}},
			{"_", []string{"under_score"}},
			{`\`, nil},
			{"nothing like it", nil},
		} {
			for _, limit := range []int{1, 50} {
				var got []string
				l := models.Listing{Search: tt.text, Limit: limit}
				for more := true; more; {
					rows, next, err := d.Queues.List(ctx, l)
					must(t, err)
					for _, r := range rows {
						got, l.After = append(got, r.Name), r.ID
					}
					more = next
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%q, %d a page (-want +got):\n%s", tt.text, limit, diff)
				}
			}
		}
	})
}

// Every list that is paged can be searched, in use and put away.
func TestEveryListIsSearched(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx, rosa := d.Ctx(), d.Agent("Rosa", models.RoleAdmin)
		d.Channel(models.ModePersistent, nil)
		other := d.Channel(models.ModeLive, nil)
		d.Hours("Europe/Berlin", "09:00", "17:00")
		must(t, second(d.Queues.Create(ctx, rosa, models.QueueDraft{Name: "Returns"})))
		found := func(l models.Listing) map[string]int {
			widgets, _, err := d.Widgets.List(ctx, l)
			must(t, err)
			workstreams, _, err := d.Workstreams.List(ctx, l)
			must(t, err)
			auths, _, err := d.AuthenticationSettings.List(ctx, l)
			must(t, err)
			hours, _, err := d.OperatingHours.List(ctx, l)
			must(t, err)
			staff, _, err := d.Agents.List(ctx, l)
			must(t, err)
			return map[string]int{"widgets": len(widgets), "workstreams": len(workstreams), "auths": len(auths), "hours": len(hours), "staff": len(staff)}
		}
		must(t, second(d.Widgets.Deactivate(ctx, rosa, other.ID)))
		must(t, second(d.AuthenticationSettings.Deactivate(ctx, rosa, *other.AuthenticationSettingsID)))
		if diff := cmp.Diff(map[string]int{"widgets": 1, "workstreams": 2, "auths": 1, "hours": 0, "staff": 0}, found(models.Listing{Search: "sHop"})); diff != "" {
			t.Error("in use (-want +got):\n" + diff)
		}
		if diff := cmp.Diff(map[string]int{"widgets": 1, "workstreams": 0, "auths": 1, "hours": 0, "staff": 0}, found(models.Listing{Search: "shop", Deactivated: true})); diff != "" {
			t.Error("put away (-want +got):\n" + diff)
		}
		if got := found(models.Listing{Search: "rosa@desk"}); got["staff"] != 1 {
			t.Errorf("by e-mail: %v", got)
		}
	})
}
