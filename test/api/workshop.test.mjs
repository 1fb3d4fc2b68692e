// The limits workshop: what a trial proposes, as `varde replay` does from the same values, and what other limits would
// have given on the days that were, beside those in force. Nothing is stored by it but who looked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { VARDE, World, assertProblem, onEachStore, until } from './lib.mjs';
import { idOf } from './stores.mjs';

const COPD = resolve(import.meta.dirname, '../../programmes/copd.json');
const day = (ago) => today(-ago);
/** At noon in Norway, or near it, of so many days ago: never at the edge of a day. */
const noon = (ago, hour = 11) => `${day(ago)}T${String(hour).padStart(2, '0')}:00:00Z`;
const measured = (ago, parameter, value, hour) => ({
  parameter,
  value,
  unit: { spo2: '%', pulse: '/min', temp: 'Cel' }[parameter],
  measured: noon(ago, hour),
});
const spo2 = (red, yellow, more = {}) => [
  { parameter: 'spo2', kind: 'value', side: 'low', zone: 'red', operator: '<=', value: red },
  { parameter: 'spo2', kind: 'value', side: 'low', zone: 'yellow', operator: '<=', value: yellow, ...more },
];
/** A limit that is answered, as it is ordered. */
const ORDERED = ['parameter', 'kind', 'side', 'zone', 'operator', 'value', 'days', 'condition', 'basis'];
const ordered = (limit) => Object.fromEntries(ORDERED.map((name) => [name, limit[name]]));
// Before everything that the demo world has measured.
const FIRST = 450;
const TRIAL = [91, 92, 91, 90, 92, 91, 70, 91, 92, 90, 91, 91, 92, 91];
const AFTER = [91, 90, 89, 88, 92, 91, 86, 92, 85, 91];
const span = { from: day(FIRST), to: day(FIRST - 23) };

onEachStore('the limits workshop', (kind) => {
  let world;
  let patient;
  let values;
  before(async () => {
    world = await World.create(kind, { patients: 60, days: 3 });
    patient = world.fresh({ fits: (one) => one.enrolments[0].state === 'active' });
    values = [...TRIAL, ...AFTER].map((value, i) => measured(FIRST - i, 'spo2', value));
    values.push(...TRIAL.map((_, i) => measured(FIRST - i, 'pulse', 72 + (i % 3))));
    await report(patient, values);
  });
  after(() => world?.end());

  const report = async (who, measurements) => {
    for (let at = 0; at < measurements.length; at += 100) {
      const body = { patient: who.id, measurements: measurements.slice(at, at + 100) };
      const answer = await world.as(who.login, '/api/reports', { body });
      assert.equal(answer.status, 201, answer.text);
    }
  };
  const path = (who, rest) => `/api/enrolments/${who.enrolments[0].id}/${rest}`;
  const baseline = async (who, query = '', login = 'nurse') => {
    const answer = await world.as(login, path(who, `baseline${query}`));
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const attempt = (who, body, login = 'nurse') => world.as(login, path(who, 'limits/try'), { body });
  const tried = async (who, body) => {
    const answer = await attempt(who, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const of = (answer, parameter) => answer.parameters.find((one) => one.parameter === parameter);
  const bounds = (limits) => limits.map((one) => [one.side, one.zone, one.value, one.trialDays]);
  const zones = (answer, key) => answer.days.map((one) => one[key][0]).join('');
  const alarms = (judged) =>
    judged.limits.filter((one) => one.alarmDays).map((one) => [one.parameter, one.zone, one.value, one.alarmDays]);

  test('a trial proposes what varde replay proposes from the same values, and says which days it left out', async () => {
    const answer = await baseline(patient, `?from=${day(FIRST)}&days=14`);
    assert.deepEqual([answer.from, answer.to, answer.days], [day(FIRST), day(FIRST - 13), 14]);
    const one = of(answer, 'spo2');
    assert.deepEqual(
      [one.quality, one.validDays, one.needed, one.level, one.sigma, one.warnings],
      ['good', 13, 10, 91, 1, []],
    );
    assert.deepEqual(bounds(one.limits), [
      ['low', 'red', 88, 1],
      ['low', 'yellow', 89, 1],
    ]);
    assert.deepEqual(
      one.days.filter((each) => each.left !== null),
      [{ day: day(FIRST - 6), value: 70, left: 'unconfirmed' }],
    );
    assert.equal(of(answer, 'temp').quality, 'none');
    assert.equal(of(answer, 'glucose'), undefined);
    assert.equal(one.standard.find((each) => each.zone === 'red' && each.condition === null).trialDays, 1);
    const input = ['time,parameter,value,unit', ...values.map((v) => [v.measured, v.parameter, v.value, v.unit].join())];
    const run = spawnSync(VARDE, ['replay', '--programme', COPD, '--series', '-'], {
      encoding: 'utf8',
      input: input.join('\n'),
    });
    assert.equal(run.status, 0, run.stderr);
    const replayed = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .find((line) => line.baseline);
    assert.equal(replayed.day, day(FIRST - 14));
    for (const each of replayed.baseline) {
      const same = of(answer, each.parameter);
      for (const key of ['quality', 'validDays', 'needed', 'level', 'sigma', 'warnings'])
        assert.deepEqual(each[key], same[key], `${key} of ${each.parameter}`);
      assert.deepEqual(bounds(each.limits), bounds(same.limits));
    }
    assert.deepEqual(
      replayed.baseline.map((each) => each.parameter),
      ['spo2', 'pulse'],
    );
  });

  test('without days of one’s own it is the enrolment’s trial', async () => {
    const answer = await baseline(patient);
    assert.equal(answer.days, 14);
    assert.equal(answer.enrolment, patient.enrolments[0].id);
    assert.equal(answer.patient.id, patient.id);
  });

  test('limits in force tried give what is in force; looser ones alarm on fewer days, tighter on more', async () => {
    const limits = (await world.as('nurse', path(patient, 'limits'))).body;
    const own = limits.inForce
      .filter((one) => one.source === 'individual')
      .map(ordered);
    const levels = limits.habitsInForce.map(({ parameter, level, sigma }) => ({ parameter, level, sigma }));
    const same = await tried(patient, { limits: own, habits: levels, news2Scale: limits.news2Scale, ...span });
    assert.deepEqual(same.tried, same.inForce);
    assert.equal(zones(same, 'tried'), zones(same, 'inForce'));
    assert.equal(same.days.length, 24);
    const of = async (red, yellow) => await tried(patient, { limits: spo2(red, yellow), ...span });
    const [loose, middle, tight] = [await of(85, 86), await of(87, 89), await of(90, 91)];
    const days = ({ tried: { days } }) => [days.red, days.yellow, days.green];
    assert.deepEqual(days(loose), [2, 1, 21]);
    assert.deepEqual(days(middle), [3, 2, 19]);
    assert.deepEqual(days(tight), [8, 10, 6]);
    assert.deepEqual(loose.inForce, same.inForce);
    assert.deepEqual(alarms(middle.tried), [
      ['spo2', 'red', 87, 3],
      ['spo2', 'yellow', 89, 2],
    ]);
    assert.equal(zones(middle, 'tried').slice(14), 'ggyygg' + 'rgrg');
    const reasons = middle.days[14 + 6].reasons;
    assert.deepEqual([reasons[0].rule, reasons[0].value, reasons[0].limit], ['limit.red_low', 86, 87]);
    assert.match(reasons[0].text, /86/);
    for (const one of [loose, middle, tight])
      for (const judged of [one.inForce, one.tried]) {
        const { total, ...each } = judged.days;
        assert.equal(Object.values(each).reduce((sum, n) => sum + n), total);
      }
  });

  test('a level tried makes drift and waits with a habitual limit', async () => {
    const habits = [{ parameter: 'spo2', level: 93, sigma: 1 }];
    const limits = spo2(86, 90, { basis: 'habitual' });
    const plain = await tried(patient, { limits: spo2(86, 90), ...span });
    const habitual = await tried(patient, { limits, habits, ...span });
    assert.deepEqual(
      habitual.tried.other.map((one) => one.rule).filter((rule) => rule.startsWith('drift')),
      ['drift.low'],
    );
    assert.equal(plain.tried.other.filter((one) => one.rule.startsWith('drift')).length, 0);
    assert.equal(habitual.tried.limits.find((one) => one.basis === 'habitual').value, 90);
  });

  test('a set that needs a reason is told so, and what no set may be is refused with its place', async () => {
    const loose = await tried(patient, { limits: spo2(80, 82), ...span });
    assert.equal(loose.findings.length, 1);
    assert.match(loose.findings[0].place, /^\/limits\/0/);
    assert.match(loose.findings[0].text, /floor/);
    assert.deepEqual((await tried(patient, { limits: spo2(86, 88), ...span })).findings, []);
    assertProblem(await attempt(patient, { limits: spo2(90, 88), ...span }), 422, /^\/limits\/[01]/);
    assertProblem(await attempt(patient, { ...span }), 422, /^\/limits$/);
    assertProblem(await attempt(patient, { limits: [{ parameter: 'spo3' }] }), 422, /^\/limits\/0\/parameter$/);
    assertProblem(await attempt(patient, { limits: [], to: day(-2) }), 422, /^\/to$/);
    assertProblem(await attempt(patient, { limits: [], from: day(400) }), 422, /^\/from$/);
    assertProblem(await attempt(patient, { limits: [], from: 'then' }), 422, /^\/from$/);
    assertProblem(await world.as('nurse', path(patient, 'baseline?days=367')), 400, /^days$/);
    assertProblem(await world.as('nurse', path(patient, 'baseline?from=1999')), 400, /^from$/);
  });

  test('what leads is recommended, with own yellow and the programme’s red; others when the standard alarmed', async () => {
    const answer = await baseline(patient, `?from=${day(FIRST)}&days=14`);
    const one = of(answer, 'spo2');
    assert.deepEqual([one.recommended, one.why, one.standardDays], [true, 'leads', 1]);
    assert.deepEqual(bounds(one.recommendedLimits), [
      ['low', 'yellow', 89, 1],
      ['low', 'red', 85, 1],
    ]);
    assert.deepEqual(one.recommendedLimits.map((each) => each.basis), ['habitual', 'absolute']);
    const pulse = of(answer, 'pulse');
    assert.deepEqual([pulse.quality, pulse.recommended, pulse.why, pulse.standardDays], ['good', false, 'standard_quiet', 0]);
    assert.deepEqual(pulse.recommendedLimits, []);
    assert.deepEqual([of(answer, 'temp').recommended, of(answer, 'temp').why], [false, 'none']);
    // What is recommended is a set that may be ordered as it stands.
    const limits = one.recommendedLimits.map(ordered);
    const habits = [{ parameter: 'spo2', level: one.level, sigma: one.sigma }];
    assert.deepEqual((await tried(patient, { limits, habits, ...span })).findings, []);
    // Also of a high level, over the programme's upper limit with oxygen, which stays as it is.
    const high = spo2(85, 95, { basis: 'habitual' });
    const level = [{ parameter: 'spo2', level: 97, sigma: 1 }];
    assert.deepEqual((await tried(patient, { limits: high, habits: level, ...span })).findings, []);
    const other = world.fresh({ fits: (each) => each.enrolments[0].state === 'active' });
    const fast = [104, 102, ...Array(12).fill(0)].map((value, i) => measured(FIRST - i, 'pulse', value || 92 + (i % 3)));
    const rare = Array.from({ length: 8 }, (_, i) => measured(FIRST - i, 'spo2', 91 + (i % 2)));
    await report(other, [...fast, ...rare]);
    const theirs = await baseline(other, `?from=${day(FIRST)}&days=14`);
    const words = (parameter) => [of(theirs, parameter).recommended, of(theirs, parameter).why];
    assert.deepEqual(words('pulse'), [true, 'standard_alarmed']);
    assert.equal(of(theirs, 'pulse').standardDays, 2);
    assert.deepEqual(words('spo2'), [false, 'uncertain']);
  });

  test('days without a report are those of the alarm load, alike in both', async () => {
    await until(async () => (await world.as('nurse', '/api/alarm-load')).body.rolledUpTo !== null);
    let missing = 0;
    const all = (await world.as('nurse', '/api/alarm-load?limit=200')).body;
    for (const row of all.patients) {
      const own = await world.as('nurse', `/api/enrolments/${row.enrolment}/alarm-load`);
      assert.equal(own.status, 200, own.text);
      const { from, to } = own.body;
      const body = { limits: [], from, to };
      const answer = await world.as('nurse', `/api/enrolments/${row.enrolment}/limits/try`, { body });
      assert.equal(answer.status, 200, answer.text);
      const { inForce, tried: then, days } = answer.body;
      assert.equal(inForce.days.missing, own.body.total?.days.missing ?? own.body.days.missing, row.enrolment);
      assert.equal(then.days.missing, inForce.days.missing);
      for (const one of own.body.suggestions) assert.equal(one.effect.before.missing, inForce.days.missing);
      for (const one of days) if (one.missing) assert.equal(one.tried, 'none');
      missing += inForce.days.missing;
    }
    assert.ok(missing > 0, 'no day is missing in the whole demonstration');
  });

  test('who has no relation to the patient sees neither, nor does the patient', async () => {
    const strangers = [...world.people.values()].find((one) => one.municipality !== patient.municipality);
    assert.notEqual(strangers, undefined);
    for (const login of [strangers.login, patient.login]) {
      const answers = [
        await world.as(login, path(patient, 'baseline')),
        await attempt(patient, { limits: [] }, login),
      ];
      for (const answer of answers) assert.ok([403, 404].includes(answer.status), answer.text);
    }
    const unknown = `${patient.id}.${patient.id}`;
    assertProblem(await world.as('nurse', `/api/enrolments/${unknown}/baseline`), 404);
    assertProblem(await world.as('nurse', `/api/enrolments/${unknown}/limits/try`, { body: { limits: [] } }), 404);
  });

  test('nothing is written but that somebody looked', async () => {
    const tables = ['limit_order', 'patient_limit', 'observation', 'outcome', 'report', 'event', 'idempotency', 'triage_case'];
    const counts = async () => {
      const [row] = await world.store.sql(`SELECT ${tables.map((one) => `(SELECT count(*) FROM ${one}) AS ${one}`).join()}`);
      return row;
    };
    const log = () =>
      world.store.sql("SELECT patient_id, action FROM access_log WHERE patient_id IS NOT NULL ORDER BY number DESC LIMIT 2");
    const before = await counts();
    await baseline(patient);
    await tried(patient, { limits: [], ...span });
    assert.deepEqual(await counts(), before);
    assert.deepEqual(
      (await log()).map((row) => [idOf(row.patient_id), row.action]),
      [
        [patient.id, 'record.read'],
        [patient.id, 'record.read'],
      ],
    );
  });

  test('a year of three reports a day is judged whole', async () => {
    const other = world.fresh({ fits: (one) => one.enrolments[0].state === 'active' });
    const all = [];
    for (let ago = 450; ago > 450 - 365; ago--)
      for (const hour of [6, 11, 18]) {
        all.push(measured(ago, 'spo2', hour === 18 && ago % 10 === 0 ? 87 : 91 + (ago % 3), hour));
        all.push(measured(ago, 'pulse', 70 + (ago % 7), hour));
      }
    // Straight into the tables: how reports come in is not what is looked at here.
    const sql = world.store;
    const bytes = (hex) => (sql.kind === 'SQLite' ? `x'${hex}'` : `'\\x${hex}'::bytea`);
    for (let at = 0; at < all.length; at += 300) {
      const rows = all.slice(at, at + 300).map((one, i) => {
        const key = (at + i + 1).toString(16).padStart(32, '0');
        const number = one.parameter === 'spo2' ? 1 : 2;
        return `(${sql.id(other.id)}, ${number}, ${Date.parse(one.measured)}, ${bytes(key)}, 1, 0, ${sql.id(other.id)},` +
          ` 'final', ${one.value * 1000000}, 0, 4, 60, ${Date.parse(one.measured)}, ${sql.id(other.id)}, ${bytes(key)}, 0)`;
      });
      await sql.sql(
        'INSERT INTO observation (patient_id, parameter, effective, key, version, panel, report_id, status, value, marks,' +
          ` effective_precision, effective_offset, received_at, account_id, content, conditions) VALUES ${rows.join()}`,
      );
    }
    const answer = await tried(other, { limits: spo2(86, 87), from: day(450), to: day(450 - 364) });
    assert.equal(answer.tried.days.total, 365);
    assert.deepEqual(alarms(answer.tried), [['spo2', 'yellow', 87, 37]]);
    assert.equal(answer.tried.days.yellow, 37);
  });
});
