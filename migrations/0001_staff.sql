-- The people who sign in, their browser sessions, and what slows down guessing.
-- Portable: text identifiers made by the program, lower-cased e-mail, no dialect.

-- +goose Up
CREATE TABLE agents (
    id              TEXT PRIMARY KEY,
    email           TEXT NOT NULL CHECK (email <> '' AND email = LOWER(email)),
    first_name      TEXT NOT NULL CHECK (first_name <> ''),
    last_name       TEXT NOT NULL DEFAULT '',
    nickname        TEXT NOT NULL DEFAULT '',
    role            TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
    password_hash   TEXT NOT NULL,
    capacity        BIGINT NOT NULL DEFAULT 100 CHECK (capacity BETWEEN 0 AND 10000),
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    updated_by_id   TEXT REFERENCES agents (id),
    deactivated_at  TIMESTAMPTZ
);
CREATE UNIQUE INDEX agents_email ON agents (email);

CREATE TABLE sign_ins (
    id           TEXT PRIMARY KEY,
    agent_id     TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    token_hash   TEXT NOT NULL,
    user_agent   TEXT NOT NULL DEFAULT '',
    address      TEXT NOT NULL DEFAULT '',
    created_at   TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    revoked_at   TIMESTAMPTZ
);
CREATE UNIQUE INDEX sign_ins_token ON sign_ins (token_hash);
CREATE INDEX sign_ins_agent ON sign_ins (agent_id, created_at);

-- One row per guessed-at subject (an e-mail, an address): throttling survives
-- a restart and counts across nodes.
CREATE TABLE guesses (
    subject       TEXT PRIMARY KEY,
    failures      BIGINT NOT NULL CHECK (failures >= 0),
    first_at      TIMESTAMPTZ NOT NULL,
    blocked_until TIMESTAMPTZ
);

-- +goose Down
DROP TABLE guesses;
DROP TABLE sign_ins;
DROP TABLE agents;
