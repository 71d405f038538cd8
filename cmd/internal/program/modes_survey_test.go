package program

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"linger/models"
	"linger/models/automated"
)

// waited gives the desk fifty conversations for which somebody waited half an hour,
// and an admin's texts for places in the queue and waits.
func (d *modesDesk) waited(t *testing.T) {
	t.Helper()
	_, id := d.accepted(t, models.ModeLive)
	d.ana.does(t, "close", id, http.StatusSeeOther)
	d.ana.does(t, "close", id, http.StatusSeeOther)
	list := make([]models.Conversation, 100)
	for i := range list {
		list[i] = *d.conversation(t, id)
		list[i].ID = models.NewID()
		seconds := int64(1800)
		list[i].FirstWaitSeconds, list[i].AcceptedAt = &seconds, models.At(d.Desk.Now().Add(-time.Minute))
	}
	must(t, d.Desk.DB.Write.CreateInBatches(&list, 50).Error)
	for trigger, text := range map[automated.Trigger]string{automated.QueuePosition: "Ahead: {ahead}", automated.AverageWaitMinutes: "Patience: {minutes} minutes"} {
		path := "/settings/messages/" + string(trigger)
		form := url.Values{"language": {"en"}, "widget": {""}, "active": {"on"}, "body": {text}}
		if version := regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(d.admin.get(t, path).body); version != nil {
			form.Set("version", version[1])
		}
		d.admin.post(t, path, form).want(t, http.StatusSeeOther)
	}
}

func persistentPosition(t *testing.T, d *modesDesk) {
	d.waited(t)
	for _, column := range []string{"show_position", "show_wait"} {
		d.set(t, models.ModePersistent, column, true)
		defer d.set(t, models.ModePersistent, column, false)
	}
	d.comes(t, models.ModePersistent).begins(t, "I am first")
	g := d.comes(t, models.ModePersistent)
	id := g.begins(t, "I am second")
	if all := g.sees(t, id).body + g.get(t, "/chat").body; aboutQueues.MatchString(all) {
		t.Errorf("she is told %q", aboutQueues.FindString(all))
	}
}

func livePosition(t *testing.T, d *modesDesk) {
	d.waited(t)
	d.comes(t, models.ModeLive).begins(t, "I am first")
	g := d.comes(t, models.ModeLive)
	if body := g.sees(t, g.begins(t, "I am second")).body; aboutQueues.MatchString(body) {
		t.Errorf("switched off, she is told %q", aboutQueues.FindString(body))
	}
	for column, words := range map[string]string{"show_position": "Ahead: ", "show_wait": "Patience: "} {
		d.set(t, models.ModeLive, column, true)
		g = d.comes(t, models.ModeLive)
		told := aboutQueues.FindAllString(g.sees(t, g.begins(t, "I am another")).body, -1)
		if len(told) != 1 || !strings.HasPrefix(told[0], words) {
			t.Errorf("with %s she is told %q", column, told)
		}
		d.set(t, models.ModeLive, column, false)
	}
}

// asks gives the widget of a mode a question that has to be answered, and returns the
// answer to it.
func (d *modesDesk) asks(t *testing.T, mode models.Mode) string {
	t.Helper()
	ctx, id := t.Context(), d.widgets[mode].ID
	question, err := d.Desk.Surveys.Create(ctx, nil, id, models.QuestionDraft{Name: "Order", Question: "Which order?", Kind: models.QuestionLine, Required: true})
	must(t, err)
	d.set(t, mode, "pre_chat_survey", true)
	t.Cleanup(func() {
		d.set(t, mode, "pre_chat_survey", false)
		must(t, d.Desk.DB.Write.Exec("DELETE FROM survey_questions WHERE id = ?", question.ID).Error)
	})
	answer, err := json.Marshal(map[string]string{question.ID: "A-1"})
	must(t, err)
	return string(answer)
}

func persistentPreChat(t *testing.T, d *modesDesk) {
	answer := d.asks(t, models.ModePersistent)
	g := d.comes(t, models.ModePersistent)
	g.chat.says(t, "Which order?", true)
	g.writes(t, "Hello").want(t, http.StatusUnprocessableEntity)
	id := g.writes(t, "Hello", "answers", answer).want(t, http.StatusOK).Header.Get("Linger-Conversation")
	d.later(t, 10*time.Minute)
	if again := g.begins(t, "Back again"); again != id {
		t.Error("it is another conversation")
	}
	d.ana.does(t, "accept", id, http.StatusSeeOther)
	d.ana.does(t, "end", id, http.StatusSeeOther)
	g.writes(t, "Another matter").want(t, http.StatusUnprocessableEntity)
}

func livePreChat(t *testing.T, d *modesDesk) {
	answer := d.asks(t, models.ModeLive)
	g := d.comes(t, models.ModeLive)
	for range 2 { // every chat
		g.get(t, "/chat").says(t, "Which order?", true)
		g.writes(t, "Hello").want(t, http.StatusUnprocessableEntity)
		id := g.writes(t, "Hello", "answers", answer).want(t, http.StatusOK).Header.Get("Linger-Conversation")
		g.post(t, "/end", "conversation", id).want(t, http.StatusNoContent)
	}
}

func persistentPostChat(t *testing.T, d *modesDesk) {
	d.set(t, models.ModePersistent, "post_chat_survey", true)
	defer d.set(t, models.ModePersistent, "post_chat_survey", false)
	g, id := d.accepted(t, models.ModePersistent)
	g.post(t, "/end", "conversation", id).want(t, http.StatusForbidden)
	g.sees(t, id).says(t, "data-rate", false)
	d.ana.does(t, "end", id, http.StatusSeeOther)
	g.sees(t, id).says(t, "data-rate", true)
	g.post(t, "/rating", "conversation", id, "rating", "5").want(t, http.StatusNoContent)
	g, id = d.accepted(t, models.ModePersistent)
	d.ana.does(t, "park", id, http.StatusSeeOther)
	g.sees(t, id).says(t, "data-rate", false)
	d.later(t, 29*24*time.Hour) // the system ends it
	d.wantState(t, id, models.StateClosed)
	g = d.returns(t, models.ModePersistent, g.who, nil)
	g.sees(t, id).says(t, "data-rate", true)
	d.admin, d.ana = d.signsIn(t, "rosa"), d.signsIn(t, "ana") // after a month
}

func livePostChat(t *testing.T, d *modesDesk) {
	d.set(t, models.ModeLive, "post_chat_survey", true)
	defer d.set(t, models.ModeLive, "post_chat_survey", false)
	g, id := d.accepted(t, models.ModeLive)
	g.post(t, "/end", "conversation", id).want(t, http.StatusNoContent)
	g.sees(t, id).says(t, "data-rate", true)
	g, id = d.accepted(t, models.ModeLive)
	d.ana.does(t, "end", id, http.StatusSeeOther)
	g.sees(t, id).says(t, "data-rate", true)
}
