package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	views "linger/views/shop"
)

// Site is what the shop's own people have put on its pages: a chat other than the
// one that the demo comes with, and the key that signs for it. They do what the
// set-up guide tells every site to do.
type Site struct {
	path string

	mu     sync.RWMutex
	put    put
	signer *Signer // nil: the shop's own
}

// put is what is kept of it.
type put struct {
	Widget     string
	PrivateKey string
}

// NewSite reads what is kept in dir.
func NewSite(dir string) (*Site, error) {
	s := &Site{path: filepath.Join(dir, "demo-shop-site.json")}
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	var p put
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err == nil {
		err = s.take(p)
	}
	if err != nil {
		return nil, fmt.Errorf("the demo shop's site: %w", err)
	}
	return s, nil
}

// take puts p on the pages.
func (s *Site) take(p put) (err error) {
	var signer *Signer
	if p.PrivateKey != "" {
		if signer, err = signerOf([]byte(p.PrivateKey)); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put, s.signer = p, signer
	return nil
}

// keep does it for the next start, too.
func (s *Site) keep(p put) error {
	if err := s.take(p); err != nil {
		return err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return os.WriteFile(s.path, text, 0o600)
}

// now is the widget on the pages, "" for the demo's own, and who signs for it.
func (s *Site) now() (string, *Signer) {
	if s == nil {
		return "", nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.put.Widget, s.signer
}

// line is the snippet of a widget, as the guide shows it.
func (s *Shop) line(key string) string {
	if key == "" {
		return ""
	}
	return fmt.Sprintf(`<script src="%s/embed.js?widget=%s" async></script>`, s.Linger, key)
}

var (
	snippet = regexp.MustCompile(`(https?://[^/"'\s]+)/embed\.js\?widget=([0-9A-Za-z_-]{1,64})\b`)
	bareKey = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
)

// widgetOf is the key in a pasted line, or what is wrong with it.
func (s *Shop) widgetOf(line string) (key, problem string) {
	if line == "" || bareKey.MatchString(line) {
		return line, ""
	}
	found := snippet.FindStringSubmatch(line)
	switch {
	case found == nil:
		return "", "This is not the line of a widget. Copy it whole, from <script to </script>."
	case found[1] != s.Linger.String():
		return "", "The line loads from " + found[1] + ", and this shop's content policy allows only " + s.Linger.String() + "."
	}
	return found[2], ""
}

// siteForm shows what is on the pages. A link from the guide brings the widget along.
func (s *Shop) siteForm(w http.ResponseWriter, r *http.Request) {
	form := views.SiteForm{Line: s.line(r.URL.Query().Get("widget"))}
	if form.Line == "" {
		key, _ := s.Site.now()
		form.Line = s.line(key)
	}
	s.showSite(w, r, http.StatusOK, form)
}

func (s *Shop) showSite(w http.ResponseWriter, r *http.Request, status int, form views.SiteForm) {
	key, signer := s.Site.now()
	form.Put, form.Keyed = key != "", signer != nil
	s.show(w, r, status, views.SitePage(form), s.chat)
}

// putChat puts the pasted line on the shop's pages, and the key on its server.
func (s *Shop) putChat(w http.ResponseWriter, r *http.Request) {
	form := views.SiteForm{Line: strings.TrimSpace(r.PostFormValue("line"))}
	text := strings.TrimSpace(r.PostFormValue("private_key"))
	key, problem := s.widgetOf(form.Line)
	form.LineProblem = problem
	if text != "" {
		if _, err := signerOf([]byte(text + "\n")); err != nil {
			form.KeyProblem = "This is no private key. Copy it whole, from -----BEGIN PRIVATE KEY----- on."
		}
	}
	if form.LineProblem != "" || form.KeyProblem != "" {
		s.showSite(w, r, http.StatusUnprocessableEntity, form)
		return
	}
	p := put{Widget: key, PrivateKey: text}
	if text == "" && key != "" { // the same chat keeps its key
		s.Site.mu.RLock()
		if s.Site.put.Widget == key {
			p.PrivateKey = s.Site.put.PrivateKey
		}
		s.Site.mu.RUnlock()
	}
	if err := s.Site.keep(p); err != nil {
		http.Error(w, "It could not be kept.", http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
