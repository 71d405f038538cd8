package models

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of what a customer says after a conversation.
const (
	MinRating        = 1
	MaxRating        = 5
	MaxRatingComment = 2000
)

// CodeAnswered is of a Conflict: the survey was answered already.
const CodeAnswered = "answered"

// Rating is what a customer says of a conversation that has ended.
type Rating struct {
	Score   int64
	Comment string
}

// Clean trims the comment and says what is wrong.
func (r Rating) Clean() (Rating, error) {
	p := Problems{}
	if r.Score < MinRating || r.Score > MaxRating {
		p.Add("rating", "Choose from %d to %d.", MinRating, MaxRating)
	}
	r.Comment = strings.TrimSpace(storable(r.Comment))
	if n := utf8.RuneCountInString(r.Comment); n > MaxRatingComment {
		p.Add("comment", "%d characters at most; this has %d.", MaxRatingComment, n)
	}
	return r, p.Err()
}

// AsksRating reports whether its customer is asked how it was: where the widget
// does so, once, after an agent had it. A live one ends for both sides alike; a
// persistent one is asked about only when the team or the system ended it.
func (c *Conversation) AsksRating(w *Widget) bool {
	return w.PostChatSurvey && !c.State.Running() && !c.AcceptedAt.IsZero() && c.Rating == 0 &&
		(c.Mode == ModeLive || c.EndedBy != EndedByCustomer)
}

// Rate keeps what the customer says of it. The same once more, from a browser that
// did not hear the answer, changes nothing.
func (c *Conversation) Rate(w *Widget, r Rating, now Time) error {
	switch {
	case c.Rating != 0 && c.Rating == r.Score && c.RatingComment == r.Comment:
		return nil
	case c.Rating != 0:
		return Fail(Conflict, CodeAnswered, "You have rated this conversation already.")
	case !c.AsksRating(w):
		return Fail(Conflict, CodeWrongState, "This conversation can't be rated.")
	}
	c.Rating, c.RatingComment, c.RatedAt = r.Score, r.Comment, now
	c.happened(EventRated, AudienceStaff, nil, now).Body = strconv.FormatInt(r.Score, 10) + "\n" + r.Comment
	return nil
}

// Rating is what a row says that notes one.
func (m *Message) Rating() Rating {
	score, comment, _ := strings.Cut(m.Body, "\n")
	n, err := strconv.ParseInt(score, 10, 64)
	if m.Event != EventRated || err != nil {
		return Rating{}
	}
	return Rating{Score: n, Comment: comment}
}
