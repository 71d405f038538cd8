package models

import (
	"context"
	"fmt"
	"time"
)

// LongestChange is how long one change may take. Whoever looks back further than
// that misses none.
const LongestChange = 10 * time.Second

// Nodes is what the processes of one desk learn of each other through the database.
type Nodes struct{ *Desk }

// Place is how far a look at what was changed has come: after it comes the next page.
type Place struct {
	At Time
	ID string
}

// changesPage is how many changes one look gives.
const changesPage = 5000

// touchedTo is how exactly the index of looks knows when a conversation was written:
// so long its writes leave it alone, and a look sees more than it asked for.
const touchedTo = 15 * time.Second

func touched(at Time) Time { return At(at.Truncate(touchedTo)) }

// Changed is what was changed after one place and before a moment: conversations that
// were written, sign-ins that were revoked, visits that ended, as wake-ups for a node
// that may have missed them. It is one question, by an index each, asked all the time,
// so of a conversation it tells only that it was changed: Addressed knows more. With
// more there is another page, after next.
func (s Nodes) Changed(ctx context.Context, after Place, before Time) (wakes []Wake, next Place, more bool, err error) {
	next = after
	rows, err := s.read(ctx).Raw(`SELECT * FROM (
			SELECT 'conversation' AS kind, id, updated_at AS at, last_changed_seq AS changed FROM conversations
				WHERE touched_at >= ? AND (updated_at, id) > (?, ?) AND updated_at < ?
			UNION ALL SELECT 'sign-in', id, revoked_at, 0 FROM sign_ins
				WHERE revoked_at IS NOT NULL AND (revoked_at, id) > (?, ?) AND revoked_at < ?
			UNION ALL SELECT 'visit', id, ended_at, 0 FROM visits
				WHERE ended_at IS NOT NULL AND (ended_at, id) > (?, ?) AND ended_at < ?
		) AS news ORDER BY at, id LIMIT ?`,
		touched(after.At), after.At, after.ID, before, after.At, after.ID, before, after.At, after.ID, before, atMost(changesPage)).Rows()
	if err != nil {
		return nil, after, false, fmt.Errorf("look at what changed: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var kind string
		var changed int64
		if err := rows.Scan(&kind, &next.ID, &next.At, &changed); err != nil {
			return nil, after, false, fmt.Errorf("look at what changed: %w", err)
		}
		switch kind {
		case "sign-in":
			wakes = append(wakes, Wake{Topics: []string{TopicSignIn(next.ID)}})
		case "visit":
			wakes = append(wakes, Wake{Topics: []string{TopicVisit(next.ID)}})
		default:
			wakes = append(wakes, Wake{Conversation: next.ID, Changed: changed, At: next.At})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, after, false, fmt.Errorf("look at what changed: %w", translate(err))
	}
	return wakes, next, len(wakes) == changesPage, nil
}

// Addressed finds out who shows the conversations that wakes tell of. Whose they were
// before nobody knows any more, so all inboxes are told.
func (s Nodes) Addressed(ctx context.Context, wakes []Wake) ([]Wake, error) {
	var ids []string
	for _, w := range wakes {
		if w.Conversation != "" {
			ids = append(ids, w.Conversation)
		}
	}
	if len(ids) == 0 {
		return wakes, nil
	}
	var list []Conversation
	if err := s.read(ctx).Where("id IN ?", ids).Find(&list).Error; err != nil {
		return nil, fmt.Errorf("who shows what changed: %w", translate(err))
	}
	topics := make(map[string][]string, len(list))
	for i := range list {
		c := &list[i]
		c.was = StateOpen
		topics[c.ID] = c.topics(nil)
		if c.State != StateClosed {
			topics[c.ID] = append(topics[c.ID], TopicClosed)
		}
	}
	for i := range wakes {
		if id := wakes[i].Conversation; id != "" {
			wakes[i].Topics = topics[id]
		}
	}
	return wakes, nil
}
