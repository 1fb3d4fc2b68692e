-- What patients measure, and what the rules said of it. Rows are never changed.

CREATE TABLE report (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    source text NOT NULL,        -- fhir, app, bundle
    account_id uuid NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

-- One row a measured value; a panel's values share key and version. The key is a hash of what makes an
-- Observation the same one (its identifier, the idempotency key, or what was measured when): it keeps
-- doubles out and is half of the public id. A correction is the same key with the next version.
-- Clustered by patient, parameter and time: a curve is one range of one tree.
CREATE TABLE observation (
    patient_id uuid NOT NULL,
    parameter bigint NOT NULL,
    effective bigint NOT NULL,   -- epoch milliseconds, the start of what was given
    key bytea NOT NULL,          -- 16 bytes
    version bigint NOT NULL,
    panel bigint NOT NULL,       -- the panel's parameter, or 0
    report_id uuid NOT NULL,
    status text NOT NULL,        -- FHIR's
    value bigint,                -- millionths of the parameter's unit; null: absent
    value_text text,             -- as it was written
    unit text,                   -- as it was written
    marks bigint NOT NULL,
    effective_precision bigint NOT NULL,
    effective_offset bigint NOT NULL, -- minutes east of UTC
    received_at bigint NOT NULL,
    account_id uuid NOT NULL,
    device text,
    identifier_system text,
    identifier_value text,
    content bytea NOT NULL,      -- 16 bytes: a hash of the whole resource
    extra text,                  -- what else the resource said, as JSON
    PRIMARY KEY (patient_id, parameter, effective, key, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX observation_key ON observation (key, patient_id, version, parameter);

CREATE TABLE outcome (
    patient_id uuid NOT NULL,
    report_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    number bigint NOT NULL,      -- again when something joined the report
    at bigint NOT NULL,
    zone bigint NOT NULL,
    unconfirmed bigint NOT NULL,
    rule_version bigint NOT NULL,
    programme_version bigint NOT NULL,
    limits_version bigint NOT NULL,
    inputs text NOT NULL,        -- JSON: [[parameter, value, marks], …]
    reasons text NOT NULL,       -- JSON: [[rule, parameter, zone, value, limit, operator], …]
    PRIMARY KEY (patient_id, report_id, enrolment_id, number)
) WITHOUT ROWID;
