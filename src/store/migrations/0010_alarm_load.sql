-- How many days each limit alarmed: rolled up by a job out of outcomes, cases and schedules, all of which can be read again.

-- A month of one enrolment, a bit a day (1: the first). No day is in more than one of the first four; downgraded ones are
-- among yellow and red.
CREATE TABLE alarm_month (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    month bigint NOT NULL,       -- year times twelve, and the month from 0
    green bigint NOT NULL,
    yellow bigint NOT NULL,
    red bigint NOT NULL,
    missing bigint NOT NULL,     -- a report was due and none came
    downgraded bigint NOT NULL,  -- the alarm was handled as none
    PRIMARY KEY (patient_id, enrolment_id, month)
) WITHOUT ROWID;

-- What alarmed on which days of that month.
CREATE TABLE alarm_limit (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    month bigint NOT NULL,
    rule bigint NOT NULL,
    parameter bigint NOT NULL,   -- 0: answers, scores
    zone bigint NOT NULL,
    operator bigint NOT NULL,
    span bigint NOT NULL,        -- days of a change; else 0
    condition bigint NOT NULL,
    individual bigint NOT NULL,  -- the limit was ordered for the patient
    limited bigint NOT NULL,     -- 0: the rule has no limit of its own
    value bigint NOT NULL,       -- the limit, millionths of the parameter's unit
    days bigint NOT NULL,
    downgraded bigint NOT NULL,
    PRIMARY KEY (patient_id, enrolment_id, month, rule, parameter, zone, operator, span, condition, individual, limited,
        value)
) WITHOUT ROWID;

-- Up to where a patient is rolled up.
CREATE TABLE alarm_patient (
    patient_id uuid PRIMARY KEY,
    event_id bigint NOT NULL,    -- all events up to this one are in it
    through bigint NOT NULL,     -- last whole local day, since 1970-01-01; 9999999: no report is due any more
    sheet bytea NOT NULL         -- the rows above once more, of the months that were worked out (alarm_sheet.c)
) WITHOUT ROWID;
CREATE INDEX alarm_patient_through ON alarm_patient (through);

-- One row, or none before the first run: how far the job has come with all of them.
CREATE TABLE alarm_mark (
    id bigint PRIMARY KEY,       -- 1
    event_id bigint NOT NULL,    -- whose events up to this one were looked at
    through bigint               -- all patients are in up to this local day; null: not yet
) WITHOUT ROWID;
