-- Customers as their sites prove them, and their visits.

-- +goose Up
CREATE TABLE customers (
    id                         TEXT PRIMARY KEY,
    authentication_settings_id TEXT REFERENCES authentication_settings (id),
    external_id                TEXT,
    name                       TEXT NOT NULL DEFAULT '',
    email                      TEXT NOT NULL DEFAULT '',
    phone                      TEXT NOT NULL DEFAULT '',
    last_seen_at               TIMESTAMPTZ,
    created_at                 TIMESTAMPTZ NOT NULL,
    updated_at                 TIMESTAMPTZ NOT NULL,
    UNIQUE (authentication_settings_id, external_id),
    CHECK ((authentication_settings_id IS NULL) = (external_id IS NULL))
);

CREATE TABLE visits (
    id           TEXT PRIMARY KEY,
    widget_id    TEXT NOT NULL REFERENCES widgets (id),
    customer_id  TEXT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    token_hash   TEXT NOT NULL UNIQUE,
    context      TEXT NOT NULL DEFAULT '{}',
    page         TEXT NOT NULL DEFAULT '{}',
    user_agent   TEXT NOT NULL DEFAULT '',
    locale       TEXT NOT NULL DEFAULT '',
    origin       TEXT NOT NULL DEFAULT '',
    created_at   TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    ended_at     TIMESTAMPTZ
);
CREATE INDEX visits_customer ON visits (customer_id, created_at);
CREATE INDEX visits_expires ON visits (expires_at);

-- +goose Down
DROP TABLE visits;
DROP TABLE customers;
