-- What happened, who saw it, what was answered, what leaves the house.

CREATE TABLE event (
    id bigint PRIMARY KEY,       -- without gaps, in the order of the commits
    at bigint NOT NULL,
    kind text NOT NULL,
    patient_id uuid NOT NULL,
    enrolment_id uuid,
    service_id uuid NOT NULL,
    municipality_id uuid NOT NULL,
    gp_office_id uuid,
    department_id uuid,
    programme text NOT NULL
) WITHOUT ROWID;

-- hash = SHA-256 of the one before it in the lane and of the row.
CREATE TABLE access_log (
    lane bigint NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    organisation_id uuid,
    ground text NOT NULL,        -- service, municipality, gp_office, department, self, kin
    action text NOT NULL,
    patient_id uuid,
    patients bytea,              -- a list names all that it showed: 16 bytes each
    detail text,
    hash bytea NOT NULL,
    PRIMARY KEY (lane, number)
) WITHOUT ROWID;
CREATE INDEX access_log_patient ON access_log (patient_id, number) WHERE patient_id IS NOT NULL;
CREATE INDEX access_log_list ON access_log (number) WHERE patients IS NOT NULL;

CREATE TABLE idempotency (
    account_id uuid NOT NULL,
    key text NOT NULL,
    request bytea NOT NULL,      -- hash of method, path and body
    status bigint NOT NULL,
    content_type text NOT NULL,
    location text,
    etag text,
    body text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (account_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    patient_id uuid,
    payload text NOT NULL,
    created_at bigint NOT NULL,
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    done_at bigint
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;
