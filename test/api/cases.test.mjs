// The life of a case, and the stretch in which a patient is unwell: who took it and how it fell back, that green never
// closes it, and that all that was yellow or red must be green again before daily reports end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY, FHIR_TYPE, World, assertProblem, onEachStore, reading, until, varde } from './lib.mjs';
import { changes, checked, emptied } from './watched.mjs';

const HOUR = 60 * 60 * 1000;
const MINUTE = 60 * 1000;
const UNITS = { spo2: '%', pulse: '/min' };

onEachStore('the life of a case', (kind) => {
  let world;
  let keys = 0;
  before(async () => {
    world = await World.create(kind, { patients: 160, days: 1 });
  });
  after(async () => {
    const said = await checked(world);
    const enrolments = await varde(['check', '--db', world.store.url, '--only', 'enrolments']);
    await world.end();
    assert.equal(said.code, 0, said.stdout);
    assert.equal(enrolments.code, 0, enrolments.stdout);
  });

  const whose = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const newcomer = () => emptied(world, world.fresh(), 'copd');
  const report = async (patient, values, hours = 0) => {
    const headers = { 'Idempotency-Key': `cases-${process.pid}-${(keys += 1)}` };
    const measured = new Date(Date.now() - hours * HOUR - MINUTE).toISOString();
    const measurements = Object.entries(values).map(([parameter, value]) => ({ parameter, value, unit: UNITS[parameter], measured }));
    const answer = await world.as('nurse', '/api/reports', { body: { patient: patient.id, measurements }, headers });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const act = (login, patient, what, body = {}) => world.as(login, `/api/worklist/${patient.id}/${what}`, { body });
  const did = async (login, patient, what, body) => {
    const answer = await act(login, patient, what, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const cases = async (patient) => (await world.as('nurse', `/api/patients/${patient.id}/cases`)).body.items;
  const trace = async (patient) => (await cases(patient))[0].trace.map(({ kind: what, by }) => `${what} ${by.split(' ')[0]}`);
  const kinds = async (patient) => (await cases(patient))[0].trace.map((one) => one.kind);
  const first = ({ takenBy }) => takenBy.name.split(' ')[0];

  // Taken.

  test('taking, handing over and giving back stand on the case, with who did it', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 84 });
    const one = first(await did('nurse', patient, 'take'));
    assertProblem(await act('nurse2', patient, 'take'), 409);
    await did('nurse', patient, 'take');
    const other = first(await did('nurse2', patient, 'take', { force: true }));
    assertProblem(await act('nurse', patient, 'release'), 409);
    await did('nurse2', patient, 'release');
    await did('nurse2', patient, 'release');
    assert.deepEqual(await trace(patient), [`opened ${one}`, `taken ${one}`, `handed ${other}`, `released ${other}`]);
    assert.ok((await cases(patient))[0].trace.every(({ at }) => at.endsWith('Z') || /[+-]\d\d:\d\d$/.test(at)));
  });

  test('of two who take a case at once one has it, and the other is told who', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 84 });
    const answers = await Promise.all(['nurse', 'nurse2'].map((login) => act(login, patient, 'take')));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const { takenBy } = await world.row(patient);
    assert.match(answers.find(({ status }) => status === 409).text, new RegExp(takenBy.name));
    assert.deepEqual(await kinds(patient), ['opened', 'taken']);
  });

  test('a take that nothing came of falls back after an hour by itself, and the case says whose it was', async () => {
    const patient = await newcomer();
    const stream = await world.listen('nurse');
    await report(patient, { spo2: 84 });
    const other = first(await did('nurse2', patient, 'take'));
    const [{ due_at: due, taken_at: taken }] = await world.store.sql(
      `SELECT d.due_at, o.taken_at FROM patient_due d JOIN overview o ON o.patient_id = d.patient_id WHERE d.${whose(patient)}`,
    );
    assert.ok(Number(due) <= Number(taken) + HOUR, 'the patient is looked at when the take is over');
    await changes(
      world.store,
      `UPDATE overview SET taken_at = taken_at - ${HOUR} WHERE ${whose(patient)}`,
      `UPDATE patient_due SET due_at = 1 WHERE ${whose(patient)}`,
    );
    await stream.waitFor((event) => event.kind === 'released' && event.patient === patient.id, { ms: 20_000 });
    assert.equal((await world.row(patient)).takenBy, null);
    assert.equal((await trace(patient)).at(-1), `lapsed ${other}`);
    assert.equal((await cases(patient))[0].closed, null);
    const [{ taken_by: by }] = await world.store.sql(`SELECT taken_by FROM overview WHERE ${whose(patient)}`);
    assert.equal(by, null);
    await did('nurse', patient, 'take');
    assert.equal((await kinds(patient)).at(-1), 'taken');
    await stream.close();
  });

  test('a take from a clock that was hours ahead falls back too', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 84 });
    await did('nurse2', patient, 'take');
    await changes(
      world.store,
      `UPDATE overview SET taken_at = taken_at + ${5 * HOUR} WHERE ${whose(patient)}`,
      `UPDATE patient_due SET due_at = ${Date.now() + 300 * DAY}, looked_at = ${Date.now() + 5 * HOUR} WHERE ${whose(patient)}`,
    );
    await until(async () => (await world.row(patient)).takenBy === null, { ms: 20_000 });
    assert.equal((await kinds(patient)).at(-1), 'lapsed');
  });

  // Latched.

  test('a green report closes no case, alarms nobody, and neither does a take', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 84 }, 3);
    const { since, version } = await world.row(patient);
    const stream = await world.listen('nurse2');
    for (const hours of [2, 1]) await report(patient, { spo2: 95 }, hours);
    await did('nurse', patient, 'take');
    await report(patient, { spo2: 95, pulse: 70 });
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.since], ['red', since]);
    assert.ok(row.version > version);
    assert.ok(row.takenBy, 'who works on it has it still');
    await until(() => stream.events.filter((one) => one.kind === 'report' && one.patient === patient.id).length === 3);
    assert.ok(!stream.events.some((one) => one.kind === 'case' && one.patient === patient.id));
    assert.deepEqual(await kinds(patient), ['opened', 'taken']);
    await stream.close();
  });

  test('a take does not put off that the case is raised again after 48 hours', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 84 }, 1);
    await did('nurse', patient, 'take');
    await changes(
      world.store,
      `UPDATE triage_case SET opened_at = opened_at - ${2 * DAY}, since = since - ${2 * DAY} WHERE ${whose(patient)}`,
      `UPDATE outcome SET at = at - ${2 * DAY} WHERE ${whose(patient)}`,
      `UPDATE enrolment SET unwell_from = unwell_from - ${2 * DAY} WHERE ${whose(patient)}`,
      `UPDATE triage_case_event SET at = at - ${2 * DAY} WHERE kind = 'opened' AND ${whose(patient)}`,
      `UPDATE overview SET since = since - ${2 * DAY}, zone_since = zone_since - ${2 * DAY} WHERE ${whose(patient)}`,
    );
    await report(patient, { spo2: 84 });
    assert.deepEqual(await kinds(patient), ['opened', 'taken', 'raised']);
  });

  // Unwell.

  const unwell = async (patient) => {
    const [row] = await world.store.sql(
      `SELECT unwell_from, unwell_causes, unwell_reports FROM enrolment WHERE ${whose(patient)}`,
    );
    const set = [...'0123456789'].filter((bit) => BigInt(row.unwell_causes) & (1n << BigInt(bit))).join();
    return row.unwell_from === null ? null : { causes: set, reports: Number(row.unwell_reports) };
  };
  const stretches = (patient) => world.store.sql(`SELECT from_at, until_at, reports FROM unwell WHERE ${whose(patient)} ORDER BY from_at`);

  test('a green report of one who is well says nothing of being unwell', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 95, pulse: 70 });
    assert.equal(await unwell(patient), null);
    assert.deepEqual(await stretches(patient), []);
  });

  test('yellow begins it and green of the same ends it; green of something else does not', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 87, pulse: 70 }, 5);
    assert.deepEqual(await unwell(patient), { causes: '1', reports: 1 });
    await report(patient, { pulse: 70 }, 4);
    assert.deepEqual(await unwell(patient), { causes: '1', reports: 1 });
    await report(patient, { spo2: 87 }, 3);
    assert.deepEqual(await unwell(patient), { causes: '1', reports: 2 });
    await report(patient, { spo2: 95 }, 2);
    assert.equal(await unwell(patient), null);
    const [stretch, ...more] = await stretches(patient);
    assert.deepEqual([more.length, Number(stretch.reports)], [0, 2]);
    assert.ok(Number(stretch.until_at) >= Number(stretch.from_at));
    assert.equal((await world.row(patient)).zone, 'yellow', 'the case stays until somebody has closed it');
  });

  test('what was measured together and sent one by one is one report, and is settled one by one', async () => {
    const patient = await newcomer();
    const send = async (parameter, value, minutes) => {
      const at = new Date(Date.now() - minutes * MINUTE).toISOString();
      const answer = await world.send(patient.login, reading(patient.id, { parameter, value, at }), FHIR_TYPE);
      assert.equal(answer.status, 201, answer.text);
    };
    await send('spo2', 87, 180);
    await send('pulse', 105, 179);
    assert.deepEqual(await unwell(patient), { causes: '1,2', reports: 1 });
    await send('spo2', 95, 60);
    assert.deepEqual(await unwell(patient), { causes: '2', reports: 1 });
    await send('pulse', 70, 59);
    assert.equal(await unwell(patient), null);
  });

  test('what was measured before something newer changes nothing, yellow or green', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 95 }, 1);
    await report(patient, { spo2: 87 }, 9);
    assert.equal(await unwell(patient), null, 'old yellow begins nothing');
    const other = await newcomer();
    await report(other, { spo2: 87 }, 1);
    await report(other, { spo2: 95 }, 9);
    assert.deepEqual(await unwell(other), { causes: '1', reports: 1 }, 'old green ends nothing');
  });

  test('a value corrected to green ends what it began; an older one corrected does not', async () => {
    const patient = await newcomer();
    const [first] = (await report(patient, { spo2: 84 }, 5)).observations ?? [];
    const stored = async (value) => {
      const { body } = await world.as('nurse', `/fhir/Observation?patient=${patient.id}&code=59408-5`);
      return body.entry.map((one) => one.resource).find((one) => one.valueQuantity.value === value).id;
    };
    const correct = async (value, to) => {
      const id = await stored(value);
      const body = { version: 1, value: to, reason: 'Tallene var byttet om.' };
      const headers = { 'Idempotency-Key': `cases-${process.pid}-${(keys += 1)}` };
      const done = await world.as('nurse', `/api/observations/${id}/corrections`, { body, headers });
      assert.ok(done.status < 300, done.text);
    };
    assert.equal(first, undefined);
    await report(patient, { spo2: 83 }, 3);
    await correct(84, 94);
    assert.deepEqual(await unwell(patient), { causes: '1', reports: 2 });
    await correct(83, 95);
    assert.equal(await unwell(patient), null);
    assert.equal((await stretches(patient)).length, 1);
    assert.equal((await world.row(patient)).zone, 'red', 'and the case is closed by nobody but a nurse');
  });

  test('a stretch ends with its enrolment', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 87 });
    const { version } = await world.row(patient);
    await did('nurse', patient, 'acknowledge', { version, outcomes: ['guided_by_plan'] });
    assert.deepEqual(await unwell(patient), { causes: '1', reports: 1 }, 'closing the case makes nobody well');
    for (const to of ['closing', 'closed']) {
      const answer = await world.as('nurse', `/api/enrolments/${patient.enrolments[0].id}/transitions`, { body: { to, reason: 'Ferdig' } });
      assert.equal(answer.status, 200, answer.text);
    }
    assert.equal(await unwell(patient), null);
    assert.equal((await stretches(patient)).length, 1);
  });

  test('the check finds a stretch that nothing began', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 95 });
    const of = whose(patient);
    const says = async (statement, back) => {
      await changes(world.store, statement);
      const { code, stdout } = await varde(['check', '--db', world.store.url, '--only', 'enrolments']);
      assert.equal(code, 1, statement);
      assert.match(stdout, /unwell/);
      await changes(world.store, back);
    };
    const well = `UPDATE enrolment SET unwell_from = NULL, unwell_causes = 0, unwell_reports = 0 WHERE ${of}`;
    await says(`UPDATE enrolment SET unwell_from = 5, unwell_causes = 2, unwell_reports = 1 WHERE ${of}`, well);
    await says(`UPDATE enrolment SET unwell_causes = 2 WHERE ${of}`, well);
    const id = world.store.id(patient.enrolments[0].id.split('.')[1]);
    await says(
      `INSERT INTO unwell (patient_id, enrolment_id, from_at, until_at, reports) VALUES (${world.store.id(patient.id)}, ${id}, 9, 5, 1)`,
      `DELETE FROM unwell WHERE ${of}`,
    );
  });
});
