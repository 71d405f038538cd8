package people

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// Event is one event of a stream.
type Event struct {
	ID, Name string
	Data     []byte // good until the next event
}

// Conversation is which one the event's id is a place in.
func (e *Event) Conversation() string {
	id, _, _ := strings.Cut(e.ID, ".")
	return id
}

// events reads a stream to its end, tells take of each event and returns when the
// reader was told to come back; zero if it was not.
func events(body io.Reader, take func(*Event)) (told time.Duration) {
	var e Event
	var long []byte
	reader := bufio.NewReaderSize(body, 8<<10)
	for {
		line, err := reader.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			long = append(long, line...)
			continue
		}
		if err != nil {
			return told // what was cut off in the middle never was an event
		}
		if len(long) > 0 {
			long = append(long, line...)
			line, long = long, long[:0]
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			if e.Name == "retry" {
				if ms, err := strconv.Atoi(strings.TrimSpace(string(e.Data))); err == nil {
					told = time.Duration(ms) * time.Millisecond
				}
			}
			if e.ID != "" || e.Name != "" || len(e.Data) > 0 {
				take(&e)
			}
			e.ID, e.Name, e.Data = "", "", e.Data[:0]
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "id":
			e.ID = string(value)
		case "event":
			e.Name = string(value)
		case "data":
			e.Data = append(append(e.Data, value...), '\n')
		}
	}
}
