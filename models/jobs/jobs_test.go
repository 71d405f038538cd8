package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"linger/models"
	"linger/models/jobs"
	"linger/models/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

func once(t *testing.T, r *jobs.Runner) {
	t.Helper()
	if err := r.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// An erasure that somebody asked for is done to its end, with a pause between its batches,
// and the job goes; retention stays for the next time.
func TestTheRunnerErases(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, admin := d.Channel(models.ModePersistent, nil), d.Agent("Ada", models.RoleAdmin)
		visit, mina := d.Visit(w, "omar"), d.Visit(w, "mina")
		c := d.Write(visit, "my secret")
		err := d.DB.Write.Exec("UPDATE conversations SET state = 'closed', turn = 'nobody', ended_by = 'agent', closed_at = created_at WHERE id = ?", c.ID).Error
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Erasures.Begin(t.Context(), admin, visit.CustomerID); err != nil {
			t.Fatal(err)
		}
		r := jobs.New(d.Desk, slog.New(slog.DiscardHandler))
		pauses := 0
		r.Pause = func(context.Context) {
			d.Write(mina, "between two batches")
			pauses++
		}
		once(t, r)
		if pauses == 0 {
			t.Error("there is no pause between batches")
		}
		if _, err := d.Customers.Find(t.Context(), visit.CustomerID); models.KindOf(err) != models.NotFound {
			t.Errorf("she is still there: %v", err)
		}
		waiting, dead, err := d.Jobs.Backlog(t.Context())
		if err != nil || waiting != 1 || dead != 0 {
			t.Errorf("%d jobs wait, %d are dead, %v; want retention to wait", waiting, dead, err)
		}
		if due, err := d.Jobs.Due(t.Context()); err != nil || due {
			t.Errorf("due %v, %v", due, err)
		}
	})
}

// What fails is the job's own: others go on. What stops with the process is no failure.
func TestTheRunnerAndFailures(t *testing.T) {
	d := modeltest.New(t, modeltest.SQLite(t))
	r := jobs.New(d.Desk, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	work := func(context.Context, string) (bool, error) { return false, errors.New("not today") }
	r.Kinds = map[models.JobKind]jobs.Kind{models.JobRetention: {Again: time.Hour, Work: func(ctx context.Context, subject string) (bool, error) { return work(ctx, subject) }}}
	once(t, r)
	job := func() (j models.Job) {
		t.Helper()
		if err := d.DB.Read.Take(&j).Error; err != nil {
			t.Fatal(err)
		}
		return j
	}
	if j := job(); j.Problem != "not today" || j.Attempts != 1 || !j.LeasedUntil.IsZero() {
		t.Errorf("after a failure: %+v", j)
	}
	d.Clock.Advance(time.Hour)
	work = func(context.Context, string) (bool, error) { stop(); return true, nil }
	r.Pause = func(context.Context) {}
	_ = r.Once(ctx)
	if j := job(); j.Problem != "" || j.Attempts != 0 || !j.LeasedUntil.IsZero() {
		t.Errorf("after a stop: %+v", j)
	}
	r.Kinds = nil
	once(t, r)
	if j := job(); j.Problem == "" {
		t.Error("a job that this version does not know is not said to be one")
	}
}
