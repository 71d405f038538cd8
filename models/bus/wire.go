package bus

import (
	"encoding/json"
	"fmt"
	"time"

	"linger/models"
)

// mostBytes is the longest payload: Postgres refuses 8000.
const mostBytes = 7900

// parcel is what one notification carries: ids only.
type parcel struct {
	Node  string `json:"n"`
	Wakes []wire `json:"w"`
}

// wire is a wake-up on its way.
type wire struct {
	Conversation string   `json:"c,omitempty"`
	Changed      int64    `json:"v,omitempty"`
	At           int64    `json:"a,omitempty"` // microseconds
	Topics       []string `json:"t"`
	Signal       *signal  `json:"s,omitempty"`
}

type signal struct {
	Kind  models.SignalKind `json:"k"`
	Agent string            `json:"a,omitempty"`
	On    bool              `json:"o,omitempty"`
}

// pack writes wakes into as few payloads as hold them.
func pack(node string, wakes []models.Wake) ([]string, error) {
	var payloads []string
	var open []byte
	head, err := json.Marshal(parcel{Node: node, Wakes: []wire{}})
	if err != nil {
		return nil, err
	}
	head = head[:len(head)-len("]}")]
	for _, w := range wakes {
		one, err := json.Marshal(outward(w))
		if err != nil {
			return nil, err
		}
		if len(open) > 0 && len(open)+len(one)+len(",]}") > mostBytes {
			payloads, open = append(payloads, string(open)+"]}"), nil
		}
		if len(open) == 0 {
			open = append(open, head...)
		} else {
			open = append(open, ',')
		}
		open = append(open, one...)
	}
	if len(open) > 0 {
		payloads = append(payloads, string(open)+"]}")
	}
	return payloads, nil
}

// unpack reads what pack wrote.
func unpack(payload string) (node string, wakes []models.Wake, err error) {
	var p parcel
	if err := json.Unmarshal([]byte(payload), &p); err != nil {
		return "", nil, fmt.Errorf("a notification that is not ours: %w", err)
	}
	for _, w := range p.Wakes {
		wakes = append(wakes, inward(w))
	}
	return p.Node, wakes, nil
}

func outward(w models.Wake) wire {
	out := wire{Conversation: w.Conversation, Changed: w.Changed, Topics: w.Topics}
	if !w.At.IsZero() {
		out.At = w.At.UnixMicro()
	}
	if s := w.Signal; s != nil {
		out.Signal = &signal{s.Kind, s.Agent, s.On}
	}
	return out
}

func inward(w wire) models.Wake {
	in := models.Wake{Conversation: w.Conversation, Changed: w.Changed, Topics: w.Topics}
	if w.At != 0 {
		in.At = models.At(time.UnixMicro(w.At))
	}
	if s := w.Signal; s != nil {
		in.Signal = &models.Signal{Kind: s.Kind, Agent: s.Agent, On: s.On}
	}
	return in
}
