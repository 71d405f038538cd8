package models_test

import (
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

func TestAJobIsClaimedByOne(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		claim := func() *models.Job {
			t.Helper()
			j, err := d.Jobs.Claim(d.Ctx())
			must(t, err)
			return j
		}
		for range 2 {
			must(t, d.Jobs.Ensure(d.Ctx(), models.JobRetention))
		}
		first := claim()
		if first == nil || claim() != nil {
			t.Fatal("one job is not claimed by one")
		}
		d.Clock.Advance(models.JobLease) // whoever had it is dead
		second := claim()
		if second == nil || second.ID != first.ID || second.Attempts != 2 {
			t.Fatalf("taken up again: %+v", second)
		}
		must(t, d.Jobs.Finish(d.Ctx(), first)) // who comes back late has nothing to say
		must(t, d.Jobs.Fail(d.Ctx(), first, errors.New("too late")))
		var stored models.Job
		must(t, d.DB.Write.Take(&stored).Error)
		if stored.Attempts != 2 || stored.Problem != "" || claim() != nil {
			t.Errorf("settled by who lost it: %+v", stored)
		}
		must(t, d.Jobs.Postpone(d.Ctx(), second, time.Hour))
		if claim() != nil {
			t.Error("it comes before its time")
		}
		d.Clock.Advance(time.Hour)
		third := claim()
		if third == nil || third.Attempts != 1 {
			t.Fatalf("after its hour: %+v", third)
		}
		must(t, d.Jobs.Finish(d.Ctx(), third))
		d.Clock.Advance(time.Hour)
		if there, err := d.Jobs.Has(d.Ctx(), models.JobRetention); claim() != nil || there || err != nil {
			t.Errorf("what is done comes again: %v", err)
		}
	})
}

// However many ask at once, each job is given to one of them.
func TestJobsAreClaimedOnce(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		const jobs, askers = 6, 12
		for i := range jobs {
			must(t, d.DB.Write.Create(&models.Job{ID: models.NewID(), Kind: models.JobErase, Subject: strconv.Itoa(i), Payload: "{}",
				RunAt: models.At(d.Clock.Now()), CreatedAt: models.At(d.Clock.Now())}).Error)
		}
		got, begin := make(chan string, jobs*askers), make(chan struct{})
		var all sync.WaitGroup
		for range askers {
			all.Go(func() {
				<-begin
				for range jobs {
					if j, err := d.Jobs.Claim(d.Ctx()); err != nil {
						t.Error(err)
					} else if j != nil {
						got <- j.Subject
					}
				}
			})
		}
		close(begin)
		all.Wait()
		close(got)
		times := map[string]int{}
		for subject := range got {
			times[subject]++
		}
		for i := range jobs {
			if n := times[strconv.Itoa(i)]; n != 1 {
				t.Errorf("job %d was given out %d times", i, n)
			}
		}
	})
}

// A job that fails is tried later each time, then given up until an admin says otherwise.
func TestAJobThatFails(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		must(t, d.Jobs.Ensure(d.Ctx(), models.JobRetention))
		tries, waited := 0, time.Duration(0)
		for ; tries < 100; tries++ {
			j, err := d.Jobs.Claim(d.Ctx())
			must(t, err)
			if j == nil {
				break
			}
			must(t, d.Jobs.Fail(d.Ctx(), j, errors.New("the disk is full")))
			if j.DeadAt.IsZero() {
				pause := j.RunAt.Sub(models.At(d.Clock.Now()))
				if pause < 5*time.Second || pause > 6*time.Hour {
					t.Errorf("try %d is followed by %v", tries+1, pause)
				}
				waited += pause
				d.Clock.Advance(pause)
			}
		}
		if tries < 5 || tries > 20 || waited < 6*time.Hour {
			t.Errorf("given up after %d tries in %v", tries, waited)
		}
		dead, err := d.Jobs.Dead(d.Ctx())
		must(t, err)
		if waiting, gone, err := d.Jobs.Backlog(d.Ctx()); err != nil || waiting != 0 || gone != 1 {
			t.Errorf("backlog %d, %d, %v", waiting, gone, err)
		}
		if len(dead) != 1 || dead[0].Problem != "the disk is full" {
			t.Fatalf("given up: %+v", dead)
		}
		must(t, d.Jobs.Revive(d.Ctx(), dead[0].ID))
		if err := d.Jobs.Revive(d.Ctx(), dead[0].ID); models.KindOf(err) != models.NotFound {
			t.Errorf("revived twice: %v", err)
		}
		if j, err := d.Jobs.Claim(d.Ctx()); err != nil || j == nil || j.Attempts != 1 {
			t.Errorf("revived: %+v, %v", j, err)
		}
	})
}
