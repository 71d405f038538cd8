package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"
)

// standInLine says to a live customer what there is to say when her conversation
// enters its queue, and takes her place back when it leaves.
func standInLine(tx *change, c *Conversation) error {
	switch {
	case c.Mode != ModeLive || (c.State == StateOpen) == (c.was == StateOpen):
		return nil
	case c.State != StateOpen:
		c.PositionAt = Time{}
		c.hidePosition(tx.now)
		return nil
	}
	var w Widget
	if err := tx.Select("id", "show_position", "show_wait").Where("id = ?", c.WidgetID).Take(&w).Error; err != nil {
		return err
	}
	if w.ShowWait && c.was == "" { // computed once
		n, mean, err := averageWait(tx, c.QueueID)
		if err != nil {
			return err
		}
		c.tellWait(n, mean, tx.now)
	}
	if !w.ShowPosition {
		return nil
	}
	var others struct{ Size, Ahead int64 }
	err := tx.Raw(`SELECT COUNT(*) AS size, COUNT(CASE WHEN (inbox_order, id) < (?, ?) THEN 1 END) AS ahead
		FROM conversations WHERE state = 'open' AND held_until IS NULL AND queue_id = ?`, c.InboxOrder, c.ID, c.QueueID).Scan(&others).Error
	if err != nil {
		return err
	}
	c.tellPosition(others.Ahead, tx.now)
	c.PositionAt = nextLook(tx.now, others.Size+1)
	return nil
}

// averageWait is the mean of how long the conversations of a queue waited for
// their first agent that got one lately, and how many those are.
func averageWait(tx *change, queueID string) (n int64, mean time.Duration, err error) {
	var waits struct{ N, Seconds int64 }
	err = tx.Raw(`SELECT COUNT(first_wait_seconds) AS n, CAST(COALESCE(SUM(first_wait_seconds), 0) AS BIGINT) AS seconds
		FROM conversations WHERE queue_id = ? AND accepted_at IS NOT NULL AND accepted_at > ?`, queueID, tx.now.Add(-waitsOf)).Scan(&waits).Error
	if err != nil || waits.N == 0 {
		return 0, 0, err
	}
	return waits.N, time.Duration(float64(waits.Seconds) / float64(waits.N) * float64(time.Second)), nil
}

// spot is where a conversation stands in its queue.
type spot struct {
	ID          string
	Ahead, Size int64
}

const (
	placesAtOnce = 5000 // at which one look counts
	placesEach   = 200  // that one transaction brings up to date
)

// refreshPositions looks anew at the places that are due: one look at the lines
// they are in counts for all. It reports how many it looked at.
func (s Conversations) refreshPositions(ctx context.Context) (int, error) {
	now := s.now()
	var queues []string
	err := s.read(ctx).Raw(`SELECT DISTINCT queue_id FROM conversations WHERE position_at IS NOT NULL AND position_at <= ?`, now).Scan(&queues).Error
	if err != nil || len(queues) == 0 {
		return 0, translate(err)
	}
	var due []spot
	err = s.read(ctx).Raw(`SELECT line.id, line.ahead, line.size FROM conversations JOIN (
			SELECT id, ROW_NUMBER() OVER (PARTITION BY queue_id ORDER BY inbox_order, id) - 1 AS ahead,
				COUNT(*) OVER (PARTITION BY queue_id) AS size
			FROM conversations WHERE state = 'open' AND held_until IS NULL AND queue_id IN ?
		) AS line ON line.id = conversations.id
		WHERE conversations.position_at IS NOT NULL AND conversations.position_at <= ?
		ORDER BY line.ahead, line.id LIMIT ?`, queues, now, atMost(placesAtOnce)).Scan(&due).Error
	if err != nil {
		return 0, fmt.Errorf("places in queues: %w", translate(err))
	}
	done := 0
	for some := range slices.Chunk(due, placesEach) {
		n, err := s.refreshPlaces(ctx, some)
		if err != nil {
			return done, fmt.Errorf("places in queues: %w", err)
		}
		done += n
	}
	return done, nil
}

// refreshPlaces brings places up to date in one transaction, whose statements are
// as many whatever their number. What another node works on, or what left its
// queue meanwhile, is left out.
func (s Conversations) refreshPlaces(ctx context.Context, places []spot) (int, error) {
	at, ids := map[string]spot{}, make([]string, len(places))
	for i, p := range places {
		at[p.ID], ids[i] = p, p.ID
	}
	var list []*Conversation
	err := s.change(ctx, func(tx *change) error {
		err := tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
			Where("id IN ? AND position_at IS NOT NULL AND position_at <= ?", ids, tx.now).Find(&list).Error
		if err != nil || len(list) == 0 {
			return err
		}
		shows, err := shownPlaces(tx, list)
		if err != nil {
			return err
		}
		texts, err := tx.desk.texts.get(tx.DB, tx.now)
		if err != nil {
			return err
		}
		var rows []Message
		for _, c := range list {
			before := c.LastChangedSeq
			c.voice = voice{texts: texts, speaks: shows[c.ID]}
			if !shows[c.ID] {
				c.PositionAt = Time{}
				c.hidePosition(tx.now)
			} else {
				c.PositionAt = nextLook(tx.now, at[c.ID].Size)
				c.tellPosition(at[c.ID].Ahead, tx.now)
			}
			if c.LastChangedSeq != before {
				tx.wake(Wake{Conversation: c.ID, Changed: c.LastChangedSeq, At: tx.now, Topics: []string{TopicConversation(c.ID), TopicCustomer(c.WidgetID, c.CustomerID)}})
			}
			rows = append(append(rows, c.pending...), c.changed...)
		}
		if err := saveChanged(tx, rows); err != nil {
			return err
		}
		return savePlaces(tx, list)
	})
	return len(list), err
}

// savePlaces writes what a look has changed of conversations: one statement for
// their numbers, and one for each of the times at which they are looked at next.
func savePlaces(tx *change, list []*Conversation) error {
	rows, ids, values := make([]string, len(list)), make([]string, len(list)), make([]any, 2, 5*len(list)+3)
	next := map[Time][]string{}
	values[0], values[1] = tx.now, touched(tx.now) // of those that are told
	for i, c := range list {
		rows[i] = "(CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))"
		ids[i] = c.ID
		values = append(values, c.ID, c.PositionSeq, c.PositionAhead, c.LastSeq, c.LastChangedSeq)
		next[c.PositionAt] = append(next[c.PositionAt], c.ID)
	}
	err := tx.Exec(`UPDATE conversations SET position_seq = v.column2, position_ahead = v.column3, last_seq = v.column4, last_changed_seq = v.column5,
			updated_at = CASE WHEN conversations.last_changed_seq = v.column5 THEN conversations.updated_at ELSE ? END,
			touched_at = CASE WHEN conversations.last_changed_seq = v.column5 THEN conversations.touched_at ELSE ? END
		FROM (VALUES `+strings.Join(rows, ", ")+`) AS v WHERE conversations.id = v.column1 AND conversations.id IN ?`, append(values, ids)...).Error
	if err != nil {
		return err
	}
	for at, ids := range next {
		if err := tx.Exec("UPDATE conversations SET position_at = ? WHERE id IN ?", at, ids).Error; err != nil {
			return err
		}
	}
	return nil
}

// shownPlaces are the conversations whose widget shows places still, in a
// workstream that speaks.
func shownPlaces(tx *change, list []*Conversation) (map[string]bool, error) {
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	var shown []string
	err := tx.Table("conversations").Joins("JOIN widgets ON widgets.id = conversations.widget_id").
		Joins("JOIN workstreams ON workstreams.id = conversations.workstream_id").
		Where("conversations.id IN ? AND widgets.show_position AND workstreams.automated_messages", ids).
		Pluck("conversations.id", &shown).Error
	shows := map[string]bool{}
	for _, id := range shown {
		shows[id] = true
	}
	return shows, err
}
