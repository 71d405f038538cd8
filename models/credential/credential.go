// Package credential proves who someone is, without a database, a network or
// a clock of its own: it reads the public keys a site publishes, verifies the
// tokens the site signs for its customers, makes and hashes opaque tokens, and
// hashes staff passwords.
//
// What it refuses it refuses with a [Failure]: a code for programs, a sentence
// for the admin who has to repair it and a sentence for the customer.
//
// The rules about tokens are narrower than the standard on purpose. Three
// algorithms, each bound to one kind of key; keys only from the site's
// settings, never from the token; every claim that matters mandatory.
package credential

import "time"

const (
	// Skew is how far the clocks of the site and of this server may differ.
	Skew = 60 * time.Second
	// MaxToken is the longest token read, in bytes. Tokens travel in a request
	// body once per visit; what is longer is not a customer's identity.
	MaxToken = 8 << 10
	// MaxDocument is the largest key document read, in bytes.
	MaxDocument = 64 << 10
	// MaxKeys is how many keys one document may list. Rotation needs two or three.
	MaxKeys = 50
	// MaxSubject is the longest customer id a site may use, in characters.
	MaxSubject = 255
)
