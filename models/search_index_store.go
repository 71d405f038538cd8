package models

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm/clause"

	"linger/models/search"
)

// indexBatch is how many texts come into the index of words at once. What one
// text costs is mostly the change of the index itself, and writers wait for no
// longer than a batch takes.
const indexBatch = 200

// Index brings what was written or changed into the index of words, oldest first,
// and reports how much it was; call it again while that is not nothing. It is not
// done with the message itself: one by one a message would cost three times as
// much, and its writer would wait for it. What is lost with a crash is found again,
// as it has no place yet.
func (s Search) Index(ctx context.Context) (int, error) {
	messages, err := s.index(ctx, indexOf{
		name: "messages", waiting: "search_id IS NULL AND kind IN ('customer', 'agent', 'internal')",
		order: "created_at, conversation_id, seq", key: "conversation_id, seq", text: "body",
		same: "messages.conversation_id = placed.conversation_id AND messages.seq = placed.seq", table: "message_words",
	})
	if err != nil {
		return 0, err
	}
	customers, err := s.index(ctx, indexOf{
		name: "customers", waiting: "search_id IS NULL",
		order: "created_at, id", key: "id", text: "name || ' | ' || email || ' | ' || COALESCE(external_id, '')",
		same: "customers.id = placed.id", table: "customer_words",
	})
	return messages + customers, err
}

// indexOf says what of a table is found by its words.
type indexOf struct{ name, waiting, order, key, text, same, table string }

func (s Search) index(ctx context.Context, of indexOf) (int, error) {
	var one []int
	err := s.read(ctx).Table(of.name).Select("1").Where(of.waiting).Limit(1).Find(&one).Error
	if err != nil || len(one) == 0 {
		return 0, translate(err)
	}
	n := 0
	err = s.change(ctx, func(tx *change) error {
		var last int64
		err := tx.Table("search_places").Clauses(clause.Locking{Strength: "UPDATE"}).
			Where("name = ?", of.name).Pluck("last", &last).Error
		if err != nil {
			return err
		}
		var texts []struct {
			SearchID int64
			Text     string
		}
		err = tx.Raw(`UPDATE `+of.name+` SET search_id = placed.place
			FROM (SELECT `+of.key+`, ? + ROW_NUMBER() OVER (ORDER BY `+of.order+`) AS place
				FROM (SELECT `+of.order+` FROM `+of.name+` WHERE `+of.waiting+` ORDER BY `+of.order+` LIMIT ?) AS next) AS placed
			WHERE `+of.same+` RETURNING search_id, `+of.text+` AS text`, last, atMost(indexBatch)).Scan(&texts).Error
		if n = len(texts); err != nil || n == 0 {
			return err
		}
		values := make([]any, 0, 2*n)
		for _, t := range texts {
			values = append(values, t.SearchID, tx.indexed(t.Text))
		}
		if err := tx.Exec(tx.insertWords(of.table, n), values...).Error; err != nil {
			return err
		}
		return tx.Table("search_places").Where("name = ?", of.name).Update("last", last+int64(n)).Error
	})
	if err != nil {
		return 0, fmt.Errorf("index the words of %s: %w", of.name, err)
	}
	return n, nil
}

func (c *change) indexed(text string) string {
	if c.desk.DB.Dialect == "postgres" {
		return search.TSVector(text)
	}
	return search.FTS5(text)
}

func (c *change) insertWords(table string, n int) string {
	id, value := "rowid", "(?, ?)"
	if c.desk.DB.Dialect == "postgres" {
		id, value = "id", "(CAST(? AS BIGINT), CAST(? AS TSVECTOR))"
	}
	return "INSERT INTO " + table + " (" + id + ", words) VALUES " + strings.TrimSuffix(strings.Repeat(value+", ", n), ", ")
}
