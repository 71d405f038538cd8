package browser

import (
	"testing"
)

// Every page of the settings: lists, new ones and existing ones.
func TestSettingsPages(t *testing.T) {
	s := startSite(t)
	rosa := signsIn(t, s, "Rosa")
	for _, section := range []struct{ path, entry string }{
		{"widgets", "Moor & Pine shop"},
		{"workstreams", "Customer care"},
		{"authentication", "Moor & Pine"},
		{"staff", "Ben Osei"},
	} {
		address := s.url() + "/settings/" + section.path
		rosa.open(address)
		rosa.find("link", section.entry)
		rosa.judged(section.path)
		rosa.screenshot("settings-" + section.path)
		rosa.open(address + "/new")
		rosa.find("heading", "")
		rosa.judged("new: " + section.path)
		rosa.screenshot("settings-" + section.path + "-new")
		rosa.open(address)
		rosa.click("link", section.entry)
		rosa.holds("the form", `document.querySelector("main form") && location.pathname.split("/").length > 3`)
		rosa.judged("one of: " + section.path)
		rosa.screenshot("settings-" + section.path + "-one")
	}
}
