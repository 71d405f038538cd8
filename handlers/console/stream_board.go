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
func (w *window) tellBoard() (time.Duration, error) {
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
	if w.touched == "" {
		return 0, nil
	}
	if wait := time.Until(w.toBoard); wait > 0 {
		return wait, nil
	}
	what := w.touched
	w.touched, w.toBoard = "", time.Now().Add(boardPause)
	return 0, w.out.Load().Event(sse.Cursor{}, "board", []byte(what))
}
