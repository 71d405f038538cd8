package models_test

import (
	"testing"

	"gorm.io/gorm"

	"linger/models/modeltest"
)

// recorder keeps what is asked of the database, in order, with the values in the text.
func recorder(t testing.TB, d *modeltest.Desk) *[]string {
	t.Helper()
	asked := &[]string{}
	note := func(q *gorm.DB) {
		if sql := q.Statement.SQL.String(); sql != "" && !q.DryRun {
			*asked = append(*asked, q.Explain(sql, q.Statement.Vars...))
		}
	}
	for _, door := range []*gorm.DB{d.DB.Read, d.DB.Write} {
		for _, err := range []error{
			door.Callback().Query().After("gorm:query").Register("recorded", note),
			door.Callback().Row().After("gorm:row").Register("recorded", note),
			door.Callback().Raw().After("gorm:raw").Register("recorded", note),
			door.Callback().Update().After("gorm:update").Register("recorded", note),
			door.Callback().Delete().After("gorm:delete").Register("recorded", note),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if d.DB.Read == d.DB.Write {
			break
		}
	}
	return asked
}

// newest is the question that was asked last.
func newest(asked *[]string) string { return (*asked)[len(*asked)-1] }

// analyze has Postgres vacuum its tables and count what is in them, as it does by itself
// after a while.
// SQLite is never told to: the program's own file isn't either.
func analyze(t testing.TB, d *modeltest.Desk) {
	t.Helper()
	if d.DB.Dialect == "postgres" {
		must(t, d.DB.Write.Exec("VACUUM (ANALYZE)").Error)
	}
}
