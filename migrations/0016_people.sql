-- How staff come in (a link that works once), how they read times, whether they
-- take work. Columns with constant defaults: no table is rewritten.

-- +goose Up
ALTER TABLE agents ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN presence TEXT NOT NULL DEFAULT 'available'
    CHECK (presence IN ('available', 'busy', 'dnd', 'away', 'offline'));
ALTER TABLE agents ADD COLUMN default_presence TEXT NOT NULL DEFAULT 'available'
    CHECK (default_presence IN ('available', 'busy', 'dnd', 'away', 'offline'));

-- A one-time link with which somebody chooses a password: their first, or a new
-- one. The row is kept for a while after its end, to say what became of it.
CREATE TABLE password_links (
    id            TEXT PRIMARY KEY,
    agent_id      TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    token_hash    TEXT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    created_by_id TEXT REFERENCES agents (id),
    expires_at    TIMESTAMPTZ NOT NULL,
    used_at       TIMESTAMPTZ,
    withdrawn_at  TIMESTAMPTZ,
    CHECK (used_at IS NULL OR withdrawn_at IS NULL)
);
CREATE UNIQUE INDEX password_links_token ON password_links (token_hash);
CREATE UNIQUE INDEX password_links_one ON password_links (agent_id) WHERE used_at IS NULL AND withdrawn_at IS NULL;

-- +goose Down
DROP TABLE password_links;
ALTER TABLE agents DROP COLUMN default_presence;
ALTER TABLE agents DROP COLUMN presence;
ALTER TABLE agents DROP COLUMN time_zone;
ALTER TABLE agents DROP COLUMN language;
