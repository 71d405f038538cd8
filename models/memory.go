package models

// Topics that tell the other nodes of a desk to forget what they keep in memory of
// its settings. Without them they would learn of a change when what they keep is old.
const (
	topicMasking  = "memory:masking"
	topicTexts    = "memory:texts"
	topicCalendar = "memory:calendar"
)

// Heard takes a wake-up that came from another node, or that a look at the database found,
// before anybody here is woken: what they read then has to be as new.
func (d *Desk) Heard(w Wake) {
	d.recent.hear(w, nil, d.now())
	for _, topic := range w.Topics {
		d.forget(topic)
	}
}

// forget lets go of what topic is about.
func (d *Desk) forget(topic string) {
	switch topic {
	case topicMasking:
		d.masking.forget()
	case topicTexts:
		d.texts.forget()
	case topicCalendar:
		d.calendar.forget()
	}
}

// forgetEverywhere lets go of it on every node, after a change.
func (d *Desk) forgetEverywhere(topic string) {
	d.forget(topic)
	d.Wake(Wake{Topics: []string{topic}})
}
