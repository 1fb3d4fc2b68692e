-- Nearly nothing is ever corrected: whether a row is the newest is asked of the corrections alone.
CREATE INDEX observation_newer ON observation (patient_id, key, version) WHERE version > 1;
CREATE INDEX response_newer ON response (patient_id, key, version) WHERE version > 1;
