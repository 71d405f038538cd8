-- All tabs of a customer share one conversation, in both modes: also two that
-- start a live one in the same instant.

-- +goose Up
DROP INDEX conversations_one_running;
CREATE UNIQUE INDEX conversations_one_running ON conversations (widget_id, customer_id)
    WHERE state IN ('open', 'active', 'waiting');

-- +goose Down
DROP INDEX conversations_one_running;
CREATE UNIQUE INDEX conversations_one_running ON conversations (widget_id, customer_id)
    WHERE mode = 'persistent' AND state IN ('open', 'active', 'waiting');
