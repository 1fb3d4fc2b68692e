-- Programmes, patients and their way through them.

CREATE TABLE programme (
    id text NOT NULL,            -- the file's name without ending
    version bigint NOT NULL,
    document text NOT NULL,      -- the file, as it was read
    created_at bigint NOT NULL,
    approved_at bigint,
    approved_by text,
    approval_note text,
    PRIMARY KEY (id, version)
) WITHOUT ROWID;

CREATE TABLE patient (
    id uuid PRIMARY KEY,
    national_id_system text,
    national_id text,
    family text NOT NULL,
    given text NOT NULL,
    birth_date text NOT NULL,    -- YYYY-MM-DD
    sex text NOT NULL,           -- FHIR's administrative gender
    municipality_id uuid NOT NULL REFERENCES organisation (id),
    gp_office_id uuid REFERENCES organisation (id),
    language text NOT NULL,
    created_at bigint NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX patient_national_id ON patient (national_id, national_id_system);

CREATE TABLE kin (
    patient_id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    may_read bigint NOT NULL,
    may_report bigint NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint,
    PRIMARY KEY (patient_id, account_id)
) WITHOUT ROWID;
CREATE INDEX kin_account ON kin (account_id);

CREATE TABLE enrolment (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    programme text NOT NULL,
    programme_version bigint NOT NULL,
    service_id uuid NOT NULL REFERENCES organisation (id),
    municipality_id uuid NOT NULL REFERENCES organisation (id),
    gp_office_id uuid REFERENCES organisation (id),
    department_id uuid REFERENCES organisation (id),
    state text NOT NULL,
    paused_from text,            -- the state that `paused` returns to
    state_since bigint NOT NULL,
    previous_id uuid,            -- reopened from
    limits_version bigint NOT NULL, -- the limit_order in force; 0: the programme's standard
    limits text,                 -- its limits once more, for every report: [[parameter, side, zone, operator, value], …]
    created_at bigint NOT NULL,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;
CREATE INDEX enrolment_service ON enrolment (service_id, patient_id);
CREATE INDEX enrolment_municipality ON enrolment (municipality_id, patient_id);
CREATE INDEX enrolment_gp_office ON enrolment (gp_office_id, patient_id);
CREATE INDEX enrolment_department ON enrolment (department_id, patient_id);

CREATE TABLE enrolment_transition (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    number bigint NOT NULL,
    from_state text NOT NULL,
    to_state text NOT NULL,
    reason text,
    effective_on text,           -- YYYY-MM-DD
    account_id uuid NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (patient_id, enrolment_id, number)
) WITHOUT ROWID;

-- One order replaces an enrolment's individual limits by a new whole set. Kept for ever.
CREATE TABLE limit_order (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    version bigint NOT NULL,
    ordered_by text NOT NULL,
    ordered_at bigint NOT NULL,
    entered_by uuid NOT NULL,
    entered_at bigint NOT NULL,
    checked_by uuid,
    checked_at bigint,
    reason text NOT NULL,
    evidence text,
    PRIMARY KEY (patient_id, enrolment_id, version)
) WITHOUT ROWID;

CREATE TABLE patient_limit (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    version bigint NOT NULL,
    parameter bigint NOT NULL,
    side bigint NOT NULL,        -- 0 low, 1 high
    zone bigint NOT NULL,        -- 2 yellow, 3 red
    kind text NOT NULL,          -- limit
    condition text NOT NULL,     -- '' always
    operator bigint NOT NULL,    -- 0 <, 1 <=, 2 >, 3 >=
    value bigint NOT NULL,       -- millionths of the parameter's unit
    basis text NOT NULL,         -- absolute, habitual
    PRIMARY KEY (patient_id, enrolment_id, version, parameter, side, zone, kind, condition)
) WITHOUT ROWID;
