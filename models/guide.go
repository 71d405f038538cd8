package models

import "slices"

// GuideStep is one thing that a new installation needs before its first customer
// is answered.
type GuideStep string

// The steps of the set-up guide.
const (
	GuideMode     GuideStep = "mode"     // how conversations live: the workstream
	GuideWidget   GuideStep = "widget"   // the chat and its look
	GuideIdentity GuideStep = "identity" // how customers prove who they are
	GuideHours    GuideStep = "hours"    // when the team answers
	GuideSnippet  GuideStep = "snippet"  // the line on the site
	GuideMessage  GuideStep = "message"  // the first one, and its answer
)

// GuideSteps are all of them, in the order in which they are done.
var GuideSteps = []GuideStep{GuideMode, GuideWidget, GuideIdentity, GuideHours, GuideSnippet, GuideMessage}

// Guide is how far the first widget has come. It is read from what is there, so
// that it can't say anything else, however that was made.
type Guide struct {
	Workstream     *Workstream // nil: there is none yet, and so for the others
	Widget         *Widget
	Authentication *AuthenticationSettings
	Hours          *OperatingHours
	OfQueue        bool // the hours are the queue's, not the widget's own
	Domains        []string
	Sightings      []Sighting // the newest first
	Written        bool       // a customer has
	Answered       bool       // an agent has answered one
	PutAway        bool       // an admin does not want to be led
}

// Done reports whether a step is.
func (g *Guide) Done(step GuideStep) bool {
	switch step {
	case GuideMode:
		return g.Workstream != nil
	case GuideWidget:
		return g.Widget != nil
	case GuideIdentity:
		return g.Widget != nil && authenticationReady(g.Authentication).Ready
	case GuideHours:
		return g.Hours != nil
	case GuideSnippet:
		return g.Widget != nil && g.Widget.Live() && len(g.Sightings) > 0
	case GuideMessage:
		return g.Answered
	}
	return false
}

// Optional reports whether customers can be answered without a step.
func (g *Guide) Optional(step GuideStep) bool {
	return step == GuideHours || step == GuideIdentity && g.Workstream != nil && g.Workstream.Mode == ModeLive
}

// Possible reports whether what a step builds on is there.
func (g *Guide) Possible(step GuideStep) bool {
	switch step {
	case GuideMode:
		return true
	case GuideWidget:
		return g.Workstream != nil
	default:
		return g.Widget != nil
	}
}

// Next is the step to do now; empty when nothing is left. An optional one that
// was passed by is not asked for again.
func (g *Guide) Next() GuideStep {
	for i, step := range GuideSteps {
		if !g.Done(step) && (!g.Optional(step) || !slices.ContainsFunc(GuideSteps[i+1:], g.Done)) {
			return step
		}
	}
	return ""
}

// After is the step to go on with when step is done: the next one that is not;
// empty when there is none.
func (g *Guide) After(step GuideStep) GuideStep {
	for _, later := range GuideSteps[slices.Index(GuideSteps, step)+1:] {
		if !g.Done(later) {
			return later
		}
	}
	return g.Next()
}

// Finished reports whether everything that is needed is done.
func (g *Guide) Finished() bool { return g.Next() == "" }
