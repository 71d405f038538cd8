package signin

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"linger/models"
)

// cookies is the store of sessions.Session: the cookie carries a token that
// means nothing in itself, and everything else is in the row it names, where it
// can be listed and revoked. There is nothing to encrypt or sign.
type cookies struct {
	name    string
	options sessions.Options
}

// newCookies makes cookies for the address that browsers use. Over https the
// name's prefix makes the browser refuse one that another host or an
// unencrypted page has planted.
func newCookies(public *url.URL) *cookies {
	c := &cookies{name: "linger", options: sessions.Options{
		Path: "/", MaxAge: int(models.SignInLifetime.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}}
	if public.Scheme == "https" {
		c.name, c.options.Secure = "__Host-linger", true
	}
	return c
}

// Get implements sessions.Store.
func (s *cookies) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New implements sessions.Store: the session's id is the token in the cookie.
func (s *cookies) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	options := s.options
	session.Options = &options
	session.IsNew = true
	if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
		session.ID, session.IsNew = cookie.Value, false
	}
	return session, nil
}

// Save implements sessions.Store.
func (s *cookies) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

// token is what the request's cookie carries; empty without one.
func (s *cookies) token(c echo.Context) (string, error) {
	session, err := s.Get(c.Request(), s.name)
	if err != nil {
		return "", fmt.Errorf("read the sign-in cookie: %w", err)
	}
	return session.ID, nil
}

// set gives the browser the token, or takes it away when it is empty.
func (s *cookies) set(c echo.Context, token string) error {
	session, err := s.Get(c.Request(), s.name)
	if err != nil {
		return fmt.Errorf("write the sign-in cookie: %w", err)
	}
	session.ID = token
	if token == "" {
		session.Options.MaxAge = -1
	}
	return session.Save(c.Request(), c.Response())
}
