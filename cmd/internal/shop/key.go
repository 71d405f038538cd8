package shop

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Audience is whom the shop's tokens are for.
const Audience = "linger"

// Life is how long a token of the shop is valid.
const Life = time.Hour

// Signer signs the shop's tokens, as the back end of any site would.
type Signer struct {
	private *rsa.PrivateKey
	id      string
}

// NewSigner reads the shop's key from dir, or makes one there the first time:
// tokens and cached keys stay good over a restart.
func NewSigner(dir string) (*Signer, error) {
	path := filepath.Join(dir, "demo-shop-key.pem")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the demo shop's key: %w", err)
	}
	signer, err := signerOf(text)
	if err != nil {
		return nil, fmt.Errorf("the demo shop's key: %s: %w; remove the file to get a new key", path, err)
	}
	return signer, nil
}

// signerOf signs with the private key in text.
func signerOf(text []byte) (*Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("no RSA key")
	}
	sum := sha256.Sum256(private.N.Bytes())
	return &Signer{private: private, id: "shop-" + base64.RawURLEncoding.EncodeToString(sum[:6])}, nil
}

func makeKey(path string) ([]byte, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return text, os.WriteFile(path, text, 0o600)
}

// Keys is the key set that the shop publishes, as JSON Web Keys.
func (s *Signer) Keys() []byte {
	type key struct {
		Type      string `json:"kty"`
		ID        string `json:"kid"`
		Use       string `json:"use"`
		Algorithm string `json:"alg"`
		Modulus   string `json:"n"`
		Exponent  string `json:"e"`
	}
	set := map[string][]key{"keys": {{
		Type: "RSA", ID: s.id, Use: "sig", Algorithm: "RS256",
		Modulus:  base64.RawURLEncoding.EncodeToString(s.private.N.Bytes()),
		Exponent: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(s.private.E)).Bytes()),
	}}}
	text, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		panic(err) // strings only
	}
	return text
}

// Token says who p is, signed, from now for life.
func (s *Signer) Token(p *Person, issuer string, now time.Time, life time.Duration) (string, error) {
	names := make([]string, 0, len(p.Cart))
	for _, item := range p.Cart {
		names = append(names, item.Name)
	}
	context, err := json.Marshal(map[string]any{
		"plan": p.Plan, "cart_items": len(names), "cart_value": p.total(), "last_viewed": names[0],
	})
	if err != nil {
		return "", err
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": issuer, "aud": Audience, "sub": p.ID,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(life).Unix(),
		"given_name": p.GivenName, "family_name": p.Family, "email": p.Email,
		"lwicontexts": string(context),
	})
	token.Header["kid"] = s.id
	return token.SignedString(s.private)
}
