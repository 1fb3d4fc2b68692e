-- Organisations, what they agreed, and who acts for them.

CREATE TABLE organisation (
    id uuid PRIMARY KEY,
    kind text NOT NULL, -- health_community, municipality, district, service, gp_office, hospital, department, home_nursing, unit
    name text NOT NULL,
    number text,                 -- municipality number, organisation number
    parent_id uuid REFERENCES organisation (id),
    party_id uuid NOT NULL,      -- the municipality, hospital … that signs for it; itself when it is one
    created_at bigint NOT NULL
) WITHOUT ROWID;

CREATE TABLE organisation_link (
    from_id uuid NOT NULL REFERENCES organisation (id),
    to_id uuid NOT NULL REFERENCES organisation (id),
    kind text NOT NULL,          -- serves (service to municipality), member (of a health community), partner (department to service)
    PRIMARY KEY (from_id, to_id, kind)
) WITHOUT ROWID;

CREATE TABLE agreement (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint,
    created_at bigint NOT NULL
) WITHOUT ROWID;

CREATE TABLE agreement_party (
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    agreement_id uuid NOT NULL REFERENCES agreement (id),
    PRIMARY KEY (organisation_id, agreement_id)
) WITHOUT ROWID;

CREATE TABLE agreement_programme (
    agreement_id uuid NOT NULL REFERENCES agreement (id),
    programme text NOT NULL,
    PRIMARY KEY (agreement_id, programme)
) WITHOUT ROWID;

CREATE TABLE account (
    id uuid PRIMARY KEY,
    login text NOT NULL UNIQUE,
    kind text NOT NULL,          -- person, machine, patient, kin
    name text NOT NULL,
    patient_id uuid,             -- whose own account it is
    active bigint NOT NULL,
    created_at bigint NOT NULL
) WITHOUT ROWID;

CREATE TABLE role (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    organisation_id uuid REFERENCES organisation (id),
    role text NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint
) WITHOUT ROWID;
CREATE INDEX role_account ON role (account_id);

CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES account (id),
    role_id uuid NOT NULL REFERENCES role (id),
    kind text NOT NULL,          -- cookie, bearer
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint
) WITHOUT ROWID;
CREATE INDEX session_expiry ON session (expires_at);
