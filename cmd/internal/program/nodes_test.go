package program

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// follows reads a stream of a process until the test ends.
func follows(t *testing.T, base *url.URL, path string, headers http.Header) *safeBuffer {
	t.Helper()
	ctx, leave := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base.String()+path, nil)
	must(t, err)
	request.Header = headers.Clone()
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	must(t, err)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("stream: %s", response.Status)
	}
	said, over := &safeBuffer{}, make(chan struct{})
	go func() {
		defer close(over)
		_, _ = io.Copy(said, response.Body) // until it is cut
		_ = response.Body.Close()
	}()
	t.Cleanup(func() { leave(); <-over })
	return said
}

// Two processes serve one desk: what is done at one is seen at once at the other.
func TestTwoNodesAreOneDesk(t *testing.T) {
	database := modeltest.Postgres(t)
	d := openModes(t, database)
	other := start(t, database)
	for _, p := range []*Program{d.Program, other.Program} {
		d.until(t, "the nodes hear each other", func() bool { return p.bus.Figures().Listening })
	}

	mina, id := d.accepted(t, models.ModePersistent)
	widget := follows(t, other.URL, mina.path+"/stream", mina.head)
	console := follows(t, other.URL, "/console/stream?list=mine&conversation="+id, d.ana.cookie)
	sees := func(what string, screen *safeBuffer, text string) {
		t.Helper()
		d.until(t, what, func() bool { return strings.Contains(screen.String(), text) })
	}
	sees("the widget shows what was there", widget, "Hello from")
	sees("the console shows what was there", console, "Hello from")

	mina.writes(t, "Written at one node").want(t, http.StatusOK)
	sees("her message crosses to the console", console, "Written at one node")
	sees("her message crosses to her other tab", widget, "Written at one node")
	d.ana.post(t, "/console/conversations/"+id+"/messages", url.Values{"client_id": {models.NewID()}, "body": {"Answered at one node"}, "seen": {"999"}, "list": {"mine"}}).want(t, http.StatusSeeOther)
	sees("the answer crosses", widget, "Answered at one node")
	mina.post(t, "/typing", "conversation", id, "on", "true")
	sees("typing crosses", console, "event: typing")

	d.ana.post(t, "/sign-out", nil).want(t, http.StatusSeeOther)
	sees("the sign-out crosses", console, "event: signed-out")
	d.ask(t, http.MethodDelete, mina.path+"/visit", nil, mina.head).want(t, http.StatusNoContent)
	sees("the visit's end crosses", widget, "event: renew")

	_, metrics := other.get(t, "/metrics")
	if !strings.Contains(metrics, "linger_bus_listening 1") || !regexp.MustCompile(`linger_bus_heard_total [1-9]`).MatchString(metrics) {
		t.Error("the metrics don't say that the node hears the other")
	}
}

// The health check of a container asks the process that serves there.
func TestReadyAsksTheProcess(t *testing.T) {
	r := start(t, "")
	ask := func() (int, string) {
		out := &safeBuffer{}
		code := Main(t.Context(), []string{"ready", "--listen", r.listener.Addr().String()}, Terminal{In: os.Stdin, Out: out, Err: out})
		return code, out.String()
	}
	if code, said := ask(); code != 0 || said != "ready\n" {
		t.Errorf("serving: %d, %q", code, said)
	}
	r.end(t)
	if code, said := ask(); code == 0 || !strings.Contains(said, "refused") {
		t.Errorf("gone: %d, %q", code, said)
	}
}
