-- The code by which the first admin proves to be who runs Linger: one for all
-- processes, because any of them may be asked. It is there as long as nobody works here.

-- +goose Up
CREATE TABLE setup_codes (
    id   TEXT PRIMARY KEY CHECK (id = 'setup'), -- there is one
    code TEXT NOT NULL CHECK (code <> '')
);

-- +goose Down
DROP TABLE setup_codes;
