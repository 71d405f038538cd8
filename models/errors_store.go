package models

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Classes of SQLite's result codes.
const (
	sqliteBusy     = 5
	sqliteLocked   = 6
	sqliteReadOnly = 8
	sqliteIOErr    = 10
	sqliteFull     = 13
	sqliteCantOpen = 14
)

// isAway reports whether err means that the database could not be reached or
// broke off, so that trying again later makes sense. Classes by SQLSTATE: 08
// connection, 57P0x shutdown and start-up, 53 out of resources, 40 serialisation
// and deadlock. SQLite's file may be locked by a backup, or its disk be full or
// failing.
func isAway(err error) bool {
	var lite interface {
		error
		Code() int // the engine's extended code: its lowest byte is the class
	}
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqliteBusy, sqliteLocked, sqliteReadOnly, sqliteIOErr, sqliteFull, sqliteCantOpen:
			return true
		}
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "57P0") ||
			strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "40")
	}
	var dial *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &dial) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}

// Failed reports whether err is the database's failure, or ours, and not an answer to what
// was asked.
func Failed(err error) bool {
	kind := KindOf(translate(err))
	return kind == Internal || kind == Unavailable
}

// translate turns the database's failures into ours: not found, a broken
// constraint, a database that is away.
func translate(err error) error {
	var ours *Error
	switch {
	case err == nil, errors.As(err, &ours):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return errNotFound
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return &Error{Kind: Conflict, Message: "Somebody else was faster. Look again.", cause: err}
	case errors.Is(err, gorm.ErrForeignKeyViolated):
		return &Error{Kind: Conflict, Code: CodeInUse, Message: "Something refers to this meanwhile, or what it refers to is gone. Look again.", cause: err}
	case isAway(err):
		return &Error{Kind: Unavailable, Message: "The database does not answer. What was saved is safe; try again in a moment.", cause: err}
	}
	return err
}
