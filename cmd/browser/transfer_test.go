package browser

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"linger/models"
)

// chooses opens the conversation's menu and a question in it.
func (a *agent) chooses(item, title string) {
	a.t.Helper()
	a.click("button", "More")
	a.click("menuitem", item)
	a.holds("the question "+title, `document.querySelector("dialog[open] h2")?.innerText === `+quote(title))
}

// Ana transfers with a note. Ben declines, and she is told; asked again he accepts,
// and the customer learns to whom she talks now.
func TestTransferIsDeclinedAndAccepted(t *testing.T) {
	s := startSite(t)
	ben := signsIn(t, s, "Ben")
	ana, omar := begun(t, s)
	ask := func(note string) {
		t.Helper()
		ana.chooses("Transfer…", "Transfer this conversation")
		ana.click("radio", "Ben Osei")
		ana.fill("Note", note)
		ana.click("button", "Transfer")
		ana.holds("the question to close", `!document.querySelector("dialog[open]")`)
		ana.sees("is asked to take it over")
		ben.sees("Ana Torres asks you to take it over")
		ben.sees(note)
	}
	ana.chooses("Transfer…", "Transfer this conversation")
	ana.axe("the question of a transfer")
	ana.screenshot("transfer-question")
	ana.press(kb.Escape)
	for _, question := range []string{"transfer", "consult"} { // without scripts it is a page
		page := ana.another()
		page.open(s.url() + "/console/conversations/" + s.conversations()[0].ID + "/" + question)
		page.judged("the question of a " + question + ", a page")
	}
	ana.fill("Summary", "Boots in 44, paid by card.")
	ana.sees("Saved")
	ask("He waits for boots")
	ben.sees("Boots in 44, paid by card.")
	ben.screenshot("transfer-asked")
	ben.axe("what a colleague asks")
	ben.click("button", "Decline")
	ben.misses("asks you to take it over")
	ana.sees("Ben Osei declined to take over Omar Haddad. It stays with you.")
	ana.sees("declined to take it over")
	ana.screenshot("transfer-declined")
	omar.chat.misses("Ben")

	ask("You know boots")
	ben.click("button", "Accept")
	ben.reads("It ships today.")
	ben.reads("You know boots")
	ben.holds("the summary to go along", `document.querySelector("#summary-beside textarea")?.value === "Boots in 44, paid by card."`)
	ana.sees("Ben Osei has this conversation now")
	omar.chat.sees("You are now talking to Ben")
	ben.answers("The boots ship today.")
	omar.reads("The boots ship today.")
	if c := s.conversations()[0]; c.State != models.StateActive || c.TransferCount != 1 {
		t.Errorf("it is %s, transferred %d times", c.State, c.TransferCount)
	}
}

// Ana consults Ben: he writes to staff only, joins publicly, writes to the customer,
// and leaves; everybody sees it as it happens.
func TestConsultJoinsAndLeaves(t *testing.T) {
	s := startSite(t)
	ben := signsIn(t, s, "Ben")
	ana, omar := begun(t, s)
	ana.press(kb.Escape) // out of the field
	ana.press("c")
	ana.holds("the question", `document.querySelector("dialog[open] h2")?.innerText === "Consult a colleague"`)
	ana.click("radio", "Ben Osei")
	ana.fill("Question", "Are they waterproof?")
	ana.axe("the question of a consult")
	ana.click("button", "Ask")
	ben.sees("Ana Torres consults you")
	ben.click("button", "Accept")
	ben.reads("Are they waterproof?")
	ben.sees("Only staff see this")
	ana.sees("reads along and writes to staff only")
	ben.screenshot("consult")
	ben.axe("a conversation that somebody is consulted on")
	ben.fill("Message", "They are, up to the ankle")
	ben.click("button", "Add note")
	ana.reads("They are, up to the ankle")
	ana.screenshot("consulting")
	ana.axe("a conversation with a consultant")
	omar.chat.misses("ankle")

	ben.click("button", "Join publicly")
	omar.chat.sees("Ben joined")
	ben.holds("a composer for the customer", `document.querySelector("linger-composer input[value=agent]")?.checked`)
	ben.answers("They are waterproof.")
	omar.reads("They are waterproof.")
	ana.reads("They are waterproof.")
	ben.expect("/read") // of what is said while he leaves
	ben.click("button", "Leave")
	omar.chat.sees("Ben left")
	ana.sees("Ben Osei left")
	ana.misses("writes with the customer, too")
	ana.answers("So it is.")
	omar.reads("So it is.")
}

// Words for staff do not reach the customer by a slip: not by switching, not by
// pasting, and a command is never sent.
func TestInternalWordsStayInternal(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	internal := `document.querySelector("linger-composer").hasAttribute("data-internal")`
	asks := `document.querySelector("#public-dialog").open`
	ana.focus("textbox", "Message")
	ana.press("/i" + kb.Enter)
	ana.holds("the internal mode", internal)
	ana.types("Do not tell him yet")
	ana.screenshot("internal-mode")
	ana.axe("the internal mode")
	ana.press(kb.Escape)
	ana.press("r")
	ana.holds("the question", asks)
	ana.axe("the question before words for staff are public")
	ana.screenshot("internal-question")
	ana.press(kb.Enter) // the safe answer has the focus
	ana.holds("the internal mode still", internal+" && !"+asks)
	ana.click("button", "Add note")
	ana.reads("Do not tell him yet")
	ana.holds("the mode to stay", internal)

	// The mode is the conversation's, through a reload.
	ana.reload()
	ana.holds("the mode after a reload", internal)

	// With nothing written, switching asks nothing; pasting what was copied does.
	ana.focus("textbox", "Message")
	ana.press("/p" + kb.Enter)
	ana.holds("the mode to be public", "!("+internal+") && !"+asks)
	ana.holds("a note copied", `(() => {
		const note = document.querySelector(".message--internal .message__body")
		getSelection().selectAllChildren(note)
		note.dispatchEvent(new ClipboardEvent("copy", { bubbles: true }))
		const data = new DataTransfer()
		data.setData("text/plain", "Do not tell him yet")
		const field = document.querySelector("linger-composer textarea")
		return !field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }))
	})()`)
	ana.holds("the question", asks)
	ana.click("button", "Keep it internal")
	ana.holds("nothing pasted", `document.querySelector("linger-composer textarea").value.trim() === ""`)
	omar.chat.misses("Do not tell him")
}

// A supervisor looks on unseen, joins, and leaves.
func TestSupervisorJoins(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	sofia := signsIn(t, s, "Sofia")
	sofia.open(s.url() + "/console/mine/" + s.conversations()[0].ID)
	sofia.sees("nobody is told")
	sofia.screenshot("monitor")
	sofia.axe("a conversation that is looked at")
	omar.chat.misses("Sofia")
	sofia.click("button", "Join")
	omar.chat.sees("Sofia joined")
	ana.sees("Sofia Brandt joined publicly")
	sofia.holds("a composer for the customer", `document.querySelector("linger-composer input[value=agent]")?.checked`)
	sofia.answers("I see to it.")
	omar.reads("I see to it.")
	sofia.click("button", "Leave")
	omar.chat.sees("Sofia left")
	sofia.chooses("Force-close…", "Force-close this conversation?")
	sofia.axe("the question before a force-close")
	sofia.screenshot("force-close")
	sofia.click("button", "Force-close")
	omar.chat.sees("This conversation has ended.")
	ana.sees("force-closed it")
}
