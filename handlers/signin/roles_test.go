package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linger/models"
)

// Every page of the settings is for admins: a stranger is asked to sign in, an
// agent and a supervisor are refused, whatever they send, before anything is
// looked up.
func TestSettingsAreForAdmins(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		people := map[models.Role]*browser{}
		for _, role := range models.Roles {
			people[role] = s.browser()
			people[role].signIn(s.employ(string(role), role).Email)
		}
		widget := s.Channel(models.ModePersistent, nil)
		seen := 0
		for _, route := range s.routes.Routes() {
			if !strings.HasPrefix(route.Path, "/settings") || route.Method == "echo_route_not_found" {
				continue
			}
			seen++
			path := strings.NewReplacer(":id", widget.ID, ":item", "affinity", "*", "nowhere").Replace(route.Path)
			form := url.Values{"name": {"x"}}
			w := s.browser().ask(route.Method, path, form)
			page := route.Method == http.MethodGet
			if page && (w.Code != 303 || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in?next=")) || !page && w.Code != 401 {
				t.Errorf("%s %s by a stranger: %d", route.Method, path, w.Code)
			}
			for _, role := range []models.Role{models.RoleAgent, models.RoleSupervisor} {
				if w := people[role].ask(route.Method, path, form); w.Code != 403 {
					t.Errorf("%s %s by %s: %d", route.Method, path, role, w.Code)
				}
			}
			if !page {
				continue // an admin's would change what the next is asked about
			}
			if w := people[models.RoleAdmin].ask(route.Method, path, nil); w.Code == 401 || w.Code == 403 || w.Code >= 500 {
				t.Errorf("%s %s by an admin: %d", route.Method, path, w.Code)
			}
		}
		if seen < 30 {
			t.Errorf("only %d routes were asked", seen)
		}
		stored, err := s.Widgets.Find(s.Ctx(), widget.ID)
		if err != nil || stored.Name != widget.Name || stored.Status != widget.Status {
			t.Errorf("something was changed: %+v, %v", stored, err)
		}
	})
}
