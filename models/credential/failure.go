package credential

import (
	"fmt"
	"strings"
	"time"
)

// Code names a failure for programs. It is part of answers to browsers and of
// logs: the words may change, the codes do not.
type Code string

// Why a token, or a document of keys, was refused.
const (
	CodeTokenMissing   Code = "token_missing"
	CodeTokenTooLong   Code = "token_too_long"
	CodeTokenMalformed Code = "token_malformed"

	CodeAlgorithmRefused Code = "algorithm_refused"
	CodeHeaderRefused    Code = "header_refused"

	CodeKeysUnreadable   Code = "keys_unreadable"
	CodeKeysMissing      Code = "keys_missing"
	CodeKeyUnknown       Code = "key_unknown"
	CodeKeyAmbiguous     Code = "key_ambiguous"
	CodeKeyExpired       Code = "key_expired"
	CodeKeyMismatch      Code = "key_mismatch"
	CodeSignatureInvalid Code = "signature_invalid"

	CodeClaimMissing    Code = "claim_missing"
	CodeClaimInvalid    Code = "claim_invalid"
	CodeTokenExpired    Code = "token_expired"
	CodeTokenNotYet     Code = "token_not_yet_valid"
	CodeIssuerRefused   Code = "issuer_refused"
	CodeAudienceRefused Code = "audience_refused"
)

// Failure says why a token, or a document of keys, was refused, to three readers.
type Failure struct {
	Code Code
	// Admin says what is wrong and what to do. It may quote the token, never
	// a whole one.
	Admin string
}

// failf makes a failure with words for the admin.
func failf(code Code, format string, args ...any) *Failure {
	return &Failure{Code: code, Admin: fmt.Sprintf(format, args...)}
}

// Error is for logs.
func (f *Failure) Error() string { return string(f.Code) + ": " + f.Admin }

// Customer says it to the person in front of the widget: what happened and
// what to do, nothing about keys and claims.
func (f *Failure) Customer() string {
	switch f.Code {
	case CodeTokenMissing:
		return "Sign in to this site to chat."
	case CodeTokenExpired:
		return "Your sign-in to this site has run out. Reload the page or sign in again to go on."
	case CodeKeysMissing:
		return "Your sign-in can't be checked right now. Try again in a minute."
	default:
		return "This site could not confirm who you are. Reload the page or sign in again."
	}
}

// NewerKeys tells whether the site may have changed its keys since they were
// read, so that reading them again could turn the failure into a success.
func (f *Failure) NewerKeys() bool {
	switch f.Code {
	case CodeKeysMissing, CodeKeyUnknown, CodeKeyAmbiguous, CodeKeyExpired, CodeKeyMismatch, CodeSignatureInvalid:
		return true
	default:
		return false
	}
}

// moment writes a time so that it can be compared with a server's log.
func moment(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") }

// lapse writes a distance in time, coarse enough to be read.
func lapse(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	unit := func(n int64, name string) string {
		if n == 1 {
			return "1 " + name
		}
		return fmt.Sprintf("%d %ss", n, name)
	}
	switch {
	case d < 2*time.Minute:
		return unit(int64(d/time.Second), "second")
	case d < 2*time.Hour:
		return unit(int64(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return unit(int64(d/time.Hour), "hour")
	default:
		return unit(int64(d/(24*time.Hour)), "day")
	}
}

// clip shortens what came from outside before it is quoted.
func clip(s string, most int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}
