package models

import (
	"context"
	"fmt"
	"strings"

	"linger/models/search"
)

// gather goes back through the index until limit of what it finds is in agent's
// sight, the end is reached, or the effort is spent. admit takes places, at most
// room of what is there, and says how many and from where to go on if there was
// more. It returns the place to go on from; zero at the end.
func (s Search) gather(ctx context.Context, table string, asked search.Query, before int64, limit int, admit func(places []int64, room int) (int, int64, error)) (int64, error) {
	find, err := s.places(ctx, table, asked)
	if err != nil {
		return 0, err
	}
	room, most := limit, admitted*limit
	for looked := 0; looked < searchEffort; most = searchEffort - looked {
		places, next, err := find(before, most)
		if err != nil {
			return 0, err
		}
		for first := 0; first < len(places) && room > 0; first += admitted * limit {
			part := places[first:min(first+admitted*limit, len(places))]
			n, more, err := admit(part, room)
			if err != nil || more > 0 {
				return more, err
			}
			if room -= n; room == 0 && first+len(part) < len(places) {
				return part[len(part)-1], nil
			}
		}
		if next == 0 || room == 0 {
			return next, nil
		}
		looked += max(len(places), most/2)
		before = next
	}
	return before, nil
}

// admitted is how many places, for each row of a page, are looked up at a time: so many
// that an agent who may see one in ten finds a page in the first look.
const admitted = 12

// places are the newest in an index before a place that have what is asked, at most so
// many; and the place to look on from, zero when there are no more.
type places func(before int64, most int) ([]int64, int64, error)

// places looks in table. What it works out of the question serves for all its looks.
func (s Search) places(ctx context.Context, table string, asked search.Query) (places, error) {
	if s.DB.Dialect == "postgres" {
		query := asked.TSQuery()
		return func(before int64, most int) ([]int64, int64, error) {
			return s.placesInPostgres(ctx, table, query, before, most)
		}, nil
	}
	match, err := asked.FTS5(func(beginning string) ([]string, error) { return s.grown(ctx, table, beginning) })
	return func(before int64, most int) ([]int64, int64, error) {
		var places []int64
		q := s.read(ctx).Table(table).Select("rowid").Where(table+" MATCH ?", match)
		if before > 0 {
			q = q.Where("rowid < ?", before)
		}
		err := q.Order("rowid DESC").Limit(most).Pluck("rowid", &places).Error
		if err != nil || len(places) < most {
			return places, 0, err
		}
		return places, places[len(places)-1], nil
	}, err
}

// mostGrown is how many words one beginning stands for, on SQLite: whoever typed the
// beginning of more has to type on.
const mostGrown = 50

// grown are the first words of an index that begin in a way. It goes from word to
// word, whatever their number of places: "\x01" comes before every letter.
func (s Search) grown(ctx context.Context, table, beginning string) ([]string, error) {
	var list []string
	terms := strings.TrimSuffix(table, "words") + "terms"
	err := s.read(ctx).Raw(strings.ReplaceAll(`WITH RECURSIVE grown(term) AS (
			SELECT (SELECT term FROM @terms WHERE term >= @from AND term < @to LIMIT 1)
			UNION ALL
			SELECT (SELECT term FROM @terms WHERE term >= grown.term || CHAR(1) AND term < @to LIMIT 1) FROM grown WHERE grown.term IS NOT NULL
			LIMIT @most
		) SELECT term FROM grown WHERE term IS NOT NULL`, "@terms", terms),
		map[string]any{"from": beginning, "to": beginning + "\U0010FFFF", "most": mostGrown}).Scan(&list).Error
	return list, err
}

// recently is how many of the newest places are looked through one by one, and frequent
// what is in so many of these.
const (
	recently = 1500
	frequent = 30
)

// placesInPostgres looks through the newest places one by one: what is frequent is
// among them. Of what isn't there are few, so that the index, which knows no order,
// finds them all and the newest are taken.
func (s Search) placesInPostgres(ctx context.Context, table, asked string, before int64, most int) ([]int64, int64, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	var recent struct {
		Low, Looked int64
		Places      string
	}
	err := s.read(ctx).Raw(strings.ReplaceAll(`WITH recent AS MATERIALIZED (SELECT id, words FROM @table WHERE id < ? ORDER BY id DESC LIMIT ?)
		SELECT COALESCE(MIN(id), 0) AS low, COUNT(*) AS looked,
			COALESCE(STRING_AGG(CAST(id AS TEXT), ' ' ORDER BY id DESC) FILTER (WHERE words @@ CAST(? AS TSQUERY)), '') AS places
		FROM recent`, "@table", table), before, atMost(recently), asked).Scan(&recent).Error
	if err != nil {
		return nil, 0, err
	}
	places, err := numbers(recent.Places)
	switch whole := recent.Looked < recently; {
	case err != nil:
		return nil, 0, err
	case len(places) >= most:
		return places[:most], places[most-1], nil
	case whole:
		return places, 0, nil
	case len(places) >= frequent:
		return places, recent.Low, nil
	}
	places = nil
	err = s.read(ctx).Raw(strings.ReplaceAll(`WITH found AS MATERIALIZED (SELECT id FROM @table WHERE words @@ CAST(? AS TSQUERY))
		SELECT id FROM found WHERE id < ? ORDER BY id DESC LIMIT ?`, "@table", table), asked, before, atMost(most)).Scan(&places).Error
	if err != nil || len(places) < most {
		return places, 0, err
	}
	return places, places[len(places)-1], nil
}

func numbers(text string) ([]int64, error) {
	fields := strings.Fields(text)
	list := make([]int64, len(fields))
	for i, f := range fields {
		if _, err := fmt.Sscan(f, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}
