-- When reports are due, what did not come, and what is to be done about it, by whom and until when.

-- How often one enrolment reports, set by hand in the place of its programme's schedule. A newer version holds from its
-- day on; all are kept.
CREATE TABLE enrolment_schedule (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    version bigint NOT NULL,
    from_day bigint NOT NULL,        -- local day since 1970-01-01
    phases text NOT NULL,            -- JSON as schedule/phases.h has it; []: the programme's own again
    reason text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,
    PRIMARY KEY (patient_id, enrolment_id, version)
) WITHOUT ROWID;

-- Days on which a patient reports nothing: a journey, a stay in hospital.
CREATE TABLE pause (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    from_day bigint NOT NULL,
    until_day bigint,                -- not in it; null: until somebody ends it
    reason text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,
    ended_by uuid REFERENCES account (id), -- before its time, or taken back: until_day says to when it held
    ended_at bigint,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

-- Yellow or red until green again: what an enrolment reports each day for. The open stretch stands on the enrolment.
ALTER TABLE enrolment ADD COLUMN unwell_from bigint;                    -- epoch milliseconds; null: it is well
ALTER TABLE enrolment ADD COLUMN unwell_causes bigint NOT NULL DEFAULT 0;  -- bits: what has to be green again (triage/unwell.h)
ALTER TABLE enrolment ADD COLUMN unwell_reports bigint NOT NULL DEFAULT 0; -- yellow or red ones running
CREATE TABLE unwell (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    reports bigint NOT NULL,
    PRIMARY KEY (patient_id, enrolment_id, from_at)
) WITHOUT ROWID;

-- The trace of reports that were due: missed, withdrawn (made in time and delivered late), met (the next one came),
-- cleared by somebody, moved (no longer due: a pause, another schedule).
CREATE TABLE missing_event (
    patient_id uuid NOT NULL,
    service_id uuid NOT NULL REFERENCES organisation (id),
    number bigint NOT NULL,          -- of the event that told it
    at bigint NOT NULL,
    kind text NOT NULL,
    due_at bigint NOT NULL,          -- the first deadline that it is about
    missed bigint NOT NULL,          -- how many deadlines running, then
    report_id uuid,                  -- withdrawn, met: by which
    account_id uuid REFERENCES account (id), -- cleared: by whom
    outcome text,                    -- cleared: contacted, no_answer, away, device, other
    note text,
    PRIMARY KEY (patient_id, service_id, number)
) WITHOUT ROWID;

-- Every second week a service goes through those who have been silent: what it came to.
CREATE TABLE silent_review (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    service_id uuid NOT NULL REFERENCES organisation (id),
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,
    decision text NOT NULL,          -- contacted, adjusted, closing_proposed, kept
    note text,
    task_id uuid,                    -- closing_proposed: what asks the municipality
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

-- When a patient is to be looked at next, for what time alone brings. One row a patient who is followed.
CREATE TABLE patient_due (
    patient_id uuid PRIMARY KEY,
    due_at bigint NOT NULL,          -- 0: now
    looked_at bigint NOT NULL,       -- 0: never; later than now: a clock went back, look again
    attempts bigint NOT NULL,        -- that failed, since it last went well
    failed_at bigint NOT NULL        -- 0: it never failed
) WITHOUT ROWID;
CREATE INDEX patient_due_at ON patient_due (due_at, patient_id);
CREATE INDEX patient_due_looked ON patient_due (looked_at);
CREATE INDEX patient_due_failing ON patient_due (patient_id) WHERE attempts > 0;
INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)
    SELECT DISTINCT patient_id, 0, 0, 0, 0 FROM enrolment;

-- What is to be done about a patient.
CREATE TABLE task (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    service_id uuid NOT NULL REFERENCES organisation (id), -- that follows the patient
    queue_id uuid NOT NULL REFERENCES organisation (id),   -- on whose list it stands
    owner_id uuid REFERENCES account (id), -- null: anybody's of the queue
    enrolment_id uuid,               -- null: of no one enrolment
    kind text NOT NULL,              -- task/task.h
    about text,                      -- by rule: what makes it the same one; null: made by hand
    title text,                      -- by hand; by rule the kind's words
    reason text,
    state text NOT NULL,             -- open, done, met (what it was for has come), cancelled
    due_at bigint NOT NULL,
    version bigint NOT NULL,         -- grows with every change
    case_id uuid,                    -- that it came from
    action_id uuid,                  -- effect_check: of which started action
    created_at bigint NOT NULL,
    created_by uuid REFERENCES account (id), -- null: by rule
    ended_at bigint,
    ended_by uuid REFERENCES account (id),
    outcome text,                    -- done: task/task.h
    note text,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX task_about ON task (patient_id, about) WHERE about IS NOT NULL;
CREATE INDEX task_queue ON task (queue_id, due_at, patient_id, id) WHERE state = 'open';
CREATE INDEX task_open ON task (patient_id, service_id) WHERE state = 'open';
CREATE INDEX task_sent ON task (service_id, due_at, patient_id, id) WHERE state = 'open';
CREATE INDEX task_ended ON task (queue_id, ended_at, patient_id, id) WHERE ended_at IS NOT NULL;
CREATE INDEX task_sent_ended ON task (service_id, ended_at, patient_id, id) WHERE ended_at IS NOT NULL;

-- The trace of a task. Never changed.
CREATE TABLE task_event (
    patient_id uuid NOT NULL,
    task_id uuid NOT NULL,
    number bigint NOT NULL,          -- of the event that told it
    at bigint NOT NULL,
    kind text NOT NULL,              -- created, moved, taken, handed_over, done, met, cancelled, reopened
    account_id uuid REFERENCES account (id), -- null: by rule
    due_at bigint NOT NULL,          -- as it stood after
    queue_id uuid NOT NULL REFERENCES organisation (id),
    owner_id uuid REFERENCES account (id),
    outcome text,
    note text,
    PRIMARY KEY (patient_id, task_id, number)
) WITHOUT ROWID;

-- Treatment that a patient has started by the plan (by the zone's words until there is one), and whether it helped.
CREATE TABLE started_action (
    patient_id uuid NOT NULL,
    id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    service_id uuid NOT NULL REFERENCES organisation (id),
    text text NOT NULL,
    zone bigint NOT NULL,            -- whose words it was started by
    case_id uuid,
    acknowledgement_id uuid,
    started_on bigint NOT NULL,      -- local day
    check_at bigint NOT NULL,        -- when its effect is to be asked for
    account_id uuid NOT NULL REFERENCES account (id),
    at bigint NOT NULL,
    effect text,                     -- better, unchanged, worse, stopped; null: not asked yet
    effect_note text,
    effect_by uuid REFERENCES account (id),
    effect_at bigint,
    PRIMARY KEY (patient_id, id)
) WITHOUT ROWID;

ALTER TABLE overview ADD COLUMN tasks_since bigint NOT NULL DEFAULT 0; -- when the oldest due task of the service fell due; 0: none
ALTER TABLE overview ADD COLUMN missed bigint NOT NULL DEFAULT 0;      -- deadlines missed running
UPDATE overview SET missed = missing;

-- What leaves the house: each once, and checked again when it leaves.
ALTER TABLE outbox ADD COLUMN about text;          -- with kind and patient: what it is for, never twice
ALTER TABLE outbox ADD COLUMN result text;         -- delivered, withdrawn, expired; null while it waits
ALTER TABLE outbox ADD COLUMN failed_at bigint NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX outbox_about ON outbox (patient_id, kind, about) WHERE about IS NOT NULL;
CREATE INDEX outbox_failing ON outbox (due_at) WHERE done_at IS NULL AND attempts > 0;
ALTER TABLE patient ADD COLUMN reminders bigint NOT NULL DEFAULT 1; -- 0: wants none
