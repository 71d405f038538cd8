package program

import (
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"linger/models"
	"linger/models/modeltest"
)

// writers are customers who write without a pause, and what they were told had arrived.
type writers struct {
	mu      sync.Mutex
	arrived []models.Message
}

// until waits until so many messages have arrived in all, and returns them.
func (w *writers) until(t *testing.T, r *running, n int) (all []models.Message) {
	t.Helper()
	r.until(t, "customers write", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		all = append(all[:0], w.arrived...)
		return len(all) >= n
	})
	return all
}

// A backup that is made while customers write holds everything that had been acknowledged
// when it began, and of each conversation's log all up to one moment.
func TestBackupDuringLoad(t *testing.T) {
	r := start(t, "")
	widget := modeltest.Of(t, r.Desk).Channel(models.ModePersistent, nil)
	var busy sync.WaitGroup
	var w writers
	over := make(chan struct{})
	for _, name := range []string{"ada", "bob", "cleo", "dan"} {
		visit, _, _, err := r.Desk.Visits.Open(t.Context(), models.Arrival{
			Widget: widget, Identity: models.Identity{ExternalID: name, Name: name, ExpiresAt: models.At(time.Now().Add(time.Hour))},
		})
		must(t, err)
		busy.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				m, _, err := r.Desk.Conversations.Receive(t.Context(), visit, "", modeltest.Draft("from "+name))
				if err != nil {
					t.Error(err)
					return
				}
				w.mu.Lock()
				w.arrived = append(w.arrived, *m)
				w.mu.Unlock()
			}
		})
	}
	before := w.until(t, r, 200)
	file, to := filepath.Join(t.TempDir(), "linger.tar.gz"), filepath.Join(t.TempDir(), "elsewhere")
	if code, out := command(t, "backup", file, "--data", r.Config.Data); code != 0 {
		t.Fatalf("backup: %d %s", code, out)
	}
	w.until(t, r, len(before)+200)
	close(over)
	busy.Wait()

	if code, out := command(t, "restore", file, "--data", to); code != 0 {
		t.Fatalf("restore: %d %s", code, out)
	}
	restored, err := OpenDesk(t.Context(), Store{Data: to}, slog.New(slog.DiscardHandler))
	must(t, err)
	defer func() { _ = restored.DB.Close() }()
	kept := map[string]bool{}
	var conversations []models.Conversation
	must(t, restored.DB.Read.Find(&conversations).Error)
	held := 0
	for _, c := range conversations {
		there, here := modeltest.Of(t, restored).Log(&c), modeltest.Of(t, r.Desk).Log(&c)
		if len(there) == 0 || len(there) > len(here) || int64(len(there)) != c.LastSeq {
			t.Fatalf("%d of %d rows came back, the conversation says %d", len(there), len(here), c.LastSeq)
		}
		if diff := cmp.Diff(here[:len(there)], there, cmpopts.IgnoreFields(models.Message{}, "SearchID")); diff != "" {
			t.Errorf("a transcript came back otherwise (-was +is):\n%s", diff)
		}
		held += len(there)
		for _, m := range there {
			if m.ClientID != nil {
				kept[*m.ClientID] = true
			}
		}
	}
	for _, m := range before {
		if !kept[*m.ClientID] {
			t.Errorf("row %d of %s was acknowledged before the backup began, and is not in it", m.Seq, m.ConversationID)
		}
	}
	t.Logf("%d messages acknowledged before, %d in all; %d rows of %d conversations came back", len(before), len(w.arrived), held, len(conversations))
}
