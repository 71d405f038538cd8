package widget_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/static"
)

// request asks as a browser does, for everything compressed, and reads to the end,
// or until enough has come.
func request(t *testing.T, method, address, body string, enough string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var got []byte
	for in := bufio.NewReader(response.Body); enough == "" || !strings.Contains(string(got), enough); {
		b, err := in.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, b)
	}
	return response, got
}

// What a customer downloads from pressing the launcher to the open chat.
func TestOpenChatIsLight(t *testing.T) {
	if err := static.Check(); err != nil {
		t.Fatal(err)
	}
	const mostBytes, mostRequests = 25_000, 5
	each(t, func(t *testing.T, s *site) {
		sc := stage(t, s)
		requests, total := 0, 0
		take := func(name, method, at, body, enough string, headers ...string) (*http.Response, string) {
			t.Helper()
			response, got := request(t, method, s.URL+at, body, enough, headers...)
			if response.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s", name, response.Status)
			}
			requests++
			total += len(got)
			t.Logf("%d. %-12s %6d bytes %s", requests, name, len(got), response.Header.Get("Content-Encoding"))
			return response, string(got)
		}
		_, html := request(t, "GET", s.URL+"/w/"+s.widget.Key, "", "", "Accept-Encoding", "identity")
		take("frame", "GET", "/w/"+s.widget.Key, "", "")
		for _, asset := range regexp.MustCompile(`/static/[^"]+`).FindAllString(string(html), -1) {
			take("widget"+path.Ext(asset), "GET", asset, "", "")
		}
		visit, _ := take("visit", "POST", "/w/"+s.widget.Key+"/visit", "token="+s.token("ana", 3600e9), "",
			"Content-Type", "application/x-www-form-urlencoded")
		take("stream", "GET", "/w/"+s.widget.Key+"/stream", "", "who__name", "Linger-Visit", visit.Header.Get("Linger-Visit"),
			"Last-Event-ID", data(sc.ana.get("/chat").body, "cursor"))
		t.Logf("to the open chat: %d bytes in %d requests", total, requests)
		if total > mostBytes || requests > mostRequests {
			t.Errorf("%d bytes in %d requests; at most %d in %d", total, requests, mostBytes, mostRequests)
		}
	})
}

// The frame knows nobody, lets in only the sites that may show it, and keeps no
// code or style in its markup.
func TestFrame(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		stage(t, s)
		b := &browser{t: t, s: s, key: s.widget.Key}
		got := b.get("")
		policy := got.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'self' *") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy of a widget without domains: %s", policy)
		}
		for _, no := range []string{private, "ana", "<style", "style=", "onclick", "<script>"} {
			if strings.Contains(got.body, no) {
				t.Errorf("the frame holds %q", no)
			}
		}
		domain := struct{ WidgetID, Host string }{s.widget.ID, "*.shop.example"}
		if err := s.DB.Write.Table("widget_domains").Create(&domain).Error; err != nil {
			t.Fatal(err)
		}
		if policy = b.get("").Header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors 'self' *.shop.example") {
			t.Errorf("policy with a domain: %s", policy)
		}
		for query, want := range map[string]string{
			"?locale=he-IL":                   `<html lang="en" dir="rtl">`,
			"?locale=de&theme=dark":           `<html lang="en" data-theme="dark">`,
			"?locale=%22%3E&theme=%3Cscript":  `<html lang="en">`,
			"?locale=az-Latn-IR&theme=purple": `<html lang="en">`,
		} {
			if body := b.get(query).body; !strings.Contains(body, want) {
				t.Errorf("%s: no %s in %.120s", query, want, body)
			}
		}
	})
}

// A widget that isn't published shows nothing: its script does nothing, and its
// frame has itself taken away.
func TestUnpublished(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		if err := s.DB.Write.Model(s.widget).Update("status", models.WidgetDraft).Error; err != nil {
			t.Fatal(err)
		}
		b := &browser{t: t, s: s, key: s.widget.Key}
		got := b.get("")
		if got.StatusCode != http.StatusNotFound || !strings.Contains(got.body, `data-state="gone"`) {
			t.Errorf("frame: %s %s", got.Status, got.body)
		}
		if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self' *") {
			t.Errorf("the page around can't hear of it: %s", policy)
		}
		for _, key := range []string{s.widget.Key, "nosuch", "", "%00", "<script>"} {
			response, script := request(t, "GET", s.URL+"/embed.js?widget="+key, "", "", "Accept-Encoding", "identity")
			if response.StatusCode != http.StatusOK || !strings.HasPrefix(string(script), "//") || strings.Count(string(script), "\n") != 1 {
				t.Errorf("script of %q: %s %.80q", key, response.Status, script)
			}
		}
	})
}

// The loader may be kept for minutes, and is known again after that.
func TestEmbed(t *testing.T) {
	if err := static.Check(); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, s *site) {
		address := s.URL + "/embed.js?widget=" + s.widget.Key
		response, _ := request(t, "GET", address, "", "")
		tag := response.Header.Get("ETag")
		if cache := response.Header.Get("Cache-Control"); response.StatusCode != http.StatusOK || tag == "" || !strings.Contains(cache, "max-age=300") {
			t.Fatalf("%s, %s, %s", response.Status, tag, cache)
		}
		if got := response.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
			t.Errorf("type %s", got)
		}
		again, body := request(t, "GET", address, "", "", "If-None-Match", tag)
		if again.StatusCode != http.StatusNotModified || len(body) != 0 {
			t.Errorf("known: %s, %d bytes", again.Status, len(body))
		}
		_, script := request(t, "GET", address, "", "", "Accept-Encoding", "identity")
		for _, part := range []string{"http://chat.example.com", "/w/" + s.widget.Key, "Chat with us"} {
			if !strings.Contains(string(script), part) {
				t.Errorf("no %s in it", part)
			}
		}
		if err := s.DB.Write.Model(s.widget).Update("color", "#aa0000").Error; err != nil {
			t.Fatal(err)
		}
		if changed, _ := request(t, "GET", address, "", "", "If-None-Match", tag); changed.StatusCode != http.StatusOK {
			t.Errorf("after another colour: %s", changed.Status)
		}
	})
}

// What an admin says of the look is what the page's script and the frame carry.
func TestLookReachesTheSite(t *testing.T) {
	if err := static.Check(); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, s *site) {
		change := func(row any, values map[string]any) {
			if err := s.DB.Write.Model(row).Updates(values).Error; err != nil {
				t.Fatal(err)
			}
		}
		change(s.widget, map[string]any{"title": "Ask Wilma", "subtitle": "About shoes", "color": "#9a5a43", "position": "left"})
		change(&models.AuthenticationSettings{ID: *s.widget.AuthenticationSettingsID}, map[string]any{"client_function": "wilma.chatToken"})
		_, script := request(t, "GET", s.URL+"/embed.js?widget="+s.widget.Key, "", "", "Accept-Encoding", "identity")
		_, frame := request(t, "GET", s.URL+"/w/"+s.widget.Key, "", "", "Accept-Encoding", "identity")
		for _, want := range []string{"Ask Wilma", "#9a5a43", "wilma.chatToken"} {
			if !strings.Contains(string(script), want) {
				t.Errorf("the page's script lacks %q", want)
			}
		}
		for _, want := range []string{"Ask Wilma", "About shoes", `data-accent="#9a5a43"`, `data-position="left"`} {
			if !strings.Contains(string(frame), want) {
				t.Errorf("the frame lacks %q", want)
			}
		}
	})
}

// Where a widget is on a page is noted, by the loader and by the frame, once a
// minute for each site; what browsers don't say is not made up. That a widget is not
// there is asked anew each time.
func TestSightings(t *testing.T) {
	if err := static.Check(); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, s *site) {
		ask := func(path, referer string) {
			t.Helper()
			if response, _ := request(t, "GET", s.URL+path, "", "", "Referer", referer); response.StatusCode != http.StatusOK {
				t.Errorf("%s from %q: %s", path, referer, response.Status)
			}
		}
		embed, frame := "/embed.js?widget="+s.widget.Key, "/w/"+s.widget.Key
		for _, nowhere := range []string{"", "null", "about:blank", "http://chat.example.com/settings", "ftp://files.example/x", "https://%zz/", "https://a b/"} {
			ask(embed, nowhere)
		}
		ask(embed, "https://shop.example/cart?item=1")
		ask(frame, "https://shop.example/")
		ask(frame, "http://localhost:8081/")
		g, err := s.Guide.Read(s.Ctx())
		if err != nil || len(g.Sightings) != 2 || g.Sightings[0].Origin != "http://localhost:8081" || g.Sightings[1].Origin != "https://shop.example" {
			t.Fatalf("%+v, %v", g.Sightings, err)
		}
		s.Clock.Advance(59 * time.Second)
		ask(embed, "https://shop.example/")
		s.Clock.Advance(time.Second)
		ask(embed, "https://shop.example/")
		if g, err = s.Guide.Read(s.Ctx()); err != nil || g.Sightings[0].Origin != "https://shop.example" || g.Sightings[0].LastSeenAt.Sub(g.Sightings[0].FirstSeenAt) != time.Minute {
			t.Errorf("%+v, %v", g.Sightings, err)
		}
		for n := range 300 { // a stranger makes sites up
			ask(embed, fmt.Sprintf("https://s%d.example/", n))
		}
		var rows int64
		if err := s.DB.Write.Model(&models.Sighting{}).Count(&rows).Error; err != nil || rows > 50 {
			t.Errorf("%d are kept, %v", rows, err)
		}
		if response, _ := request(t, "GET", s.URL+"/embed.js?widget=nothing", "", ""); response.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("that there is none is kept: %s", response.Header.Get("Cache-Control"))
		}
	})
}
