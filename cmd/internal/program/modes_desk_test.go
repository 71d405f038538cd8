package program

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"linger/cmd/internal/seed"
	"linger/cmd/internal/shop"
	"linger/models"
)

// modesDesk is the running program with the demo's staff and a widget of each mode.
type modesDesk struct {
	*Program
	ahead       atomic.Int64
	signer      *shop.Signer
	shop        *url.URL
	widgets     map[models.Mode]*models.Widget
	admin, ana  person
	agent       *models.Agent
	newcomers   int
	settingsIDs string // of the authentication settings
}

func openModes(t *testing.T, databaseURL string) *modesDesk {
	t.Helper()
	d := &modesDesk{widgets: map[models.Mode]*models.Widget{}}
	config := Config{
		Store: Store{Data: t.TempDir(), DatabaseURL: databaseURL},
		Site:  Site{Listen: "127.0.0.1:0", DrainTimeout: 5 * time.Second},
	}
	config.PrivateKeyURLs = true
	quiet := slog.New(slog.DiscardHandler)
	desk, err := OpenDesk(t.Context(), config.Store, quiet)
	must(t, err)
	d.signer, err = shop.NewSigner(config.Data)
	must(t, err)
	keys := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(d.signer.Keys()) }))
	t.Cleanup(keys.Close)
	d.shop, err = url.Parse(keys.URL)
	must(t, err)
	place := &shop.Shop{Signer: d.signer, URL: d.shop}
	made, err := seed.Setup(t.Context(), desk, seed.Site{
		URL: place.URL, KeysURL: place.KeysURL(), Keys: d.signer.Keys(), ClientFunction: shop.ClientFunction, Audience: shop.Audience,
	})
	must(t, err)
	d.agent, d.settingsIDs = made.Staff["ana"], *made.Widget.AuthenticationSettingsID
	must(t, desk.DB.Close())

	d.Program, err = Open(t.Context(), config, quiet)
	must(t, err)
	d.Desk.Now = func() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }
	for _, mode := range []models.Mode{models.ModePersistent, models.ModeLive} {
		var w models.Widget
		must(t, d.Desk.DB.Read.Where("mode = ?", mode).Take(&w).Error)
		d.widgets[mode] = &w
	}
	r := &running{Program: d.Program, done: make(chan error, 1)}
	r.run(t)
	d.admin, d.ana = d.signsIn(t, "rosa"), d.signsIn(t, "ana")
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// later moves the clock and lets the sweep look.
func (d *modesDesk) later(t *testing.T, by time.Duration) {
	t.Helper()
	d.ahead.Add(int64(by))
	must(t, d.sweepOnce(t.Context()))
}

// set gives a mode's widget a setting.
func (d *modesDesk) set(t *testing.T, mode models.Mode, column string, value any) {
	t.Helper()
	must(t, d.Desk.DB.Write.Model(&models.Widget{}).Where("id = ?", d.widgets[mode].ID).Update(column, value).Error)
}

// closed gives a mode's widget operating hours that begin in an hour and a bit, until
// the test ends.
func (d *modesDesk) closed(t *testing.T, mode models.Mode) {
	t.Helper()
	from := d.Desk.Now().UTC().Add(time.Hour).Truncate(time.Minute)
	hours, err := d.Desk.OperatingHours.Create(t.Context(), nil, models.HoursDraft{Name: "Desk", TimeZone: "UTC", Windows: []models.WindowDraft{
		{Days: models.Weekdays, From: from.Format("15:04"), To: from.Add(time.Hour).Format("15:04")},
	}})
	must(t, err)
	ctx := context.WithoutCancel(t.Context())
	keep := func(id string) {
		w, err := d.Desk.Widgets.Find(ctx, d.widgets[mode].ID)
		must(t, err)
		settings := w.Settings(nil)
		settings.OperatingHoursID = id
		_, err = d.Desk.Widgets.Edit(ctx, nil, w.ID, w.UpdatedAt, settings)
		must(t, err)
	}
	keep(hours.ID)
	t.Cleanup(func() { keep("") })
}

func (d *modesDesk) conversation(t *testing.T, id string) *models.Conversation {
	t.Helper()
	var c models.Conversation
	must(t, d.Desk.DB.Write.Where("id = ?", id).Take(&c).Error)
	return &c
}

func (d *modesDesk) wantState(t *testing.T, id string, want models.State) {
	t.Helper()
	if c := d.conversation(t, id); c.State != want {
		t.Errorf("it is %s (%s), want %s", c.State, c.Reason, want)
	}
}

// reply is an answer of the program.
type reply struct {
	*http.Response
	body string
}

func (r reply) want(t *testing.T, status int) reply {
	t.Helper()
	if r.StatusCode != status {
		t.Errorf("%s %s: %s, want %d: %.300s", r.Request.Method, r.Request.URL.Path, r.Status, status, r.body)
	}
	return r
}

func (r reply) says(t *testing.T, words string, want bool) reply {
	t.Helper()
	if strings.Contains(r.body, words) != want {
		t.Errorf("%s %s says %q: %v, want %v", r.Request.Method, r.Request.URL.Path, words, !want, want)
	}
	return r
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (d *modesDesk) ask(t *testing.T, method, path string, form url.Values, headers http.Header) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, d.URL.String()+path, strings.NewReader(form.Encode()))
	must(t, err)
	for name, values := range headers {
		req.Header[name] = values
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := noRedirects.Do(req)
	must(t, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return reply{response, string(body)}
}

// person is somebody of the staff.
type person struct {
	d      *modesDesk
	cookie http.Header
}

func (d *modesDesk) signsIn(t *testing.T, first string) person {
	t.Helper()
	in := d.ask(t, "POST", "/sign-in", url.Values{"email": {first + "@moorpine.example"}, "password": {seed.Password}}, nil).want(t, http.StatusSeeOther)
	p := person{d: d, cookie: http.Header{}}
	for _, c := range in.Cookies() {
		p.cookie.Add("Cookie", c.Name+"="+c.Value)
	}
	return p
}

func (p person) get(t *testing.T, path string) reply {
	t.Helper()
	return p.d.ask(t, "GET", path, nil, p.cookie)
}

func (p person) post(t *testing.T, path string, form url.Values) reply {
	t.Helper()
	if form == nil {
		form = url.Values{}
	}
	return p.d.ask(t, "POST", path, form, p.cookie)
}

// does one thing to a conversation, as the console's buttons do.
func (p person) does(t *testing.T, verb, id string, status int) {
	t.Helper()
	p.post(t, "/console/conversations/"+id+"/"+verb, url.Values{"seen": {"999"}, "list": {"mine"}}).want(t, status)
}

// guest is a customer's frame.
type guest struct {
	d    *modesDesk
	who  string // to the shop
	path string
	head http.Header
	chat reply // what she saw when she came
}

// comes opens the mode's widget: in persistent as a customer whom the shop signs for
// anew, in live as a visitor.
func (d *modesDesk) comes(t *testing.T, mode models.Mode) guest {
	t.Helper()
	d.newcomers++
	return d.returns(t, mode, "cust-"+strconv.Itoa(d.newcomers), nil)
}

// returns is comes for somebody who was there: her name at the shop, or her visit.
func (d *modesDesk) returns(t *testing.T, mode models.Mode, who string, visit http.Header) guest {
	t.Helper()
	g := guest{d: d, who: who, path: "/w/" + d.widgets[mode].Key, head: visit}
	form := url.Values{}
	if mode == models.ModePersistent {
		p := shop.People[0]
		p.ID = who
		token, err := d.signer.Token(&p, d.shop.String(), d.Desk.Now(), shop.Life)
		must(t, err)
		form.Set("token", token)
	}
	g.chat = d.ask(t, "POST", g.path+"/visit", form, g.head).want(t, http.StatusOK)
	g.head = http.Header{"Linger-Visit": {g.chat.Header.Get("Linger-Visit")}}
	return g
}

func (g guest) get(t *testing.T, path string) reply {
	t.Helper()
	return g.d.ask(t, "GET", g.path+path, nil, g.head)
}

func (g guest) post(t *testing.T, path string, fields ...string) reply {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return g.d.ask(t, "POST", g.path+path, form, g.head)
}

// writes sends a message in the running conversation, or a new one.
func (g guest) writes(t *testing.T, text string, more ...string) reply {
	t.Helper()
	return g.post(t, "/messages", append([]string{"client_id", models.NewID(), "body", text}, more...)...)
}

// begins is a conversation of hers.
func (g guest) begins(t *testing.T, text string) (id string) {
	t.Helper()
	return g.writes(t, text).want(t, http.StatusOK).Header.Get("Linger-Conversation")
}

// sees is what her frame shows of a conversation, also of one that has ended.
func (g guest) sees(t *testing.T, id string) reply {
	t.Helper()
	head := g.head.Clone()
	head.Set("Last-Event-ID", id+".0")
	return g.d.ask(t, "GET", g.path+"/stream?once=1", nil, head).want(t, http.StatusOK)
}

// accepted is a new conversation of the mode that Ana has.
func (d *modesDesk) accepted(t *testing.T, mode models.Mode) (guest, string) {
	t.Helper()
	g := d.comes(t, mode)
	id := g.begins(t, "Hello from "+string(mode))
	d.ana.does(t, "accept", id, http.StatusSeeOther)
	d.wantState(t, id, models.StateActive)
	return g, id
}

// listens opens a stream, which ends with the returned function.
func (d *modesDesk) listens(t *testing.T, path string, headers http.Header) (leave func()) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", d.URL.String()+path, nil)
	must(t, err)
	for name, values := range headers {
		req.Header[name] = values
	}
	response, err := http.DefaultClient.Do(req)
	must(t, err)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("stream: %s", response.Status)
	}
	return func() { _ = response.Body.Close() }
}

// until waits for what the program does by itself.
func (d *modesDesk) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	(&running{Program: d.Program}).until(t, what, holds)
}

// drafts makes a widget in the settings and returns its page.
func (d *modesDesk) drafts(t *testing.T, mode models.Mode, fields ...string) reply {
	t.Helper()
	d.newcomers++
	preset := models.NewWidget(mode)
	form := url.Values{
		"name": {"Draft " + strconv.Itoa(d.newcomers)}, "title": {"Draft"}, "mode": {string(mode)}, "workstream_id": {d.widgets[mode].WorkstreamID},
		"color": {preset.Color}, "position": {preset.Position}, "agent_name_style": {string(preset.AgentNameStyle)}, "language": {preset.Language},
		"offline_color": {preset.OfflineColor}, "offline_title": {"Away"}, "reconnect_minutes": {strconv.FormatInt(preset.ReconnectMinutes, 10)},
		"authentication_settings_id": {""}, "operating_hours_id": {""},
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return d.admin.post(t, "/settings/widgets", form)
}

func page(r reply) string {
	path, _, _ := strings.Cut(r.Header.Get("Location"), "?")
	return path
}
