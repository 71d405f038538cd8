-- Where widgets were seen, and whether the set-up guide was put away. Pages that
-- showed a widget before are taken from the visits there were: one pass over
-- them, in new tables that nobody waits for.

-- +goose Up
CREATE TABLE widget_sightings (
    widget_id     TEXT NOT NULL REFERENCES widgets (id) ON DELETE CASCADE,
    origin        TEXT NOT NULL CHECK (origin <> ''),
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (widget_id, origin)
);
INSERT INTO widget_sightings (widget_id, origin, first_seen_at, last_seen_at)
SELECT widget_id, origin, MIN(created_at), MAX(last_seen_at) FROM visits WHERE origin <> '' GROUP BY widget_id, origin;

-- One row at most.
CREATE TABLE guide (
    id          BIGINT PRIMARY KEY CHECK (id = 1),
    put_away_at TIMESTAMPTZ
);

-- +goose Down
DROP TABLE guide;
DROP TABLE widget_sightings;
