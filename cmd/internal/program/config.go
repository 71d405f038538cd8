// Package program puts everything together: it reads the configuration, opens
// the database, serves, sweeps, and ends without cutting anyone off. It is apart
// from main so that tests run what main runs.
package program

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Config is every setting of the process: flag, environment variable, default
// and help in one place. The README's table is made from it.
type Config struct {
	Store
	Site
	Demo
	Logging
}

// Store is where everything is kept.
type Store struct {
	Data        string `help:"Directory for what Linger keeps: the SQLite file, uploads, keys." env:"LINGER_DATA" default:"./data"`
	DatabaseURL string `help:"postgres://user:password@host/name. Empty: an SQLite file in the data directory." env:"LINGER_DATABASE_URL" placeholder:"URL"`
}

// Site is how the process is reached.
type Site struct {
	Listen         string        `help:"Address and port to serve on. Port 0 picks a free one." env:"LINGER_LISTEN" default:"127.0.0.1:8080"`
	PublicURL      string        `help:"Where browsers reach Linger, as https://chat.example.com. Empty: the address it listens on." env:"LINGER_PUBLIC_URL" placeholder:"URL"`
	TrustedProxies []string      `help:"Addresses or ranges whose X-Forwarded-For is believed." env:"LINGER_TRUSTED_PROXIES" default:"127.0.0.0/8,::1/128"`
	PrivateKeyURLs bool          `name:"allow-private-key-urls" help:"Let key URLs in authentication settings lead to this machine and to private networks, for sites that live there. With --demo and --demo-shop they always may." env:"LINGER_ALLOW_PRIVATE_KEY_URLS"`
	RateLimits     bool          `help:"Hold customers to how often a person, and an office behind one address, writes. --no-rate-limits is for measuring." env:"LINGER_RATE_LIMITS" negatable:"" default:"true"`
	MetricsFrom    []string      `help:"Addresses or ranges that may read /metrics." env:"LINGER_METRICS_FROM" default:"127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"`
	DrainTimeout   time.Duration `help:"How long requests in flight may take to finish when the process is told to stop." env:"LINGER_DRAIN_TIMEOUT" default:"20s"`
}

// Demo is the desk to look at.
type Demo struct {
	Demo       bool   `help:"Seed a demo desk into an empty database and serve a shop page that uses it." env:"LINGER_DEMO"`
	DemoShop   bool   `help:"Serve the shop page beside a desk that is left as it is: to try the set-up guide from its beginning." env:"LINGER_DEMO_SHOP"`
	DemoListen string `help:"Address and port of the demo's shop page. It must be another origin than --listen." env:"LINGER_DEMO_LISTEN" default:"127.0.0.1:8081"`
}

// shop tells whether there is a shop page.
func (d Demo) shop() bool { return d.Demo || d.DemoShop }

// Logging is what the process says of itself.
type Logging struct {
	LogLevel  string `help:"Least level to log: ${enum}." env:"LINGER_LOG_LEVEL" enum:"debug,info,warn,error" default:"info"`
	LogFormat string `help:"How to log: ${enum}." env:"LINGER_LOG_FORMAT" enum:"text,json" default:"text"`
}

// database is what to open: the URL, or the file under the data directory.
func (s Store) database() string {
	if s.DatabaseURL != "" {
		return s.DatabaseURL
	}
	return filepath.Join(s.Data, databaseName)
}

// postgres tells which of the two databases is configured.
func (s Store) postgres() bool {
	return strings.HasPrefix(s.DatabaseURL, "postgres://") || strings.HasPrefix(s.DatabaseURL, "postgresql://")
}

// Validate refuses a database that is neither. Kong calls it.
func (s Store) Validate() error {
	if s.DatabaseURL != "" && !s.postgres() {
		return errors.New("--database-url begins with postgres://; leave it empty for SQLite")
	}
	return nil
}

// Validate refuses a public address that browsers could not use. Kong calls it.
func (s Site) Validate() error {
	_, err := s.public(&net.TCPAddr{})
	return err
}

// public is where browsers reach us, when we listen on addr.
func (s Site) public(addr net.Addr) (*url.URL, error) {
	if s.PublicURL == "" {
		return &url.URL{Scheme: "http", Host: reachable(addr)}, nil
	}
	u, err := url.Parse(strings.TrimSuffix(s.PublicURL, "/"))
	if err != nil {
		return nil, fmt.Errorf("--public-url: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("--public-url %q: want a scheme and a host alone, as https://chat.example.com", s.PublicURL)
	}
	return u, nil
}

// reachable is addr as a browser on this machine can use it.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
