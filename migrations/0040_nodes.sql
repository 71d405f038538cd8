-- What another node has changed lately, for a node that was not told: one look a
-- second by these. Ends of sign-ins and visits are rare, so their indexes are small.

-- +goose Up
CREATE INDEX conversations_updated ON conversations (updated_at, id);
CREATE INDEX sign_ins_revoked ON sign_ins (revoked_at, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX visits_ended ON visits (ended_at, id) WHERE ended_at IS NOT NULL;

-- +goose Down
DROP INDEX visits_ended;
DROP INDEX sign_ins_revoked;
DROP INDEX conversations_updated;
