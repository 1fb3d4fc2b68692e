-- Whole reports: under what a value was measured, forms that were answered, and their words; threads between
-- patient and service; when a service is there.

ALTER TABLE observation ADD COLUMN conditions bigint NOT NULL DEFAULT 0; -- bits: rest, activity, oxygen

-- Changes over different spans stand beside each other.
CREATE TABLE patient_limit_next (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    version bigint NOT NULL,
    parameter bigint NOT NULL,
    side bigint NOT NULL,        -- 0 low, 1 high
    zone bigint NOT NULL,        -- 2 yellow, 3 red
    kind text NOT NULL,          -- limit, change
    condition text NOT NULL,     -- '' always; rest, activity, oxygen
    days bigint NOT NULL,        -- of a change: its span; else 0
    operator bigint NOT NULL,    -- 0 <, 1 <=, 2 >, 3 >=
    value bigint NOT NULL,       -- millionths of the parameter's unit
    basis text NOT NULL,         -- absolute, habitual
    PRIMARY KEY (patient_id, enrolment_id, version, parameter, side, zone, kind, condition, days)
) WITHOUT ROWID;
INSERT INTO patient_limit_next (patient_id, enrolment_id, version, parameter, side, zone, kind, condition,
    days, operator, value, basis)
    SELECT patient_id, enrolment_id, version, parameter, side, zone, kind, condition, 0, operator, value, basis
    FROM patient_limit;
DROP TABLE patient_limit;
ALTER TABLE patient_limit_next RENAME TO patient_limit;

ALTER TABLE programme ADD COLUMN loaded_by uuid;             -- null: came with the program
ALTER TABLE programme ADD COLUMN approved_account uuid;      -- null: approved by name only

-- A form that was answered. A correction is the same key with the next version, as for an Observation.
CREATE TABLE response (
    patient_id uuid NOT NULL,
    authored bigint NOT NULL,        -- epoch milliseconds, the start of what was given
    key bytea NOT NULL,              -- 16 bytes
    version bigint NOT NULL,
    report_id uuid NOT NULL,
    programme text NOT NULL,
    programme_version bigint NOT NULL,
    form text NOT NULL,              -- the form's id within the programme
    status text NOT NULL,            -- FHIR's
    authored_precision bigint NOT NULL,
    authored_offset bigint NOT NULL, -- minutes east of UTC
    received_at bigint NOT NULL,
    account_id uuid NOT NULL,
    identifier_system text,
    identifier_value text,
    content bytea NOT NULL,          -- 16 bytes: a hash of the whole resource
    score bigint,                    -- millionths; null: the form has none
    findings text NOT NULL,          -- JSON, for what is reported later on the same day
    document text NOT NULL,          -- the items with the answers that count, as FHIR JSON
    extra text,                      -- what else the resource said, as JSON
    PRIMARY KEY (patient_id, authored, key, version)
) WITHOUT ROWID;
CREATE UNIQUE INDEX response_key ON response (key, patient_id, version);

-- What the patient last reported by the product's own application, however many devices report beside it.
CREATE INDEX report_app ON report (patient_id, id) WHERE source = 'app';

-- What patient and service write to each other. Messages are never changed.
CREATE TABLE thread (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    service_id uuid NOT NULL REFERENCES organisation (id),
    subject text NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid NOT NULL,
    last_at bigint NOT NULL,
    last_number bigint NOT NULL,     -- of its newest message
    patient_unread bigint NOT NULL,  -- messages that the patient has not seen
    service_unread bigint NOT NULL,  -- messages that the service has not seen
    service_unread_since bigint NOT NULL, -- when the oldest of these came; 0: none
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;
CREATE INDEX thread_last ON thread (patient_id, last_at, id);

CREATE TABLE message (
    patient_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    number bigint NOT NULL,          -- from 1, in the order in which they came
    at bigint NOT NULL,
    account_id uuid NOT NULL,
    side text NOT NULL,              -- patient, service
    body text NOT NULL,
    PRIMARY KEY (patient_id, thread_id, number)
) WITHOUT ROWID;

-- Who has seen a thread up to which message: once for each account.
CREATE TABLE message_seen (
    patient_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    account_id uuid NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (patient_id, thread_id, account_id, number)
) WITHOUT ROWID;

-- The row's `since` orders the list. It follows from these two: since when its zone, and since when a message, waits.
ALTER TABLE overview ADD COLUMN zone_since bigint NOT NULL DEFAULT 0;
ALTER TABLE overview ADD COLUMN unread_since bigint NOT NULL DEFAULT 0; -- 0: none is unread
UPDATE overview SET zone_since = since;

ALTER TABLE organisation ADD COLUMN phone text;

-- When a service follows up, by the local clock; a weekday without a row is closed, and so are Norwegian holidays.
CREATE TABLE opening_hours (
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    weekday bigint NOT NULL,         -- 0 Monday … 6 Sunday
    opens bigint NOT NULL,           -- minutes after midnight
    closes bigint NOT NULL,
    PRIMARY KEY (organisation_id, weekday)
) WITHOUT ROWID;
