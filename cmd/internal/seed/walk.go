package seed

import (
	"fmt"
	"strings"
)

// huts are the stages of a long walk, from north to south.
var huts = []string{
	"Abisko", "Abiskojaure", "Alesjaure", "Tjäktja", "Sälka", "Singi", "Kaitumjaure", "Teusajaure", "Vakkotavare",
	"Saltoluokta", "Sitojaure", "Aktse", "Pårte", "Kvikkjokk", "Tsielejåkk", "Västerfjäll", "Vuonatjviken", "Jäkkvikk",
	"Adolfsström", "Bäverholmen", "Rävfallet", "Ammarnäs", "Aigert", "Serve", "Tärnasjö", "Syter", "Viterskalet", "Hemavan",
}

var questions = []string{
	"%s to %s tomorrow. Anything we should know?",
	"We are at %s now, next is %s. Is the pack still fine at 16 kg?",
	"%s is behind us. How far is it to %s really? The sign and the map disagree.",
	"Rain at %s. Would you wait a day before %s?",
	"Good morning from %s! How much gas should we carry to %s?",
}

var answers = []string{
	"There's a ford halfway, knee-deep after rain. Open the hip belt before you step in.",
	"Up to 18 kg it won't complain. Your knees might.",
	"Believe the map. The sign was put up by an optimist.",
	"I'd go early and take the ridge slowly; it clears around noon.",
	"One small cartridge for two days is plenty, if you put the lid on.",
}

var replies = []string{
	"Thanks, that helps.",
	"We'll do that. 🥾",
	"",
	"You were right about the ford!",
	"",
}

// walk is one long thread: a customer asks her way along every stage of a walk,
// and two agents share the answers. It fills three pages of history.
func walk() string {
	var b strings.Builder
	fmt.Fprintln(&b, "== gustav 22d 06:40")
	delay := "0s"
	for i := range len(huts) - 1 {
		agent := []string{"ana", "ben"}[i/14%2]
		fmt.Fprintf(&b, "%s c> %s\n", delay, fmt.Sprintf(questions[i%len(questions)], huts[i], huts[i+1]))
		fmt.Fprintf(&b, "6m %s accept\n2m %s> %s\n", agent, agent, answers[i%len(answers)])
		if reply := replies[i%len(replies)]; reply != "" {
			fmt.Fprintf(&b, "5m c> %s\n", reply)
		}
		fmt.Fprintf(&b, "3m c read\n1m %s read\n1m %s park\n", agent, agent)
		delay = "17h40m"
	}
	return b.String()
}
