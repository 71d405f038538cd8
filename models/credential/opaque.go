package credential

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// NewOpaque makes a token that means nothing in itself, for visits and
// sign-ins, and the hash under which it is stored. 256 random bits: a plain
// hash is enough to keep a stolen database from being a set of keys.
func NewOpaque() (token, hash string) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: the program would have been stopped
	token = base64.RawURLEncoding.EncodeToString(b[:])
	return token, Hash(token)
}

// Hash is what is stored and looked up in place of an opaque token.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
