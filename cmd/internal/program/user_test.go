package program

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"linger/models"
)

// addSomebody runs linger user add.
func addSomebody(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = Main(t.Context(), append([]string{"user", "add"}, args...), Terminal{In: strings.NewReader(in), Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

// signsIn tells whether the password opens the desk in dir, and as whom.
func signsIn(t *testing.T, dir, email, password string) (models.Agent, bool) {
	t.Helper()
	desk, err := OpenDesk(t.Context(), Store{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = desk.DB.Close() }()
	in, _, err := desk.SignIns.Start(t.Context(), email, password, models.Browser{})
	if err != nil {
		return models.Agent{}, false
	}
	agent, err := desk.Agents.Find(t.Context(), in.AgentID)
	if err != nil {
		t.Fatal(err)
	}
	return *agent, true
}

func TestUserAddMakesAPassword(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := addSomebody(t, "", "--data", dir, "--email", "Ada@Example.com", "--name", "Ada van King", "--role", "admin")
	if code != 0 {
		t.Fatalf("code %d: %s", code, errs)
	}
	found := regexp.MustCompile(`shown this once: (\S+)`).FindStringSubmatch(out)
	if found == nil || !strings.Contains(out, "Ada van King (admin) may sign in as ada@example.com.") {
		t.Fatalf("said %q", out)
	}
	agent, ok := signsIn(t, dir, "ada@example.com", found[1])
	if !ok || agent.FirstName != "Ada" || agent.LastName != "van King" || agent.Role != models.RoleAdmin {
		t.Errorf("signed in: %v, as %+v", ok, agent)
	}
}

func TestUserAddReadsAPassword(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := addSomebody(t, "correct horse battery\n", "--data", dir, "--email", "bo@example.com", "--name", "Bo", "--password-stdin")
	if code != 0 || strings.Contains(out, "shown") || strings.Contains(out+errs, "horse") {
		t.Fatalf("code %d: %q %q", code, out, errs)
	}
	if agent, ok := signsIn(t, dir, "bo@example.com", "correct horse battery"); !ok || agent.Role != models.RoleAgent {
		t.Errorf("signed in: %v, as %s", ok, agent.Role)
	}
}

func TestUserAddSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := addSomebody(t, "", "--data", dir, "--email", "cy@example.com", "--name", "Cy"); code != 0 {
		t.Fatal(errs)
	}
	tests := []struct {
		name, in string
		args     []string
		says     []string
	}{
		{"twice the same", "", []string{"--email", "CY@example.com", "--name", "Cy"}, []string{"email: Cy has this e-mail."}},
		{"a short password", "1234\n", []string{"--email", "di@example.com", "--name", "Di", "--password-stdin"}, []string{"password: "}},
		{"neither", "", []string{"--email", "di", "--name", " "}, []string{"email: ", "first name: "}},
		{"a role that is none", "", []string{"--email", "di@example.com", "--name", "Di", "--role", "owner"}, []string{"--role"}},
		{"no name", "", []string{"--email", "di@example.com"}, []string{"--name"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, _, errs := addSomebody(t, tt.in, append(tt.args, "--data", dir)...)
			if code == 0 {
				t.Error("taken")
			}
			for _, want := range tt.says {
				if !strings.Contains(errs, want) {
					t.Errorf("said %q, want %q", errs, want)
				}
			}
		})
	}
}
