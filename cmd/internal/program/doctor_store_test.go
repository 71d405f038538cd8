package program

import (
	"log/slog"
	"testing"
	"time"

	"linger/models/modeltest"
)

// The doctor's judgement of what no test can bring about.
func TestDoctorJudges(t *testing.T) {
	for name, c := range map[string]struct {
		found finding
		want  grade
	}{
		"plenty of room":         {roomLeft(100 << 30), ok},
		"little room":            {roomLeft(littleSpace - 1), warn},
		"no room":                {roomLeft(noSpace - 1), fail},
		"clocks in step":         {clocksApart(20 * time.Millisecond), ok},
		"a clock that is behind": {clocksApart(-farOff - time.Millisecond), warn},
		"a clock that is ahead":  {clocksApart(farOff + time.Millisecond), warn},
	} {
		t.Run(name, func(t *testing.T) {
			if c.found.grade != c.want || (c.found.remedy == "") != (c.want == ok) {
				t.Errorf("%+v, want %s", c.found, c.want)
			}
		})
	}
}

// What is wrong with an SQLite file shows, with what to do about it.
func TestDoctorExaminesTheFile(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		lines []string
	}{
		"older than the program": {"DELETE FROM goose_db_version WHERE id = (SELECT MAX(id) FROM goose_db_version)",
			[]string{"warn +migrations +the database is older", " +→ .*linger migrate"}},
		"a row that refers to nothing": {"PRAGMA foreign_keys = OFF; DELETE FROM customers",
			[]string{"fail +integrity +a row of .* refers to nothing", " +→ .*restore"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := furnished(t)
			desk, err := OpenDesk(t.Context(), Store{Data: dir}, slog.New(slog.DiscardHandler))
			must(t, err)
			test := modeltest.Of(t, desk)
			test.Clock.Advance(time.Since(test.Clock.Now()))
			test.Write(test.Visit(test.Channel("persistent", nil), "ada"), "Hello")
			must(t, desk.DB.Write.Exec(c.spoil).Error)
			must(t, desk.DB.Close())
			_, out := examine(t, "--data", dir, "--listen", "127.0.0.1:1")
			wantLines(t, out, c.lines...)
		})
	}
}

// On Postgres it looks at what nodes and commits depend on.
func TestDoctorExaminesPostgres(t *testing.T) {
	url := modeltest.Postgres(t)
	r := start(t, url)
	must(t, r.Desk.DB.Write.Exec("UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'conversations_touched'::regclass").Error)
	_, out := examine(t, "--data", r.Config.Data, "--database-url", url, "--public-url", r.URL.String())
	wantLines(t, out, "ok +nodes", "ok +clock", "warn +durability +fsync is off", "fail +integrity +invalid indexes: .*conversations_touched")
}
