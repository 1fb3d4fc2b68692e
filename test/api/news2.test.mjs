// NEWS2: by scale 1 in heart failure, in COPD by the scale that is ordered for the patient alone; over what came within an
// hour in however many reports; the level of consciousness as FHIR has it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { FHIR_TYPE, World, assertProblem, onEachStore } from './lib.mjs';
import { checked, emptied } from './watched.mjs';

const MINUTE = 60 * 1000;
const SCT = 'http://snomed.info/sct';
const CODES = { A: '248234008', C: '130987000', V: '300202002', P: '450847001', U: '422768004' };
const UNITS = { spo2: '%', pulse: '/min', temp: 'Cel', resp_rate: '/min', bp: 'mm[Hg]', acvpu: '{acvpu}', o2_flow: 'L/min' };

/** Four points by scale 2, seven by scale 1: a saturation of 90 % is what is wanted there, three points here. */
const AT_90 = { resp_rate: 22, spo2: 90, o2_flow: 0, bp: { sbp: 108, dbp: 70 }, pulse: 95, acvpu: 0, temp: 37.2 };

onEachStore('NEWS2', (kind) => {
  let world;
  let keys = 0;
  const now = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
  before(async () => {
    world = await World.create(kind, { patients: 200, days: 1 });
  });
  after(async () => {
    const said = await checked(world);
    await world.end();
    assert.equal(said.code, 0, said.stdout);
  });

  const newcomer = (programme) => emptied(world, world.fresh(), programme);
  const timeOf = (minutes) => new Date(now - minutes * MINUTE).toISOString();
  const measured = (parameter, value, minutes) => ({
    parameter,
    ...(typeof value === 'object' ? { values: value } : { value }),
    unit: UNITS[parameter],
    measured: timeOf(minutes),
  });
  const report = async (patient, values, minutes = 5) => {
    const measurements = Object.entries(values).map(([parameter, value]) => measured(parameter, value, minutes));
    const headers = { 'Idempotency-Key': `news2-${process.pid}-${(keys += 1)}` };
    const answer = await world.as('nurse', '/api/reports', { body: { patient: patient.id, measurements }, headers });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const scores = ({ reasons }) => reasons.filter(({ rule }) => rule.startsWith('news2')).map(({ rule, value }) => `${rule} ${value}`);
  const conscious = (patient, concept, minutes = 5, over = {}) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: SCT, code: '1104441000000107' }] },
    subject: { reference: `Patient/${patient.id}` },
    effectiveDateTime: timeOf(minutes),
    valueCodeableConcept: concept,
    ...over,
  });
  const level = (letter) => ({ coding: [{ system: SCT, code: CODES[letter] }] });
  const send = (body) => world.as('nurse', '/fhir/Observation', { body, headers: FHIR_TYPE });

  /** A set of limits with a scale: entered by one nurse; in force when the other has checked it. */
  const enter = async (patient, news2Scale) => {
    const path = `/api/enrolments/${patient.enrolments[0].id}/limits`;
    const limit = (zone, value) => ({ parameter: 'spo2', kind: 'value', side: 'low', zone, operator: '<=', value });
    const orderedOn = today(-1);
    const limits = [limit('red', 85), limit('yellow', 87)];
    const body = { orderedBy: 'Grete Demo', orderedOn, reason: 'Mål for SpO₂', floorReason: 'Mål 88–92', limits, news2Scale };
    const entered = await world.as('nurse', path, { body });
    assert.equal(entered.status, 201, entered.text);
    return async () => {
      const { version, content } = entered.body;
      const put = await world.as('nurse2', `${path}/${version}/check`, { body: { content } });
      assert.equal(put.status, 200, put.text);
    };
  };
  const ordered = async (news2Scale) => {
    const patient = await newcomer('copd');
    await (await enter(patient, news2Scale))();
    return patient;
  };

  test('in one report: red from five, yellow for a single three; in COPD only by the scale that is ordered', async () => {
    assert.deepEqual(scores(await report(await newcomer('heart-failure'), AT_90)), ['news2.red 7']);
    assert.deepEqual(scores(await report(await newcomer('copd'), { ...AT_90, acvpu: 1 })), [], 'no scale is ordered');
    assert.deepEqual(scores(await report(await ordered(2), AT_90)), []);
    assert.deepEqual(scores(await report(await ordered(2), { ...AT_90, acvpu: 1 })), ['news2.red 7']);
    const three = { resp_rate: 16, spo2: 90, o2_flow: 0, bp: { sbp: 120, dbp: 70 }, pulse: 80, acvpu: 2, temp: 37 };
    assert.deepEqual(scores(await report(await ordered(2), three)), ['news2.yellow 3']);
  });

  test('in three reports within an hour, whichever comes last; a concept over FHIR counts as the number here', async () => {
    const { resp_rate, spo2, o2_flow, bp, pulse, temp } = AT_90;
    for (const last of [0, 1, 2]) {
      const patient = await newcomer('heart-failure');
      const parts = [
        async () => scores(await report(patient, { resp_rate, spo2, o2_flow }, 50)),
        async () => scores(await report(patient, { bp, pulse, temp }, 25)),
        async () => {
          const answer = await send(conscious(patient, level('C')));
          assert.equal(answer.status, 201, answer.text);
          return scores(await world.row(patient));
        },
      ];
      const [one, other] = [0, 1, 2].filter((at) => at !== last);
      assert.deepEqual(await parts[one](), [], 'incomplete');
      assert.deepEqual(await parts[other](), [], 'incomplete');
      assert.deepEqual(await parts[last](), ['news2.red 10'], `last ${last}`);
    }
  });

  test('without the level of consciousness, or with one of two hours ago, there is no score', async () => {
    const { acvpu, ...rest } = AT_90;
    assert.deepEqual(scores(await report(await newcomer('heart-failure'), rest)), []);
    const patient = await newcomer('heart-failure');
    await report(patient, { acvpu }, 125);
    assert.deepEqual(scores(await report(patient, rest)), []);
  });

  test('a scale holds from when it is checked, and goes before the programme\'s', async () => {
    const copd = await newcomer('copd');
    const check = await enter(copd, 1);
    assert.deepEqual(scores(await report(copd, AT_90, 20)), [], 'not before it is checked');
    await check();
    assert.deepEqual(scores(await report(copd, { pulse: 96 }, 4)), ['news2.red 7']);
    const heart = await newcomer('heart-failure');
    await (await enter(heart, 2))();
    assert.deepEqual(scores(await report(heart, AT_90)), []);
  });

  test('the level of consciousness is told by its word, found, corrected and exported as a concept', async () => {
    const patient = await newcomer('copd');
    await report(patient, { spo2: 91 });
    const own = { coding: [{ system: 'urn:own', code: '2' }, ...level('V').coding] };
    const { body: kept } = await send(conscious(patient, own));
    const concept = async () => (await world.as('nurse', `/fhir/Observation/${kept.id}`)).body.valueCodeableConcept;
    assert.deepEqual(await concept(), { ...own, text: 'Responds to voice' });
    const found = await world.as('nurse', `/fhir/Observation?patient=${patient.id}&code=${encodeURIComponent(`${SCT}|1104441000000107`)}`);
    assert.deepEqual(found.body.entry.map(({ resource }) => resource.id), [kept.id]);
    const { items } = (await world.as('nurse', `/api/patients/${patient.id}/reports`)).body;
    const shown = items[0].observations.find(({ id }) => id === kept.id);
    assert.deepEqual([shown.parameter, shown.value, shown.unit], ['acvpu', 2, '{acvpu}']);
    const correct = (version, value) => world.as('nurse', `/api/observations/${kept.id}/corrections`, { body: { version, value, reason: 'Feil valgt' } });
    for (const wrong of [1.5, 5, -1]) assertProblem(await correct(1, wrong), 422, /^\/value$/);
    assert.equal((await correct(1, 3)).status, 201);
    assert.deepEqual(await concept(), {
      coding: [{ system: SCT, code: CODES.P, display: 'Responds to pain' }],
      text: 'Responds to pain',
    });
  });

  test('what is no level of consciousness is refused with its place', async () => {
    const patient = await newcomer('copd');
    await report(patient, { spo2: 91 });
    const refused = async (over, place) => {
      const answer = await send(conscious(patient, level('A'), 5, over));
      assert.deepEqual([answer.status, answer.body.issue[0].expression?.[0]], [422, place], answer.text);
    };
    await refused({ valueCodeableConcept: { coding: [{ system: SCT, code: '40917007' }] } }, 'Observation.valueCodeableConcept.coding');
    await refused({ valueCodeableConcept: { coding: [...level('A').coding, ...level('U').coding] } }, 'Observation.valueCodeableConcept.coding[1]');
    await refused({ valueCodeableConcept: undefined, valueInteger: 1 }, 'Observation.value[x]');
    const headers = { 'Idempotency-Key': `news2-${process.pid}-${(keys += 1)}` };
    const plain = await world.as('nurse', '/api/reports', { body: { patient: patient.id, measurements: [measured('acvpu', 2.5, 5)] }, headers });
    assertProblem(plain, 422, /^\/measurements\/0\/value$/);
  });
});
