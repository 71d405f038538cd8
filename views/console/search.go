package console

import (
	"fmt"
	"net/url"
	"strconv"

	"linger/models"
	"linger/models/search"
)

// ListSearch is what was searched for, where otherwise one of the lists stands.
const ListSearch models.List = "search"

// Finding is what is searched for, and a page of what was found.
type Finding struct {
	Query models.Query
	Found *models.Found // nil where nothing was searched for
}

// Searches reports whether the window shows what was found instead of a list.
func (v View) Searches() bool { return v.List == ListSearch }

// Lists reports whether the window shows one of the lists.
func (v View) Lists() bool { return !v.Searches() && !v.Boards() }

// asks reports whether there is something to look for.
func (f Finding) asks() bool { return f.Found != nil && len(f.Query.Words()) > 0 }

func (f Finding) none() bool {
	return len(f.Found.Customers) == 0 && len(f.Found.Messages) == 0 && f.Found.MoreMessages == 0 && f.Found.MoreCustomers == 0
}

// path is the address of what is searched for, from a place on.
func (f Finding) path(part models.SearchPart, after int64) string {
	q := url.Values{"q": {f.Query.Text}}
	if part != models.SearchAll {
		q.Set("in", string(part))
	}
	if after != 0 {
		q.Set("after", strconv.FormatInt(after, 10))
	}
	return "/console/search?" + q.Encode()
}

// to is the address of a conversation that was found, at one of its messages.
func (f Finding) to(id string, seq int64) string {
	return View{List: ListSearch, Query: f.Query.Text, Open: id, At: seq}.Path()
}

// sum says how much was found, for those who don't see it.
func (f Finding) sum() string {
	if f.none() {
		return "Nothing found"
	}
	count := func(n int, more bool, thing string) string {
		switch {
		case more:
			return fmt.Sprintf("%d %ss and more", n, thing)
		case n == 1:
			return "1 " + thing
		}
		return fmt.Sprintf("%d %ss", n, thing)
	}
	messages := count(len(f.Found.Messages), f.Found.MoreMessages != 0, "message")
	customers := count(len(f.Found.Customers), f.Found.MoreCustomers != 0, "customer")
	switch {
	case f.Query.Part == models.SearchCustomers || len(f.Found.Messages) == 0 && f.Found.MoreMessages == 0:
		return customers
	case len(f.Found.Customers) == 0:
		return messages
	}
	return customers + ", " + messages
}

// saidBy is who wrote a message that was found.
func saidBy(m *models.FoundMessage, viewer *models.Agent) string {
	switch {
	case m.Said.Kind == models.KindCustomer:
		return "Customer"
	case holds(m.Said.AgentID, viewer):
		return "You"
	case m.Said.Full() == "":
		return "An agent"
	}
	return m.Said.Full()
}

// known are the parts of a customer besides her name by which she was found.
func known(c *models.FoundCustomer) [][]search.Piece {
	var parts [][]search.Piece
	if c.Email != nil && c.CustomerEmail != c.Customer() {
		parts = append(parts, c.Email)
	}
	if c.ExternalID != nil && c.CustomerExternalID != c.Customer() {
		parts = append(parts, c.ExternalID)
	}
	if len(parts) == 0 && c.CustomerEmail != "" && c.CustomerEmail != c.Customer() {
		parts = append(parts, []search.Piece{{Text: c.CustomerEmail}})
	}
	return parts
}

// named is what she is called, as far as it was asked for marked.
func named(c *models.FoundCustomer) []search.Piece {
	for _, pieces := range [][]search.Piece{c.Name, c.Email, c.ExternalID} {
		whole := ""
		for _, p := range pieces {
			whole += p.Text
		}
		if whole == c.Customer() {
			return pieces
		}
	}
	return []search.Piece{{Text: c.Customer()}}
}
