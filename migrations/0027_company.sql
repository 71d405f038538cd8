-- Who is about a conversation besides the agent who has it: colleagues who were
-- asked something about it and supervisors who joined. A column with a constant
-- default: no table is rewritten.

-- +goose Up
-- How many stand now: who is asked to take it over or to be consulted, and who
-- takes part. Where nobody does nothing more is read.
ALTER TABLE conversations ADD COLUMN company BIGINT NOT NULL DEFAULT 0 CHECK (company >= 0);

CREATE TABLE participants (
    id              TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    agent_id        TEXT NOT NULL REFERENCES agents (id),
    kind            TEXT NOT NULL CHECK (kind IN ('consultant', 'supervisor')),
    joined_at       TIMESTAMPTZ NOT NULL,
    public_at       TIMESTAMPTZ,
    left_at         TIMESTAMPTZ,
    CHECK (public_at IS NULL OR public_at >= joined_at),
    CHECK (left_at IS NULL OR left_at >= joined_at)
);
CREATE UNIQUE INDEX participants_standing ON participants (agent_id, conversation_id) WHERE left_at IS NULL;
CREATE INDEX participants_conversation ON participants (conversation_id, joined_at);

-- What stands before an agent, and what came of what they asked of others.
CREATE INDEX offers_before ON offers (agent_id, conversation_id) WHERE ended_at IS NULL;
CREATE INDEX offers_by ON offers (by_agent_id, ended_at) WHERE ended_at IS NOT NULL AND by_agent_id IS NOT NULL;

-- +goose Down
DROP INDEX offers_by;
DROP INDEX offers_before;
DROP TABLE participants;
ALTER TABLE conversations DROP COLUMN company;
