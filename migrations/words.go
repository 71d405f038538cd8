package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// The index of words is the one thing that the databases have each in a way of
// their own, so its statements stand here and not in a file for both: FTS5 on
// SQLite, a GIN index over tsvector on Postgres, which needs no extension and no
// special rights. The program cuts texts into words for both.
//
// Triggers keep what no caller may forget: a text that changes or goes away is not
// found any more by what it said. A migration that makes one of the tables anew on
// SQLite has to make its triggers anew, too.
var words = map[string]struct{ up, down []string }{
	"sqlite": {
		up: []string{
			`CREATE VIRTUAL TABLE message_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3')`,
			`CREATE VIRTUAL TABLE customer_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3')`,
			`CREATE VIRTUAL TABLE message_terms USING fts5vocab (message_words, 'instance')`,
			`CREATE VIRTUAL TABLE customer_terms USING fts5vocab (customer_words, 'instance')`,
			`CREATE TRIGGER message_words_changed AFTER UPDATE OF body ON messages
				WHEN old.search_id IS NOT NULL AND new.body <> old.body BEGIN
				DELETE FROM message_words WHERE rowid = old.search_id;
				UPDATE messages SET search_id = NULL WHERE conversation_id = new.conversation_id AND seq = new.seq;
			END`,
			`CREATE TRIGGER message_words_gone AFTER DELETE ON messages WHEN old.search_id IS NOT NULL BEGIN
				DELETE FROM message_words WHERE rowid = old.search_id;
			END`,
			`CREATE TRIGGER customer_words_changed AFTER UPDATE OF name, email, external_id ON customers
				WHEN old.search_id IS NOT NULL AND (new.name <> old.name OR new.email <> old.email OR new.external_id IS NOT old.external_id) BEGIN
				DELETE FROM customer_words WHERE rowid = old.search_id;
				UPDATE customers SET search_id = NULL WHERE id = new.id;
			END`,
			`CREATE TRIGGER customer_words_gone AFTER DELETE ON customers WHEN old.search_id IS NOT NULL BEGIN
				DELETE FROM customer_words WHERE rowid = old.search_id;
			END`,
		},
		down: []string{
			"DROP TRIGGER customer_words_gone", "DROP TRIGGER customer_words_changed",
			"DROP TRIGGER message_words_gone", "DROP TRIGGER message_words_changed",
			"DROP TABLE customer_terms", "DROP TABLE message_terms", "DROP TABLE customer_words", "DROP TABLE message_words",
			"UPDATE messages SET search_id = NULL", "UPDATE customers SET search_id = NULL",
		},
	},
	"postgres": {
		up: []string{
			`CREATE TABLE message_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)`,
			`CREATE INDEX message_words_words ON message_words USING gin (words) WITH (fastupdate = off)`,
			`CREATE TABLE customer_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)`,
			`CREATE INDEX customer_words_words ON customer_words USING gin (words) WITH (fastupdate = off)`,
			`CREATE FUNCTION message_words_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				DELETE FROM message_words WHERE id = OLD.search_id;
				IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
				NEW.search_id := NULL;
				RETURN NEW;
			END $$`,
			`CREATE TRIGGER message_words_changed BEFORE UPDATE OF body ON messages FOR EACH ROW
				WHEN (OLD.search_id IS NOT NULL AND NEW.body <> OLD.body) EXECUTE FUNCTION message_words_forget()`,
			`CREATE TRIGGER message_words_gone AFTER DELETE ON messages FOR EACH ROW
				WHEN (OLD.search_id IS NOT NULL) EXECUTE FUNCTION message_words_forget()`,
			`CREATE FUNCTION customer_words_forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				DELETE FROM customer_words WHERE id = OLD.search_id;
				IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
				NEW.search_id := NULL;
				RETURN NEW;
			END $$`,
			`CREATE TRIGGER customer_words_changed BEFORE UPDATE OF name, email, external_id ON customers FOR EACH ROW
				WHEN (OLD.search_id IS NOT NULL AND (NEW.name, NEW.email, NEW.external_id) IS DISTINCT FROM (OLD.name, OLD.email, OLD.external_id))
				EXECUTE FUNCTION customer_words_forget()`,
			`CREATE TRIGGER customer_words_gone AFTER DELETE ON customers FOR EACH ROW
				WHEN (OLD.search_id IS NOT NULL) EXECUTE FUNCTION customer_words_forget()`,
		},
		down: []string{
			"DROP TRIGGER customer_words_gone ON customers", "DROP TRIGGER customer_words_changed ON customers",
			"DROP TRIGGER message_words_gone ON messages", "DROP TRIGGER message_words_changed ON messages",
			"DROP FUNCTION customer_words_forget", "DROP FUNCTION message_words_forget",
			"DROP TABLE customer_words", "DROP TABLE message_words",
			"UPDATE messages SET search_id = NULL", "UPDATE customers SET search_id = NULL",
		},
	},
}

// wordsMigration is number 31.
func wordsMigration(dialect string) *goose.Migration {
	run := func(statements []string) *goose.GoFunc {
		return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			for _, statement := range statements {
				if _, err := tx.ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		}}
	}
	return goose.NewGoMigration(31, run(words[dialect].up), run(words[dialect].down))
}
