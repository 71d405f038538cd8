-- What an agent has with something new in it, counted without going through all that is
-- theirs. What nobody has yet is not in it: it is written often while it waits.

-- +goose Up
CREATE INDEX conversations_unread ON conversations (agent_id, state) WHERE agent_unread > 0 AND agent_id IS NOT NULL;

-- +goose Down
DROP INDEX conversations_unread;
