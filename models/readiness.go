package models

import "fmt"

// ReadinessItem is one line of a widget's checklist.
type ReadinessItem string

// The lines. The first two keep a widget from being published, the others warn.
const (
	ReadyAuthentication ReadinessItem = "authentication"
	ReadyWorkstream     ReadinessItem = "workstream"
	ReadyAutoClose      ReadinessItem = "auto-close"
	ReadyAffinity       ReadinessItem = "affinity"
)

// Check is a line of the checklist as judged.
type Check struct {
	Item   ReadinessItem
	Ready  bool
	Blocks bool   // an unready one refuses publishing
	Title  string // what it is about
	Detail string // what is so, and what follows from it
}

// Readiness judges whether a widget is ready for customers. auth may be nil: a
// live one can do without. It needs no more than a workstream of its mode.
func Readiness(w *Widget, ws *Workstream, auth *AuthenticationSettings) []Check {
	switch {
	case w.Mode == ModeLive && !w.Anonymous():
		return []Check{authenticationReady(auth), workstreamReady(w, ws)}
	case w.Mode == ModeLive:
		return []Check{workstreamReady(w, ws)}
	}
	return []Check{authenticationReady(auth), workstreamReady(w, ws), autoCloseReady(ws), affinityReady(ws)}
}

func authenticationReady(a *AuthenticationSettings) Check {
	c := Check{Item: ReadyAuthentication, Blocks: true, Title: "Customers can prove who they are"}
	switch {
	case a == nil:
		c.Detail = "Choose authentication settings: without them a customer who comes back could not be told from another."
	case !a.Active:
		c.Detail = fmt.Sprintf("“%s” is deactivated, so nobody could sign in.", a.Name)
	case a.VerifiedAt.IsZero():
		c.Detail = fmt.Sprintf("The key of “%s” is not verified yet.", a.Name)
	default:
		c.Ready, c.Detail = true, fmt.Sprintf("The key of “%s” is verified.", a.Name)
	}
	return c
}

func workstreamReady(w *Widget, ws *Workstream) Check {
	c := Check{Item: ReadyWorkstream, Blocks: true, Title: fmt.Sprintf("The workstream holds only %s widgets", w.Mode)}
	switch {
	case ws.Mode != w.Mode:
		c.Detail = fmt.Sprintf("“%s” is for %s conversations.", ws.Name, ws.Mode)
	case !ws.Active():
		c.Detail = fmt.Sprintf("“%s” is deactivated.", ws.Name)
	default:
		c.Ready, c.Detail = true, fmt.Sprintf("“%s” is for %s conversations alone.", ws.Name, ws.Mode)
	}
	return c
}

func autoCloseReady(ws *Workstream) Check {
	c := Check{Item: ReadyAutoClose, Title: "Parked conversations wait 28 days", Ready: ws.AutoCloseMinutes == PersistentAutoClose}
	if c.Ready {
		c.Detail = "After that without a message they close by themselves."
	} else {
		c.Detail = fmt.Sprintf("They close after %s without a message: a customer who comes back later starts anew.", InWords(ws.AutoCloseMinutes))
	}
	return c
}

func affinityReady(ws *Workstream) Check {
	c := Check{Item: ReadyAffinity, Title: "Customers come back to the same agent", Ready: ws.Affinity}
	if c.Ready {
		c.Detail = "If that agent is there; otherwise the whole team has the conversation at once."
	} else {
		c.Detail = "Affinity is off, so whoever is free gets a conversation that returns."
	}
	return c
}

// InWords is a number of minutes as people say it.
func InWords(minutes int64) string {
	switch {
	case minutes%(24*60) == 0:
		return plural(int(minutes/(24*60)), "day")
	case minutes%60 == 0:
		return plural(int(minutes/60), "hour")
	}
	return plural(int(minutes), "minute")
}
