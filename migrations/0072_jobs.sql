-- Work that must survive a crash: a row written with its cause, claimed for a
-- while, taken away when it is done. New table: no lock that anybody waits for.

-- +goose Up
CREATE TABLE jobs (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind <> ''),
    subject      TEXT NOT NULL CHECK (subject <> ''),
    payload      TEXT NOT NULL DEFAULT '{}',
    run_at       TIMESTAMPTZ NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    leased_until TIMESTAMPTZ,
    dead_at      TIMESTAMPTZ,
    problem      TEXT NOT NULL DEFAULT '',
    created_at   TIMESTAMPTZ NOT NULL,
    CHECK (dead_at IS NULL OR leased_until IS NULL)
);
CREATE UNIQUE INDEX jobs_one ON jobs (kind, subject);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at, id) WHERE dead_at IS NOT NULL;

-- +goose Down
DROP TABLE jobs;
