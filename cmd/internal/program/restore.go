package program

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"linger/models/db"
)

// restore brings back what backup has written, or a snapshot from before a migration, into a
// directory where no desk is.
type restore struct {
	Store
	File string `arg:"" help:"What linger backup has made, or a snapshot from --data/backups." type:"existingfile"`
}

// sqliteMagic is how an SQLite file begins.
const sqliteMagic = "SQLite format 3\x00"

// errNoBackup is the answer to other files.
var errNoBackup = errors.New("this is no backup of Linger's")

// Run unpacks beside, looks whether all of it is sound, and only then puts it in its place: the
// database last, so that what was interrupted is no desk.
func (r *restore) Run(ctx context.Context, term Terminal) (err error) {
	if r.postgres() {
		return errors.New(`Postgres is restored by its own tools, into an empty database: pg_restore --dbname="$LINGER_DATABASE_URL" linger.dump`)
	}
	if err := os.MkdirAll(r.Data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	lock, err := lockData(r.Data)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := r.vacant(); err != nil {
		return err
	}
	work, err := os.MkdirTemp(r.Data, ".restore-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := r.unpack(work); err != nil {
		return fmt.Errorf("%s: %w", r.File, err)
	}
	version, err := examineFile(ctx, filepath.Join(work, databaseName))
	if err != nil {
		return fmt.Errorf("%s is not restored: %w", r.File, err)
	}
	if err := moveIn(work, r.Data); err != nil {
		return err
	}
	fmt.Fprintf(term.Out, "The desk is back in %s, at version %d of the database. Start it with: linger serve\n", r.Data, version)
	return nil
}

// vacant refuses a directory that holds more than what a desk leaves beside itself.
func (r *restore) vacant() error {
	entries, err := os.ReadDir(r.Data)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != lockName && e.Name() != backupsIn {
			return fmt.Errorf("%s holds %s: restore overwrites nothing; name an empty directory with --data, or move what is there away", r.Data, e.Name())
		}
	}
	return nil
}

// unpack writes what the file holds into dir.
func (r *restore) unpack(dir string) error {
	f, err := os.Open(r.File)
	if err != nil {
		return err
	}
	defer f.Close()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	in := bufio.NewReader(f)
	if magic, _ := in.Peek(len(sqliteMagic)); bytes.Equal(magic, []byte(sqliteMagic)) {
		return unpackFile(root, databaseName, in)
	}
	packed, err := gzip.NewReader(in)
	if err != nil {
		return errNoBackup
	}
	if err := unpackAll(root, tar.NewReader(packed)); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, packed) // to the checksum
	return err
}

func unpackAll(root *os.Root, in *tar.Reader) error {
	first, err := in.Next()
	if err != nil || first.Name != manifestName {
		return errNoBackup
	}
	if err := json.NewDecoder(in).Decode(&manifest{}); err != nil {
		return errNoBackup
	}
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(h.Name) {
			return fmt.Errorf("it holds %q, which no backup does", h.Name)
		}
		if err := root.MkdirAll(path.Dir(h.Name), 0o700); err != nil {
			return err
		}
		if err := unpackFile(root, h.Name, in); err != nil {
			return err
		}
	}
}

func unpackFile(root *os.Root, name string, in io.Reader) error {
	out, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// moveIn moves everything from dir to data, the database last.
func moveIn(dir, data string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return rank(a) - rank(b) })
	for _, e := range entries {
		if err := os.Rename(filepath.Join(dir, e.Name()), filepath.Join(data, e.Name())); err != nil {
			return err
		}
	}
	return db.Settle(filepath.Join(data, databaseName))
}

func rank(e fs.DirEntry) int {
	if e.Name() == databaseName {
		return 1
	}
	return 0
}
