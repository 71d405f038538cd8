package program

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// command runs the program and returns its exit code and what it said.
func command(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := Main(t.Context(), args, Terminal{In: &bytes.Buffer{}, Out: &out, Err: &out})
	return code, out.String()
}

// furnished is a data directory with a desk, an agent, a key and an upload.
func furnished(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	desk, err := OpenDesk(t.Context(), Store{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, err = desk.Agents.Create(t.Context(), nil, models.Profile{FirstName: "Ada", Email: "ada@example.com", Role: models.RoleAdmin}, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.DB.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "key.pem"), "a key")
	write(t, filepath.Join(dir, "uploads", "ab", "photo"), "a photo")
	write(t, filepath.Join(dir, backupsIn, "old.tar.gz"), "an older backup")
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(dir, path)
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestBackupAndRestore(t *testing.T) {
	data, file := furnished(t), filepath.Join(t.TempDir(), "linger.tar.gz")
	if code, out := command(t, "backup", file, "--data", data); code != 0 || !strings.Contains(out, "holds the desk as of") {
		t.Fatalf("backup: %d %s", code, out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is open to others: %v", info.Mode())
	}
	if left := names(t, filepath.Dir(file)); !slices.Equal(left, []string{"linger.tar.gz"}) {
		t.Errorf("beside the backup are %v", left)
	}
	to := filepath.Join(t.TempDir(), "new")
	if code, out := command(t, "restore", file, "--data", to); code != 0 {
		t.Fatalf("restore: %d %s", code, out)
	}
	if got := names(t, to); !slices.Equal(got, []string{"key.pem", "linger.db", "serve.lock", "uploads/ab/photo"}) {
		t.Errorf("restored %v", got)
	}
	desk, err := OpenDesk(t.Context(), Store{Data: to}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = desk.DB.Close() }()
	if staff, err := desk.Agents.Any(t.Context()); err != nil || !staff {
		t.Errorf("the agent did not come back: %v", err)
	}
}

func TestBackupRefuses(t *testing.T) {
	data := furnished(t)
	kept := filepath.Join(t.TempDir(), "kept.tar.gz")
	write(t, kept, "precious")
	broken := t.TempDir()
	write(t, filepath.Join(broken, databaseName), strings.Repeat("not a database ", 1000))
	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"to overwrite":                  {[]string{kept, "--data", data}, "there already"},
		"a place inside the data":       {[]string{filepath.Join(data, "x.tar.gz"), "--data", data}, "inside --data"},
		"where no desk is":              {[]string{kept + "2", "--data", t.TempDir()}, "no desk"},
		"a damaged database":            {[]string{kept + "3", "--data", broken}, "not a database"},
		"Postgres, which has its tools": {[]string{kept + "4", "--data", data, "--database-url", "postgres://localhost/x"}, "pg_dump"},
	} {
		t.Run(name, func(t *testing.T) {
			if code, out := command(t, append([]string{"backup"}, tt.args...)...); code != 1 || !strings.Contains(out, tt.says) {
				t.Errorf("%d %s", code, out)
			}
		})
	}
	if got := names(t, filepath.Dir(kept)); !slices.Equal(got, []string{"kept.tar.gz"}) {
		t.Errorf("left behind: %v", got)
	}
	if text, err := os.ReadFile(kept); err != nil || string(text) != "precious" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	data, file := furnished(t), filepath.Join(t.TempDir(), "linger.tar.gz")
	if code, out := command(t, "backup", file, "--data", data); code != 0 {
		t.Fatal(out)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := func(name string, text []byte) string {
		path := filepath.Join(t.TempDir(), name)
		write(t, path, string(text))
		return path
	}
	future := filepath.Join(t.TempDir(), "future.db")
	if err := os.WriteFile(future, migratedTo(t, 9999), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, says string }{
		"a file cut short":          {spoilt("cut", whole[:len(whole)/2]), "unexpected EOF"},
		"a file with a wrong byte":  {spoilt("bit", flipped(whole)), ""},
		"another kind of file":      {spoilt("other", []byte("hello")), "no backup"},
		"a path out of the data":    {spoilt("evil", archive(t, manifestName, "{}", "../evil", "x")), "which no backup does"},
		"a tar of something else":   {spoilt("else", archive(t, "README", "x")), "no backup"},
		"a newer version":           {future, "use a newer one"},
		"an archive without a desk": {spoilt("none", archive(t, manifestName, "{}", "key.pem", "x")), "not restored"},
	} {
		t.Run(name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "to")
			if code, out := command(t, "restore", tt.file, "--data", to); code != 1 || !strings.Contains(out, tt.says) {
				t.Errorf("%d %s", code, out)
			}
			if got := names(t, to); !slices.Equal(got, []string{lockName}) {
				t.Errorf("left behind: %v", got)
			}
		})
	}
	t.Run("a desk that is there", func(t *testing.T) {
		if code, out := command(t, "restore", file, "--data", data); code != 1 || !strings.Contains(out, "overwrites nothing") {
			t.Errorf("%d %s", code, out)
		}
	})
	t.Run("a desk that is served", func(t *testing.T) {
		r := start(t, "")
		if code, out := command(t, "restore", file, "--data", r.Config.Data); code != 1 || !strings.Contains(out, "another linger") {
			t.Errorf("%d %s", code, out)
		}
	})
}

// migratedTo is a database that says it has this version.
func migratedTo(t *testing.T, version int) []byte {
	t.Helper()
	desk := modeltest.New(t, modeltest.SQLite(t))
	path := filepath.Join(t.TempDir(), "copy.db")
	err := desk.DB.Write.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)", version).Error
	if err == nil {
		err = desk.DB.Write.Exec("VACUUM INTO ?", path).Error
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func flipped(whole []byte) []byte {
	spoilt := slices.Clone(whole)
	spoilt[len(spoilt)-6] ^= 0x40 // of the checksum: elsewhere a bit may unpack to the same pages of zeros
	return spoilt
}

// archive is a compressed tar of names and texts in turn.
func archive(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	packed := gzip.NewWriter(&b)
	w := tar.NewWriter(packed)
	for pair := range slices.Chunk(pairs, 2) {
		if err := w.WriteHeader(&tar.Header{Name: pair[0], Mode: 0o600, Size: int64(len(pair[1]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pair[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
