package models

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"gorm.io/gorm"
)

// ListPageSize is how many rows one page of a settings list has.
const ListPageSize = 50

// Listing says which page of a settings list is wanted. Lists are in the order
// of their names.
type Listing struct {
	After       string // the id of the last row before the page; empty for the first
	Deactivated bool   // the ones put away, instead of the ones in use
	Search      string // only names that have it in them, whatever the case
	Limit       int    // ListPageSize if zero
}

// listPage is one page of table's rows that q admits, and whether more follow.
// The page begins after a row, not after a number of them: rows that come and
// go meanwhile shift nothing.
// What is searched for may stand in the expressions of also, too.
func listPage[T any](q *gorm.DB, table, order string, l Listing, also ...string) ([]T, bool, error) {
	limit := l.Limit
	if limit <= 0 {
		limit = ListPageSize
	}
	inUse := table + ".deactivated_at IS NULL"
	if table == "authentication_settings" {
		inUse = table + ".active"
	}
	if l.Deactivated {
		inUse = "NOT (" + inUse + ")"
	}
	q = q.Where(inUse)
	if l.Search != "" {
		condition, values := containing(l.Search, append(also, order)...)
		q = q.Where(condition, values...)
	}
	if l.After != "" {
		q = q.Where(fmt.Sprintf("(%s, %s.id) > (SELECT %s, %s.id FROM %s WHERE %s.id = ?)", order, table, order, table, table, table), l.After)
	}
	var rows []T
	if err := q.Order(order + ", " + table + ".id").Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, false, fmt.Errorf("list %s: %w", table, translate(err))
	}
	if len(rows) > limit {
		return rows[:limit], true, nil
	}
	return rows, false, nil
}

// containing is the condition that one of the expressions, which are lower-cased
// by the database, contains text, and its values. Databases may know the cases of
// ASCII alone, so the other letters of text are lower-cased by name.
func containing(text string, expressions ...string) (string, []any) {
	text = strings.ToLower(cut(text, maxName))
	pattern := "%" + strings.NewReplacer("\\", "\\\\", "%", "\\%", "_", "\\_").Replace(text) + "%"
	var values []any
	for i, e := range expressions {
		seen := map[rune]bool{}
		for _, letter := range text {
			upper := unicode.ToUpper(letter)
			if letter <= unicode.MaxASCII || upper == letter || seen[letter] {
				continue
			}
			seen[letter] = true
			e, values = "REPLACE("+e+", ?, ?)", append(values, string(upper), string(letter))
		}
		expressions[i], values = e+` LIKE ? ESCAPE '\'`, append(values, pattern)
	}
	return strings.Join(expressions, " OR "), values
}

// changed is the answer to whoever saves what somebody else saved since it was
// opened: who, and when.
func changed(tx *change, byID *string, at Time) error {
	who := "Somebody"
	if byID != nil {
		var a Agent
		if err := tx.Where("id = ?", *byID).Take(&a).Error; err != nil {
			return err
		}
		who = a.Name()
	}
	return Fail(Conflict, CodeChanged, "%s saved this at %s, after you opened it. Your changes are kept here and not saved yet.",
		who, at.In(LocaleOf(tx.Statement.Context).Zone()).Format("15:04 MST on 2 January"))
}

// after is now, or just after the version before: no two versions of one thing
// have the same time.
func (t Time) after(before Time) Time {
	if t.After(before) {
		return t
	}
	return Time{before.Time.Add(1000)}
}

// EditorOf is the name of who changed something last; empty when nobody did.
func (s Agents) EditorOf(ctx context.Context, byID *string) (string, error) {
	if byID == nil {
		return "", nil
	}
	a, err := s.Find(ctx, *byID)
	if err != nil {
		return "", err
	}
	return a.Name(), nil
}

// actor is the reference to who makes a change; nil for the command line.
func actor(by *Agent) *string {
	if by == nil {
		return nil
	}
	return &by.ID
}

// copyOf is how the names of copies begin.
var copyOf = regexp.MustCompile(`^Copy( \d+)? of `)

// nameFor is what something made under verb is called in its table: a copy “Copy
// of” its model, or “Copy 2 of” it if there is one already.
func (c *change) nameFor(verb AuditVerb, table, model string) (string, error) {
	if verb != AuditCopied {
		return model, nil
	}
	model = copyOf.ReplaceAllString(model, "")
	for n := 1; ; n++ {
		name := cut("Copy of "+model, maxName)
		if n > 1 {
			name = cut(fmt.Sprintf("Copy %d of %s", n, model), maxName)
		}
		var taken int64
		if err := c.Table(table).Where("name = ?", name).Count(&taken).Error; err != nil || taken == 0 {
			return name, err
		}
	}
}
