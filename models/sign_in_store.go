package models

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"linger/models/credential"
)

// SignIns are the browsers in which staff are signed in.
type SignIns struct{ *Desk }

// Browser is what is known of where somebody signs in.
type Browser struct {
	Address   string
	UserAgent string
}

const (
	// touchEvery is how often a sign-in's last use is noted.
	touchEvery = time.Minute
	// keepEnded is how long an ended sign-in stays in the table.
	keepEnded = 30 * 24 * time.Hour
	// maxUserAgent is how much of what a browser says of itself is kept.
	maxUserAgent = 400
)

// errSignIn is the one answer to a wrong e-mail, a wrong password and a
// deactivated account.
var errSignIn = &Error{Kind: Unauthorized, Code: "wrong_credentials", Message: "The e-mail or the password is wrong."}

// errNotSignedIn is the answer to a token that lets nobody in.
var errNotSignedIn = &Error{Kind: Unauthorized, Message: "Sign in to see this."}

// Start signs the person with email in and returns the token for the browser's
// cookie. The answer, and the work done for it, are the same for an e-mail that
// nobody has.
func (s SignIns) Start(ctx context.Context, email, password string, in Browser) (*SignIn, string, error) {
	email = CleanEmail(email)
	if err := s.count(ctx, email, in.Address); err != nil {
		return nil, "", err
	}
	a, right, err := s.judge(ctx, email, password)
	if err != nil {
		return nil, "", err
	}
	if !right {
		return nil, "", errSignIn
	}
	var row *SignIn
	var token string
	err = s.change(ctx, func(tx *change) error {
		if err := forgive(tx, email, in.Address); err != nil {
			return err
		}
		if err := rehash(tx, a, password); err != nil {
			return err
		}
		row, token, err = begin(tx, a, in)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("sign in: %w", err)
	}
	return row, token, nil
}

// judge tells whether the password is that of the person with email, who may
// sign in.
func (s SignIns) judge(ctx context.Context, email, password string) (*Agent, bool, error) {
	var a Agent
	err := s.read(ctx).Where("email = ?", email).Take(&a).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, translate(err)
	}
	right := credential.CheckPassword(a.PasswordHash, password) // of nobody: as much work, and no
	return &a, right && a.ID != "" && a.Active(), nil
}

// count notes a try for email and address, or says that it is one too many.
func (s SignIns) count(ctx context.Context, email, address string) error {
	return s.change(ctx, func(tx *change) error {
		for subject, limit := range subjects(email, address) {
			if err := try(tx, subject, limit); err != nil {
				return err
			}
		}
		return nil
	})
}

// countAddress notes a try that names nobody, or says that it is one too many.
func (s SignIns) countAddress(ctx context.Context, address string) error {
	return s.change(ctx, func(tx *change) error { return try(tx, addressSubject(address), perAddress) })
}

// forgiveAddress takes back what countAddress noted.
func (s SignIns) forgiveAddress(ctx context.Context, address string) error {
	return s.change(ctx, func(tx *change) error { return forgiveAddress(tx, address) })
}

func try(tx *change, subject string, limit throttle) error {
	g, err := lockGuess(tx, subject)
	if err != nil {
		return err
	}
	if wait := g.try(limit, tx.now); wait > 0 {
		return tooMany(wait)
	}
	return tx.Where("subject = ?", subject).Select("*").Updates(g).Error
}

// subjects are what a try counts against, always in the same order: two tries
// at once lock them one after the other.
func subjects(email, address string) func(yield func(string, throttle) bool) {
	return func(yield func(string, throttle) bool) {
		if yield(emailSubject(email), perEmail) {
			yield(addressSubject(address), perAddress)
		}
	}
}

// lockGuess is the count against subject, held until the transaction ends.
func lockGuess(tx *change, subject string) (*Guess, error) {
	g := Guess{Subject: subject, FirstAt: tx.now}
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&g).Error; err != nil {
		return nil, err
	}
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("subject = ?", subject).Take(&g).Error
	return &g, err
}

// forgive takes back what count noted for a try that was right, and drops
// counts that are long over.
func forgive(tx *change, email, address string) error {
	if err := forgiveEmail(tx, email); err != nil {
		return err
	}
	return forgiveAddress(tx, address)
}

func forgiveEmail(tx *change, email string) error {
	return tx.Where("subject = ?", emailSubject(email)).Delete(&Guess{}).Error
}

func forgiveAddress(tx *change, address string) error {
	g, err := lockGuess(tx, addressSubject(address))
	if err != nil {
		return err
	}
	g.undo(perAddress)
	if err := tx.Where("subject = ?", g.Subject).Select("*").Updates(g).Error; err != nil {
		return err
	}
	old := tx.now.Add(-perEmail.forget)
	return tx.Where("first_at < ? AND (blocked_until IS NULL OR blocked_until < ?)", old, tx.now).Delete(&Guess{}).Error
}

// rehash stores the password anew when hashes cost more by now.
func rehash(tx *change, a *Agent, password string) error {
	if !credential.Outdated(a.PasswordHash) {
		return nil
	}
	hash, err := credential.HashPassword(password)
	if err != nil {
		return nil //nolint:nilerr // an old password that would be refused today still signs in
	}
	return tx.Model(&Agent{}).Where("id = ? AND password_hash = ?", a.ID, a.PasswordHash).Update("password_hash", hash).Error
}

// Begin signs agent in without asking for a password: right after the first
// admin was made.
func (s SignIns) Begin(ctx context.Context, agent *Agent, in Browser) (row *SignIn, token string, err error) {
	err = s.change(ctx, func(tx *change) error {
		row, token, err = begin(tx, agent, in)
		return err
	})
	return row, token, err
}

// begin signs a in, who arrives with their default presence.
func begin(tx *change, a *Agent, in Browser) (*SignIn, string, error) {
	if err := comeIn(tx, a); err != nil {
		return nil, "", err
	}
	old := tx.now.Add(-keepEnded)
	err := tx.Where("agent_id = ? AND (expires_at < ? OR revoked_at < ?)", a.ID, old, old).Delete(&SignIn{}).Error
	if err != nil {
		return nil, "", err
	}
	token, hash := credential.NewOpaque()
	row := &SignIn{
		ID: NewID(), AgentID: a.ID, TokenHash: hash, Address: in.Address, UserAgent: cut(in.UserAgent, maxUserAgent),
		CreatedAt: tx.now, LastSeenAt: tx.now, ExpiresAt: tx.now.Add(SignInLifetime),
	}
	return row, token, tx.Create(row).Error
}

// ByToken is the sign-in that a browser's cookie names, and whose it is. A
// revoked or expired one, and that of someone deactivated, is Unauthorized.
func (s SignIns) ByToken(ctx context.Context, token string) (*SignIn, *Agent, error) {
	var row struct {
		SignIn SignIn `gorm:"embedded;embeddedPrefix:sign_in_"`
		Agent  Agent  `gorm:"embedded"`
	}
	ok, err := found(s.read(ctx).Table("sign_ins").Clauses(selects("agents.*, "+signInColumns())).
		Joins("JOIN agents ON agents.id = sign_ins.agent_id").Where("sign_ins.token_hash = ?", credential.Hash(token)).Take(&row).Error)
	if err != nil {
		return nil, nil, translate(err)
	}
	if !ok || !row.SignIn.Valid(s.now()) || !row.Agent.Active() {
		return nil, nil, errNotSignedIn
	}
	return &row.SignIn, &row.Agent, nil
}

var signInColumns = columnsAs("sign_ins", "sign_in_", &SignIn{})

// Touch notes that a sign-in is in use, at most once a minute, and so makes it
// last longer. It reports whether it noted it.
func (s SignIns) Touch(ctx context.Context, row *SignIn, in Browser) (bool, error) {
	now := s.now()
	if now.Before(row.LastSeenAt.Add(touchEvery)) {
		return false, nil
	}
	var noted bool
	err := s.change(ctx, func(tx *change) error {
		done := tx.Model(&SignIn{}).Where("id = ? AND revoked_at IS NULL AND last_seen_at <= ?", row.ID, tx.now.Add(-touchEvery)).
			Updates(&SignIn{LastSeenAt: tx.now, ExpiresAt: tx.now.Add(SignInLifetime), Address: in.Address, UserAgent: cut(in.UserAgent, maxUserAgent)})
		noted = done.RowsAffected > 0
		return done.Error
	})
	return noted, err
}

// List is where agent is signed in, last used first.
func (s SignIns) List(ctx context.Context, agentID string) ([]SignIn, error) {
	var rows []SignIn
	err := s.read(ctx).Where("agent_id = ? AND revoked_at IS NULL AND expires_at > ?", agentID, s.now()).
		Order("last_seen_at DESC, id DESC").Limit(ListPageSize).Find(&rows).Error
	return rows, translate(err)
}

// Revoke ends one sign-in of agent; its open windows are told.
func (s SignIns) Revoke(ctx context.Context, agentID, id string) error {
	return s.change(ctx, func(tx *change) error {
		ended, err := revoke(tx, tx.Where("agent_id = ? AND id = ?", agentID, id))
		if err == nil && ended == 0 {
			return errNotFound
		}
		return err
	})
}

// RevokeOthers ends every sign-in of agent but the one with id keep, and
// returns how many there were.
func (s SignIns) RevokeOthers(ctx context.Context, agentID, keep string) (int, error) {
	var ended int
	err := s.change(ctx, func(tx *change) (err error) {
		ended, err = revoke(tx, tx.Where("agent_id = ? AND id <> ?", agentID, keep))
		return err
	})
	return ended, err
}

// revoke ends the sign-ins that q admits and tells their windows.
func revoke(tx *change, q *gorm.DB) (int, error) {
	var rows []SignIn
	if err := q.Where("revoked_at IS NULL").Order("id").Find(&rows).Error; err != nil || len(rows) == 0 {
		return 0, err
	}
	ids, agents := make([]string, len(rows)), map[string]bool{}
	for i, row := range rows {
		ids[i], agents[row.AgentID] = row.ID, true
	}
	if err := tx.Model(&SignIn{}).Where("id IN ?", ids).Update("revoked_at", tx.now).Error; err != nil {
		return 0, err
	}
	for _, id := range ids {
		tx.wake(Wake{Topics: []string{TopicSignIn(id)}})
	}
	return len(ids), goOut(tx, slices.Sorted(maps.Keys(agents)))
}
