package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// noon is when every test happens unless it says otherwise.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// site is a business that signs tokens: a key pair of each kind, and two more
// to be mistaken for them.
type site struct {
	rsa, otherRSA, weakRSA *rsa.PrivateKey
	p256, otherP256        *ecdsa.PrivateKey
	p384                   *ecdsa.PrivateKey
	ed25519                ed25519.PrivateKey
}

// newSite makes the keys once: they are dear.
var newSite = sync.OnceValue(func() *site {
	ec := func(c elliptic.Curve) *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(c, rand.Reader)) }
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	return &site{
		rsa:       must(rsa.GenerateKey(rand.Reader, 2048)),
		otherRSA:  must(rsa.GenerateKey(rand.Reader, 2048)),
		weakRSA:   must(rsa.GenerateKey(rand.Reader, 1024)),
		p256:      ec(elliptic.P256()),
		otherP256: ec(elliptic.P256()),
		p384:      ec(elliptic.P384()),
		ed25519:   must(ed, err),
	}
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// publicPEM is the public half as a site would serve it.
func publicPEM(private crypto.Signer) string {
	der := must(x509.MarshalPKIXPublicKey(private.Public()))
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// key is the public half as it comes out of a document.
func key(id string, private crypto.Signer) Key {
	k := must(newKey(private.Public()))
	k.ID = id
	return k
}

// claims are good ones, with changes laid over them; nil removes one.
func claims(changes map[string]any) jwt.MapClaims {
	c := jwt.MapClaims{
		"iss": "https://shop.example", "sub": "cust-4711",
		"iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix(),
	}
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

// sign makes a token with header laid over the usual one.
func sign(t testing.TB, method jwt.SigningMethod, private any, c jwt.Claims, header map[string]any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	maps.Copy(token.Header, header)
	signed, err := token.SignedString(private)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}
