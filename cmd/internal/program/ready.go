package program

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// ready asks a serving process what /readyz says: a container without a shell has
// nothing else to ask with.
type ready struct {
	Listen string `help:"Address and port that the process serves on." env:"LINGER_LISTEN" default:"127.0.0.1:8080"`
}

// Run fails if the process is not there, or not ready.
func (r *ready) Run(ctx context.Context, term Terminal) error {
	addr, err := net.ResolveTCPAddr("tcp", r.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(addr)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err != nil {
		return err
	}
	fmt.Fprintln(term.Out, strings.TrimSpace(string(said)))
	if response.StatusCode != http.StatusOK {
		return errFailed
	}
	return nil
}
