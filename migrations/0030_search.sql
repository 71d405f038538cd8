-- What is found by its words has a place in the index of words (see words.go),
-- newest last; what has none yet waits for it. New columns without a default: no
-- table is rewritten.

-- +goose Up
ALTER TABLE messages ADD COLUMN search_id BIGINT;
CREATE UNIQUE INDEX messages_search ON messages (search_id) WHERE search_id IS NOT NULL;
CREATE INDEX messages_unsearched ON messages (created_at, conversation_id, seq)
    WHERE search_id IS NULL AND kind IN ('customer', 'agent', 'internal');

ALTER TABLE customers ADD COLUMN search_id BIGINT;
CREATE UNIQUE INDEX customers_search ON customers (search_id) WHERE search_id IS NOT NULL;
CREATE INDEX customers_unsearched ON customers (created_at, id) WHERE search_id IS NULL;

-- The last place given; whoever gives places holds the row.
CREATE TABLE search_places (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO search_places (name, last) VALUES ('messages', 0), ('customers', 0);

-- +goose Down
DROP TABLE search_places;
DROP INDEX customers_unsearched;
DROP INDEX customers_search;
ALTER TABLE customers DROP COLUMN search_id;
DROP INDEX messages_unsearched;
DROP INDEX messages_search;
ALTER TABLE messages DROP COLUMN search_id;
