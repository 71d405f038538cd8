package models

import (
	"strconv"
	"time"

	"linger/models/automated"
)

// What a live customer is told while she waits in line. A persistent one waits
// for days and is told neither place nor time, whatever is configured: none of
// these triggers is of her mode.

// hidden is the place of somebody who is told none.
const hidden = -1

const (
	// lookEvery is how often a place is looked at, and lookSeldom where longLine or
	// more wait.
	lookEvery  = 30 * time.Second
	lookSeldom = 60 * time.Second
	longLine   = 150
)

// nextLook is when the place of somebody in a line of size is looked at again: at
// a common half minute, so that one look at a queue serves all who wait in it.
func nextLook(now Time, size int64) Time {
	wait := lookEvery
	if size >= longLine {
		wait = lookSeldom
	}
	return At(now.Time.Add(wait + lookEvery - 1).Truncate(lookEvery))
}

// tellPosition says how many are ahead: in one row, which is edited in place. A
// customer ahead of whom nobody was is told nothing; she is told that she is next
// if it said otherwise before.
func (c *Conversation) tellPosition(ahead int64, now Time) {
	body := ""
	if ahead > 0 || c.PositionAhead > 0 {
		body = c.positionText(ahead)
	}
	switch {
	case ahead == c.PositionAhead, body == "" && c.PositionAhead == hidden:
		return
	case body == "":
		c.hidePosition(now)
		return
	}
	c.PositionAhead = ahead
	if c.PositionSeq == 0 {
		c.PositionSeq = c.write(c.positionRow(body), now).Seq
		return
	}
	c.editPosition(c.positionRow(body))
}

// hidePosition takes the row back.
func (c *Conversation) hidePosition(now Time) {
	if c.PositionAhead == hidden {
		return
	}
	c.PositionAhead = hidden
	row := c.positionRow("")
	row.RetractedAt = now
	c.editPosition(row)
}

func (c *Conversation) positionRow(body string) Message {
	return Message{Kind: KindAutomated, Audience: AudienceEveryone, Body: body}
}

func (c *Conversation) editPosition(row Message) {
	c.LastChangedSeq++
	row.ConversationID, row.Seq, row.ChangedSeq = c.ID, c.PositionSeq, c.LastChangedSeq
	row.CreatedAt = c.CreatedAt // required of a row, and kept as it is
	c.changed = append(c.changed, row)
}

// positionText is what is said with so many ahead; empty if nothing is.
func (c *Conversation) positionText(ahead int64) string {
	if ahead < 0 {
		return ""
	}
	t := automated.QueuePosition
	if ahead == 0 {
		t = automated.QueueNext
	}
	text, said := c.voice.says(c, t)
	if !said {
		return ""
	}
	return automated.Fill(text.Body, map[string]string{automated.Ahead: strconv.FormatInt(ahead, 10)})
}

const (
	// waitsOf is how far back waits count towards the average.
	waitsOf = 48 * time.Hour
	// fewWaits are too few for an average, and a shorter wait is not worth a word.
	fewWaits  = 50
	shortWait = time.Minute
)

// tellWait says the average of n waits, in the words for its length.
func (c *Conversation) tellWait(n int64, mean time.Duration, now Time) {
	if n < fewWaits || mean < shortWait {
		return
	}
	minutes := int64(mean.Round(time.Minute) / time.Minute)
	hours, rest := minutes/60, minutes%60
	t := automated.AverageWaitHoursMinutes
	switch {
	case hours == 0:
		t = automated.AverageWaitMinutes
	case rest == 0:
		t = automated.AverageWaitHours
	}
	c.tell(t, nil, Time{}, now, map[string]string{
		automated.Hours: strconv.FormatInt(hours, 10), automated.Minutes: strconv.FormatInt(rest, 10),
	})
}
