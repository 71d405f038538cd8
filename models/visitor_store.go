package models

import (
	"time"

	"linger/models/credential"
)

// visitorKept is how long a browser's visit says who an anonymous customer is,
// counted from when it was last seen. Until then she is the same visitor to staff.
const visitorKept = 30 * 24 * time.Hour

// visitor is the anonymous customer of an arrival with her visit: the one whom the
// browser's previous visit names, or somebody new. Nobody proves who she is, so the
// visit's token is all that leads to her conversations. It stays the same for as
// long as it is used: tabs that have no way to tell each other of a new one would
// become strangers.
func visitor(tx *change, a Arrival) (*Visit, string, *Customer, error) {
	if v, c, err := knownVisitor(tx, a); v != nil || err != nil {
		return v, a.Previous, c, err
	}
	c := &Customer{ID: NewID(), LastSeenAt: tx.now, CreatedAt: tx.now, UpdatedAt: tx.now}
	if err := tx.Create(c).Error; err != nil {
		return nil, "", nil, err
	}
	token, hash := credential.NewOpaque()
	v := freshVisit(a, c, tx.now)
	v.TokenHash = hash
	return v, token, c, nil
}

// knownVisitor is the visit that the browser had, and its customer; nil if it leads
// to no anonymous customer of this widget. Somebody whom a site once proved is not
// one: she is not let in without proof.
func knownVisitor(tx *change, a Arrival) (*Visit, *Customer, error) {
	if a.Previous == "" {
		return nil, nil, nil
	}
	var v Visit
	ok, err := found(tx.Where("token_hash = ? AND widget_id = ? AND ended_at IS NULL", credential.Hash(a.Previous), a.Widget.ID).Take(&v).Error)
	if err != nil || !ok || !tx.now.Before(v.LastSeenAt.Add(visitorKept)) {
		return nil, nil, err
	}
	if v.ConversationID != nil {
		if running, err := runningID(tx.DB, &v); err != nil || running == "" {
			return nil, nil, err
		}
	}
	var c Customer
	ok, err = found(tx.Where("id = ? AND authentication_settings_id IS NULL", v.CustomerID).Take(&c).Error)
	if err != nil || !ok {
		return nil, nil, err
	}
	return &v, &c, nil
}
