// Individual limits: ordered, entered by one, checked by another, and only then in force; what no set may be, and what
// every order leaves behind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today as fromToday } from '../days.mjs';
import { World, assertProblem, comparable, onEachStore, reading, varde } from './lib.mjs';
import { idOf } from './stores.mjs';

const today = (days = 0) => fromToday(-days);
const value = (parameter, side, zone, operator, number, more = {}) => ({
  parameter,
  kind: 'value',
  side,
  zone,
  operator,
  value: number,
  ...more,
});
const spo2 = (red, yellow) => [value('spo2', 'low', 'red', '<=', red), value('spo2', 'low', 'yellow', '<=', yellow)];
const order = (limits, more = {}) => ({
  orderedBy: 'Grete Demo',
  orderedOn: today(1),
  reason: 'Etter målsamtalen',
  limits,
  ...more,
});

onEachStore('individual limits', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
    const waiting = await world.store.sql('SELECT patient_id FROM limit_order WHERE checked_at IS NULL');
    const ids = new Set(waiting.map((row) => idOf(row.patient_id)));
    world.free = world.free.filter((one) => !ids.has(one.id) && !['patient1', 'patient2'].includes(one.login));
  });
  after(() => world?.end());

  const active = (more = {}) => world.fresh({ fits: (one) => one.enrolments[0].state === 'active', ...more });
  const pathOf = (patient, version, act) =>
    `/api/enrolments/${patient.enrolments[0].id}/limits${version === undefined ? '' : `/${version}/${act}`}`;
  const enter = (login, patient, body) => world.as(login, pathOf(patient), { body });
  const entered = async (login, patient, limits, more) => {
    const answer = await enter(login, patient, order(limits, more));
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const check = (login, patient, { version, content }) =>
    world.as(login, pathOf(patient, version, 'check'), { body: content === undefined ? {} : { content } });
  const reject = (login, patient, { version }, reason = 'Ikke det som ble ordinert') =>
    world.as(login, pathOf(patient, version, 'reject'), { body: { reason } });
  const limitsOf = async (patient, login = 'nurse') => {
    const answer = await world.as(login, pathOf(patient));
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const own = (all) => all.inForce.filter((one) => one.source === 'individual');
  // So far apart that none repeats another, nor what the patient had measured before.
  let minutes = 600;
  const judged = async (patient, number, parameter = 'spo2', unit = '%') => {
    const taken = await world.store.sql(`SELECT effective FROM observation WHERE patient_id = ${world.store.id(patient.id)}`);
    let at;
    do {
      minutes -= 15;
      at = Date.now() - minutes * 60_000;
    } while (taken.some(({ effective }) => Math.abs(Number(effective) - at) < 11 * 60_000));
    const measured = new Date(at).toISOString();
    const body = { patient: patient.id, measurements: [{ parameter, value: number, unit, measured }] };
    const answer = await world.as(patient.login, '/api/reports', { body });
    assert.equal(answer.status, 201, answer.text);
    return answer.body.zone;
  };
  const holds = async () => {
    const { code, stdout } = await varde(['check', '--db', world.store.url]);
    assert.equal(code, 0, stdout);
  };

  test('an order holds only when a second person has checked it, and then for the next report', async () => {
    const patient = active();
    const before = await limitsOf(patient);
    assert.equal(await judged(patient, 96), 'green');
    const stream = await world.listen('nurse2');
    const pending = await entered('nurse', patient, spo2(95, 97), { evidence: 'Dialogmelding 12' });
    assert.deepEqual(
      [pending.state, pending.version, pending.mine, pending.checkedBy, pending.orderedOn, pending.enteredBy.name],
      ['pending', before.version + 1, true, null, today(1), 'Nina Demo'],
    );
    assert.deepEqual((await limitsOf(patient)).inForce, before.inForce);
    assert.equal(await judged(patient, 96), 'green');
    const seen = (await limitsOf(patient, 'nurse2')).orders[0];
    assert.deepEqual([seen.mine, seen.content, seen.limits], [false, pending.content, pending.limits]);
    const checked = await check('nurse2', patient, seen);
    assert.equal(checked.status, 200, checked.text);
    assert.deepEqual([checked.body.state, checked.body.checkedBy.name], ['in_force', 'Vegard Demo']);
    await stream.waitFor((one) => one.kind === 'limits' && one.patient === patient.id);
    await stream.close();
    const now = await limitsOf(patient);
    assert.equal(now.version, pending.version);
    assert.deepEqual(
      own(now).map((one) => [one.parameter, one.zone, one.operator, one.value, one.name]),
      [
        ['spo2', 'red', '≤', 95, 'SpO₂'],
        ['spo2', 'yellow', '≤', 97, 'SpO₂'],
      ],
    );
    assert.deepEqual(
      now.orders.map((one) => one.state),
      ['in_force', ...before.orders.map(() => 'replaced')],
    );
    assert.equal(await judged(patient, 96), 'yellow');
    assert.equal(await judged(patient, 95), 'red');
    await holds();
  });

  test('who entered an order never checks it, also who ordered it; the doctor who ordered may check a nurse’s', async () => {
    const patient = active();
    const first = await entered('nurse', patient, spo2(86, 89));
    assertProblem(await check('nurse', patient, first), 403);
    assert.equal((await limitsOf(patient)).orders[0].state, 'pending');
    assert.equal((await check('gp', patient, first)).status, 200);
    const second = await entered('gp', patient, spo2(86, 90));
    assertProblem(await check('gp', patient, second), 403);
    assert.equal((await check('nurse', patient, second)).status, 200);
    assert.deepEqual(
      (await limitsOf(patient)).orders.slice(0, 2).map((one) => [one.version, one.state, one.checkedBy.name]),
      [
        [second.version, 'in_force', 'Nina Demo'],
        [first.version, 'replaced', 'Grete Demo'],
      ],
    );
  });

  test('of two who check at the same time one does, and the other is told', async () => {
    const patient = active();
    const pending = await entered('nurse', patient, spo2(86, 90));
    const answers = await Promise.all(['nurse2', 'gp', 'nurse2', 'gp'].map((login) => check(login, patient, pending)));
    assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409, 409, 409]);
    assert.match(answers.find((one) => one.status === 409).body.detail, /waits no longer/);
    const [{ count }] = await world.store.sql(`SELECT count(*) AS count FROM access_log WHERE action = 'limit.check'
      AND patient_id = ${world.store.id(patient.id)} AND detail = 'limit order ${pending.version} checked'`);
    assert.equal(count, 1);
  });

  test('of two who enter at the same time one does: one order waits at a time', async () => {
    const patient = active();
    const sets = [spo2(86, 90), spo2(86, 91), spo2(86, 92)];
    const habits = (i) => [{ parameter: 'spo2', level: 92 + i, sigma: 1 }];
    const answers = await Promise.all(
      sets.map((limits, i) => enter(['nurse', 'nurse2', 'gp'][i], patient, order(limits, { habits: habits(i) }))),
    );
    assert.deepEqual(answers.map((one) => one.status).sort(), [201, 409, 409]);
    const [pending, ...others] = (await limitsOf(patient)).orders.filter((one) => one.state === 'pending');
    assert.deepEqual(others, []);
    assert.equal(pending.limits[1].value, pending.habits[0].level - 2, 'one order has the levels of another');
  });

  test('an order is turned down by another, withdrawn by who entered it, and then never checked', async () => {
    const patient = active();
    const before = await limitsOf(patient);
    const first = await entered('nurse', patient, spo2(86, 90));
    assertProblem(await reject('nurse2', patient, first, '  '), 422, /^\/reason$/);
    const rejected = await reject('nurse2', patient, first);
    assert.deepEqual(
      [rejected.status, rejected.body.state, rejected.body.rejectedBy.name, rejected.body.rejectedReason],
      [200, 'rejected', 'Vegard Demo', 'Ikke det som ble ordinert'],
    );
    assertProblem(await check('nurse2', patient, first), 409);
    const second = await entered('nurse', patient, spo2(86, 91));
    const withdrawn = await reject('nurse', patient, second, 'Tastefeil');
    assert.deepEqual([withdrawn.status, withdrawn.body.state], [200, 'withdrawn']);
    for (const login of ['nurse2', 'gp']) assertProblem(await check(login, patient, second), 409);
    assertProblem(await reject('nurse2', patient, second), 409);
    const now = await limitsOf(patient);
    assert.deepEqual([now.version, now.inForce], [before.version, before.inForce]);
    assert.deepEqual(
      now.orders.slice(0, 2).map((one) => one.state),
      ['withdrawn', 'rejected'],
    );
  });

  test('what is checked is what was read: another content is refused', async () => {
    const patient = active();
    const pending = await entered('nurse', patient, spo2(86, 90));
    const rows = `UPDATE patient_limit SET value = 80000000 WHERE patient_id = ${world.store.id(patient.id)}
      AND version = ${pending.version} AND zone = 3`;
    assertProblem(await check('nurse2', patient, { ...pending, content: 'f'.repeat(64) }), 409, /^\/content$/);
    await world.store.sql(rows);
    assertProblem(await check('nurse2', patient, pending), 409, /^\/content$/);
    // And without what was read, the set itself is judged once more.
    assertProblem(await check('nurse2', patient, { version: pending.version }), 409, /^\/limits\/\d\/value$/);
    await world.store.sql(rows.replace('80000000', '86000000'));
    assert.equal((await check('nurse2', patient, pending)).status, 200);
  });

  test('an order that was entered upon other limits than are in force is not checked', async () => {
    const patient = active();
    const pending = await entered('nurse', patient, spo2(86, 90));
    await world.store.sql(`UPDATE limit_order SET replaces_version = 7 WHERE version = ${pending.version}
      AND patient_id = ${world.store.id(patient.id)}`);
    const answer = await check('nurse2', patient, { version: pending.version });
    assertProblem(answer, 409);
    assert.match(answer.body.detail, /Other limits have come in force/);
  });

  test('what no set may be is refused with its place, and nothing is stored', async () => {
    const patient = active();
    const before = await limitsOf(patient);
    const pulse = [
      value('pulse', 'low', 'red', '<=', 45),
      value('pulse', 'low', 'yellow', '<=', 55),
      value('pulse', 'high', 'yellow', '>=', 95),
    ];
    for (const [limits, place] of [
      [spo2(90, 89), /^\/limits\/0\/value$/], // yellow beyond red
      [[...spo2(86, 89), value('pulse', 'low', 'red', '<=', 19)], /^\/limits\/2\/value$/], // nobody measures it
      [spo2(86, 100), /^\/limits\/1\/value$/], // always met
      [[value('spo2', 'low', 'yellow', '<=', 90)], /^\/limits$/], // nothing would be red
      [pulse, /^\/limits$/], // the same on the high side
      [spo2(84, 89), /^\/limits\/0\/value$/], // looser than the floor
      [[value('spo2', 'low', 'red', '<', 85)], /^\/limits\/0\/value$/], // by its operator
      [[...spo2(86, 89), value('spo2', 'low', 'red', '<=', 84, { condition: 'rest' })], /^\/limits\/2\/value$/],
      [[value('weight', 'high', 'red', '>', 100)], /^\/limits\/0\/parameter$/], // not of this programme
      [[value('bp', 'high', 'red', '>', 100)], /^\/limits\/0\/parameter$/],
      [[value('puls', 'high', 'red', '>', 100)], /^\/limits\/0\/parameter$/],
      [[value('spo2', 'low', 'red', '>=', 86)], /^\/limits\/0$/],
      [[value('spo2', 'low', 'green', '<=', 86)], /^\/limits\/0\/zone$/],
      [[value('spo2', 'low', 'red', '=', 86)], /^\/limits\/0\/operator$/],
      [[value('spo2', 'low', 'red', '<=', '86')], /^\/limits\/0\/value$/],
      [[value('spo2', 'low', 'red', '<=', 86.1234567)], /^\/limits\/0\/value$/],
      [[value('spo2', 'low', 'red', '<=', 86, { condition: 'sleep' })], /^\/limits\/0\/condition$/],
      [[value('spo2', 'low', 'red', '<=', 86, { days: 3 })], /^\/limits\/0$/],
      [[...spo2(86, 89), ...spo2(86, 89)], /^\/limits\/2$/],
      ['86', /^\/limits$/],
    ]) {
      assertProblem(await enter('nurse', patient, order(limits)), 422, place);
    }
    for (const [more, place] of [
      [{ orderedBy: ' ' }, /^\/orderedBy$/],
      [{ orderedBy: undefined }, /^\/orderedBy$/],
      [{ orderedBy: 'Grete\u0007' }, /^\/orderedBy$/],
      [{ orderedOn: today(-2) }, /^\/orderedOn$/],
      [{ orderedOn: '2019-02-29' }, /^\/orderedOn$/],
      [{ orderedOn: undefined }, /^\/orderedOn$/],
      [{ reason: '' }, /^\/reason$/],
      [{ evidence: 7 }, /^\/evidence$/],
    ]) {
      assertProblem(await enter('nurse', patient, { ...order(spo2(86, 89)), ...more }), 422, place);
    }
    assert.deepEqual(await limitsOf(patient), before);
  });

  const level = (parameter, number, sigma) => ({ parameter, level: number, sigma });
  const habitual = (red, yellow) => spo2(red, yellow).map((limit) => ({ ...limit, basis: 'habitual' }));
  const levelsOf = (all) => all.map((one) => [one.parameter, one.level, one.sigma, one.approvedOn]);

  test('levels and the scale of NEWS2 are ordered with the limits, and hold with them', async () => {
    const patient = active();
    const before = await limitsOf(patient);
    const more = { habits: [level('pulse', 74.5, 5), level('spo2', 91, 1.25)], news2Scale: 2 };
    const pending = await entered('nurse', patient, habitual(88, 89), more);
    assert.deepEqual(levelsOf(pending.habits), [['spo2', 91, 1.25, null], ['pulse', 74.5, 5, null]]);
    assert.deepEqual([pending.habits[0].name, pending.habits[0].unit, pending.news2Scale], ['SpO₂', '%', 2]);
    assert.deepEqual(pending.limits.map(({ basis }) => basis), ['habitual', 'habitual']);
    assertProblem(await check('nurse', patient, pending), 403);
    const waiting = await limitsOf(patient);
    assert.deepEqual([waiting.habitsInForce, waiting.news2Scale], [before.habitsInForce, before.news2Scale]);
    assert.equal((await check('nurse2', patient, pending)).status, 200);
    const now = await limitsOf(patient);
    assert.deepEqual(levelsOf(now.habitsInForce), [['spo2', 91, 1.25, today()], ['pulse', 74.5, 5, today()]]);
    assert.deepEqual([now.news2Scale, now.orders[0].news2Scale, now.orders[0].content], [2, 2, pending.content]);
    // The red limit of the programme stays for what is measured in activity, where the habitual does not hold.
    assert.deepEqual(
      now.inForce.filter((one) => one.parameter === 'spo2' && one.side === 'low').map((one) => [one.value, one.zone, one.condition, one.basis, one.source]),
      [
        [88, 'red', null, 'habitual', 'individual'],
        [89, 'yellow', null, 'habitual', 'individual'],
        [85, 'red', 'activity', 'absolute', 'programme'],
      ],
    );
    await holds();
  });

  test('a level that stands unchanged keeps its day, and an order without levels takes them away', async () => {
    const patient = active();
    const first = await entered('nurse', patient, [], { habits: [level('spo2', 91, 1), level('pulse', 70, 5)] });
    assert.equal((await check('nurse2', patient, first)).status, 200);
    const of = `patient_id = ${world.store.id(patient.id)}`;
    const [{ levels }] = await world.store.sql(`SELECT levels FROM enrolment WHERE ${of}`);
    await world.store.sql(`UPDATE patient_habit SET approved_on = approved_on - 9 WHERE ${of} AND version = ${first.version}`);
    const earlier = levels.replace(/,(\d{5})\]/g, (_, day) => `,${day - 9}]`);
    await world.store.sql(`UPDATE enrolment SET levels = '${earlier}' WHERE ${of}`);
    const second = await entered('nurse2', patient, spo2(86, 89), { habits: [level('spo2', 91, 1), level('pulse', 71, 5)] });
    assert.equal((await check('nurse', patient, second)).status, 200);
    assert.deepEqual(levelsOf((await limitsOf(patient)).habitsInForce), [['spo2', 91, 1, today(9)], ['pulse', 71, 5, today()]]);
    const third = await entered('nurse', patient, spo2(86, 89));
    assert.equal((await check('gp', patient, third)).status, 200);
    const now = await limitsOf(patient);
    assert.deepEqual([now.habitsInForce, now.news2Scale], [[], null]);
    assert.deepEqual(now.orders.slice(0, 3).map(({ state, habits }) => [state, habits.length]), [['in_force', 0], ['replaced', 2], ['replaced', 2]]);
    await holds();
  });

  test('what no level may be is refused with its place, and nothing is stored', async () => {
    const patient = active();
    const before = await limitsOf(patient);
    const good = level('spo2', 91, 1);
    for (const [more, place] of [
      [{ habits: [level('spo2', 101, 1)] }, /^\/habits\/0\/level$/], // nobody measures it
      [{ habits: [good, level('pulse', 12, 5)] }, /^\/habits\/1\/level$/],
      [{ habits: [level('spo2', 91, 0.9)] }, /^\/habits\/0\/sigma$/], // below what is believed
      [{ habits: [level('spo2', 91, 4.1)] }, /^\/habits\/0\/sigma$/], // far above what is expected
      [{ habits: [good, good] }, /^\/habits\/1$/],
      [{ habits: [level('weight', 80, 0.5)] }, /^\/habits\/0\/parameter$/], // not of this programme
      [{ habits: [level('puls', 70, 5)] }, /^\/habits\/0\/parameter$/],
      [{ habits: [{ parameter: 'spo2', level: 91 }] }, /^\/habits\/0\/sigma$/],
      [{ habits: [level('spo2', '91', 1)] }, /^\/habits\/0\/level$/],
      [{ habits: 'spo2' }, /^\/habits$/],
      [{ news2Scale: 3 }, /^\/news2Scale$/],
      [{ news2Scale: '2' }, /^\/news2Scale$/],
      [{ limits: habitual(86, 89) }, /^\/limits\/0\/basis$/], // without a level
      [{ limits: habitual(86, 89), habits: [level('pulse', 70, 5)] }, /^\/limits\/0\/basis$/],
      [{ limits: [value('spo2', 'low', 'red', '<=', 86, { basis: 'repeated' })] }, /^\/limits\/0\/basis$/], // red never waits for a day
      [{ limits: [...spo2(86, 89).slice(0, 1), value('spo2', 'low', 'yellow', '<=', 89, { basis: 'confirmed' })] }, /^\/limits\/1\/basis$/],
      [{ limits: [value('spo2', 'low', 'red', '<=', 86, { basis: 'now and then' })] }, /^\/limits\/0\/basis$/],
      [{ limits: [value('spo2', 'low', 'red', '<=', 88, { basis: 'confirmed' })] }, /^\/limits\/0\/basis$/], // only pressure is
    ]) {
      assertProblem(await enter('nurse', patient, { ...order(spo2(86, 89)), ...more }), 422, place);
    }
    assert.deepEqual(await limitsOf(patient), before);
  });

  test('levels are part of what is checked: others than were read are refused', async () => {
    const patient = active();
    const pending = await entered('nurse', patient, habitual(88, 89), { habits: [level('spo2', 91, 1)], news2Scale: 1 });
    const of = `patient_id = ${world.store.id(patient.id)} AND version = ${pending.version}`;
    for (const [change, back] of [
      [`UPDATE patient_habit SET level = 92000000 WHERE ${of}`, `UPDATE patient_habit SET level = 91000000 WHERE ${of}`],
      [`UPDATE patient_habit SET sigma = 2000000 WHERE ${of}`, `UPDATE patient_habit SET sigma = 1000000 WHERE ${of}`],
      [`UPDATE limit_order SET news2_scale = 2 WHERE ${of}`, `UPDATE limit_order SET news2_scale = 1 WHERE ${of}`],
      [`UPDATE patient_limit SET basis = 'absolute' WHERE ${of}`, `UPDATE patient_limit SET basis = 'habitual' WHERE ${of}`],
    ]) {
      await world.store.sql(change);
      assertProblem(await check('nurse2', patient, pending), 409, /^\/content$/);
      await world.store.sql(back);
    }
    await world.store.sql(`UPDATE patient_habit SET sigma = 10 WHERE ${of}`);
    assertProblem(await check('nurse2', patient, { version: pending.version }), 409, /^\/habits\/0\/sigma$/);
    await world.store.sql(`UPDATE patient_habit SET sigma = 1000000 WHERE ${of}`);
    assert.equal((await check('nurse2', patient, pending)).status, 200);
  });

  test('looser than the floor needs a written reason, which stays with the order', async () => {
    const patient = active();
    const floor = (await limitsOf(patient)).floors.find((one) => one.parameter === 'spo2');
    assert.deepEqual([floor.side, floor.operator, floor.value], ['low', '≤', 85]);
    assertProblem(await enter('nurse', patient, order(spo2(83, 85), { floorReason: ' ' })), 422);
    const pending = await entered('nurse', patient, spo2(83, 85), { floorReason: 'Habituelt 84, avklart med lungelege' });
    assert.equal(pending.floorReason, 'Habituelt 84, avklart med lungelege');
    assert.equal((await check('nurse2', patient, pending)).status, 200);
    assert.equal(await judged(patient, 84), 'yellow');
    const tight = await entered('nurse', patient, spo2(86, 89), { floorReason: 'glemt igjen i skjemaet' });
    assert.equal(tight.floorReason, null, 'a reason that nothing needs is not kept');
    await holds();
  });

  test('an empty order goes back to the programme’s own limits', async () => {
    const patient = active();
    const pending = await entered('nurse', patient, []);
    assert.deepEqual(pending.limits, []);
    assert.equal((await check('nurse2', patient, pending)).status, 200);
    const now = await limitsOf(patient);
    assert.deepEqual([now.version, own(now)], [pending.version, []]);
    assert.deepEqual(
      now.inForce,
      now.standard.map((limit) => ({ ...limit, source: 'programme' })),
    );
    assert.equal(await judged(patient, 86), 'yellow');
    assert.equal(await judged(patient, 85), 'red');
    await holds();
  });

  test('changes over days are ordered too, and judged by', async () => {
    // Somebody whose own weights of these days do not stand between.
    const weighed = new Set(
      (await world.store.sql('SELECT DISTINCT patient_id FROM observation WHERE parameter = 7')).map((row) => idOf(row.patient_id)),
    );
    const patient = active({
      programmes: 'heart-failure',
      fits: (one) => one.enrolments[0].state === 'active' && !weighed.has(one.id),
    });
    const gain = (zone, operator, number, days) => ({
      parameter: 'weight', kind: 'change', side: 'high', zone, operator, value: number, days,
    });
    const lost = await enter('nurse', patient, order([gain('yellow', '>=', 1, 3)]));
    assertProblem(lost, 422, /^\/limits$/);
    assertProblem(await enter('nurse', patient, order([gain('red', '>=', 1, 15)])), 422, /^\/limits\/0$/);
    const pending = await entered('nurse', patient, [gain('red', '>', 1.5, 3), gain('yellow', '>=', 0.8, 3)]);
    assert.equal((await check('nurse2', patient, pending)).status, 200);
    assert.deepEqual(
      own(await limitsOf(patient)).map((one) => [one.kind, one.zone, one.operator, one.value, one.days]),
      [
        ['change', 'yellow', '≥', 0.8, 3],
        ['change', 'red', '>', 1.5, 3],
      ],
    );
    const at = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000).toISOString();
    const sent = await world.send(patient.login, reading(patient.id, { parameter: 'weight', value: 90, at }));
    assert.equal(sent.status, 201, sent.text);
    assert.equal(await judged(patient, 91.6, 'weight', 'kg'), 'red');
    await holds();
  });

  test('what waits stands in the list of those who may check, and of nobody else', async () => {
    const patient = active({ municipality: 'Fjelldal' });
    const waiting = async (login) => {
      const answer = await world.as(login, '/api/limits/pending');
      assert.equal(answer.status, 200, answer.text);
      return answer.body.items.filter((one) => one.patient.id === patient.id);
    };
    assert.deepEqual(await waiting('nurse2'), []);
    const pending = await entered('nurse', patient, spo2(86, 90), { orderedBy: 'Faisal Demo' });
    const [item] = await waiting('nurse2');
    assert.deepEqual(
      [item.enrolment, item.version, item.enteredBy.name, item.orderedBy, item.mine],
      [patient.enrolments[0].id, pending.version, 'Nina Demo', 'Faisal Demo', false],
    );
    assert.equal((await waiting('nurse'))[0].mine, true);
    assert.equal((await waiting('gp2')).length, 1);
    for (const login of ['gp', 'outsider']) assert.deepEqual(await waiting(login), [], login);
    // With the agreement goes what it opened, also to a second person.
    const end = (at) => world.store.sql(`UPDATE agreement SET ends_at = ${at} WHERE title LIKE 'Nesvik kommune – Fjelldal%'`);
    await end(Date.now() - 1);
    assert.deepEqual(await waiting('nurse2'), []);
    const unknown = comparable(await check('nurse2', { enrolments: [{ id: `${patient.id}.${patient.id}` }] }, pending));
    assert.deepEqual(comparable(await check('nurse2', patient, pending)), unknown);
    assertProblem(await world.as('nurse2', pathOf(patient)), 404);
    await end('NULL');
    assert.equal((await check('gp2', patient, pending)).status, 200);
    assert.deepEqual(await waiting('nurse2'), []);
  });

  test('an enrolment that was closed takes no order, and versions that there are not are not found', async () => {
    const patient = active();
    for (const version of [99, 0, -1, 'x']) assertProblem(await check('nurse2', patient, { version }), 404);
    const pending = await entered('nurse', patient, spo2(86, 90));
    for (const to of ['closing', 'closed']) {
      const moved = await world.as('nurse', `/api/enrolments/${patient.enrolments[0].id}/transitions`, {
        body: { to, reason: 'flyttet' },
      });
      assert.equal(moved.status, 200, moved.text);
    }
    assertProblem(await check('nurse2', patient, pending), 404);
    assertProblem(await enter('nurse', patient, order(spo2(86, 90))), 404);
  });

  test('the same key enters one order, and who read the limits stands in the access log', async () => {
    const patient = active();
    const headers = { 'Idempotency-Key': `limits-${process.pid}-${kind.kind}` };
    const once = await world.as('nurse', pathOf(patient), { body: order(spo2(86, 90)), headers });
    const again = await world.as('nurse', pathOf(patient), { body: order(spo2(86, 90)), headers });
    assert.deepEqual([once.status, again.status, again.body], [201, 201, once.body]);
    await limitsOf(patient, 'coordinator');
    const actions = await world.store.sql(`SELECT action, detail FROM access_log
      WHERE patient_id = ${world.store.id(patient.id)} AND action IN ('limit.enter', 'record.read') ORDER BY number`);
    assert.deepEqual(
      actions.map((row) => row.action).filter((action, i, all) => action !== all[i - 1]),
      ['limit.enter', 'record.read'],
    );
    assert.equal(actions[0].detail, `limit order ${once.body.version} entered`);
    await holds();
  });
});
