package models

import (
	"errors"

	"linger/models/credential"
)

// HealthState says whether customers can get in with a site's keys.
type HealthState string

// The states, from the one that needs nothing to the one that needs an admin.
const (
	HealthFresh   HealthState = "fresh"   // the last look brought keys
	HealthNever   HealthState = "never"   // not looked yet
	HealthStale   HealthState = "stale"   // the site does not answer; kept keys are used
	HealthFailing HealthState = "failing" // nobody can get in
)

// Health is the state of a site's keys, in words for a badge and a line below.
type Health struct {
	State  HealthState
	Label  string
	Detail string
	At     Time // when the keys were fetched; zero if never or pasted
	Until  Time // stale: when the kept keys can't be used any more
}

// Health judges the keys at now.
func (a *AuthenticationSettings) Health(now Time) Health {
	keys := a.Keys(now)
	h := Health{State: HealthFresh, At: a.FetchedAt}
	failing := a.LastError != ""
	switch {
	case a.KeySource == KeysPasted && len(keys) == 0:
		h.State, h.Label, h.Detail = HealthFailing, "Key can't be read", "Nobody can sign in to the chat. Paste the key again."
	case allExpired(keys, now):
		h.State, h.Label, h.Detail = HealthFailing, "Keys expired", "Nobody can sign in to the chat: by the site's own expiry, none of the keys is valid any more."
	case a.KeySource == KeysPasted:
		h.Label, h.Detail = "Pasted key", "Changes only when you paste another."
	case a.askedAt().IsZero():
		h.State, h.Label, h.Detail = HealthNever, "Not fetched yet", "The keys are fetched when you verify, or when the first customer comes."
	case failing && len(keys) > 0:
		h.State, h.Label, h.Until = HealthStale, "Using kept keys", a.FetchedAt.Add(keysStale)
		h.Detail = "The key URL fails. Customers still get in with the keys kept from before."
	case failing:
		h.State, h.Label, h.Detail = HealthFailing, "Key URL fails", "Nobody can sign in to the chat until the key URL serves keys again."
	case len(keys) == 0: // nobody came for a day, and the next look brings new ones
		h.State, h.Label, h.Detail = HealthNever, "Not fetched lately", "The keys are fetched when you verify, or when the next customer comes."
	default:
		h.Label, h.Detail = "Keys up to date", "The key URL answered when it was last asked."
	}
	return h
}

func allExpired(keys credential.Keys, now Time) bool {
	for _, k := range keys {
		if !k.Expired(now.Time) {
			return false
		}
	}
	return len(keys) > 0
}

// admins are the words for admins in an error of the credential package or of
// a reader of keys.
func admins(err error) string {
	var f *credential.Failure
	if errors.As(err, &f) {
		return f.Admin
	}
	return err.Error()
}
