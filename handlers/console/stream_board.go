package console

import (
	"time"

	"linger/handlers/sse"
)

// What of the board changed.
const (
	boardPeople = "people"
	boardAll    = "all"
)

// tellBoard says that the board is to be asked for anew, and what of it; not more
// often than it is worth. It returns how long that has to wait: zero if it need not.
func (w *window) tellBoard(now time.Time) (time.Duration, error) {
	if w.board == nil {
		return 0, nil
	}
	for _, wake := range w.board.Take() {
		switch {
		case wake.Conversation != "":
			w.touched = boardAll
		case w.touched == "":
			w.touched = boardPeople
		}
	}
	w.boards.due = w.touched != ""
	ready, wait := w.boards.take(now)
	if !ready {
		return wait, nil
	}
	what := w.touched
	w.touched = ""
	return 0, w.out.Load().Event(sse.Cursor{}, "board", []byte(what))
}
