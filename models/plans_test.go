package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"linger/models"
	"linger/models/modeltest"
)

// question is what was asked of the database.
type question struct {
	text   string // with the values in it
	query  string // with a place for each value
	values []any
}

func (q question) String() string { return q.text }

// recorder keeps what is asked of the database, in order.
func recorder(t testing.TB, d *modeltest.Desk) *[]question {
	t.Helper()
	asked := &[]question{}
	note := func(q *gorm.DB) {
		if sql := q.Statement.SQL.String(); sql != "" && !q.DryRun {
			*asked = append(*asked, question{q.Explain(sql, q.Statement.Vars...), sql, slices.Clone(q.Statement.Vars)})
		}
	}
	for _, door := range []*gorm.DB{d.DB.Read, d.DB.Write} {
		for _, err := range []error{
			door.Callback().Query().After("gorm:query").Register("recorded", note),
			door.Callback().Row().After("gorm:row").Register("recorded", note),
			door.Callback().Raw().After("gorm:raw").Register("recorded", note),
			door.Callback().Create().After("gorm:create").Register("recorded", note),
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
func newest(asked *[]question) question { return (*asked)[len(*asked)-1] }

// explain is how the database would run q on tables that are large, as text: planned as it
// is, with values that come apart from the query. On Postgres a table may be read whole here,
// so that it shows where no index serves well.
func (q question) explain(t *testing.T, d *modeltest.Desk) string {
	t.Helper()
	return q.planned(t, d, "SET LOCAL enable_seqscan = on")
}

// run is how the database runs q, of whatever size its tables are.
func (q question) run(t *testing.T, d *modeltest.Desk) string {
	t.Helper()
	return q.planned(t, d, "SELECT 1")
}

func (q question) planned(t *testing.T, d *modeltest.Desk, setting string) (plan string) {
	t.Helper()
	if d.DB.Dialect == "sqlite" {
		return explain(t, d, q.query, q.values...)
	}
	must(t, d.DB.Write.Transaction(func(tx *gorm.DB) error {
		must(t, tx.Exec(setting).Error)
		must(t, tx.Exec("PREPARE planned AS "+q.query).Error)
		execute := "EXECUTE planned"
		if n := len(q.values); n > 0 {
			places := make([]string, n)
			for i := range places {
				places[i] = fmt.Sprintf("$%d", i+1)
			}
			execute += tx.Explain("("+strings.Join(places, ", ")+")", q.values...)
		}
		plan = explain(t, &modeltest.Desk{Desk: models.New(&models.Database{Dialect: d.DB.Dialect, Write: tx}), T: t}, execute)
		return tx.Exec("DEALLOCATE planned").Error
	}))
	return plan
}

// explain is how the database would run query, as text.
func explain(t *testing.T, d *modeltest.Desk, query string, values ...any) string {
	t.Helper()
	ask := "EXPLAIN QUERY PLAN "
	if d.DB.Dialect == "postgres" {
		ask = "EXPLAIN "
	}
	rows, err := d.DB.Write.Raw(ask+query, values...).Rows()
	must(t, err)
	defer func() { must(t, rows.Close()) }()
	columns, err := rows.Columns()
	must(t, err)
	var plan strings.Builder
	for rows.Next() {
		fields := make([]any, len(columns))
		var line string
		for i := range fields {
			fields[i] = new(any)
		}
		fields[len(fields)-1] = &line
		must(t, rows.Scan(fields...))
		plan.WriteString(line + "\n")
	}
	must(t, rows.Err())
	return plan.String()
}

// analyze has Postgres vacuum its tables and count what is in them, as it does by itself
// after a while.
// SQLite is never told to: the program's own file isn't either.
func analyze(t testing.TB, d *modeltest.Desk) {
	t.Helper()
	if d.DB.Dialect == "postgres" {
		must(t, d.DB.Write.Exec("VACUUM (ANALYZE)").Error)
	}
}
