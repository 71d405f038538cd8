-- What a live customer is told while she waits in line, how long the others
-- waited, and the ways back to a chat that her absence interrupted. Columns with
-- constant defaults and two partial indexes: some seconds for a million.

-- +goose Up
-- The row of the log that says how many are ahead, the number it says (-1: the
-- row is taken back), and when it is looked at again.
ALTER TABLE conversations ADD COLUMN position_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN position_ahead BIGINT NOT NULL DEFAULT -1;
ALTER TABLE conversations ADD COLUMN position_at TIMESTAMPTZ CHECK (position_at IS NULL OR (state = 'open' AND mode = 'live'));
CREATE INDEX conversations_position ON conversations (position_at) WHERE position_at IS NOT NULL;

-- The line of a queue: who waits for an agent now, in the order of the inbox.
CREATE INDEX conversations_line ON conversations (queue_id, inbox_order, id) WHERE state = 'open' AND held_until IS NULL;

-- How long it waited in hours for its first agent.
ALTER TABLE conversations ADD COLUMN first_wait_seconds BIGINT CHECK (first_wait_seconds >= 0);
CREATE INDEX conversations_first_wait ON conversations (queue_id, accepted_at, first_wait_seconds) WHERE accepted_at IS NOT NULL;

-- For how long an absent customer's chat is kept for her; 0: no longer than any.
ALTER TABLE conversations ADD COLUMN reconnect_minutes BIGINT NOT NULL DEFAULT 0 CHECK (reconnect_minutes >= 0);

-- Links by which whoever holds one goes on with a chat; the token is stored hashed.
CREATE TABLE reconnect_links (
    token_hash      TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    created_by_id   TEXT NOT NULL REFERENCES agents (id),
    created_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX reconnect_links_conversation ON reconnect_links (conversation_id);

-- +goose Down
DROP TABLE reconnect_links;
ALTER TABLE conversations DROP COLUMN reconnect_minutes;
DROP INDEX conversations_first_wait;
ALTER TABLE conversations DROP COLUMN first_wait_seconds;
DROP INDEX conversations_line;
DROP INDEX conversations_position;
ALTER TABLE conversations DROP COLUMN position_at;
ALTER TABLE conversations DROP COLUMN position_ahead;
ALTER TABLE conversations DROP COLUMN position_seq;
