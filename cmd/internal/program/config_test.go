package program

import (
	"bytes"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files and the README's table")

// settings are all flags of serve, as kong knows them.
func settings(t *testing.T) []string {
	t.Helper()
	var cli commands
	parser, err := newParser(&cli, Terminal{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, command := range parser.Model.Children {
		if command.Name != "serve" {
			continue
		}
		for _, f := range command.Flags {
			if f.Name == "help" {
				continue
			}
			if len(f.Envs) != 1 || f.Envs[0] != "LINGER_"+strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")) {
				t.Errorf("--%s is set by %v", f.Name, f.Envs)
			}
			value := "`" + f.Default + "`"
			if f.Default == "" {
				value = ""
			}
			help := f.Help
			rows = append(rows, fmt.Sprintf("| `--%s` | `%s` | %s | %s |", f.Name, f.Envs[0], value, help))
		}
	}
	return rows
}

const (
	tableBegin = "<!-- settings: written by go test ./cmd/internal/program -update -->\n"
	tableEnd   = "<!-- end of settings -->"
)

func TestReadmeShowsTheSettings(t *testing.T) {
	want := "| flag | environment | default | what it does |\n| --- | --- | --- | --- |\n" + strings.Join(settings(t), "\n") + "\n"
	path := filepath.Join(root, "README.md")
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(readme), tableBegin)
	got, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatal("the README has no place for the settings")
	}
	if got == want {
		return
	}
	if !*update {
		t.Fatalf("the README's settings are not the program's; run go test ./cmd/internal/program -update\ngot:\n%swant:\n%s", got, want)
	}
	if err := os.WriteFile(path, []byte(before+tableBegin+want+tableEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestConfigIsReadFromFlagsAndEnvironment(t *testing.T) {
	t.Setenv("LINGER_LISTEN", "127.0.0.1:1")
	t.Setenv("LINGER_DATA", "/srv/linger")
	var cli commands
	parser, err := newParser(&cli, Terminal{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve", "--listen", "127.0.0.1:2", "--trusted-proxies", "10.0.0.0/8,192.0.2.1"}); err != nil {
		t.Fatal(err)
	}
	c := cli.Serve.Config
	if c.Listen != "127.0.0.1:2" || c.Data != "/srv/linger" || c.LogLevel != "info" || c.DrainTimeout <= 0 {
		t.Errorf("read %+v", c)
	}
	if want := []string{"10.0.0.0/8", "192.0.2.1"}; !reflect.DeepEqual(c.TrustedProxies, want) {
		t.Errorf("proxies %v", c.TrustedProxies)
	}
}

func TestWrongConfigIsRefused(t *testing.T) {
	tests := []struct {
		name string
		args []string
		says string
	}{
		{"a public address with a path", []string{"serve", "--public-url", "https://example.com/chat"}, "--public-url"},
		{"a public address without a scheme", []string{"serve", "--public-url", "chat.example.com"}, "--public-url"},
		{"another database", []string{"serve", "--database-url", "mysql://x"}, "--database-url"},
		{"a level that is none", []string{"serve", "--log-level", "loud"}, "--log-level"},
		{"a proxy that is no address", []string{"serve", "--trusted-proxies", "nginx", "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, "--trusted-proxies"},
		{"a flag that is none", []string{"serve", "--tls"}, "--tls"},
		{"a command that is none", []string{"server"}, "server"},
		{"a database that is away", []string{"migrate", "--database-url", "postgres://127.0.0.1:1/x"}, "postgres"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := Main(t.Context(), tt.args, Terminal{In: &bytes.Buffer{}, Out: &out, Err: &errs})
			if code == 0 || !strings.Contains(errs.String(), tt.says) {
				t.Errorf("code %d, said %q", code, errs.String())
			}
		})
	}
}

func TestPublicAddress(t *testing.T) {
	tests := []struct{ public, listen, want string }{
		{"https://chat.example.com/", "127.0.0.1:80", "https://chat.example.com"},
		{"", "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "0.0.0.0:8080", "http://localhost:8080"},
		{"", "[::]:8080", "http://localhost:8080"},
		{"", "[::1]:8080", "http://[::1]:8080"},
	}
	for _, tt := range tests {
		addr, err := net.ResolveTCPAddr("tcp", tt.listen)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Site{PublicURL: tt.public}.public(addr)
		if err != nil || got.String() != tt.want {
			t.Errorf("%q on %s: %v, %v; want %s", tt.public, tt.listen, got, err, tt.want)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, tt := range []struct {
		args []string
		says []string
	}{
		{nil, []string{"serve", "migrate", "doctor", "version"}},
		{[]string{"serve", "--help"}, []string{"--listen", "$LINGER_LISTEN", "127.0.0.1:8080"}},
		{[]string{"version"}, []string{"linger ", "go1."}},
	} {
		var out, errs bytes.Buffer
		if code := Main(t.Context(), tt.args, Terminal{In: &bytes.Buffer{}, Out: &out, Err: &errs}); code != 0 {
			t.Errorf("%v: code %d, %s", tt.args, code, errs.String())
		}
		for _, want := range tt.says {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%v does not say %q:\n%s", tt.args, want, out.String())
			}
		}
	}
}
