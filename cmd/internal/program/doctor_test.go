package program

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// examine runs the doctor and returns its exit code and lines.
func examine(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Main(t.Context(), append([]string{"doctor"}, args...), Terminal{In: &bytes.Buffer{}, Out: &out, Err: &errs})
	return code, out.String() + errs.String()
}

func wantLines(t *testing.T, out string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile(`(?m)^` + p).MatchString(out) {
			t.Errorf("no line %q in:\n%s", p, out)
		}
	}
}

func TestDoctorFindsAHealthyDesk(t *testing.T) {
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			database := ""
			if name == "postgres" {
				database = modeltest.Postgres(t)
			}
			r := start(t, database)
			code, out := examine(t, "--data", r.Config.Data, "--database-url", database, "--public-url", r.URL.String())
			if code != 0 {
				t.Errorf("code %d", code)
			}
			wantLines(t, out, "ok +assets", "ok +database", "ok +migrations", "ok +integrity", "ok +jobs", "ok +zones", "ok +public", "ok +address", "ok +stream")
			if strings.Contains(out, "fail ") {
				t.Errorf("something fails:\n%s", out)
			}
		})
	}
}

func TestDoctorBeforeTheFirstStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	code, out := examine(t, "--data", dir, "--listen", "127.0.0.1:1")
	if code != 0 {
		t.Errorf("code %d", code)
	}
	wantLines(t, out, "warn +data .*does not exist yet", "warn +database", "warn +public", "warn +address")
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("the doctor made the data directory")
	}
}

func TestDoctorFindsWhatIsBroken(t *testing.T) {
	t.Run("database away", func(t *testing.T) {
		code, out := examine(t, "--data", t.TempDir(), "--database-url", "postgres://127.0.0.1:1/x?connect_timeout=2", "--listen", "127.0.0.1:1")
		if code != 1 {
			t.Errorf("code %d", code)
		}
		wantLines(t, out, "fail +database", " +→ Start the database")
	})
	t.Run("a damaged file", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "linger.db"), bytes.Repeat([]byte("not a database "), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out := examine(t, "--data", dir, "--listen", "127.0.0.1:1")
		if code != 1 {
			t.Errorf("code %d", code)
		}
		wantLines(t, out, "fail +database")
	})
	t.Run("a directory open to all", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		_, out := examine(t, "--data", dir, "--listen", "127.0.0.1:1")
		wantLines(t, out, "warn +data .*open to others", " +→ chmod 700")
	})
	t.Run("something else answers", func(t *testing.T) {
		other := httptest.NewServer(http.NotFoundHandler())
		defer other.Close()
		code, out := examine(t, "--data", t.TempDir(), "--public-url", other.URL)
		if code != 1 {
			t.Errorf("code %d", code)
		}
		wantLines(t, out, "fail +address .*not Linger")
	})
	t.Run("a proxy that holds streams back", func(t *testing.T) {
		r := start(t, "")
		proxy := httptest.NewServer(holdBack(t, r.URL))
		defer proxy.Close()
		code, out := examine(t, "--data", r.Config.Data, "--public-url", proxy.URL)
		if code != 1 {
			t.Errorf("code %d", code)
		}
		wantLines(t, out, "ok +address", "fail +stream .*all at once", " +→ .*buffering off")
	})
	t.Run("an address that is not encrypted", func(t *testing.T) {
		found := false
		_, findings := Site{PublicURL: "http://chat.example.com"}.address()
		for _, f := range findings {
			found = found || f.grade == warn && strings.Contains(f.found, "not encrypted")
		}
		if !found {
			t.Errorf("found %v", findings)
		}
	})
}

// holdBack is a proxy that passes answers on when they are whole.
func holdBack(t *testing.T, to *url.URL) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.FlushInterval = 0
	proxy.ModifyResponse = func(res *http.Response) error {
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Errorf("proxy: %v", err)
		}
		res.Body = io.NopCloser(bytes.NewReader(body))
		return nil
	}
	return proxy
}

func TestDoctorLooksAtBackupsKeysAndJobs(t *testing.T) {
	keys := httptest.NewServer(http.NotFoundHandler())
	defer keys.Close()
	dir := furnished(t)
	desk := modeltest.New(t, Store{Data: dir}.database())
	desk.Channel(models.ModePersistent, nil) // its pasted key is none
	other := desk.Channel(models.ModePersistent, nil)
	err := desk.DB.Write.Exec("UPDATE authentication_settings SET key_source = 'url', public_key = '', public_key_url = ?, name = 'Elsewhere' WHERE id = ?", keys.URL, other.AuthenticationSettingsID).Error
	if err == nil {
		err = desk.Jobs.Ensure(t.Context(), models.JobRetention)
	}
	if err == nil {
		err = desk.DB.Write.Exec("UPDATE jobs SET dead_at = created_at, problem = 'x'").Error
	}
	if err != nil {
		t.Fatal(err)
	}
	look := func(patterns ...string) {
		t.Helper()
		_, out := examine(t, "--data", dir, "--listen", "127.0.0.1:1", "--allow-private-key-urls")
		wantLines(t, out, patterns...)
	}
	look("warn +backup +there was none yet", "fail +keys +Shop: Key can't be read", "fail +keys +Elsewhere: .*key URL fails", "warn +jobs +1 were given up")
	if code, out := command(t, "backup", filepath.Join(t.TempDir(), "x.tar.gz"), "--data", dir); code != 0 {
		t.Fatal(out)
	}
	look("ok +backup +the last one was made", "ok +durability")
	write(t, filepath.Join(dir, backupsIn, lastBackup), `{"made":"2020-01-01T00:00:00Z"}`)
	look("warn +backup .*years ago")
}
