package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/schema"

	"sync"

	"linger/models"
	"linger/models/modeltest"
)

// The rows that stores read and write are the tables that the migrations make:
// no column is missing on either side.
func TestEntitiesAreTheirTables(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		for _, entity := range []any{
			&models.Agent{}, &models.SignIn{}, &models.AuthenticationSettings{}, &models.Workstream{}, &models.Widget{},
			&models.Customer{}, &models.Visit{}, &models.Conversation{}, &models.Message{}, &models.Node{}, &models.Stream{}, &models.MaskingRule{}, &models.AutomatedMessage{},
			&models.ReconnectLink{}, &models.OperatingHours{}, &models.HoursWindow{}, &models.HoursHoliday{}, &models.Queue{}, &models.QueueMember{}, &models.AuditEntry{}, &models.Sighting{},
			&models.ContextVariable{}, &models.SurveyQuestion{}, &models.ContextValue{}, &models.RoutingRule{}, &models.RoutingCondition{}, &models.RoutingTrace{},
			&models.PasswordLink{}, &models.Offer{}, &models.Decision{}, &models.Participant{}, &models.Job{}, &models.Retention{}, &models.Erasure{},
		} {
			parsed, err := schema.Parse(entity, &sync.Map{}, d.DB.Write.NamingStrategy)
			must(t, err)
			rows, err := d.DB.Write.Table(parsed.Table).Where("1 = 0").Rows()
			must(t, err)
			inTable, err := rows.Columns()
			must(t, err)
			must(t, rows.Close())
			slices.Sort(inTable)
			inStruct := slices.Clone(parsed.DBNames)
			slices.Sort(inStruct)
			if !slices.Equal(inTable, inStruct) {
				t.Errorf("%s: table has %v, struct has %v", parsed.Table, inTable, inStruct)
			}
		}
	})
}

// What must never be wrong is refused by the database itself, whatever the code
// above it does.
func TestConstraints(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		w, ana := d.Channel(models.ModePersistent, nil), d.Agent("Ana", models.RoleAgent)
		live := d.Channel(models.ModeLive, nil)
		visit := d.Visit(w, "ada")
		c := d.Write(visit, "Hello")
		chat := d.Write(d.Visit(live, "ada"), "Hello")
		question := func(kind, options, required string) string {
			return "INSERT INTO survey_questions (id, widget_id, position, name, question, kind, options, required, created_at, updated_at) VALUES ('q', '" +
				w.ID + "', 1, 'n', 'q', '" + kind + "', '" + options + "', " + required + ", CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
		}
		for _, tt := range []struct{ name, statement string }{
			{"an unknown state", "UPDATE conversations SET state = 'snoozed' WHERE id = '" + c.ID + "'"},
			{"an unknown turn", "UPDATE conversations SET turn = 'later' WHERE id = '" + c.ID + "'"},
			{"active without an agent", "UPDATE conversations SET state = 'active' WHERE id = '" + c.ID + "'"},
			{"open with an agent", "UPDATE conversations SET agent_id = '" + ana.ID + "' WHERE id = '" + c.ID + "'"},
			{"waiting since never", "UPDATE conversations SET state = 'waiting', agent_id = '" + ana.ID + "' WHERE id = '" + c.ID + "'"},
			{"a live conversation that waits", "UPDATE conversations SET state = 'waiting', waiting_since = created_at, agent_id = '" + ana.ID + "' WHERE id = '" + chat.ID + "'"},
			{"closed without a time", "UPDATE conversations SET state = 'closed', turn = 'nobody', ended_by = 'agent' WHERE id = '" + c.ID + "'"},
			{"an offer without an end", "UPDATE conversations SET offered_agent_id = '" + ana.ID + "', offered_at = created_at WHERE id = '" + c.ID + "'"},
			{"an agent who does not exist", "UPDATE conversations SET preferred_agent_id = 'nobody' WHERE id = '" + c.ID + "'"},
			{"a number given twice", "UPDATE messages SET seq = 1, changed_seq = 1 WHERE conversation_id = '" + c.ID + "'"},
			{"an internal row for everyone", "UPDATE messages SET kind = 'internal', event = '' WHERE conversation_id = '" + c.ID + "' AND seq = 2"},
			{"an event without a name", "UPDATE messages SET event = '' WHERE conversation_id = '" + c.ID + "' AND seq = 1"},
			{"a widget of another mode than its workstream", "UPDATE widgets SET mode = 'live' WHERE id = '" + w.ID + "'"},
			{"a published persistent widget without authentication", "UPDATE widgets SET authentication_settings_id = NULL WHERE id = '" + w.ID + "'"},
			{"two agents with one address", "INSERT INTO agents (id, email, first_name, role, password_hash, created_at, updated_at) SELECT 'x', email, 'X', 'agent', '', created_at, updated_at FROM agents"},
			{"an address in capitals", "UPDATE agents SET email = 'ANA@DESK.EXAMPLE'"},
			{"deleting a widget that has conversations", "DELETE FROM widgets WHERE id = '" + w.ID + "'"},
			{"six of five", "UPDATE conversations SET rating = 6"},
			{"less than nothing of five", "UPDATE conversations SET rating = -1"},
			{"a consent that can be refused", question("consent", "", "FALSE")},
			{"options without one", question("options", "", "FALSE")},
			{"a line with options", question("line", "a", "FALSE")},
			{"an answer without its question", "INSERT INTO context_values (conversation_id, source, name, value, question, position) VALUES ('" + c.ID + "', 'customer', 'size', '42', '', 1)"},
			{"an unknown presence", "UPDATE agents SET presence = 'asleep'"},
			{"two links that work", "INSERT INTO password_links (id, agent_id, token_hash, created_at, expires_at) SELECT w.n, a.id, w.n, a.created_at, a.created_at FROM agents a, (SELECT 'x' AS n UNION SELECT 'y') w"},
			{"auto-close never", "UPDATE workstreams SET auto_close_minutes = 0"},
		} {
			if err := d.DB.Write.Exec(tt.statement).Error; err == nil {
				t.Errorf("%s is accepted", tt.name)
			}
		}
		second := *d.Reload(c)
		second.ID = models.NewID()
		if err := d.DB.Write.Create(&second).Error; err == nil {
			t.Error("a second running persistent conversation is accepted")
		}
	})
}

// The queries of the hot path use their index on both databases.
func TestHotPathPlans(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		for _, tt := range []struct{ name, index, query string }{
			{"the sweep", "conversations_deadline", "SELECT id FROM conversations WHERE deadline_at IS NOT NULL AND deadline_at <= CURRENT_TIMESTAMP ORDER BY deadline_at LIMIT 100"},
			{"a visit by its token", "token_hash", "SELECT * FROM visits WHERE token_hash = 'x' AND widget_id = 'y'"},
			{"a sign-in by its token", "sign_ins_token", "SELECT * FROM sign_ins WHERE token_hash = 'x'"},
			{"a customer's conversations", "conversations_", "SELECT id FROM conversations WHERE widget_id = 'w' AND customer_id = 'c' AND state IN ('open', 'active', 'waiting') ORDER BY created_at DESC LIMIT 1"},
			{"a draft that came before", "client_id", "SELECT * FROM messages WHERE client_id = 'x' AND conversation_id = 'y'"},
			{"what changed after N", "messages_changed", "SELECT * FROM messages WHERE conversation_id = 'x' AND changed_seq > 5 ORDER BY changed_seq LIMIT 100"},
			{"an agent's open list", "conversations_open_queue", "SELECT * FROM conversations WHERE state = 'open' AND queue_id = 'q' AND (inbox_order, id) > (5, 'x') ORDER BY inbox_order, id LIMIT 31"},
			{"what waits for the opening", "conversations_held", "SELECT id FROM conversations WHERE held_until > CURRENT_TIMESTAMP"},
			{"an agent's load", "conversations_", "SELECT state FROM conversations WHERE agent_id = 'x' AND state IN ('active', 'wrap_up')"},
			{"whether an agent is there", "streams_agent", "SELECT 1 FROM streams WHERE agent_id = 'x' AND agent_id IS NOT NULL"},
		} {
			if plan := explain(t, d, tt.query); !strings.Contains(plan, tt.index) {
				t.Errorf("%s does not use %s:\n%s", tt.name, tt.index, plan)
			}
		}
	})
}

// The desk's clock alone says when something was: the library must not put its
// own time over it.
func TestOnlyTheDesksClockCounts(t *testing.T) {
	modeltest.Each(t, func(t *testing.T, d *modeltest.Desk) {
		ana := d.Agent("Ana", models.RoleAgent)
		c := d.Write(d.Visit(d.Channel(models.ModePersistent, nil), "ada"), "Hello")
		d.Clock.Advance(time.Hour)
		must(t, second(d.Conversations.Accept(d.Ctx(), ana, c.ID)))
		if got, want := d.Reload(c).UpdatedAt, models.At(d.Clock.Now()); !got.Equal(want) {
			t.Errorf("updated at %v, want %v", got, want)
		}
	})
}
