package models

import (
	"reflect"
	"strings"

	"gorm.io/gorm"
)

// loaded notes how the row stands before anything changes: what rules ask for later, and
// by which writeConversation knows what to write. Rules replace what a field points at;
// what they changed in place would not be noticed.
func (c *Conversation) loaded() {
	row := *c
	c.was, c.from, c.row = c.State, c.duty(), &row
}

// writeConversation inserts c if it is new, and else writes the columns that changed since
// it was loaded: of two dozen indexes only those are rewritten whose columns did.
func writeConversation(tx *change, c *Conversation) error {
	if c.row == nil {
		return tx.Create(c).Error
	}
	columns, values, err := changedColumns(tx.DB, c.row, c)
	if err != nil || len(columns) == 0 {
		return err
	}
	row := *c
	c.row = &row
	return tx.Exec("UPDATE conversations SET "+strings.Join(columns, " = ?, ")+" = ? WHERE id = ?", append(values, c.ID)...).Error
}

// changedColumns are the columns in which after differs from before, both pointers to the same
// entity, and what is to be written there.
func changedColumns(q *gorm.DB, before, after any) (columns []string, values []any, err error) {
	parsed := &gorm.Statement{DB: q}
	if err := parsed.Parse(after); err != nil {
		return nil, nil, err
	}
	ctx, old, now := parsed.DB.Statement.Context, reflect.ValueOf(before), reflect.ValueOf(after)
	for _, f := range parsed.Schema.Fields {
		if f.DBName == "" {
			continue
		}
		was, _ := f.ValueOf(ctx, old)
		is, _ := f.ValueOf(ctx, now)
		if !reflect.DeepEqual(was, is) {
			columns, values = append(columns, f.DBName), append(values, is)
		}
	}
	return columns, values, nil
}
