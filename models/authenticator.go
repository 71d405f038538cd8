package models

import (
	"context"
	"errors"

	"golang.org/x/sync/singleflight"

	"linger/models/credential"
)

// KeyReader reads what an address serves, within a few seconds and a few KiB.
// Its errors are sentences for admins.
type KeyReader interface {
	Read(ctx context.Context, address string) ([]byte, error)
}

// Authenticator decides who a token proves its bearer to be. It keeps the
// sites' keys fresh: the row is the cache, so that every process and the next
// start know them, and a site that is down for a day locks nobody out.
type Authenticator struct {
	settings AuthenticationSettingsStore
	reader   KeyReader
	flights  singleflight.Group // one fetch for each settings, however many ask
}

// NewAuthenticator makes an authenticator over desk that fetches with reader.
func NewAuthenticator(desk *Desk, reader KeyReader) *Authenticator {
	return &Authenticator{settings: desk.AuthenticationSettings, reader: reader}
}

// Verify proves a customer by the token her site signed. What it refuses is
// Unauthorized, with the failure's code and words for the customer; if it is
// only that the site's keys can't be had now, Unavailable. Claims that were let
// in past their time, because clocks differ, hold for that difference: a visit
// would otherwise be over before it begins.
func (a *Authenticator) Verify(ctx context.Context, settingsID, token string) (credential.Claims, error) {
	s, err := a.settings.Find(ctx, settingsID)
	if err != nil {
		return credential.Claims{}, err
	}
	if !s.Active {
		return credential.Claims{}, Fail(Unauthorized, "settings_inactive", "Signing in to this chat is switched off.")
	}
	i, err := a.inspect(ctx, s, token)
	if err != nil {
		return credential.Claims{}, err
	}
	if len(i.Problems) == 0 {
		if least := a.settings.Now().Add(credential.Skew); i.Claims.ExpiresAt.Before(least) {
			i.Claims.ExpiresAt = least
		}
		return i.Claims, nil
	}
	f := i.Problems[0]
	kind := Unauthorized
	if f.Code == credential.CodeKeysMissing {
		kind = Unavailable
	}
	return credential.Claims{}, &Error{Kind: kind, Code: string(f.Code), Message: f.Customer(), cause: f}
}

// Inspect takes a token apart for an admin, with the keys and rules that
// customers are judged by. Nothing of the token is kept.
func (a *Authenticator) Inspect(ctx context.Context, settingsID, token string) (credential.Inspection, error) {
	s, err := a.settings.Find(ctx, settingsID)
	if err != nil {
		return credential.Inspection{}, err
	}
	return a.inspect(ctx, s, token)
}

// inspect looks at a token with keys as new as they need to be.
func (a *Authenticator) inspect(ctx context.Context, s *AuthenticationSettings, token string) (credential.Inspection, error) {
	now := a.settings.now()
	if s.keysDue(now) {
		var err error
		if s, err = a.refresh(ctx, s); err != nil {
			return credential.Inspection{}, err
		}
	}
	i := credential.Inspect(token, s.Keys(now), s.Rules(), now.Time)
	if len(i.Problems) == 0 || !i.Problems[0].NewerKeys() || !s.keysMayAsk(now) {
		return i, nil
	}
	s, err := a.refresh(ctx, s)
	if err != nil {
		return credential.Inspection{}, err
	}
	return credential.Inspect(token, s.Keys(now), s.Rules(), now.Time), nil
}

// refresh asks the site for its keys, once for everybody who wants to know
// now, and gives back the settings with what came of it. Whoever finds that
// another has asked since they looked takes that answer.
func (a *Authenticator) refresh(ctx context.Context, seen *AuthenticationSettings) (*AuthenticationSettings, error) {
	found, err, _ := a.flights.Do(seen.ID, func() (any, error) {
		ctx := context.WithoutCancel(ctx) // others wait for it too
		s, err := a.settings.Find(ctx, seen.ID)
		if err != nil || s.askedAt().After(seen.askedAt()) || s.PublicKeyURL != seen.PublicKeyURL {
			return s, err
		}
		r, err := a.fetch(ctx, s)
		return r.Settings, err
	})
	if err != nil {
		return nil, err
	}
	return found.(*AuthenticationSettings), nil
}

// KeyReport is what a look at a site's keys brought to light.
type KeyReport struct {
	Settings *AuthenticationSettings
	Document credential.Document
	Problem  string // why no token could be checked, for the admin; empty if one could
}

// fetch asks the site for its keys and records what came of it. The error is
// the database's; a site that fails is a problem in the report.
func (a *Authenticator) fetch(ctx context.Context, s *AuthenticationSettings) (r KeyReport, err error) {
	body, err := a.reader.Read(ctx, s.PublicKeyURL)
	if err == nil {
		r.Document, err = credential.ParseKeys(body)
	}
	if err != nil {
		r.Problem = admins(err)
		r.Settings, err = a.settings.RecordFailure(ctx, s.ID, s.PublicKeyURL, r.Problem)
		return r, err
	}
	r.Settings, err = a.settings.RecordKeys(ctx, s.ID, s.PublicKeyURL, r.Document.Keys.JSON())
	return r, err
}

// VerifyKeys looks at the keys now, for an admin: it fetches the URL or reads
// what was pasted. If a token could be checked with them, the settings count as
// verified.
func (a *Authenticator) VerifyKeys(ctx context.Context, settingsID string) (KeyReport, error) {
	s, err := a.settings.Find(ctx, settingsID)
	if err != nil {
		return KeyReport{}, err
	}
	r := KeyReport{Settings: s}
	if s.KeySource == KeysPasted {
		r.Document, r.Problem = parseKeys(s.PublicKey)
	} else if r, err = a.fetch(ctx, s); err != nil {
		return KeyReport{}, err
	}
	if r.Problem == "" && allExpired(r.Document.Keys, a.settings.now()) {
		r.Problem = "Every key has expired, so no token would be accepted. Publish a newer key, or a later expiry."
	}
	if r.Problem != "" {
		return r, nil
	}
	r.Settings, err = a.settings.MarkVerified(ctx, s)
	return r, err
}

// IdentityOf is what claims say about the customer they prove.
func IdentityOf(c credential.Claims) Identity {
	return Identity{
		ExternalID: c.Subject, Name: c.Name, Email: c.Email, Phone: c.Phone,
		Context: c.Context, ExpiresAt: At(c.ExpiresAt),
	}
}

// RefusalOf is the failure behind an error of Verify, for the log; nil if it
// is another error.
func RefusalOf(err error) *credential.Failure {
	var f *credential.Failure
	if errors.As(err, &f) {
		return f
	}
	return nil
}
