package sse

const (
	// crowd is how many streams must have come or gone for their handlers' memory to
	// be worth giving back at once.
	crowd = 500
	// calm is for how many slots hardly anybody comes or goes when that is done, ripple
	// how many that is: a collection in the middle of it would be for nothing.
	calm   = 3
	ripple = 20
)

// trimmer has what the arrival of a crowd took given back when it is over. A handler
// takes ten times as much as the stream that it leaves behind, and an idle process
// collects nothing for minutes.
type trimmer struct {
	seen, trimmed int64
	quiet         int
}

// due reports whether to trim, after so many comings and goings in all.
func (t *trimmer) due(moves int64) bool {
	stirred := moves-t.seen > ripple
	if t.seen = moves; stirred {
		t.quiet = 0
		return false
	}
	if t.quiet++; t.quiet < calm || moves-t.trimmed < crowd {
		return false
	}
	t.trimmed = moves
	return true
}
