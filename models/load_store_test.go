package models_test

import (
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// The desk's load is what waits now.
func TestLoad(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		idle, err := d.Load(d.Ctx())
		must(t, err)
		if idle != (models.Load{}) {
			t.Errorf("at rest: %+v", idle)
		}
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "omar"), "Hello")
		must(t, d.Jobs.Ensure(d.Ctx(), models.JobRetention))
		must(t, d.DB.Write.Exec("UPDATE conversations SET deadline_at = ? WHERE id = ?", models.At(d.Clock.Now().Add(time.Minute)), c.ID).Error)
		d.Clock.Advance(3 * time.Minute)
		got, err := d.Load(d.Ctx())
		must(t, err)
		if got.Open != 1 || got.Oldest != 3*time.Minute || got.Overdue != 2*time.Minute || got.Jobs != 1 || got.DeadJobs != 0 {
			t.Errorf("load: %+v", got)
		}
		must(t, d.DB.Write.Exec("UPDATE jobs SET dead_at = created_at").Error)
		if got, err = d.Load(d.Ctx()); err != nil || got.Jobs != 0 || got.DeadJobs != 1 {
			t.Errorf("given up: %+v, %v", got, err)
		}
	})
}
