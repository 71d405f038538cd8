package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"linger/handlers"
	"linger/handlers/signin"
	"linger/handlers/sse"
	"linger/migrations"
	"linger/models"
	"linger/models/bus"
	"linger/models/db"
	"linger/models/hub"
	"linger/models/jobs"
	"linger/models/outbound"
	"linger/static"
)

// Program is the whole process between Open and Close.
type Program struct {
	Config Config
	Log    *slog.Logger
	Desk   *models.Desk
	Hub    *hub.Hub
	// URL is where browsers reach us.
	URL *url.URL

	lock     *os.File // held while we serve an SQLite desk
	presence *hub.Presence
	bus      *bus.Bus // to other processes; nil on SQLite
	assigner *assigner
	// setupCode proves who may become the first admin.
	setupCode string
	streams   *sse.Streams
	listener  net.Listener
	server    *http.Server
	jobs      *jobs.Runner
	demo      *demo // nil without --demo
}

// Open opens the database, brings it up to date and listens; what arrives is
// answered from Run on.
func Open(ctx context.Context, config Config, log *slog.Logger) (_ *Program, err error) {
	if err := static.Check(); err != nil {
		return nil, err
	}
	trusted, err := handlers.ParsePrefixes(config.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("--trusted-proxies: %w", err)
	}
	readers, err := handlers.ParsePrefixes(config.MetricsFrom)
	if err != nil {
		return nil, fmt.Errorf("--metrics-from: %w", err)
	}
	p := &Program{Config: config, Log: log, streams: sse.NewStreams()}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if p.Desk, err = OpenDesk(ctx, config.Store, log); err != nil {
		return nil, err
	}
	if !config.postgres() {
		if p.lock, err = lockData(config.Data); err != nil {
			return nil, err
		}
	}
	p.streams.Log, p.streams.Clock = log, func() time.Time { return p.Desk.Now() }
	p.streams.Calm = func() {
		if err := p.Desk.DB.Shrink(context.WithoutCancel(ctx)); err != nil {
			log.WarnContext(ctx, "memory is not given back", "error", err)
		}
	}
	if p.setupCode, err = p.Desk.Agents.SetupCode(ctx, signin.NewCode()); err != nil {
		return nil, err
	}
	metrics := handlers.NewMetrics(p.streams)
	timed(metrics.Set, p.Desk.DB)
	p.Hub, p.presence = hub.New(), hub.NewPresence(p.Desk.Streams, log)
	p.jobs = jobs.New(p.Desk, log)
	if err := p.openBus(metrics.Set); err != nil {
		return nil, err
	}
	p.assigner = newAssigner(p.Desk, log, metrics.Set)
	p.Desk.Route = p.assigner.route
	if p.listener, err = listenOptions().Listen(ctx, "tcp", config.Listen); err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	if p.URL, err = config.public(p.listener.Addr()); err != nil {
		return nil, err
	}
	if config.Demo.shop() {
		if err := p.openDemo(ctx); err != nil {
			return nil, err
		}
	}
	routes, err := handlers.New(handlers.Options{
		Log:            log,
		PublicURL:      p.URL,
		TrustedProxies: trusted,
		MetricsReaders: readers,
		Ready:          p.ready,
		Desk:           p.Desk,
		Authenticator:  models.NewAuthenticator(p.Desk, outbound.NewReader(config.PrivateKeyURLs || config.Demo.shop())),
		SetupCode:      p.setupCode,
		Limits:         config.RateLimits,
		Shop:           p.demoShop(),
		Hub:            p.Hub,
		Presence:       p.presence,
		Streams:        p.streams,
		Metrics:        metrics,
		Assets:         static.Handler(),
	})
	if err != nil {
		return nil, err
	}
	if err := p.measure(metrics.Set); err != nil {
		return nil, err
	}
	p.server = &http.Server{
		Handler:           routes,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second, // streams lift it
		WriteTimeout:      2 * time.Minute,  // streams set their own for each write
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // strangers' broken requests
	}
	return p, nil
}

// OpenDesk opens the database and brings it up to date, for commands that need
// no server.
func OpenDesk(ctx context.Context, store Store, log *slog.Logger) (*models.Desk, error) {
	if !store.postgres() {
		if err := os.MkdirAll(store.Data, 0o700); err != nil {
			return nil, fmt.Errorf("--data: %w", err)
		}
	}
	_, missing := os.Stat(store.database())
	database, err := db.Open(ctx, store.database())
	if err != nil {
		return nil, err
	}
	if err := bringUpToDate(ctx, store, database, store.postgres() || missing != nil, log); err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return models.New(database), nil
}

// ready is the error that /readyz shows, or nil. It asks one question: those who were cut
// off may stand in line for the database meanwhile.
func (p *Program) ready(ctx context.Context) error {
	pool, err := p.Desk.DB.SQL()
	if err != nil {
		return err
	}
	behind, err := migrations.Behind(ctx, pool, p.Desk.DB.Dialect)
	switch {
	case err != nil && p.Desk.DB.Ping(ctx) != nil:
		return errors.New("the database does not answer")
	case err != nil:
		return errors.New("the database's version can't be read")
	case behind:
		return errors.New("the database lacks a migration")
	default:
		return nil
	}
}

// Run serves until ctx ends, then lets everyone finish: no new connections, each
// stream told when to come back, requests in flight answered.
func (p *Program) Run(ctx context.Context) error {
	p.Log.InfoContext(ctx, "serving", "listen", p.listener.Addr().String(), "public", p.URL.String(),
		"database", p.Desk.DB.Dialect, "version", Version())
	if err := p.sayHowToSetUp(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	// Before the first look at deadlines: while nothing served, no customer was absent.
	if err := p.presence.Renew(ctx); err != nil && ctx.Err() == nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := p.server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	group.Go(func() error { return p.sweep(ctx) })
	group.Go(func() error { return p.index(ctx) })
	group.Go(func() error { return p.collect(ctx) })
	group.Go(func() error { return p.assigner.run(ctx) })
	group.Go(func() error { return p.jobs.Run(ctx) })
	if p.demo != nil {
		group.Go(p.demo.run)
	}
	// Who is connected is recorded until the last stream has left.
	connected, allLeft := context.WithCancel(context.WithoutCancel(ctx))
	defer allLeft()
	// And the other nodes are told of it until the last.
	told, allTold := context.WithCancel(context.WithoutCancel(ctx))
	defer allTold()
	group.Go(func() error {
		defer allTold()
		return p.presence.Run(connected)
	})
	group.Go(func() error { return p.runBus(told) })
	group.Go(func() error {
		defer allLeft()
		<-ctx.Done()
		return p.drain(context.WithoutCancel(ctx))
	})
	return group.Wait()
}

func (p *Program) drain(ctx context.Context) error {
	begun := time.Now()
	p.Log.InfoContext(ctx, "stopping", "streams", p.streams.Len())
	ctx, cancel := context.WithTimeout(ctx, p.Config.DrainTimeout)
	defer cancel()
	var group errgroup.Group
	group.Go(func() error { return p.server.Shutdown(ctx) })
	if p.demo != nil {
		group.Go(func() error { return p.demo.server.Shutdown(ctx) })
	}
	group.Go(func() error { return p.streams.Drain(ctx) })
	if err := group.Wait(); err != nil {
		p.Log.WarnContext(ctx, "some requests did not finish in time", "error", err)
		return p.server.Close()
	}
	p.Log.InfoContext(ctx, "stopped", "took", time.Since(begun))
	return nil
}

// Close lets go of the listener and, last, of the database.
func (p *Program) Close() error {
	var problems []error
	if p.listener != nil {
		problems = append(problems, hangUp(p.listener))
	}
	if p.demo != nil && p.demo.listener != nil {
		problems = append(problems, hangUp(p.demo.listener))
	}
	if p.Desk != nil {
		problems = append(problems, p.Desk.DB.Close())
	}
	if p.lock != nil {
		problems = append(problems, p.lock.Close())
	}
	return errors.Join(problems...)
}

// hangUp closes a listener that may be closed already.
func hangUp(l net.Listener) error {
	if err := l.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
