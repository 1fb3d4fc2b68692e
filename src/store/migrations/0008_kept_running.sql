-- What is needed to keep a service running: work that comes due, done by one process at a time; the access log sealed day
-- by day; links by which somebody without another way in logs in once.

CREATE TABLE job (
    name text PRIMARY KEY,
    due_at bigint NOT NULL,
    leased_by uuid,                  -- the process that does it now
    leased_until bigint NOT NULL DEFAULT 0,
    done_at bigint NOT NULL DEFAULT 0,    -- when it last went well; 0: never
    failed_at bigint NOT NULL DEFAULT 0,
    failures bigint NOT NULL DEFAULT 0    -- since it last went well
) WITHOUT ROWID;

-- hash = SHA-256 of the one before it and of the row. `heads` are the ends of all lanes at that time: lane, number and
-- hash of each, by lane.
CREATE TABLE access_log_seal (
    number bigint PRIMARY KEY,       -- without gaps
    day bigint NOT NULL UNIQUE,      -- local day that is over, since 1970-01-01
    at bigint NOT NULL,
    heads bytea NOT NULL,
    hash bytea NOT NULL
) WITHOUT ROWID;

CREATE TABLE login_link (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint                   -- null: not yet
) WITHOUT ROWID;
CREATE INDEX login_link_account ON login_link (account_id);
