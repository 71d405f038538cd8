// Package seed fills an empty desk so that there is something to look at: staff
// to sign in as, a widget that works on the demo's shop, and some weeks of
// conversations in every state.
package seed

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"linger/models"
)

// tellers is how many customers' stories are told at once. They share the
// commits of a busy database.
const tellers = 4

// Conversations tells every story that has happened by now to the widget. staff
// are those whom the stories call by their first names.
func Conversations(ctx context.Context, database *models.Database, now time.Time, widget *models.Widget, staff map[string]*models.Agent, origin string) error {
	list, err := parse(stories+"\n"+walk(), now.UTC())
	if err != nil {
		return err
	}
	var order []string
	byCustomer := map[string][]story{}
	for _, s := range list {
		if _, ok := customers[s.customer]; !ok {
			return fmt.Errorf("no customer is called %q", s.customer)
		}
		if byCustomer[s.customer] == nil {
			order = append(order, s.customer)
		}
		byCustomer[s.customer] = append(byCustomer[s.customer], s)
	}
	group, telling := errgroup.WithContext(ctx)
	group.SetLimit(tellers)
	for _, name := range order {
		group.Go(func() error {
			t := &teller{desk: models.New(database), widget: widget, staff: staff, who: customers[name], origin: origin}
			t.desk.Now = t.now
			for _, s := range byCustomer[name] {
				if err := t.tell(telling, s, now); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	desk := models.New(database)
	desk.Now = func() time.Time { return now }
	for { // what has fallen due since it was told would change under the first visitor's eyes
		if done, err := desk.Conversations.Sweep(ctx); err != nil || done == 0 {
			return err
		}
	}
}
