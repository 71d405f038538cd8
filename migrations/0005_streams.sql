-- Who is connected now. A stream's row counts only while the lease of the node
-- that holds it is alive, so a crashed node takes its streams with it and no
-- heartbeat of a browser is ever written.

-- +goose Up
CREATE TABLE nodes (
    id         TEXT PRIMARY KEY,
    started_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE streams (
    id           TEXT PRIMARY KEY,
    node_id      TEXT NOT NULL REFERENCES nodes (id) ON DELETE CASCADE,
    agent_id     TEXT REFERENCES agents (id) ON DELETE CASCADE,
    customer_id  TEXT REFERENCES customers (id) ON DELETE CASCADE,
    visit_id     TEXT REFERENCES visits (id) ON DELETE CASCADE,
    connected_at TIMESTAMPTZ NOT NULL,
    CHECK ((agent_id IS NULL) <> (customer_id IS NULL))
);
CREATE INDEX streams_node ON streams (node_id);
CREATE INDEX streams_agent ON streams (agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX streams_customer ON streams (customer_id) WHERE customer_id IS NOT NULL;

-- +goose Down
DROP TABLE streams;
DROP TABLE nodes;
