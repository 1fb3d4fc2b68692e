// Habitual levels on the server: from the day after a second person has checked them drift, what lasts, and what is far
// from the habitual are judged, as a replay of the same series judges; and never silently otherwise.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { agoToday, noonOf, today } from '../days.mjs';
import { World, onEachStore, varde } from './lib.mjs';

const ZONES = ['none', 'green', 'yellow', 'red'];
const ROOT = join(import.meta.dirname, '../..');
// A trial with the level 91 and the least spread that is believed; then what each rule sees.
const TRIAL = [91, 92, 91, 90, 92, 91, 92, 91, 90, 91, 91, 92, 91, 91];
const SERIES = [...TRIAL, 91, 89, 91, 89, 91, 91, 88, 92, 89.4, 89.4, 89.4, 89.4, 89.4, 89.4, 89.4, 89.4];

onEachStore('habitual levels', (kind) => {
  let world;
  let folder;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'varde-levels-'));
    world = await World.create(kind, { patients: 60, days: 1 });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    return world?.end();
  });

  const where = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  /** Nothing measured, ordered or open. */
  const blank = async () => {
    const patient = world.fresh({ zone: 'any', fits: (one) => one.enrolments[0].state === 'active' && one.login.length > 8 });
    const tables = ['observation', 'response', 'outcome', 'triage_case_event', 'triage_case', 'report', 'overview'];
    for (const table of [...tables, 'patient_habit', 'patient_limit', 'limit_order']) {
      await world.store.sql(`DELETE FROM ${table} WHERE ${where(patient)}`);
    }
    await world.store.sql(`UPDATE enrolment SET limits = NULL, levels = NULL, limits_version = 0 WHERE ${where(patient)}`);
    return patient;
  };
  const pathOf = (patient) => `/api/enrolments/${patient.enrolments[0].id}/limits`;
  const order = async (patient, limits, habits) => {
    const body = { orderedBy: 'Grete Demo', orderedOn: today(-1), reason: 'Etter prøveperioden', limits, habits };
    const answer = await world.as('nurse', pathOf(patient), { body });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const checkOf = async (patient, { version, content }) => {
    const answer = await world.as('nurse2', `${pathOf(patient)}/${version}/check`, { body: { content } });
    assert.equal(answer.status, 200, answer.text);
  };
  const habitual = (zone, number) => ({ parameter: 'spo2', kind: 'value', side: 'low', zone, operator: '<=', value: number, basis: 'habitual' });
  const PROPOSED = [habitual('red', 88), habitual('yellow', 89)];
  /** As if it had been checked so many days ago; what was judged until now was not judged so. */
  const since = async (patient, days) => {
    await world.store.sql(`DELETE FROM outcome WHERE ${where(patient)}`);
    const [{ levels }] = await world.store.sql(`SELECT levels FROM enrolment WHERE ${where(patient)}`);
    const earlier = levels.replace(/,(\d{5})\]/g, (_, day) => `,${day - days}]`);
    assert.notEqual(earlier, levels);
    await world.store.sql(`UPDATE patient_habit SET approved_on = approved_on - ${days} WHERE ${where(patient)} AND approved_on IS NOT NULL`);
    await world.store.sql(`UPDATE enrolment SET levels = '${earlier}' WHERE ${where(patient)}`);
  };
  // At noon in Norway, so that a day is a day whatever the time of the year; today a minute ago.
  const timeOf = (ago) => {
    if (ago === 0) return agoToday(60_000);
    return noonOf(today(-ago));
  };
  let keys = 0;
  const reported = async (patient, ago, number, more = {}) => {
    const body = { patient: patient.id, measurements: [{ parameter: 'spo2', value: number, unit: '%', measured: timeOf(ago), ...more }] };
    const headers = { 'Idempotency-Key': `levels-${process.pid}-${(keys += 1)}` };
    const answer = await world.as(patient.login, '/api/reports', { body, headers });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const outcomes = async (patient) =>
    (await world.store.sql(`SELECT zone, unconfirmed, reasons FROM outcome WHERE ${where(patient)} ORDER BY number`)).map((row) => {
      const reasons = typeof row.reasons === 'string' ? JSON.parse(row.reasons) : row.reasons;
      return { zone: ZONES[row.zone], unconfirmed: Number(row.unconfirmed) === 1, rules: reasons.map(([rule]) => rule) };
    });
  const DRIFT_LOW = 22;
  const checked = (part = 'outcomes') => varde(['check', '--db', world.store.url, '--only', part]);

  test('before the order is checked, and on the day it is, nothing is judged by its level', async () => {
    const patient = await blank();
    const pending = await order(patient, [], [{ parameter: 'spo2', level: 95, sigma: 1 }]);
    assert.equal((await reported(patient, 1, 90)).zone, 'green');
    await checkOf(patient, pending);
    assert.equal((await reported(patient, 0, 90.5)).zone, 'green');
    await since(patient, 30);
    // Five spreads from the habitual, and far from every limit: measure again.
    const far = await reported(patient, 2, 90);
    assert.equal(far.zone, 'yellow');
    const [last] = await outcomes(patient);
    assert.deepEqual([last.zone, last.unconfirmed], ['yellow', true]);
    assert.equal((await reported(patient, 3, 91)).zone, 'green');
    // In activity the level of rest says nothing.
    assert.equal((await reported(patient, 4, 90, { conditions: ['activity'] })).zone, 'green');
  });

  test('drift and what lasts are judged as a replay of the same series does', async () => {
    const patient = await blank();
    const last = SERIES.length - 1;
    const csv = ['time,parameter,value,unit', ...SERIES.map((number, i) => `${timeOf(last - i)},spo2,${number},%`)];
    writeFileSync(join(folder, 'series.csv'), `${csv.join('\n')}\n`);
    const replayed = await varde(['replay', '--programme', join(ROOT, 'programmes/copd.json'), '--series', join(folder, 'series.csv')]);
    assert.equal(replayed.code, 0, replayed.stderr);
    const days = replayed.stdout.trim().split('\n').map((line) => JSON.parse(line)).slice(TRIAL.length);
    assert.ok(days.some(({ reasons }) => reasons.some(({ rule }) => rule === 'drift.low')), replayed.stdout);
    assert.ok(days.some(({ unconfirmed, zone }) => unconfirmed && zone === 'yellow'));

    const pending = await order(patient, PROPOSED, [{ parameter: 'spo2', level: 91, sigma: 1 }]);
    await checkOf(patient, pending);
    await since(patient, last - TRIAL.length + 1);
    for (const [i, number] of SERIES.entries()) await reported(patient, last - i, number);
    const server = (await outcomes(patient)).slice(TRIAL.length);
    assert.deepEqual(
      server.map(({ zone, unconfirmed }) => [zone, unconfirmed]),
      days.map(({ zone, unconfirmed }) => [zone, unconfirmed ?? false]),
    );
    assert.deepEqual(
      server.map(({ rules }) => rules.includes(DRIFT_LOW)),
      days.map(({ reasons }) => reasons.some(({ rule }) => rule === 'drift.low')),
    );
    const [{ reasons }] = await world.store.sql(`SELECT reasons FROM triage_case WHERE ${where(patient)} AND closed_at IS NULL`);
    assert.ok((typeof reasons === 'string' ? JSON.parse(reasons) : reasons).some(([rule]) => rule === DRIFT_LOW), reasons);
    const sound = await checked();
    assert.equal(sound.code, 0, sound.stdout);
  });

  test('days that come late end in the same as days in order, also when they alone make it drift', async () => {
    const last = SERIES.length - 1;
    const ways = [[...SERIES.keys()], [...SERIES.keys()].reverse()];
    const ends = [];
    for (const way of ways) {
      const patient = await blank();
      await checkOf(patient, await order(patient, PROPOSED, [{ parameter: 'spo2', level: 91, sigma: 1 }]));
      await since(patient, last - TRIAL.length + 1);
      for (const i of way) await reported(patient, last - i, SERIES[i]);
      const { zone } = await world.row(patient);
      const [open] = await world.store.sql(`SELECT reasons FROM triage_case WHERE ${where(patient)} AND closed_at IS NULL`);
      const reasons = typeof open?.reasons === 'string' ? JSON.parse(open.reasons) : (open?.reasons ?? []);
      ends.push({ zone, drifts: reasons.some(([rule]) => rule === DRIFT_LOW) });
    }
    assert.deepEqual(ends[0].drifts, true);
    assert.deepEqual(ends[1].drifts, true);
  });

  test('closing a case does not begin the drift anew', async () => {
    const [closed, open] = [await blank(), await blank()];
    const last = 13;
    const ends = [];
    for (const patient of [closed, open]) {
      await checkOf(patient, await order(patient, PROPOSED, [{ parameter: 'spo2', level: 91, sigma: 1 }]));
      await since(patient, last + 1);
      for (let ago = last; ago >= 0; ago -= 1) {
        await reported(patient, ago, ago > 5 ? 91 : 89.4);
        if (patient !== closed) continue;
        const { version, zone } = await world.row(patient);
        if (zone !== 'yellow') continue;
        const body = { version, outcomes: ['guided_by_plan'] };
        assert.equal((await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body })).status, 200);
      }
      const rows = await world.store.sql(`SELECT reasons FROM outcome WHERE ${where(patient)} ORDER BY number`);
      ends.push(rows.map(({ reasons }) => (typeof reasons === 'string' ? JSON.parse(reasons) : reasons)));
    }
    assert.deepEqual(ends[0], ends[1]);
    assert.ok(ends[0].at(-1).some(([rule]) => rule === DRIFT_LOW));
    const [{ count }] = await world.store.sql(`SELECT count(*) AS count FROM triage_case WHERE ${where(closed)} AND closed_at IS NOT NULL`);
    assert.ok(Number(count) > 0, 'nothing was closed');
  });

  test('of who reports weekly the first habitual yellow acts at once, and daily reports are asked for from then on', async () => {
    const patient = await blank();
    await checkOf(patient, await order(patient, PROPOSED, [{ parameter: 'spo2', level: 91, sigma: 1 }]));
    await since(patient, 40);
    for (const ago of [21, 14, 7]) await reported(patient, ago, 91);
    const today = async () => (await world.as(patient.login, '/api/me/today')).body;
    const before = await today();
    assert.deepEqual([before.unwell, before.enrolments.find(({ id }) => id === patient.enrolments[0].id).every], [null, 7]);
    const { zone, unconfirmed } = await reported(patient, 0, 89);
    assert.deepEqual([zone, unconfirmed], ['yellow', false]);
    const { unwell, coming } = await today();
    assert.notEqual(unwell, null);
    // From tomorrow on, one a day.
    const days = coming.filter(({ of }) => of === 0).map(({ by }) => by.day);
    assert.ok(days.length >= 6, JSON.stringify(coming));
    assert.equal(new Set(days).size, days.length);
  });

  test('many readings a day cost no more than the last fifteen of each, and give the same', async () => {
    const patient = await blank();
    await checkOf(patient, await order(patient, PROPOSED, [{ parameter: 'spo2', level: 91, sigma: 1 }]));
    await since(patient, 40);
    // 12 days of 60 readings: more than one range gives.
    const busy = 12;
    const measurements = (ago) =>
      Array.from({ length: 60 }, (_, i) => ({
        parameter: 'spo2', unit: '%', value: i < 45 ? 91 : 89.4, measured: new Date(Date.parse(timeOf(ago)) - (59 - i) * 12 * 60_000).toISOString(),
      }));
    for (let ago = busy; ago > 0; ago -= 1) {
      const body = { patient: patient.id, measurements: measurements(ago) };
      const headers = { 'Idempotency-Key': `levels-${process.pid}-${(keys += 1)}` };
      const answer = await world.as(patient.login, '/api/reports', { body, headers });
      assert.equal(answer.status, 201, answer.text);
    }
    await reported(patient, 0, 89.4);
    const last = (await outcomes(patient)).at(-1);
    assert.ok(last.rules.includes(DRIFT_LOW), JSON.stringify(last));
    const [{ inputs }] = await world.store.sql(`SELECT inputs FROM outcome WHERE ${where(patient)} ORDER BY number DESC LIMIT 1`);
    const { history } = typeof inputs === 'string' ? JSON.parse(inputs) : inputs;
    assert.deepEqual(history.filter(([parameter]) => parameter === 1).map(([, , number]) => number / 1e6), Array(busy + 1).fill(89.4));
  });

  test('a level that somebody changed is found', async () => {
    const found = async (change, back, says, part) => {
      await world.store.sql(change);
      const answer = await checked(part);
      assert.equal(answer.code, 1, change);
      assert.match(answer.stdout, says, change);
      await world.store.sql(back);
    };
    assert.equal((await checked()).code, 0);
    await found(
      'UPDATE patient_habit SET level = level + 1000000 WHERE approved_on IS NOT NULL',
      'UPDATE patient_habit SET level = level - 1000000 WHERE approved_on IS NOT NULL',
      /enrolment [^ ]+: its levels are not those of order \d+\n/,
    );
    await found(
      'UPDATE limit_order SET news2_scale = 1 WHERE news2_scale IS NULL',
      'UPDATE limit_order SET news2_scale = NULL WHERE news2_scale = 1',
      /its levels are not those of order/,
    );
    await found(
      'UPDATE patient_habit SET approved_on = approved_on - 1 WHERE approved_on IS NOT NULL',
      'UPDATE patient_habit SET approved_on = approved_on + 1 WHERE approved_on IS NOT NULL',
      /its levels are not those of order/,
    );
    // Also when both say the same: what was judged by it before tells.
    const shift = (from, to) => `UPDATE enrolment SET levels = replace(levels, '[1,${from}000000,', '[1,${to}000000,')`;
    const rows = (from, to) => `UPDATE patient_habit SET level = ${to}000000 WHERE parameter = 1 AND level = ${from}000000`;
    await world.store.sql(rows(91, 81));
    await found(shift(91, 81), shift(81, 91), /outcome \d+ of report [^ ]+, enrolment [^ ]+: stored as yellow/);
    await world.store.sql(rows(81, 91));
    await found(
      "UPDATE patient_habit SET approved_on = 20000 WHERE approved_on IS NULL",
      'UPDATE patient_habit SET approved_on = NULL WHERE approved_on = 20000',
      /approved though the order was not checked/,
      'versions',
    );
    for (const part of ['outcomes', 'versions']) assert.equal((await checked(part)).code, 0, part);
  });
});
