package models

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// List is one of the inbox's lists.
type List string

// The lists.
const (
	ListMine   List = "mine"   // the agent's active, waiting and wrap-up, and what they take part in
	ListOpen   List = "open"   // waits for an agent
	ListClosed List = "closed" // closed by the agent; by anyone, for supervisors
)

// Lists are all of them, in the order of the tabs.
var Lists = []List{ListMine, ListOpen, ListClosed}

// Filter chooses the rows of a list.
type Filter struct {
	List  List
	State State    // of ListMine: only this one; empty for all
	After Cursor   // zero for the first page
	Limit int      // zero for InboxPageSize
	Only  []string // only these conversations, as far as they belong to the list
}

// InboxPageSize is how many rows one page of the inbox has.
const InboxPageSize = 30

// Row is a conversation as an inbox list shows it.
type Row struct {
	Conversation
	CustomerName  string
	CustomerEmail string
	// CustomerExternalID is how her site calls her; empty for anonymous ones.
	CustomerExternalID string
	CustomerSeenAt     Time // when she last came or left
	Present            bool // she has a widget open now
	WidgetName         string
	WidgetKey          string
	ReconnectPageURL   string // of the widget
	WorkstreamName     string
	AgentName          string // who has it, for lists of more than one's own
	OfferedName        string // before whom it is put now
	QueueName          string
	Pickable           bool         // agents may take it from the open list unasked
	Notify             Notification // when an offer of it shows on the desktop
	OfferID, OfferWhy  string       // of a standing offer to take it on: and why this agent
	// Of its workstream: what is longer is too long; 0: nothing is.
	WaitTargetSeconds, HandlingTargetSeconds int64
}

// Customer is what the row calls her.
func (r *Row) Customer() string {
	c := Customer{ID: r.CustomerID, Name: r.CustomerName, Email: r.CustomerEmail, ExternalID: ref(r.CustomerExternalID)}
	return c.DisplayName()
}

// Cursor is a row's place in a list: the next page starts after it.
type Cursor struct {
	Order int64 // inbox order, or closing time in microseconds
	ID    string
}

// IsZero reports whether it is the start of the list.
func (c Cursor) IsZero() bool { return c.ID == "" }

// String is the cursor for an address.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%s", c.Order, c.ID))
}

// ParseCursor reads an address's cursor; whatever makes no sense is the start.
func ParseCursor(text string) Cursor {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Cursor{}
	}
	order, id, _ := strings.Cut(string(raw), ".")
	n, err := strconv.ParseInt(order, 10, 64)
	if err != nil || !ValidID(id) {
		return Cursor{}
	}
	return Cursor{Order: n, ID: id}
}

// CursorIn is the row's place in list.
func (r *Row) CursorIn(list List) Cursor {
	if list == ListClosed {
		return Cursor{Order: r.ClosedAt.UnixMicro(), ID: r.ID}
	}
	return Cursor{Order: r.InboxOrder, ID: r.ID}
}

// Key is the cursor as text that sorts as the list does, for browsers that put
// rows where they belong.
func (c Cursor) Key() string { return fmt.Sprintf("%019d-%s", c.Order, c.ID) }

// CountedTo is how far the figures beside and in the lists are counted: nobody reads one beyond
// it, and a list may be of any length.
const CountedTo = 500

// Counts are the figures beside the lists' names.
type Counts struct {
	Mine       int64 // running or in wrap-up, the agent's, and what they take part in
	Unread     int64 // of those, with something unread
	Active     int64
	Waiting    int64
	WrapUp     int64
	Open       int64
	Offered    int64 // before the agent, to be answered
	Asked      int64 // by colleagues: to take over, or to be consulted
	Consulting int64 // of Mine, those that another agent has
}

// MineUnread is how much of an agent's own list waits to be seen: conversations with
// something unread, and offers to answer.
func (c Counts) MineUnread() int64 { return c.Unread + c.Offered + c.Asked }
