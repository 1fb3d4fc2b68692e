// Reports that were due and did not come: marked by the running service, withdrawn by what was made in time, cleared by
// somebody; and the fortnightly list of those who have been silent. Rows are set back in time, the clock is the real one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { agoToday, dayNumber, dayOf, noonOf, today as day } from '../days.mjs';
import { DAY, World, assertProblem, onEachStore, reading, until } from './lib.mjs';
import { idOf } from './stores.mjs';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** The patient's day so many days from today, and its number since 1970. */
const number = (offset) => dayNumber(day(offset));
const weekday = (offset) => (((number(offset) + 3) % 7) + 7) % 7;
const noon = (offset) => noonOf(day(offset));

const DAILY = [{ kind: 'every', every: 1, deadlines: [] }];
const onlyOn = (offset) => [{ kind: 'weekdays', weekdays: [WEEKDAYS[weekday(offset)]], deadlines: [] }];
const ONCE_A_WEEK = [{ kind: 'a_week', aWeek: 1, deadlines: [] }];

onEachStore('reports that were due and did not come', (kind) => {
  let world, account;
  before(async () => {
    world = await World.create(kind, { patients: 140 });
    account = (await world.store.sql(`SELECT id FROM account WHERE login = 'nurse'`))[0].id;
  });
  after(() => world?.end());

  const of = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const sql = (text) => world.store.sql(text);
  const due = async (patient, login = 'nurse') => {
    const answer = await world.as(login, `/api/patients/${patient.id}/due`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const clear = (patient, body = { outcome: 'contacted' }, login = 'nurse') =>
    world.as(login, `/api/patients/${patient.id}/missing/clear`, { body });
  const review = (patient, body, login = 'nurse') => world.as(login, `/api/patients/${patient.id}/silent`, { body });

  /** Sent to be looked at, and looked at. */
  const looked = async (patient) => {
    await sql(`UPDATE patient_due SET due_at = 0 WHERE ${of(patient)}`);
    await settled(patient);
  };
  const settled = (patient) =>
    until(async () => Number((await sql(`SELECT due_at FROM patient_due WHERE ${of(patient)}`))[0].due_at) !== 0, {
      says: 'the patient was not looked at',
    });

  /** Somebody followed for two months whose last report is 20 days old, and who is asked by these phases. */
  const silent = async (phases, { from = -17, ...how } = {}) => {
    const patient = world.fresh(how);
    const back = 60 * DAY;
    const enrolment = world.store.id(patient.enrolments[0].id.split('.')[1]);
    await sql(`UPDATE enrolment SET state_since = state_since - ${back}, created_at = created_at - ${back} WHERE ${of(patient)}`);
    await sql(`UPDATE enrolment_transition SET at = at - ${back} WHERE ${of(patient)}`);
    await sql(`UPDATE observation SET effective = effective - ${20 * DAY} WHERE ${of(patient)}`);
    await sql(`UPDATE response SET authored = authored - ${20 * DAY} WHERE ${of(patient)}`);
    await sql(`UPDATE overview SET reported_at = ${Date.now() - 20 * DAY} WHERE ${of(patient)}`);
    const said = JSON.stringify(phases.map((phase) => ({ ...phase, from: day(from), until: null })));
    await sql(
      `INSERT INTO enrolment_schedule (patient_id, enrolment_id, version, from_day, phases, reason, account_id, at)` +
        ` VALUES (${world.store.id(patient.id)}, ${enrolment}, 1, ${number(from)}, '${said}', 'test',` +
        ` ${world.store.id(idOf(account))}, ${Date.now() - 30 * DAY})`,
    );
    await looked(patient);
    return patient;
  };
  const missing = async (phases, how) => {
    const patient = await silent(phases, how);
    assert.equal((await world.row(patient)).missing, true);
    return patient;
  };
  const send = async (patient, at) => {
    const some = reading(patient.id, { value: 97 }).effectiveDateTime;
    const soon = dayOf(some) === day() ? some : agoToday(60_000);
    const answer = await world.send(patient.login, reading(patient.id, { value: 97, at: at ?? soon }));
    assert.equal(answer.status, 201, answer.text);
    return answer;
  };

  test('a report that did not come is marked by the running service, with its trace, and only once', async () => {
    const patient = await missing(DAILY);
    const row = await world.row(patient);
    assert.ok(row.missed >= 16 && row.missed <= 18, String(row.missed));
    assert.ok(row.looks.some((look) => look.kind === 'missing'));
    const { due: now, next, missing: mark, coming, past, trace } = await due(patient);
    assert.equal(now, true);
    assert.deepEqual(mark, { since: row.missingSince, missed: row.missed });
    assert.equal(next.by.day, day(0));
    assert.equal(next.by.clock, '24:00');
    assert.equal(coming.length, 14);
    assert.deepEqual([past.length, new Set(past.map((one) => one.state))], [14, new Set(['missed'])]);
    assert.deepEqual(
      trace.map(({ kind, due: first, missed, report, by }) => ({ kind, first, missed, report, by })),
      [{ kind: 'missed', first: row.missingSince, missed: row.missed, report: null, by: null }],
    );
    await looked(patient);
    assert.equal((await due(patient)).trace.length, 1, 'it is traced once');
    assert.equal((await world.row(patient)).version, row.version, 'what stands is not news');
  });

  test('the patient sees what is due and what is missing, and nothing of what personnel did about it', async () => {
    const patient = await missing(DAILY);
    const seen = await due(patient, patient.login);
    assert.ok(seen.missing && seen.next && !('trace' in seen));
  });

  test('a report made in time and delivered late takes the mark away, and the trace names it', async () => {
    const patient = await missing(DAILY);
    await send(patient, noon(-1));
    const row = await until(async () => {
      const now = await world.row(patient);
      return !now.missing && now;
    });
    assert.equal(row.missed, 0);
    const { trace, past } = await due(patient);
    assert.equal(past.at(-1).state, 'met');
    assert.deepEqual([trace[0].kind, trace[1].kind, trace.length], ['withdrawn', 'missed', 2]);
    const sent = await sql(`SELECT report_id FROM observation WHERE ${of(patient)} AND effective = ${Date.parse(noon(-1))}`);
    assert.equal(trace[0].report, idOf(sent[0].report_id));
  });

  test('on given days a report on another day clears nothing', async () => {
    const patient = await missing(onlyOn(-1));
    await send(patient);
    await settled(patient);
    const { missing: mark, trace } = await due(patient);
    assert.ok(mark);
    assert.equal(trace.length, 1);
    assert.equal((await world.row(patient)).missing, true);
  });

  test('of so many a week on free days any day of the week counts', async () => {
    const patient = await missing(ONCE_A_WEEK, { from: -14 - weekday(0) });
    await send(patient);
    await until(async () => !(await world.row(patient)).missing);
    const { trace } = await due(patient);
    assert.deepEqual([trace[0].kind, trace[0].report !== null], ['met', true]);
  });

  test('somebody who clears it sees it at once, and the next one that is missed is marked again', async () => {
    const patient = await missing(DAILY);
    const { missed, missingSince } = await world.row(patient);
    const answer = await clear(patient, {
      outcome: 'away',
      note: 'På hytta til søndag',
      contact: { kind: 'phone', party: 'patient' },
    });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.body.missing, answer.body.missed, answer.body.missingSince], [false, 0, null]);
    assert.ok(answer.body.lastContact);
    const { trace, missing: mark, past } = await due(patient);
    assert.equal(mark, null);
    assert.equal(past.at(-1).state, 'cleared');
    const { at, by, ...said } = trace[0];
    assert.deepEqual(said, { kind: 'cleared', due: missingSince, missed, report: null, outcome: 'away', note: 'På hytta til søndag' });
    assert.ok(at && by.name);
    const { body: contacts } = await world.as('nurse', `/api/patients/${patient.id}/contacts`);
    assert.equal(contacts.items[0].note, 'På hytta til søndag');
    assertProblem(await clear(patient), 409);
    await sql(`UPDATE missing_event SET at = at - ${2 * DAY} WHERE ${of(patient)} AND kind = 'cleared'`);
    await looked(patient);
    const again = await world.row(patient);
    assert.equal(again.missing, true);
    assert.ok(again.missed < 4, String(again.missed));
  });

  test('a clearing can be taken back by who did it: the mark stands as it stood, and the trace keeps both', async () => {
    const patient = await missing(DAILY);
    const before = await world.row(patient);
    const log = async () => (await world.as('nurse', `/api/patients/${patient.id}/contacts`)).body.items.length;
    const logged = await log();
    const done = await clear(patient, { outcome: 'contacted', contact: { kind: 'phone', party: 'patient' } });
    assert.equal(done.status, 200, done.text);
    assert.equal(done.body.missing, false);
    assert.ok(done.body.undo, 'the answer says how it is taken back');
    assert.ok(Date.parse(done.body.undo.until) > Date.now());
    const back = (login = 'nurse', id = done.body.undo.id, how = {}) => world.as(login, `/api/acts/${id}/undo`, { body: {}, ...how });
    for (const login of ['nurse2', 'outsider']) assertProblem(await back(login), 404);
    assertProblem(await back('nurse', `${patient.id}.1`), 404);
    const { body, status, text } = await back('nurse', done.body.undo.id, { headers: { 'Idempotency-Key': `undo-${patient.id}` } });
    assert.equal(status, 200, text);
    const [row] = body.items;
    assert.deepEqual([row.missing, row.missingSince, row.missed], [true, before.missingSince, before.missed]);
    assert.ok(row.version > before.version, 'what stands again is news');
    const again = await back('nurse', done.body.undo.id, { headers: { 'Idempotency-Key': `undo-${patient.id}` } });
    assert.equal(again.status, 200, 'the same key, the same answer');
    const refused = await back();
    assertProblem(refused, 409);
    assert.match(refused.body.detail, /taken back already/);
    const { trace, missing: mark } = await due(patient);
    assert.deepEqual(mark, { since: row.missingSince, missed: row.missed });
    assert.deepEqual(trace.map((one) => [one.kind, one.by?.name ?? null].join()), [`reopened,${trace[0].by.name}`, `cleared,${trace[0].by.name}`, 'missed,']);
    await looked(patient);
    assert.deepEqual(await world.row(patient), { ...(await world.row(patient)), missing: true, missed: row.missed });
    assert.equal((await due(patient)).trace.length, 3, 'the next look finds nothing new');
    assert.equal(await log(), logged + 1, 'what is in the log stays there');
    // Cleared again it is cleared, and can be taken back again.
    const second = await clear(patient, { outcome: 'away' });
    assert.equal(second.body.missing, false);
    await looked(patient);
    assert.equal((await world.row(patient)).missing, false);
    assert.notEqual(second.body.undo.id, done.body.undo.id);
    assertProblem(await back(), 409);
    assert.equal((await back('nurse', second.body.undo.id)).status, 200);
  });

  test('of two who press at once one takes a clearing back', async () => {
    const patient = await missing(DAILY);
    const { undo } = (await clear(patient)).body;
    const answers = await Promise.all([1, 2, 3].map(() => world.as('nurse', `/api/acts/${undo.id}/undo`, { body: {} })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
    assert.equal((await due(patient)).trace.filter((one) => one.kind === 'reopened').length, 1);
  });

  test('a clearing is not taken back when it is too late, or when something came of it since', async () => {
    const undone = async (patient, id) => world.as('nurse', `/api/acts/${id}/undo`, { body: {} });
    const late = await missing(DAILY);
    const { undo } = (await clear(late)).body;
    await sql(`UPDATE missing_event SET at = at - 70000 WHERE ${of(late)} AND kind = 'cleared'`);
    assertProblem(await undone(late, undo.id), 409);
    assert.equal((await world.row(late)).missing, false);
    // The report has come.
    const come = await missing(DAILY);
    const cleared = (await clear(come)).body.undo;
    await send(come, noon(-1));
    assertProblem(await undone(come, cleared.id), 409);
    assert.equal((await world.row(come)).missing, false);
    assert.deepEqual((await due(come)).trace.map((one) => one.kind), ['cleared', 'missed']);
    // The next one was missed.
    const next = await missing(DAILY);
    const before = (await clear(next)).body.undo;
    await sql(
      `INSERT INTO missing_event (patient_id, service_id, number, at, kind, due_at, missed) SELECT patient_id, service_id, number + 1,` +
        ` at + 1, 'missed', due_at, 1 FROM missing_event WHERE ${of(next)} AND kind = 'cleared'`,
    );
    assertProblem(await undone(next, before.id), 409);
  });

  test('what is wrong is refused, and who may not clear is told as ever', async () => {
    const patient = await missing(DAILY);
    assertProblem(await clear(patient, { outcome: 'ok' }), 422, /\/outcome/);
    assertProblem(await clear(patient, { outcome: 'other', more: 1 }), 422);
    assertProblem(await clear(patient, { outcome: 'other', contact: { kind: 'fax', party: 'patient' } }), 422, /\/contact\/kind/);
    assertProblem(await clear(patient, undefined, 'coordinator'), 403);
    assertProblem(await clear(patient, undefined, 'outsider'), 404);
    assert.equal((await world.as('nurse2', `/api/worklist/${patient.id}/take`, { body: {} })).status, 200);
    assertProblem(await clear(patient), 409);
    assert.equal((await clear(patient, { outcome: 'other', force: true })).status, 200);
  });

  test('whom a pause covers is not asked, and the day after it is', async () => {
    const patient = await silent(DAILY);
    await sql(
      `INSERT INTO pause (patient_id, id, from_day, until_day, reason, account_id, at) VALUES (${world.store.id(patient.id)},` +
        ` ${world.store.id(patient.id)}, ${number(-30)}, ${number(1)}, 'reise', ${world.store.id(idOf(account))}, 0)`,
    );
    await looked(patient);
    const { pause, next, missing: mark, trace } = await due(patient);
    assert.deepEqual([pause.reason, next.by.day, mark], ['reise', day(1), null]);
    assert.equal(trace[0].kind, 'moved');
  });

  test('what was reported today is told though a pause from today leaves nothing due', async () => {
    const patient = await silent(DAILY);
    await send(patient);
    await until(async () => !(await world.row(patient)).missing);
    assert.ok((await due(patient)).coming.some((one) => one.by.day === day(0) && one.state === 'met'));
    const answer = await world.as('nurse', `/api/patients/${patient.id}/pauses`, { body: { from: day(0), until: day(3), reason: 'reise' } });
    assert.equal(answer.status, 201, answer.text);
    const { coming, past, reported } = await due(patient);
    assert.ok(![...past, ...coming].some((one) => one.by.day === day(0)), 'nothing is due today');
    assert.deepEqual(reported, [day(0)]);
  });

  test('who cannot be looked at is put off, and keeps nobody else from their turn', async () => {
    const broken = world.fresh();
    const whole = await silent(DAILY);
    await sql(`UPDATE overview SET missing = 0, missing_since = 0, missed = 0 WHERE ${of(whole)}`);
    await sql(`UPDATE enrolment SET programme_version = 9999 WHERE ${of(broken)}`);
    await sql(`UPDATE patient_due SET due_at = 0 WHERE ${of(broken)} OR ${of(whole)}`);
    await until(async () => (await world.row(whole)).missing);
    const [put] = await until(async () => {
      const rows = await sql(`SELECT due_at, attempts, failed_at FROM patient_due WHERE ${of(broken)} AND attempts > 0`);
      return rows.length && rows;
    });
    assert.ok(Number(put.due_at) >= Number(put.failed_at) + 60 * 1000);
    assert.ok(world.server.lines.some((line) => line.includes('"due.failed"')));
    await sql(
      `UPDATE enrolment SET programme_version = (SELECT max(version) FROM programme WHERE id = 'copd') WHERE ${of(broken)}`,
    );
    await sql(`UPDATE patient_due SET due_at = 0 WHERE ${of(broken)}`);
    await until(async () => (await sql(`SELECT attempts FROM patient_due WHERE ${of(broken)} AND attempts = 0`)).length);
  });

  test('a clock that went back leaves nobody unlooked at', async () => {
    const patient = world.fresh();
    const ahead = Date.now() + 30 * DAY;
    await sql(`UPDATE patient_due SET due_at = ${ahead + DAY}, looked_at = ${ahead} WHERE ${of(patient)}`);
    await until(async () => Number((await sql(`SELECT looked_at FROM patient_due WHERE ${of(patient)}`))[0].looked_at) < ahead);
    const [{ due_at: next }] = await sql(`SELECT due_at FROM patient_due WHERE ${of(patient)}`);
    assert.ok(Number(next) <= Date.now() + DAY + 1000);
  });

  test('who has been silent for a fortnight stands on the list until somebody has gone through it', async () => {
    const patient = await missing(DAILY);
    const listed = async (login = 'nurse', query = 'limit=200') =>
      (await world.as(login, `/api/silent?${query}`)).body.items.find((item) => item.patient.id === patient.id);
    const item = await listed();
    assert.ok(item, 'the patient is not on the list');
    assert.ok(item.missed > 14 && item.review === null && item.enrolments.length === 1);
    assert.ok(Date.parse(item.since) < Date.now() - 19 * DAY);
    assert.equal(await listed('nurse', 'days=30&limit=200'), undefined);
    assert.equal(await listed('outsider'), undefined);
    assert.ok(await listed('coordinator'), 'the home municipality sees it');
    const { body: before } = await world.as('nurse', '/api/silent/count');
    const answer = await review(patient, { decision: 'kept', note: 'Vil fortsette', contact: { kind: 'phone', party: 'kin' } });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.task, null);
    assert.equal(await listed(), undefined);
    assert.equal((await world.as('nurse', '/api/silent/count')).body.count, before.count - 1);
    await sql(`UPDATE silent_review SET at = at - ${15 * DAY} WHERE ${of(patient)}`);
    assert.equal((await listed()).review.decision, 'kept');
    await send(patient);
    assert.equal(await listed(), undefined);
  });

  test('a closing that is proposed becomes a task of the home municipality', async () => {
    const patient = await missing(DAILY);
    const answer = await review(patient, { decision: 'closing_proposed', note: 'Svarer ikke, vil ikke mer' });
    assert.equal(answer.status, 201, answer.text);
    const tasks = await sql(
      `SELECT t.id, t.reason, t.state, o.name FROM task t JOIN organisation o ON o.id = t.queue_id` +
        ` WHERE t.${of(patient)} AND t.kind = 'closing_proposed'`,
    );
    assert.deepEqual([tasks.length, tasks[0].reason, tasks[0].state], [1, 'Svarer ikke, vil ikke mer', 'open']);
    assert.match(tasks[0].name, /Nesvik/);
    assert.equal(answer.body.task, `${patient.id}.${idOf(tasks[0].id)}`);
    assertProblem(await review(patient, { decision: 'closing_proposed', note: 'Og igjen' }), 409);
  });

  test('a decision is taken back by who took it: listed as before, the municipality not asked any more', async () => {
    const patient = await missing(DAILY);
    const listed = async () => (await world.as('nurse', '/api/silent?limit=200')).body.items.find((item) => item.patient.id === patient.id);
    const undo = (id, login = 'nurse') => world.as(login, `/api/silent/${id}/undo`, { body: {} });
    const refused = async (id, says) => {
      const answer = await undo(id);
      assertProblem(answer, 409);
      assert.match(answer.body.detail, says);
    };
    const before = await listed();
    const first = (await review(patient, { decision: 'kept', note: 'Vil fortsette' })).body;
    for (const login of ['nurse2', 'outsider']) assertProblem(await undo(first.id, login), 404);
    for (const login of ['coordinator', patient.login]) assertProblem(await undo(first.id, login), 403);
    assert.equal(await listed(), undefined);
    assert.equal((await undo(first.id)).status, 204);
    assert.deepEqual(await listed(), before);
    await refused(first.id, /taken back already/);
    // What is no decision, or another's since.
    const [{ id: taker }] = await sql(`SELECT id FROM silent_review WHERE ${of(patient)} AND decision = 'taken_back'`);
    assertProblem(await undo(`${patient.id}.${idOf(taker)}`), 404);
    const second = (await review(patient, { decision: 'closing_proposed', note: 'Svarer ikke' })).body;
    const third = (await review(patient, { decision: 'kept', note: 'Ringte likevel' }, 'nurse2')).body;
    await refused(second.id, /something else/i);
    assert.equal((await undo(third.id, 'nurse2')).status, 204);
    assert.equal(await listed(), undefined, 'what was decided before stands');
    // The task goes with it, and can be made anew.
    assert.equal((await undo(second.id)).status, 204);
    const states = async () => (await sql(`SELECT state FROM task WHERE ${of(patient)} AND kind = 'closing_proposed' ORDER BY id`)).map((row) => row.state);
    assert.deepEqual(await states(), ['cancelled']);
    assert.deepEqual(await listed(), before);
    const again = (await review(patient, { decision: 'closing_proposed', note: 'Svarer ikke' })).body;
    await sql(`UPDATE task SET version = 2 WHERE ${of(patient)} AND state = 'open' AND kind = 'closing_proposed'`);
    await refused(again.id, /begun/);
    assert.deepEqual(await states(), ['cancelled', 'open']);
    const log = await sql(`SELECT action FROM access_log WHERE ${of(patient)} AND action = 'silent.undo'`);
    assert.equal(log.length, 3);
    await sql(`UPDATE silent_review SET at = at - ${2 * DAY} WHERE ${of(patient)}`);
    await refused(again.id, /too late/);
  });

  test('what cannot be a review is refused, and strangers learn nothing', async () => {
    const patient = await missing(DAILY);
    assertProblem(await review(patient, { decision: 'kept' }), 422, /\/note/);
    assertProblem(await review(patient, { decision: 'gone', note: 'x' }), 422, /\/decision/);
    assertProblem(await review(patient, { decision: 'kept', note: 'x' }, 'outsider'), 404);
    assertProblem(await review(patient, { decision: 'kept', note: 'x' }, 'coordinator'), 403);
    assertProblem(await world.as('nurse', '/api/silent?days=0'), 400);
    assertProblem(await world.as('nurse', '/api/silent?cursor=x'), 400);
    assertProblem(await world.as(patient.login, '/api/silent'), 403);
  });

  test('the list comes in pages, nobody twice', async () => {
    const whole = (await world.as('nurse', '/api/silent?limit=200')).body.items.map((item) => item.patient.id);
    const seen = [];
    let next = '';
    do {
      const { body } = await world.as('nurse', `/api/silent?limit=2${next && `&cursor=${next}`}`);
      seen.push(...body.items.map((item) => item.patient.id));
      next = body.next;
    } while (next);
    assert.ok(whole.length > 2);
    assert.deepEqual(seen, whole);
  });
});
