package people

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// Customer is one tab of a customer, who may have several.
type Customer struct {
	Client  *http.Client
	Widget  string // the widget's address: …/w/KEY
	Token   string // the site's
	Address string // whence she comes, if a proxy is to be believed

	Visit string // set by Arrive
	ID    string
}

func (c *Customer) ask(ctx context.Context, method, path string, form url.Values, header http.Header) (*http.Response, error) {
	if header == nil {
		header = http.Header{}
	}
	if c.Visit != "" {
		header.Set("Linger-Visit", c.Visit)
	}
	if c.Address != "" {
		header.Set("X-Forwarded-For", c.Address)
	}
	return ask(ctx, c.Client, method, c.Widget+path, form, header)
}

// Arrive makes sure that the tab has a visit.
func (c *Customer) Arrive(ctx context.Context) error {
	if c.Visit != "" {
		return nil
	}
	response, err := c.ask(ctx, http.MethodPost, "/visit", url.Values{"token": {c.Token}}, nil)
	if err != nil {
		return err
	}
	if _, err := whole(response); err != nil {
		return err
	}
	c.ID, c.Visit = response.Header.Get("Linger-Customer"), response.Header.Get("Linger-Visit")
	return nil
}

// Write sends a message, into the conversation if one is named, and returns the one
// that it is in. It is nil only when the server has acknowledged with its whole answer.
func (c *Customer) Write(ctx context.Context, client, body, conversation string) (string, error) {
	if err := c.Arrive(ctx); err != nil {
		return "", err
	}
	response, err := c.ask(ctx, http.MethodPost, "/messages", url.Values{"client_id": {client}, "body": {body}, "conversation": {conversation}}, nil)
	if err != nil {
		return "", err
	}
	if _, err := whole(response); err != nil {
		return "", err
	}
	return response.Header.Get("Linger-Conversation"), nil
}

// Follow reads one stream from the cursor on to its end, and returns when the tab
// was told to come back.
func (c *Customer) Follow(ctx context.Context, cursor string, take func(*Event)) (time.Duration, error) {
	if err := c.Arrive(ctx); err != nil {
		return 0, err
	}
	header := http.Header{"Accept": {"text/event-stream"}}
	if cursor != "" {
		header.Set("Last-Event-ID", cursor)
	}
	response, err := c.ask(ctx, http.MethodGet, "/stream", nil, header)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	return events(response.Body, take), nil
}

// Transcript is what a page shows of a conversation.
type Transcript struct {
	Conversation, Cursor string
	Rows                 []Row
}

var transcript = regexp.MustCompile(`id="transcript"\s[^>]*>`)

// Chat is the running conversation as a page that is opened anew shows it, with
// everything before it.
func (c *Customer) Chat(ctx context.Context) (Transcript, error) {
	var t Transcript
	if err := c.Arrive(ctx); err != nil {
		return t, err
	}
	response, err := c.ask(ctx, http.MethodGet, "/chat", nil, nil)
	if err != nil {
		return t, err
	}
	page, err := whole(response)
	if err != nil {
		return t, err
	}
	head := transcript.Find(page)
	t.Conversation, t.Cursor, t.Rows = attribute(head, "data-conversation"), attribute(head, "data-cursor"), Rows(page)
	if t.Conversation == "" || len(t.Rows) == 0 {
		return t, nil
	}
	earlier, err := c.Before(ctx, t.Conversation, t.Rows[0].Seq)
	t.Rows = append(earlier, t.Rows...)
	return t, err
}

// Before is everything of a conversation before a row.
func (c *Customer) Before(ctx context.Context, conversation string, seq int64) ([]Row, error) {
	var all []Row
	for seq > 1 {
		query := url.Values{"conversation": {conversation}, "before": {strconv.FormatInt(seq, 10)}}
		response, err := c.ask(ctx, http.MethodGet, "/messages?"+query.Encode(), nil, nil)
		if err != nil {
			return nil, err
		}
		page, err := whole(response)
		if err != nil {
			return nil, err
		}
		rows := Rows(page)
		if len(rows) == 0 {
			break
		}
		all, seq = append(rows, all...), rows[0].Seq
	}
	return all, nil
}
