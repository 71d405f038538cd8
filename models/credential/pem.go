package credential

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// parsePEM reads one or more PEM blocks: public keys or certificates.
func parsePEM(text []byte) (Document, error) {
	doc := Document{Format: "PEM"}
	rest := repairPEM(text)
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		key, err := readBlock(block)
		if err != nil {
			return doc, err
		}
		doc.Keys = append(doc.Keys, key)
		if len(doc.Keys) > MaxKeys {
			return doc, fmt.Errorf("there are more than %d keys", MaxKeys)
		}
	}
	if len(doc.Keys) == 0 {
		return doc, errors.New("the PEM block is damaged; copy it whole, from -----BEGIN to -----END, with its line breaks")
	}
	if bytes.Contains(rest, []byte("-----BEGIN ")) {
		return doc, errors.New("one of the PEM blocks is damaged; copy each whole, from -----BEGIN to -----END")
	}
	if kinds := doc.Keys.kinds(); kinds < len(doc.Keys) {
		doc.Notes = append(doc.Notes, "PEM has no key ids, so tokens can't say which of these keys signed them. To rotate keys, publish a JSON array or a JSON Web Key Set with ids.")
	}
	return doc, nil
}

// readBlock reads one PEM block by its type. It says what a wrong one is.
func readBlock(block *pem.Block) (Key, error) {
	switch kind := block.Type; {
	case kind == "PUBLIC KEY":
		return readDER(block.Bytes)
	case kind == "RSA PUBLIC KEY":
		public, err := x509.ParsePKCS1PublicKey(block.Bytes)
		if err != nil {
			return Key{}, errors.New("the RSA public key in the PEM can't be read")
		}
		return newKey(public)
	case kind == "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return Key{}, errors.New("the certificate in the PEM can't be read")
		}
		key, err := newKey(certificate.PublicKey)
		key.Expires = certificate.NotAfter.UTC()
		return key, err
	case strings.HasSuffix(kind, "PRIVATE KEY"):
		return Key{}, errSecret("a private key was found. Never give it away: it stays on your server, and if it was published make a new pair. Here belongs the public key: openssl pkey -in private.pem -pubout")
	case kind == "CERTIFICATE REQUEST" || kind == "NEW CERTIFICATE REQUEST":
		return Key{}, errors.New("a certificate request was found; a public key or a certificate is needed")
	default:
		return Key{}, fmt.Errorf("a PEM block of type %q was found; expected \"PUBLIC KEY\"", clip(kind, 40))
	}
}

// readDER reads the standard encoding of a public key.
func readDER(der []byte) (Key, error) {
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return Key{}, errors.New("the public key can't be read; expected RSA, P-256 or Ed25519 in the standard encoding (SPKI)")
	}
	return newKey(public)
}

// repairPEM undoes what environment variables and form fields do to PEM: line
// breaks written as \n, Windows line ends, spaces before lines.
func repairPEM(text []byte) []byte {
	s := strings.NewReplacer(`\r`, "", `\n`, "\n", "\r\n", "\n").Replace(string(text))
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// kinds counts the different kinds of key.
func (k Keys) kinds() int {
	seen := map[Kind]bool{}
	for _, key := range k {
		seen[key.Kind] = true
	}
	return len(seen)
}
