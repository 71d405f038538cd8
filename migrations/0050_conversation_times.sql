-- When an agent was reminded that the customer is silent.

-- +goose Up
ALTER TABLE conversations ADD COLUMN nudged_at TIMESTAMPTZ;

-- +goose Down
ALTER TABLE conversations DROP COLUMN nudged_at;
