package seed

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"linger/models"
	"linger/models/routing"
)

// Password is the demo logins' own.
const Password = "moor-and-pine"

// Login is somebody to sign in as.
type Login struct {
	models.Profile
	called string // what the stories call her
}

// Logins are the demo desk's staff, the admin first.
var Logins = []Login{
	{models.Profile{FirstName: "Rosa", LastName: "Keller", Email: "rosa@moorpine.example", Role: models.RoleAdmin, Capacity: models.DefaultCapacity}, "rosa"},
	{models.Profile{FirstName: "Sofia", LastName: "Brandt", Email: "sofia@moorpine.example", Role: models.RoleSupervisor, Capacity: models.DefaultCapacity}, "sofia"},
	{models.Profile{FirstName: "Ana", LastName: "Torres", Nickname: "Ana from the workshop", Email: "ana@moorpine.example", Role: models.RoleAgent, Capacity: models.DefaultCapacity}, "ana"},
	{models.Profile{FirstName: "Ben", LastName: "Osei", Email: "ben@moorpine.example", Role: models.RoleAgent, Capacity: models.DefaultCapacity}, "ben"},
}

// Site is the demo's shop, as an admin would describe it.
type Site struct {
	URL            *url.URL // its origin, which its tokens name as issuer
	KeysURL        string
	Keys           []byte // what KeysURL serves; at this moment it does not serve yet
	ClientFunction string
	Audience       string
}

// Read is the site's answer to whoever asks for its keys.
func (s Site) Read(context.Context, string) ([]byte, error) { return s.Keys, nil }

// Desk is what Setup made.
type Desk struct {
	Staff  map[string]*models.Agent
	Widget *models.Widget
}

// Setup makes the staff, verifies the site's keys and publishes a widget of
// each mode for it.
func Setup(ctx context.Context, desk *models.Desk, site Site) (*Desk, error) {
	made := &Desk{Staff: map[string]*models.Agent{}}
	var admin *models.Agent
	for _, login := range Logins {
		var a *models.Agent
		var err error
		if admin == nil {
			a, err = desk.Agents.Setup(ctx, login.Profile, Password)
			admin = a
		} else {
			a, err = desk.Agents.Create(ctx, admin, login.Profile, Password)
		}
		if err != nil {
			return nil, fmt.Errorf("seed %s: %w", login.Email, err)
		}
		made.Staff[login.called] = a
	}
	settings, err := authentication(ctx, desk, site)
	if err != nil {
		return nil, err
	}
	if made.Widget, err = widget(ctx, desk, admin, settings); err != nil {
		return nil, err
	}
	_, err = liveWidget(ctx, desk, admin)
	return made, err
}

// authentication describes the site and looks at its keys, as an admin does.
func authentication(ctx context.Context, desk *models.Desk, site Site) (*models.AuthenticationSettings, error) {
	settings, err := desk.AuthenticationSettings.Create(ctx, nil, models.AuthenticationDraft{
		Name: "Moor & Pine", KeySource: models.KeysFromURL, PublicKeyURL: site.KeysURL,
		ClientFunction: site.ClientFunction, AllowedIssuer: site.URL.String(), AllowedAudience: site.Audience,
	})
	if err != nil {
		return nil, err
	}
	report, err := models.NewAuthenticator(desk, site).VerifyKeys(ctx, settings.ID)
	if err == nil && report.Problem != "" {
		err = fmt.Errorf("the shop's keys: %s", report.Problem)
	}
	return report.Settings, err
}

// widget sets up the shop's widget with a workstream for its kind, and publishes it.
func widget(ctx context.Context, desk *models.Desk, admin *models.Agent, settings *models.AuthenticationSettings) (*models.Widget, error) {
	return publish(ctx, desk, admin, models.ModePersistent, "Customer care", models.WidgetSettings{
		Name: "Moor & Pine shop", AuthenticationSettingsID: settings.ID,
		Title: "Moor & Pine", Subtitle: "Questions about gear, orders and repairs", Color: "#2f5d45",
	})
}

// liveWidget is the one on the page about the house, for whoever comes by.
func liveWidget(ctx context.Context, desk *models.Desk, admin *models.Agent) (*models.Widget, error) {
	return publish(ctx, desk, admin, models.ModeLive, "Shop floor", models.WidgetSettings{
		Name: "Moor & Pine visitors", Title: "Moor & Pine workshop", Subtitle: "Ask before you come by", Color: "#9a5a43",
	})
}

func publish(ctx context.Context, desk *models.Desk, admin *models.Agent, mode models.Mode, workstream string, settings models.WidgetSettings) (*models.Widget, error) {
	preset := models.Presets(mode)
	preset.Name = workstream
	ws, err := desk.Workstreams.Create(ctx, admin, preset.Draft())
	if err != nil {
		return nil, err
	}
	fresh := models.NewWidget(mode)
	draft := fresh.Settings(nil)
	draft.Name, draft.Title, draft.Subtitle, draft.Color = settings.Name, settings.Title, settings.Subtitle, settings.Color
	draft.WorkstreamID, draft.AuthenticationSettingsID = ws.ID, settings.AuthenticationSettingsID
	w, err := desk.Widgets.Create(ctx, admin, mode, draft)
	if err != nil {
		return nil, err
	}
	return desk.Widgets.Publish(ctx, admin, w.ID)
}

// Run fills an empty desk with everything. On one that has staff it does
// nothing and says so.
func Run(ctx context.Context, desk *models.Desk, site Site) (done bool, err error) {
	staff, err := desk.Agents.Any(ctx)
	if err != nil || staff {
		return false, err
	}
	now := time.Now()
	past := models.New(desk.DB) // the desk was set up a month ago
	past.Now = func() time.Time { return now.AddDate(0, 0, -30) }
	made, err := Setup(ctx, past, site)
	if err != nil {
		return false, err
	}
	if err := habits(ctx, past, made); err != nil {
		return false, err
	}
	// Keys fetched a month ago would be too old to let anybody in.
	if _, err := models.NewAuthenticator(desk, site).VerifyKeys(ctx, *made.Widget.AuthenticationSettingsID); err != nil {
		return false, err
	}
	if err := desk.Widgets.Seen(ctx, made.Widget.ID, site.URL.String()); err != nil {
		return false, err
	}
	return true, Conversations(ctx, desk.DB, now, made.Widget, made.Staff, site.URL.String())
}

// habits is what a desk comes to have with time: what the shop says of its customers,
// a queue for those that sell on, with the rule that leads there, and a presence of its own.
func habits(ctx context.Context, desk *models.Desk, made *Desk) error {
	admin, workstream := made.Staff["rosa"], made.Widget.WorkstreamID
	plan := models.VariableDraft{Name: "plan", DisplayName: "Plan", Kind: models.VariableText, Shown: true}
	if _, err := desk.ContextVariables.Create(ctx, admin, workstream, plan); err != nil {
		return err
	}
	queue := models.QueueDraft{Name: "Business accounts", Priority: 10}
	for _, a := range made.Staff {
		queue.Members = append(queue.Members, a.ID)
	}
	business, err := desk.Queues.Create(ctx, admin, queue)
	if err != nil {
		return err
	}
	_, err = desk.RoutingRules.Create(ctx, admin, workstream, models.RuleDraft{
		Name: "Shops that sell on", QueueID: business.ID,
		Conditions: []routing.Condition{{Field: routing.FieldContext, Key: plan.Name, Operator: routing.OpIs, Value: "business"}},
	})
	if err == nil {
		_, err = desk.CustomPresences.Create(ctx, admin, models.CustomPresenceDraft{
			Name: "Workshop", Text: "In the workshop", Base: models.PresenceDND,
			Description: "At the bench with both hands full. Nothing is offered.",
		})
	}
	return err
}
