package program

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/modeltest"
)

// metricName is a name of ours, or of the process, in a query.
var metricName = regexp.MustCompile(`\b(?:linger|process|go)_[a-z0-9_]+`)

// exposed are the names that /metrics has after a message was written and read.
func exposed(t *testing.T, database string) map[string]bool {
	t.Helper()
	r := start(t, database)
	widget := modeltest.Of(t, r.Desk).Channel(models.ModePersistent, nil)
	r.Desk.Wake(models.Wake{Conversation: "none", Changed: 1})
	if err := r.Desk.Jobs.Ensure(t.Context(), models.JobRetention); err != nil {
		t.Fatal(err)
	}
	if res, _ := r.get(t, "/w/"+widget.Key); res.StatusCode != http.StatusOK {
		t.Fatalf("the frame: %s", res.Status)
	}
	_, text := r.get(t, "/metrics")
	names := map[string]bool{}
	for line := range strings.Lines(text) {
		if name := metricName.FindString(line); strings.HasPrefix(line, name) {
			names[name] = true
		}
	}
	return names
}

// A dashboard or an alert that asks for what nobody measures is worse than none: it is
// quiet.
func TestDashboardAndAlertsAskForWhatIsMeasured(t *testing.T) {
	has := exposed(t, "")
	for _, name := range []string{"grafana.json", "alerts.yml"} {
		text, err := os.ReadFile(filepath.Join(root, "cmd", "linger", "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		asked := metricName.FindAllString(string(text), -1)
		if len(asked) < 10 {
			t.Errorf("%s asks for %v only", name, asked)
		}
		for _, metric := range asked {
			if !has[metric] && !has[strings.TrimSuffix(metric, "_bucket")+"_bucket"] {
				t.Errorf("%s asks for %s, which /metrics does not have", name, metric)
			}
		}
	}
	var dashboard struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "cmd", "linger", "deploy", "grafana.json"))
	if err == nil {
		err = json.Unmarshal(text, &dashboard)
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range dashboard.Panels {
		if p.ID != i+1 || p.Title == "" || len(p.Targets) == 0 || strings.Count(p.Targets[0].Expr, "(") != strings.Count(p.Targets[0].Expr, ")") {
			t.Errorf("panel %d %q", p.ID, p.Title)
		}
	}
}

// figure is one number of /metrics.
func figure(t *testing.T, r *running, name string) float64 {
	t.Helper()
	_, text := r.get(t, "/metrics")
	sum := 0.0
	for line := range strings.Lines(text) {
		series, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if series == name || strings.HasPrefix(series, name+"{") {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
	}
	return sum
}

// What is measured moves with what happens.
func TestFiguresMove(t *testing.T) {
	r := start(t, "")
	causes := map[string]func() error{
		"linger_change_duration_seconds_count":       func() error { return r.Desk.Jobs.Ensure(t.Context(), models.JobRetention) },
		"linger_commit_changes_count":                func() error { return r.Desk.Jobs.Ensure(t.Context(), models.JobRetention) },
		"linger_conversation_changes_total":          func() error { r.Desk.Wake(models.Wake{Conversation: "none", Changed: 1}); return nil },
		"linger_assign_duration_seconds_count":       func() error { r.Desk.Route(models.Routes{All: true}); return nil },
		"linger_http_request_duration_seconds_count": func() error { _, _ = r.get(t, "/sign-in"); return nil },
	}
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for name, cause := range causes {
		before := figure(t, r, name)
		if err := cause(); err != nil {
			t.Fatal(err)
		}
		for limit := time.After(10 * time.Second); figure(t, r, name) <= before; {
			select {
			case <-look.C:
			case <-limit:
				t.Fatalf("%s stays at %v", name, before)
			}
		}
	}
}

// What each budget needs to be watched is measured on both databases.
func TestBudgetsAreMeasured(t *testing.T) {
	has := exposed(t, modeltest.Postgres(t))
	for _, name := range []string{
		"linger_message_push_seconds_bucket", "linger_change_duration_seconds_bucket", "linger_assign_duration_seconds_bucket", "linger_streams_dropped_total", "linger_conversation_changes_total", "linger_streams_open",
		"linger_conversations_open", "linger_conversations_offered", "linger_sweep_lag_seconds", "linger_db_errors_total", "linger_jobs_waiting",
		"process_resident_memory_bytes", "process_cpu_seconds_total", "linger_http_request_duration_seconds_bucket",
	} {
		if !has[name] {
			t.Errorf("/metrics lacks %s", name)
		}
	}
	if slices.Contains([]bool{has["linger_backup_timestamp_seconds"], has["linger_data_free_bytes"]}, true) {
		t.Error("figures of an SQLite file on Postgres")
	}
}
