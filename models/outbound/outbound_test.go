package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// near reads from this machine.
func near() *Reader { return NewReader(true) }

func TestRead(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("another host was asked for %s", r.URL)
	}))
	defer other.Close()
	release := make(chan struct{})
	mux := http.NewServeMux()
	serve := func(path string, handle http.HandlerFunc) { mux.HandleFunc(path, handle) }
	serve("/key", func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, "a key") })
	serve("/full", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(make([]byte, most)) })
	serve("/large", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(make([]byte, most+1)) })
	serve("/endless", func(w http.ResponseWriter, r *http.Request) {
		for range 1 << 10 {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
		t.Error("read to the end")
	})
	serve("/slow", func(w http.ResponseWriter, r *http.Request) { <-release })
	serve("/slow-body", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-release
	})
	serve("/missing", http.NotFound)
	serve("/private", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	serve("/broken", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	serve("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/key", http.StatusFound) })
	serve("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/key", http.StatusFound)
	})
	serve("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	serve("/cut", func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.Close()
	})
	site := httptest.NewServer(mux)
	defer site.Close()
	defer close(release)
	secure := httptest.NewTLSServer(mux)
	defer secure.Close()
	gone := httptest.NewServer(nil)
	gone.Close()

	tests := []struct {
		name    string
		address string
		want    string
		problem string
	}{
		{name: "a key", address: site.URL + "/key", want: "a key"},
		{name: "as much as is allowed", address: site.URL + "/full", want: strings.Repeat("\x00", most)},
		{name: "redirect on the same host", address: site.URL + "/moved", want: "a key"},
		{name: "redirect to another host", address: site.URL + "/away", problem: "redirects to http://127.0.0.1:"},
		{name: "redirect in circles", address: site.URL + "/circle", problem: "circles"},
		{name: "one byte too many", address: site.URL + "/large", problem: "more than 64 KiB"},
		{name: "a flood", address: site.URL + "/endless", problem: "more than 64 KiB"},
		{name: "no answer", address: site.URL + "/slow", problem: "did not answer within 5 seconds"},
		{name: "half an answer", address: site.URL + "/slow-body", problem: "did not answer within 5 seconds"},
		{name: "nothing there", address: site.URL + "/missing", problem: "nothing at /missing"},
		{name: "asks for a sign-in", address: site.URL + "/private", problem: "asks for a sign-in"},
		{name: "a broken site", address: site.URL + "/broken", problem: "502 Bad Gateway"},
		{name: "cut off", address: site.URL + "/cut", problem: "broke"},
		{name: "nobody listens", address: gone.URL, problem: "refuses connections"},
		{name: "untrusted certificate", address: secure.URL + "/key", problem: "certificate of 127.0.0.1:"},
		{name: "no https there", address: strings.Replace(site.URL, "http:", "https:", 1), problem: "does not speak https"},
		{name: "plain http to elsewhere", address: "http://shop.example/key", problem: "must begin with https://"},
		{name: "a file", address: "file:///etc/passwd", problem: "must begin with https://"},
		{name: "no address", address: "key.pem", problem: "must begin with https://"},
		{name: "a password in it", address: "https://ada:secret@shop.example/key", problem: "user name or password"},
		{name: "control characters", address: "https://shop.example/\x00", problem: "can't be read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			reader := near()
			if strings.Contains(tt.problem, "within 5 seconds") { // nobody has to wait for them
				reader.client.Timeout = 200 * time.Millisecond
			}
			got, err := reader.Read(t.Context(), tt.address)
			if tt.problem == "" {
				if err != nil || string(got) != tt.want {
					t.Errorf("read %.20q, %v", got, err)
				}
				return
			}
			var p *Problem
			if !errors.As(err, &p) || !strings.Contains(p.Words, tt.problem) || !strings.HasSuffix(strings.TrimSuffix(p.Words, "?"), ".") && !strings.HasSuffix(p.Words, "?") {
				t.Errorf("problem %v, want %q", err, tt.problem)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is repeated: %v", err)
			}
		})
	}
}

// Without permission nothing on this machine is reached, whatever it is called.
func TestPrivateAddressesAreRefused(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("this machine was reached") }))
	defer site.Close()
	_, port, _ := net.SplitHostPort(site.Listener.Addr().String())
	for _, address := range []string{site.URL, "http://localhost:" + port, "https://127.0.0.1:" + port, "https://[::ffff:127.0.0.1]:" + port, "https://0.0.0.0:" + port, "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data"} {
		var p *Problem
		if _, err := NewReader(false).Read(t.Context(), address); !errors.As(err, &p) || !strings.Contains(p.Words, "private network") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:4700::1111": true, "8.8.8.8": true,
		"127.0.0.1": false, "127.8.8.8": false, "10.0.0.1": false, "172.31.0.1": false, "192.168.0.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "0.1.2.3": false, "255.255.255.255": false,
		"224.0.0.1": false, "198.18.0.1": false, "240.0.0.1": false, "192.0.2.1": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fd00::1": false, "fec0::1": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:8.8.8.8": true, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public %v, want %v", address, got, want)
		}
	}
}

// Who gives up gets their own reason back, not a verdict on the site.
func TestReadGivesUpWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer site.Close()
	if _, err := NewReader(true).Read(ctx, site.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
