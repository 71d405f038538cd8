-- The conversation and its one log. What must never be wrong is a constraint:
-- states and what they imply, one running persistent conversation per widget
-- and customer, one row per sequence number and per client id.

-- +goose Up
CREATE TABLE conversations (
    id                       TEXT PRIMARY KEY,
    widget_id                TEXT NOT NULL REFERENCES widgets (id),
    workstream_id            TEXT NOT NULL REFERENCES workstreams (id),
    customer_id              TEXT NOT NULL REFERENCES customers (id),
    mode                     TEXT NOT NULL CHECK (mode IN ('live', 'persistent')),
    state                    TEXT NOT NULL CHECK (state IN ('open', 'active', 'waiting', 'wrap_up', 'closed')),
    reason                   TEXT NOT NULL,
    agent_id                 TEXT REFERENCES agents (id),
    preferred_agent_id       TEXT REFERENCES agents (id),
    announced_agent_id       TEXT REFERENCES agents (id),
    offered_agent_id         TEXT REFERENCES agents (id),
    offered_at               TIMESTAMPTZ,
    offer_expires_at         TIMESTAMPTZ,
    turn                     TEXT NOT NULL CHECK (turn IN ('agent', 'customer', 'nobody')),
    turn_since               TIMESTAMPTZ NOT NULL,
    last_seq                 BIGINT NOT NULL CHECK (last_seq >= 0),
    last_changed_seq         BIGINT NOT NULL CHECK (last_changed_seq >= last_seq),
    last_message_seq         BIGINT NOT NULL DEFAULT 0,
    last_message_kind        TEXT NOT NULL DEFAULT '',
    last_message_text        TEXT NOT NULL DEFAULT '',
    last_message_at          TIMESTAMPTZ NOT NULL,
    last_customer_seq        BIGINT NOT NULL DEFAULT 0,
    customer_read_seq        BIGINT NOT NULL DEFAULT 0,
    agent_read_seq           BIGINT NOT NULL DEFAULT 0,
    customer_read_at         TIMESTAMPTZ,
    customer_unread          BIGINT NOT NULL DEFAULT 0 CHECK (customer_unread >= 0),
    agent_unread             BIGINT NOT NULL DEFAULT 0 CHECK (agent_unread >= 0),
    inbox_order              BIGINT NOT NULL,
    context                  TEXT NOT NULL DEFAULT '{}',
    summary                  TEXT NOT NULL DEFAULT '',
    transfer_count           BIGINT NOT NULL DEFAULT 0,
    ended_by                 TEXT NOT NULL DEFAULT '' CHECK (ended_by IN ('', 'agent', 'customer', 'system', 'supervisor')),
    ended_seq                BIGINT NOT NULL DEFAULT 0,
    created_at               TIMESTAMPTZ NOT NULL,
    wait_started_at          TIMESTAMPTZ NOT NULL,
    accepted_at              TIMESTAMPTZ,
    first_response_at        TIMESTAMPTZ,
    state_changed_at         TIMESTAMPTZ NOT NULL,
    waiting_since            TIMESTAMPTZ,
    customer_left_at         TIMESTAMPTZ,
    wrap_up_at               TIMESTAMPTZ,
    closed_at                TIMESTAMPTZ,
    deadline_at              TIMESTAMPTZ,
    updated_at               TIMESTAMPTZ NOT NULL,
    CHECK (state NOT IN ('active', 'waiting') OR agent_id IS NOT NULL),
    CHECK (state <> 'open' OR agent_id IS NULL),
    CHECK (mode <> 'live' OR state <> 'waiting'),
    CHECK ((state = 'waiting') = (waiting_since IS NOT NULL)),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state <> 'wrap_up' OR wrap_up_at IS NOT NULL),
    CHECK (offered_agent_id IS NULL OR state = 'open'),
    CHECK ((offered_agent_id IS NULL) = (offer_expires_at IS NULL)),
    CHECK ((offered_agent_id IS NULL) = (offered_at IS NULL)),
    CHECK (state NOT IN ('wrap_up', 'closed') OR turn = 'nobody'),
    CHECK (state NOT IN ('wrap_up', 'closed') OR ended_by <> '')
);
CREATE UNIQUE INDEX conversations_one_running ON conversations (widget_id, customer_id)
    WHERE mode = 'persistent' AND state IN ('open', 'active', 'waiting');
CREATE INDEX conversations_customer ON conversations (customer_id, created_at);
CREATE INDEX conversations_mine ON conversations (agent_id, inbox_order, id)
    WHERE state IN ('active', 'waiting', 'wrap_up');
CREATE INDEX conversations_mine_state ON conversations (agent_id, state, inbox_order, id);
CREATE INDEX conversations_offered ON conversations (offered_agent_id) WHERE offered_agent_id IS NOT NULL;
CREATE INDEX conversations_open ON conversations (inbox_order, id) WHERE state = 'open';
CREATE INDEX conversations_closed ON conversations (closed_at, id) WHERE state = 'closed';
CREATE INDEX conversations_closed_by ON conversations (agent_id, closed_at, id) WHERE state = 'closed';
CREATE INDEX conversations_deadline ON conversations (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX conversations_workstream ON conversations (workstream_id, state);

-- client_id is made by the writer's browser; rows the system writes have none.
CREATE TABLE messages (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    seq             BIGINT NOT NULL CHECK (seq > 0),
    changed_seq     BIGINT NOT NULL CHECK (changed_seq >= seq),
    kind            TEXT NOT NULL CHECK (kind IN ('customer', 'agent', 'internal', 'automated', 'event')),
    audience        TEXT NOT NULL CHECK (audience IN ('everyone', 'staff')),
    event           TEXT NOT NULL DEFAULT '',
    agent_id        TEXT REFERENCES agents (id),
    visit_id        TEXT REFERENCES visits (id),
    client_id       TEXT CHECK (client_id <> ''),
    body            TEXT NOT NULL DEFAULT '',
    created_at      TIMESTAMPTZ NOT NULL,
    retracted_at    TIMESTAMPTZ,
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (client_id, conversation_id),
    CHECK (kind <> 'internal' OR audience = 'staff'),
    CHECK (kind NOT IN ('customer', 'agent') OR audience = 'everyone'),
    CHECK ((kind = 'event') = (event <> '')),
    CHECK (kind <> 'customer' OR visit_id IS NOT NULL)
);
CREATE UNIQUE INDEX messages_changed ON messages (conversation_id, changed_seq);

-- +goose Down
DROP TABLE messages;
DROP TABLE conversations;
