-- What a widget can be told about its mode, its looks outside hours, its
-- languages, surveys and features; and whether a workstream speaks by itself.
-- Columns with constant defaults: no table is rewritten.

-- +goose Up
ALTER TABLE widgets ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language <> '');
ALTER TABLE widgets ADD COLUMN detect_language BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN logo_url TEXT NOT NULL DEFAULT '';

-- Live only: what is there while the operating hours say closed.
ALTER TABLE widgets ADD COLUMN shown_outside_hours BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN offline_title TEXT NOT NULL DEFAULT '';
ALTER TABLE widgets ADD COLUMN offline_subtitle TEXT NOT NULL DEFAULT '';
ALTER TABLE widgets ADD COLUMN offline_color TEXT NOT NULL DEFAULT '#5d6470';

ALTER TABLE widgets ADD COLUMN sound BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN unread_badge BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE widgets ADD COLUMN previous_conversations BOOLEAN NOT NULL DEFAULT FALSE;

-- Live only.
ALTER TABLE widgets ADD COLUMN show_position BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN show_wait BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN reconnect BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN reconnect_minutes BIGINT NOT NULL DEFAULT 10 CHECK (reconnect_minutes BETWEEN 1 AND 1440);
ALTER TABLE widgets ADD COLUMN reconnect_page_url TEXT NOT NULL DEFAULT '';
ALTER TABLE widgets ADD COLUMN reconnect_expired_url TEXT NOT NULL DEFAULT '';

ALTER TABLE widgets ADD COLUMN pre_chat_survey BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN post_chat_survey BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE widgets ADD COLUMN post_chat_text TEXT NOT NULL DEFAULT '';

ALTER TABLE workstreams ADD COLUMN automated_messages BOOLEAN NOT NULL DEFAULT TRUE;

-- +goose Down
ALTER TABLE workstreams DROP COLUMN automated_messages;
ALTER TABLE widgets DROP COLUMN post_chat_text;
ALTER TABLE widgets DROP COLUMN post_chat_survey;
ALTER TABLE widgets DROP COLUMN pre_chat_survey;
ALTER TABLE widgets DROP COLUMN reconnect_expired_url;
ALTER TABLE widgets DROP COLUMN reconnect_page_url;
ALTER TABLE widgets DROP COLUMN reconnect_minutes;
ALTER TABLE widgets DROP COLUMN reconnect;
ALTER TABLE widgets DROP COLUMN show_wait;
ALTER TABLE widgets DROP COLUMN show_position;
ALTER TABLE widgets DROP COLUMN previous_conversations;
ALTER TABLE widgets DROP COLUMN unread_badge;
ALTER TABLE widgets DROP COLUMN sound;
ALTER TABLE widgets DROP COLUMN offline_color;
ALTER TABLE widgets DROP COLUMN offline_subtitle;
ALTER TABLE widgets DROP COLUMN offline_title;
ALTER TABLE widgets DROP COLUMN shown_outside_hours;
ALTER TABLE widgets DROP COLUMN logo_url;
ALTER TABLE widgets DROP COLUMN detect_language;
ALTER TABLE widgets DROP COLUMN language;
