-- What is masked in messages before they are stored. Four rules to begin with, of
-- which the one for card numbers is on. New table: no lock that anybody waits for.

-- +goose Up
CREATE TABLE masking_rules (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL CHECK (name <> '' AND LENGTH(name) <= 100),
    description   TEXT NOT NULL DEFAULT '' CHECK (LENGTH(description) <= 500),
    kind          TEXT NOT NULL CHECK (kind IN ('pattern', 'card', 'iban')),
    pattern       TEXT NOT NULL DEFAULT '' CHECK (LENGTH(pattern) <= 500),
    mask          TEXT NOT NULL CHECK (LENGTH(mask) = 1),
    position      BIGINT NOT NULL CHECK (position > 0),
    active        BOOLEAN NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    updated_by_id TEXT REFERENCES agents (id),
    CHECK ((kind = 'pattern') = (pattern <> ''))
);

INSERT INTO masking_rules (id, name, description, kind, pattern, mask, position, active, created_at, updated_at) VALUES
('00000000-0000-7000-8000-000000000101', 'Card numbers', 'Credit and debit cards.', 'card', '', '#', 1, TRUE, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'),
('00000000-0000-7000-8000-000000000102', 'E-mail addresses', '', 'pattern', '[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}', '#', 2, FALSE, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'),
('00000000-0000-7000-8000-000000000103', 'Social security numbers', 'United States, as 123-45-6789.', 'pattern', '\b[0-8]\d{2}[- ]\d{2}[- ]\d{4}\b', '#', 3, FALSE, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'),
('00000000-0000-7000-8000-000000000104', 'Bank accounts (IBAN)', '', 'iban', '', '#', 4, FALSE, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00');

-- +goose Down
DROP TABLE masking_rules;
