package models

import (
	"math/rand/v2"
	"time"
)

// JobKind names what a job does.
type JobKind string

// The kinds.
const (
	JobRetention JobKind = "retention" // delete what is not to be kept any longer
	JobErase     JobKind = "erase"     // delete what is left of a customer
)

// Job is work that must survive a crash. The row is written with its cause, and goes
// when it is done. There is one at most of each kind about a subject.
type Job struct {
	ID          string
	Kind        JobKind
	Subject     string // what it is about: an id, or the kind itself
	Payload     string
	RunAt       Time
	Attempts    int64
	LeasedUntil Time // until then it is somebody's
	DeadAt      Time // tried too often; an admin decides
	Problem     string
	CreatedAt   Time
}

const (
	// JobLease is how long whoever claimed a job has it alone. If the process dies, another
	// takes it up after that.
	JobLease = time.Minute
	// jobTries is how often a job is tried before it is dead: for most of a day.
	jobTries = 14
	// The wait after the first failure; it doubles from there.
	jobPause     = 10 * time.Second
	jobLongPause = 4 * time.Hour
)

// claim makes the job the claimer's.
func (j *Job) claim(now Time) {
	j.Attempts++
	j.LeasedUntil = now.Add(JobLease)
}

// postpone gives the job back, to go on at at. What it has done so far went well.
func (j *Job) postpone(at Time) {
	j.Attempts, j.Problem, j.LeasedUntil, j.RunAt = 0, "", Time{}, at
}

// fail gives the job back after a failure: to be tried again, later each time and not in
// step with others, or dead.
func (j *Job) fail(problem string, now Time) {
	j.Problem, j.LeasedUntil = cut(problem, 1000), Time{}
	if j.Attempts >= jobTries {
		j.DeadAt = now
		return
	}
	pause := min(jobLongPause, jobPause<<(j.Attempts-1))
	j.RunAt = now.Add(pause/2 + rand.N(pause))
}

// revive lets a dead job be tried again from the beginning.
func (j *Job) revive(now Time) {
	j.DeadAt = Time{}
	j.postpone(now)
}
