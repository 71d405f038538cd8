-- A visit that a reconnect link opened is for that one conversation. It goes with
-- the conversation: without it, it would be for all of its customer's.

-- +goose Up
ALTER TABLE visits ADD COLUMN conversation_id TEXT REFERENCES conversations (id) ON DELETE CASCADE;

-- +goose Down
ALTER TABLE visits DROP COLUMN conversation_id;
