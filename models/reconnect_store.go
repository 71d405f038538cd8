package models

import (
	"context"
	"fmt"

	"linger/models/credential"
)

// ReconnectLink makes a link back to a live conversation for its customer and
// returns the token. Its agent may, and supervisors.
func (s Conversations) ReconnectLink(ctx context.Context, agent *Agent, id string) (token string, err error) {
	err = s.change(ctx, func(tx *change) error {
		c, _, err := lockConversation(tx, id)
		if err != nil {
			return err
		}
		if seen, err := visibleTo(tx, agent, c); err != nil || !seen {
			return orNotFound(err)
		}
		switch {
		case c.holder() != agent.ID && !agent.Role.Includes(RoleSupervisor):
			return errNotYours()
		case c.State != StateActive || c.ReconnectMinutes == 0:
			return c.wrongState("only an active chat of a widget with reconnecting has links back")
		}
		var hash string
		token, hash = credential.NewOpaque()
		return tx.Create(&ReconnectLink{TokenHash: hash, ConversationID: c.ID, CreatedByID: agent.ID, CreatedAt: tx.now}).Error
	})
	if err != nil {
		return "", fmt.Errorf("reconnect link of %s: %w", id, err)
	}
	return token, nil
}

func orNotFound(err error) error {
	if err == nil {
		return errNotFound
	}
	return err
}

// Reconnectable reports whether a link's token leads to a running conversation of
// the widget.
func (s Conversations) Reconnectable(ctx context.Context, widgetID, token string) (bool, error) {
	tx := &change{DB: s.read(ctx), desk: s.Desk, now: s.now()}
	c, err := linked(tx, widgetID, token)
	return c != nil, translate(err)
}

// linked is the running conversation that a link's token leads to; nil if there is
// none. It ends by itself when the time to come back is over.
func linked(tx *change, widgetID, token string) (*Conversation, error) {
	if token == "" {
		return nil, nil
	}
	var c Conversation
	ok, err := found(tx.Joins("JOIN reconnect_links ON reconnect_links.conversation_id = conversations.id").
		Where("reconnect_links.token_hash = ? AND conversations.widget_id = ?", credential.Hash(token), widgetID).
		Where("conversations.mode = 'live' AND conversations.state IN ('open', 'active', 'waiting')").Take(&c).Error)
	if err != nil || !ok || c.ReconnectMinutes == 0 {
		return nil, err
	}
	return &c, nil
}

// byLink is the visit of somebody who comes by a link: to an anonymous customer's
// conversation whoever holds it, for that conversation alone; to another's only
// she, whom her token proves. Somebody with a chat of her own goes on with that
// instead when the link leads nowhere.
func byLink(tx *change, a Arrival) (*Visit, string, *Customer, error) {
	c, err := linked(tx, a.Widget.ID, a.Link)
	if err != nil {
		return nil, "", nil, err
	}
	if c != nil && a.Widget.Anonymous() {
		return linkedVisit(tx, a, c)
	}
	v, token, customer, err := arriveUnlinked(tx, a)
	if err != nil || c != nil && c.CustomerID == customer.ID {
		return v, token, customer, err
	}
	running, err := runningID(tx.DB, v)
	if err == nil && running == "" {
		err = errReconnectOver()
	}
	return v, token, customer, err
}

// linkedVisit is a visit for the conversation alone, or the one the browser has
// that is good for it.
func linkedVisit(tx *change, a Arrival, c *Conversation) (*Visit, string, *Customer, error) {
	v, customer, err := knownVisitor(tx, a)
	if err != nil || v != nil && v.sees(c) {
		return v, a.Previous, customer, err
	}
	customer = &Customer{}
	if err := tx.Where("id = ?", c.CustomerID).Take(customer).Error; err != nil {
		return nil, "", nil, err
	}
	token, hash := credential.NewOpaque()
	v = freshVisit(a, customer, tx.now)
	v.TokenHash, v.ConversationID = hash, &c.ID
	return v, token, customer, nil
}
