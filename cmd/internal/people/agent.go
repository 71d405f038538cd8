package people

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Agent is a member of staff in the console.
type Agent struct {
	Client          *http.Client
	URL             string
	Email, Password string

	cookie string
}

// SignIn lets the agent in.
func (a *Agent) SignIn(ctx context.Context) error {
	response, err := ask(ctx, a.Client, http.MethodPost, a.URL+"/sign-in", url.Values{"email": {a.Email}, "password": {a.Password}}, http.Header{})
	if err != nil {
		return err
	}
	if _, err := whole(response); err != nil {
		return err
	}
	for _, cookie := range response.Cookies() {
		if cookie.Value != "" {
			a.cookie = cookie.Name + "=" + cookie.Value
		}
	}
	if a.cookie == "" {
		return errors.New("signing in gave no cookie")
	}
	return nil
}

func (a *Agent) ask(ctx context.Context, method, path string, form url.Values, header http.Header) (*http.Response, error) {
	if header == nil {
		header = http.Header{}
	}
	header.Set("Cookie", a.cookie)
	header.Set("HX-Request", "true")
	return ask(ctx, a.Client, method, a.URL+"/console"+path, form, header)
}

func (a *Agent) page(ctx context.Context, method, path string, form url.Values) ([]byte, error) {
	response, err := a.ask(ctx, method, path, form, nil)
	if err != nil {
		return nil, err
	}
	return whole(response)
}

// Do does one of the verbs, such as accept, park or end. It is nil only when the server
// has answered whole.
func (a *Agent) Do(ctx context.Context, verb, conversation string, form url.Values) error {
	if form == nil {
		form = url.Values{}
	}
	form.Set("seen", "-1")
	_, err := a.page(ctx, http.MethodPost, "/conversations/"+conversation+"/"+verb, form)
	return err
}

// Write sends a message to the customer, or an internal one.
func (a *Agent) Write(ctx context.Context, conversation, kind, client, body string) error {
	return a.Do(ctx, "messages", conversation, url.Values{"kind": {kind}, "client_id": {client}, "body": {body}})
}

var (
	listed  = regexp.MustCompile(`href="/console/[a-z]+/([0-9a-f-]{36})`)
	offered = regexp.MustCompile(`data-offer="([0-9a-f-]{36})"`)
	choices = regexp.MustCompile(`value="((?:agent|queue):[0-9a-f-]{36})"`)
)

// List is the conversations on the first page of a list: mine, open or closed.
func (a *Agent) List(ctx context.Context, list string) ([]string, error) {
	page, err := a.page(ctx, http.MethodGet, "/"+list, nil)
	return matches(listed, page), err
}

// Offered is what is put before the agent.
func (a *Agent) Offered(ctx context.Context) ([]string, error) {
	page, err := a.page(ctx, http.MethodGet, "/mine", nil)
	return matches(offered, page), err
}

// Heirs are those to whom a conversation can be handed over.
func (a *Agent) Heirs(ctx context.Context, conversation string) ([]string, error) {
	page, err := a.page(ctx, http.MethodGet, "/conversations/"+conversation+"/transfer", nil)
	return matches(choices, page), err
}

func matches(pattern *regexp.Regexp, page []byte) []string {
	var all []string
	for _, found := range pattern.FindAllSubmatch(page, -1) {
		if id := string(found[1]); !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}

// Follow reads one stream of a window that shows the conversation, to its end.
func (a *Agent) Follow(ctx context.Context, conversation, cursor string, take func(*Event)) (time.Duration, error) {
	header := http.Header{"Accept": {"text/event-stream"}}
	if cursor != "" {
		header.Set("Last-Event-ID", cursor)
	}
	response, err := a.ask(ctx, http.MethodGet, "/stream?"+url.Values{"list": {"mine"}, "conversation": {conversation}}.Encode(), nil, header)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	return events(response.Body, take), nil
}

// Transcript is the whole log as the console's pages show it, and the state there.
func (a *Agent) Transcript(ctx context.Context, conversation string) (rows []Row, state string, err error) {
	for before := int64(1 << 40); before > 1; {
		page, err := a.page(ctx, http.MethodGet, "/conversations/"+conversation+"/messages?before="+strconv.FormatInt(before, 10), nil)
		if err != nil {
			return nil, "", err
		}
		some := Rows(page)
		if len(some) == 0 {
			break
		}
		rows, before = append(some, rows...), some[0].Seq
	}
	page, err := a.page(ctx, http.MethodGet, "/closed/"+conversation, nil)
	if err != nil {
		return nil, "", err
	}
	_, head, _ := bytes.Cut(page, []byte(`id="head"`))
	state = attribute(head, "data-state")
	return rows, strings.TrimSpace(state), nil
}
