package browser

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"

	"linger/cmd/internal/shop"
	views "linger/views/shop"
)

// What each side sees of the other without a word being sent: who types, what was
// read, how many messages wait behind a closed panel.
func TestTypingSeenAndUnread(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	ana.sees("Seen")

	omar.chat.fill("Write a message", "I am still wri")
	ana.sees("typing")
	ana.fill("Message", "I am wri")
	omar.chat.sees("Ana is typing")

	omar.chat.fill("Write a message", "Done")
	omar.chat.click("button", "Send")
	ana.reads("Done")
	omar.chat.sees("Seen")

	omar.chat.click("button", "Close chat")
	omar.holds("the panel to close", panelClosed)
	ana.answers("One")
	ana.answers("Two")
	omar.find("button", launcher+", unread messages: 2")
	omar.click("button", launcher)
	omar.reads("Two")
	omar.until("the badge to go", func() (bool, error) {
		list, err := omar.controls("button")
		return len(named(list, launcher)) > 0 && !strings.Contains(named(list, launcher)[0].name, "unread"), err
	})
}

// The answer to an agent's message and the stream race each other. One that comes
// late, or from another conversation, changes nothing on the screen.
func TestLateAnswer(t *testing.T) {
	s := startSite(t)
	ana, _ := begun(t, s)
	ana.sees("Seen")
	for _, late := range []string{
		`receipt.dataset.standing = "1"`,
		`receipt.dataset.of = "another"`,
	} {
		eval[bool](ana.tab, `(() => {
			const receipt = document.querySelector("#receipt").cloneNode()
			receipt.textContent = "Sent, long ago"
			`+late+`
			const html = '<hx-partial hx-target="#receipt" hx-swap="standing">' + receipt.outerHTML + "</hx-partial>"
			const conversation = document.querySelector("#messages").dataset.conversation
			return document.dispatchEvent(new CustomEvent("linger:sent", { detail: { conversation, html } }))
		})()`)
		ana.answers("After: " + late)
		ana.reads("After: " + late)
		ana.sees("Seen")
		ana.misses("Sent, long ago")
	}
}

// A browser opens six connections to a host; the customer's eighth tab works like
// the first, on one stream.
func TestManyTabs(t *testing.T) {
	s := startSite(t)
	ana, omar := begun(t, s)
	tabs := []*customer{omar}
	for range 7 {
		c := &customer{tab: omar.another(), site: s}
		c.open(s.shopURL().String())
		c.opens().ready()
		tabs = append(tabs, c)
	}
	for _, c := range tabs {
		c.reads("It ships today.")
	}
	ana.answers("To all of you")
	for _, c := range tabs {
		c.reads("To all of you")
	}
	tabs[7].says("From the eighth")
	ana.reads("From the eighth")
	tabs[0].reads("From the eighth")
	if n := s.metric("linger_streams_open"); n != "2" {
		t.Errorf("%s streams are open, want one for the customer and one for the agent", n)
	}

	// The tab that held the stream goes; another takes over.
	tabs[0].leaves()
	ana.answers("To those who stayed")
	for _, c := range tabs[1:] {
		c.reads("To those who stayed")
	}
}

// metric is a figure of the running program.
func (s *site) metric(name string) string {
	s.t.Helper()
	response, err := http.Get(s.url() + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	s.t.Fatalf("there is no figure %s in %.500s", name, text)
	return ""
}

// A thread of three pages is read back to its first word on both sides, and
// nothing jumps under the reader's eyes.
func TestHistory(t *testing.T) {
	s := startSeededSite(t)
	sofia := signsIn(t, s, "Sofia") // sees everybody's
	var conversation string
	for _, c := range s.conversations() {
		if c.LastSeq > 150 {
			conversation = c.ID
		}
	}
	sofia.open(s.url() + "/console/mine/" + conversation)
	sofia.holds("the newest", `document.querySelector("#messages").innerText.includes("Hemavan")`)
	upTo(sofia.tab, "#messages", "Abisko to Abiskojaure tomorrow")

	signer, err := shop.NewSigner(s.config.Data)
	if err != nil {
		t.Fatal(err)
	}
	person := &shop.Person{ID: "cust-1032", GivenName: "Gustav", Family: "Ek", Plan: "gold", Cart: views.Products[:1]}
	token, err := signer.Token(person, s.shopURL().String(), time.Now(), shop.Life)
	if err != nil {
		t.Fatal(err)
	}
	gustav := s.strange(t, shared(t), "Gustav", token).opens().ready()
	gustav.chat.sees("Hemavan")
	upTo(gustav.chat, "#transcript", "Abisko to Abiskojaure tomorrow")
	gustav.chat.holds("nothing more before it", `!("older" in document.querySelector("#transcript").dataset)`)
}

// upTo scrolls up, page by page, until list shows words. What a page of history
// is put before must stay where it is.
func upTo(p *tab, list, words string) {
	p.t.Helper()
	p.until("the first page", func() (bool, error) {
		return tryEval[bool](p, fmt.Sprintf(`(async () => {
			const list = document.querySelector(%[1]s)
			if (list.innerText.includes(%[2]s)) return true
			const frame = () => new Promise((done) => requestAnimationFrame(done))
			const rows = list.childElementCount
			list.firstElementChild.scrollIntoView()
			await frame()
			const row = list.querySelector("[id^=m-]") // the oldest so far
			const was = row.getBoundingClientRect().top
			for (let n = 0; n < 60 && list.childElementCount === rows; n++) await frame()
			await frame()
			const moved = Math.abs(row.getBoundingClientRect().top - was)
			if (moved > 40) throw new Error("the reader's place moved by " + moved)
			return false
		})()`, quote(list), quote(words)))
	})
}

// A site whose client function is missing, and one whose token is refused: the
// pane says what is wrong, and the page stays usable.
func TestIdentityPanes(t *testing.T) {
	s := startSite(t)
	broken := s.strange(t, shared(t), "Broken", "")
	call(broken.tab, "break the site's function", page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: "window.shopChat = {}"})
	broken.reload()
	broken.opens()
	broken.chat.sees("Chat is not available")
	broken.chat.axe("no client function")
	broken.chat.screenshot("widget-setup")

	refused := s.strange(t, shared(t), "Refused", s.token(t, -3*time.Hour))
	refused.expect("401")
	refused.opens()
	refused.chat.sees("You could not be recognised")
	refused.chat.axe("refused token")
	refused.chat.screenshot("widget-refused")
}
