package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Erasure says that a customer was erased, by whom and when, and nothing of who it was.
type Erasure struct {
	ID            string
	CustomerID    string
	AgentID       *string
	Conversations int64
	CreatedAt     Time
	DoneAt        Time
}

// ErasureRow is an erasure with the name of who asked for it.
type ErasureRow struct {
	Erasure
	Who string
}

// Erasures forget customers.
type Erasures struct{ *Desk }

// CodeRuns says that a conversation of hers is not closed.
const CodeRuns = "runs"

// Closed is how many conversations the customer has, unless one of them is not closed.
func (s Erasures) Closed(ctx context.Context, customerID string) (int64, error) {
	n, err := closedOf(s.read(ctx), customerID)
	return n, translate(err)
}

func closedOf(q *gorm.DB, customerID string) (int64, error) {
	var count struct{ Total, Running int64 }
	err := q.Model(&Conversation{}).Where("customer_id = ?", customerID).
		Select("COUNT(*) AS total, COUNT(*) FILTER (WHERE state <> ?) AS running", StateClosed).Take(&count).Error
	if err == nil && count.Running > 0 {
		err = Fail(Conflict, CodeRuns, "A conversation of this customer is not closed. End it first, and close it.")
	}
	return count.Total, err
}

// Begin forgets who a customer is, ends her visits and leaves her conversations to a job:
// from now on her site's token makes her somebody new.
func (s Erasures) Begin(ctx context.Context, by *Agent, customerID string) error {
	err := s.change(ctx, func(tx *change) error {
		var c Customer
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", customerID).Take(&c).Error; err != nil {
			return translate(err)
		}
		conversations, err := closedOf(tx.DB, c.ID)
		if err != nil {
			return err
		}
		fresh := tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "customer_id"}}, DoNothing: true}).
			Create(&Erasure{ID: NewID(), CustomerID: c.ID, AgentID: actor(by), Conversations: conversations, CreatedAt: tx.now})
		if fresh.Error != nil || fresh.RowsAffected == 0 { // begun before
			return fresh.Error
		}
		c.AuthenticationSettingsID, c.ExternalID, c.Name, c.Email, c.Phone, c.UpdatedAt = nil, nil, "", "", "", tx.now
		if err := tx.Save(&c).Error; err != nil {
			return err
		}
		if err := endVisits(tx, c.ID); err != nil {
			return err
		}
		if err := tx.Create(&AuditEntry{
			ID: NewID(), At: tx.now, AgentID: actor(by), Kind: AuditCustomer, RecordID: c.ID, RecordName: c.visitor(), Verb: AuditErased, Changes: []AuditChange{},
		}).Error; err != nil {
			return err
		}
		return tx.later(JobErase, c.ID, tx.now)
	})
	if err != nil {
		return fmt.Errorf("erase customer: %w", err)
	}
	return nil
}

// known fails if the customer is erased, and keeps her from being until the change is
// over. Meanwhile nobody notes her last stream's end either: who looked for her live
// conversations before this one is there would start no clock in it, ever.
func known(tx *change, customerID string) error {
	var c Customer
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Select("id").Where("id = ?", customerID).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return errVisitOver()
	}
	if err != nil {
		return err
	}
	erased, err := found(tx.Select("id").Where("customer_id = ?", customerID).Take(&Erasure{}).Error)
	if err == nil && erased {
		err = errVisitOver()
	}
	return err
}

// endVisits sends the customer's browsers away.
func endVisits(tx *change, customerID string) error {
	var ids []string
	err := tx.Model(&Visit{}).Where("customer_id = ? AND ended_at IS NULL", customerID).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return err
	}
	for _, id := range ids {
		tx.wake(Wake{Topics: []string{TopicVisit(id)}})
	}
	return tx.Model(&Visit{}).Where("customer_id = ? AND ended_at IS NULL", customerID).Update("ended_at", tx.now).Error
}

// Continue deletes one batch of what is left of a customer, as one change, and reports
// whether there may be more.
func (s Erasures) Continue(ctx context.Context, customerID string) (more bool, err error) {
	err = s.change(ctx, func(tx *change) error {
		more = true
		c, err := first[Conversation](tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("customer_id = ?", customerID).Order("created_at"))
		if err != nil {
			return err
		}
		if c != nil {
			if c.State != StateClosed {
				return errors.New("a conversation of an erased customer is not closed")
			}
			_, err = deleteSome(tx, c)
			return err
		}
		oldest := tx.Model(&Visit{}).Select("id").Where("customer_id = ?", customerID).Order("created_at").Limit(batchRows)
		gone := tx.Where("id IN (?)", oldest).Delete(&Visit{})
		if gone.Error != nil || gone.RowsAffected == batchRows {
			return gone.Error
		}
		if err := tx.Where("id = ?", customerID).Delete(&Customer{}).Error; err != nil {
			return err
		}
		more = false
		return tx.Model(&Erasure{}).Where("customer_id = ?", customerID).Update("done_at", tx.now).Error
	})
	if err != nil {
		return false, fmt.Errorf("erase customer: %w", err)
	}
	return more, nil
}

// List are the newest erasures; a hundred at most.
func (s Erasures) List(ctx context.Context) ([]ErasureRow, error) {
	var rows []ErasureRow
	err := s.read(ctx).Table("erasures").Joins("LEFT JOIN agents ON agents.id = erasures.agent_id").
		Select("erasures.*, COALESCE(agents.first_name || ' ' || agents.last_name, '') AS who").
		Order("erasures.id DESC").Limit(100).Find(&rows).Error
	return rows, translate(err)
}
