package models

import (
	"errors"
	"fmt"
)

// Kind says what an error means to whoever asked, for handlers to answer by.
type Kind int

const (
	// Internal is every error that carries no kind: ours to look into.
	Internal Kind = iota
	// Invalid is input that can't be accepted; Fields says what is wrong where.
	Invalid
	// Unauthorized asks to prove who is asking.
	Unauthorized
	// Forbidden is known and not allowed.
	Forbidden
	// NotFound is absent, or out of the asker's sight.
	NotFound
	// Conflict is a change that what happened meanwhile has overtaken; Code says which.
	Conflict
	// Limited is too much in too short a time.
	Limited
	// Unavailable is what works again by itself, such as the database being away.
	Unavailable
)

// Error is an error with words for people. Its cause is for the log.
type Error struct {
	Kind Kind
	// Code names the case for programs, such as "conversation_ended".
	Code string
	// Message says what happened, what was kept and what to do.
	Message string
	// Fields has what is wrong with single fields of a form, by name.
	Fields map[string]string
	// Cause is what was underneath, for the log.
	Cause error
}

// Error implements error.
func (e *Error) Error() string {
	text := e.Message
	if text == "" {
		text = e.Code
	}
	for name, what := range e.Fields {
		text += fmt.Sprintf("; %s: %s", name, what)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives errors.Is and errors.As the cause.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of err, Internal when it carries none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// CodeOf is the code of err, or "".
func CodeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// FieldsOf is what is wrong with single fields, or nil.
func FieldsOf(err error) map[string]string {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
