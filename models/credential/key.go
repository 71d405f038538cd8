package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Kind is what sort of key it is. Each kind verifies exactly one algorithm.
type Kind string

// The kinds of key that are accepted.
const (
	RSA     Kind = "RSA"
	P256    Kind = "P-256"
	Ed25519 Kind = "Ed25519"
)

// Sizes of RSA keys that are accepted. Above the upper one a verification
// costs more than a stranger should be able to ask for.
const (
	minRSABits = 2048
	maxRSABits = 8192
)

// Key is one public key of a site.
type Key struct {
	ID      string    // the kid; empty if the site gave it none
	Kind    Kind      // decides the algorithm
	Bits    int       // size of the key
	Expires time.Time // zero if the site gave no expiry

	public crypto.PublicKey
}

// Keys are the public keys a site signs with.
type Keys []Key

// Algorithm is the only algorithm this key verifies, as a token header names it.
func (k Key) Algorithm() string {
	if m := k.method(); m != nil {
		return m.Alg()
	}
	return ""
}

// Expired tells whether the site's own expiry of the key has passed.
func (k Key) Expired(now time.Time) bool {
	return !k.Expires.IsZero() && !now.Before(k.Expires)
}

// Fingerprint identifies the key for people: the start of the SHA-256 of its
// standard encoding, as openssl prints it.
func (k Key) Fingerprint() string {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(der)
	parts := make([]string, 8)
	for i := range parts {
		parts[i] = fmt.Sprintf("%02X", sum[i])
	}
	return strings.Join(parts, ":")
}

// method is nil for a zero key only.
func (k Key) method() jwt.SigningMethod {
	switch k.Kind {
	case RSA:
		return jwt.SigningMethodRS256
	case P256:
		return jwt.SigningMethodES256
	case Ed25519:
		return jwt.SigningMethodEdDSA
	}
	return nil
}

// newKey accepts a parsed public key, or says in words why not.
func newKey(public any) (Key, error) {
	switch public := public.(type) {
	case *rsa.PublicKey:
		bits := public.N.BitLen()
		switch {
		case bits < minRSABits:
			return Key{}, fmt.Errorf("an RSA key of %d bits was found; %d is the least that is safe", bits, minRSABits)
		case bits > maxRSABits:
			return Key{}, fmt.Errorf("an RSA key of %d bits was found; %d is the most that is accepted", bits, maxRSABits)
		case public.N.Bit(0) == 0, public.E < 3, public.E%2 == 0, public.E > 1<<31-1:
			return Key{}, fmt.Errorf("an RSA key was found, but its numbers are not those of a valid key")
		}
		return Key{Kind: RSA, Bits: bits, public: public}, nil
	case *ecdsa.PublicKey:
		if public.Curve != elliptic.P256() {
			return Key{}, fmt.Errorf("an elliptic-curve key on %s was found; only P-256 is accepted", public.Curve.Params().Name)
		}
		return Key{Kind: P256, Bits: 256, public: public}, nil
	case ed25519.PublicKey:
		if len(public) != ed25519.PublicKeySize {
			return Key{}, fmt.Errorf("an Ed25519 key of %d bytes was found; it must have %d", len(public), ed25519.PublicKeySize)
		}
		return Key{Kind: Ed25519, Bits: 256, public: public}, nil
	default:
		return Key{}, fmt.Errorf("a key of a kind that is not accepted was found; use RSA with at least %d bits, P-256 or Ed25519", minRSABits)
	}
}

// entry is one key in the JSON array a site may publish, and how keys are kept.
type entry struct {
	ID     string `json:"kid,omitempty"`
	Key    string `json:"publicKey"`
	Expiry int64  `json:"expiry,omitempty"`
}

// JSON writes the keys as the JSON array that [ParseKeys] reads, to be kept
// for the time when the site's address does not answer.
func (k Keys) JSON() string {
	entries := make([]entry, 0, len(k))
	for _, key := range k {
		der, err := x509.MarshalPKIXPublicKey(key.public)
		if err != nil {
			continue // cannot be: every accepted kind has this encoding
		}
		block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
		e := entry{ID: key.ID, Key: base64.StdEncoding.EncodeToString(block)}
		if !key.Expires.IsZero() {
			e.Expiry = key.Expires.Unix()
		}
		entries = append(entries, e)
	}
	out, err := json.Marshal(entries)
	if err != nil {
		return "[]" // cannot be: strings and numbers only
	}
	return string(out)
}

// check refuses a list in which a token could not name its key.
func (k Keys) check() error {
	type name struct {
		id   string
		kind Kind
	}
	seen := map[name]bool{}
	for _, key := range k {
		if len(key.ID) > MaxSubject {
			return fmt.Errorf("a key id (kid) of %d characters was found; %d is the most", len(key.ID), MaxSubject)
		}
		n := name{key.ID, key.Kind}
		if key.ID != "" && seen[n] {
			return fmt.Errorf("two keys have the id (kid) %q; give each key its own", key.ID)
		}
		seen[n] = true
	}
	return nil
}

// find picks the key a token was signed with: by its kid, or the only one
// there is. It never tries several, and the algorithm must be the key's own.
func (k Keys) find(kid, alg string, now time.Time) (Key, *Failure) {
	var named, fits Keys
	anonymous := true // no key of the list has an id
	for _, key := range k {
		anonymous = anonymous && key.ID == ""
		if kid != "" && key.ID == kid {
			named = append(named, key)
		}
		if key.Algorithm() == alg {
			fits = append(fits, key)
		}
	}
	switch {
	case len(k) == 0:
		return Key{}, failf(CodeKeysMissing, "There is no public key to check the token with. Verify the key URL, or paste a key.")
	case kid != "" && len(named) == 0 && !anonymous:
		return Key{}, failf(CodeKeyUnknown, "The token was signed with the key %q (kid), and no published key has that id. Published: %s. Publish the new key before you sign with it.", clip(kid, 80), k.names())
	case kid != "" && !anonymous:
		fits = named.of(alg)
		if len(fits) == 0 {
			return Key{}, failf(CodeKeyMismatch, "The token says %s, but the key %q is %s and verifies %s only. Sign with the algorithm of that key.", alg, clip(kid, 80), named[0].Kind, named[0].Algorithm())
		}
	case len(fits) == 0:
		return Key{}, failf(CodeKeyMismatch, "The token says %s, but no published key is of that kind. Published: %s.", alg, k.names())
	}
	usable := fits.at(now)
	switch len(usable) {
	case 0:
		last := fits[0]
		for _, key := range fits {
			if key.Expires.After(last.Expires) {
				last = key
			}
		}
		return Key{}, failf(CodeKeyExpired, "The key that fits this token expired on %s. Publish a newer one, or a later expiry.", moment(last.Expires))
	case 1:
		return usable[0], nil
	default:
		return Key{}, failf(CodeKeyAmbiguous, "The token does not say which key signed it (kid), and %d published keys would fit. Put the key's id into the token header as kid, and publish the keys with their ids.", len(usable))
	}
}

// of are the keys that verify alg.
func (k Keys) of(alg string) Keys {
	var out Keys
	for _, key := range k {
		if key.Algorithm() == alg {
			out = append(out, key)
		}
	}
	return out
}

// at are the keys that have not expired.
func (k Keys) at(now time.Time) Keys {
	var out Keys
	for _, key := range k {
		if !key.Expired(now) {
			out = append(out, key)
		}
	}
	return out
}

// names lists the keys for an admin.
func (k Keys) names() string {
	const most = 5
	var names []string
	for i, key := range k {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(k)-most))
			break
		}
		id := "without an id"
		if key.ID != "" {
			id = fmt.Sprintf("%q", clip(key.ID, 80))
		}
		names = append(names, fmt.Sprintf("%s (%s)", id, key.Kind))
	}
	return strings.Join(names, ", ")
}
