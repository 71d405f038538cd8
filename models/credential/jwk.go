package credential

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// readJWK reads one JSON Web Key. It is written here and not taken from a
// library because this package must not reach the network: only the numbers of
// a key are read; addresses and certificates in it are ignored.
func readJWK(item object) (Key, error) {
	member := func(name string) string {
		s, _ := item.text(name)
		return s
	}
	switch {
	case item["d"] != nil || item["p"] != nil || item["q"] != nil:
		return Key{}, errSecret("it contains a private key. Never publish it: make a new pair, and publish the public half only")
	case item["k"] != nil || member("kty") == "oct":
		return Key{}, errSecret("it is a shared secret (kty is \"oct\"). Whoever can read it can be any customer: take it away, and sign with a key pair")
	case member("use") != "" && member("use") != "sig":
		return Key{}, fmt.Errorf("it is not for signatures (use is %q)", clip(member("use"), 20))
	}
	kid, err := item.kid()
	if err != nil {
		return Key{}, err
	}
	public, err := jwkMaterial(member)
	if err != nil {
		return Key{}, err
	}
	key, err := newKey(public)
	if err != nil {
		return Key{}, err
	}
	key.ID = kid
	// RFC 9864 names the algorithm of the curve by the curve.
	if alg := member("alg"); alg != "" && alg != key.Algorithm() && !(key.Kind == Ed25519 && alg == "Ed25519") {
		return Key{}, fmt.Errorf("it is for the algorithm %s; a key of this kind must be for %s", clip(alg, 20), key.Algorithm())
	}
	return key, nil
}

// jwkMaterial makes the public key of a JSON Web Key from its numbers.
func jwkMaterial(member func(string) string) (any, error) {
	switch kty, crv := member("kty"), member("crv"); {
	case kty == "RSA":
		n, errN := number(member("n"))
		e, errE := number(member("e"))
		if errN != nil || errE != nil || len(e) > 4 {
			return nil, errors.New("its numbers \"n\" and \"e\" can't be read; they are base64url")
		}
		return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}, nil
	case kty == "EC" && crv == "P-256":
		x, errX := number(member("x"))
		y, errY := number(member("y"))
		if errX != nil || errY != nil || len(x) != 32 || len(y) != 32 {
			return nil, errors.New("its coordinates \"x\" and \"y\" must have 32 bytes each, in base64url")
		}
		public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
		if err != nil {
			return nil, errors.New("its coordinates are not a point on P-256")
		}
		return public, nil
	case kty == "OKP" && crv == "Ed25519":
		x, err := number(member("x"))
		if err != nil {
			return nil, errors.New("its \"x\" must have 32 bytes, in base64url")
		}
		return ed25519.PublicKey(x), nil
	case kty == "EC" || kty == "OKP":
		return nil, fmt.Errorf("its curve is %q; P-256 and Ed25519 are accepted", clip(crv, 20))
	default:
		return nil, fmt.Errorf("its kind (kty) is %q; RSA, EC with P-256 and OKP with Ed25519 are accepted", clip(kty, 20))
	}
}

// number decodes a base64url number, with or without padding.
func number(s string) ([]byte, error) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil || len(b) == 0 {
		return nil, errors.New("not base64url")
	}
	return b, nil
}
