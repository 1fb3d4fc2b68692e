// A patient's day by their schedule, what they are reminded of, and what they are told about when somebody looks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayNumber as number, today as dayOf } from '../days.mjs';
import { DAY, Server, World, assertProblem, onEachStore, reading, until } from './lib.mjs';

const wall = () => {
  const [hours, minutes] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', timeStyle: 'short' })
    .format(new Date())
    .split(':');
  return Number(hours) * 60 + Number(minutes);
};
const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const every = (n, more = {}) => ({ kind: 'every', every: n, from: dayOf(-3), until: null, ...more });

onEachStore('the day', (kind) => {
  let world, service;
  before(async () => {
    world = await World.create(kind, { server: { args: ['--quiet-from', '0', '--quiet-until', '0'] } });
    service = (await world.as('nurse', '/api/me')).body.organisation.id;
  });
  after(() => world?.end());

  const sql = (text) => world.store.sql(text);
  const id = (patient) => world.store.id(patient.id);
  const wake = (patient) => sql(`UPDATE patient_due SET due_at = 0 WHERE patient_id = ${id(patient)}`);
  const looked = (patient) =>
    until(async () => (await sql(`SELECT due_at FROM patient_due WHERE patient_id = ${id(patient)}`))[0].due_at > 0, {
      says: 'nobody looked at the patient',
    });
  /** What holds since three days, as if it had been set then; and nothing came since. */
  const asked = async (patient, phases, at = 0) => {
    const [, enrolment] = patient.enrolments[at].id.split('.');
    const since = (number(dayOf()) - 4) * DAY;
    await sql(`DELETE FROM report WHERE patient_id = ${id(patient)}`);
    await sql(`DELETE FROM response WHERE patient_id = ${id(patient)} AND authored > ${since}`);
    await sql(`DELETE FROM observation WHERE patient_id = ${id(patient)} AND effective > ${since}`);
    await sql(`UPDATE enrolment SET unwell_from = NULL WHERE patient_id = ${id(patient)}`);
    await sql(`DELETE FROM unwell WHERE patient_id = ${id(patient)}`);
    await sql(
      `INSERT INTO enrolment_schedule (patient_id, enrolment_id, version, from_day, phases, reason, account_id, at)
       SELECT ${id(patient)}, ${world.store.id(enrolment)}, 1, ${number(dayOf(-3))}, '${JSON.stringify(phases)}', 'x', id, 0
       FROM account WHERE login = 'nurse'`,
    );
    // What was missed before is not asked about: who has been silent for a week is not reminded.
    await sql(
      `INSERT INTO pause (patient_id, id, from_day, until_day, reason, account_id, at)
       SELECT ${id(patient)}, ${world.store.id(enrolment)}, ${number(dayOf(-300))}, ${number(dayOf(-3))}, 'x', id, 0
       FROM account WHERE login = 'nurse'`,
    );
    await wake(patient);
    await looked(patient);
  };
  const active = (more = {}) =>
    world.fresh({ zone: 'green', fits: (one) => one.enrolments.every(({ state }) => state === 'active'), ...more });
  const today = async (patient, login = patient.login, query = '') => {
    const answer = await world.as(login, `/api/me/today${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const report = async (patient, measurements = [{ parameter: 'spo2', value: 95, unit: '%' }]) => {
    const answer = await world.as(patient.login, '/api/reports', { body: { measurements } });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const reminders = (patient) =>
    sql(`SELECT about, payload, due_at, done_at, result FROM outbox WHERE patient_id = ${id(patient)} ORDER BY about`);

  test('several a day: each is due by its own time, and a report meets the one that is next', async () => {
    const patient = active();
    // The first deadline of the day has gone by: in a day's first minute it is waited for.
    const clock = () => new Date().toLocaleTimeString('sv', { timeZone: 'Europe/Oslo' });
    await until(() => clock() > '00:01:01', { ms: 65_000, every: 500 });
    await asked(patient, [every(1, { deadlines: ['00:01', '24:00'] })]);
    const day = await today(patient);
    assert.equal(day.due, true);
    assert.deepEqual(day.next.by, { day: dayOf(), clock: '24:00' });
    assert.ok(day.missing.missed >= 5, JSON.stringify(day.missing));
    assert.equal(day.coming.filter((one) => one.by.day === dayOf(1)).length, 2);
    await report(patient);
    const done = await today(patient);
    assert.equal(done.due, false);
    assert.deepEqual(done.next.by, { day: dayOf(1), clock: '00:01' });
    assert.equal(done.enrolments[0].due, false);
  });

  test('once a week on a free day: due until it came, then not before next week', async () => {
    const patient = active();
    await asked(patient, [{ kind: 'a_week', aWeek: 1, from: dayOf(-3), until: null }]);
    const day = await today(patient);
    assert.equal(day.due, true);
    assert.equal(day.next.of, 1);
    assert.equal(day.next.by.clock, '24:00');
    assert.equal(day.enrolments[0].every, 7);
    await report(patient);
    const done = await today(patient);
    assert.equal(done.due, false);
    assert.ok(done.next.opens > day.next.by.day, JSON.stringify(done.next));
  });

  test('in a pause nothing is due and the day says why; after it all is as before', async () => {
    const patient = active();
    await asked(patient, [every(1)]);
    assert.equal((await today(patient)).due, true);
    const { status, body: pause, text } = await world.as('nurse', `/api/patients/${patient.id}/pauses`, {
      body: { from: dayOf(), until: dayOf(20), reason: 'Reise' },
    });
    assert.equal(status, 201, text);
    const day = await today(patient);
    assert.equal(day.due, false);
    assert.deepEqual(day.coming, []);
    assert.deepEqual(day.pause, { id: pause.id, from: dayOf(), until: dayOf(20), reason: 'Reise' });
    await world.as('nurse', `/api/pauses/${pause.id}/end`, { body: {} });
    const over = await today(patient);
    assert.ok(over.next, 'a report is due again');
  });

  test('only on request: nothing is due, and a report is welcome', async () => {
    const patient = active();
    await asked(patient, [{ kind: 'on_request', from: dayOf(-3), until: null }]);
    const day = await today(patient);
    assert.equal(day.due, false);
    assert.equal(day.next, null);
    assert.deepEqual(day.coming, []);
    assert.equal(day.reminder, null);
    assert.equal(day.enrolments[0].every, 0);
    assert.ok(day.measurements.length, 'what can be measured is there');
    await report(patient);
  });

  test('several programmes are one list, asked once and met by one report', async () => {
    const patient = active({ programmes: 'copd,heart-failure', municipality: 'Nesvik', zone: 'any' });
    await asked(patient, [every(1)], 0);
    await asked(patient, [every(1)], 1);
    const day = await today(patient);
    assert.equal(day.due, true);
    assert.equal(day.coming.filter((one) => one.by.day === dayOf(1)).length, 1, 'one deadline a day');
    assert.deepEqual(day.enrolments.map((one) => one.due), [true, true]);
    const parameters = day.measurements.map((one) => one.parameter);
    assert.equal(new Set(parameters).size, parameters.length);
    assert.ok(parameters.includes('weight') && parameters.includes('spo2'));
    await report(patient, [
      { parameter: 'spo2', value: 95, unit: '%' },
      { parameter: 'weight', value: 80, unit: 'kg' },
    ]);
    const done = await today(patient);
    assert.equal(done.due, false);
    assert.deepEqual(done.enrolments.map((one) => one.due), [false, false]);
  });

  test('a report that was made in time and came late: nothing is missing any more', async () => {
    const patient = active();
    await asked(patient, [every(1)]);
    assert.ok((await today(patient)).missing.missed >= 3);
    const at = new Date(Date.now() - DAY).toISOString();
    assert.equal((await world.send(patient.login, reading(patient.id, { value: 95, at }))).status, 201);
    const day = await today(patient);
    assert.equal(day.missing, null);
    assert.equal(day.due, true, 'today’s is still to come');
  });

  test('who may see the day sees it: next of kin do, strangers do not', async () => {
    const kin = await world.as('kin1', '/api/enrolments');
    const whose = kin.body.items[0].patient.id;
    const day = await today(null, 'kin1', `?patient=${whose}`);
    assert.ok('next' in day && 'promise' in day);
    const patient = active();
    assertProblem(await world.as('kin1', `/api/me/today?patient=${patient.id}`), 404);
    assertProblem(await world.as('outsider', `/api/me/today?patient=${patient.id}`), 404);
  });

  test('next of kin read of the day whether they may report, and of nobody but whom they are kin of', async () => {
    const account = `account_id = (SELECT id FROM account WHERE login = 'kin1')`;
    const may = (read, report) => sql(`UPDATE kin SET may_read = ${read}, may_report = ${report} WHERE ${account}`);
    const whose = async () => [...new Set((await world.as('kin1', '/api/enrolments')).body.items.map((one) => one.patient.id))];
    const [first] = await whose();
    const path = `/api/me/today?patient=${first}`;
    const other = active({ fits: (one) => one.id !== first });
    const own = await world.as('kin1', '/api/me/today');
    assertProblem(own, 400, /^patient$/);
    assert.equal((await today(null, 'kin1', `?patient=${first}`)).mayReport, true);
    assert.equal((await today(other)).mayReport, true);
    assert.equal((await today(null, 'gp', `?patient=${first}`).catch(() => ({ mayReport: false }))).mayReport, false);
    await may(1, 0);
    const seen = await today(null, 'kin1', `?patient=${first}`);
    assert.deepEqual([seen.mayReport, seen.unread], [false, 0]);
    const body = { patient: first, measurements: [{ parameter: 'spo2', value: 95, unit: '%' }] };
    assertProblem(await world.as('kin1', '/api/reports', { body }), 404);
    await sql(`INSERT INTO kin (patient_id, account_id, may_read, may_report, starts_at)
      SELECT ${id(other)}, id, 1, 1, 1 FROM account WHERE login = 'kin1'`);
    assert.deepEqual(new Set(await whose()), new Set([first, other.id]));
    assert.equal((await today(null, 'kin1', `?patient=${other.id}`)).mayReport, true);
    await may(0, 0);
    assert.deepEqual(await whose(), []);
    assertProblem(await world.as('kin1', path), 404);
    assertProblem(await world.as('kin1', `/api/me/today?patient=${other.id}`), 404);
    await sql(`DELETE FROM kin WHERE patient_id = ${id(other)}`);
    await may(1, 1);
    for (const refused of ['/api/tasks', '/api/worklist', `/api/patients/${first}/notes`, `/api/patients/${first}/threads`])
      assertProblem(await world.as('kin1', refused), 403);
  });

  // Reminders.

  /** A deadline whose reminder would be sent now, at any time but the last minutes of the day. */
  const soon = () => Math.min(wall() + 60, 24 * 60);
  const late = () => wall() > 24 * 60 - 20;

  test('who has not reported is reminded once, in the application, and no more when the report came', async (t) => {
    if (late()) return t.skip('minutes before midnight nobody is reminded');
    const patient = active();
    const stream = await world.listen(patient.login);
    await asked(patient, [every(1, { deadlines: [clock(soon())] })]);
    const about = `due:${number(dayOf())}:${soon()}`;
    const row = () => reminders(patient).then((rows) => rows.find((one) => one.about.startsWith(`due:${number(dayOf())}`)));
    await until(async () => (await row())?.result === 'delivered', { says: JSON.stringify(await reminders(patient)) });
    await stream.waitFor((one) => one.kind === 'reminder' && one.patient === patient.id);
    await stream.close();
    assert.ok([about, `due:${number(dayOf())}:${soon() - 1}`].includes((await row()).about));
    assert.equal((await row()).payload, '{}', 'nothing about health leaves the house');
    const day = await today(patient);
    assert.match(day.reminder.text, /rapport å sende i dag/);
    await wake(patient);
    await looked(patient);
    const rows = await reminders(patient);
    assert.equal(rows.filter((one) => one.about.startsWith(`due:${number(dayOf())}`)).length, 1);
    await report(patient);
    assert.equal((await today(patient)).reminder, null);
    assert.ok(!world.server.lines.some((line) => line.includes(patient.id) && line.includes('outbox')));
  });

  test('asked again when it is sent: what was met, paused or is not wanted any more is withdrawn', async () => {
    const patient = active();
    await asked(patient, [every(1)]);
    const tomorrow = `due:${number(dayOf(1))}:1440`;
    const row = () => reminders(patient).then((rows) => rows.find((one) => one.about === tomorrow));
    const send = () => sql(`UPDATE outbox SET due_at = 1 WHERE patient_id = ${id(patient)} AND about = '${tomorrow}'`);
    assert.equal((await row()).done_at, null);
    // Too early: put off to its time, and not sent.
    const before = Number((await row()).due_at);
    await send();
    await until(async () => Number((await row()).due_at) === before, { says: 'it was not put off' });
    assert.equal((await row()).done_at, null);
    const told = await world.as(patient.login, '/api/me/reminders', { body: { wanted: false } });
    assert.equal(told.status, 200, told.text);
    assert.deepEqual(told.body, { reminders: false });
    assert.equal((await today(patient)).reminders, false);
    await send();
    await until(async () => ['withdrawn', 'expired'].includes((await row()).result), { says: 'it was not withdrawn' });
    // Wanted again it is there again; in a pause it is not.
    await sql(`UPDATE outbox SET result = 'withdrawn' WHERE patient_id = ${id(patient)} AND about = '${tomorrow}'`);
    const back = await world.as('nurse', `/api/patients/${patient.id}`, { method: 'POST', body: { reminders: true } });
    assert.equal(back.status, 200, back.text);
    assert.equal(back.body.reminders, true);
    await until(async () => (await row()).done_at === null, { says: 'it did not come back' });
    await world.as('nurse', `/api/patients/${patient.id}/pauses`, { body: { from: dayOf(1), until: dayOf(9), reason: 'x' } });
    await looked(patient);
    await send();
    await until(async () => (await row()).done_at !== null, { says: 'it was not withdrawn in the pause' });
    assert.notEqual((await row()).result, 'delivered');
  });

  test('what nobody sent for a day is sent no more', async () => {
    const patient = active();
    await asked(patient, [every(1)]);
    const about = `due:${number(dayOf(-2))}:1440`;
    await sql(
      `INSERT INTO outbox (id, kind, patient_id, payload, created_at, due_at, attempts, about)
       VALUES (${id(patient)}, 'reminder', ${id(patient)}, '{}', 0, ${Date.now() - 2 * DAY}, 0, '${about}')`,
    );
    const row = () => reminders(patient).then((rows) => rows.find((one) => one.about === about));
    await until(async () => (await row()).result === 'expired', { says: 'it did not expire' });
  });

  test('only the patient says whether they want reminders; what is no answer is refused', async () => {
    const patient = active();
    const path = `/api/me/reminders?patient=${patient.id}`;
    for (const login of ['nurse', 'kin1', 'gp']) assertProblem(await world.as(login, path, { body: { wanted: false } }), 403);
    assertProblem(await world.as('patient1', path, { body: { wanted: false } }), 404);
    assertProblem(await world.as(patient.login, '/api/me/reminders', { body: { wanted: 'no' } }), 422, /wanted/);
    assertProblem(await world.as('nurse', `/api/patients/${patient.id}`, { body: { reminders: 1 } }), 422, /reminders/);
  });

  test('two processes send each reminder once', async (t) => {
    if (kind.kind !== 'PostgreSQL') return t.skip('an SQLite file has one process');
    if (late()) return t.skip('minutes before midnight nobody is reminded');
    const other = await Server.start(world.store, { args: ['--quiet-from', '0', '--quiet-until', '0'] });
    try {
      const patients = Array.from({ length: 4 }, () => active());
      for (const patient of patients) await asked(patient, [every(1, { deadlines: [clock(soon())] })]);
      for (const patient of patients) {
        const row = () => reminders(patient).then((rows) => rows.find((one) => one.about.startsWith(`due:${number(dayOf())}`)));
        await until(async () => (await row())?.result === 'delivered', { says: 'it was not sent' });
      }
      // Of yesterday's miss they may be reminded too.
      const ids = patients.map((one) => id(one)).join();
      const told = await sql(`SELECT count(*) AS n FROM event WHERE kind = 'reminder' AND patient_id IN (${ids})`);
      const sent = await sql(`SELECT count(*) AS n FROM outbox WHERE result = 'delivered' AND patient_id IN (${ids})`);
      assert.ok(Number(sent[0].n) >= patients.length);
      assert.equal(Number(told[0].n), Number(sent[0].n));
    } finally {
      await other.stop();
    }
  });

  // When somebody looks. The hours are set for all that follows.

  /** Open from nine to three on these days, and on no other. */
  const openOn = async (...days) => {
    const whose = `organisation_id = ${world.store.id(service)}`;
    await sql(`DELETE FROM opening_exception WHERE ${whose}`);
    for (let ahead = -40; ahead < 15; ahead += 1) {
      const closes = days.includes(ahead) ? 900 : 540;
      await sql(
        `INSERT INTO opening_exception (organisation_id, day, opens, closes, reason)
         VALUES (${world.store.id(service)}, ${number(dayOf(ahead))}, 540, ${closes}, 'x')`,
      );
    }
  };

  test('red outside the hours: the patient is told when somebody looks and whom to call, the list that it came then', async () => {
    await openOn(-1, 2);
    const patient = active();
    const red = await world.limit(patient, 'spo2', 'red');
    let told;
    for (const below of [2, 3]) told = await report(patient, [{ parameter: 'spo2', value: red - below, unit: '%' }]);
    assert.equal(told.zone, 'red');
    assert.equal(told.followUp.open, false);
    assert.match(told.followUp.text, /stengt nå.*mellom klokken 09:00 og 15:00\. Ikke vent til da: Ring legevakten på 116117 nå\..*113/);
    assert.equal(told.contacts[0].kind, 'out_of_hours');
    const row = await world.row(patient);
    assert.equal(row.outsideHours, true);
    assert.deepEqual(row.promise, { by: told.followUp.looksBy, passed: false });
    const day = await today(patient);
    assert.equal(day.promise.by, told.followUp.looksBy);
    assert.equal(day.promise.passed, false);
    assert.match(day.promise.text, /En sykepleier ser på det du sendte .+, før klokken 15:00\.$/);
  });

  test('a promise that nobody kept is said to patient and list, until somebody is at it', async () => {
    await openOn(-1, 2);
    const patient = active();
    const red = await world.limit(patient, 'spo2', 'red');
    for (const below of [2, 3]) await report(patient, [{ parameter: 'spo2', value: red - below, unit: '%' }]);
    await sql(`UPDATE overview SET zone_since = ${(number(dayOf(-2)) + 0.5) * DAY} WHERE patient_id = ${id(patient)}`);
    const row = await world.row(patient);
    assert.equal(row.promise.passed, true);
    assert.equal(row.outsideHours, true);
    const day = await today(patient);
    assert.equal(day.promise.passed, true);
    assert.match(day.promise.text, /Ingen i tjenesten har sett på det du sendte ennå\..*116117.*113/);
    assert.equal((await world.as('nurse', `/api/worklist/${patient.id}/take`, { body: {} })).status, 200);
    const taken = (await today(patient)).promise;
    assert.match(taken.text, /holder på/);
    assert.equal(taken.passed, false, 'somebody is at it');
    const seen = await world.row(patient);
    const tried = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, {
      body: { version: seen.version, outcomes: ['no_answer'] },
    });
    assert.equal(tried.status, 200, tried.text);
    const again = (await today(patient)).promise;
    assert.match(again.text, /har prøvd å nå deg/);
    assert.equal(again.passed, false, 'somebody has looked');
    assert.equal((await world.row(patient)).promise.passed, true, 'it waits still');
    const done = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, {
      body: { version: tried.body.version, outcomes: ['guided_by_plan'] },
    });
    assert.equal(done.status, 200, done.text);
    assert.equal(done.body.promise, null);
    assert.equal(done.body.outsideHours, false);
    assert.equal((await today(patient)).promise, null);
  });

  test('hours that would let somebody look later than patients were told are asked about first', async () => {
    await openOn(-1, 2);
    const patient = active();
    const red = await world.limit(patient, 'spo2', 'red');
    for (const below of [2, 3]) await report(patient, [{ parameter: 'spo2', value: red - below, unit: '%' }]);
    const told = (await today(patient)).promise;
    const path = `/api/organisations/${service}`;
    const closed = { day: dayOf(2), opens: null, closes: null, reason: 'Kurs' };
    const refused = await world.as('teamlead', `${path}/days`, { body: closed });
    assertProblem(refused, 409, /^\/confirm$/);
    assert.match(refused.body.detail, /^[1-9]\d* patients /);
    assert.deepEqual((await today(patient)).promise, told, 'nothing has changed');
    assert.equal((await world.as('teamlead', `${path}/hours`)).body.days.find((one) => one.day === dayOf(2)).opens, '09:00');
    // Longer hours, and hours of another day, move nothing that was told.
    const later = await world.as('teamlead', `${path}/days`, { body: { ...closed, day: dayOf(9) } });
    assert.equal(later.status, 200, later.text);
    assertProblem(await world.as('teamlead', `${path}/days?confirm=perhaps`, { body: closed }), 400);
    const done = await world.as('teamlead', `${path}/days?confirm=true`, { body: closed });
    assert.equal(done.status, 200, done.text);
    // The patient reads the new time, and the list says the same.
    const after = (await today(patient)).promise;
    assert.ok(after === null || after.by > told.by, JSON.stringify(after));
    assert.deepEqual((await world.row(patient)).promise?.by, after?.by);
    // What comes earlier than was told breaks nothing; taken away again it does.
    const opened = await world.as('teamlead', `${path}/days`, { body: { ...closed, opens: '00:30', closes: '01:00' } });
    assert.equal(opened.status, 200, opened.text);
    const sooner = (await today(patient)).promise;
    assert.ok(sooner.by < told.by);
    assertProblem(await world.as('teamlead', `${path}/days/${dayOf(2)}?confirm=false`, { method: 'DELETE' }), 409, /^\/confirm$/);
    assert.deepEqual((await today(patient)).promise, sooner);
  });

  test('the week too, and only while the time that was told is ahead', async () => {
    const whose = `organisation_id = ${world.store.id(service)}`;
    await sql(`DELETE FROM opening_exception WHERE ${whose}`);
    const path = `/api/organisations/${service}/hours`;
    const week = (opens, closes) => [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens, closes }));
    const set = (body, query = '') => world.as('teamlead', `${path}${query}`, { body: { week: body } });
    assert.equal((await set(week('00:00', '23:59'), '?confirm=true')).status, 200);
    assertProblem(await set(week(null, null)), 409, /^\/confirm$/);
    // All of it came long ago, and its time is over.
    await sql(`UPDATE overview SET zone_since = zone_since - ${5 * DAY} WHERE service_id = ${world.store.id(service)} AND zone > 0`);
    assert.equal((await set(week(null, null))).status, 200);
  });

  test('new hours change nothing of the days that are over', async () => {
    await openOn(-1, 2);
    const whose = `organisation_id = ${world.store.id(service)}`;
    const day = number(dayOf(-3));
    await sql(`DELETE FROM opening_exception WHERE ${whose} AND day <= ${day}`);
    const week = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '08:00', closes: '20:00' }));
    const path = `/api/organisations/${service}/hours`;
    const first = await world.as('teamlead', `${path}?confirm=true`, { body: { week } });
    assert.equal(first.status, 200, first.text);
    assert.ok(first.body.days.every((one) => one.reason), 'what is over is not shown as a day of its own');
    const second = await world.as('teamlead', `${path}?confirm=true`, { body: { week: week.map(({ weekday }) => ({ weekday })) } });
    assert.equal(second.status, 200, second.text);
    const rows = await sql(`SELECT day, opens, closes FROM opening_exception WHERE ${whose} AND day <= ${day}`);
    assert.ok(rows.length > 50);
    assert.ok(rows.every((one) => Number(one.closes) !== 1200), 'as they were before the first change');
  });
});
