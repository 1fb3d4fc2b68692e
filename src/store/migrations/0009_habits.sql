-- A patient's approved habitual levels, ordered and checked together with the limits, and the scale of NEWS2 where a doctor has
-- ordered it to be scored.

CREATE TABLE patient_habit (
    patient_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    version bigint NOT NULL,     -- of the limit_order that it is part of
    parameter bigint NOT NULL,
    level bigint NOT NULL,       -- millionths of the parameter's unit
    sigma bigint NOT NULL,       -- the same; above 0
    low bigint NOT NULL,         -- 1: looked at on this side
    high bigint NOT NULL,
    approved_on bigint,          -- local day since 1970-01-01 from which it holds; null: not checked
    PRIMARY KEY (patient_id, enrolment_id, version, parameter)
) WITHOUT ROWID;

ALTER TABLE limit_order ADD COLUMN news2_scale bigint; -- 1, 2; null: none is ordered
-- What the order in force says beside its limits, once more, for every report; null: nothing:
-- {"habits": [[parameter, level, sigma, low, high, approved_on], …], "news2": 2}
ALTER TABLE enrolment ADD COLUMN levels text;
