// All greens at once, and acts taken back: what is left out and why, what races with it, and that nothing red is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { DAY, World, answered, ask, assertProblem, onEachStore, reading, until, varde } from './lib.mjs';
import { NOBODY } from './routes.mjs';
import { hexOf, idOf } from './stores.mjs';

const kinds = (looks) => looks.map((look) => look.kind);
const act = (world, login, patient, what, body = {}) =>
  world.as(login, `/api/worklist/${patient.id}/${what}`, { body });
const acknowledge = async (world, login, patient, outcomes, more = {}) => {
  const { version } = await world.row(patient, login);
  const answer = await act(world, login, patient, 'acknowledge', { version, outcomes, ...more });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const undo = (world, login, id, options = {}) => world.as(login, `/api/acts/${id}/undo`, { body: {}, ...options });
const bulk = async (world, seen, { login = 'nurse', ...options } = {}) => {
  const answer = await world.as(login, '/api/worklist/greens', { body: { seen }, ...options });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
/** What a row says beside what every act changes. */
const said = ({ version, undo: way, ...row }) => {
  assert.ok(version >= 0 && way !== undefined);
  return row;
};
const remark = (text) => ({ linkId: 'remark', answer: [{ valueString: text }] });

onEachStore('all greens at once, and acts taken back', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind, { patients: 320 });
  });
  after(() => world?.end());

  const of = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const count = async (from) => Number((await world.store.sql(`SELECT count(*) AS n FROM ${from}`))[0].n);
  const openCases = (patient) =>
    world.store.sql(`SELECT id, zone, since FROM triage_case WHERE ${of(patient)} AND closed_at IS NULL`);
  /** Somebody who has reported green, and of whom nothing wants a look. */
  const green = async () => {
    for (;;) {
      const patient = world.fresh();
      if ((await world.row(patient)).looks.some((look) => look.kind !== 'missing')) continue;
      await world.report(patient, 6);
      const row = await world.row(patient);
      if (row.zone === 'green' && row.looks.length === 0) return { patient, row };
    }
  };
  const seenOf = ({ patient, row }) => ({ patient: patient.id, version: row.version });
  const withZone = async (above) => {
    const one = await green();
    await acknowledge(world, 'nurse', one.patient, ['seen']);
    await world.report(one.patient, above);
    return { patient: one.patient, row: await world.row(one.patient) };
  };
  const red = () => withZone(-1);
  const yellow = async () => {
    const one = await withZone(1);
    assert.equal(one.row.zone, 'yellow');
    return one;
  };

  test('the greens are those without a look; the others are told with why', async () => {
    const { body } = await world.as('nurse', '/api/worklist/greens');
    const { items } = (await world.as('nurse', '/api/worklist?limit=500')).body;
    const greens = new Map(items.filter((item) => item.zone === 'green').map((item) => [item.patient.id, item]));
    assert.equal(body.ready.length + body.left.length, greens.size);
    assert.ok(body.ready.length > 20 && body.left.length > 2, `${body.ready.length} and ${body.left.length}`);
    for (const { patient, version } of body.ready) {
      const item = greens.get(patient.id);
      assert.deepEqual([item.looks, item.version, item.patient.name], [[], version, patient.name]);
    }
    for (const item of body.left) assert.ok(item.looks.length > 0 || item.takenBy, JSON.stringify(item));
    const why = new Set(body.left.flatMap((item) => kinds(item.looks)));
    for (const one of ['unread', 'wrote', 'task']) assert.ok(why.has(one), `nobody is left out for ${one}`);
    const wrote = body.left.find((item) => kinds(item.looks).includes('wrote'));
    assert.equal(wrote.looks.find((look) => look.kind === 'wrote').text, 'Skrev: «Litt svimmel når jeg reiser meg»');
    const due = body.left.find((item) => kinds(item.looks).includes('task'));
    const look = (item) => item.looks.find((one) => one.kind === 'task').text;
    assert.match(look(due), /^\d+ oppgaver?$/u);
    assert.ok(due.nextTask.title && Date.parse(due.nextTask.due) <= Date.now());
    const english = await world.as('nurse', `/api/worklist/${due.patient.id}`, { headers: { 'Accept-Language': 'en' } });
    assert.match(look(english.body), /^\d+ tasks?$/u);

    const copd = (await world.as('nurse', '/api/worklist/greens?programme=heart-failure')).body;
    assert.ok(copd.ready.length > 0 && copd.ready.length < body.ready.length);
    assert.deepEqual((await world.as('nurse', '/api/worklist/greens?mine=true')).body, { ready: [], left: [] });
  });

  test('one act acknowledges them all: one batch, one row in the access log, each heard of', async () => {
    const ones = [await green(), await green(), await green()];
    const stream = await world.listen('nurse2');
    const done = await bulk(world, ones.map(seenOf));
    assert.deepEqual([done.acknowledged, done.left], [ones.map(({ patient }) => patient.id), []]);
    assert.ok(Date.parse(done.undo.until) - Date.now() > 50_000);
    for (const { patient } of ones) {
      await stream.waitFor((one) => one.kind === 'acknowledged' && one.patient === patient.id);
      const row = await world.row(patient);
      assert.deepEqual([row.zone, row.reasons, row.undo], ['none', [], null]);
    }
    await stream.close();
    assert.equal(await count(`acknowledgement WHERE batch_id = ${world.store.id(done.undo.id)}`), 3);
    const [logged] = await world.store.sql(
      "SELECT patients, patient_id FROM access_log WHERE action = 'case.acknowledge' ORDER BY number DESC LIMIT 1",
    );
    assert.deepEqual([logged.patients, logged.patient_id], [ones.map(({ patient }) => hexOf(patient.id)).join(''), null]);
  });

  test('red and yellow, what changed, what another has taken, and strangers are left out', async () => {
    const [ok, changed, turned, anothers, mine] = [await green(), await green(), await green(), await green(), await green()];
    const [reds, yellows] = [await red(), await yellow()];
    const stranger = { patient: world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' }), row: { version: 1 } };
    await world.report(changed.patient, 6);
    await world.report(turned.patient, -1);
    await act(world, 'nurse2', anothers.patient, 'take');
    await act(world, 'nurse', mine.patient, 'take');
    const all = [ok, changed, turned, anothers, mine, reds, yellows, stranger];
    const unknown = { patient: NOBODY, version: 1 };
    const done = await bulk(world, [...all.map(seenOf), unknown]);
    assert.deepEqual(done.acknowledged, [ok.patient.id, mine.patient.id]);
    const left = new Map(done.left.map((one) => [one.patient.id ?? one.patient, one]));
    for (const [one, why] of [[changed, 'changed'], [turned, 'gone'], [anothers, 'taken'], [reds, 'gone'], [yellows, 'gone'], [stranger, 'gone']]) {
      assert.deepEqual(kinds(left.get(one.patient.id).looks), [why]);
    }
    assert.equal(left.get(anothers.patient.id).looks[0].text, 'Vegard Demo har tatt denne');
    assert.equal(left.get(stranger.patient.id).patient, stranger.patient.id, 'a stranger is named');
    assert.deepEqual(left.get(stranger.patient.id).looks, left.get(NOBODY).looks);
    assert.equal((await world.row(reds.patient)).zone, 'red');
    assert.equal((await world.row(turned.patient)).zone, 'red');
    assert.equal((await world.row(yellows.patient)).zone, 'yellow');
    assert.equal((await world.row(anothers.patient)).takenBy.name, 'Vegard Demo');
    const none = await bulk(world, [seenOf(reds)]);
    assert.deepEqual([none.undo, none.acknowledged], [null, []]);
  });

  test('what wants a look is left out also when the list was taken before it did', async () => {
    const [unread, wrote, marked, due] = [await green(), await green(), await green(), await green()];
    await world.as(unread.patient.login, `/api/patients/${unread.patient.id}/threads`, { body: { body: 'Hei' } });
    const body = answered(wrote.patient.id, { symptoms: { cough: 'no' } });
    body.item.at(-1).item.push(remark('Sov dårlig'));
    assert.equal((await world.as(wrote.patient.login, '/fhir/QuestionnaireResponse', { body })).status, 201);
    const ahead = new Date(Date.now() + 2 * 60 * 1000).toISOString();
    await world.send(marked.patient.login, reading(marked.patient.id, { value: 97, at: ahead }));
    const task = { title: 'Ring om vekten', due: today() };
    const made = await world.as('nurse', `/api/patients/${due.patient.id}/tasks`, { body: task });
    assert.equal(made.status, 201, made.text);
    // It falls due at eight.
    const fell = `SET due_at = ${Date.now() - 1000} WHERE ${of(due.patient)} AND`;
    await world.store.sql(`UPDATE task_event ${fell} task_id IN (SELECT id FROM task WHERE title IS NOT NULL)`);
    await world.store.sql(`UPDATE task ${fell} title IS NOT NULL`);
    await world.store.sql(`UPDATE patient_due SET due_at = 0 WHERE ${of(due.patient)}`);
    await until(async () => (await world.row(due.patient)).tasks === 1);
    for (const [{ patient }, why] of [[unread, 'unread'], [wrote, 'wrote'], [marked, 'suspicious'], [due, 'task']]) {
      const row = await world.row(patient);
      assert.deepEqual([row.zone, kinds(row.looks)], ['green', [why]], patient.login);
      const done = await bulk(world, [{ patient: patient.id, version: row.version }]);
      assert.deepEqual([done.acknowledged, kinds(done.left[0].looks)], [[], [why]]);
      assert.equal((await world.row(patient)).zone, 'green');
    }
  });

  test('red reports that come at the same time are never closed with the greens', async () => {
    const ones = [];
    for (let i = 0; i < 6; i += 1) ones.push(await green());
    const limits = await Promise.all(ones.map(({ patient }) => world.limit(patient, 'spo2', 'red')));
    const report = (i) => world.send(ones[i].patient.login, reading(ones[i].patient.id, { value: limits[i] - 1 }));
    const answers = await Promise.all([report(0), report(1), bulk(world, ones.map(seenOf)), report(2), report(3)]);
    const done = answers[2];
    for (const i of [0, 1, 2, 3]) {
      assert.equal((await world.row(ones[i].patient)).zone, 'red');
      assert.equal((await openCases(ones[i].patient)).length, 1);
    }
    for (const i of [4, 5]) assert.ok(done.acknowledged.includes(ones[i].patient.id));
  });

  // Both wait while the store is held, so that the writer takes them together.
  test('a red report in the same batch as the greens is not closed with them', { skip: kind.kind !== 'SQLite' }, async () => {
    const [gate, one] = [await green(), await green()];
    const limit = await world.limit(one.patient, 'spo2', 'red');
    const release = await world.store.stall();
    const gauge = async (name) => Number(new RegExp(`^varde_writer_${name} (\\S+)`, 'm').exec((await ask(world.server, '/metrics')).text)[1]);
    const waits = async (act) => {
      const before = await gauge('waiting');
      const answer = act();
      await until(async () => (await gauge('waiting')) > before, { says: 'it does not wait' });
      return { answer };
    };
    const held = world.send(gate.patient.login, reading(gate.patient.id, { value: limit + 6 }));
    await until(async () => (await gauge('running_seconds')) > 0, { says: 'the writer is not held' });
    const { answer: reported } = await waits(() => world.send(one.patient.login, reading(one.patient.id, { value: limit - 1 })));
    const { answer: done } = await waits(() => bulk(world, [seenOf(one)]));
    await release();
    assert.deepEqual([(await held).status, (await reported).status], [201, 201]);
    assert.deepEqual(kinds((await done).left[0].looks), ['gone']);
    assert.equal((await world.row(one.patient)).zone, 'red');
  });

  // A patient of two programmes, of which one is closed.
  const two = () => world.fresh({ programmes: 'copd,heart-failure', zone: 'any', fits: (one) => one.enrolments.every((each) => each.state === 'active') });
  const close = async (patient, programme) => {
    const { id } = patient.enrolments.find((one) => one.programme === programme);
    for (const to of ['closing', 'closed']) {
      const answer = await world.as('nurse', `/api/enrolments/${id}/transitions`, { body: { to, reason: 'Ferdig' } });
      assert.equal(answer.status, 200, answer.text);
    }
  };
  const emptied = async (patient) => {
    const { zone, version } = await world.row(patient);
    if (zone === 'none') return;
    const answer = await act(world, 'nurse', patient, 'acknowledge', { version, outcomes: ['guided_by_plan'], force: true });
    assert.equal(answer.status, 200, answer.text);
  };

  test('what was closed with its enrolment is not opened again by taking the act back', async () => {
    const patient = two();
    await emptied(patient);
    await world.report(patient, -1);
    const done = await acknowledge(world, 'nurse', patient, ['guided_by_plan'], { force: true });
    await close(patient, 'copd');
    assertProblem(await undo(world, 'nurse', done.undo.id), 409);
    assert.deepEqual(await openCases(patient), [], 'a case that nobody sees');
    assert.equal((await world.row(patient)).zone, 'none');
  });

  test('a green row stays in sight when the programme that led it is closed', async () => {
    const patient = two();
    await emptied(patient);
    const body = answered(patient.id, { symptoms: { cough: 'no' } });
    body.item.at(-1).item.push(remark('Ring meg'));
    const answer = await world.as(patient.login, '/fhir/QuestionnaireResponse', { body });
    assert.equal(answer.status, 201, answer.text);
    const before = await world.row(patient);
    assert.deepEqual([before.zone, kinds(before.looks).includes('wrote')], ['green', true]);
    await close(patient, 'copd');
    const after = await world.row(patient);
    assert.deepEqual([after.zone, kinds(after.looks).includes('wrote')], ['green', true]);
    assert.ok(after.version > before.version, 'what it says has changed');
  });

  test('a red that the asker may not see hides no yellow, and is not closed with it', async () => {
    const patient = world.fresh({ municipality: 'Fjelldal', programmes: 'copd,heart-failure', zone: 'any', fits: (one) => one.enrolments.every((each) => each.state !== 'paused') });
    await emptied(patient);
    const report = async (measurement) => {
      const answer = await world.as(patient.login, '/api/reports', { body: { measurements: [measurement] } });
      assert.equal(answer.status, 201, answer.text);
    };
    await report({ parameter: 'bp', values: { sbp: 185, dbp: 70 }, unit: 'mm[Hg]' });
    await report({ parameter: 'temp', value: 38.5, unit: 'Cel' });
    assert.equal((await world.row(patient)).zone, 'red');
    const covered = `agreement_programme WHERE programme = 'heart-failure'`;
    const agreements = (await world.store.sql(`SELECT agreement_id FROM ${covered}`)).map((row) => world.store.id(idOf(row.agreement_id)));
    await world.store.sql(`DELETE FROM ${covered}`);
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.reasons.map((one) => one.parameter)], ['yellow', ['temp']], 'the yellow is hidden');
    assert.equal((await acknowledge(world, 'nurse', patient, ['guided_by_plan'])).zone, 'none');
    const { version } = await world.row(patient);
    assertProblem(await act(world, 'nurse', patient, 'acknowledge', { version, outcomes: ['guided_by_plan'] }), 409);
    assert.deepEqual((await openCases(patient)).map((one) => Number(one.zone)), [3], 'a red that nobody saw is closed');
    for (const id of agreements) {
      await world.store.sql(`INSERT INTO agreement_programme (agreement_id, programme) VALUES (${id}, 'heart-failure')`);
    }
    const whole = await world.row(patient);
    assert.deepEqual([whole.zone, whole.reasons.map((one) => one.parameter)], ['red', ['sbp']]);
  });

  test('a request that is wrong is refused with its place, and does nothing', async () => {
    const one = await green();
    const seen = (list) => world.as('nurse', '/api/worklist/greens', { body: { seen: list } });
    for (const [list, place] of [
      [[], /\/seen/],
      ['all', /\/seen/],
      [[seenOf(one), seenOf(one)], /\/seen/],
      [[{ patient: one.patient.id }], /\/seen\/0\/version/],
      [[seenOf(one), { patient: 'x', version: 1 }], /\/seen\/1\/patient/],
      [Array.from({ length: 501 }, () => seenOf(one)), /\/seen/],
    ]) {
      assertProblem(await seen(list), 422, place);
    }
    assert.equal((await world.row(one.patient)).zone, 'green');
  });

  test('the same key again gives the first answer, acknowledges nothing twice, and is logged', async () => {
    const one = await green();
    const headers = { 'Idempotency-Key': `greens-${process.pid}-${kind.kind}` };
    const first = await bulk(world, [seenOf(one)], { headers });
    const before = await count('access_log');
    assert.deepEqual(await bulk(world, [seenOf(one)], { headers }), first);
    assert.equal(await count(`acknowledgement WHERE batch_id = ${world.store.id(first.undo.id)}`), 1);
    assert.equal(await count('access_log'), before + 1);
  });

  test('an act sent again with its key gets its first answer, whatever was done since, and does nothing', async () => {
    const { patient } = await red();
    const keyed = (login, what, key, body = {}) =>
      world.as(login, `/api/worklist/${patient.id}/${what}`, { body, headers: { 'Idempotency-Key': `${key}-${process.pid}-${kind.kind}` } });
    const taken = await keyed('nurse', 'take', 'take');
    assert.equal(taken.body.takenBy.name, (await world.row(patient)).takenBy.name);
    const released = await keyed('nurse', 'release', 'release');
    assert.deepEqual([released.status, released.body.takenBy], [200, null]);
    const { version } = released.body;
    const done = await keyed('nurse', 'acknowledge', 'done', { version, outcomes: ['guided_by_plan'] });
    assert.equal(done.status, 200, done.text);
    assert.equal(done.body.zone, 'none');
    assert.ok(done.body.undo.id);
    await act(world, 'nurse2', patient, 'take');
    const now = await world.row(patient);
    const counted = await count(`acknowledgement WHERE ${of(patient)}`);
    const again = [
      [taken, await keyed('nurse', 'take', 'take')],
      [released, await keyed('nurse', 'release', 'release')],
      [done, await keyed('nurse', 'acknowledge', 'done', { version, outcomes: ['guided_by_plan'] })],
    ];
    for (const [first, second] of again) assert.deepEqual([second.status, second.body], [first.status, first.body]);
    assert.deepEqual(await world.row(patient), now);
    assert.equal(await count(`acknowledgement WHERE ${of(patient)}`), counted);
    assertProblem(await keyed('nurse', 'acknowledge', 'done', { version, outcomes: ['seen'] }), 422);
  });

  test('an act whose first answer cannot be kept is not done, and its key does it later', async () => {
    const { patient } = await red();
    const { version } = await world.row(patient);
    const body = { version, outcomes: ['guided_by_plan'] };
    const headers = { 'Idempotency-Key': `undone-${process.pid}-${kind.kind}` };
    const path = `/api/worklist/${patient.id}/acknowledge`;
    const acknowledge = () => world.as('nurse', path, { body, headers });
    const kept = async () => [await count(`acknowledgement WHERE ${of(patient)}`), await count(`idempotency WHERE key = '${headers['Idempotency-Key']}'`)];
    const before = await kept();
    // The answer alone reads the names of organisations.
    await world.store.sql('ALTER TABLE organisation RENAME TO organisation_away');
    try {
      const sent = { ...headers, Authorization: `Bearer ${world.token('nurse')}`, 'Content-Type': 'application/json' };
      const failed = await fetch(world.server.url + path, { method: 'POST', headers: sent, body: JSON.stringify(body) });
      assert.equal(failed.status, 500, await failed.text());
      assert.deepEqual(await kept(), before);
    } finally {
      await world.store.sql('ALTER TABLE organisation_away RENAME TO organisation');
    }
    const done = await acknowledge();
    assert.deepEqual([done.status, done.body.zone], [200, 'none'], done.text);
    assert.deepEqual(await kept(), [before[0] + 1, 1]);
    assert.deepEqual((await acknowledge()).body, done.body);
  });

  test('one acknowledgement is taken back: the row says what it said, held by who held it, the case is open', async () => {
    const { patient } = await red();
    const [opened] = await openCases(patient);
    await act(world, 'nurse', patient, 'take');
    const row = await world.row(patient);
    const stream = await world.listen('nurse2');
    const done = await acknowledge(world, 'nurse', patient, ['guided_by_plan'], { contact: { kind: 'phone', party: 'patient' } });
    assert.deepEqual([done.zone, done.takenBy], ['none', null]);
    assert.ok(Date.now() - Date.parse(done.lastContact) < 60_000);
    assert.equal(await count(`contact WHERE ${of(patient)} AND kind = 'phone' AND acknowledgement_id IS NOT NULL`), 1);
    const back = await undo(world, 'nurse', done.undo.id);
    assert.equal(back.status, 200, back.text);
    assert.deepEqual(said(back.body.items[0]), said(row));
    assert.ok(back.body.items[0].version > row.version, 'who saw it before has seen the same version');
    assert.deepEqual(await openCases(patient), [opened]);
    await stream.waitFor((one) => one.kind === 'reopened' && one.patient === patient.id);
    await stream.close();
    const trace = await world.store.sql(
      `SELECT kind FROM triage_case_event WHERE ${of(patient)} ORDER BY number DESC LIMIT 2`,
    );
    assert.deepEqual(trace.map((one) => one.kind), ['reopened', 'closed']);
    assertProblem(
      await act(world, 'nurse2', patient, 'acknowledge', { version: row.version, outcomes: ['home_visit'], force: true }),
      409,
      /version/,
    );
    assertProblem(await undo(world, 'nurse', done.undo.id), 409);
  });

  test("another's act, an unknown one, and one of a minute ago are not taken back", async () => {
    const { patient } = await yellow();
    const done = await acknowledge(world, 'nurse', patient, ['seen']);
    const others = await undo(world, 'nurse2', done.undo.id);
    assertProblem(others, 404);
    for (const id of [NOBODY, 'x']) assertProblem(await undo(world, 'nurse', id), 404);
    assertProblem(await undo(world, 'outsider', done.undo.id), 404);
    const move = (by) =>
      world.store.sql(`UPDATE acknowledgement SET at = at + ${by} WHERE batch_id = ${world.store.id(done.undo.id)}`);
    await move(-61_000);
    assertProblem(await undo(world, 'nurse', done.undo.id), 409);
    await move(61_000);
    assert.equal((await world.row(patient)).zone, 'none');
    assert.equal(await count(`acknowledgement_undone WHERE ${of(patient)}`), 0);
  });

  test('the undo is offered to nobody but who acted, and only in the answer', async () => {
    const { patient } = await yellow();
    const done = await acknowledge(world, 'nurse', patient, ['seen']);
    assert.match(done.undo.id, /^[0-9a-z]{26}$/);
    for (const login of ['nurse', 'nurse2']) assert.equal((await world.row(patient, login)).undo, null);
  });

  for (const [what, first, then, zone] of [
    ['a green report', 1, 6, 'yellow'],
    ['a yellow report, of a yellow', 1, 1, 'yellow'],
    ['a yellow report, of a red', -1, 1, 'red'],
    ['a red report, of a yellow', 1, -1, 'red'],
    ['a red report, of a red', -1, -2, 'red'],
  ]) {
    test(`taken back after ${what}: ${zone}, one open case, with the reasons of both`, async () => {
      const { patient, row } = await withZone(first);
      const cases = await count(`triage_case WHERE ${of(patient)}`);
      const done = await acknowledge(world, 'nurse', patient, ['guided_by_plan']);
      await world.report(patient, then);
      const since = (await world.row(patient)).since;
      const { items } = (await undo(world, 'nurse', done.undo.id)).body;
      assert.equal(items[0].zone, zone);
      const open = await openCases(patient);
      assert.equal(open.length, 1);
      assert.equal(items[0].since, zone === row.zone ? row.since : since, 'since when it is so bad');
      if (then < 6) {
        const opened = (await count(`triage_case WHERE ${of(patient)}`)) - cases;
        assert.equal(opened, then < 0 ? 1 : 0, 'a red opened a case of its own, the same yellow stayed silent');
        assert.deepEqual(new Set(items[0].reasons.map((one) => one.parameter)), new Set(['spo2']));
        assert.equal(items[0].reasons[0].zone, zone);
      }
      assert.equal((await acknowledge(world, 'nurse', patient, ['doctor_contacted'])).zone, 'none');
      assert.equal((await openCases(patient)).length, 0);
    });
  }

  test('all greens are taken back at once, and a red that came since stays red', async () => {
    const [one, other] = [await green(), await green()];
    const done = await bulk(world, [seenOf(one), seenOf(other)]);
    await world.report(other.patient, -1);
    assertProblem(await undo(world, 'nurse2', done.undo.id), 404);
    const back = await undo(world, 'nurse', done.undo.id);
    assert.equal(back.status, 200, back.text);
    assert.equal(back.body.items.length, 2);
    assert.deepEqual(said(await world.row(one.patient)), said(one.row));
    assert.equal((await world.row(other.patient)).zone, 'red');
    assert.equal((await openCases(other.patient)).length, 1);
    const again = await bulk(world, [{ patient: one.patient.id, version: back.body.items.find((item) => item.patient.id === one.patient.id).version }]);
    assert.deepEqual(again.acknowledged, [one.patient.id]);
  });

  test('of an act that was taken back no case tells the outcome', async () => {
    const { patient } = await red();
    const done = await acknowledge(world, 'nurse', patient, ['home_visit'], { note: 'Reiser hjem til henne' });
    await world.report(patient, -1);
    assert.equal((await undo(world, 'nurse', done.undo.id)).status, 200);
    const { items } = (await world.as('nurse', `/api/patients/${patient.id}/cases`)).body;
    assert.deepEqual(items.slice(0, 2).map((one) => [one.closed === null, one.outcomes, one.note]), [[true, [], null], [false, [], null]]);
  });

  test('undo twice with one key gives the rows again; without a key it is refused', async () => {
    const one = await green();
    const done = await bulk(world, [seenOf(one)]);
    const headers = { 'Idempotency-Key': `undo-${process.pid}-${kind.kind}` };
    const first = await undo(world, 'nurse', done.undo.id, { headers });
    const again = await undo(world, 'nurse', done.undo.id, { headers });
    assert.deepEqual([again.status, again.body], [200, first.body]);
    assertProblem(await undo(world, 'nurse', done.undo.id), 409);
  });

  test('an attempt that nobody answered is taken back: still open, and held again', async () => {
    const { patient } = await red();
    await act(world, 'nurse', patient, 'take');
    const row = await world.row(patient);
    const done = await acknowledge(world, 'nurse', patient, ['no_answer'], { contact: { kind: 'phone', party: 'patient' } });
    assert.deepEqual([done.zone, done.takenBy, done.lastContact], ['red', null, row.lastContact]);
    const { items } = (await undo(world, 'nurse', done.undo.id)).body;
    assert.deepEqual(said(items[0]), said(row));
    assert.equal((await openCases(patient)).length, 1);
  });

  test('an attempt taken back after the case was closed does not bring the case back', async () => {
    const { patient } = await red();
    const tried = await acknowledge(world, 'nurse', patient, ['no_answer']);
    await acknowledge(world, 'nurse2', patient, ['home_visit']);
    assert.equal((await undo(world, 'nurse', tried.undo.id)).body.items[0].zone, 'none');
    assert.equal((await openCases(patient)).length, 0);
  });

  test('who has taken it since keeps it', async () => {
    const { patient } = await red();
    await act(world, 'nurse', patient, 'take');
    const done = await acknowledge(world, 'nurse', patient, ['doctor_contacted']);
    await act(world, 'nurse2', patient, 'take');
    const { items } = (await undo(world, 'nurse', done.undo.id)).body;
    assert.deepEqual([items[0].zone, items[0].takenBy.name], ['red', 'Vegard Demo']);
  });

  test('a contact is a contact only while it stands: taken back, also two after each other', async () => {
    const { patient, row } = await yellow();
    const first = await acknowledge(world, 'nurse', patient, ['guided_by_plan']);
    await world.report(patient, 1);
    const second = await acknowledge(world, 'nurse', patient, ['guided_by_plan']);
    assert.notEqual(first.lastContact, row.lastContact);
    assert.equal((await undo(world, 'nurse', first.undo.id)).body.items[0].lastContact, second.lastContact);
    assert.equal((await undo(world, 'nurse', second.undo.id)).body.items[0].lastContact, row.lastContact);
    assert.equal((await acknowledge(world, 'nurse', patient, ['seen'])).lastContact, row.lastContact, 'a look is none');
  });

  test('a talk from before the act, and logged after it, stands when the act is taken back', async () => {
    const { patient } = await yellow();
    const done = await acknowledge(world, 'nurse', patient, ['guided_by_plan']);
    const at = new Date(Date.now() - 60_000).toISOString();
    const talk = { kind: 'phone', party: 'patient', about: 'Ringte tilbake', at };
    assert.equal((await world.as('nurse', `/api/patients/${patient.id}/contacts`, { body: talk })).status, 201);
    assert.equal((await world.row(patient)).lastContact, done.lastContact);
    const { lastContact } = (await undo(world, 'nurse', done.undo.id)).body.items[0];
    assert.equal(Date.parse(lastContact), Date.parse(at));
  });

  test('a message of the service is a contact, one of the patient is not', async () => {
    const { patient, row } = await green();
    const threads = `/api/patients/${patient.id}/threads`;
    await world.as(patient.login, threads, { body: { body: 'Hei' } });
    assert.equal((await world.row(patient)).lastContact, row.lastContact);
    await world.as('nurse', threads, { body: { body: 'Hei' } });
    assert.ok(Date.parse((await world.row(patient)).lastContact) > Date.parse(row.lastContact));
  });

  test('a contact that is none is refused', async () => {
    const { patient, row } = await yellow();
    const body = { version: row.version, outcomes: ['seen'] };
    for (const [contact, place] of [
      [{ kind: 'fax', party: 'patient' }, /\/contact\/kind/],
      [{ kind: 'phone' }, /\/contact\/party/],
      ['phone', /\/contact/],
    ]) {
      assertProblem(await act(world, 'nurse', patient, 'acknowledge', { ...body, contact }), 422, place);
    }
    assert.equal((await world.row(patient)).zone, 'yellow');
  });

  test('what the patient wrote stays until somebody has acknowledged it, and comes back with the undo', async () => {
    const { patient } = await green();
    const long = 'æ'.repeat(250);
    const write = async (text) => {
      const body = answered(patient.id, { symptoms: { cough: 'no' } });
      body.item.at(-1).item.push(remark(text));
      const answer = await world.as(patient.login, '/fhir/QuestionnaireResponse', { body });
      assert.equal(answer.status, 201, answer.text);
    };
    const words = async () => (await world.row(patient)).looks.find((look) => look.kind === 'wrote')?.text;
    await write('Sov\ndårlig');
    await world.report(patient, 6);
    assert.equal(await words(), 'Skrev: «Sov dårlig»');
    await write('Bedre nå');
    assert.equal(await words(), 'Skrev: «Bedre nå / Sov dårlig»');
    const done = await acknowledge(world, 'nurse', patient, ['seen']);
    assert.deepEqual(done.looks, []);
    assert.equal((await undo(world, 'nurse', done.undo.id)).body.items[0].looks[0].text, 'Skrev: «Bedre nå / Sov dårlig»');
    await acknowledge(world, 'nurse', patient, ['seen']);
    await write(long);
    assert.equal(await words(), `Skrev: «${long.slice(0, 200)}»`);
  });

  test('the same value on eight days of readings running is suspicious, on seven it is not', async () => {
    const { patient } = await green();
    await world.store.sql(`DELETE FROM observation WHERE ${of(patient)}`);
    const value = (await world.limit(patient, 'spo2', 'red')) + 6;
    const send = (ago, over = {}) =>
      world.send(patient.login, reading(patient.id, { value, at: new Date(Date.now() - ago * DAY - 60_000).toISOString(), ...over }));
    // One day in between without any.
    for (const ago of [8, 7, 5, 4, 3, 2]) await send(ago);
    await send(1);
    assert.deepEqual((await world.row(patient)).looks, []);
    await send(0);
    assert.deepEqual(kinds((await world.row(patient)).looks), ['suspicious']);
    await acknowledge(world, 'nurse', patient, ['seen']);
    await send(0, { value: value + 1, at: new Date(Date.now() - 30_000).toISOString() });
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.looks], ['green', []]);
  });

  test('a report ends that one was missing', async () => {
    const { patient, row } = await green();
    const since = Date.now() - DAY;
    await world.store.sql(`UPDATE overview SET missing = 1, missed = 1, missing_since = ${since} WHERE ${of(patient)}`);
    const missing = await world.row(patient);
    assert.deepEqual([missing.missing, Date.parse(missing.missingSince), kinds(missing.looks)], [true, since, ['missing']]);
    assert.deepEqual((await bulk(world, [seenOf({ patient, row })])).acknowledged, []);
    await world.report(patient, 6);
    // What time alone brings is seen to just after.
    const now = await until(async () => {
      const seen = await world.row(patient);
      return !seen.missing && seen;
    });
    assert.deepEqual([now.missed, now.missingSince, now.looks], [0, null, []]);
  });

  test('varde check holds after all of it', async () => {
    const checked = await varde(['check', '--db', world.store.url]);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});

onEachStore('a whole list of greens', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind, { patients: 700, days: 2 });
  });
  after(() => world?.end());

  test('five hundred at a time are acknowledged, and taken back', async () => {
    const { ready } = (await world.as('nurse', '/api/worklist/greens')).body;
    assert.ok(ready.length > 300, `only ${ready.length}`);
    const seen = ready.map(({ patient, version }) => ({ patient: patient.id, version }));
    while (seen.length < 500) seen.push({ patient: `${NOBODY.slice(0, -3)}${String(seen.length).padStart(3, '0')}`, version: 1 });
    const done = await bulk(world, seen);
    assert.equal(done.acknowledged.length, ready.length);
    assert.equal(done.left.length, 500 - ready.length);
    const left = (await world.as('nurse', '/api/worklist/greens')).body;
    assert.ok(!left.ready.some((one) => done.acknowledged.includes(one.patient.id)));
    const back = await undo(world, 'nurse', done.undo.id);
    assert.equal(back.status, 200, back.text);
    assert.equal(back.body.items.length, ready.length);
    assert.ok(back.body.items.every((item) => item.zone === 'green'));
    const again = (await world.as('nurse', '/api/worklist/greens')).body;
    assert.deepEqual(again.ready.map((one) => one.patient.id).sort(), ready.map((one) => one.patient.id).sort());
  });
});
