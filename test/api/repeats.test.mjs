// What rules look at beyond one report: readings of other reports that are repeats or complete a score, answers of the
// day before, pressures of seven days. In whichever reports and order things come, the last one says the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CALM, DAY, FHIR_TYPE, World, chose, onEachStore, reading } from './lib.mjs';
import { WATCHED, WATCHED_FORM, checked, emptied, loadWatched } from './watched.mjs';

const MINUTE = 60 * 1000;
const WELL = { different: 'no', chest_pain: 'no', drowsy: 'no' };
const UNITS = { spo2: '%', pulse: '/min', temp: 'Cel', resp_rate: '/min', glucose: 'mmol/L', bp: 'mm[Hg]', acvpu: '{score}' };

/** All orders of a list. */
const orders = (list) =>
  list.length < 2 ? [list] : list.flatMap((one, i) => orders([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [one, ...rest]));

onEachStore('beyond one report', (kind) => {
  let world;
  let keys = 0;
  const now = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
  before(async () => {
    world = await World.create(kind, { patients: 200, days: 1 });
    await loadWatched(world);
  });
  after(async () => {
    const said = await checked(world);
    await world.end();
    assert.equal(said.code, 0, said.stdout);
  });

  const whose = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const newcomer = (programme = WATCHED) => emptied(world, world.fresh(), programme);
  /** minutes: before now. */
  const measured = (parameter, value, minutes, over = {}) => ({
    parameter,
    ...(typeof value === 'object' ? { values: value } : { value }),
    unit: UNITS[parameter],
    measured: new Date(now - minutes * MINUTE).toISOString(),
    ...over,
  });
  const report = async (patient, body) => {
    const headers = { 'Idempotency-Key': `repeats-${process.pid}-${(keys += 1)}` };
    const answer = await world.as('nurse', '/api/reports', { body: { patient: patient.id, ...body }, headers });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const said = ({ zone, unconfirmed, reasons }) => ({
    zone,
    unconfirmed,
    rules: reasons.filter((one) => one.zone !== 'green').map((one) => `${one.rule} ${one.parameter} ${one.value}`),
  });
  /** Each in a report of its own; says what the last one was answered. */
  const each = async (patient, measurements) => {
    let last;
    for (const one of measurements) last = await report(patient, { measurements: [one] });
    return said(last);
  };

  // Repeats.

  test('85 % and three minutes later 92 % in another report is the worse of the two, in one case', async () => {
    const patient = await newcomer('copd');
    const first = await each(patient, [measured('spo2', 85, 30)]);
    assert.deepEqual([first.zone, first.rules], ['red', ['limit.red_low spo2 85']]);
    const second = await each(patient, [measured('spo2', 92, 27)]);
    assert.deepEqual([second.zone, second.rules], ['red', ['limit.red_low spo2 85']]);
    const { zone, reasons } = await world.row(patient);
    assert.deepEqual([zone, reasons.map((one) => one.rule)], ['red', ['limit.red_low']]);
    const [{ n }] = await world.store.sql(`SELECT count(*) AS n FROM triage_case WHERE ${whose(patient)}`);
    assert.equal(Number(n), 1);
  });

  test('a third reading makes the median, and what stood open stays open', async () => {
    const patient = await newcomer('copd');
    const last = await each(patient, [measured('spo2', 85, 30), measured('spo2', 92, 27), measured('spo2', 91, 24)]);
    assert.deepEqual([last.zone, last.rules], ['green', []]);
    assert.equal((await world.row(patient)).zone, 'red');
  });

  test('the zone of the last of three is that of one report with all of them, whichever it is', async () => {
    const readings = [measured('spo2', 84, 30), measured('spo2', 87, 27), measured('spo2', 92, 24)];
    const together = said(await report(await newcomer('copd'), { measurements: readings }));
    assert.deepEqual([together.zone, together.rules], ['yellow', ['limit.yellow_low spo2 87']]);
    for (const order of orders(readings)) {
      const apart = await each(await newcomer('copd'), order);
      assert.deepEqual(apart, together, order.map((one) => one.value).join());
    }
  });

  test('eleven minutes later it is another measurement, and so it is under other conditions', async () => {
    const later = await each(await newcomer('copd'), [measured('spo2', 85, 30), measured('spo2', 92, 19)]);
    assert.equal(later.zone, 'green');
    const active = await each(await newcomer('copd'), [
      measured('spo2', 85, 30, { conditions: ['activity'] }),
      measured('spo2', 92, 27, { conditions: ['rest'] }),
    ]);
    assert.equal(active.zone, 'green');
  });

  test('the same reading in three reports is one, and asks for a repeat still; three readings confirm it', async () => {
    const patient = await newcomer('copd');
    for (const value of ['a', 'b', 'c']) {
      const body = reading(patient.id, { value: 79, at: new Date(now - 30 * MINUTE).toISOString(), identifier: [{ system: 'urn:test', value }] });
      assert.equal((await world.as('nurse', '/fhir/Observation', { body, headers: FHIR_TYPE })).status, 201);
    }
    assert.deepEqual([(await world.row(patient)).zone, (await world.row(patient)).unconfirmed], ['red', true]);
    await each(patient, [measured('spo2', 79, 29), measured('spo2', 78, 27)]);
    assert.equal((await world.row(patient)).unconfirmed, false);
  });

  test('what was corrected or taken back is no repeat of what comes after it', async () => {
    for (const change of [{ status: 'amended', value: 95 }, { status: 'entered-in-error', value: 85 }]) {
      const patient = await newcomer('copd');
      const at = new Date(now - 30 * MINUTE).toISOString();
      const identifier = [{ system: 'urn:test', value: `wrong-${change.status}-${patient.id}` }];
      const send = (over) => world.as('nurse', '/fhir/Observation', { body: reading(patient.id, { at, identifier, ...over }), headers: FHIR_TYPE });
      assert.equal((await send({ value: 85 })).status, 201);
      assert.equal((await send(change)).status, 200);
      assert.equal((await each(patient, [measured('spo2', 92, 27)])).zone, 'green', change.status);
    }
  });

  test('a corrected reading is judged with its repeats', async () => {
    const patient = await newcomer('copd');
    const at = new Date(now - 30 * MINUTE).toISOString();
    const identifier = [{ system: 'urn:test', value: `mended-${patient.id}` }];
    const send = (over) => world.as('nurse', '/fhir/Observation', { body: reading(patient.id, { at, identifier, ...over }), headers: FHIR_TYPE });
    assert.equal((await send({ value: 92 })).status, 201);
    await each(patient, [measured('spo2', 90, 28), measured('spo2', 93, 26)]);
    assert.equal((await send({ value: 84, status: 'amended' })).status, 200);
    assert.equal((await world.row(patient)).zone, 'green', 'the median of 84, 90 and 93');
  });

  test('a pressure of 185 is yellow until a repeat in another report confirms it', async () => {
    const patient = await newcomer();
    const alone = await each(patient, [measured('bp', { sbp: 185, dbp: 90 }, 30)]);
    assert.deepEqual([alone.zone, alone.unconfirmed], ['yellow', true]);
    const again = await each(patient, [measured('bp', { sbp: 182, dbp: 90 }, 26)]);
    assert.deepEqual([again.zone, again.unconfirmed], ['red', false]);
    assert.equal((await world.row(patient)).zone, 'red');
    const later = await each(await newcomer(), [measured('bp', { sbp: 185, dbp: 90 }, 50), measured('bp', { sbp: 182, dbp: 90 }, 30)]);
    assert.deepEqual([later.zone, later.unconfirmed], ['yellow', true], 'twenty minutes later it is no repeat');
  });

  // Scores over an hour.

  const SEVEN = [
    measured('resp_rate', 22, 50),
    measured('spo2', 94, 45),
    measured('bp', { sbp: 108, dbp: 70 }, 40),
    measured('pulse', 95, 35),
    measured('acvpu', 0, 30),
    measured('temp', 37.2, 25),
  ];

  test('NEWS2 is told when the last of its parts comes, whichever that is and in however many reports', async () => {
    const parts = [...SEVEN, { parameter: 'o2_flow', value: 0, unit: 'L/min', measured: SEVEN[1].measured }];
    const together = said(await report(await newcomer(), { measurements: parts }));
    assert.ok(together.rules.includes('news2.red news2 5'), together.rules.join());
    for (let first = 0; first < parts.length; first += 1) {
      const patient = await newcomer();
      const order = [...parts.slice(first), ...parts.slice(0, first)];
      for (const one of order.slice(0, -1)) {
        const { rules } = said(await report(patient, { measurements: [one] }));
        assert.ok(!rules.join().includes('news2'), `incomplete: ${rules}`);
      }
      const last = said(await report(patient, { measurements: [order.at(-1)] }));
      assert.ok(last.rules.includes('news2.red news2 5'), `${order.at(-1).parameter}: ${last.rules}`);
      assert.equal((await world.row(patient)).zone, 'red');
    }
  });

  test('a part that was measured more than an hour before leaves NEWS2 incomplete', async () => {
    const parts = [...SEVEN, { parameter: 'o2_flow', value: 0, unit: 'L/min', measured: SEVEN[1].measured }];
    const old = parts.map((one) => (one.parameter === 'resp_rate' ? measured('resp_rate', 22, 90) : one));
    const last = await each(await newcomer(), old);
    assert.ok(!last.rules.join().includes('news2'), last.rules.join());
  });

  // Days.

  const form = (symptoms, at) => ({
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    questionnaire: WATCHED_FORM,
    authored: new Date(at).toISOString(),
    item: [
      ...Object.entries({ ...WELL, different: 'yes' }).map(([linkId, code]) => chose(linkId, code)),
      { linkId: 'symptoms', item: Object.entries({ ...CALM, ...symptoms }).map(([linkId, code]) => chose(linkId, code)) },
    ],
  });
  const ILL = { sputum_amount: 'more', cough: 'yes' }; // a major symptom and a minor one

  test('symptoms on two days running are told, whichever day came first', async () => {
    const [yesterday, today] = [form(ILL, now - DAY), form(ILL, now)];
    for (const order of [[yesterday, today], [today, yesterday]]) {
      const patient = await newcomer();
      const first = said(await report(patient, { responses: [order[0]] }));
      assert.ok(!first.rules.join().includes('anthonisen'), first.rules.join());
      const second = said(await report(patient, { responses: [order[1]] }));
      assert.ok(second.rules.some((rule) => rule.startsWith('anthonisen.yellow')), second.rules.join());
    }
    const gap = await newcomer();
    await report(gap, { responses: [form(ILL, now - 2 * DAY)] });
    assert.ok(!said(await report(gap, { responses: [today] })).rules.join().includes('anthonisen'), 'a day between');
  });

  test('a high glucose of one day is green, of two days yellow, whichever came first', async () => {
    const [yesterday, today] = [measured('glucose', 12, 24 * 60), measured('glucose', 11, 0)];
    for (const order of [[yesterday, today], [today, yesterday]]) {
      const patient = await newcomer();
      assert.equal((await each(patient, [order[0]])).zone, 'green');
      assert.equal((await each(patient, [order[1]])).zone, 'yellow', order.map((one) => one.value).join());
      assert.equal((await world.row(patient)).zone, 'yellow');
    }
  });

  test('the mean of seven days of home pressure is told when there are twelve readings, also when they come late', async () => {
    const pairs = [5, 4, 3, 2, 1, 0].flatMap((days) => [0, 3].map((minutes) => measured('bp', { sbp: 140, dbp: 80 }, days * 24 * 60 + 10 + minutes)));
    for (const order of [pairs, [...pairs].reverse()]) {
      const patient = await newcomer();
      const before = await each(patient, order.slice(0, -1));
      assert.equal(before.zone, 'green', before.rules.join());
      const last = await each(patient, order.slice(-1));
      assert.deepEqual([last.zone, last.rules], ['yellow', ['pressure.mean sbp 140']]);
      assert.equal((await world.row(patient)).zone, 'yellow');
    }
  });
});
