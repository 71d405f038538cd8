-- What an admin sets up: how customers prove who they are, workstreams, widgets.
-- A widget's mode is held equal to its workstream's by a reference over both
-- columns, so one workstream never mixes modes.

-- +goose Up
CREATE TABLE authentication_settings (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL CHECK (name <> ''),
    key_source       TEXT NOT NULL CHECK (key_source IN ('url', 'pasted')),
    public_key_url   TEXT NOT NULL DEFAULT '',
    public_key       TEXT NOT NULL DEFAULT '',
    client_function  TEXT NOT NULL DEFAULT '',
    allowed_issuer   TEXT NOT NULL DEFAULT '',
    allowed_audience TEXT NOT NULL DEFAULT '',
    active           BOOLEAN NOT NULL DEFAULT TRUE,
    keys_cached      TEXT NOT NULL DEFAULT '',
    fetched_at       TIMESTAMPTZ,
    failed_at        TIMESTAMPTZ,
    last_error       TEXT NOT NULL DEFAULT '',
    verified_at      TIMESTAMPTZ,
    created_at       TIMESTAMPTZ NOT NULL,
    updated_at       TIMESTAMPTZ NOT NULL,
    updated_by_id    TEXT REFERENCES agents (id),
    CHECK ((key_source = 'url' AND public_key_url <> '') OR (key_source = 'pasted' AND public_key <> ''))
);

CREATE TABLE workstreams (
    id                    TEXT PRIMARY KEY,
    name                  TEXT NOT NULL CHECK (name <> ''),
    mode                  TEXT NOT NULL CHECK (mode IN ('live', 'persistent')),
    auto_close_minutes    BIGINT NOT NULL CHECK (auto_close_minutes BETWEEN 1 AND 525600),
    affinity              BOOLEAN NOT NULL,
    capacity_units        BIGINT NOT NULL CHECK (capacity_units BETWEEN 0 AND 10000),
    offer_timeout_seconds BIGINT NOT NULL CHECK (offer_timeout_seconds BETWEEN 30 AND 300),
    wrap_up_block_seconds BIGINT NOT NULL CHECK (wrap_up_block_seconds = -1 OR wrap_up_block_seconds = 0 OR wrap_up_block_seconds BETWEEN 30 AND 3600),
    created_at            TIMESTAMPTZ NOT NULL,
    updated_at            TIMESTAMPTZ NOT NULL,
    updated_by_id         TEXT REFERENCES agents (id),
    deactivated_at        TIMESTAMPTZ,
    UNIQUE (id, mode)
);

CREATE TABLE widgets (
    id                         TEXT PRIMARY KEY,
    widget_key                 TEXT NOT NULL UNIQUE,
    name                       TEXT NOT NULL CHECK (name <> ''),
    mode                       TEXT NOT NULL CHECK (mode IN ('live', 'persistent')),
    status                     TEXT NOT NULL CHECK (status IN ('draft', 'published')),
    workstream_id              TEXT NOT NULL,
    authentication_settings_id TEXT REFERENCES authentication_settings (id),
    title                      TEXT NOT NULL CHECK (title <> ''),
    subtitle                   TEXT NOT NULL DEFAULT '',
    color                      TEXT NOT NULL,
    position                   TEXT NOT NULL CHECK (position IN ('right', 'left')),
    agent_name_style           TEXT NOT NULL CHECK (agent_name_style IN ('full', 'first', 'last', 'nickname')),
    created_at                 TIMESTAMPTZ NOT NULL,
    updated_at                 TIMESTAMPTZ NOT NULL,
    updated_by_id              TEXT REFERENCES agents (id),
    deactivated_at             TIMESTAMPTZ,
    FOREIGN KEY (workstream_id, mode) REFERENCES workstreams (id, mode),
    CHECK (mode <> 'persistent' OR status <> 'published' OR authentication_settings_id IS NOT NULL)
);
CREATE INDEX widgets_workstream ON widgets (workstream_id);
CREATE INDEX widgets_authentication_settings ON widgets (authentication_settings_id);

-- Where a widget may be framed: host names, one leading "*." allowed. None
-- means anywhere.
CREATE TABLE widget_domains (
    widget_id TEXT NOT NULL REFERENCES widgets (id) ON DELETE CASCADE,
    host      TEXT NOT NULL CHECK (host <> ''),
    PRIMARY KEY (widget_id, host)
);

-- +goose Down
DROP TABLE widget_domains;
DROP TABLE widgets;
DROP TABLE workstreams;
DROP TABLE authentication_settings;
