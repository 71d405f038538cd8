package models

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"linger/models/credential"
)

// KeySource is where a site's public keys come from.
type KeySource string

// The sources.
const (
	KeysFromURL KeySource = "url"    // fetched, so that the site can change its keys
	KeysPasted  KeySource = "pasted" // given once, changed by hand
)

// How long fetched keys are good for, and how often a site is asked for them.
const (
	keysFresh = 10 * time.Minute // asked again after
	keysStale = 24 * time.Hour   // used this long when the site does not answer
	keysPause = time.Minute      // between asking twice, when there is a reason to
	keysRetry = 10 * time.Second // the same while there are no keys at all
)

// AuthenticationSettings say how the customers of a site prove who they are:
// by tokens that the site signs, checked with the site's public keys.
type AuthenticationSettings struct {
	ID              string
	Name            string
	KeySource       KeySource
	PublicKeyURL    string
	PublicKey       string `audit:"secret"`
	ClientFunction  string // the page's function that gives a token, as "shop.chatToken"
	AllowedIssuer   string // several, separated by spaces; empty means any
	AllowedAudience string // several, separated by spaces; empty means any
	Active          bool
	KeysCached      string `audit:"-"` // what the URL served last, as credential.Keys writes it
	FetchedAt       Time   // when it did
	FailedAt        Time   // when it last did not
	LastError       string `audit:"-"` // why, for admins
	VerifiedAt      Time   // when an admin saw the keys; of these keys, not of earlier ones
	CreatedAt       Time
	UpdatedAt       Time    `gorm:"autoUpdateTime:false"` // by an admin; keys that come and go don't count
	UpdatedByID     *string // who changed it last; nil for the command line
}

// AuthenticationDraft is what an admin may set.
type AuthenticationDraft struct {
	Name            string
	KeySource       KeySource
	PublicKeyURL    string
	PublicKey       string
	ClientFunction  string
	AllowedIssuer   string
	AllowedAudience string
}

// Draft is what the settings say now, to be edited.
func (a *AuthenticationSettings) Draft() AuthenticationDraft {
	return AuthenticationDraft{
		Name: a.Name, KeySource: a.KeySource, PublicKeyURL: a.PublicKeyURL, PublicKey: a.PublicKey,
		ClientFunction: a.ClientFunction, AllowedIssuer: a.AllowedIssuer, AllowedAudience: a.AllowedAudience,
	}
}

// Set takes over what an admin entered. With other keys everything known about
// the earlier ones is forgotten: nobody gets in with a key that was replaced.
func (a *AuthenticationSettings) Set(d AuthenticationDraft) error {
	d = d.tidy()
	if err := d.check(); err != nil {
		return err
	}
	if d.KeySource != a.KeySource || d.PublicKeyURL != a.PublicKeyURL || d.PublicKey != a.PublicKey {
		a.KeysCached, a.LastError = "", ""
		a.FetchedAt, a.FailedAt, a.VerifiedAt = Time{}, Time{}, Time{}
	}
	a.Name, a.KeySource, a.PublicKeyURL, a.PublicKey = d.Name, d.KeySource, d.PublicKeyURL, d.PublicKey
	a.ClientFunction, a.AllowedIssuer, a.AllowedAudience = d.ClientFunction, d.AllowedIssuer, d.AllowedAudience
	return nil
}

// tidy drops spaces at the ends, and the key of the source that was not chosen.
func (d AuthenticationDraft) tidy() AuthenticationDraft {
	for _, s := range []*string{&d.Name, &d.PublicKeyURL, &d.PublicKey, &d.ClientFunction} {
		*s = strings.TrimSpace(*s)
	}
	d.AllowedIssuer = strings.Join(strings.Fields(d.AllowedIssuer), " ")
	d.AllowedAudience = strings.Join(strings.Fields(d.AllowedAudience), " ")
	switch d.KeySource {
	case KeysFromURL:
		d.PublicKey = ""
	case KeysPasted:
		d.PublicKeyURL = ""
	}
	return d
}

// Longest values, in characters.
const (
	maxAuthenticationName = 100
	maxKeyURL             = 2048
	maxClientFunction     = 100
	maxAllowed            = 500
)

func (d AuthenticationDraft) check() error {
	p := Problems{}
	longer := func(s string, most int) bool { return utf8.RuneCountInString(s) > most }
	switch {
	case d.Name == "":
		p.Add("name", "Give it a name, such as that of the site.")
	case longer(d.Name, maxAuthenticationName):
		p.Add("name", "Use at most %d characters.", maxAuthenticationName)
	}
	switch d.KeySource {
	case KeysFromURL:
		checkKeyURL(p, d.PublicKeyURL)
	case KeysPasted:
		if d.PublicKey == "" {
			p.Add("public_key", "Paste the public key that belongs to the private key your site signs with.")
		} else if _, problem := parseKeys(d.PublicKey); problem != "" {
			p.Add("public_key", "%s", problem)
		}
	default:
		p.Add("key_source", "Choose where the key comes from.")
	}
	if problem := clientFunctionProblem(d.ClientFunction); problem != "" {
		p.Add("client_function", "%s", problem)
	}
	if longer(d.AllowedIssuer, maxAllowed) {
		p.Add("allowed_issuer", "Use at most %d characters.", maxAllowed)
	}
	if longer(d.AllowedAudience, maxAllowed) {
		p.Add("allowed_audience", "Use at most %d characters.", maxAllowed)
	}
	return p.Err()
}

func checkKeyURL(p Problems, address string) {
	const field = "public_key_url"
	u, err := url.Parse(address)
	switch {
	case address == "":
		p.Add(field, "Enter the address at which your site publishes its public key.")
	case utf8.RuneCountInString(address) > maxKeyURL:
		p.Add(field, "Use at most %d characters.", maxKeyURL)
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		p.Add(field, "Enter a whole address, such as https://shop.example/chat-keys.")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		p.Add(field, "The address must begin with https://; otherwise keys could be exchanged on the way.")
	case u.User != nil:
		p.Add(field, "Leave the user name and password away. Public keys must be readable without one.")
	}
}

// isLoopback tells whether host is this machine, which needs no encryption.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

var functionName = regexp.MustCompile(`^[\p{L}_$][\p{L}\p{N}_$]*(\.[\p{L}_$][\p{L}\p{N}_$]*)*$`)

// clientFunctionProblem says what keeps name from being looked up from window.
// Names that lead into JavaScript's own machinery are no site's function.
func clientFunctionProblem(name string) string {
	switch {
	case name == "":
		return ""
	case utf8.RuneCountInString(name) > maxClientFunction:
		return "Use at most 100 characters."
	case strings.ContainsAny(name, "()"):
		return "Enter the name alone, without brackets: shop.chatToken, not shop.chatToken()."
	case !functionName.MatchString(name):
		return "Enter the name of a function, with dots between its parts, such as shop.chatToken."
	}
	for part := range strings.SplitSeq(name, ".") {
		if slices.Contains([]string{"__proto__", "prototype", "constructor"}, part) {
			return "“" + part + "” can't be part of the name."
		}
	}
	return ""
}

// Rules are what the settings demand of a token beyond its signature.
func (a *AuthenticationSettings) Rules() credential.Rules {
	return credential.Rules{Issuers: strings.Fields(a.AllowedIssuer), Audiences: strings.Fields(a.AllowedAudience)}
}

// Keys are those a token may be checked with at now: pasted, or fetched not too
// long ago. There may be none.
func (a *AuthenticationSettings) Keys(now Time) credential.Keys {
	text := a.PublicKey
	if a.KeySource == KeysFromURL {
		if a.FetchedAt.IsZero() || now.Sub(a.FetchedAt) >= keysStale {
			return nil
		}
		text = a.KeysCached
	}
	doc, _ := parseKeys(text)
	return doc.Keys
}

// askedAt is when the site was last asked for its keys, answered or not.
func (a *AuthenticationSettings) askedAt() Time {
	if a.FailedAt.After(a.FetchedAt) {
		return a.FailedAt
	}
	return a.FetchedAt
}

// keysDue tells whether the keys are to be fetched before a token is checked:
// they are no longer fresh, and the site was not asked just now.
func (a *AuthenticationSettings) keysDue(now Time) bool {
	if a.KeySource != KeysFromURL || !a.FetchedAt.IsZero() && now.Sub(a.FetchedAt) < keysFresh {
		return false
	}
	pause := keysPause
	if len(a.Keys(now)) == 0 {
		pause = keysRetry
	}
	return a.askedAt().IsZero() || now.Sub(a.askedAt()) >= pause
}

// keysMayAsk tells whether the site may be asked because a token named a key
// that is not known. Tokens come from strangers: once a minute is enough.
func (a *AuthenticationSettings) keysMayAsk(now Time) bool {
	return a.KeySource == KeysFromURL && (a.askedAt().IsZero() || now.Sub(a.askedAt()) >= keysPause)
}

// parseKeys reads keys; problem says in words why it can't.
func parseKeys(text string) (doc credential.Document, problem string) {
	doc, err := credential.ParseKeys([]byte(text))
	if err != nil {
		return doc, admins(err)
	}
	return doc, ""
}
