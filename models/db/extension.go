package db

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// extend has SQLite show each new connection to [extension]: for what the driver has no
// name.
var extend = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	entry := extension
	sqlite3.Xsqlite3_auto_extension(tls, *(*uintptr)(unsafe.Pointer(&entry)))
})

// extension is what SQLite calls with a connection that it opens. It answers with SQLite's
// own code of what came of it.
func extension(tls *libc.TLS, connection, _, _ uintptr) int32 {
	unlock(tls, connection)
	return keepPlans(tls, connection)
}

// unlock makes a connection one of those that https://www.sqlite.org/threadsafe.html calls
// multi-thread, as if it had been opened with SQLITE_OPEN_NOMUTEX: database/sql lets one
// goroutine at a time use it. Every column that was read, and its name, took and gave back
// a lock, one part in fifteen of what a message costs. It is held by who opens the connection.
func unlock(tls *libc.TLS, connection uintptr) {
	c := *(**sqlite3.Tsqlite3)(unsafe.Pointer(&connection))
	sqlite3.Xsqlite3_mutex_leave(tls, c.Fmutex)
	sqlite3.Xsqlite3_mutex_free(tls, c.Fmutex)
	c.Fmutex = 0
}

// keepPlans has a connection keep the plan of a statement whatever is bound to it, as
// SQLITE_DBCONFIG_ENABLE_QPSG of https://www.sqlite.org/c3ref/c_dbconfig_defensive.html
// says. By itself SQLite parses one anew when a number that a column is compared with moves
// between 0 or 1 and others, as the better plan might be another. The index of words asks
// each of its segments by number, the first of them by 1, so that every word of a search
// was parsed twice: a third of its time.
func keepPlans(tls *libc.TLS, connection uintptr) int32 {
	const slot = 8 // of each argument in a list
	arguments := tls.Alloc(2 * slot)
	defer tls.Free(2 * slot)
	return sqlite3.Xsqlite3_db_config(tls, connection, sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, libc.VaList(arguments, int32(1), uintptr(0)))
}
