// Package signin has the pages around signing in, and everyone's own account.
package signin

import (
	"strings"

	"linger/models"
	"linger/views/settings"
)

// SignIn is the form of the sign-in page.
type SignIn struct {
	Email   string
	Next    string // the page to go on to
	Left    bool   // the reader has just signed out
	Problem error
}

// Setup is the form that makes the first admin.
type Setup struct {
	Code, FirstName, LastName, Email string
	Problem                          error
}

// Account is the page about the reader's own account.
type Account struct {
	Agent   *models.Agent
	SignIns []models.SignIn
	Here    string // the id of the sign-in that the page is read in
	Done    string // what was just done: "password", "revoked" or "locale"
	Problem error  // with the change of the password

	Form          settings.Form // around the locale
	Locale        models.Locale
	LocaleProblem error // why it was refused
}

// Link is the page on which a password is chosen.
type Link struct {
	*models.Invitation
	Token   string
	Desk    string // by what address they come in
	Problem error
}

func (l Link) title() string {
	if l.Agent.Invited() {
		return "Welcome, " + l.Agent.FirstName
	}
	return "Choose a new password"
}

func (l Link) submit() string {
	if l.Agent.Invited() {
		return "Choose password and start"
	}
	return "Choose password and sign in"
}

func (a Account) others() bool { return len(a.SignIns) > 1 }

// device is what a browser says of itself, in a few words.
func device(userAgent string) string {
	browser := first(userAgent, [][2]string{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	}, "A browser")
	system := first(userAgent, [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
		{"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}, "")
	if system == "" {
		return browser
	}
	return browser + " on " + system
}

// first is the name of the first mark that text has.
func first(text string, marks [][2]string, otherwise string) string {
	for _, mark := range marks {
		if strings.Contains(text, mark[0]) {
			return mark[1]
		}
	}
	return otherwise
}

// deviceIcon is a phone or a computer.
func deviceIcon(userAgent string) string {
	if strings.Contains(userAgent, "Mobile") || strings.Contains(userAgent, "Android") || strings.Contains(userAgent, "iPhone") {
		return "smartphone"
	}
	return "laptop"
}

// role is a role as part of a sentence.
func role(r models.Role) string {
	if r == models.RoleSupervisor {
		return "a supervisor"
	}
	return "an " + string(r)
}
