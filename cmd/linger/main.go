// Command linger is customer chat that waits, in one binary.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"linger/cmd/internal/program"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends at once
	return program.Main(ctx, os.Args[1:], program.Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
