package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestPresenceFollowsFromTheRow(t *testing.T) {
	now := models.At(modeltest.NewClock("2026-03-02T09:00:00Z").Now())
	here, custom, boss := now.Add(time.Second), "lunch", "boss"
	chosen := func(p models.Presence) func(*models.Agent) {
		return func(a *models.Agent) { a.Presence, a.PresenceChosen = p, true }
	}
	nothing := func(*models.Agent) {}
	tests := []struct {
		name   string
		set    func(*models.Agent)
		units  int64
		leased models.Time
		want   models.PresenceNow
	}{
		{"nothing in hand", nothing, 0, here, models.PresenceNow{Presence: models.PresenceAvailable, Source: models.SourceAuto}},
		{"some", nothing, 99, here, models.PresenceNow{Presence: models.PresenceBusy, Source: models.SourceAuto}},
		{"all", nothing, 100, here, models.PresenceNow{Presence: models.PresenceDND, Source: models.SourceAuto}},
		{"more than all", nothing, 120, here, models.PresenceNow{Presence: models.PresenceDND, Source: models.SourceAuto}},
		{"no capacity", func(a *models.Agent) { a.Capacity = 0 }, 0, here, models.PresenceNow{Presence: models.PresenceDND, Source: models.SourceAuto}},
		{"no browser", nothing, 0, models.Time{}, models.PresenceNow{Presence: models.PresenceOffline, Source: models.SourceSystem}},
		{"a browser of a node that died", nothing, 0, now, models.PresenceNow{Presence: models.PresenceOffline, Source: models.SourceSystem}},
		{"no browser, and says away", chosen(models.PresenceAway), 0, models.Time{}, models.PresenceNow{Presence: models.PresenceOffline, Source: models.SourceSystem}},
		{"deactivated", func(a *models.Agent) { a.DeactivatedAt = now }, 0, here, models.PresenceNow{Presence: models.PresenceOffline, Source: models.SourceSystem}},
		{"says available, at capacity", chosen(models.PresenceAvailable), 100, here, models.PresenceNow{Presence: models.PresenceAvailable, Source: models.SourceManual}},
		{"says away", chosen(models.PresenceAway), 0, here, models.PresenceNow{Presence: models.PresenceAway, Source: models.SourceManual}},
		{"says lunch", func(a *models.Agent) { chosen(models.PresenceAway)(a); a.CustomPresenceID = &custom }, 0, here,
			models.PresenceNow{Presence: models.PresenceAway, Source: models.SourceManual, CustomID: custom}},
		{"told to be away", func(a *models.Agent) { chosen(models.PresenceAway)(a); a.PresenceByID = &boss }, 0, here,
			models.PresenceNow{Presence: models.PresenceAway, Source: models.SourceSupervisor, ByID: boss}},
		{"missed", func(a *models.Agent) { chosen(models.PresenceAvailable)(a); a.SetAside = models.AsideMissed }, 0, here,
			models.PresenceNow{Presence: models.PresenceInactive, Source: models.SourceSystem, Aside: models.AsideMissed}},
		{"declined", func(a *models.Agent) { a.SetAside = models.AsideDeclined }, 0, here,
			models.PresenceNow{Presence: models.PresenceDND, Source: models.SourceSystem, Aside: models.AsideDeclined}},
		{"missed and gone", func(a *models.Agent) { a.SetAside = models.AsideMissed }, 0, models.Time{}, models.PresenceNow{Presence: models.PresenceOffline, Source: models.SourceSystem}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := &models.Agent{Presence: models.PresenceAvailable, Capacity: 100}
			tt.set(a)
			tt.want.Units, tt.want.Capacity = tt.units, a.Capacity
			if got := a.PresenceNow(tt.units, tt.leased, now); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}
