package db

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// stablePlans has each connection to SQLite that is opened from now on keep the plan of
// a statement whatever is bound to it. By itself SQLite parses one anew when a number
// that a column is compared with moves between 0 or 1 and others, as the better plan
// might be another. The index of words asks each of its segments by number, the first
// of them by 1, so that every word of a search was parsed twice: a third of its time.
//
// The driver has no name for the setting, SQLITE_DBCONFIG_ENABLE_QPSG of
// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html, and so it is made as an
// extension would make it, when SQLite shows it each new connection.
var stablePlans = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	entry := keepPlans
	sqlite3.Xsqlite3_auto_extension(tls, *(*uintptr)(unsafe.Pointer(&entry)))
})

// keepPlans is what SQLite calls with a new connection. It answers with SQLite's own
// code of what came of it.
func keepPlans(tls *libc.TLS, connection, _, _ uintptr) int32 {
	const slot = 8 // of each argument in a list
	arguments := tls.Alloc(2 * slot)
	defer tls.Free(2 * slot)
	return sqlite3.Xsqlite3_db_config(tls, connection, sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, libc.VaList(arguments, int32(1), uintptr(0)))
}
