-- How long things are kept, and who was erased. A number of days; 0 keeps for ever.
-- The indexes are for what deleting has to look up; building messages_visit reads the
-- messages once.

-- +goose Up
CREATE TABLE retention (
    id                BIGINT PRIMARY KEY CHECK (id = 1),
    conversation_days BIGINT NOT NULL DEFAULT 0 CHECK (conversation_days >= 0),
    visit_days        BIGINT NOT NULL DEFAULT 0 CHECK (visit_days >= 0),
    sign_in_days      BIGINT NOT NULL DEFAULT 0 CHECK (sign_in_days >= 0),
    audit_days        BIGINT NOT NULL DEFAULT 0 CHECK (audit_days >= 0),
    updated_at        TIMESTAMPTZ NOT NULL,
    updated_by_id     TEXT REFERENCES agents (id)
);
INSERT INTO retention (id, updated_at) VALUES (1, '2026-01-01 00:00:00+00:00');

-- That somebody was erased, and nothing of who it was.
CREATE TABLE erasures (
    id            TEXT PRIMARY KEY,
    customer_id   TEXT NOT NULL UNIQUE,
    agent_id      TEXT REFERENCES agents (id) ON DELETE SET NULL,
    conversations BIGINT NOT NULL CHECK (conversations >= 0),
    created_at    TIMESTAMPTZ NOT NULL,
    done_at       TIMESTAMPTZ
);

CREATE INDEX messages_visit ON messages (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX visits_conversation ON visits (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX streams_visit ON streams (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX sign_ins_expires ON sign_ins (expires_at);
CREATE INDEX audit_entries_at ON audit_entries (at);
CREATE INDEX guesses_first ON guesses (first_at);

-- +goose Down
DROP INDEX guesses_first;
DROP INDEX audit_entries_at;
DROP INDEX sign_ins_expires;
DROP INDEX streams_visit;
DROP INDEX visits_conversation;
DROP INDEX messages_visit;
DROP TABLE erasures;
DROP TABLE retention;
