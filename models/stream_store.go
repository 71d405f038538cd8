package models

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Stream is a browser that is connected now: an agent's console or a customer's
// widget. Its row counts while the lease of the node that holds it is alive.
type Stream struct {
	ID          string
	NodeID      string
	AgentID     *string
	CustomerID  *string
	VisitID     *string
	ConnectedAt Time
}

// streamBatch is how many streams are written at a time.
const streamBatch = 500

// Streams is who is connected.
type Streams struct{ *Desk }

// Record notes which streams came and which went since the last time, a batch in one
// transaction. What was noted already may be noted again.
func (s Streams) Record(ctx context.Context, came []Stream, went []string) error {
	for batch := range slices.Chunk(came, streamBatch) {
		err := s.change(ctx, func(tx *change) error {
			if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&batch).Error; err != nil {
				return err
			}
			agentsCame(tx, batch)
			customers := customersOf(batch)
			if err := holdCustomers(tx, customers); err != nil {
				return err
			}
			return s.present(tx, customers, true)
		})
		if err != nil {
			return fmt.Errorf("record streams that came: %w", err)
		}
	}
	for batch := range slices.Chunk(went, streamBatch) {
		err := s.change(ctx, func(tx *change) error {
			var gone []Stream
			if err := tx.Where("id IN ?", batch).Find(&gone).Error; err != nil {
				return err
			}
			return s.leave(tx, gone)
		})
		if err != nil {
			return fmt.Errorf("record streams that went: %w", err)
		}
	}
	return nil
}

// holdCustomers lets nobody else decide meanwhile whether these are here: of two
// nodes that each see one of somebody's two streams go, one has to see both.
func holdCustomers(tx *change, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var held []string
	return tx.Model(&Customer{}).Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id IN ?", ids).Order("id").Pluck("id", &held).Error
}

// leave removes streams and notes the customers who have none left.
func (s Streams) leave(tx *change, gone []Stream) error {
	if len(gone) == 0 {
		return nil
	}
	ids := make([]string, len(gone))
	for i, stream := range gone {
		ids[i] = stream.ID
	}
	if err := tx.Where("id IN ?", ids).Delete(&Stream{}).Error; err != nil {
		return err
	}
	agentsLeft(tx, gone)
	var left []string
	customers := customersOf(gone)
	if len(customers) == 0 {
		return nil
	}
	if err := holdCustomers(tx, customers); err != nil {
		return err
	}
	err := tx.Model(&Customer{}).Where("id IN ? AND NOT EXISTS (SELECT 1 FROM streams WHERE streams.customer_id = customers.id)", customers).
		Pluck("id", &left).Error
	if err != nil {
		return err
	}
	return s.present(tx, left, false)
}

// present notes that customers came or left: on themselves, in their running
// live conversations, which end when they stay away, and to whoever shows them.
func (s Streams) present(tx *change, customers []string, here bool) error {
	if len(customers) == 0 {
		return nil
	}
	err := tx.Model(&Customer{}).Where("id IN ?", customers).Update("last_seen_at", tx.now).Error
	if err != nil {
		return err
	}
	var running []Conversation
	err = tx.Where("customer_id IN ? AND state IN ('open', 'active', 'waiting')", customers).Find(&running).Error
	if err != nil {
		return err
	}
	for i := range running {
		c := &running[i]
		if c.Mode == ModeLive {
			if err := liveAbsence(tx, c.ID, here); err != nil {
				return err
			}
		}
		tx.wake(Wake{Conversation: c.ID, Topics: c.topics(nil), Signal: &Signal{Kind: SignalPresence, On: here}, Edges: EdgesNone})
	}
	return nil
}

// Unheard starts the clock of a live customer who wrote without a stream: her page
// may have gone with the message, and no stream of hers would ever leave. Most have
// one. Who has none is held while it is looked for again: recorded in between, its
// customer would count as gone, and her conversation would end before her eyes.
func (s Streams) Unheard(ctx context.Context, c *Conversation) error {
	if c.Mode != ModeLive {
		return nil
	}
	if heard, err := heard(s.read(ctx), c.CustomerID); err != nil || heard {
		return translate(err)
	}
	return s.change(ctx, func(tx *change) error {
		if err := holdCustomers(tx, []string{c.CustomerID}); err != nil {
			return err
		}
		if heard, err := heard(tx.DB, c.CustomerID); err != nil || heard {
			return err
		}
		return liveAbsence(tx, c.ID, false)
	})
}

// heard reports whether a stream of the customer is recorded.
func heard(q *gorm.DB, customerID string) (bool, error) {
	return found(q.Select("id").Where("customer_id = ?", customerID).Take(&Stream{}).Error)
}

// liveAbsence starts or stops the clock of a live conversation's absent customer.
func liveAbsence(tx *change, id string, here bool) error {
	c, ws, err := lockConversation(tx, id)
	if err != nil {
		return err
	}
	if here {
		c.CustomerBack()
	} else {
		c.CustomerGone(tx.now)
	}
	return saveConversation(tx, c, ws)
}

// agentsWaitAnew is the same for agents whose connection was lost.
func agentsWaitAnew(tx *change) error {
	grace := tx.now.Add(PresenceGrace)
	return tx.Model(&Agent{}).Where("vanish_at IS NOT NULL").
		UpdateColumns(map[string]any{"offline_at": tx.now, "vanish_at": grace, "presence_due_at": grace}).Error
}

func customersOf(streams []Stream) []string {
	seen := map[string]bool{}
	var ids []string
	for _, stream := range streams {
		if id := deref(stream.CustomerID); id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// CustomerPresent reports whether the customer has a widget open now.
func (s Streams) CustomerPresent(ctx context.Context, customerID string) (bool, error) {
	var n int64
	err := s.read(ctx).Table("streams").Joins("JOIN nodes ON nodes.id = streams.node_id").
		Where("streams.customer_id = ? AND nodes.expires_at > ?", customerID, s.now()).Limit(1).Count(&n).Error
	return n > 0, translate(err)
}

// agentReachable reports whether work that may exceed a capacity may be put before the
// agent: able to sign in, with a console open now, and with a presence that the
// workstream allows, or at their capacity only.
func agentReachable(q *gorm.DB, agentID string, ws *Workstream, now Time) (bool, error) {
	var n int64
	err := q.Table("(?) AS standing", presenceScope(now, agentID)).Where("uncrowded IN ?", ws.AllowedPresences.List()).Limit(1).Count(&n).Error
	return n > 0, err
}

// agentsCame notes the agents of streams that began.
func agentsCame(tx *change, streams []Stream) {
	for _, s := range streams {
		if s.AgentID != nil {
			tx.presence(*s.AgentID)
		}
	}
}

// agentsLeft notes the agents of streams that ended; those who have another one are not
// gone.
func agentsLeft(tx *change, streams []Stream) {
	for _, s := range streams {
		if s.AgentID != nil {
			tx.presence(*s.AgentID).left = true
		}
	}
}
