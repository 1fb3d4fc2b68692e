-- What is to be handled, and by whom.

CREATE TABLE triage_case (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    service_id uuid NOT NULL,
    opened_at bigint NOT NULL,
    since bigint NOT NULL,       -- opened, or last worsened
    zone bigint NOT NULL,
    unconfirmed bigint NOT NULL,
    report_id uuid NOT NULL,     -- the one that opened or last worsened it
    reasons text NOT NULL,
    closed_at bigint,
    closed_by uuid,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;
CREATE INDEX triage_case_open ON triage_case (patient_id, service_id) WHERE closed_at IS NULL;

-- What somebody did about what was shown: green, yellow or red, closed or only tried. Never changed.
CREATE TABLE acknowledgement (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    service_id uuid NOT NULL,
    at bigint NOT NULL,
    account_id uuid NOT NULL,
    zone bigint NOT NULL,
    reasons text NOT NULL,
    overview_version bigint NOT NULL, -- what was seen
    outcomes text NOT NULL,      -- JSON: ["guided_by_plan", …]
    note text,
    closed bigint NOT NULL,      -- 0: an attempt, the cases stay open
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

-- The trace of a case: opened, worsened, attempted, closed.
CREATE TABLE triage_case_event (
    patient_id uuid NOT NULL,
    case_id uuid NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    account_id uuid NOT NULL,
    PRIMARY KEY (patient_id, case_id, number)
) WITHOUT ROWID;

-- One row a patient and service, kept by whatever changes what it tells. The work list reads only this,
-- through one index, so that its first page costs the same for any number of patients.
CREATE TABLE overview (
    patient_id uuid NOT NULL,
    service_id uuid NOT NULL,
    municipality_id uuid NOT NULL,
    tier bigint NOT NULL,        -- 0 red, 1 yellow, 2 attention, 3 green, 4 nothing to do
    zone bigint NOT NULL,
    unconfirmed bigint NOT NULL,
    since bigint NOT NULL,
    version bigint NOT NULL,     -- grows with every report: what was acknowledged is what was seen
    enrolment_id uuid,           -- the one that leads
    report_id uuid,              -- the latest
    report_open_until bigint NOT NULL, -- single Observations of the same source join it until then
    report_account_id uuid,
    reported_at bigint,
    reasons text NOT NULL,       -- JSON as in outcome, of the one that leads
    missing bigint NOT NULL,
    unread bigint NOT NULL,
    tasks bigint NOT NULL,
    taken_by uuid,
    taken_at bigint,
    PRIMARY KEY (patient_id, service_id)
) WITHOUT ROWID;
CREATE INDEX overview_service ON overview (service_id, tier, since, patient_id);
CREATE INDEX overview_municipality ON overview (municipality_id, tier, since, patient_id, service_id);
