package credential

import (
	"errors"
	"strings"
	"testing"
)

func TestOpaque(t *testing.T) {
	token, hash := NewOpaque()
	other, _ := NewOpaque()
	if token == other || len(token) != 43 {
		t.Errorf("tokens %q, %q", token, other)
	}
	if Hash(token) != hash || strings.Contains(hash, token) || len(hash) != 64 {
		t.Errorf("hash %q", hash)
	}
}

func TestPassword(t *testing.T) {
	const good = "correct horse battery"
	encoded, err := HashPassword(good)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := HashPassword(good)
	if encoded == again {
		t.Error("two hashes of one password are equal")
	}
	if !strings.HasPrefix(encoded, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("encoded as %q", encoded)
	}
	if !CheckPassword(encoded, good) {
		t.Error("the password is refused")
	}
	decomposed, _ := HashPassword("cafe\u0301 au lait noir")
	if !CheckPassword(decomposed, "caf\u00e9 au lait noir") {
		t.Error("another keyboard's accents are refused")
	}
	wrong := map[string]string{
		"another":       "correct horse batterx",
		"empty":         "",
		"far too long":  strings.Repeat("a", 1<<20),
		"a space added": good + " ",
	}
	for name, password := range wrong {
		if CheckPassword(encoded, password) {
			t.Errorf("%s is accepted", name)
		}
	}
	hashes := []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$$", strings.Replace(encoded, "argon2id", "argon2i", 1),
		strings.Replace(encoded, "m=19456", "m=4294967295", 1), strings.Replace(encoded, "t=2", "t=0", 1), encoded[:len(encoded)-4], encoded + "$"}
	for _, damaged := range hashes {
		if CheckPassword(damaged, good) {
			t.Errorf("%q is accepted", damaged)
		}
	}
	if Outdated(encoded) || !Outdated(strings.Replace(encoded, "m=19456", "m=4096", 1)) || Outdated("") {
		t.Error("outdated hashes are not told from others")
	}
}

func TestWeakPasswords(t *testing.T) {
	for _, password := range []string{"", "short", "nine char", strings.Repeat("a", 201), "aaaaaaaaaaaa", "ababababab", "0123456789", "qwertyuiop", "password123!", "P4ssw0rd!!!!", "1234567890!?", "Administrator1", "bad\xffutf8bytes"} {
		var weak WeakPassword
		if _, err := HashPassword(password); !errors.As(err, &weak) || !strings.HasSuffix(weak.Error(), ".") {
			t.Errorf("%.20q is taken, or refused without words: %v", password, err)
		}
	}
	for _, password := range []string{"ten chars!", "tulip harbour nine", "пароль-из-слов", "パスワードは長いほうがいい"} {
		if _, err := HashPassword(password); err != nil {
			t.Errorf("%q is refused: %v", password, err)
		}
	}
}
