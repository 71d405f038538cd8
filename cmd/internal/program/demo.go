package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"linger/cmd/internal/seed"
	"linger/cmd/internal/shop"
	"linger/models"
	views "linger/views/settings"
)

// demo is the shop beside the desk, on an origin of its own.
type demo struct {
	shop     *shop.Shop
	listener net.Listener
	server   *http.Server
}

// openDemo listens for the shop and fills the desk if it is empty.
func (p *Program) openDemo(ctx context.Context) (err error) {
	d := &demo{}
	p.demo = d
	if d.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", p.Config.DemoListen); err != nil {
		return fmt.Errorf("--demo-listen: %w", err)
	}
	signer, err := shop.NewSigner(p.Config.Data)
	if err != nil {
		return err
	}
	site, err := shop.NewSite(p.Config.Data)
	if err != nil {
		return err
	}
	d.shop = &shop.Shop{Signer: signer, URL: otherSite(p.URL, d.listener.Addr()), Linger: p.URL, Site: site}
	d.shop.Now = func() time.Time { return p.Desk.Now() } // one clock for both, also one that a test moves
	d.shop.Widget = func(ctx context.Context) (string, error) { return shopWidget(ctx, p.Desk, d.shop.KeysURL()) }
	d.shop.LiveWidget = func(ctx context.Context) (string, error) { return liveWidget(ctx, p.Desk) }
	d.server = &http.Server{
		Handler: d.shop.Handler(), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(p.Log.Handler(), slog.LevelDebug),
	}
	if !p.Config.Demo.Demo {
		return nil
	}
	begun := time.Now()
	seeded, err := fill(ctx, p.Desk, d.shop)
	if seeded {
		p.Log.InfoContext(ctx, "demo desk seeded", "took", time.Since(begun))
	}
	return err
}

// demoShop is what the set-up guide knows of the shop; nil without one.
func (p *Program) demoShop() *views.DemoShop {
	if p.demo == nil {
		return nil
	}
	s := p.demo.shop
	return &views.DemoShop{URL: s.URL.String(), KeysURL: s.KeysURL(), ClientFunction: shop.ClientFunction}
}

// ShopURL is where browsers reach the demo's shop; nil without a demo.
func (p *Program) ShopURL() *url.URL {
	if p.demo == nil {
		return nil
	}
	return p.demo.shop.URL
}

// fill seeds the desk for the shop, if nobody works there yet.
func fill(ctx context.Context, desk *models.Desk, s *shop.Shop) (bool, error) {
	return seed.Run(ctx, desk, seed.Site{
		URL: s.URL, KeysURL: s.KeysURL(), Keys: s.Signer.Keys(), ClientFunction: shop.ClientFunction, Audience: shop.Audience,
	})
}

// otherSite is addr under a name that is another site than linger: browsers
// then treat the widget's frame as they do on anybody's page.
func otherSite(linger *url.URL, addr net.Addr) *url.URL {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return &url.URL{Scheme: "http", Host: addr.String()}
	}
	host := "localhost"
	if linger.Hostname() == host {
		host = "127.0.0.1"
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
}

// shopWidget is the key of the published widget whose customers prove
// themselves by the keys at keysURL; "" when there is none.
func shopWidget(ctx context.Context, desk *models.Desk, keysURL string) (string, error) {
	for page, more := (models.Listing{}), true; more; {
		var rows []models.AuthenticationRow
		var err error
		if rows, more, err = desk.AuthenticationSettings.List(ctx, page); err != nil {
			return "", err
		}
		for _, row := range rows {
			page.After = row.ID
			if row.PublicKeyURL != keysURL {
				continue
			}
			widgets, err := desk.AuthenticationSettings.Users(ctx, row.ID)
			if err != nil {
				return "", err
			}
			for _, w := range widgets {
				if w.Live() {
					return w.Key, nil
				}
			}
		}
	}
	return "", nil
}

// liveWidget is the key of a published widget that asks nobody who they are; "" when
// there is none.
func liveWidget(ctx context.Context, desk *models.Desk) (string, error) {
	for page, more := (models.Listing{}), true; more; {
		var rows []models.WidgetRow
		var err error
		if rows, more, err = desk.Widgets.List(ctx, page); err != nil {
			return "", err
		}
		for i := range rows {
			if page.After = rows[i].ID; rows[i].Live() && rows[i].Anonymous() {
				return rows[i].Key, nil
			}
		}
	}
	return "", nil
}

func (d *demo) run() error {
	if err := d.server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the demo's shop: %w", err)
	}
	return nil
}

// welcome says where the demo is and who to sign in as.
func (p *Program) welcome(out io.Writer) {
	if !p.Config.Demo.Demo {
		fmt.Fprintf(out, "\n  The shop, to put a widget on   %s\n  The settings, for admins       %s\n\n", p.ShopURL(), p.URL.JoinPath("settings"))
		return
	}
	fmt.Fprintf(out, `
  The shop, with the widget   %s
  The console, for agents     %s
  The settings, for admins    %s

  Sign in, with the password %q, as
`, p.ShopURL(), p.URL.JoinPath("console"), p.URL.JoinPath("settings"), seed.Password)
	for _, login := range seed.Logins {
		fmt.Fprintf(out, "    %-24s %s %s, %s\n", login.Email, login.FirstName, login.LastName, login.Role)
	}
	names := make([]string, 0, len(shop.People))
	for _, customer := range shop.People {
		names = append(names, customer.Name())
	}
	fmt.Fprintf(out, "\n  In the shop, choose who you are at the top: %s, or a guest. The page \"Visit us\" has the live chat.\n\n", strings.Join(names, ", "))
}

type seedDesk struct {
	Store
	Site
	DemoListen string `help:"Address and port where the demo's shop page will be." env:"LINGER_DEMO_LISTEN" default:"127.0.0.1:8081"`
	Logging
}

// Run fills the database, unless somebody works there already.
func (s *seedDesk) Run(ctx context.Context, term Terminal) error {
	linger, err := net.ResolveTCPAddr("tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	beside, err := net.ResolveTCPAddr("tcp", s.DemoListen)
	if err != nil {
		return fmt.Errorf("--demo-listen: %w", err)
	}
	public, err := s.public(linger)
	if err != nil {
		return err
	}
	desk, err := OpenDesk(ctx, s.Store, s.Log(term.Err))
	if err != nil {
		return err
	}
	signer, err := shop.NewSigner(s.Data)
	if err != nil {
		return errors.Join(err, desk.DB.Close())
	}
	seeded, err := fill(ctx, desk, &shop.Shop{Signer: signer, URL: otherSite(public, beside), Linger: public})
	switch {
	case err != nil:
	case seeded:
		fmt.Fprintln(term.Out, "The demo desk is there. See it with: linger serve --demo")
	default:
		fmt.Fprintln(term.Out, "Nothing was done: somebody works at this desk already.")
	}
	return errors.Join(err, desk.DB.Close())
}
