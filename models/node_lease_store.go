package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// Node is one process that holds streams.
type Node struct {
	ID        string
	StartedAt Time
	ExpiresAt Time
}

// NodeLease is how long a node's streams count after it last said that it is
// alive. It says so three times as often. So long the work of one that died waits
// for another; so long a database may be away before everybody counts as gone.
const NodeLease = 12 * time.Second

// Renew says that node is alive, and forgets the nodes that are not, with their
// streams. It reports whether its own lease had ended: then others may have
// forgotten it, and its streams are to be recorded anew.
func (s Streams) Renew(ctx context.Context, node string) (forgotten bool, err error) {
	err = s.change(ctx, func(tx *change) error {
		var watched []string // by whom somebody's absence was seen
		if err := tx.Model(&Node{}).Where("expires_at > ?", tx.now).Limit(1).Pluck("id", &watched).Error; err != nil {
			return err
		}
		// Waits for whoever is forgetting this node, and then finds nothing to renew.
		renewed := tx.Model(&Node{}).Where("id = ? AND expires_at > ?", node, tx.now).Update("expires_at", tx.now.Add(NodeLease))
		if forgotten = renewed.RowsAffected == 0; renewed.Error != nil {
			return renewed.Error
		}
		if forgotten {
			err := tx.Clauses(clause.OnConflict{
				Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"expires_at"}),
			}).Create(&Node{ID: node, StartedAt: tx.now, ExpiresAt: tx.now.Add(NodeLease)}).Error
			if err != nil {
				return err
			}
		}
		if len(watched) > 0 {
			return nil
		}
		if err := waitAnew(tx); err != nil {
			return err
		}
		return agentsWaitAnew(tx)
	})
	if err == nil {
		err = s.forgetDead(ctx)
	}
	if err != nil {
		return false, fmt.Errorf("renew lease of node: %w", err)
	}
	return forgotten, nil
}

// waitAnew lets the clocks of absent live customers begin again: while no node was
// alive nobody could come back.
func waitAnew(tx *change) error {
	var ids []string
	err := tx.Model(&Conversation{}).Where("deadline_at IS NOT NULL AND customer_left_at IS NOT NULL AND state IN ('open', 'active')").Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, ws, err := lockConversation(tx, id)
		if err != nil {
			return err
		}
		if !c.CustomerLeftAt.IsZero() {
			c.CustomerBack()
			c.CustomerGone(tx.now)
		}
		if err := saveConversation(tx, c, ws); err != nil {
			return err
		}
	}
	return nil
}

// Leave forgets node at once: it shuts down. What it has no time for any more is done
// by the others.
func (s Streams) Leave(ctx context.Context, node string) error {
	err := s.change(ctx, func(tx *change) error {
		return tx.Model(&Node{}).Where("id = ?", node).Update("expires_at", tx.now).Error
	})
	if err == nil {
		err = s.forgetDead(ctx)
	}
	if err != nil {
		return fmt.Errorf("forget node: %w", err)
	}
	return nil
}

// forgetDead forgets the nodes whose lease has ended, a batch of streams at a time:
// there may be many, and meanwhile others have to write, too.
func (s Streams) forgetDead(ctx context.Context) error {
	for more := true; more; {
		err := s.change(ctx, func(tx *change) (err error) {
			more, err = s.forgetSome(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetSome forgets some streams of a dead node, or the node if it has none left.
// It reports whether there may be more. The node is held meanwhile, so that no two
// forget the same and it can't come back in the middle.
func (s Streams) forgetSome(tx *change) (more bool, err error) {
	var nodes []Node
	err = tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
		Where("expires_at <= ?", tx.now).Order("id").Limit(1).Find(&nodes).Error
	if err != nil || len(nodes) == 0 {
		return false, err
	}
	var dead []Stream
	if err := tx.Where("node_id = ?", nodes[0].ID).Limit(streamBatch).Find(&dead).Error; err != nil {
		return false, err
	}
	if len(dead) == 0 {
		return true, tx.Where("id = ?", nodes[0].ID).Delete(&Node{}).Error
	}
	return true, s.leave(tx, dead)
}
