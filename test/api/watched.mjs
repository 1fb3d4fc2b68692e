// A programme with every rule that looks beyond a report, for tests: COPD's, with pressures that a repeat confirms, a
// glucose that waits for a second day, NEWS2, the seven days' mean of pressure, and symptoms on two days running.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { varde, versionOf } from './lib.mjs';

const copd = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../programmes/copd.json'), 'utf8'));

const limit = (side, zone, value, over = {}) => ({
  side,
  zone,
  operator: side === 'low' ? '<=' : '>=',
  value,
  status: 'proposal',
  ...over,
});
const pressure = (parameter, value) => ({
  parameter,
  limits: [limit('high', 'red', value, { basis: 'confirmed' })],
});

export const WATCHED = 'watched';
export const WATCHED_FORM = `https://varde.no/fhir/Questionnaire/${WATCHED}-daily`;

export function watched() {
  const [form] = structuredClone(copd.forms);
  form.questionnaire.url = WATCHED_FORM;
  form.questionnaire.version = '1';
  return {
    ...structuredClone(copd),
    id: WATCHED,
    version: 1,
    parameters: [
      ...structuredClone(copd.parameters),
      pressure('sbp', 180),
      pressure('dbp', 110),
      {
        parameter: 'glucose',
        limits: [limit('high', 'yellow', 10.1, { basis: 'repeated' }), limit('high', 'red', 20.1)],
      },
    ],
    forms: [form],
    rules: { news2: 1, anthonisen: true, pressureMean: { sbp: 135, dbp: 85 } },
  };
}

/** In the database of the world, approved: patients may be moved to it. */
export async function loadWatched(world) {
  const loaded = await world.as('editor', '/api/programmes', { body: watched() });
  assert.equal(loaded.status, 201, loaded.text);
  const approved = await world.as('specialist', `/api/programmes/${WATCHED}/approve`, { body: { version: 1, name: 'Ada Demo' } });
  assert.equal(approved.status, 200, approved.text);
}

const TOLD = ['started_action', 'task_event', 'task', 'missing_event', 'silent_review', 'patient_due', 'unwell', 'observation', 'response', 'outcome', 'triage_case_event', 'triage_case', 'acknowledgement', 'contact', 'report', 'overview', 'message', 'thread'];

/** Several statements, on PostgreSQL in one go. */
export async function changes(store, ...statements) {
  if (store.kind !== 'SQLite') return store.sql(statements.join(';'));
  for (const one of statements) await store.sql(one);
}

/** The patients, by the programme's own limits, with nothing measured, answered, open or closed. */
export async function allEmptied(world, patients, programme) {
  const whose = `patient_id IN (${patients.map(({ id }) => world.store.id(id)).join()})`;
  await changes(
    world.store,
    ...TOLD.map((table) => `DELETE FROM ${table} WHERE ${whose}`),
    `UPDATE enrolment SET state = 'active', programme = '${programme}', limits = NULL, limits_version = 0, levels = NULL,
     unwell_from = NULL, unwell_causes = 0, unwell_reports = 0,
     programme_version = ${programme === WATCHED ? 1 : versionOf(programme)} WHERE ${whose}`,
  );
  return patients;
}

/** The same of one. */
export const emptied = async (world, patient, programme) => (await allEmptied(world, [patient], programme))[0];

/** What `varde check` says of outcomes, cases and rows: {code, stdout}. */
export async function checked(world) {
  const parts = ['outcomes', 'cases', 'overview'].map((part) => varde(['check', '--db', world.store.url, '--only', part]));
  const said = await Promise.all(parts);
  return { code: Math.max(...said.map(({ code }) => code)), stdout: said.map((one) => one.stdout + one.stderr).join('') };
}
