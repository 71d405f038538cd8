-- Agents in the order in which they are looked at: most free capacity first, or longest
-- without a new conversation. The few at the front are read, however many there are.

-- +goose Up
DROP INDEX agents_standing;
CREATE INDEX agents_free ON agents ((units_held - capacity), (assigned_at IS NOT NULL), assigned_at, id) WHERE standing <> 'offline';
CREATE INDEX agents_idle ON agents ((assigned_at IS NOT NULL), assigned_at, id) WHERE standing <> 'offline';

-- +goose Down
DROP INDEX agents_idle;
DROP INDEX agents_free;
CREATE INDEX agents_standing ON agents (standing) WHERE standing <> 'offline';
