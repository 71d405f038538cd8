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
	case models.PresenceInactive:
		return "Inactive"
	case models.PresenceAvailable:
	}
	return "Available"
}

// PresenceText is what shows for a presence: the words of a custom one, or its own.
func PresenceText(p models.Presence, custom string) string {
	if custom != "" {
		return custom
	}
	return PresenceWord(p)
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
	case models.PresenceInactive:
		return "circle-pause"
	case models.PresenceAvailable:
	}
	return "circle-check"
}
