// When a case is raised again and when news stays silent: an open case only when worse or after 48 hours; after closing,
// the same yellow for 48 hours makes no case but is told to the patient and seen on the row; red is never silent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, onEachStore } from './lib.mjs';
import { changes, checked, emptied } from './watched.mjs';

const HOUR = 60 * 60 * 1000;
const UNITS = { spo2: '%', pulse: '/min' };
const kinds = (looks) => looks.map((look) => look.kind);

onEachStore('raised again, and silent', (kind) => {
  let world;
  let keys = 0;
  before(async () => {
    world = await World.create(kind, { patients: 200, days: 1 });
  });
  const check = () => checked(world);
  after(async () => {
    const said = await check();
    await world.end();
    assert.equal(said.code, 0, said.stdout);
  });

  const whose = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const newcomer = () => emptied(world, world.fresh(), 'copd');
  const report = async (patient, values, hours = 0) => {
    const headers = { 'Idempotency-Key': `realert-${process.pid}-${(keys += 1)}` };
    const measured = new Date(Date.now() - hours * HOUR - 60_000).toISOString();
    const measurements = Object.entries(values).map(([parameter, value]) => ({ parameter, value, unit: UNITS[parameter], measured }));
    const answer = await world.as('nurse', '/api/reports', { body: { patient: patient.id, measurements }, headers });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const acknowledge = async (patient, outcomes = ['guided_by_plan']) => {
    const { version } = await world.row(patient);
    const answer = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body: { version, outcomes } });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const cases = async (patient) =>
    (await world.as('nurse', `/api/patients/${patient.id}/cases`)).body.items.map((one) => ({
      zone: one.zone,
      open: one.closed === null,
      reasons: one.reasons.map(({ rule, value }) => `${rule} ${value}`),
      trace: one.trace.map(({ kind: what }) => what),
    }));
  /** All that was told of the patient happened so much earlier. */
  const elapse = async (patient, hours) => {
    const columns = {
      observation: ['effective', 'received_at'],
      report: ['received_at'],
      outcome: ['at'],
      triage_case: ['opened_at', 'since', 'closed_at'],
      triage_case_event: ['at'],
      acknowledgement: ['at', 'zone_since'],
      overview: ['since', 'zone_since', 'reported_at', 'report_open_until'],
    };
    const moved = Object.entries(columns).map(([table, names]) => {
      const set = names.map((name) => `${name} = ${name} - ${hours * HOUR}`).join();
      return `UPDATE ${table} SET ${set} WHERE ${whose(patient)}`;
    });
    const touched = `UPDATE overview SET contact_at = contact_at - ${hours * HOUR} WHERE contact_at > 0 AND ${whose(patient)}`;
    await changes(world.store, ...moved, touched);
  };
  /** Yellow by the saturation, and closed. */
  const closed = async (values = { spo2: 87 }) => {
    const patient = await newcomer();
    await report(patient, values, 1);
    await acknowledge(patient);
    return patient;
  };

  // Silent.

  test('the same yellow within 48 hours of closing makes no case; the patient is told yellow, and the row says why', async () => {
    const patient = await closed();
    const stream = await world.listen('nurse2');
    const told = await report(patient, { spo2: 87 });
    assert.equal(told.zone, 'yellow');
    assert.deepEqual(told.reasons.map((one) => one.rule), ['limit.yellow_low']);
    const row = await world.row(patient);
    assert.equal(row.zone, 'green');
    assert.ok(kinds(row.looks).includes('silenced'), kinds(row.looks).join());
    assert.match(row.looks.find((look) => look.kind === 'silenced').text, /48/);
    assert.deepEqual(row.reasons.map(({ rule, zone }) => [rule, zone]), [['limit.yellow_low', 'yellow']]);
    assert.deepEqual(await cases(patient), [
      { zone: 'yellow', open: false, reasons: ['limit.yellow_low 87'], trace: ['opened', 'closed', 'silenced'] },
    ]);
    await stream.waitFor((one) => one.kind === 'report' && one.patient === patient.id);
    assert.ok(!stream.events.some((one) => one.kind === 'case' && one.patient === patient.id), 'no new alarm');
    await stream.close();
  });

  test('a row with a silent yellow is not among all greens at once, and is gone when somebody has seen it', async () => {
    const patient = await closed();
    await report(patient, { spo2: 86 });
    const { ready, left } = (await world.as('nurse', '/api/worklist/greens')).body;
    assert.ok(!ready.some((one) => one.patient.id === patient.id));
    assert.deepEqual(kinds(left.find((one) => one.patient.id === patient.id).looks), ['silenced']);
    const { version } = await world.row(patient);
    const tried = await world.as('nurse', '/api/worklist/greens', { body: { seen: [{ patient: patient.id, version }] } });
    assert.deepEqual(tried.body.acknowledged, []);
    const done = await acknowledge(patient, ['seen']);
    assert.deepEqual([done.zone, done.looks, done.reasons], ['none', [], []]);
    const back = await world.as('nurse', `/api/acts/${done.undo.id}/undo`, { body: {} });
    assert.deepEqual([back.body.items[0].zone, kinds(back.body.items[0].looks)], ['green', ['silenced']]);
  });

  test('a green report beside it takes nothing of it away', async () => {
    const patient = await closed();
    await report(patient, { spo2: 87 });
    await report(patient, { pulse: 70 });
    const row = await world.row(patient);
    assert.deepEqual([row.zone, kinds(row.looks)], ['green', ['silenced']]);
    assert.deepEqual(row.reasons.map((one) => one.rule), ['limit.yellow_low', 'limit.within']);
  });

  test('a yellow after a red that was closed is silent, when it is of the same', async () => {
    const patient = await closed({ spo2: 84 });
    await report(patient, { spo2: 87 });
    assert.equal((await cases(patient)).length, 1);
    assert.deepEqual(kinds((await world.row(patient)).looks), ['silenced']);
  });

  test('another cause opens a case, also beside the same one; so does the other side', async () => {
    for (const values of [{ pulse: 105 }, { spo2: 87, pulse: 105 }]) {
      const patient = await closed();
      await report(patient, values);
      const [newest] = await cases(patient);
      assert.deepEqual([newest.zone, newest.open, newest.trace], ['yellow', true, ['opened']], JSON.stringify(values));
    }
    const slow = await closed({ pulse: 105 });
    await report(slow, { pulse: 45 });
    assert.equal((await world.row(slow)).zone, 'yellow');
  });

  test('causes that were closed one after the other are silent together', async () => {
    const patient = await closed();
    await report(patient, { pulse: 105 });
    await acknowledge(patient);
    await report(patient, { spo2: 87, pulse: 105 });
    assert.deepEqual((await cases(patient)).map((one) => [one.open, one.trace.at(-1)]), [
      [false, 'silenced'],
      [false, 'silenced'],
    ]);
  });

  test('red opens a case whatever was closed', async () => {
    for (const values of [{ spo2: 87 }, { spo2: 84 }]) {
      const patient = await closed(values);
      assert.equal((await report(patient, { spo2: 84 })).zone, 'red');
      assert.equal((await world.row(patient)).zone, 'red');
      assert.deepEqual((await cases(patient)).map((one) => [one.zone, one.open]), [
        ['red', true],
        [values.spo2 === 84 ? 'red' : 'yellow', false],
      ]);
    }
  });

  test('48 hours after closing the same yellow opens a case, and not before', async () => {
    for (const [hours, zone] of [
      [47, 'green'],
      [48, 'yellow'],
    ]) {
      const patient = await closed();
      await elapse(patient, hours);
      await report(patient, { spo2: 87 });
      assert.equal((await world.row(patient)).zone, zone, `${hours} hours`);
    }
  });

  test('what was silent does not move the 48 hours', async () => {
    const patient = await closed();
    await elapse(patient, 30);
    await report(patient, { spo2: 87 });
    await elapse(patient, 18);
    await report(patient, { spo2: 87 });
    assert.deepEqual((await cases(patient)).map((one) => [one.open, one.trace]), [
      [true, ['opened']],
      [false, ['opened', 'closed', 'silenced']],
    ]);
  });

  test('a closing taken back takes in what was silent meanwhile, as if it had stood open', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 87 }, 1);
    const done = await acknowledge(patient);
    await report(patient, { spo2: 86 });
    const back = await world.as('nurse', `/api/acts/${done.undo.id}/undo`, { body: {} });
    assert.equal(back.status, 200, back.text);
    const [row] = back.body.items;
    assert.deepEqual([row.zone, row.reasons.map(({ rule, value }) => `${rule} ${value}`)], ['yellow', ['limit.yellow_low 86']]);
    const [one] = await cases(patient);
    assert.deepEqual([one.open, one.reasons, one.trace], [true, ['limit.yellow_low 86'], ['opened', 'closed', 'silenced', 'reopened']]);
    await report(patient, { spo2: 87, pulse: 105 });
    assert.equal((await cases(patient)).length, 1, 'it is open again, and takes in what comes');
  });

  test('of two enrolments one can be silent and the other open a case', async () => {
    const patient = world.fresh({ programmes: 'copd,heart-failure', zone: 'any' });
    await emptied(world, patient, 'copd');
    const heart = patient.enrolments.find((one) => one.programme === 'heart-failure').id.split('.')[1];
    const [{ version }] = await world.store.sql(`SELECT max(version) AS version FROM programme WHERE id = 'heart-failure'`);
    await world.store.sql(
      `UPDATE enrolment SET programme = 'heart-failure', programme_version = ${version} WHERE ${whose(patient)} AND id = ${world.store.id(heart)}`,
    );
    await report(patient, { spo2: 87 }, 2);
    await acknowledge(patient);
    // Red for a healthy lung, yellow as before for COPD.
    await report(patient, { spo2: 87 });
    const all = await cases(patient);
    assert.deepEqual(all.filter((one) => one.open).map((one) => one.zone), ['red']);
    assert.equal(all.filter((one) => one.trace.includes('silenced')).length, 1);
    const row = await world.row(patient);
    assert.equal(row.zone, 'red');
    assert.ok(kinds(row.looks).includes('silenced'));
  });

  // Raised.

  test('an open case is raised again by an alarm 48 hours after it was opened, and not by one before', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 87 });
    await elapse(patient, 47);
    await report(patient, { spo2: 86 });
    assert.deepEqual((await cases(patient))[0].trace, ['opened']);
    await elapse(patient, 1);
    const { since } = await world.row(patient);
    const stream = await world.listen('nurse2');
    await report(patient, { pulse: 70 });
    await report(patient, { spo2: 87 });
    await stream.waitFor((one) => one.kind === 'case' && one.patient === patient.id);
    await stream.close();
    assert.deepEqual((await cases(patient))[0].trace, ['opened', 'raised']);
    assert.equal((await world.row(patient)).since, since, 'it waits since it was opened');
    await elapse(patient, 47);
    await report(patient, { spo2: 87 });
    assert.deepEqual((await cases(patient))[0].trace, ['opened', 'raised']);
    await elapse(patient, 1);
    await report(patient, { spo2: 87 });
    assert.deepEqual((await cases(patient))[0].trace, ['opened', 'raised', 'raised']);
  });

  test('an attempt that nobody answered moves the 48 hours; what is worse waits for nothing', async () => {
    const patient = await newcomer();
    await report(patient, { spo2: 87 });
    await elapse(patient, 40);
    await acknowledge(patient, ['no_answer']);
    await elapse(patient, 10);
    await report(patient, { spo2: 87 });
    assert.deepEqual((await cases(patient))[0].trace, ['opened', 'attempted']);
    await report(patient, { spo2: 84 });
    assert.deepEqual((await cases(patient))[0].trace, ['opened', 'attempted', 'worsened']);
  });

  test('the check finds what stays silent without cause', async () => {
    const patient = await closed();
    await report(patient, { spo2: 87 });
    assert.equal((await check()).code, 0);
    const [{ at }] = await world.store.sql(`SELECT at FROM triage_case_event WHERE kind = 'closed' AND ${whose(patient)}`);
    const close = (when) => world.store.sql(`UPDATE triage_case_event SET at = ${when} WHERE kind = 'closed' AND ${whose(patient)}`);
    await close(Number(at) - 49 * HOUR);
    const found = await check();
    assert.equal(found.code, 1);
    assert.match(found.stdout, /stayed silent by it, and it was not closed less than 48 hours before/);
    await close(at);
    await world.store.sql(`UPDATE triage_case_event SET kind = 'quiet' WHERE kind = 'silenced' AND ${whose(patient)}`);
    assert.match((await check()).stdout, /no case holds outcome \d+ of report [^ ]+, which is yellow/);
    await world.store.sql(`UPDATE triage_case_event SET kind = 'silenced' WHERE kind = 'quiet' AND ${whose(patient)}`);
  });
});
