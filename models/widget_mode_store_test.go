package models_test

import (
	"sync"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// However a mode is switched while customers begin to write: a conversation that is
// not closed has the mode and the workstream of its widget.
func TestModeHoldsForWhatBegins(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ctx := d.Ctx()
		for n := range 12 {
			w := d.Channel(models.ModePersistent, nil)
			must(t, d.DB.Write.Model(&models.AuthenticationSettings{}).Where("id = ?", *w.AuthenticationSettingsID).Update("verified_at", models.At(d.Clock.Now())).Error)
			visit := d.Visit(w, "cust-1")
			settings := w.Settings(nil)
			settings.Mode = models.ModeLive
			var wg sync.WaitGroup
			var switched error
			wg.Go(func() { _, switched = d.Widgets.Edit(ctx, nil, w.ID, w.UpdatedAt, settings) })
			wg.Go(func() { _, _, _ = d.Conversations.Receive(ctx, visit, "", modeltest.Draft("Hello")) })
			wg.Wait()

			stored, err := d.Widgets.Find(ctx, w.ID)
			must(t, err)
			if (stored.Mode == models.ModeLive) != (switched == nil) {
				t.Fatalf("round %d: %v, and the mode is %s", n, switched, stored.Mode)
			}
			var begun []models.Conversation
			must(t, d.DB.Write.Where("widget_id = ? AND state <> 'closed'", w.ID).Find(&begun).Error)
			for _, c := range begun {
				if c.Mode != stored.Mode || c.WorkstreamID != stored.WorkstreamID {
					t.Errorf("round %d: a %s conversation in a %s widget", n, c.Mode, stored.Mode)
				}
			}
			if models.FieldProblem(switched, "mode") == "" && switched != nil {
				t.Errorf("round %d: %v", n, switched)
			}
		}
	})
}
