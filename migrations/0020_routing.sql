-- Who gets a conversation, and why: how a workstream hands out its work, how a
-- queue chooses, what was offered to whom and what became of it. Columns with
-- constant defaults: no table is rewritten.

-- +goose Up
ALTER TABLE workstreams ADD COLUMN distribution TEXT NOT NULL DEFAULT 'push' CHECK (distribution IN ('push', 'pick'));
ALTER TABLE workstreams ADD COLUMN pick_from_push BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE workstreams ADD COLUMN allowed_presences TEXT NOT NULL DEFAULT 'available,busy' CHECK (allowed_presences <> '');
-- 0 is no limit.
ALTER TABLE workstreams ADD COLUMN max_concurrency BIGINT NOT NULL DEFAULT 0 CHECK (max_concurrency BETWEEN 0 AND 1000);
ALTER TABLE workstreams ADD COLUMN auto_accept BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE workstreams ADD COLUMN auto_accept_returning BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE workstreams ADD COLUMN decline_limit BIGINT NOT NULL DEFAULT 3 CHECK (decline_limit BETWEEN 1 AND 5);
ALTER TABLE workstreams ADD COLUMN cool_down_seconds BIGINT NOT NULL DEFAULT 60 CHECK (cool_down_seconds BETWEEN 0 AND 3600);
ALTER TABLE workstreams ADD COLUMN affinity_hold_minutes BIGINT NOT NULL DEFAULT 0 CHECK (affinity_hold_minutes BETWEEN 0 AND 10080);
-- Minutes; 0 is never.
ALTER TABLE workstreams ADD COLUMN follow_up_minutes BIGINT NOT NULL DEFAULT 0 CHECK (follow_up_minutes BETWEEN 0 AND 525600);
ALTER TABLE workstreams ADD COLUMN idle_minutes BIGINT NOT NULL DEFAULT 10 CHECK (idle_minutes BETWEEN 0 AND 1440);
ALTER TABLE workstreams ADD COLUMN auto_park BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE workstreams ADD COLUMN missed_sets_inactive BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE workstreams ADD COLUMN declined_sets_dnd BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE workstreams ADD COLUMN desktop_notification TEXT NOT NULL DEFAULT 'background' CHECK (desktop_notification IN ('never', 'background', 'always'));
-- What is too long, for the supervisor's board; 0 is no target.
ALTER TABLE workstreams ADD COLUMN wait_target_seconds BIGINT NOT NULL DEFAULT 300 CHECK (wait_target_seconds BETWEEN 0 AND 86400);
ALTER TABLE workstreams ADD COLUMN handling_target_seconds BIGINT NOT NULL DEFAULT 0 CHECK (handling_target_seconds BETWEEN 0 AND 86400);

-- 1 is served first.
ALTER TABLE queues ADD COLUMN priority BIGINT NOT NULL DEFAULT 10 CHECK (priority BETWEEN 1 AND 100);
ALTER TABLE queues ADD COLUMN assignment TEXT NOT NULL DEFAULT 'highest_capacity' CHECK (assignment IN ('highest_capacity', 'round_robin'));

-- When something was given to them last, and when they were last without any.
ALTER TABLE agents ADD COLUMN assigned_at TIMESTAMPTZ;

-- What the agent's browser has said of the standing offer, until when only the
-- preferred agent may have a conversation, when a parked one is to be looked at.
ALTER TABLE conversations ADD COLUMN offer_shown_at TIMESTAMPTZ;
ALTER TABLE conversations ADD COLUMN preferred_until TIMESTAMPTZ;
ALTER TABLE conversations ADD COLUMN follow_up_at TIMESTAMPTZ;
-- The customer has been silent since then in an active one: its agent may park it.
ALTER TABLE conversations ADD COLUMN idle_at TIMESTAMPTZ;
ALTER TABLE conversations ADD COLUMN route_failed_at TIMESTAMPTZ;
CREATE INDEX conversations_load ON conversations (agent_id, state, workstream_id, wrap_up_at) WHERE state IN ('active', 'wrap_up');

-- One conversation put before one agent: to take it on, to take it over from a
-- colleague, or to be consulted. Answered ones are kept: they say who may be asked
-- again, and how the desk did.
CREATE TABLE offers (
    id              TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    agent_id        TEXT NOT NULL REFERENCES agents (id),
    kind            TEXT NOT NULL CHECK (kind IN ('work', 'transfer', 'consult')),
    by_agent_id     TEXT REFERENCES agents (id),
    note            TEXT NOT NULL DEFAULT '',
    why             TEXT NOT NULL DEFAULT '',
    offered_at      TIMESTAMPTZ NOT NULL,
    expires_at      TIMESTAMPTZ NOT NULL,
    shown_at        TIMESTAMPTZ,
    ended_at        TIMESTAMPTZ,
    outcome         TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'accepted', 'declined', 'missed', 'unseen', 'withdrawn')),
    CHECK ((ended_at IS NULL) = (outcome = '')),
    CHECK (kind = 'work' OR by_agent_id IS NOT NULL)
);
CREATE UNIQUE INDEX offers_one_standing ON offers (conversation_id) WHERE ended_at IS NULL AND kind IN ('work', 'transfer');
CREATE UNIQUE INDEX offers_one_consult ON offers (conversation_id, agent_id) WHERE ended_at IS NULL AND kind = 'consult';
CREATE INDEX offers_conversation ON offers (conversation_id, offered_at);
CREATE INDEX offers_agent ON offers (agent_id, offered_at);
CREATE INDEX offers_standing ON offers (expires_at) WHERE ended_at IS NULL;

-- Why a conversation went where it did: who was considered, with what load, and
-- why this one, or why nobody. considered is JSON for people to read.
CREATE TABLE decisions (
    id              TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    at              TIMESTAMPTZ NOT NULL,
    cause           TEXT NOT NULL,
    queue_id        TEXT NOT NULL REFERENCES queues (id),
    agent_id        TEXT REFERENCES agents (id),
    reason          TEXT NOT NULL,
    considered      TEXT NOT NULL DEFAULT '[]',
    again           BIGINT NOT NULL DEFAULT 0 CHECK (again >= 0),
    again_at        TIMESTAMPTZ
);
CREATE INDEX decisions_conversation ON decisions (conversation_id, at);

-- +goose Down
DROP TABLE decisions;
DROP TABLE offers;
DROP INDEX conversations_load;
ALTER TABLE conversations DROP COLUMN route_failed_at;
ALTER TABLE conversations DROP COLUMN idle_at;
ALTER TABLE conversations DROP COLUMN follow_up_at;
ALTER TABLE conversations DROP COLUMN preferred_until;
ALTER TABLE conversations DROP COLUMN offer_shown_at;
ALTER TABLE agents DROP COLUMN assigned_at;
ALTER TABLE queues DROP COLUMN assignment;
ALTER TABLE queues DROP COLUMN priority;
ALTER TABLE workstreams DROP COLUMN handling_target_seconds;
ALTER TABLE workstreams DROP COLUMN wait_target_seconds;
ALTER TABLE workstreams DROP COLUMN desktop_notification;
ALTER TABLE workstreams DROP COLUMN declined_sets_dnd;
ALTER TABLE workstreams DROP COLUMN missed_sets_inactive;
ALTER TABLE workstreams DROP COLUMN auto_park;
ALTER TABLE workstreams DROP COLUMN idle_minutes;
ALTER TABLE workstreams DROP COLUMN follow_up_minutes;
ALTER TABLE workstreams DROP COLUMN affinity_hold_minutes;
ALTER TABLE workstreams DROP COLUMN cool_down_seconds;
ALTER TABLE workstreams DROP COLUMN decline_limit;
ALTER TABLE workstreams DROP COLUMN auto_accept_returning;
ALTER TABLE workstreams DROP COLUMN auto_accept;
ALTER TABLE workstreams DROP COLUMN max_concurrency;
ALTER TABLE workstreams DROP COLUMN allowed_presences;
ALTER TABLE workstreams DROP COLUMN pick_from_push;
ALTER TABLE workstreams DROP COLUMN distribution;
