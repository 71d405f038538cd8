package models

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"linger/models/hours"
)

// calendar is a picture of everything that decides whether a conversation's desk
// is open, and of the queues: read once in a while, so that a message costs no query
// for it.
type calendar struct {
	readAt    Time
	schedules map[string]hours.Schedule // by the id of the operating hours
	widgets   map[string]place          // by the widget's id
	queues    map[string]Queue
	members   map[string][]string // an agent's queues, besides the default one

	known sync.Map // pair → opinion
}

// place is where a widget stands.
type place struct{ hours, queue string }

// pair is the operating hours of a widget and of a queue; empty for none.
type pair struct{ widget, queue string }

// opinion is an openness and from when until when it can be repeated.
type opinion struct {
	Openness
	from, until Time
}

// calendarFor is how old the picture may be: so long another node may not know of
// a change. This one knows at once.
const calendarFor = 5 * time.Second

// repeatFor bounds how long an answer is repeated: which holiday it is may change
// while the desk stays closed.
const repeatFor = time.Minute

// calendarCache keeps the newest picture. It is read without a lock, because who
// reads it may hold a connection that whoever refreshes it waits for.
type calendarCache struct {
	newest     atomic.Pointer[calendar]
	generation atomic.Int64
}

// forget makes the next question read anew.
func (c *calendarCache) forget() {
	c.generation.Add(1)
	c.newest.Store(nil)
}

// get is the picture, read through q if there is none that is new enough.
func (c *calendarCache) get(q *gorm.DB, now Time) (*calendar, error) {
	if k := c.newest.Load(); k != nil && now.Before(k.readAt.Add(calendarFor)) {
		return k, nil
	}
	generation := c.generation.Load()
	k, err := readCalendar(q, now)
	if err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	if c.generation.Load() == generation { // else it may lack what was just changed
		c.newest.Store(k)
	}
	return k, nil
}

func readCalendar(q *gorm.DB, now Time) (*calendar, error) {
	k := &calendar{
		readAt: now, schedules: map[string]hours.Schedule{}, widgets: map[string]place{},
		queues: map[string]Queue{}, members: map[string][]string{},
	}
	var all []OperatingHours
	if err := q.Find(&all).Error; err != nil {
		return nil, err
	}
	if err := fillHours(q, all); err != nil {
		return nil, err
	}
	for i := range all {
		if s, err := all[i].Schedule(); err == nil { // a zone unknown here silences nobody; the doctor tells
			k.schedules[all[i].ID] = s
		}
	}
	var widgets []struct{ ID, OperatingHoursID, QueueID string }
	err := q.Table("widgets").Joins("JOIN workstreams ON workstreams.id = widgets.workstream_id").
		Select("widgets.id, COALESCE(widgets.operating_hours_id, '') AS operating_hours_id, COALESCE(workstreams.queue_id, ?) AS queue_id", DefaultQueueID).
		Find(&widgets).Error
	if err != nil {
		return nil, err
	}
	for _, w := range widgets {
		k.widgets[w.ID] = place{w.OperatingHoursID, w.QueueID}
	}
	var queues []Queue
	if err := q.Find(&queues).Error; err != nil {
		return nil, err
	}
	for _, queue := range queues {
		k.queues[queue.ID] = queue
	}
	var members []QueueMember
	if err := q.Find(&members).Error; err != nil {
		return nil, err
	}
	for _, m := range members {
		k.members[m.AgentID] = append(k.members[m.AgentID], m.QueueID)
	}
	return k, nil
}

// openness is what the hours of a widget and a queue say at now.
func (k *calendar) openness(widget, queue string, now Time) Openness {
	p := pair{k.widgets[widget].hours, deref(k.queues[queue].OperatingHoursID)}
	if p == (pair{}) {
		return Openness{}
	}
	if known, ok := k.known.Load(p); ok {
		if o := known.(opinion); !now.Before(o.from) && now.Before(o.until) {
			return o.Openness
		}
	}
	var all hours.Together
	for _, id := range []string{p.widget, p.queue} {
		if s, ok := k.schedules[id]; ok {
			all = append(all, s)
		}
	}
	o := opinion{Openness: opennessAt(all, now), from: now}
	o.until = earliest(o.Changes(), now.Add(repeatFor))
	k.known.Store(p, o)
	return o.Openness
}

// openness is what the hours say about a conversation now.
func (c *change) openness(of *Conversation) (Openness, error) {
	k, err := c.desk.calendar.get(c.DB, c.now)
	if err != nil {
		return Openness{}, err
	}
	return k.openness(of.WidgetID, of.QueueID, c.now), nil
}

// queue is the queue with id, as the calendar has it: another node may have changed it
// within calendarFor.
func (c *change) queue(id string) (*Queue, error) {
	k, err := c.desk.calendar.get(c.DB, c.now)
	if err != nil {
		return nil, err
	}
	if queue, ok := k.queues[id]; ok {
		return &queue, nil
	}
	var queue Queue
	return &queue, c.Where("id = ?", id).Take(&queue).Error
}

// Openness is what the hours say now about a conversation of the widget: a running
// one, or with nil the one that its customer would start.
func (s Widgets) Openness(ctx context.Context, w *Widget, running *Conversation) (Openness, error) {
	k, err := s.calendar.get(s.read(ctx), s.now())
	if err != nil {
		return Openness{}, translate(err)
	}
	queue := k.widgets[w.ID].queue
	if running != nil {
		queue = running.QueueID
	}
	return k.openness(w.ID, queue, s.now()), nil
}

// queuesOf are the ids of the queues that agent is in.
func (d *Desk) queuesOf(ctx context.Context, agent *Agent) ([]string, error) {
	k, err := d.calendar.get(d.read(ctx), d.now())
	if err != nil {
		return nil, translate(err)
	}
	return append([]string{DefaultQueueID}, k.members[agent.ID]...), nil
}

// inQueue reports whether the agent is in the queue.
func inQueue(tx *change, agentID, queueID string) (bool, error) {
	if queueID == DefaultQueueID {
		return true, nil
	}
	var n int64
	err := tx.Model(&QueueMember{}).Where("queue_id = ? AND agent_id = ?", queueID, agentID).Count(&n).Error
	return n > 0, err
}
