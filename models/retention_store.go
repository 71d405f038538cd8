package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

// RetentionStore knows how long things are kept, and deletes what is not.
type RetentionStore struct{ *Desk }

const (
	// batchRows is how many rows one transaction deletes at most: nobody who writes waits
	// for more than that.
	batchRows = 200
	// guessesKept is how long a failed try to sign in is remembered after all of it is over.
	guessesKept = 48 * time.Hour
)

// Find is what is set.
func (s RetentionStore) Find(ctx context.Context) (*Retention, error) {
	var r Retention
	err := s.read(ctx).Take(&r).Error
	return &r, translate(err)
}

// Edit sets how long things are kept, unless somebody else has since version.
func (s RetentionStore) Edit(ctx context.Context, by *Agent, version Time, r Retention) error {
	if err := r.Check(); err != nil {
		return err
	}
	return s.change(ctx, func(tx *change) error {
		stored := &Retention{}
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(stored).Error; err != nil {
			return err
		}
		if !stored.UpdatedAt.Equal(version) {
			return changed(tx, stored.UpdatedByID, stored.UpdatedAt)
		}
		if err := tx.audited(by, AuditEdited, stored, func() error {
			stored.ConversationDays, stored.VisitDays, stored.SignInDays, stored.AuditDays = r.ConversationDays, r.VisitDays, r.SignInDays, r.AuditDays
			stored.UpdatedAt, stored.UpdatedByID = tx.now.after(stored.UpdatedAt), actor(by)
			return tx.Save(stored).Error
		}); err != nil {
			return err
		}
		return tx.sooner(JobRetention)
	})
}

// sooner lets the job of kind run now instead of at its hour, unless it runs.
func (c *change) sooner(kind JobKind) error {
	if err := c.later(kind, string(kind), c.now); err != nil {
		return err
	}
	return c.Model(&Job{}).Where("kind = ? AND subject = ? AND leased_until IS NULL AND dead_at IS NULL", kind, string(kind)).Update("run_at", c.now).Error
}

// Expire deletes one batch of what is not to be kept any longer, as one change, and
// reports whether there may be more.
func (s RetentionStore) Expire(ctx context.Context) (more bool, err error) {
	r, err := s.Find(ctx)
	if err != nil {
		return false, err
	}
	now := s.now()
	for _, step := range []struct {
		before Time
		expire func(context.Context, Time) (int64, error)
	}{
		{before(r.ConversationDays, now), s.asOne(expireConversation)},
		{before(r.VisitDays, now), s.expireVisits},
		{before(r.SignInDays, now), s.asOne(expireSignIns)},
		{before(r.AuditDays, now), s.asOne(expireAudit)},
		{now.Add(-guessesKept), s.asOne(expireGuesses)},
	} {
		if step.before.IsZero() {
			continue
		}
		gone, err := step.expire(ctx, step.before)
		if err != nil {
			return false, fmt.Errorf("retention: %w", err)
		}
		if gone > 0 {
			return true, nil
		}
	}
	return false, nil
}

// asOne is a step that is one change.
func (s RetentionStore) asOne(expire func(*change, Time) (int64, error)) func(context.Context, Time) (int64, error) {
	return func(ctx context.Context, before Time) (gone int64, err error) {
		err = s.change(ctx, func(tx *change) (err error) {
			gone, err = expire(tx, before)
			return err
		})
		return gone, err
	}
}

// expireConversation deletes of the conversation that was closed first.
func expireConversation(tx *change, before Time) (int64, error) {
	c, err := first[Conversation](tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
		Where("state = 'closed' AND closed_at < ?", before).Order("closed_at, id"))
	if err != nil || c == nil {
		return 0, err
	}
	return deleteSome(tx, c)
}

// deleteSome deletes the oldest rows of a conversation that nobody uses any more, and
// itself with the last of them. It returns how many rows went.
func deleteSome(tx *change, c *Conversation) (int64, error) {
	var oldest []int64
	err := tx.Model(&Message{}).Where("conversation_id = ?", c.ID).Order("seq").Limit(batchRows+1).Pluck("seq", &oldest).Error
	if err != nil {
		return 0, err
	}
	last := len(oldest) <= batchRows
	if n := min(len(oldest), batchRows); n > 0 {
		if err := tx.Where("conversation_id = ? AND seq <= ?", c.ID, oldest[n-1]).Delete(&Message{}).Error; err != nil {
			return 0, err
		}
	}
	if last {
		err = tx.Where("id = ?", c.ID).Delete(&Conversation{}).Error
	}
	return int64(min(len(oldest), batchRows)) + 1, err
}

// unused is a visit that no message refers to.
const unused = "NOT EXISTS (SELECT 1 FROM messages WHERE messages.visit_id = visits.id)"

// expireVisits deletes visits that ended, but for those that messages refer to, and the
// customers of whom nothing else is left. It looks for them before the change begins: there
// may be many of the others to pass over, and writers do not wait for that.
func (s RetentionStore) expireVisits(ctx context.Context, before Time) (gone int64, err error) {
	var visits []Visit
	err = s.read(ctx).Select("id", "customer_id").Where("expires_at < ? AND "+unused, before).Order("expires_at").Limit(batchRows).Find(&visits).Error
	if err != nil || len(visits) == 0 {
		return 0, err
	}
	err = s.change(ctx, func(tx *change) (err error) {
		gone, err = deleteVisits(tx, visits, before)
		return err
	})
	return gone, err
}

func deleteVisits(tx *change, visits []Visit, before Time) (int64, error) {
	ids, customers := make([]string, 0, len(visits)), make([]string, 0, len(visits))
	for _, v := range visits {
		ids, customers = append(ids, v.ID), append(customers, v.CustomerID)
	}
	done := tx.Where("id IN ? AND expires_at < ? AND "+unused, ids, before).Delete(&Visit{})
	if done.Error != nil {
		return 0, done.Error
	}
	err := tx.Where(`id IN ? AND NOT EXISTS (SELECT 1 FROM visits WHERE visits.customer_id = customers.id)
		AND NOT EXISTS (SELECT 1 FROM conversations WHERE conversations.customer_id = customers.id)`, customers).Delete(&Customer{}).Error
	return done.RowsAffected, err
}

// expireSignIns deletes sign-ins that are over.
func expireSignIns(tx *change, before Time) (int64, error) {
	return deleteBatch(tx, "sign_ins", "id", "expires_at", before)
}

func expireAudit(tx *change, before Time) (int64, error) {
	return deleteBatch(tx, "audit_entries", "id", "at", before)
}

// expireGuesses forgets who tried to sign in, after a while that nobody chooses.
func expireGuesses(tx *change, before Time) (int64, error) {
	return deleteBatch(tx, "guesses", "subject", "first_at", before)
}

// deleteBatch deletes the rows of table whose time is before a moment, the oldest first.
func deleteBatch(tx *change, table, key, at string, before Time) (int64, error) {
	oldest := tx.Table(table).Select(key).Where(at+" < ?", before).Order(at).Limit(batchRows)
	done := tx.Table(table).Where(key+" IN (?)", oldest).Delete(nil)
	return done.RowsAffected, done.Error
}

// Overdue is how many conversations are to be deleted now; 10,001 stands for more.
func (s RetentionStore) Overdue(ctx context.Context) (int64, error) {
	r, err := s.Find(ctx)
	if err != nil || r.ConversationDays == 0 {
		return 0, err
	}
	var n int64
	some := s.read(ctx).Model(&Conversation{}).Select("id").
		Where("state = 'closed' AND closed_at < ?", before(r.ConversationDays, s.now())).Limit(10_001)
	err = s.read(ctx).Table("(?) AS counted", some).Count(&n).Error
	return n, translate(err)
}
