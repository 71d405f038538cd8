package browser

import (
	"fmt"
	"testing"
	"time"

	"linger/models"
	"linger/models/automated"
	views "linger/views/widget"
)

// spoken makes every widget speak a language.
func (s *site) spoken(language string) *views.Words {
	s.t.Helper()
	if err := s.desk().DB.Write.Model(&models.Widget{}).Where("1 = 1").Update("language", language).Error; err != nil {
		s.t.Fatal(err)
	}
	return views.In(language)
}

// A customer writes and reads in Arabic, from right to left: the launcher, the panel
// and its mirror image, forms for numbers, times, and a name that runs the other way.
func TestArabic(t *testing.T) {
	s := startSite(t)
	words := s.spoken("ar")
	layla := visit(t, s, "Omar Haddad")
	layla.click("button", fmt.Sprintf(words.Launcher, "Moor & Pine"))
	layla.enters()
	layla.chat.find("textbox", words.Write)
	if got := eval[string](layla.chat, `document.documentElement.lang + " " + document.documentElement.dir + " " + getComputedStyle(document.body).direction`); got != "ar rtl rtl" {
		t.Errorf("the frame is %s", got)
	}
	layla.chat.fill(words.Write, "مرحبا، هل خرج الطلب #1204 اليوم؟")
	layla.chat.click("button", words.Send)
	layla.reads("مرحبا، هل خرج الطلب #1204 اليوم؟")
	layla.reads(automated.Of(automated.Created).Default("ar", automated.Persistent))
	layla.chat.sees(words.Live["today"])
	layla.chat.sees(words.Live["sent"])

	ana := signsIn(t, s, "Ana")
	ana.shows("Open", "Omar Haddad")
	ana.accepts()
	layla.chat.sees(fmt.Sprintf(words.Joined, "Ana"))
	ana.fill("Message", "نعم")
	layla.chat.sees("رسالة قيد الكتابة من Ana")
	ana.answers("نعم، خرج صباح اليوم. English words stay in their order.")
	layla.reads("نعم، خرج صباح اليوم.")
	layla.chat.holds("the time in the language's way", `[...document.querySelectorAll(".message__time")].every((time) =>
		time.textContent === new Intl.DateTimeFormat("ar", { timeStyle: "short" }).format(new Date(time.dateTime)))`)

	// Mirrored: what is her own stands at the left, and the arrow points there.
	mirrored := eval[string](layla.chat, `(() => {
		const own = document.querySelector(".message--own .message__body").getBoundingClientRect()
		const theirs = document.querySelector("[data-from=agent] .message__body").getBoundingClientRect()
		const send = document.querySelector("#send")
		return [own.left < theirs.left, own.right < theirs.right, send.getBoundingClientRect().right < innerWidth / 2, getComputedStyle(send.firstElementChild).transform].join(" ")
	})()`)
	if mirrored != "true true true matrix(-1, 0, 0, 1, 0, 0)" {
		t.Errorf("the panel is not mirrored: %s", mirrored)
	}
	layla.chat.axeInBoth(390, 844, "the chat in Arabic")
	layla.chat.window(1280, 900, false)
	nu(t, "the chat in Arabic", eval[string](layla.chat, `fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text())`))
	layla.chat.screenshot("widget-arabic")

	// Numbers take their form: two have a word of their own.
	layla.chat.click("button", words.Close)
	layla.holds("the panel to close", panelClosed)
	ana.answers("واحد")
	ana.answers("اثنان")
	layla.find("button", fmt.Sprintf(words.Launcher, "Moor & Pine")+", "+words.Unread+" 2")

	// What is nearly too long says how much is left.
	for left, want := range map[int]string{2: words.Live["left.two"], 5: "بقيت 5 أحرف", 11: "بقي 11 حرفًا", -3: "3 أحرف زائدة"} {
		eval[bool](layla.chat, fmt.Sprintf(`(() => {
			const field = document.querySelector("#body")
			field.value = "ا".repeat(Number(document.querySelector("linger-chat").dataset.limit) - %d)
			return field.dispatchEvent(new InputEvent("input"))
		})()`, left))
		layla.chat.holds(want, fmt.Sprintf(`document.querySelector("#count").textContent.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660) === %q`, want))
	}
}

// Outside hours a live chat says in Arabic when the team is back, in Arabic's own
// way, and in hours its customer is asked before she ends it.
func TestLiveInArabic(t *testing.T) {
	s := startSite(t)
	words := s.spoken("ar")
	s.opensIn(60, 30*time.Second)
	if err := s.desk().DB.Write.Model(s.live()).Updates(map[string]any{"shown_outside_hours": true, "offline_title": "الورشة مغلقة"}).Error; err != nil {
		t.Fatal(err)
	}
	eve := passesBy(t, s, "Eve")
	eve.click("button", "الورشة مغلقة")
	eve.enters()
	eve.chat.sees("الورشة مغلقة")
	eve.chat.holds("the opening in the language's way", `[...document.querySelectorAll("time[data-local=opening]")].some((time) => {
		const at = new Date(time.dateTime)
		const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86400000)
		return time.textContent === new Intl.RelativeTimeFormat("ar", { numeric: "auto" }).format(days, "day") + " " + new Intl.DateTimeFormat("ar", { timeStyle: "short" }).format(at)
	})`)
	eve.chat.window(390, 844, false)
	eve.chat.axe("away, in Arabic")
	eve.chat.screenshot("live-away-arabic")

	s.later(time.Hour + time.Minute)
	finn := passesBy(t, s, "Finn")
	finn.click("button", fmt.Sprintf(words.Launcher, s.live().Title))
	finn.enters()
	finn.chat.fill(words.Write, "صباح الخير")
	finn.chat.click("button", words.Send)
	finn.reads("صباح الخير")
	finn.chat.click("button", words.Close)
	finn.chat.sees(words.LeaveTitle)
	finn.chat.window(390, 844, false)
	finn.chat.axe("farewell, in Arabic")
	finn.chat.screenshot("live-farewell-arabic")
	finn.chat.click("button", words.Leave)
	finn.holds("the panel to close", panelClosed)
}

// Every other language: what stands around the chat, what the system says in it, and
// how it writes the time. Each customer is another one, or hers would be the first's.
func TestEveryLanguage(t *testing.T) {
	s := startSite(t)
	customers := []string{"Ada Lind", "Omar Haddad"}
	for i, language := range automated.Languages[1:7] {
		words := s.spoken(language.Tag)
		guest := visit(t, s, "Guest")
		guest.click("button", fmt.Sprintf(words.Launcher, "Moor & Pine"))
		guest.enters()
		guest.chat.sees(words.SignInTitle)
		guest.chat.axe("signed out, in " + language.Name)
		nu(t, "the frame in "+language.Name, eval[string](guest.chat, `fetch(location.href, { headers: { Accept: "text/html" } }).then((answer) => answer.text())`))
		guest.chat.screenshot("widget-" + language.Tag)
		if i >= len(customers) {
			continue
		}
		c := visit(t, s, customers[i])
		c.click("button", fmt.Sprintf(words.Launcher, "Moor & Pine"))
		c.enters()
		c.chat.fill(words.Write, "1204?")
		c.chat.click("button", words.Send)
		c.reads(automated.Of(automated.Created).Default(language.Tag, automated.Persistent))
		c.chat.sees(words.Live["today"])
		c.chat.holds("the time in the language's way", fmt.Sprintf(`[...document.querySelectorAll(".message__time")].every((time) =>
			time.textContent === new Intl.DateTimeFormat(%q, { timeStyle: "short" }).format(new Date(time.dateTime)))`, language.Tag))
	}
}
