-- The nurse's desk: acts that can be taken back, what a green row wants looked at, contacts and notes, corrections
-- with their reason, saved views; limits that wait for a second person; what an administrator keeps.

-- One act, of one patient or of many greens at once, has one batch: it is taken back as a whole.
ALTER TABLE acknowledgement ADD COLUMN batch_id uuid;              -- null: from before acts could be taken back
ALTER TABLE acknowledgement ADD COLUMN unconfirmed bigint NOT NULL DEFAULT 0; -- what the row said before, beside zone
ALTER TABLE acknowledgement ADD COLUMN zone_since bigint;
ALTER TABLE acknowledgement ADD COLUMN enrolment_id uuid;          -- that led
ALTER TABLE acknowledgement ADD COLUMN looks bigint NOT NULL DEFAULT 0;
ALTER TABLE acknowledgement ADD COLUMN remark text;
ALTER TABLE acknowledgement ADD COLUMN taken_by uuid;
ALTER TABLE acknowledgement ADD COLUMN taken_at bigint;
ALTER TABLE acknowledgement ADD COLUMN contact_before bigint NOT NULL DEFAULT 0; -- overview.contact_at
CREATE INDEX acknowledgement_batch ON acknowledgement (batch_id);
ALTER TABLE triage_case ADD COLUMN acknowledgement_id uuid;        -- that closed it; null again when that is taken back

CREATE TABLE acknowledgement_undone (
    patient_id uuid NOT NULL,
    acknowledgement_id uuid NOT NULL,
    account_id uuid NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (patient_id, acknowledgement_id)
) WITHOUT ROWID;

ALTER TABLE overview ADD COLUMN contact_at bigint NOT NULL DEFAULT 0;    -- when service and patient were last in touch; 0: never
ALTER TABLE overview ADD COLUMN looks bigint NOT NULL DEFAULT 0;         -- bits: what in the reports not yet seen wants a look
ALTER TABLE overview ADD COLUMN remark text;                             -- the patient's own words in them
ALTER TABLE overview ADD COLUMN missing_since bigint NOT NULL DEFAULT 0; -- 0: nothing is missing
CREATE INDEX overview_taken ON overview (taken_by, service_id) WHERE taken_by IS NOT NULL;

-- Who spoke with whom, when, about what, and what came of it. Never changed: a correction replaces.
CREATE TABLE contact (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisation (id), -- for whom the account acted
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,              -- when it was
    recorded_at bigint NOT NULL,
    kind text NOT NULL,              -- phone, message, video, visit
    party text NOT NULL,             -- with whom: patient, kin, gp, hospital, home_nursing, other
    about text,
    outcomes text NOT NULL,          -- JSON as in acknowledgement; [] when none was said
    note text,
    acknowledgement_id uuid,         -- the act that it was part of
    replaces_id uuid,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

-- What personnel want the others around a patient to know. Never changed: a correction replaces.
CREATE TABLE note (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,
    text text NOT NULL,
    replaces_id uuid,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

-- Why a version of an Observation took the place of the one before.
CREATE TABLE correction (
    patient_id uuid NOT NULL,
    key bytea NOT NULL,              -- of the Observation
    version bigint NOT NULL,         -- the new one
    reason text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,
    PRIMARY KEY (patient_id, key, version)
) WITHOUT ROWID;

-- A choice of filters that somebody gave a name.
CREATE TABLE worklist_view (
    account_id uuid NOT NULL REFERENCES account (id),
    id uuid NOT NULL,
    name text NOT NULL,
    query text NOT NULL,             -- of the work list
    created_at bigint NOT NULL,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID;

-- An order waits until a second person has checked it, is in force, or was turned down.
ALTER TABLE limit_order ADD COLUMN replaces_version bigint NOT NULL DEFAULT 0; -- in force when it was entered; 0: the programme's
ALTER TABLE limit_order ADD COLUMN floor_reason text;    -- why it may be looser than the programme's floor
ALTER TABLE limit_order ADD COLUMN rejected_by uuid;     -- who entered it may withdraw it so
ALTER TABLE limit_order ADD COLUMN rejected_at bigint;
ALTER TABLE limit_order ADD COLUMN rejected_reason text;
CREATE INDEX limit_order_pending ON limit_order (entered_at) WHERE checked_at IS NULL AND rejected_at IS NULL;

ALTER TABLE patient ADD COLUMN phone text;
ALTER TABLE patient ADD COLUMN search text NOT NULL DEFAULT ''; -- the name, folded: str_fold
-- As str_fold does with the letters that Norwegian and Sámi names have.
UPDATE patient SET search = lower(given || ' ' || family);
UPDATE patient SET search = replace(replace(replace(replace(replace(replace(replace(replace(search, 'Å', 'a'), 'å', 'a'), 'Ä', 'a'), 'ä', 'a'), 'Á', 'a'), 'á', 'a'), 'À', 'a'), 'à', 'a');
UPDATE patient SET search = replace(replace(search, 'Æ', 'ae'), 'æ', 'ae');
UPDATE patient SET search = replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(search, 'Ø', 'o'), 'ø', 'o'), 'Ö', 'o'), 'ö', 'o'), 'Ó', 'o'), 'ó', 'o'), 'Ò', 'o'), 'ò', 'o'), 'Ô', 'o'), 'ô', 'o');
UPDATE patient SET search = replace(replace(replace(replace(replace(replace(search, 'É', 'e'), 'é', 'e'), 'È', 'e'), 'è', 'e'), 'Ê', 'e'), 'ê', 'e');
UPDATE patient SET search = replace(replace(search, 'Ü', 'u'), 'ü', 'u');
UPDATE patient SET search = replace(replace(search, 'Č', 'c'), 'č', 'c');
UPDATE patient SET search = replace(replace(search, 'Đ', 'd'), 'đ', 'd');
UPDATE patient SET search = replace(replace(search, 'Ŋ', 'n'), 'ŋ', 'n');
UPDATE patient SET search = replace(replace(search, 'Š', 's'), 'š', 's');
UPDATE patient SET search = replace(replace(search, 'Ŧ', 't'), 'ŧ', 't');
UPDATE patient SET search = replace(replace(search, 'Ž', 'z'), 'ž', 'z');
UPDATE patient SET search = replace(search, '-', ' ');
CREATE INDEX patient_search ON patient (search);
CREATE INDEX account_patient ON account (patient_id);

ALTER TABLE organisation ADD COLUMN ended_at bigint;
ALTER TABLE agreement ADD COLUMN created_by uuid;
ALTER TABLE agreement ADD COLUMN proposed_to uuid; -- the party that has yet to accept: it opens nothing until then
ALTER TABLE agreement ADD COLUMN ended_by uuid;
ALTER TABLE role ADD COLUMN given_by uuid;
ALTER TABLE role ADD COLUMN ended_by uuid;

-- A day with other hours than its weekday's.
CREATE TABLE opening_exception (
    organisation_id uuid NOT NULL REFERENCES organisation (id),
    day bigint NOT NULL,             -- days since 1970-01-01
    opens bigint NOT NULL,           -- minutes after midnight; opens = closes: closed
    closes bigint NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (organisation_id, day)
) WITHOUT ROWID;
