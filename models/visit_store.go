package models

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"linger/models/credential"
)

// Visits are the customers' time-limited stays in a widget.
type Visits struct{ *Desk }

// VisitLimit is the longest a visit lasts whatever its token says: the page is
// asked for a fresh token a minute before it ends.
const VisitLimit = 24 * time.Hour

// Arrival is what is known of a browser that opens a widget.
type Arrival struct {
	Widget    *Widget
	Identity  Identity // as it was verified; zero where customers are anonymous
	Previous  string   // the opaque token of the visit it had, if any
	UserAgent string
	Locale    string // the browser's, as it states it
	Language  string // that the widget has come in; without it the locale decides
	Origin    string // the page's, as the browser states it
	Link      string // the token of the link by which it comes back, if any
}

// Open exchanges a verified identity for a visit and returns the visit, its
// opaque token and the customer. The previous visit goes on under a new token
// when it is the same customer's; another customer's is left alone, and nothing
// of it is shown. Where customers are anonymous, the previous visit itself says who
// comes.
func (s Visits) Open(ctx context.Context, a Arrival) (*Visit, string, *Customer, error) {
	var v *Visit
	var c *Customer
	var token string
	err := s.change(ctx, func(tx *change) error {
		var err error
		if v, token, c, err = arrive(tx, a); err != nil {
			return err
		}
		write := tx.Save
		if v.LastSeenAt.IsZero() { // it is new
			write = tx.Create
		}
		v.LastSeenAt, v.ExpiresAt = tx.now, visitEnd(a.Identity.ExpiresAt, tx.now)
		v.UserAgent, v.Locale, v.Origin = stated(a.UserAgent, 400), stated(a.Locale, 35), stated(a.Origin, 300)
		v.Language = a.Widget.Speaks(a.Language, a.Locale)
		if err := write(v).Error; err != nil {
			return err
		}
		return refreshContext(tx, v)
	})
	if err != nil {
		return nil, "", nil, fmt.Errorf("open visit: %w", err)
	}
	return v, token, c, nil
}

// arrive finds or makes the customer who comes, her visit and its token.
func arrive(tx *change, a Arrival) (*Visit, string, *Customer, error) {
	if a.Link != "" {
		return byLink(tx, a)
	}
	return arriveUnlinked(tx, a)
}

func arriveUnlinked(tx *change, a Arrival) (*Visit, string, *Customer, error) {
	if a.Widget.Anonymous() {
		return visitor(tx, a)
	}
	if a.Widget.AuthenticationSettingsID == nil {
		return nil, "", nil, Fail(Unauthorized, "authentication_missing", "This chat is not set up to know its customers.")
	}
	c, err := recognize(tx, *a.Widget.AuthenticationSettingsID, a.Identity)
	if err != nil {
		return nil, "", nil, err
	}
	v, err := previousVisit(tx, a, c)
	if err != nil {
		return nil, "", nil, err
	}
	token, hash := credential.NewOpaque()
	v.TokenHash, v.Context = hash, Attributes(a.Identity.Context).Clean()
	return v, token, c, nil
}

// visitEnd is when a visit ends that a token valid until exp opened. A token
// may have been accepted in the last seconds of the clocks' tolerance: the visit
// still lasts as long as that, or the browser would ask for tokens without end.
func visitEnd(exp, now Time) Time {
	if least := now.Add(credential.Skew); exp.Before(least) && !exp.IsZero() {
		return least
	}
	return earliest(exp, now.Add(VisitLimit))
}

// stated is what a browser says of itself, fit to be kept: strangers send bytes
// that are no text.
func stated(text string, limit int) string {
	return cut(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", ""), limit)
}

// previousVisit is the visit that goes on, or a new one.
func previousVisit(tx *change, a Arrival, c *Customer) (*Visit, error) {
	fresh := freshVisit(a, c, tx.now)
	if a.Previous == "" {
		return fresh, nil
	}
	var v Visit
	ok, err := found(tx.Where("token_hash = ? AND customer_id = ? AND widget_id = ? AND ended_at IS NULL",
		credential.Hash(a.Previous), c.ID, a.Widget.ID).Take(&v).Error)
	if err != nil || !ok {
		return fresh, err
	}
	return &v, nil
}

func freshVisit(a Arrival, c *Customer, now Time) *Visit {
	return &Visit{ID: NewID(), WidgetID: a.Widget.ID, CustomerID: c.ID, CreatedAt: now, Context: Attributes{}, Page: Attributes{}}
}

// refreshContext keeps the running conversation's signed context at what the
// newest token says.
func refreshContext(tx *change, v *Visit) error {
	if len(v.Context) == 0 {
		return nil
	}
	id, err := runningID(tx.DB, v)
	if err != nil || id == "" {
		return err
	}
	return tx.Model(&Conversation{}).Where("id = ?", id).Update("context", v.Context).Error
}

// ByToken is the visit that an opaque token opens in the widget that customers reach
// under key, and that widget. Without such a widget it is NotFound, as in ByKey;
// Unauthorized when there is no such visit, or its time is over.
func (s Visits) ByToken(ctx context.Context, key, token string) (*Widget, *Visit, error) {
	var row struct {
		Widget Widget `gorm:"embedded"`
		Visit  Visit  `gorm:"embedded;embeddedPrefix:visit_"`
	}
	ok, err := found(s.read(ctx).Table("visits").Clauses(selects("widgets.*, "+visitColumns())).
		Joins("JOIN widgets ON widgets.id = visits.widget_id").Scopes(published(key)).
		Where("visits.token_hash = ?", credential.Hash(token)).Take(&row).Error)
	if err != nil {
		return nil, nil, translate(err)
	}
	if w, v := row.Widget, row.Visit; ok && v.Valid(s.now()) {
		return &w, &v, nil // each for itself: a stream keeps the visit as long as it lasts
	}
	if _, err := s.Widgets.ByKey(ctx, key); err != nil {
		return nil, nil, err
	}
	return nil, nil, errVisitOver()
}

var visitColumns = columnsAs("visits", "visit_", &Visit{})

// Current is the visit as it is now, for streams that outlive the token they
// were opened with; Unauthorized when its time is over.
func (s Visits) Current(ctx context.Context, id string) (*Visit, error) {
	var v Visit
	ok, err := found(s.read(ctx).Where("id = ?", id).Take(&v).Error)
	if err != nil {
		return nil, translate(err)
	}
	if !ok || !v.Valid(s.now()) {
		return nil, errVisitOver()
	}
	return &v, nil
}

func errVisitOver() error {
	return Fail(Unauthorized, "visit_over", "Your sign-in has to be confirmed again.")
}

// Attributes keeps what the page says of itself, unsigned, and with it the running
// conversation's context.
func (s Visits) Attributes(ctx context.Context, v *Visit, page Attributes) error {
	return s.change(ctx, func(tx *change) error {
		if err := tx.Model(&Visit{}).Where("id = ?", v.ID).Update("page", page.Clean()).Error; err != nil {
			return err
		}
		return pageChanged(tx, v, page.Clean())
	})
}

// ofVisit narrows a query to the conversations that the visit sees.
func ofVisit(q *gorm.DB, v *Visit) *gorm.DB {
	q = q.Where("conversations.widget_id = ? AND conversations.customer_id = ?", v.WidgetID, v.CustomerID)
	if v.ConversationID != nil {
		q = q.Where("conversations.id = ?", *v.ConversationID)
	}
	return q
}

// End is the customer's logout: the visit's token opens nothing any more, and
// its streams are told. The conversation is untouched.
func (s Visits) End(ctx context.Context, v *Visit) error {
	return s.change(ctx, func(tx *change) error {
		tx.wake(Wake{Topics: []string{TopicVisit(v.ID)}})
		return tx.Model(&Visit{}).Where("id = ? AND ended_at IS NULL", v.ID).Update("ended_at", tx.now).Error
	})
}

// Latest is the customer's newest visit, which is what agents see of her
// browser; nil when she has none.
func (s Visits) Latest(ctx context.Context, customerID string) (*Visit, error) {
	var list []Visit
	err := s.read(ctx).Where("customer_id = ?", customerID).Order("created_at DESC").Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return nil, translate(err)
	}
	return &list[0], nil
}
