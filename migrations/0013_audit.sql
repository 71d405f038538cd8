-- Who changed which setting, when, from what to what. Rows are only ever added;
-- the record may be gone, so nothing refers to it. New table: no lock that anybody
-- waits for.

-- +goose Up
CREATE TABLE audit_entries (
    id          TEXT PRIMARY KEY,
    at          TIMESTAMPTZ NOT NULL,
    agent_id    TEXT REFERENCES agents (id),
    kind        TEXT NOT NULL CHECK (kind <> ''),
    record_id   TEXT NOT NULL CHECK (record_id <> ''),
    record_name TEXT NOT NULL,
    verb        TEXT NOT NULL CHECK (verb <> ''),
    changes     TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX audit_entries_record ON audit_entries (record_id, id);
CREATE INDEX audit_entries_kind ON audit_entries (kind, id);
CREATE INDEX audit_entries_agent ON audit_entries (agent_id, id);
CREATE INDEX audit_entries_agent_kind ON audit_entries (agent_id, kind, id);

-- +goose Down
DROP TABLE audit_entries;
