package models_test

import (
	"testing"

	"linger/models"
	"linger/models/modeltest"
)

// A message and the stream of the page that sent it arrive together: whoever has a
// stream in the end is there, and whoever has none is gone.
func TestWritingWhileAStreamComesOrGoes(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w := d.Anonymous()
		writes := func(v *models.Visit) func() error {
			return func() error {
				_, c, err := d.Conversations.Receive(d.Ctx(), v, "", modeltest.Draft("Hello"))
				if err != nil {
					return err
				}
				return d.Streams.Unheard(d.Ctx(), c)
			}
		}
		for range 40 {
			comes, goes := d.Visitor(w), d.Visitor(w)
			leave := d.Here(goes)
			for _, err := range together(
				writes(comes), func() error { d.Here(comes); return nil },
				writes(goes), func() error { leave(); return nil },
			) {
				must(t, err)
			}
			if c := running(t, d, comes); !c.CustomerLeftAt.IsZero() {
				t.Fatal("she is there, and counts as gone")
			}
			if c := running(t, d, goes); c.CustomerLeftAt.IsZero() {
				t.Fatal("she is gone, and counts as there")
			}
		}
	})
}

func running(t *testing.T, d *modeltest.Desk, v *models.Visit) models.Conversation {
	t.Helper()
	var c models.Conversation
	must(t, d.DB.Read.Where("customer_id = ?", v.CustomerID).Take(&c).Error)
	return c
}
