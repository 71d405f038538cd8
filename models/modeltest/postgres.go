package modeltest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes databases
	"linger/migrations"
)

// Cluster is a private, throw-away Postgres on a socket in its own directory:
// no port can collide, nothing is left behind.
type Cluster struct {
	dir, bin string
	account  *syscall.Credential // Postgres refuses to run as root
	process  *exec.Cmd
	settings []string
}

var shared struct {
	once    sync.Once
	cluster *Cluster
	err     error
	managed bool
	mu      sync.Mutex
	count   int
}

// Main runs a package's tests and stops the Postgres they used. Call it from
// TestMain of every package whose tests ask for one. after is what else such a
// package's tests started and has to be stopped.
func Main(m *testing.M, after ...func()) {
	shared.managed = true
	code := m.Run()
	for _, stop := range after {
		stop()
	}
	if shared.cluster != nil {
		shared.cluster.Stop()
	}
	os.Exit(code)
}

// Postgres is the URL of a fresh, migrated Postgres database for one test.
func Postgres(t testing.TB) string {
	t.Helper()
	if !shared.managed {
		t.Fatal("this package's tests use Postgres: give it a TestMain that calls modeltest.Main")
	}
	shared.once.Do(func() {
		shared.cluster, shared.err = StartCluster()
		if shared.err == nil {
			shared.err = shared.cluster.template()
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	shared.mu.Lock()
	shared.count++
	name := fmt.Sprintf("test_%d", shared.count)
	shared.mu.Unlock()
	if err := shared.cluster.exec("postgres", "CREATE DATABASE "+name+" TEMPLATE linger_template STRATEGY FILE_COPY"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = shared.cluster.exec("postgres", "DROP DATABASE "+name+" WITH (FORCE)") })
	return shared.cluster.URL(name)
}

// StartCluster makes and starts a cluster. A crash of Postgres loses nothing, one of
// the machine would, unless settings such as fsync=on say otherwise.
func StartCluster(settings ...string) (*Cluster, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin}
	for _, s := range settings {
		c.settings = append(c.settings, "-c", s)
	}
	if c.dir, err = os.MkdirTemp(place(settings), "linger-postgres-"); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if err := c.handToPostgres(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(c.dir))
		}
	}
	initdb := c.command("initdb", "-D", filepath.Join(c.dir, "data"), "-U", "linger", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(c.dir))
	}
	if err := c.Start(); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// postgresBin is where the server's programs are: Debian keeps them off PATH.
func postgresBin() (string, error) {
	if dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin"); len(dirs) > 0 {
		return dirs[len(dirs)-1], nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("the tests need PostgreSQL's server programs: apt-get install postgresql, or put initdb on PATH")
}

func (c *Cluster) handToPostgres() error {
	account, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("as root the tests run Postgres as user postgres: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return err
	}
	c.account = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(c.dir, int(uid), int(gid))
}

func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.account}
	return cmd
}

// Start starts the server and waits until it answers.
func (c *Cluster) Start() error {
	cmd := c.command("postgres", "-D", filepath.Join(c.dir, "data"), "-k", c.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "max_wal_size=128MB",
		"-c", "autovacuum=off", "-c", "log_min_messages=fatal")
	cmd.Args = append(cmd.Args, c.settings...)
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT // a killed test takes its server along
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	started := make(chan error, 1)
	go func() { // the thread that started it must live on: its end would send the signal
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	c.process = cmd
	deadline := time.Now().Add(20 * time.Second)
	for {
		err := c.exec("postgres", "SELECT 1")
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("postgres did not answer: %w", err)
		}
		<-time.After(20 * time.Millisecond)
	}
}

// Kill ends the server without a goodbye, as a crash would.
func (c *Cluster) Kill() error {
	if err := c.process.Process.Signal(syscall.SIGQUIT); err != nil {
		return err
	}
	for c.process.Process.Signal(syscall.Signal(0)) == nil { // until it has been waited for
		<-time.After(5 * time.Millisecond)
	}
	return nil
}

// Stop ends the server and removes everything.
func (c *Cluster) Stop() {
	if c.process != nil {
		_ = c.Kill()
	}
	_ = os.RemoveAll(c.dir)
}

// PID is the server's process, whose children serve one connection each.
func (c *Cluster) PID() int { return c.process.Process.Pid }

// Socket is where the server listens, for who stands between.
func (c *Cluster) Socket() string { return filepath.Join(c.dir, ".s.PGSQL.5432") }

// URL is the address of database name.
func (c *Cluster) URL(name string) string {
	q := url.Values{"host": {c.dir}, "user": {"linger"}, "sslmode": {"disable"}}
	return "postgres:///" + name + "?" + q.Encode()
}

// Analyze has the server count what is in a database's tables, as it does by itself within
// a minute of their first rows. Until then it plans for empty ones, and keeps to that.
func (c *Cluster) Analyze(name string) error { return c.exec(name, "ANALYZE") }

func (c *Cluster) exec(database, statement string) error {
	pool, err := sql.Open("pgx", c.URL(database))
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.Exec(statement)
	return err
}

func (c *Cluster) template() error {
	if err := c.exec("postgres", "CREATE DATABASE linger_template"); err != nil {
		return err
	}
	pool, err := sql.Open("pgx", c.URL("linger_template"))
	if err != nil {
		return err
	}
	_, err = migrations.Run(context.Background(), pool, "postgres")
	return errors.Join(err, pool.Close())
}
