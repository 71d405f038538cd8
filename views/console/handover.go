package console

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"linger/models"
)

// What a colleague is asked, as the address of the question names it.
const (
	WhatTransfer = "transfer"
	WhatConsult  = "consult"
	WhatAssign   = "assign"
)

// HandOver is the question to whom a conversation goes, or who is consulted on it.
type HandOver struct {
	Chat        *Chat
	View        View
	What        string
	Candidates  []models.Candidate
	More        string // the id after which more follow; empty if none do
	Queues      []models.QueueChoice
	QueuesFirst bool
	Search      string
	To, Note    string // as they were chosen and typed, when they were refused
	Units       int64  // of capacity that the conversation takes
	Err         error  // why
}

func (h HandOver) path() templ.SafeURL { return verbPath(h.Chat.ID, h.What) }

func (h HandOver) morePath() templ.SafeURL {
	query := url.Values{"after": {h.More}, "list": {string(h.View.List)}}
	if h.Search != "" {
		query.Set("q", h.Search)
	}
	return h.path() + templ.SafeURL("?"+query.Encode())
}

func (h HandOver) problem(field string) string { return models.FieldProblem(h.Err, field) }

func (h HandOver) title() string {
	switch h.What {
	case WhatConsult:
		return "Consult a colleague"
	case WhatAssign:
		return "Assign this conversation"
	}
	return "Transfer this conversation"
}

// means is what will happen.
func (h HandOver) means() string {
	switch {
	case h.What == WhatConsult:
		return "They read the conversation and write to staff only, until they join publicly. It stays yours and takes none of their capacity."
	case h.What == WhatAssign:
		return "A colleague has it at once, whatever else is in hand. A queue offers it to its members."
	case h.Chat.Mine():
		return "It stays yours until the colleague accepts. A queue takes it at once. The whole history goes along."
	}
	return "It stays where it is until the colleague accepts; then its agent stays as a consultant. A queue takes it at once."
}

func (h HandOver) noteLabel() string {
	if h.What == WhatConsult {
		return "Question"
	}
	return "Note"
}

func (h HandOver) button() string {
	switch h.What {
	case WhatConsult:
		return "Ask"
	case WhatAssign:
		return "Assign"
	}
	return "Transfer"
}

func (h HandOver) queuesTitle() string {
	if h.What == WhatConsult {
		return "Or whoever is free in a queue"
	}
	return "Queues"
}

// refuses is why a queue can't be chosen; empty if it can.
func (h HandOver) refuses(q *models.QueueChoice) string {
	if h.What == WhatAssign && q.ID == h.Chat.QueueID {
		return "It waits here"
	}
	if h.What == WhatConsult && q.Members > 0 {
		return ""
	}
	why := q.Refuses()
	if why == "" {
		return ""
	}
	return strings.ToUpper(why[:1]) + why[1:]
}

// nobody says why no colleague is listed.
func (h HandOver) nobody() string {
	if h.Search != "" {
		return "Nobody who is called so can be asked now."
	}
	return "Nobody can be asked now: the others are away, offline or not to be disturbed."
}

// load is how much of their capacity a colleague has taken, and whether this one
// would be too much.
func (h HandOver) load(a models.Candidate) string {
	text := fmt.Sprintf("Load %d of %d", a.Load, a.Capacity)
	if h.What != WhatConsult && a.Load+h.Units > a.Capacity {
		text += ", full: this comes on top"
	}
	return text
}
