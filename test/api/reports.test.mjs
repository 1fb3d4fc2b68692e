// Whole reports from our own applications: measurements and answers together, judged as one, told at once in words; and
// the day that a patient's page starts from.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { agoToday, dayNumber, today } from '../days.mjs';
import { CALM, DAY, World, assertProblem, chose, onEachStore, reading } from './lib.mjs';

let keys = 0;
const newKey = () => ({ 'Idempotency-Key': `report-${process.pid}-${(keys += 1)}` });

const FORM = (programme) => `https://varde.no/fhir/Questionnaire/${programme}-daily`;

/** A daily form with these answers; those of the symptoms stand in their group. */
function answered(programme, { symptoms, ...asked }, over = {}) {
  const item = Object.entries(asked).map(([linkId, code]) => chose(linkId, code));
  if (symptoms) {
    item.push({ linkId: 'symptoms', item: Object.entries(symptoms).map(([linkId, code]) => chose(linkId, code)) });
  }
  return { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: FORM(programme), item, ...over };
}

const WELL = { different: 'no', chest_pain: 'no', drowsy: 'no' };
const WELL_HEART = { different: 'no', chest_pain: 'no', fainted: 'no' };
const HEART = {
  breathlessness: 'usual',
  pillows: 'no',
  night: 'no',
  oedema: 'usual',
  dizziness: 'usual',
  palpitations: 'usual',
};
const saturation = (value, more = {}) => ({ parameter: 'spo2', value, unit: '%', ...more });
const weight = (value, daysAgo, more = {}) => ({
  parameter: 'weight',
  value,
  unit: 'kg',
  ...(daysAgo === undefined ? {} : { measured: new Date(Date.now() - daysAgo * DAY).toISOString() }),
  ...more,
});

onEachStore('whole reports', (kind) => {
  let world;
  let begun;
  before(async () => {
    world = await World.create(kind);
    begun = Date.now();
  });
  after(() => world?.end());

  const send = (patient, body, { login = patient.login, headers = newKey() } = {}) =>
    world.as(login, '/api/reports', { body, headers });
  const reported = async (patient, body, options) => {
    const answer = await send(patient, body, options);
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const count = async (patient, table) =>
    (
      await world.store.sql(
        `SELECT count(*) AS n FROM ${table} WHERE patient_id = ${world.store.id(patient.id)}
         AND received_at > ${begun}`,
      )
    )[0].n;
  const rules = (body) => body.reasons.map((one) => `${one.rule} ${one.parameter}`);
  /** In trial, and has not reported yet. */
  /** Who is asked each day and has reported nothing since yesterday. */
  const beginner = async () => {
    const patient = world.fresh();
    const id = world.store.id(patient.id);
    const [, enrolment] = patient.enrolments[0].id.split('.');
    const yesterday = dayNumber(today()) - 1;
    const phase = { kind: 'every', every: 1, from: today(-1), until: null };
    await world.store.sql(`DELETE FROM report WHERE patient_id = ${id}`);
    await world.store.sql(`DELETE FROM response WHERE patient_id = ${id} AND authored > ${yesterday * DAY}`);
    await world.store.sql(`DELETE FROM observation WHERE patient_id = ${id} AND effective > ${yesterday * DAY}`);
    await world.store.sql(
      `INSERT INTO enrolment_schedule (patient_id, enrolment_id, version, from_day, phases, reason, account_id, at)
       SELECT ${id}, ${world.store.id(enrolment)}, 1, ${yesterday}, '${JSON.stringify([phase])}', 'x', id, 0
       FROM account WHERE login = 'nurse'`,
    );
    return patient;
  };
  /** By the programme's own limits. */
  const standard = async (programmes = 'copd') => {
    const patient = world.fresh({ programmes });
    await world.store.sql(
      `UPDATE enrolment SET limits = NULL, levels = NULL, limits_version = 0 WHERE patient_id = ${world.store.id(patient.id)}`,
    );
    return patient;
  };
  /** Heart failure alone, by the programme's own limits, without what the demo world has measured of the weight. */
  const heart = async () => {
    const patient = await standard('heart-failure');
    await world.store.sql(
      `DELETE FROM observation WHERE parameter = 7 AND patient_id = ${world.store.id(patient.id)}`,
    );
    return patient;
  };

  // The report.

  test('measurements and a form together are one report with one zone, said in words', async () => {
    const patient = await standard();
    const body = await reported(patient, {
      measurements: [saturation(90), { parameter: 'pulse', value: 72, unit: '/min' }],
      responses: [answered('copd', WELL)],
    });
    assert.equal(body.zone, 'green');
    assert.equal(body.unconfirmed, false);
    assert.deepEqual(rules(body).sort(), ['form.within daily', 'limit.within pulse', 'limit.within spo2']);
    assert.ok(body.reasons.every((one) => one.text.length > 3));
    assert.equal(body.measurements.length, 2);
    assert.equal(body.responses.length, 1);
    const [said] = body.enrolments;
    assert.equal(said.programme, 'copd');
    assert.ok(said.title && said.text && said.do.length > 0, 'the programme says what to do');
    assert.match(body.followUp.text, /sykepleier/);
    const { body: detail } = await world.as('nurse', `/api/patients/${patient.id}`);
    const [report] = detail.reports;
    assert.equal(report.id, body.id);
    assert.equal(report.observations.length, 2);
    assert.deepEqual(
      report.responses[0].answers.map((one) => one.zone),
      ['none', 'none', 'none'],
    );
    assert.match(report.responses[0].answers[0].question, /annerledes/);
  });

  test('a red value: the case is on the list at once, and the answer says whom to call', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    const body = await reported(patient, { measurements: [saturation(red)] });
    assert.equal(body.zone, 'red');
    assert.deepEqual(rules(body), ['limit.red_low spo2']);
    assert.equal((await world.row(patient)).zone, 'red');
    assert.deepEqual(body.contacts.map((one) => one.kind).sort(), ['emergency', 'out_of_hours', 'service']);
  });

  test('a red-flag answer is red at once, says to call 113 first, and stands on the list in words', async () => {
    const patient = world.fresh();
    const body = await reported(patient, { responses: [answered('copd', { ...WELL, chest_pain: 'yes' })] });
    assert.equal(body.zone, 'red');
    assert.deepEqual(rules(body), ['answer.red chest_pain']);
    assert.match(body.reasons[0].text, /brystet/);
    assert.equal(body.contacts[0].phone, '113');
    const row = await world.row(patient);
    assert.equal(row.zone, 'red');
    assert.match(row.reasons[0].text, /brystet/);
    const english = await world.as('nurse', `/api/worklist/${patient.id}`, { headers: { 'Accept-Language': 'en' } });
    assert.match(english.body.reasons[0].text, /chest/);
  });

  test('what is hidden by the form counts for nothing, though it was sent', async () => {
    const patient = world.fresh();
    const hidden = { ...WELL, symptoms: { ...CALM, breathlessness: 'at_rest' } };
    const body = await reported(patient, { responses: [answered('copd', hidden)] });
    assert.equal(body.zone, 'green');
    const { body: detail } = await world.as('nurse', `/api/patients/${patient.id}`);
    assert.equal(detail.reports[0].responses[0].answers.length, 3);
  });

  test('yellow physiology with two symptom points is red, whichever came first', async () => {
    const ill = { ...WELL, different: 'yes', symptoms: { ...CALM, sputum_amount: 'more', sputum_colour: 'darker' } };
    for (const order of ['together', 'values first', 'answers first']) {
      const patient = world.fresh();
      const yellow = await world.limit(patient, 'spo2', 'yellow');
      const values = { measurements: [saturation(yellow)] };
      const form = { responses: [answered('copd', ill)] };
      let body;
      if (order === 'together') body = await reported(patient, { ...values, ...form });
      else {
        await reported(patient, order === 'values first' ? values : form);
        body = await reported(patient, order === 'values first' ? form : values);
      }
      assert.equal(body.zone, 'red', order);
      assert.ok(rules(body).includes('combined.symptoms spo2'), `${order}: ${rules(body)}`);
      assert.equal((await world.row(patient)).zone, 'red', order);
    }
  });

  test('a morning’s yellow is not hidden from the evening’s answers by many good readings between', async () => {
    const patient = await standard();
    const today = (minutes) => agoToday(minutes * 60_000, { most: 4 * 60_000 });
    await reported(patient, { measurements: [saturation(87, { measured: today(4) })] });
    const good = Array.from({ length: 60 }, (_, i) => saturation(91, { measured: today(3 - i / 60) }));
    await reported(patient, { measurements: good });
    const ill = { ...WELL, different: 'yes', symptoms: { ...CALM, sputum_amount: 'more', sputum_colour: 'darker' } };
    const body = await reported(patient, { responses: [answered('copd', ill)] });
    assert.ok(rules(body).includes('combined.symptoms spo2'), `${rules(body)}`);
  });

  test('the same number at rest and in activity at the same time are two measurements', async () => {
    const patient = await standard();
    const measured = new Date(Date.now() - 60_000).toISOString();
    for (const conditions of [['activity'], ['rest']]) {
      const answer = await send(patient, { measured, measurements: [saturation(90, { conditions })] }, { headers: {} });
      assert.equal(answer.status, 201, answer.text);
    }
    assert.equal(await count(patient, 'observation'), 2);
  });

  test('oxygen changes which limits hold', async () => {
    const patient = world.fresh();
    const plain = await reported(patient, { measurements: [saturation(98)] });
    assert.equal(plain.zone, 'green');
    const oxygen = await reported(patient, { measurements: [saturation(98, { conditions: ['oxygen'] })] });
    assert.equal(oxygen.zone, 'red');
    assert.deepEqual(rules(oxygen), ['limit.red_high spo2']);
    assert.match(oxygen.reasons[0].text, /oksygen/);
  });

  test('a late weight is history, and still tells what today’s change is', async () => {
    const patient = await heart();
    await reported(patient, { measurements: [weight(83.2)] });
    assert.notEqual((await world.row(patient)).zone, 'red');
    await reported(patient, { measurements: [weight(81.0, 2.9)] });
    assert.equal((await world.row(patient)).zone, 'red');
  });

  // Weight.

  test('weight: 1.0 kg in a day is yellow, 2.0 kg in three days yellow, more than that red', async () => {
    for (const [before, now, zone, rule] of [
      [[82.0, 1], 82.9, 'green', 'limit.within weight'],
      [[82.0, 1], 83.0, 'yellow', 'gain.yellow weight'],
      [[81.0, 3], 83.0, 'yellow', 'gain.yellow weight'],
      [[81.0, 3], 83.1, 'red', 'gain.red weight'],
    ]) {
      const patient = await heart();
      await reported(patient, { measurements: [weight(...before)] });
      const body = await reported(patient, { measurements: [weight(now)] });
      assert.equal(body.zone, zone, `${before} then ${now}: ${rules(body)}`);
      assert.ok(rules(body).includes(rule), `${before} then ${now}: ${rules(body)}`);
    }
  });

  test('the order in which weights arrive does not matter for the end', async () => {
    const ends = [];
    const days = [weight(81.0, 2), weight(81.6, 1), weight(83.2)];
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
      const patient = await heart();
      for (const index of order) await reported(patient, { measurements: [days[index]] });
      const row = await world.row(patient);
      ends.push([row.zone, row.reasons.map((one) => one.rule)]);
    }
    assert.equal(ends[0][0], 'red');
    assert.deepEqual(ends.map(([zone]) => zone), ['red', 'red', 'red']);
  });

  test('a yellow weight with swollen feet is red', async () => {
    const patient = await heart();
    await reported(patient, { measurements: [weight(82.0, 1)] });
    const form = { ...WELL_HEART, different: 'yes', symptoms: { ...HEART, oedema: 'more' } };
    const body = await reported(patient, {
      measurements: [weight(83.2)],
      responses: [answered('heart-failure', form)],
    });
    assert.equal(body.zone, 'red');
    assert.ok(rules(body).some((rule) => rule.startsWith('combined.answer')), `${rules(body)}`);
  });

  test('five hundred weights on one day do not hide yesterday’s', async () => {
    const patient = await heart();
    await reported(patient, { measurements: [weight(80.0, 1)] });
    const now = Date.now();
    for (let part = 0; part < 5; part += 1) {
      const at = (index) => agoToday((part * 100 + index) * 1000, { most: 500_000, now });
      const measurements = Array.from({ length: 100 }, (_, index) => weight(82.5, undefined, { measured: at(index) }));
      const body = await reported(patient, { measurements });
      assert.equal(body.zone, 'red', `${part}`);
    }
    assert.equal((await world.row(patient)).zone, 'red');
  });

  // Once.

  test('the same report with the same key is stored once and answered alike', async () => {
    const patient = world.fresh();
    const body = { measurements: [saturation(93)], responses: [answered('copd', WELL)] };
    const headers = newKey();
    const first = await send(patient, body, { headers });
    const again = await send(patient, body, { headers });
    assert.equal(first.status, 201, first.text);
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(await count(patient, 'observation'), 1);
    assert.equal(await count(patient, 'response'), 1);
  });

  test('without a key, the same again is known by what it says, and told as it was judged', async () => {
    const patient = world.fresh();
    const measured = new Date(Date.now() - 60_000).toISOString();
    const body = { measured, measurements: [saturation(93)] };
    const first = await send(patient, body, { headers: {} });
    const again = await send(patient, body, { headers: {} });
    assert.equal(first.status, 201);
    assert.equal(again.status, 200, again.text);
    assert.equal(again.body.id, first.body.id);
    assert.equal(again.body.zone, first.body.zone);
    assert.equal(await count(patient, 'observation'), 1);
  });

  test('the report’s time is that of a form without its own, and the same again is the same', async () => {
    const patient = world.fresh();
    const measured = new Date(Date.now() - 90 * 60_000).toISOString();
    const body = { measured, measurements: [saturation(93)], responses: [answered('copd', WELL)] };
    const first = await send(patient, body, { headers: {} });
    const again = await send(patient, body, { headers: {} });
    assert.deepEqual([first.status, again.status], [201, 200], again.text);
    assert.deepEqual(again.body.responses, first.body.responses);
    const form = await world.as(patient.login, `/fhir/QuestionnaireResponse/${first.body.responses[0]}`);
    assert.equal(Date.parse(form.body.authored), Date.parse(measured));
    const authored = new Date(Date.now() - 30 * 60_000).toISOString();
    const own = await reported(patient, { ...body, responses: [answered('copd', WELL, { authored })] });
    const other = await world.as(patient.login, `/fhir/QuestionnaireResponse/${own.responses[0]}`);
    assert.equal(Date.parse(other.body.authored), Date.parse(authored));
  });

  test('one bad part refuses the whole, names its place, and stores nothing', async () => {
    const patient = world.fresh();
    const good = saturation(93);
    const pressure = { parameter: 'bp', values: { sbp: 120, dbp: 70 }, unit: 'mm[Hg]' };
    for (const [body, place] of [
      [{ measurements: [good, saturation(93, { unit: 'kg' })] }, /^\/measurements\/1\/unit$/],
      [{ measurements: [good, { ...good, parameter: 'mood' }] }, /^\/measurements\/1\/parameter$/],
      [{ measurements: [{ ...good, value: '93' }] }, /^\/measurements\/0\/value$/],
      [{ measurements: [{ ...good, conditions: ['asleep'] }] }, /^\/measurements\/0\/conditions\/0$/],
      [{ measurements: [{ ...good, measured: 'yesterday' }] }, /^\/measurements\/0\/measured$/],
      [{ measurements: [{ ...good, more: 1 }] }, /^\/measurements\/0$/],
      [{ measurements: [{ parameter: 'bp', values: { sbp: 120 }, unit: 'mm[Hg]' }] }, /values\/dbp$/],
      [{ measurements: [{ ...good, device: 5 }] }, /^\/measurements\/0\/device$/],
      [{ measurements: [{ ...good, device: {} }] }, /^\/measurements\/0\/device$/],
      [{ measurements: [{ ...good, values: { sbp: 120, dbp: 70 } }] }, /^\/measurements\/0\/values$/],
      [{ measurements: [{ ...pressure, value: 120 }] }, /^\/measurements\/0\/value$/],
      [{ measurements: [{ ...pressure, values: { ...pressure.values, pulse: 70 } }] }, /^\/measurements\/0\/values$/],
      [{ measurements: [] }, /^\/measurements$/],
      [{ measurements: good }, /^\/measurements$/],
      [{ measured: '2026-13-01', measurements: [good] }, /^\/measured$/],
      [{ measurements: [good], responses: [{ ...answered('copd', WELL), questionnaire: 'urn:none' }] }, /responses\/0.*questionnaire/],
      [{ measurements: [good], responses: [answered('copd', { ...WELL, chest_pain: 'perhaps' })] }, /responses\/0/],
      [{ measurements: [good], responses: [answered('copd', { different: 'no' })] }, /responses\/0/],
    ]) {
      assertProblem(await send(patient, body), 422, place);
    }
    assert.equal(await count(patient, 'observation'), 0);
    assert.equal(await count(patient, 'response'), 0);
  });

  test('what cannot be right is stored and asked for again, never green', async () => {
    const patient = world.fresh();
    const body = await reported(patient, { measurements: [saturation(30)] });
    assert.equal(body.zone, 'yellow');
    assert.equal(body.unconfirmed, true);
    assert.deepEqual(body.repeat, ['spo2']);
  });

  test('a second reading that is sound is enough; one that is not is asked for a third time', async () => {
    for (const [first, second, repeat] of [
      [72, 74, ['spo2']],
      [72, 88, []],
      [30, 91, []],
      [74, 30, ['spo2']],
    ]) {
      const patient = await standard();
      const at = (minutes) => ({ measured: new Date(Date.now() - minutes * 60_000).toISOString() });
      const body = await reported(patient, { measurements: [saturation(first, at(4)), saturation(second, at(1))] });
      assert.deepEqual(body.repeat, repeat, `${first} then ${second}`);
    }
  });

  // Who may.

  test('a nurse reports for a patient of the service; who has no relation is told nothing', async () => {
    const patient = world.fresh();
    const body = { patient: patient.id, measurements: [saturation(93)] };
    assert.equal((await send(patient, body, { login: 'nurse' })).status, 201);
    assertProblem(await send(patient, body, { login: 'outsider' }), 404);
    assertProblem(await send(patient, body, { login: world.fresh().login }), 404);
    assertProblem(await send(patient, body, { login: 'gp' }), 403);
    assertProblem(await send(patient, { measurements: [saturation(93)] }, { login: 'nurse' }), 422, /^\/patient$/);
  });

  // The day.

  test('the day says what is due, what to measure and how, and after the report that it is done', async () => {
    const patient = await beginner();
    const { body: day } = await world.as(patient.login, '/api/me/today');
    assert.equal(day.due, true);
    assert.equal(day.reportedToday, false);
    assert.equal(day.lastReport, null);
    const [first] = day.measurements;
    assert.equal(first.parameter, 'spo2');
    assert.deepEqual(first.asks, ['oxygen']);
    assert.deepEqual(first.hard, { low: 50, high: 100 });
    assert.ok(first.instruction.length > 10);
    assert.equal(day.forms.length, 1);
    assert.equal(day.forms[0].questionnaire.resourceType, 'Questionnaire');
    const report = await reported(patient, { measurements: [saturation(93)] });
    const { body: done } = await world.as(patient.login, '/api/me/today');
    assert.equal(done.due, false);
    assert.equal(done.reportedToday, true);
    assert.equal(done.lastReport.id, report.id);
    assert.equal(done.lastReport.zone, report.zone);
  });

  test('the day is in the reader’s language, the form too', async () => {
    const patient = world.fresh();
    const words = {};
    for (const language of ['nb', 'en', 'ar']) {
      const { body } = await world.as(patient.login, '/api/me/today', { headers: { 'Accept-Language': language } });
      words[language] = [body.measurements[0].name, body.forms[0].questionnaire.item[0].text, body.followUp.text];
      assert.ok(!JSON.stringify(body.forms[0].questionnaire).includes('structuredefinition/translation'.toLowerCase()));
    }
    assert.match(words.ar.join(), /[\u0600-\u06ff]/);
    for (let i = 0; i < 3; i += 1) assert.equal(new Set([words.nb[i], words.en[i], words.ar[i]]).size, 3);
  });

  test('what the day asks to be measured can be sent with the units that it names', async () => {
    const patient = world.fresh({ programmes: 'heart-failure' });
    const { body: day } = await world.as(patient.login, '/api/me/today');
    const usual = { bp: { sbp: 128, dbp: 76 }, weight: 80, pulse: 70, spo2: 97 };
    const measurements = day.measurements.map(({ parameter, unit }) => ({
      parameter,
      unit,
      ...(parameter === 'bp' ? { values: usual.bp } : { value: usual[parameter] }),
    }));
    assert.ok(measurements.length >= 3);
    assert.equal((await send(patient, { measurements })).status, 201);
  });

  test('someone who is no patient has no day; a relation opens another’s', async () => {
    const patient = world.fresh();
    assertProblem(await world.as('nurse', '/api/me/today'), 400, /patient/);
    assert.equal((await world.as('nurse', `/api/me/today?patient=${patient.id}`)).status, 200);
    assertProblem(await world.as('outsider', `/api/me/today?patient=${patient.id}`), 404);
  });

  test('a single reading from a device is a report as any other, though none of the application’s', async () => {
    const patient = await beginner();
    assert.equal((await world.as(patient.login, '/api/me/today')).body.due, true);
    assert.equal((await world.send(patient.login, reading(patient.id, { value: 93, at: new Date().toISOString() }))).status, 201);
    const { body } = await world.as(patient.login, '/api/me/today');
    assert.equal(body.due, false);
    assert.equal(body.reportedToday, false);
  });
});
