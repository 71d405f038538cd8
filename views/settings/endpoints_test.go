package settings

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linger/models/credential"
)

var update = flag.Bool("update", false, "renew the golden files")

// What admins copy into their sites makes tokens that are accepted. Go and Node
// are what this project is built with, so they are run; Python and PHP are run
// where they are installed, and held by their golden files everywhere.
func TestEndpointsMakeTokens(t *testing.T) {
	const issuer = "https://shop.example"
	private, public, err := credential.NewPair()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := credential.ParseKeys([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range Languages {
		t.Run(l.Name, func(t *testing.T) {
			text := Endpoint(l.Slug, issuer)
			golden(t, "endpoint-"+l.Slug+".txt", text)
			dir := t.TempDir()
			write(t, dir, KeyFile, private)
			token, ran := ask(t, l.Slug, dir, text)
			if !ran {
				t.Logf("%s is not installed here: only its text was compared", l.Name)
				return
			}
			claims, err := credential.Verify(strings.TrimSpace(token), keys.Keys, credential.Rules{Issuers: []string{issuer}}, time.Now())
			if err != nil {
				t.Fatalf("refused: %v\n%s", err, token)
			}
			if claims.Subject != "4711" || claims.Name != "Mina Okafor" || claims.Email != "mina@example.com" || claims.ExpiresAt.Sub(claims.IssuedAt) != time.Hour || len(claims.Notes) > 0 {
				t.Errorf("says %+v", claims)
			}
		})
	}
}

const customer = `{"id": 4711, "name": "Mina Okafor", "email": "mina@example.com"}`

// The programs around an endpoint that a site would have.
var around = map[string][3]string{ // file of the endpoint, file around it, its text
	"go": {"chat/chat.go", "main.go", `package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"site/chat"
)

func main() {
	for _, who := range []*chat.Customer{nil, {ID: "4711", Name: "Mina Okafor", Email: "mina@example.com"}} {
		w := httptest.NewRecorder()
		chat.TokenEndpoint(func(*http.Request) *chat.Customer { return who }).ServeHTTP(w, httptest.NewRequest("GET", "/chat-token", nil))
		if (who == nil) != (w.Code == http.StatusNoContent) || w.Header().Get("Cache-Control") != "no-store" {
			panic(w.Code)
		}
		fmt.Print(w.Body)
	}
}
`},
	"node": {"chat-token.mjs", "main.mjs", `import { createServer } from "node:http"
import { tokenEndpoint } from "./chat-token.mjs"

const answer = tokenEndpoint((request) => (request.url === "/chat-token" ? ` + customer + ` : null))
const server = createServer(answer).listen(0, "127.0.0.1", async () => {
  const at = (path) => fetch("http://127.0.0.1:" + server.address().port + path)
  if ((await at("/guest")).status !== 204) throw new Error("a guest is given a token")
  console.log(await (await at("/chat-token")).text())
  server.closeAllConnections()
  server.close()
})
`},
	"python": {"chat_token.py", "main.py", "import json\nfrom chat_token import chat_token\nprint(chat_token(json.loads('" + customer + "')))\n"},
	"php":    {"public/chat-token.php", "public/main.php", "<?php\nsession_start();\n$_SESSION['customer'] = json_decode('" + customer + "', true);\nsession_write_close();\nrequire 'chat-token.php';\n"},
}

// ask is what the endpoint in a language answers, if its interpreter is here.
func ask(t *testing.T, slug, dir, text string) (string, bool) {
	t.Helper()
	a := around[slug]
	write(t, dir, a[0], text)
	write(t, dir, a[1], a[2])
	var command *exec.Cmd
	switch slug {
	case "go":
		write(t, dir, "go.mod", "module site\n\ngo 1.22\n")
		command = exec.Command("go", "run", ".")
	case "node":
		command = exec.Command("node", a[1])
	case "python":
		if exec.Command("python3", "-c", "import jwt, cryptography").Run() != nil {
			return "", false
		}
		command = exec.Command("python3", a[1])
	case "php":
		if exec.Command("php", "-r", "exit(extension_loaded('openssl') ? 0 : 1);").Run() != nil {
			return "", false
		}
		command = exec.Command("php", "-d", "error_reporting=E_ALL", "-d", "display_errors=stderr", "-d", "session.save_path="+dir, a[1])
	}
	command.Dir = dir
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return string(out), true
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// golden compares text with its file.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != text {
		t.Errorf("%s is not what it was (run with -update and look at the difference): %v\n%s", path, err, text)
	}
}

// The page's function is defined under any dotted name, calls back with the
// endpoint's answer, and with null for a guest and when the site is away.
func TestClientFunctions(t *testing.T) {
	for _, name := range []string{"chatToken", "siteChat.token", "shop.chat.token"} {
		script := "globalThis.window = globalThis\n" + ClientFunction(name) + `
const answers = [{ status: 200, text: async () => "a.b.c" }, { status: 204 }]
globalThis.fetch = async (path) => answers.shift() ?? Promise.reject(new Error(path))
const ask = () => new Promise((done) => window.` + name + `(done))
console.log(JSON.stringify([await ask(), await ask(), await ask()]))
`
		command := exec.Command("node", "--input-type=module", "-e", script)
		command.Stderr = os.Stderr
		out, err := command.Output()
		var got []any
		if err == nil {
			err = json.Unmarshal(out, &got)
		}
		if err != nil || len(got) != 3 || got[0] != "a.b.c" || got[1] != nil || got[2] != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
