-- What an agent's presence is: chosen or following from their load, custom ones with
-- words of their own, set aside after a missed offer, away since when, and what it
-- was before. Columns with constant defaults: no table is rewritten.

-- +goose Up
CREATE TABLE custom_presences (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL CHECK (name <> ''),
    text           TEXT NOT NULL CHECK (text <> ''),
    base           TEXT NOT NULL CHECK (base IN ('available', 'busy', 'dnd', 'away', 'offline')),
    description    TEXT NOT NULL DEFAULT '',
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    updated_by_id  TEXT REFERENCES agents (id),
    deactivated_at TIMESTAMPTZ
);

-- presence is what was chosen; where nothing was, it follows from the load.
ALTER TABLE agents ADD COLUMN presence_chosen BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE agents ADD COLUMN custom_presence_id TEXT REFERENCES custom_presences (id);
ALTER TABLE agents ADD COLUMN presence_by_id TEXT REFERENCES agents (id) ON DELETE SET NULL;
ALTER TABLE agents ADD COLUMN default_custom_presence_id TEXT REFERENCES custom_presences (id);
ALTER TABLE agents ADD COLUMN set_aside TEXT NOT NULL DEFAULT '' CHECK (set_aside IN ('', 'missed', 'declined'));
ALTER TABLE agents ADD COLUMN set_aside_at TIMESTAMPTZ;
-- Since when no browser of theirs is connected, when what they have is given back for
-- that, and when the sweep has to look at them.
ALTER TABLE agents ADD COLUMN offline_at TIMESTAMPTZ;
ALTER TABLE agents ADD COLUMN vanish_at TIMESTAMPTZ;
ALTER TABLE agents ADD COLUMN presence_due_at TIMESTAMPTZ;
CREATE INDEX agents_presence_due ON agents (presence_due_at) WHERE presence_due_at IS NOT NULL;
CREATE INDEX agents_custom_presence ON agents (custom_presence_id) WHERE custom_presence_id IS NOT NULL;
CREATE INDEX agents_default_custom_presence ON agents (default_custom_presence_id) WHERE default_custom_presence_id IS NOT NULL;
UPDATE agents SET presence_chosen = TRUE WHERE presence IN ('dnd', 'away', 'offline');

-- Until when an ended conversation holds capacity; only in wrap-up.
ALTER TABLE conversations ADD COLUMN capacity_until TIMESTAMPTZ;
DROP INDEX conversations_load;
CREATE INDEX conversations_load ON conversations (agent_id, state, capacity_until, workstream_id) WHERE state IN ('active', 'wrap_up');
CREATE INDEX offers_transfers ON offers (agent_id) WHERE ended_at IS NULL AND kind = 'transfer';

-- What everyone's presence was and when. The open row is what it is now; old rows
-- are found by their end, to be deleted.
CREATE TABLE presence_log (
    id                 TEXT PRIMARY KEY,
    agent_id           TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    presence           TEXT NOT NULL CHECK (presence IN ('available', 'busy', 'dnd', 'away', 'offline', 'inactive')),
    custom_presence_id TEXT REFERENCES custom_presences (id) ON DELETE SET NULL,
    text               TEXT NOT NULL DEFAULT '',
    source             TEXT NOT NULL CHECK (source IN ('manual', 'auto', 'system', 'supervisor')),
    by_agent_id        TEXT REFERENCES agents (id) ON DELETE SET NULL,
    since_at           TIMESTAMPTZ NOT NULL,
    until_at           TIMESTAMPTZ,
    CHECK (until_at IS NULL OR until_at > since_at)
);
CREATE UNIQUE INDEX presence_log_now ON presence_log (agent_id) WHERE until_at IS NULL;
CREATE INDEX presence_log_agent ON presence_log (agent_id, since_at);
CREATE INDEX presence_log_until ON presence_log (until_at);
CREATE INDEX presence_log_custom ON presence_log (custom_presence_id) WHERE custom_presence_id IS NOT NULL;

-- +goose Down
DROP TABLE presence_log;
DROP INDEX offers_transfers;
DROP INDEX conversations_load;
ALTER TABLE conversations DROP COLUMN capacity_until;
CREATE INDEX conversations_load ON conversations (agent_id, state, workstream_id, wrap_up_at) WHERE state IN ('active', 'wrap_up');
DROP INDEX agents_default_custom_presence;
DROP INDEX agents_custom_presence;
DROP INDEX agents_presence_due;
ALTER TABLE agents DROP COLUMN presence_due_at;
ALTER TABLE agents DROP COLUMN vanish_at;
ALTER TABLE agents DROP COLUMN offline_at;
ALTER TABLE agents DROP COLUMN set_aside_at;
ALTER TABLE agents DROP COLUMN set_aside;
ALTER TABLE agents DROP COLUMN default_custom_presence_id;
ALTER TABLE agents DROP COLUMN presence_by_id;
ALTER TABLE agents DROP COLUMN custom_presence_id;
ALTER TABLE agents DROP COLUMN presence_chosen;
DROP TABLE custom_presences;
