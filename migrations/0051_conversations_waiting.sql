-- What waits and may be offered now, in the order in which it is looked at: what is
-- offered already, or waits for the opening, is not gone through.

-- +goose Up
CREATE INDEX conversations_waiting ON conversations (queue_id, inbox_order, id)
    WHERE state = 'open' AND offered_agent_id IS NULL AND held_until IS NULL;

-- +goose Down
DROP INDEX conversations_waiting;
