package components

import "linger/models"

// PresenceWord is a presence in words.
func PresenceWord(p models.Presence) string {
	switch p {
	case models.PresenceBusy:
		return "Busy"
	case models.PresenceDND:
		return "Do not disturb"
	case models.PresenceAway:
		return "Away"
	case models.PresenceOffline:
		return "Offline"
	case models.PresenceAvailable:
	}
	return "Available"
}

// PresenceIcon is a presence as an icon.
func PresenceIcon(p models.Presence) string {
	switch p {
	case models.PresenceBusy:
		return "circle-dot"
	case models.PresenceDND:
		return "circle-minus"
	case models.PresenceAway:
		return "clock"
	case models.PresenceOffline:
		return "circle-off"
	case models.PresenceAvailable:
	}
	return "circle-check"
}
