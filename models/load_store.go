package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Load is how much a desk has to do now.
type Load struct {
	Open     int64         // conversations that wait for an agent
	Oldest   time.Duration // for how long the first in the inbox's order has
	Offered  int64         // conversations that are before an agent, to accept
	Overdue  time.Duration // by how much the sweep is late
	Jobs     int64         // that wait
	DeadJobs int64         // that were given up
}

// Load counts. Each figure is one look at an index, for which states stand in the text,
// as in [listScope].
func (d *Desk) Load(ctx context.Context) (Load, error) {
	now, q := d.now(), d.read(ctx)
	var l Load
	open := func() *gorm.DB { return q.Model(&Conversation{}).Where("state = 'open'") }
	if err := open().Count(&l.Open).Error; err != nil {
		return l, translate(err)
	}
	var since []Time
	if err := open().Order("inbox_order, id").Limit(1).Pluck("wait_started_at", &since).Error; err != nil {
		return l, translate(err)
	}
	for _, at := range since {
		l.Oldest = max(0, now.Sub(at))
	}
	if err := q.Model(&Conversation{}).Where("offered_agent_id IS NOT NULL").Count(&l.Offered).Error; err != nil {
		return l, translate(err)
	}
	var due []Time
	err := q.Model(&Conversation{}).Where("deadline_at IS NOT NULL").Order("deadline_at").Limit(1).Pluck("deadline_at", &due).Error
	if err != nil {
		return l, translate(err)
	}
	for _, at := range due {
		l.Overdue = max(0, now.Sub(at))
	}
	l.Jobs, l.DeadJobs, err = d.Jobs.Backlog(ctx)
	return l, err
}
