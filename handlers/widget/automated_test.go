package widget_test

import (
	"strings"
	"testing"

	"linger/models"
	"linger/models/automated"
)

// The customer reads what an admin wrote in the place of our own words, once.
func TestAutomatedMessagesAreRead(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		say := func(trigger automated.Trigger, words string) {
			at := models.AutomatedPlace{Trigger: trigger, Language: automated.English}
			if _, err := s.AutomatedMessages.Save(s.Ctx(), nil, at, models.Time{}, models.AutomatedDraft{Body: words, Active: words != "off"}); err != nil {
				t.Fatal(err)
			}
		}
		ana := s.arrive(t, "ana")
		if page := ana.get("/chat").body; !strings.Contains(page, "how can we help?</p>") || !strings.Contains(page, "Your conversation waits for you here.") {
			t.Errorf("an empty chat says %s", page)
		}
		say(automated.Joined, "{AgentDisplayName} takes care of you")
		say(automated.Created, "off")
		say(automated.Greeting, "off")
		id := ana.say("", "Hello").Header.Get("Linger-Conversation")
		if _, err := s.Conversations.Accept(s.Ctx(), s.agent, id); err != nil {
			t.Fatal(err)
		}
		page := ana.get("/chat").body
		if n := strings.Count(page, " takes care of you"); n != 1 || strings.Contains(page, " joined") || strings.Contains(page, "{Agent") {
			t.Errorf("her words are there %d times: %s", n, page)
		}
		for _, not := range []string{"Thanks, we have", "how can we help"} {
			if strings.Contains(page, not) {
				t.Errorf("switched off, it says %q", not)
			}
		}
	})
}

// The customer reads of her agent what the widget says: a first name, or more.
func TestAgentDisplayName(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		if _, err := s.Agents.Edit(s.Ctx(), nil, s.agent.ID, s.agent.UpdatedAt, models.StaffDraft{Profile: models.Profile{
			FirstName: "Maria", LastName: "Wells", Nickname: "Mia", Email: s.agent.Email, Role: s.agent.Role, Capacity: s.agent.Capacity,
		}}); err != nil {
			t.Fatal(err)
		}
		ada := s.arrive(t, "ada")
		id := ada.say("", "Hello").Header.Get("Linger-Conversation")
		if _, err := s.Conversations.Accept(s.Ctx(), s.agent, id); err != nil {
			t.Fatal(err)
		}
		for style, name := range map[models.NameStyle]string{
			models.NameFirst: "Maria", models.NameFull: "Maria Wells", models.NameLast: "Wells", models.NameNick: "Mia",
		} {
			if err := s.DB.Write.Model(s.widget).Update("agent_name_style", style).Error; err != nil {
				t.Fatal(err)
			}
			if page := ada.get("/chat").body; !strings.Contains(page, `data-agent="`+name+`"`) || !strings.Contains(page, "<bdi>"+name+"</bdi> joined") {
				t.Errorf("%s: the chat does not call her %s: %s", style, name, page)
			}
		}
	})
}
