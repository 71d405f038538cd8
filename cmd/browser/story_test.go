package browser

import "testing"

// The README's story on the demo desk, with a customer on a phone: pictures of
// each step with -screens, the README's own with -update.
func TestScreens(t *testing.T) {
	s := startSeededSite(t)
	ada := visit(t, s, "Ada Lind")
	ada.window(390, 800, false)
	ada.screenshot("1-shop")
	ada.opens().ready()
	ada.chat.screenshot("2-widget")
	ada.says("Hello again! We're off for five days. Does the Ridge 2 need a groundsheet?")
	ada.reads("groundsheet")
	ada.chat.screenshot("3-written")

	ana := signsIn(t, s, "Ana")
	ana.shows("Open", "Ada Lind")
	ana.screenshot("4-open")
	ana.accepts()
	ana.answers("Hello Ada, good to hear from you! On grass it doesn't. On gravel one saves you a patch or two.")
	ada.reads("On grass it doesn't.")
	ana.answers("How did the new pole hold up?")
	ada.reads("How did the new pole hold up?")
	ada.says("Through a whole night of wind. Gravel it is, then. Which one fits?")
	ana.reads("Which one fits?")
	ana.answers("The 2P sheet, 220 × 130 cm. I'll put one in with your order.")
	ada.reads("The 2P sheet")
	ada.chat.screenshot("5-answered")
	ana.screenshot("5-answered-console")
	if *update {
		ana.window(1280, 800, false)
		ana.keep("testdata/console.png")
		ada.chat.window(390, 800, false)
		ada.chat.keep("testdata/widget.png")
	}

	ana.click("button", "Close for now")
	ana.shows("Mine", "Ada Lind")
	ana.screenshot("6-parked")
	ada.leaves()
	laptop := visit(t, s, "Ada Lind").opens().ready()
	laptop.reads("The 2P sheet")
	laptop.chat.screenshot("7-returned")
	laptop.says("It came with the order. Thank you!")
	ana.sees("Came back to you")
	ana.screenshot("7-offer")
	ana.accepts()
	ana.reads("It came with the order.")
	ana.ends()
	laptop.chat.sees("This conversation has ended.")
	laptop.chat.screenshot("8-ended")
	ana.screenshot("8-wrap-up")
	ana.fill("Summary", "Groundsheet 2P sent along.")
	ana.click("button", "Close")
	laptop.chat.click("button", "Start a new conversation")
	laptop.ready()
	laptop.chat.screenshot("9-fresh")
	laptop.says("Something else: do you mend zips?")
	laptop.reads("do you mend zips?")
}
