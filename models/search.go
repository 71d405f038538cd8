package models

import (
	"linger/models/search"
)

// SearchPart is what a search is narrowed to.
type SearchPart string

// The parts. The first page of everything has the newest customers on top.
const (
	SearchAll       SearchPart = ""
	SearchCustomers SearchPart = "customers"
	SearchMessages  SearchPart = "messages"
)

// MaxQuery is the longest text to search for, in characters.
const MaxQuery = 200

const (
	// topCustomers is how many customers stand above the messages.
	topCustomers = 3
	// searchEffort is how many places of the index one page looks at before it is
	// given as far as it came: with a word that is everywhere, in conversations that
	// are nearly all out of sight, a full page could take for ever.
	searchEffort = 2000
)

// Query is what somebody looks for.
type Query struct {
	Text  string
	Part  SearchPart
	After int64 // the place before which the page begins; zero for the newest
	Limit int   // zero for InboxPageSize
}

// Words are the query's words; none when there is nothing to look for.
func (q Query) Words() search.Query { return search.Parse(cut(q.Text, MaxQuery)) }

// Found is a page of what was found, newest first.
type Found struct {
	Customers     []FoundCustomer
	MoreCustomers int64 // the place to go on from; zero when these are all
	Messages      []FoundMessage
	MoreMessages  int64
}

// FoundCustomer is a customer, with her newest conversation that the searcher may see.
type FoundCustomer struct {
	Row
	Name, Email, ExternalID []search.Piece // nil where nothing of it was asked for
}

// FoundMessage is a message in its conversation.
type FoundMessage struct {
	Row
	Said    Entry
	Snippet []search.Piece
}
