package models

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Kind says what sort of failure an Error is; it decides the status that
// handlers answer with.
type Kind int

// The kinds. An error that is none of ours is Internal.
const (
	Internal     Kind = iota
	Invalid           // what was sent cannot be used; Fields says why
	Unauthorized      // not known who asks
	Forbidden         // known, and not allowed
	NotFound          // not there, or not theirs to see
	Conflict          // lost a race, or the state does not allow it
	Limited           // too often
	Unavailable       // the database is away; try again
)

// Codes that programs tell apart within a kind.
const (
	CodeConversationEnded = "conversation_ended" // a message came after the end
	CodeMovedOn           = "moved_on"           // the other side wrote meanwhile
	CodeTaken             = "taken"              // another agent was faster
	CodeWrongState        = "wrong_state"        // not possible in this state
	CodeInUse             = "in_use"             // something still refers to it
	CodeChanged           = "changed"            // somebody saved it since it was opened
	CodeArrived           = "arrived"            // a message was here before its writer changed it
)

// Error is a failure that a person can be told about.
type Error struct {
	Kind    Kind
	Code    string            // for programs; may be empty
	Message string            // for people: what happened, what to do
	Fields  map[string]string // field name → what is wrong with it (Invalid)
	Wait    time.Duration     // until it makes sense to try again (Limited)
	Opens   Time              // when the desk opens (CodeOutsideHours); zero if that is not known
	cause   error             // for the log
}

// Error is the message, or the fields when there is none.
func (e *Error) Error() string {
	text := e.Message
	for field, problem := range e.Fields {
		text = strings.TrimSpace(text + " " + field + ": " + problem)
	}
	if e.cause != nil {
		return text + ": " + e.cause.Error()
	}
	return text
}

// Unwrap is what caused it.
func (e *Error) Unwrap() error { return e.cause }

// Fail makes an Error of kind with a machine code and a sentence.
func Fail(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Problems collects what is wrong with a form, by field.
type Problems map[string]string

// Add notes problem for field unless it has one already.
func (p Problems) Add(field, format string, args ...any) {
	if _, ok := p[field]; !ok {
		p[field] = fmt.Sprintf(format, args...)
	}
}

// Err is nil when there are no problems.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Check the marked fields.", Fields: p}
}

// KindOf is the kind of err; Internal for errors that are not ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf is the machine code of err, if it has one.
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// WaitOf is how long to wait before trying again, according to err.
func WaitOf(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.Wait
	}
	return 0
}

// OpensOf is when the desk opens, according to an err that it is closed.
func OpensOf(err error) Time {
	var e *Error
	if errors.As(err, &e) {
		return e.Opens
	}
	return Time{}
}

// Explain is what a person may read about err: never its inside.
func Explain(err error) string {
	var e *Error
	if errors.As(err, &e) && e.Kind != Internal {
		return e.Message
	}
	return "Something went wrong on our side."
}

// FieldProblem is what is wrong with field according to err; empty if nothing.
func FieldProblem(err error, field string) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields[field]
	}
	return ""
}

var errNotFound = &Error{Kind: NotFound, Message: "This does not exist, or is not yours to see."}

// FirstProblem is what is wrong with the first field that err marks, for where
// there is no form.
func FirstProblem(err error) string {
	var e *Error
	if errors.As(err, &e) {
		for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
			return e.Fields[field]
		}
	}
	return Explain(err)
}
