-- Texts that admins write in the place of the default ones, by trigger, language
-- and, if wanted, widget; and the language a conversation is held in. A new table
-- and a column with a default: no lock that anybody waits for.

-- +goose Up
CREATE TABLE automated_messages (
    id            TEXT PRIMARY KEY,
    trigger_name  TEXT NOT NULL CHECK (trigger_name <> ''),
    language      TEXT NOT NULL CHECK (language <> ''),
    widget_id     TEXT REFERENCES widgets (id) ON DELETE CASCADE,
    body          TEXT NOT NULL CHECK (body <> '' AND LENGTH(body) <= 2000),
    active        BOOLEAN NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    updated_by_id TEXT REFERENCES agents (id)
);
CREATE UNIQUE INDEX automated_messages_everywhere ON automated_messages (trigger_name, language) WHERE widget_id IS NULL;
CREATE UNIQUE INDEX automated_messages_widget ON automated_messages (widget_id, trigger_name, language) WHERE widget_id IS NOT NULL;

ALTER TABLE conversations ADD COLUMN language TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE conversations DROP COLUMN language;
DROP TABLE automated_messages;
