-- Which queue a new conversation goes to: rules of its workstream, asked in their
-- order, each with conditions that must all hold.

-- +goose Up
CREATE TABLE routing_rules (
    id             TEXT PRIMARY KEY,
    workstream_id  TEXT NOT NULL REFERENCES workstreams (id) ON DELETE CASCADE,
    position       BIGINT NOT NULL CHECK (position > 0),
    name           TEXT NOT NULL CHECK (name <> '' AND LENGTH(name) <= 100),
    queue_id       TEXT NOT NULL REFERENCES queues (id),
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    updated_by_id  TEXT REFERENCES agents (id),
    deactivated_at TIMESTAMPTZ
);
CREATE INDEX routing_rules_workstream ON routing_rules (workstream_id, position);
CREATE INDEX routing_rules_queue ON routing_rules (queue_id);

-- variable is the name of a context variable.
CREATE TABLE routing_conditions (
    rule_id  TEXT NOT NULL REFERENCES routing_rules (id) ON DELETE CASCADE,
    position BIGINT NOT NULL CHECK (position > 0),
    field    TEXT NOT NULL CHECK (field IN ('widget', 'language', 'authenticated', 'context', 'name', 'email', 'domain', 'external_id', 'hour', 'weekday')),
    variable TEXT NOT NULL DEFAULT '',
    operator TEXT NOT NULL CHECK (operator IN ('is', 'is_not', 'contains', 'starts_with', 'greater', 'less', 'is_set', 'is_not_set')),
    value    TEXT NOT NULL DEFAULT '' CHECK (LENGTH(value) <= 200),
    PRIMARY KEY (rule_id, position),
    CHECK ((field = 'context') = (variable <> '')),
    CHECK ((operator IN ('is_set', 'is_not_set')) = (value = ''))
);

-- Why a conversation went to its first queue: in the words of then, because rules
-- and queues change. rule_id is of a rule that may be gone; empty where none fired.
CREATE TABLE routing_traces (
    conversation_id TEXT PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    rule_id         TEXT NOT NULL DEFAULT '',
    rule_name       TEXT NOT NULL DEFAULT '',
    queue_name      TEXT NOT NULL,
    steps           TEXT NOT NULL,
    CHECK ((rule_id = '') = (rule_name = ''))
);

-- +goose Down
DROP TABLE routing_traces;
DROP TABLE routing_conditions;
DROP TABLE routing_rules;
