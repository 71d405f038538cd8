-- The supervisor's board: what runs, by how long it has waited, and what the day
-- has been. All but the first two follow moments that are set once.

-- +goose Up
CREATE INDEX conversations_board ON conversations (state, inbox_order, id) WHERE state <> 'closed';
CREATE INDEX conversations_board_queue ON conversations (queue_id, state, inbox_order, id) WHERE state <> 'closed';
CREATE INDEX conversations_standing ON conversations (queue_id, state, waiting_since, wait_started_at) WHERE state <> 'closed';
CREATE INDEX conversations_created ON conversations (created_at);
CREATE INDEX offers_ended ON offers (ended_at) WHERE ended_at IS NOT NULL;

-- +goose Down
DROP INDEX offers_ended;
DROP INDEX conversations_created;
DROP INDEX conversations_standing;
DROP INDEX conversations_board_queue;
DROP INDEX conversations_board;
