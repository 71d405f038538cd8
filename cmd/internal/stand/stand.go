// Package stand sets a desk up and runs servers on it as processes of their own, to be
// measured, stopped and killed. Everything is on this machine and thrown away.
package stand

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"linger/cmd/internal/program"
	"linger/cmd/internal/seed"
	"linger/cmd/internal/shop"
	"linger/models"
	views "linger/views/shop"
)

// shopURL is where the customers say they come from. Nobody serves there.
var shopURL = url.URL{Scheme: "https", Host: "shop.invalid"}

// Desk is one that is set up for people without browsers.
type Desk struct {
	Store  program.Store
	Key    string // the widget's
	Emails []string
	signer *shop.Signer
}

// Password is everybody's on the desk.
const Password = seed.Password

// SetUp brings the database up to date, and makes a widget and so many agents in it,
// of whom the first is an admin. Each has room for as much as they are given.
func SetUp(ctx context.Context, store program.Store, agents int) (*Desk, error) {
	d := &Desk{Store: store}
	var err error
	desk, err := program.OpenDesk(ctx, store, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { _ = desk.DB.Close() }()
	if d.signer, err = shop.NewSigner(store.Data); err != nil {
		return nil, err
	}
	place := &shop.Shop{Signer: d.signer, URL: &shopURL}
	made, err := seed.Setup(ctx, desk, seed.Site{
		URL: place.URL, KeysURL: place.KeysURL(), Keys: d.signer.Keys(), ClientFunction: shop.ClientFunction, Audience: shop.Audience,
	})
	if err != nil {
		return nil, err
	}
	d.Key = made.Widget.Key
	for _, login := range seed.Logins {
		d.Emails = append(d.Emails, login.Email)
	}
	admin := made.Staff["rosa"]
	for i := len(d.Emails); i < agents; i++ {
		profile := models.Profile{
			FirstName: "Agent", LastName: fmt.Sprint(i), Email: fmt.Sprintf("agent%d@desk.example", i),
			Role: models.RoleAgent, Capacity: models.DefaultCapacity,
		}
		if _, err := desk.Agents.Create(ctx, admin, profile, Password); err != nil {
			return nil, err
		}
		d.Emails = append(d.Emails, profile.Email)
	}
	d.Emails = d.Emails[:min(len(d.Emails), max(agents, 1))]
	// However much a run does, nobody is full, and offers that nobody sees are over soon.
	return d, desk.DB.Write.Exec("UPDATE workstreams SET capacity_units = 0, offer_timeout_seconds = 30").Error
}

// Picked has conversations wait until an agent takes them, so that a run decides who has which.
func (d *Desk) Picked(ctx context.Context) error {
	desk, err := program.OpenDesk(ctx, d.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { _ = desk.DB.Close() }()
	return desk.DB.Write.Exec("UPDATE workstreams SET distribution = ?", models.DistributionPick).Error
}

// Token says who a customer is, signed by a clock that is ahead by skew.
func (d *Desk) Token(customer string, skew time.Duration) (string, error) {
	person := &shop.Person{ID: customer, GivenName: "Customer", Family: customer, Plan: "standard", Cart: views.Products[:1]}
	return d.signer.Token(person, shopURL.String(), time.Now().Add(skew), shop.Life)
}
