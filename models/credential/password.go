package credential

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Limits of a password, in characters.
const (
	MinPassword = 10
	MaxPassword = 200
)

// cost is how expensive a guess is made. It is written into every hash, so it
// can be raised later and old hashes still be checked.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// current follows OWASP's advice for argon2id at the size that a small server
// can carry: 19 MiB for each check.
var current = cost{memory: 19 << 10, time: 2, threads: 1}

const (
	saltLength = 16
	hashLength = 32
)

// checking bounds how many hashes are computed at once, so that a flood of
// sign-ins costs time and not the server's memory.
var checking = make(chan struct{}, 4)

// WeakPassword says in words why a password was not taken.
type WeakPassword string

func (w WeakPassword) Error() string { return string(w) }

// HashPassword hashes a new password for storage. The error is a
// [WeakPassword] if it is one that would be guessed.
func HashPassword(password string) (string, error) {
	if err := checkStrength(password); err != nil {
		return "", err
	}
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails: the program would have been stopped
	return encode(current, salt, derive(password, salt, current)), nil
}

// CheckPassword tells whether password is the one encoded was made of. With an
// empty encoded, for a person who does not exist, it takes as long and says no.
func CheckPassword(encoded, password string) bool {
	if utf8.RuneCountInString(password) > MaxPassword {
		return false
	}
	c, salt, want, err := decodeHash(encoded)
	if err != nil {
		derive(password, make([]byte, saltLength), current)
		return false
	}
	return subtle.ConstantTimeCompare(derive(password, salt, c), want) == 1
}

// Outdated tells whether a stored hash was made with less effort than is spent
// today, so that it should be made anew at the next sign-in.
func Outdated(encoded string) bool {
	c, _, _, err := decodeHash(encoded)
	return err == nil && c != current
}

// derive computes the hash. The text is normalised first: one keyboard sends
// é as one character, another as two.
func derive(password string, salt []byte, c cost) []byte {
	checking <- struct{}{}
	defer func() { <-checking }()
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.time, c.memory, c.threads, hashLength)
}

func encode(c cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads, b64.EncodeToString(salt), b64.EncodeToString(hash))
}

// errHash is the one thing said about a stored hash that can't be read.
var errHash = errors.New("not an argon2id hash")

func decodeHash(encoded string) (c cost, salt, hash []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil {
		return c, nil, nil, errHash
	}
	// A row that was tampered with must not be able to exhaust the server.
	if c.memory < 8 || c.memory > 1<<20 || c.time < 1 || c.time > 64 || c.threads < 1 {
		return c, nil, nil, errHash
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, errSalt := b64.DecodeString(parts[4])
	hash, errHashText := b64.DecodeString(parts[5])
	if errSalt != nil || errHashText != nil || len(salt) < 8 || len(hash) != hashLength {
		return c, nil, nil, errHash
	}
	return c, salt, hash, nil
}

// checkStrength refuses what falls to the first guesses. Length counts most;
// rules about digits and signs only make people write passwords down.
func checkStrength(password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return WeakPassword("Use characters that can be typed.")
	case n < MinPassword:
		return WeakPassword(fmt.Sprintf("Use at least %d characters. A few words are easy to remember and hard to guess.", MinPassword))
	case n > MaxPassword:
		return WeakPassword(fmt.Sprintf("Use at most %d characters.", MaxPassword))
	case common(password):
		return WeakPassword("This password is among the first that are guessed. A few unrelated words are better.")
	}
	return nil
}

// common tells passwords that consist of next to nothing: few different
// characters, a run of the keyboard or alphabet, or one well-known word with
// digits and signs around it.
func common(password string) bool {
	lower := strings.ToLower(password)
	different := map[rune]bool{}
	for _, r := range lower {
		different[r] = true
	}
	if len(different) < 5 {
		return true
	}
	for _, run := range []string{"01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"} {
		if strings.Contains(run, lower) {
			return true
		}
	}
	word := strings.Trim(lower, "0123456789!?.,-_#$%&*+ @")
	word = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "@", "a", "$", "s").Replace(word)
	for _, known := range []string{"", "password", "passwort", "passw", "pass", "qwerty", "qwertyuiop", "qwertz", "qwertzuiop", "letmein", "welcome", "admin", "administrator", "iloveyou", "changeme", "linger", "secret", "football", "baseball", "dragon", "monkey", "sunshine", "princess", "master", "superman", "passwordpassword"} {
		if word == known {
			return true
		}
	}
	return false
}
