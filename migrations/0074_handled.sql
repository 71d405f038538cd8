-- How long agents have had a conversation in hand, active and in wrap-up: what it waited
-- for its customer in between is nobody's work.

-- +goose Up
ALTER TABLE conversations ADD COLUMN handled_seconds BIGINT NOT NULL DEFAULT 0 CHECK (handled_seconds >= 0);

-- +goose Down
ALTER TABLE conversations DROP COLUMN handled_seconds;
