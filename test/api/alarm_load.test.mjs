// How much the limits alarm: figures that add up, who may see them, what comes later, and suggestions that lose nothing.
// The job runs once at the server's start; a row of table job made due lets it run again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayOf, noonOf, plusDays, today } from '../days.mjs';
import { World, assertProblem, onEachStore, reading, until, varde } from './lib.mjs';

const ZONES = ['green', 'yellow', 'red', 'missing'];
const sum = (list, of) => list.reduce((all, one) => all + of(one), 0);
const day = (days) => today(-days);
const noon = (days) => noonOf(day(days));

onEachStore('the alarm load', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind, { patients: 80, days: 60 });
  });
  after(() => world?.end());

  const asked = async (login, path) => {
    const answer = await world.as(login, path);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const load = (query = '', login = 'nurse') => asked(login, `/api/alarm-load${query}`);
  const ofOne = (patient, query = '') => asked('nurse', `/api/enrolments/${patient.enrolments[0].id}/alarm-load${query}`);

  const doneAt = async () => Number((await world.store.sql("SELECT done_at FROM job WHERE name = 'alarm_load'"))[0]?.done_at ?? 0);
  const roll = async () => {
    await until(async () => (await doneAt()) > 0, { ms: 30_000, says: 'the job never ran' });
    const before = await doneAt();
    await world.store.sql("UPDATE job SET due_at = 0 WHERE name = 'alarm_load'");
    await until(async () => (await doneAt()) > before, { ms: 30_000, says: 'the job did not run again' });
  };
  const sound = async () => {
    const { code, stdout } = await varde(['check', '--db', world.store.url, '--only', 'alarms']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /alarms: [1-9]\d* patients worked out again/);
  };
  const zoneOn = async (patient, when) => (await ofOne(patient)).days.find((one) => one.day === when)?.zone;

  test('the demonstration shows figures at its first start, and they add up', async () => {
    const all = await load('?limit=200');
    assert.equal(all.rolledUpTo, all.to);
    assert.ok(all.total.days.total > 300 && all.total.alarms > 0, JSON.stringify(all.total));
    for (const one of [all.total, ...all.programmes, ...all.patients]) {
      assert.equal(one.days.total, sum(ZONES, (zone) => one.days[zone]));
      assert.equal(one.alarms, one.days.yellow + one.days.red);
      assert.ok(one.downgraded <= one.alarms);
    }
    for (const zone of [...ZONES, 'total']) {
      assert.equal(sum(all.programmes, ({ days }) => days[zone]), all.total.days[zone]);
    }
    assert.equal(sum(all.programmes, ({ alarms }) => alarms), all.total.alarms);
    assert.equal(sum(all.patients, ({ alarms }) => alarms), all.total.alarms);
    assert.equal(sum(all.patients, ({ downgraded }) => downgraded), all.total.downgraded);
    for (const limit of all.limits) {
      assert.ok(limit.alarmDays > 0 && limit.alarmDays <= all.total.alarms && limit.downgraded <= limit.alarmDays);
      assert.ok(limit.patients > 0 && limit.text !== '' && !limit.text.includes('{'), limit.text);
      assert.ok(Math.abs(limit.share - (100 * limit.alarmDays) / all.total.alarms) <= 0.051);
      assert.equal(limit.individual && limit.value !== null, false, 'each has a value of its own');
    }
    const days = all.limits.map(({ alarmDays }) => alarmDays);
    assert.deepEqual(days, [...days].sort((a, b) => b - a));
    const rates = all.patients.map(({ alarms, days: { total } }) => alarms / total);
    assert.deepEqual(rates, [...rates].sort((a, b) => b - a));
    await sound();
  });

  test('where alarms began is counted by day, and told with what was to be expected', async () => {
    const { newAlarms, to, patients } = await load('?limit=200');
    const { days, since } = newAlarms;
    assert.deepEqual([days.length, days.at(-1).day], [14, to]);
    assert.ok(days.every(({ expected }) => expected !== null));
    const last = days.findLastIndex(({ standsOut }) => !standsOut);
    assert.equal(since, days[last + 1]?.day ?? null);
    // By the days of each enrolment: an alarm begins after a day without one.
    const begun = new Map(days.map(({ day: at }) => [at, 0]));
    for (const { enrolment } of patients) {
      const one = await asked('nurse', `/api/enrolments/${enrolment}/alarm-load`);
      const alarms = new Set(one.days.filter(({ zone }) => zone === 'yellow' || zone === 'red').map(({ day: at }) => at));
      for (const at of alarms) if (!alarms.has(plusDays(at, -1)) && begun.has(at)) begun.set(at, begun.get(at) + 1);
    }
    assert.deepEqual(days.map(({ count }) => count), [...begun.values()]);
    const short = await load(`?from=${days[10].day}&to=${to}`);
    assert.ok(short.newAlarms.days.every(({ expected, standsOut }) => expected === null && !standsOut));
  });

  test('the days are those of the outcomes', async () => {
    const all = await load();
    // By a statement of its own: reports of one day alone, of enrolments that are open, by the day on which they came.
    const rows = await world.store.sql(`SELECT o.at, o.zone, o.enrolment_id FROM outcome o JOIN enrolment e
      ON e.patient_id = o.patient_id AND e.id = o.enrolment_id JOIN organisation s ON s.id = e.service_id
      WHERE o.zone = 3 AND e.state NOT IN ('closed', 'rejected') AND s.name LIKE '%Nesvik'`);
    const red = new Set(
      rows
        .map(({ at, enrolment_id: id }) => ({ on: dayOf(Number(at)), id }))
        .filter(({ on }) => on >= all.from && on <= all.to)
        .map(({ on, id }) => `${id} ${on}`),
    );
    // What came late or twice in the demonstration may stand on the day before.
    assert.ok(Math.abs(red.size - all.total.days.red) <= 1 + red.size / 10, `${red.size} and ${all.total.days.red}`);
  });

  test('one enrolment’s figures are those of the list, with its days', async () => {
    const all = await load('?limit=200');
    for (const row of all.patients.slice(0, 5)) {
      const one = await asked('nurse', `/api/enrolments/${row.enrolment}/alarm-load`);
      assert.deepEqual(one.total, { days: row.days, alarms: row.alarms, downgraded: row.downgraded });
      for (const zone of ZONES) assert.equal(one.days.filter((at) => at.zone === zone).length, row.days[zone]);
      assert.equal(one.days.filter(({ downgraded }) => downgraded).length, row.downgraded);
      assert.equal(one.limits[0].alarmDays, row.worst.alarmDays);
      assert.ok(one.days.every((at) => at.day >= one.from && at.day <= one.to));
    }
  });

  test('a programme is its part, and a period cut in two is the whole', async () => {
    const all = await load();
    for (const { programme, name, ...figures } of all.programmes) {
      const part = await load(`?programme=${programme}`);
      assert.ok(name);
      assert.deepEqual(part.total, { days: figures.days, alarms: figures.alarms, downgraded: figures.downgraded });
    }
    assert.equal((await load('?programme=none')).total.days.total, 0);
    const at = (back) => plusDays(all.to, -back);
    const [first, second] = [await load(`?from=${at(45)}&to=${at(11)}`), await load(`?from=${at(10)}&to=${at(0)}`)];
    const whole = await load(`?from=${at(45)}&to=${at(0)}`);
    for (const zone of [...ZONES, 'total']) {
      assert.equal(first.total.days[zone] + second.total.days[zone], whole.total.days[zone]);
    }
  });

  test('where a patient’s sheet does not reach back, the rows say the same', async () => {
    const all = await load('?limit=200');
    // A sheet that begins in a month to come, of one patient: 40000, seven bits a byte.
    const sheet = world.store.kind === 'SQLite' ? "x'c0b802'" : "'\\xc0b802'::bytea";
    const one = world.store.id(all.patients[0].patient.id);
    await world.store.sql(`UPDATE alarm_patient SET sheet = ${sheet} WHERE patient_id = ${one}`);
    const { code, stdout } = await varde(['check', '--db', world.store.url, '--only', 'alarms']);
    assert.notEqual(code, 0, stdout);
    assert.deepEqual(await load('?limit=200'), all);
    assert.deepEqual(await load(`?limit=200&programme=${all.programmes[0].programme}`).then(({ total }) => total.days), all.programmes[0].days);
    await world.store.sql('UPDATE alarm_patient SET event_id = 0, through = 0');
    await world.store.sql('UPDATE alarm_mark SET event_id = 0, through = 0');
    await roll();
    assert.deepEqual(await load('?limit=200'), all);
    await sound();
  });

  test('what is no period is refused with its place', async () => {
    for (const [query, place] of [
      ['?from=2026-1-1', /from/],
      ['?to=yesterday', /to/],
      ['?from=2026-02-02&to=2026-02-01', /from/],
      ['?from=2020-01-01&to=2026-01-01', /from/],
      ['?limit=201', /limit/],
    ]) {
      assertProblem(await world.as('nurse', `/api/alarm-load${query}`), 400, place);
    }
  });

  test('a nurse and a team leader of the service see it, nobody else', async () => {
    const patient = world.fresh();
    const paths = ['/api/alarm-load', `/api/enrolments/${patient.enrolments[0].id}/alarm-load`];
    for (const path of paths) {
      assert.equal((await world.as('teamlead', path)).status, 200);
      for (const login of ['coordinator', 'caseworker', 'gp', 'specialist', 'groupstaff', 'editor', 'admin', 'journal', 'patient1', 'kin1']) {
        assertProblem(await world.as(login, path), 403);
      }
    }
  });

  test('those whom the service does not see are in no figure', async () => {
    const hidden = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    assertProblem(await world.as('nurse', `/api/enrolments/${hidden.enrolments[0].id}/alarm-load`), 404);
    const all = await load('?limit=200');
    assert.ok(all.patients.every((one) => one.patient.id !== hidden.id));
    // When the agreement that covers another municipality ends, its patients leave the sums and the list.
    const title = "title LIKE '%Fjelldal%'";
    const [{ id, ends_at: ended }] = await world.store.sql(`SELECT id, ends_at FROM agreement WHERE ${title}`);
    assert.ok(id);
    await world.store.sql(`UPDATE agreement SET ends_at = 1000 WHERE ${title}`);
    const fewer = await load('?limit=200');
    await world.store.sql(`UPDATE agreement SET ends_at = ${ended ?? 'NULL'} WHERE ${title}`);
    assert.ok(fewer.total.days.total < all.total.days.total);
    const left = new Set(fewer.patients.map((one) => one.patient.id));
    for (const { patient } of all.patients) {
      assert.equal(left.has(patient.id), world.people.get(patient.id).municipality !== 'Fjelldal');
    }
    assert.equal(sum(fewer.patients, ({ alarms }) => alarms), fewer.total.alarms);
    assert.deepEqual((await load('?limit=200')).total, all.total);
  });

  test('reading it is logged with those that were shown', async () => {
    const all = await load('?limit=3');
    const [row] = await world.store.sql("SELECT patients FROM access_log WHERE action = 'alarm.read' AND patients IS NOT NULL ORDER BY number DESC LIMIT 1");
    assert.equal(row.patients.length / 32, new Set(all.patients.map((one) => one.patient.id)).size);
  });

  test('a late report counts on its own day, and an alarm that was none is told when its case is closed', async () => {
    const patient = world.fresh({ fits: (one) => one.enrolments[0].state === 'active' });
    const red = await world.limit(patient, 'spo2', 'red');
    const late = (days) => world.send(patient.login, reading(patient.id, { value: red - 1, at: noon(days) }));
    // Older than two days it changes only history; yesterday's opens a case.
    assert.equal((await late(9)).status, 201);
    await roll();
    assert.equal(await zoneOn(patient, day(9)), 'red');
    assert.notEqual((await world.row(patient)).zone, 'red');
    assert.equal((await late(1)).status, 201);
    await roll();
    const alarmed = await ofOne(patient);
    assert.equal(alarmed.days.find((one) => one.day === day(1)).zone, 'red');
    const found = alarmed.limits.find((one) => one.rule === 'limit.red_low' && one.parameter === 'spo2' && one.value === red);
    assert.ok(found.alarmDays >= 2, JSON.stringify(found));
    const isDowngraded = async () => (await ofOne(patient)).days.find((one) => one.day === day(1)).downgraded;
    assert.equal(await isDowngraded(), false);
    const { version } = await world.row(patient);
    const body = { version, outcomes: ['false_alarm'] };
    const done = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body });
    assert.equal(done.status, 200, done.text);
    await roll();
    assert.equal(await isDowngraded(), true);
    assert.equal((await ofOne(patient)).total.downgraded, alarmed.total.downgraded + 1);
    await sound();
  });

  test('a report of today is told when the day is over', async () => {
    const patient = world.fresh({ fits: (one) => one.enrolments[0].state === 'active' });
    const before = await ofOne(patient);
    await world.report(patient, 3);
    await roll();
    assert.deepEqual((await ofOne(patient)).days, before.days);
  });

  test('suggestions lower the alarms, lose no red, and may be tried and ordered as they stand', async () => {
    const all = await load('?limit=200');
    const from = `?from=${plusDays(all.to, -55)}`;
    const kinds = new Set();
    for (const row of all.patients) {
      const own = await asked('nurse', `/api/enrolments/${row.enrolment}/alarm-load${from}`);
      const { suggestions } = own;
      for (const one of suggestions) {
        const { before, after: then } = one.effect;
        assert.ok(then.yellow + then.red < before.yellow + before.red, one.text);
        assert.ok(then.red >= before.red, one.text);
        assert.equal(then.total, before.total);
        assert.equal(before.missing, own.total.days.missing, `missing days of ${row.enrolment}`);
        assert.ok(!one.text.includes('{'), one.text);
        if (kinds.has(one.kind)) continue;
        kinds.add(one.kind);
        const tried = await world.as('nurse', `/api/enrolments/${row.enrolment}/limits/try`, {
          body: {
            limits: one.limits,
            habits: one.habits,
            ...(one.news2Scale === null ? {} : { news2Scale: one.news2Scale }),
            from: from.slice(6),
            to: all.to,
          },
        });
        assert.equal(tried.status, 200, tried.text);
        assert.deepEqual(tried.body.findings, []);
        assert.deepEqual(tried.body.tried.days, then);
        assert.deepEqual(tried.body.inForce.days, before);
      }
    }
    assert.ok(kinds.size > 0, 'nobody has a suggestion');
  });
});
