// Package torture lets customers and agents write and read while servers and the
// database are killed and connections break, and then compares everything that anybody
// was told with everything else. It serves tests and cmd/loadtest, on this machine alone.
package torture

import (
	"fmt"
	"strings"

	"linger/models"
)

// History is what is known after a run: what was acknowledged, what is stored, and what
// each person was shown.
type History struct {
	Acks     []Ack
	Logs     []Log
	Readings []Reading
}

// Ack is a message that the server said it has.
type Ack struct {
	Body         string
	Conversation string // empty where the answer does not name it
}

// Log is a conversation as it is stored.
type Log struct {
	Conversation string
	Customer     string // her name in this package
	State        models.State
	Rows         []models.Message
}

// Reading is what one person was shown of one conversation, in this order: in the pages
// of a transcript, or by a stream.
type Reading struct {
	Reader       string
	Customer     string // who reads; empty: staff
	Conversation string
	Rows         []Shown
	Whole        bool // it ought to have everything
	State        models.State
}

// Shown is one row as somebody saw it.
type Shown struct {
	Seq  int64
	Kind models.MessageKind
	Body string
}

// said names what a message is: who writes the how manieth to which customer, and
// whether she may read it. It is the message's text, so that a row tells by itself where it belongs.
type said struct {
	kind             models.MessageKind
	writer, customer string
	number           int
}

// String is the message's text.
func (s said) String() string {
	return fmt.Sprintf("%s message %d of %s with %s", s.kind, s.number, s.writer, s.customer)
}

// parse reads what String wrote.
func parse(body string) (s said, ok bool) {
	_, err := fmt.Sscanf(body, "%s message %d of %s with %s", (*string)(&s.kind), &s.number, &s.writer, &s.customer)
	return s, err == nil && s.String() == strings.TrimSpace(body)
}

// spoken reports whether somebody wrote the row: the others are the system's, and may
// be changed by it.
func spoken(kind models.MessageKind) bool {
	return kind == models.KindCustomer || kind == models.KindAgent || kind == models.KindInternal
}
