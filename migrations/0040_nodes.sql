-- What another node has changed lately, for a node that was not told: one look a
-- second by these. A conversation's time is indexed to a quarter of a minute: most
-- writes leave that as it is, and Postgres then need not touch any index of the table
-- (a heap-only update). Ends of sign-ins and visits are rare, so their indexes are small.

-- +goose Up
ALTER TABLE conversations ADD COLUMN touched_at TIMESTAMPTZ;
CREATE INDEX conversations_touched ON conversations (touched_at);
CREATE INDEX sign_ins_revoked ON sign_ins (revoked_at, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX visits_ended ON visits (ended_at, id) WHERE ended_at IS NOT NULL;

-- +goose Down
DROP INDEX visits_ended;
DROP INDEX sign_ins_revoked;
DROP INDEX conversations_touched;
ALTER TABLE conversations DROP COLUMN touched_at;
