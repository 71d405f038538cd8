package browser

import "testing"

// What admins say about words: those that are masked, those that the system says.
// The pages do as they are typed in, and both chats keep to them.
func TestMaskingAndMessageSettings(t *testing.T) {
	s := startSite(t)
	rosa := administers(t, s, "/settings/masking")
	rosa.judged("masking")
	rosa.fill("Text", "I wrote 4111-1111-1111-1111")
	rosa.sees("I wrote ###################")
	rosa.click("link", "New rule")
	rosa.find("heading", "New masking rule")
	rosa.judged("new masking rule")
	rosa.fill("Expression", "moor(")
	rosa.sees("A closing bracket “)” is missing.")
	rosa.fill("Expression", "moor|pine")
	rosa.fill("Text", "Moor & Pine")
	rosa.sees("#### & ####")
	rosa.fill("Name", "Our name")
	rosa.click("button", "Create rule")
	rosa.sees("The rule is created.")
	rosa.judged("masking rule")

	rosa.open(s.url() + "/settings/messages")
	rosa.judged("automated messages")
	rosa.click("link", "Message received")
	rosa.fill("Text", "Hello {nobody}")
	rosa.sees("{nobody} means nothing here.")
	rosa.expect("422")
	rosa.click("button", "Save")
	rosa.sees("Check the marked fields.")
	rosa.judgedAnswer("automated message, refused")
	rosa.fill("Text", "Got it, {CustomerFirstName}.")
	rosa.sees("Got it, Ada.")
	rosa.click("button", "Save")
	rosa.sees("Saved.")
	rosa.judged("automated message")

	omar := visit(t, s, "Omar Haddad").opens().ready()
	omar.chat.sees("Hi Omar, how can we help?")
	omar.says("My card is 4111 1111 1111 1111, pine colour")
	omar.reads("My card is ###################, #### colour")
	omar.reads("Got it, Omar.")
	ana := signsIn(t, s, "Ana")
	ana.shows("Open", "Omar Haddad")
	ana.accepts()
	ana.sees("My card is ###################, #### colour")
}
