-- What is asked before and after a conversation, and the context that agents see.
-- New tables, and columns with constant defaults: no table is rewritten.

-- +goose Up
CREATE TABLE context_variables (
    id            TEXT PRIMARY KEY,
    workstream_id TEXT NOT NULL REFERENCES workstreams (id) ON DELETE CASCADE,
    name          TEXT NOT NULL CHECK (name <> '' AND LENGTH(name) <= 100),
    display_name  TEXT NOT NULL CHECK (display_name <> '' AND LENGTH(display_name) <= 100),
    kind          TEXT NOT NULL CHECK (kind IN ('text', 'number')),
    shown         BOOLEAN NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    updated_by_id TEXT REFERENCES agents (id)
);
CREATE UNIQUE INDEX context_variables_name ON context_variables (workstream_id, name);

-- options has one on a line.
CREATE TABLE survey_questions (
    id            TEXT PRIMARY KEY,
    widget_id     TEXT NOT NULL REFERENCES widgets (id) ON DELETE CASCADE,
    position      BIGINT NOT NULL CHECK (position > 0),
    name          TEXT NOT NULL CHECK (name <> '' AND LENGTH(name) <= 100),
    question      TEXT NOT NULL CHECK (question <> '' AND LENGTH(question) <= 512),
    kind          TEXT NOT NULL CHECK (kind IN ('line', 'lines', 'options', 'consent')),
    options       TEXT NOT NULL DEFAULT '',
    required      BOOLEAN NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    updated_by_id TEXT REFERENCES agents (id),
    CHECK (kind <> 'consent' OR required),
    CHECK ((kind = 'options') = (options <> ''))
);
CREATE UNIQUE INDEX survey_questions_name ON survey_questions (widget_id, name);

-- What the customer answered and what the page said, as of one conversation. What
-- the site signed stands in the conversation's own row.
CREATE TABLE context_values (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    source          TEXT NOT NULL CHECK (source IN ('customer', 'page')),
    name            TEXT NOT NULL CHECK (name <> ''),
    value           TEXT NOT NULL,
    question        TEXT NOT NULL DEFAULT '',
    position        BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, source, name),
    CHECK ((source = 'customer') = (question <> ''))
);

-- 0: not rated.
ALTER TABLE conversations ADD COLUMN rating BIGINT NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5);
ALTER TABLE conversations ADD COLUMN rating_comment TEXT NOT NULL DEFAULT '' CHECK (LENGTH(rating_comment) <= 2000);
ALTER TABLE conversations ADD COLUMN rated_at TIMESTAMPTZ;

-- +goose Down
ALTER TABLE conversations DROP COLUMN rated_at;
ALTER TABLE conversations DROP COLUMN rating_comment;
ALTER TABLE conversations DROP COLUMN rating;
DROP TABLE context_values;
DROP TABLE survey_questions;
DROP TABLE context_variables;
