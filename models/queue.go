package models

// DefaultQueueID is the queue that the desk comes with: every agent is in it, and
// what has no other queue goes there.
const DefaultQueueID = "00000000-0000-7000-8000-000000000001"

// Queue is a team and the conversations that wait for it.
type Queue struct {
	ID               string
	Name             string
	IsDefault        bool    // contains every agent; its name and members are fixed
	OperatingHoursID *string // nil: always open
	Priority         int64   // from 1, which is served first, to MaxQueuePriority
	Assignment       Assignment
	CreatedAt        Time
	UpdatedAt        Time    `gorm:"autoUpdateTime:false"`
	UpdatedByID      *string // who changed it last
	DeactivatedAt    Time
}

// Active reports whether workstreams may send conversations to it.
func (q *Queue) Active() bool { return q.DeactivatedAt.IsZero() }

// MaxQueuePriority is the priority that is served last; DefaultQueuePriority is a new
// queue's.
const (
	MaxQueuePriority     = 100
	DefaultQueuePriority = 10
)

// Assignment is how a queue chooses among the agents who can take a conversation.
type Assignment string

// The assignments (dynamics §4.5).
const (
	AssignHighestCapacity Assignment = "highest_capacity" // most free capacity, then fewest of the workstream, then longest idle
	AssignRoundRobin      Assignment = "round_robin"      // whose last one is longest ago
)

// NewQueue is one that nobody has entered anything for.
func NewQueue() *Queue {
	return &Queue{Priority: DefaultQueuePriority, Assignment: AssignHighestCapacity}
}

// QueueMember is an agent's place in a queue.
type QueueMember struct{ QueueID, AgentID string }

// QueueDraft is what an admin may set.
type QueueDraft struct {
	Name             string
	OperatingHoursID string // empty for none
	Members          []string
	Priority         int64      // 0 is the usual one
	Assignment       Assignment // empty is the usual one
}

// Draft is what the queue says now, to be edited.
func (q *Queue) Draft(members []string) QueueDraft {
	return QueueDraft{q.Name, deref(q.OperatingHoursID), members, q.Priority, q.Assignment}
}

// Set takes over what an admin entered, but for the references, which the store
// looks after.
func (q *Queue) Set(d QueueDraft) error {
	p := Problems{}
	d.Name = name(p, "name", d.Name)
	if q.IsDefault {
		d.Name = q.Name
	}
	if d.Name == "" {
		p.Add("name", "Give it a name, such as that of the team.")
	}
	if d.Priority == 0 {
		d.Priority = DefaultQueuePriority
	}
	if d.Priority < 1 || d.Priority > MaxQueuePriority {
		p.Add("priority", "Enter a number from 1 to %d.", MaxQueuePriority)
	}
	if d.Assignment == "" {
		d.Assignment = AssignHighestCapacity
	}
	if d.Assignment != AssignHighestCapacity && d.Assignment != AssignRoundRobin {
		p.Add("assignment", "Choose how an agent is found.")
	}
	if err := p.Err(); err != nil {
		return err
	}
	q.Name, q.Priority, q.Assignment = d.Name, d.Priority, d.Assignment
	return nil
}
