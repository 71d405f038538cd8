package stand

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"linger/cmd/internal/program"
)

// Server is one process that serves a desk, at an address that it keeps over
// restarts.
type Server struct {
	// Command is the program with arguments; a test is its own.
	Command func(args ...string) *exec.Cmd
	Listen  string
	Args    []string

	mu    sync.Mutex
	child *exec.Cmd
	ended chan error // the child's end
	log   tail
}

// Binary is the program as it is shipped.
func Binary(path string) func(...string) *exec.Cmd {
	return func(args ...string) *exec.Cmd { return exec.CommandContext(context.Background(), path, args...) }
}

// NewServer is a server of a desk, not started, that browsers reach at public; empty: where
// it listens.
func NewServer(command func(...string) *exec.Cmd, store program.Store, public string) (*Server, error) {
	address, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	s := &Server{Command: command, Listen: address}
	s.Args = []string{
		"serve", "--listen", address, "--data", store.Data, "--log-level", "warn", "--drain-timeout", "5s",
		"--no-rate-limits", // few do what many would
	}
	if store.DatabaseURL != "" {
		s.Args = append(s.Args, "--database-url", store.DatabaseURL)
	}
	if public != "" {
		s.Args = append(s.Args, "--public-url", public)
	}
	return s, nil
}

// FreeAddress is one of this machine's alone at which nobody listens.
func FreeAddress() (string, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// URL is where it is reached.
func (s *Server) URL() string { return "http://" + s.Listen }

// PID is the process's.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.child.Process.Pid
}

// Start starts the process.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	child := s.Command(s.Args...)
	child.Stderr = &s.log
	if err := child.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait(); close(ended) }()
	s.child, s.ended = child, ended
	return nil
}

// Ready waits until it serves, or has ended.
func (s *Server) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	s.mu.Lock()
	ended := s.ended
	s.mu.Unlock()
	for {
		err := s.answers(ctx)
		if err == nil {
			return nil
		}
		select {
		case end := <-ended:
			return fmt.Errorf("the server has ended (%w)\n%s", end, s.Log())
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w\n%s", err, s.Log())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (s *Server) answers(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return nil
}

// Run is Start and Ready.
func (s *Server) Run(ctx context.Context) error {
	if err := s.Start(); err != nil {
		return err
	}
	return s.Ready(ctx)
}

// Kill ends the process without a goodbye.
func (s *Server) Kill() error { return s.end(syscall.SIGKILL) }

// Stop tells the process to end and waits until it has.
func (s *Server) Stop() error { return s.end(syscall.SIGTERM) }

func (s *Server) end(signal syscall.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil {
		return nil
	}
	child, ended := s.child, s.ended
	s.child = nil
	if err := child.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	if err := <-ended; err != nil && signal != syscall.SIGKILL {
		return fmt.Errorf("the server ended with %w\n%s", err, s.Log())
	}
	return nil
}

// Log is the last that the server said.
func (s *Server) Log() string { return s.log.String() }

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if len(t.text) > 1<<20 {
		t.text = bytes.Clone(t.text[len(t.text)-1<<19:])
	}
	return len(p), nil
}

// String is the end of it, by whole lines.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}
