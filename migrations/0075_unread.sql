-- What an agent has with something new in it, counted without going through all that is theirs.

-- +goose Up
CREATE INDEX conversations_unread ON conversations (agent_id, state) WHERE agent_unread > 0;

-- +goose Down
DROP INDEX conversations_unread;
