// How often a patient reports: what the programme says, what is set by hand and from which day it holds, pauses, and
// one list of what is due for a patient in several programmes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { plusDays as plus, today as day } from '../days.mjs';
import { World, assertProblem, onEachStore, varde } from './lib.mjs';

const every = (n, more = {}) => ({ kind: 'every', every: n, ...more });

onEachStore('schedules', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
    world.free = world.free.filter((one) => !['patient1', 'patient2'].includes(one.login));
  });
  after(() => world?.end());

  const active = (more = {}) => world.fresh({ fits: (one) => one.enrolments[0].state === 'active', ...more });
  const pathOf = (patient, rest = '', at = 0) => `/api/enrolments/${patient.enrolments[at].id}/schedule${rest}`;
  const show = async (patient, login = 'nurse', at = 0) => {
    const answer = await world.as(login, pathOf(patient, '', at));
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const change = (patient, body, login = 'nurse', options = {}) =>
    world.as(login, pathOf(patient), { body: { reason: 'Avtalt med pasienten', version: 0, ...body }, ...options });
  const tried = async (patient, phases) => {
    const answer = await world.as('nurse', pathOf(patient, '/try'), { body: { phases } });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const fresh = (...states) => world.fresh({ zone: 'green', fits: (one) => states.includes(one.enrolments[0].state) });
  const days = (list) => list.map((one) => one.by.day);
  const holds = async () => {
    const { code, stdout } = await varde(['check', '--db', world.store.url]);
    assert.equal(code, 0, stdout);
  };

  test('nothing is set by hand: the programme’s own holds, in words and as Timing', async () => {
    const shown = await show(active());
    assert.equal(shown.source, 'programme');
    assert.equal(shown.version, 0);
    assert.equal(shown.text, 'Én gang i uken, på valgfri dag');
    assert.deepEqual(shown.timing, [{ repeat: { frequency: 1, period: 1, periodUnit: 'wk' } }]);
    assert.equal(shown.standard.trial[0].text, 'Hver dag');
    assert.deepEqual(shown.history, []);
    assert.equal(shown.mayChange, true);
  });

  test('set by hand: words, what is coming, the trace, an event and the access log', async () => {
    const patient = fresh('active');
    const phases = [every(1, { deadlines: ['10:00', '20:00'] })];
    const foreseen = await tried(patient, phases);
    assert.deepEqual((await show(patient)).history, [], 'trying has set nothing');
    const stream = await world.listen('nurse2');
    const answer = await change(patient, { phases });
    assert.equal(answer.status, 201, answer.text);
    await stream.waitFor((one) => one.kind === 'schedule' && one.patient === patient.id);
    await stream.close();
    const { body } = answer;
    assert.equal(body.source, 'own');
    assert.equal(body.version, 1);
    assert.equal(body.text, 'Hver dag innen kl. 10:00 og 20:00');
    assert.deepEqual(body.phases[0].deadlines, ['10:00', '20:00']);
    assert.equal(body.history[0].from, foreseen.from);
    assert.equal(body.history[0].reason, 'Avtalt med pasienten');
    assert.equal(body.history[0].by.name, 'Nina Demo');
    assert.deepEqual(body.coming, foreseen.coming);
    assert.ok([day(), day(1)].includes(foreseen.from));
    assert.equal(body.coming.filter((one) => one.by.day === plus(foreseen.from, 1)).length, 2);
    assert.equal((await world.as('nurse', pathOf(patient, '?lang=en'))).body.text, 'Every day by 10:00 and 20:00');
    const log = await world.as('nurse', `/api/patients/${patient.id}/access-log`);
    assert.ok(log.body.items.some((one) => one.action === 'schedule.change'), log.text);
    await holds();
  });

  test('a change holds from tomorrow when a report is due today, and what is due today stays', async () => {
    const patient = active();
    const first = await change(patient, { phases: [every(1)] });
    assert.equal(first.status, 201, first.text);
    const second = await tried(patient, [{ kind: 'on_request' }]);
    if (first.body.history[0].from === day()) {
      assert.equal(second.from, day(1));
      assert.deepEqual(days(second.coming), [day()]);
    } else {
      assert.equal(second.from, day(1));
    }
    // On another day it holds at once: nothing was due.
    const free = await tried(patient, [every(2, { from: day(3) })]);
    assert.equal(free.from, day(3));
    assert.ok(days(free.coming).includes(day(2)), 'until its first day the old one holds');
    assert.ok(!days(free.coming).includes(day(4)));
    assert.ok(days(free.coming).includes(day(5)));
  });

  test('a dense period, and after its end the programme’s own again', async () => {
    const patient = active();
    const from = day(1);
    const { coming, text } = await tried(patient, [every(1, { from, until: plus(from, 5) })]);
    const dense = days(coming).filter((one) => one >= from && one < plus(from, 5));
    assert.equal(new Set(dense).size, 5);
    assert.match(text, /^Hver dag fra .+ til og med /);
    const later = coming.filter((one) => one.by.day >= plus(from, 5));
    assert.ok(later.length >= 1 && later.length <= 2, 'once a week');
    assert.ok(later.every((one) => one.of === 1));
  });

  test('an empty list goes back to the programme’s own', async () => {
    const patient = active();
    assert.equal((await change(patient, { phases: [every(2)] })).status, 201);
    const back = await change(patient, { phases: [], version: 1 });
    assert.equal(back.status, 201, back.text);
    assert.equal(back.body.source, 'programme');
    assert.equal(back.body.version, 2);
    assert.equal(back.body.history.length, 2);
    await holds();
  });

  test('by Timing, and what it cannot tell is refused with its place', async () => {
    const patient = active();
    const timing = [{ repeat: { frequency: 2, period: 1, periodUnit: 'wk', dayOfWeek: ['mon', 'thu'] } }];
    const answer = await change(patient, { timing });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(answer.body.timing, timing);
    assert.equal(answer.body.text, 'Hver mandag og torsdag');
    const hourly = await change(patient, { timing: [{ repeat: { frequency: 1, period: 6, periodUnit: 'h' } }], version: 1 });
    assertProblem(hourly, 422, /^\/timing\/0: Timing\.repeat\.periodUnit$/);
    const both = await change(patient, { timing, phases: [], version: 1 });
    assertProblem(both, 422, /phases/);
    const coded = (code, repeat) => ({ code: { coding: [{ system: 'http://other', code: 'x' }, { system: 'http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation', code }] }, ...(repeat ? { repeat } : {}) });
    let version = 1;
    for (const [one, text] of [
      [coded('QD'), 'Hver dag'],
      [coded('QOD', { frequency: 1, period: 2, periodUnit: 'd' }), 'Hver 2. dag'],
      [coded('WK'), 'Én gang i uken, på valgfri dag'],
      [coded('BID', { timeOfDay: ['20:00:00', '10:00:00'] }), 'Hver dag innen kl. 10:00 og 20:00'],
    ]) {
      const by = await change(patient, { timing: [one], version });
      assert.equal(by.status, 201, by.text);
      version = by.body.version;
      assert.equal(by.body.text, text);
    }
    assertProblem(await change(patient, { timing: [coded('QD', { frequency: 1, period: 2, periodUnit: 'd' })], version }), 422, /repeat\.period$/);
    assertProblem(await change(patient, { timing: [coded('WK', { dayOfWeek: ['mon'] })], version }), 422, /dayOfWeek$/);
    assertProblem(await change(patient, { timing: [coded('BID')], version }), 422, /frequency$/);
    assertProblem(await change(patient, { timing: [coded('Q4H')], version }), 422, /code$/);
  });

  for (const [what, body, place] of [
    ['a kind that is not known', { phases: [{ kind: 'monthly' }] }, /^\/phases\/0\/kind$/],
    ['no number', { phases: [{ kind: 'every' }] }, /^\/phases\/0\/every$/],
    ['eight a week', { phases: [{ kind: 'a_week', aWeek: 8 }] }, /^\/phases\/0\/aWeek$/],
    ['a deadline that is none', { phases: [every(1, { deadlines: ['24:01'] })] }, /^\/phases\/0\/deadlines\/0$/],
    ['deadlines that fall', { phases: [every(1, { deadlines: ['20:00', '10:00'] })] }, /^\/phases\/0\/deadlines\/1$/],
    ['a weekday twice', { phases: [{ kind: 'weekdays', weekdays: ['mon', 'mon'] }] }, /^\/phases\/0\/weekdays\/1$/],
    ['a phase over another', { phases: [every(1), every(2)] }, /^\/phases\/1\/from$/],
    ['an end before its beginning', { phases: [every(1, { from: day(3), until: day(3) })] }, /^\/phases\/0\/until$/],
    ['a member of another kind', { phases: [every(1, { aWeek: 1 })] }, /^\/phases\/0\/aWeek$/],
    ['no phases', {}, /^\/phases$/],
    ['no reason', { phases: [], reason: ' ' }, /^\/reason$/],
    ['no version', { phases: [], version: null }, /^\/version$/],
  ])
    test(`refused with its place: ${what}`, async () => {
      const patient = [...world.people.values()].find((one) => one.enrolments[0].state === 'active' && one.municipality === 'Nesvik');
      assertProblem(await change(patient, body), 422, place);
    });

  test('who has not seen the newest change is refused; the same key does it once', async () => {
    const patient = active();
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'schedule-1' };
    const body = { phases: [every(3)] };
    const once = await change(patient, body, 'nurse', { headers });
    const again = await change(patient, body, 'nurse', { headers });
    assert.equal(once.status, 201, once.text);
    assert.equal(again.status, 201, again.text);
    assert.equal(again.body.version, 1);
    assertProblem(await change(patient, { phases: [every(2)] }), 409, /^\/version$/);
    assert.equal((await show(patient)).history.length, 1);
  });

  test('a coordinator reads and does not change; a stranger’s patient is as one that is not known', async () => {
    const patient = active();
    assert.equal((await show(patient, 'coordinator')).mayChange, false);
    assertProblem(await change(patient, { phases: [every(2)] }, 'coordinator'), 403);
    const unknown = `/api/enrolments/${patient.id}.01jz0000000000000000000000/schedule`;
    const away = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    assertProblem(await world.as('nurse', pathOf(away)), 404);
    assertProblem(await change(away, { phases: [] }), 404);
    assertProblem(await world.as('nurse', `/api/patients/${away.id}/pauses`), 404);
    assertProblem(await world.as('nurse', unknown), 404);
    assertProblem(await world.as('nurse', unknown, { body: { phases: [], reason: 'x', version: 0 } }), 404);
  });

  test('however often one enrolment is changed, another keeps what was set for it', async () => {
    const patient = world.fresh({ programmes: 'any', zone: 'any', fits: (one) => one.enrolments.length > 1 });
    const [first, second] = patient.enrolments.map((_, at) => at).sort((a, b) => (patient.enrolments[a].id < patient.enrolments[b].id ? -1 : 1));
    const phases = [every(1, { deadlines: ['03:33'] })];
    const set = await world.as('nurse', pathOf(patient, '', second), { body: { phases, reason: 'Avtalt', version: 0 } });
    assert.equal(set.status, 201, set.text);
    const coming = async () => (await world.as('nurse', `/api/patients/${patient.id}/due`)).body.coming.filter((one) => one.by.clock === '03:33');
    const before = await coming();
    assert.ok(before.length > 10, JSON.stringify(before));
    const [own, of] = patient.enrolments[first].id.split('.').map(world.store.id);
    await world.store.sql(
      'INSERT INTO enrolment_schedule (patient_id, enrolment_id, version, from_day, phases, reason, account_id, at)' +
        ' WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)' +
        ` SELECT ${own}, ${of}, n.n, 20000 + n.n, '[{"kind":"on_request"}]', 'x', a.id, 0 FROM n, account a WHERE a.login = 'nurse'`,
    );
    assert.deepEqual(await coming(), before);
  });

  test('a pause: nothing is due in it, for all programmes; ended, it is due again', async () => {
    const patient = active();
    assert.equal((await change(patient, { phases: [every(1)] })).status, 201);
    const path = `/api/patients/${patient.id}/pauses`;
    const made = await world.as('nurse', path, { body: { from: day(2), until: day(5), reason: 'Reise' } });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.body.from, made.body.until, made.body.ended], [day(2), day(5), null]);
    const paused = days((await show(patient)).coming);
    for (const one of [2, 3, 4]) assert.ok(!paused.includes(day(one)), `day ${one}`);
    assert.ok(paused.includes(day(1)) && paused.includes(day(5)));
    const over = await world.as('nurse', path, { body: { from: day(4), reason: 'Sykehus' } });
    assertProblem(over, 409, /^\/from$/);
    assertProblem(await world.as('nurse', path, { body: { from: day(-1), reason: 'Sykehus' } }), 422, /^\/from$/);
    assertProblem(await world.as('nurse', path, { body: { from: day(9), until: day(9), reason: 'x' } }), 422, /^\/until$/);
    assertProblem(await world.as('coordinator', path, { body: { from: day(9), reason: 'x' } }), 403);
    const ended = await world.as('nurse', `/api/pauses/${made.body.id}/end`, { body: { on: day(3) } });
    assert.equal(ended.status, 200, ended.text);
    assert.equal(ended.body.until, day(3));
    assert.equal(ended.body.ended.by.name, 'Nina Demo');
    assert.ok(days((await show(patient)).coming).includes(day(3)));
    const list = await world.as('nurse', path);
    assert.deepEqual(list.body.items.map((one) => one.id), [made.body.id]);
    await holds();
  });

  test('a pause that is taken back before it began holds on no day, and another may take its place', async () => {
    const patient = active();
    const path = `/api/patients/${patient.id}/pauses`;
    const made = await world.as('nurse', path, { body: { from: day(2), reason: 'Reise' } });
    const back = await world.as('nurse', `/api/pauses/${made.body.id}/end`, { body: {} });
    assert.deepEqual([back.status, back.body.until], [200, day(2)]);
    assertProblem(await world.as('nurse2', `/api/pauses/${made.body.id}/end`, { body: {} }), 409);
    const other = await world.as('nurse', path, { body: { from: day(2), until: day(3), reason: 'Reise' } });
    assert.equal(other.status, 201, other.text);
    assertProblem(await world.as('nurse', `/api/pauses/${other.body.id}/end`, { body: { on: day(-1) } }), 422, /^\/on$/);
  });

  const requests = async (patient, login = 'nurse') => {
    const answer = await world.as(login, `/fhir/ServiceRequest?patient=${patient.id}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.entry.map((one) => one.resource);
  };
  const sent = (patient, resource, login = 'nurse', headers = {}) =>
    world.as(login, '/fhir/ServiceRequest', {
      body: { ...resource, note: [{ text: 'Etter utskrivning' }] },
      headers: { 'Content-Type': 'application/fhir+json', ...headers },
    });

  test('as ServiceRequest: found, read by the patient too, and sent back changed', async () => {
    const patient = active();
    const [plan] = await requests(patient);
    assert.deepEqual([plan.status, plan.intent, plan.meta.versionId], ['active', 'plan', '0']);
    assert.deepEqual(plan.occurrenceTiming, { repeat: { frequency: 1, period: 1, periodUnit: 'wk' } });
    assert.equal(plan.id, patient.enrolments[0].id);
    assert.deepEqual(await requests(patient, patient.login), [plan]);
    const order = { ...plan, intent: 'order', occurrenceTiming: { repeat: { frequency: 2, period: 1, periodUnit: 'd', timeOfDay: ['08:00:00', '20:00:00'] } } };
    const made = await sent(patient, order);
    assert.equal(made.status, 201, made.text);
    assert.equal(made.headers.location, `/fhir/ServiceRequest/${plan.id}`);
    assert.deepEqual([made.body.intent, made.body.meta.versionId], ['order', '1']);
    assert.deepEqual(made.body.occurrenceTiming, order.occurrenceTiming);
    assert.deepEqual((await world.as('nurse', `/fhir/ServiceRequest/${plan.id}`)).body, made.body);
    const shown = await show(patient);
    assert.deepEqual([shown.text, shown.history[0].reason], ['Hver dag innen kl. 08:00 og 20:00', 'Etter utskrivning']);
    assertProblem(await sent(patient, order, 'nurse', { 'If-Match': 'W/"0"' }), 409);
    assertProblem(await sent(patient, order, 'nurse', { 'If-Match': 'W/"-1"' }), 400);
    assert.equal((await sent(patient, order, 'nurse', { 'If-Match': 'W/"1"' })).status, 201);
    await holds();
  });

  test('several phases are as many ServiceRequests', async () => {
    const patient = active();
    const phases = [every(1, { until: day(9) }), { kind: 'a_week', aWeek: 2, from: day(9) }];
    assert.equal((await change(patient, { phases })).status, 201);
    const [first, second] = await requests(patient);
    assert.equal(second.id, `${first.id}.2`);
    assert.equal(second.occurrenceTiming.repeat.boundsPeriod.start, day(9));
    assert.equal(first.occurrenceTiming.repeat.boundsPeriod.end, day(8));
    assert.deepEqual((await world.as('nurse', `/fhir/ServiceRequest/${second.id}`)).body, second);
    assertProblem(await world.as('nurse', `/fhir/ServiceRequest/${first.id}.3`), 404);
  });

  test('a ServiceRequest that cannot be kept is refused with its place', async () => {
    const patient = active();
    const [plan] = await requests(patient);
    const order = { ...plan, intent: 'order' };
    for (const [change, place] of [
      [{ intent: 'plan' }, /ServiceRequest\.intent/],
      [{ priority: 'urgent' }, /ServiceRequest\.priority/],
      [{ status: 'revoked' }, /ServiceRequest\.status/],
      [{ identifier: [] }, /ServiceRequest\.identifier/],
      [{ code: { text: 'blodprøve' } }, /ServiceRequest\.code/],
      [{ occurrenceTiming: { repeat: { period: 1, periodUnit: 'mo' } } }, /ServiceRequest\.occurrenceTiming\.repeat\.periodUnit/],
    ])
      assertProblem(await sent(patient, { ...order, ...change }), 422, place);
    const bare = await world.as('nurse', '/fhir/ServiceRequest', { body: order });
    assertProblem(bare, 422, /ServiceRequest\.note/);
    assertProblem(await sent(patient, order, 'coordinator'), 403);
    const away = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    assertProblem(await world.as('nurse', `/fhir/ServiceRequest?patient=${away.id}`), 404);
    assertProblem(await sent(away, { ...order, subject: { reference: `Patient/${away.id}` }, identifier: [{ system: order.identifier[0].system, value: away.enrolments[0].id }] }), 404);
    assert.deepEqual((await show(patient)).history, []);
  });
});
