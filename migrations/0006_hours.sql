-- When the desk is open, and who answers what: operating hours, queues, and
-- what a conversation that arrives outside hours waits for. Forward only. It
-- rewrites no table but sets the queue of the conversations there are: some
-- seconds for a million.

-- +goose Up
CREATE TABLE operating_hours (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL CHECK (name <> ''),
    time_zone      TEXT NOT NULL CHECK (time_zone <> ''),
    always         BOOLEAN NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    updated_by_id  TEXT REFERENCES agents (id),
    deactivated_at TIMESTAMPTZ
);

-- Minutes after midnight by the zone's clocks; an end that is not after the
-- beginning is on the next day. Weekdays count from Sunday, 0.
CREATE TABLE operating_hours_windows (
    operating_hours_id TEXT NOT NULL REFERENCES operating_hours (id) ON DELETE CASCADE,
    weekday            BIGINT NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    from_minute        BIGINT NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute          BIGINT NOT NULL CHECK (to_minute BETWEEN 0 AND 1440),
    PRIMARY KEY (operating_hours_id, weekday, from_minute)
);

-- Dates as 2026-12-24, both included.
CREATE TABLE operating_hours_holidays (
    operating_hours_id TEXT NOT NULL REFERENCES operating_hours (id) ON DELETE CASCADE,
    from_date          TEXT NOT NULL CHECK (LENGTH(from_date) = 10),
    to_date            TEXT NOT NULL CHECK (LENGTH(to_date) = 10 AND to_date >= from_date),
    reason             TEXT NOT NULL DEFAULT '',
    yearly             BOOLEAN NOT NULL,
    PRIMARY KEY (operating_hours_id, from_date, to_date)
);

CREATE TABLE queues (
    id                 TEXT PRIMARY KEY,
    name               TEXT NOT NULL CHECK (name <> ''),
    is_default         BOOLEAN NOT NULL,
    operating_hours_id TEXT REFERENCES operating_hours (id),
    created_at         TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    updated_by_id      TEXT REFERENCES agents (id),
    deactivated_at     TIMESTAMPTZ,
    CHECK (NOT is_default OR deactivated_at IS NULL)
);
CREATE UNIQUE INDEX queues_default ON queues (is_default) WHERE is_default;
CREATE INDEX queues_operating_hours ON queues (operating_hours_id);

-- The default queue has no rows here: every agent is in it.
CREATE TABLE queue_members (
    queue_id TEXT NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
    agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    PRIMARY KEY (queue_id, agent_id)
);
CREATE INDEX queue_members_agent ON queue_members (agent_id);

INSERT INTO queues (id, name, is_default, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'Everyone', TRUE, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00');

-- NULL is the default queue.
ALTER TABLE workstreams ADD COLUMN queue_id TEXT REFERENCES queues (id);
ALTER TABLE widgets ADD COLUMN operating_hours_id TEXT REFERENCES operating_hours (id);
CREATE INDEX workstreams_queue ON workstreams (queue_id);
CREATE INDEX widgets_operating_hours ON widgets (operating_hours_id);

-- Every conversation is in a queue. While it is open and nobody works it is held
-- until then; told_until is the opening that its customer was told.
ALTER TABLE conversations ADD COLUMN queue_id TEXT REFERENCES queues (id);
ALTER TABLE conversations ADD COLUMN held_until TIMESTAMPTZ CHECK (held_until IS NULL OR state = 'open');
ALTER TABLE conversations ADD COLUMN told_until TIMESTAMPTZ;
UPDATE conversations SET queue_id = '00000000-0000-7000-8000-000000000001';
CREATE INDEX conversations_open_queue ON conversations (queue_id, inbox_order, id) WHERE state = 'open';
CREATE INDEX conversations_held ON conversations (held_until) WHERE held_until IS NOT NULL;

-- What an automated message says about when the team is back: told to each
-- reader in their own zone.
ALTER TABLE messages ADD COLUMN opens_at TIMESTAMPTZ;
