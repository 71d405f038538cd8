// Package views holds the pages that belong to no audience: what people see
// when something went wrong.
package views

// Problem is an error as people see it.
type Problem struct {
	// Status is the HTTP status.
	Status int
	// Title is what happened, in a few words.
	Title string
	// Detail says what was kept and what to do.
	Detail string
	// RequestID leads an operator to the log.
	RequestID string
	// Home is where the page's one link goes, Way its words. Empty: no link.
	Home, Way string
}
