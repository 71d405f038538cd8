-- What each agent's presence and load came to when something last bore on them, so that
-- the few worth looking at for a conversation are found without counting everybody's
-- work. It only says whom to look at: who is chosen is counted from the rows.

-- +goose Up
ALTER TABLE agents ADD COLUMN standing TEXT NOT NULL DEFAULT 'offline' CHECK (standing IN ('available', 'busy', 'dnd', 'away', 'offline', 'inactive'));
ALTER TABLE agents ADD COLUMN units_held BIGINT NOT NULL DEFAULT 0 CHECK (units_held >= 0);
CREATE INDEX agents_standing ON agents (standing) WHERE standing <> 'offline';

-- +goose Down
DROP INDEX agents_standing;
ALTER TABLE agents DROP COLUMN units_held;
ALTER TABLE agents DROP COLUMN standing;
