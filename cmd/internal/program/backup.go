package program

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"linger/migrations"
	"linger/models/db"
)

// backup writes everything under --data to one file: a compressed tar with a manifest, the
// database as it is at one moment, and whatever else lies there.
type backup struct {
	Store
	File string `arg:"" help:"The file to make, as linger.tar.gz. It is not overwritten."`
}

// manifest says what an archive holds.
type manifest struct {
	Made      time.Time `json:"made"`
	By        string    `json:"by"`        // the version of Linger
	Migration int64     `json:"migration"` // the version of the database
}

// Names of what an archive and --data have in common.
const (
	databaseName = "linger.db"
	manifestName = "manifest.json"
	lockName     = "serve.lock"
	lastBackup   = "last-backup.json" // for the doctor
)

// Run makes the archive beside its final place and moves it there when it is on the disk, so
// that a file with the name that was asked for is always whole.
func (b *backup) Run(ctx context.Context, term Terminal) (err error) {
	if b.postgres() {
		return errors.New(`Postgres is backed up by its own tools, while Linger runs: pg_dump --format=custom --file=linger.dump "$LINGER_DATABASE_URL", and pg_restore to bring it back`)
	}
	file, err := b.place()
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(file), ".linger-backup-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	made := manifest{Made: time.Now().UTC(), By: Version()}
	snapshot := filepath.Join(work, databaseName)
	if err := db.Snapshot(ctx, b.database(), snapshot); err != nil {
		return err
	}
	if made.Migration, err = examineFile(ctx, snapshot); err != nil {
		return fmt.Errorf("the database is damaged, so this would be no backup: %w", err)
	}
	archive := filepath.Join(work, "archive")
	if err := b.write(archive, snapshot, made); err != nil {
		return err
	}
	if err := os.Link(archive, file); err != nil { // unlike a renaming, it overwrites nothing
		return err
	}
	if err := db.Settle(file); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(term.Out, "%s holds the desk as of %s, %s. It holds keys and every conversation: keep it as safe as the data itself.\n",
		file, made.Made.Format(time.RFC3339), humanize.IBytes(uint64(info.Size())))
	return b.note(made)
}

// place is where the file is to be, if it may be there.
func (b *backup) place() (string, error) {
	if _, err := os.Stat(b.database()); err != nil {
		return "", fmt.Errorf("there is no desk to back up: %w", err)
	}
	file, err := filepath.Abs(b.File)
	if err != nil {
		return "", err
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return "", errors.Join(fmt.Errorf("%s is there already: name another file", file), err)
	}
	data, err := filepath.Abs(b.Data)
	if err != nil {
		return "", err
	}
	inside, err := filepath.Rel(data, file)
	if err == nil && filepath.IsLocal(inside) && !strings.HasPrefix(inside, backupsIn+string(filepath.Separator)) {
		return "", fmt.Errorf("%s is inside --data, and would be part of the next backup: choose another directory, better on another disk", file)
	}
	return file, nil
}

// write makes the archive: what restore looks at first comes first, and files come after
// the database that refers to them.
func (b *backup) write(archive, snapshot string, made manifest) error {
	out, err := os.OpenFile(archive, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	packed, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return err
	}
	w := tar.NewWriter(packed)
	text, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return err
	}
	err = w.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: made.Made})
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = pack(w, snapshot, databaseName)
	}
	if err == nil {
		err = b.packRest(w)
	}
	return errors.Join(err, w.Close(), packed.Close(), out.Sync())
}

// packRest adds what else is under --data, but for what belongs to this machine's process alone.
func (b *backup) packRest(w *tar.Writer) error {
	data, err := filepath.EvalSymlinks(b.Data)
	if err != nil {
		return err
	}
	return filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // went away while we looked
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(data, path)
		switch {
		case err != nil:
			return err
		case name == backupsIn:
			return fs.SkipDir
		case entry.IsDir(), name == lockName, name == databaseName, name == databaseName+"-wal", name == databaseName+"-shm", name == databaseName+".part":
			return nil
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a directory: move it out of --data", path)
		}
		return pack(w, path, filepath.ToSlash(name))
	})
}

// pack adds the file at path under name.
func pack(w *tar.Writer, path, name string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	if _, err := io.CopyN(w, f, info.Size()); err != nil {
		return fmt.Errorf("pack %s: %w", path, err)
	}
	return nil
}

// note remembers the backup, for the doctor.
func (b *backup) note(made manifest) error {
	dir := filepath.Join(b.Data, backupsIn)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(made)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, lastBackup), text, 0o600)
}

// examineFile returns the version of the SQLite database at path, or what is wrong with it.
// It must be nobody else's.
func examineFile(ctx context.Context, path string) (version int64, err error) {
	database, err := db.Open(ctx, path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	pool, err := database.SQL()
	if err != nil {
		return 0, err
	}
	var said string
	if err := pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return 0, err
	}
	if said != "ok" {
		return 0, errors.New(said)
	}
	if f := lookAtReferences(ctx, pool); f.grade != ok {
		return 0, errors.New(f.found)
	}
	has, newest, err := migrations.Versions(ctx, pool, database.Dialect)
	switch {
	case err != nil:
		return 0, err
	case has == 0:
		return 0, errors.New("it is no database of Linger's")
	case has > newest:
		return 0, fmt.Errorf("its version is %d, and this Linger knows only %d: use a newer one", has, newest)
	}
	return has, nil
}
