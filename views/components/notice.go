package components

func (t Tone) role() string {
	if t == Wrong {
		return "alert"
	}
	return "status"
}

func (t Tone) icon() string {
	switch t {
	case Positive:
		return "circle-check"
	case Caution:
		return "triangle-alert"
	case Wrong:
		return "circle-alert"
	case Neutral, Accent:
	}
	return "info"
}
