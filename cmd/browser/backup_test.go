package browser

import (
	"bytes"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"linger/cmd/internal/program"
	"linger/models"
)

// A backup that another process makes while ten customers write holds what was
// acknowledged before it, and of each conversation a whole beginning.
func TestBackupDuringLoad(t *testing.T) {
	s := newSite(t, "")
	s.setUp()
	child := s.spawn()
	var over atomic.Bool
	d := s.customersWhile(t, writers, func(written int) bool { return written < each || !over.Load() })
	d.reach(writers * each / 4)
	before := d.acknowledged.Load()
	file := filepath.Join(t.TempDir(), "linger.tar.gz")
	if out, err := asProgram(t, "backup", file, "--data", s.config.Data); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	d.reach(d.acknowledged.Load() + 1)
	over.Store(true)
	if out, err := asProgram(t, "backup", file, "--data", s.config.Data); err == nil || !strings.Contains(out, "there already") {
		t.Errorf("a second backup to the same file: %v: %s", err, out)
	}
	d.finish()
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
	d.check()

	elsewhere := program.Store{Data: filepath.Join(t.TempDir(), "elsewhere")}
	if out, err := asProgram(t, "restore", file, "--data", elsewhere.Data); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := asProgram(t, "restore", file, "--data", elsewhere.Data); err == nil || !strings.Contains(out, "overwrites nothing") {
		t.Errorf("restored over a desk: %v: %s", err, out)
	}
	now, then := transcripts(t, s.config.Store), transcripts(t, elsewhere)
	held := 0
	for conversation, log := range then {
		if len(log) > len(now[conversation]) {
			t.Errorf("%s holds more in the backup", conversation)
			continue
		}
		if diff := cmp.Diff(now[conversation][:len(log)], log, ignoreIndexing); diff != "" {
			t.Errorf("%s differs in the backup (-now +then):\n%s", conversation, diff)
		}
		for _, m := range log {
			if m.Kind == models.KindCustomer {
				held++
			}
		}
	}
	if last := int(d.acknowledged.Load()); held < int(before) || held >= last {
		t.Errorf("the backup holds %d messages; %d were acknowledged before it, %d written at last", held, before, last)
	}
	for _, key := range []string{"demo-shop-key.pem"} {
		want, err := os.ReadFile(filepath.Join(s.config.Data, key))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(elsewhere.Data, key)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s did not come back: %v", key, err)
		}
	}
	s.config.Data = elsewhere.Data
	child = s.spawn()
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("the restored desk: %v", err)
	}
}

// asProgram runs one command of the program in a process of its own.
func asProgram(t *testing.T, args ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), childArgs+"="+strings.Join(args, "\n"))
	out, err := child.CombinedOutput()
	return string(out), err
}

// ignoreIndexing leaves out when a message got into the index of the search: that
// follows by itself.
var ignoreIndexing = cmpopts.IgnoreFields(models.Message{}, "SearchID")

// transcripts are the logs of all conversations, with nobody serving.
func transcripts(t *testing.T, store program.Store) map[string][]models.Message {
	t.Helper()
	desk, err := program.OpenDesk(t.Context(), store, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = desk.DB.Close() }()
	var rows []models.Message
	if err := desk.DB.Read.Order("conversation_id, seq").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	logs := map[string][]models.Message{}
	for _, m := range rows {
		logs[m.ConversationID] = append(logs[m.ConversationID], m)
	}
	return logs
}
