package program

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linger/models/db"
)

// older is a data directory whose database lacks every migration, and holds what
// statements make.
func older(t *testing.T, statements ...string) Store {
	t.Helper()
	store := Store{Data: t.TempDir()}
	database, err := db.Open(t.Context(), store.database())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if err := database.Write.Exec(s).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := database.Close(); err != nil {
		t.Fatal(err)
	}
	return store
}

// tables are the names in the database at path.
func tables(t *testing.T, path string) []string {
	t.Helper()
	database, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = database.Close() }()
	var list []string
	if err := database.Read.Raw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'").Scan(&list).Error; err != nil {
		t.Fatal(err)
	}
	return list
}

func snapshots(t *testing.T, store Store) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(store.Data, backupsIn, "linger-v*.db"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAMigrationBeginsWithASnapshot(t *testing.T) {
	store := older(t, "CREATE TABLE treasure (x TEXT)")
	for i := range snapshotsKept + 1 {
		write(t, filepath.Join(store.Data, backupsIn, fmt.Sprintf("linger-v0000-2020010%dT000000.000000Z.db", i+1)), "old")
	}
	write(t, filepath.Join(store.Data, backupsIn, "mine.db"), "not ours to remove")
	log := &safeBuffer{}
	desk, err := OpenDesk(t.Context(), store, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.DB.Close(); err != nil {
		t.Fatal(err)
	}
	kept := snapshots(t, store)
	if len(kept) != snapshotsKept || strings.Contains(kept[0], "20200101") {
		t.Errorf("kept %v", kept)
	}
	newest := kept[len(kept)-1]
	if got := tables(t, newest); !slices.Equal(got, []string{"treasure"}) {
		t.Errorf("the snapshot holds %v", got)
	}
	if !strings.Contains(log.String(), filepath.Base(newest)) {
		t.Errorf("the log does not name it: %s", log)
	}
	if _, err := os.Stat(filepath.Join(store.Data, backupsIn, "mine.db")); err != nil {
		t.Error(err)
	}
}

// A database that is up to date, or fresh, has nothing to keep.
func TestNoSnapshotWithoutNeed(t *testing.T) {
	store := Store{Data: t.TempDir()}
	for range 2 {
		desk, err := OpenDesk(t.Context(), store, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.DB.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if list := snapshots(t, store); len(list) > 0 {
		t.Errorf("snapshots %v", list)
	}
}

// The second migration fails where its table is there already; the first is undone.
func TestAFailingMigrationLeavesTheFileAsItWas(t *testing.T) {
	store := older(t, "CREATE TABLE widgets (mine TEXT)", "INSERT INTO widgets VALUES ('precious')")
	log := &safeBuffer{}
	_, err := OpenDesk(t.Context(), store, slog.New(slog.NewTextHandler(log, nil)))
	if err == nil || !strings.Contains(err.Error(), "migrate") {
		t.Fatalf("error %v", err)
	}
	if got := tables(t, store.database()); !slices.Equal(got, []string{"widgets"}) {
		t.Errorf("the database holds %v", got)
	}
	if !strings.Contains(log.String(), "as it was before") {
		t.Errorf("log: %s", log)
	}
	if list := snapshots(t, store); len(list) != 1 {
		t.Errorf("snapshots %v", list)
	}
}

func TestNobodyMigratesWhatIsServed(t *testing.T) {
	store := older(t, "CREATE TABLE treasure (x TEXT)")
	lock, err := lockData(store.Data)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if _, err := OpenDesk(t.Context(), store, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "another linger") {
		t.Errorf("error %v", err)
	}
	if got := tables(t, store.database()); !slices.Equal(got, []string{"treasure"}) {
		t.Errorf("the database holds %v", got)
	}
}
