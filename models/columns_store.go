package models

import (
	"strings"
	"sync"

	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// columnsAs are an entity's columns in table, each named as it is with prefix before it:
// for a query that reads them beside another row's.
func columnsAs(table, prefix string, entity any) func() string {
	return sync.OnceValue(func() string {
		parsed, err := schema.Parse(entity, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			panic(err) // the type is wrong; tests see it
		}
		named := make([]string, len(parsed.DBNames))
		for i, column := range parsed.DBNames {
			named[i] = table + "." + column + " AS " + prefix + column
		}
		return strings.Join(named, ", ")
	})
}

// selects is what a query reads. GORM's Select would look for a field of that name.
func selects(columns string) clause.Select {
	return clause.Select{Expression: clause.Expr{SQL: columns}}
}
