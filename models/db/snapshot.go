package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Snapshot writes the SQLite database at path, as it is at one moment, to a new file at
// into, and returns when that is on the disk. Other processes may write meanwhile: they
// neither wait nor see anything of it. What was deleted is not in the copy.
func Snapshot(ctx context.Context, path, into string) (err error) {
	if _, err := os.Lstat(into); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already", into), err)
	}
	door, err := openSQLiteDoor(path, 1, "rw")
	if err != nil {
		return err
	}
	pool, err := door.DB()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	if _, err := pool.ExecContext(ctx, "VACUUM INTO ?", into); err != nil {
		return errors.Join(fmt.Errorf("copy %s: %w", path, err), os.RemoveAll(into))
	}
	if err := os.Chmod(into, 0o600); err != nil {
		return err
	}
	return Settle(into)
}

// Settle returns when the file at path, and its entry in its directory, are on the disk.
func Settle(path string) error {
	for _, each := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(each)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("sync %s: %w", each, err)
		}
	}
	return nil
}
