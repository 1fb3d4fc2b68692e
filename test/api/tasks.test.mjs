// Tasks by rule and by hand, on whose list they stand, and whether what was started helped. Rows are set back in time,
// the clock is the real one; the running service looks by itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today as day } from '../days.mjs';
import { DAY, World, assertProblem, onEachStore, reading, until } from './lib.mjs';

const PHONE = { kind: 'phone', party: 'patient' };

onEachStore('tasks, and did it help?', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind, { patients: 240 });
  });
  after(() => world?.end());

  const of = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const sql = (text) => world.store.sql(text);
  const good = async (asked, status = 200) => {
    const answer = await asked;
    assert.equal(answer.status, status, answer.text);
    return answer.body;
  };
  const tasksOf = async (patient, login = 'nurse') => (await good(world.as(login, `/api/patients/${patient.id}/tasks`))).items;
  const act = (task, what, body = {}, login = 'nurse', more = {}) =>
    world.as(login, `/api/tasks/${task.id}/${what}`, { body: { version: task.version, ...body }, ...more });
  const done = async (task, body, login) => good(act(task, 'done', body, login));
  const looked = async (patient) => {
    await sql(`UPDATE patient_due SET due_at = 0 WHERE ${of(patient)}`);
    const still = async () => Number((await sql(`SELECT due_at FROM patient_due WHERE ${of(patient)}`))[0].due_at) === 0;
    await until(async () => !(await still()), { says: 'the patient was not looked at' });
  };
  /** Somebody of whom nothing is due, and nothing has been. */
  const calm = async (how) => {
    for (;;) {
      const patient = world.fresh(how);
      await sql(`UPDATE overview SET contact_at = ${Date.now()} WHERE ${of(patient)}`);
      await looked(patient);
      if ((await world.row(patient)).tasks === 0 && (await tasksOf(patient)).length === 0) return patient;
    }
  };
  const make = async (patient, body = {}, login = 'nurse') =>
    good(world.as(login, `/api/patients/${patient.id}/tasks`, { body: { title: 'Ring om vekten', due: day(3), ...body } }), 201);
  const fallen = async (patient) => {
    await sql(`UPDATE task SET due_at = ${Date.now() - 1000} WHERE ${of(patient)} AND state = 'open'`);
    await looked(patient);
  };
  const listed = async (login, query = '') => (await good(world.as(login, `/api/tasks?limit=500${query}`))).items;

  /** Active, green, and nobody was in touch for forty days. */
  const unvisited = async () => {
    const patient = await calm();
    await sql(`UPDATE enrolment SET state = 'active', unwell_from = NULL WHERE ${of(patient)}`);
    await sql(`UPDATE triage_case SET closed_at = ${Date.now()} WHERE ${of(patient)} AND closed_at IS NULL`);
    await sql(`UPDATE overview SET zone = 1, unconfirmed = 0, contact_at = ${Date.now() - 40 * DAY} WHERE ${of(patient)}`);
    await looked(patient);
    return patient;
  };

  test('a month without contact makes a task by rule: on the row, and left out of the greens', async () => {
    const patient = await unvisited();
    const [task] = await tasksOf(patient);
    assert.deepEqual(
      [task.kind, task.title, task.state, task.dueNow, task.byRule, task.created.by, task.queue.name, task.owner],
      ['monthly_contact', 'Månedskontakt', 'open', true, true, null, task.queue.name, null],
    );
    assert.deepEqual(task.trace.map((one) => one.kind), ['created']);
    const row = await world.row(patient);
    assert.deepEqual([row.tasks, row.nextTask.id, row.nextTask.title], [1, task.id, 'Månedskontakt']);
    assert.ok(row.looks.some((look) => look.kind === 'task'));
    const { ready } = await good(world.as('nurse', '/api/worklist/greens'));
    assert.ok(!ready.some((one) => one.patient.id === patient.id));
    assert.ok((await listed('nurse', '&due=now&kind=monthly_contact')).some((one) => one.id === task.id));
    await looked(patient);
    assert.equal((await tasksOf(patient)).length, 1, 'made twice');
  });

  test('done with a contact: in the contact log, off the row at once, and next asked for in a month', async () => {
    const patient = await unvisited();
    const [task] = await tasksOf(patient);
    assert.deepEqual([task.cause, task.outcomes], ['monthly_contact', ['contacted', 'no_answer', 'done']]);
    assertProblem(await act(task, 'done', { outcome: 'contacted' }), 422, /^\/contact$/);
    assertProblem(await act(task, 'done', { outcome: 'helped' }), 422, /^\/outcome$/);
    assertProblem(await act(task, 'done', { outcome: 'contacted', contact: { kind: 'pigeon', party: 'kin' } }), 422, /^\/contact\/kind$/);
    const headers = { 'Idempotency-Key': `done-${task.id}` };
    const body = { outcome: 'contacted', note: 'Har det bra', contact: PHONE };
    const first = await good(act(task, 'done', body, 'nurse', { headers }));
    assert.deepEqual([first.state, first.ended.outcome, first.ended.by.name], ['done', 'contacted', 'Nina Demo']);
    assert.deepEqual(await good(act(task, 'done', body, 'nurse', { headers })), first, 'the same key, another answer');
    assertProblem(await act(task, 'done', body), 409, /^\/version$/);
    const row = await world.row(patient);
    assert.deepEqual([row.tasks, row.nextTask], [0, null]);
    assert.ok(Date.now() - Date.parse(row.lastContact) < 60_000);
    const { items } = await good(world.as('nurse', `/api/patients/${patient.id}/contacts`));
    assert.deepEqual([items[0].about, items[0].note, items[0].kind], ['Månedskontakt', 'Har det bra', 'phone']);
    await looked(patient);
    assert.deepEqual((await tasksOf(patient)).map((one) => one.state), ['done']);
  });

  test('a contact that is logged elsewhere meets the task', async () => {
    const patient = await unvisited();
    await good(world.as('nurse', `/api/patients/${patient.id}/contacts`, { body: { ...PHONE, about: 'Prat' } }), 201);
    await until(async () => (await tasksOf(patient))[0].state === 'met');
    const [task] = await tasksOf(patient);
    assert.deepEqual([task.ended.by, (await world.row(patient)).tasks], [null, 0]);
    assertProblem(await act(task, 'reopen'), 409);
  });

  test('nobody answered: it stays, for tomorrow, with its trace', async () => {
    const patient = await unvisited();
    const [task] = await tasksOf(patient);
    const later = await done(task, { outcome: 'no_answer', contact: PHONE });
    assert.deepEqual([later.state, later.dueNow, later.version], ['open', false, task.version + 1]);
    assert.equal(later.due.slice(0, 10), day(1));
    assert.equal((await world.row(patient)).tasks, 0);
    const { trace } = (await tasksOf(patient))[0];
    assert.deepEqual(trace.map((one) => [one.kind, one.outcome]), [['created', null], ['moved', 'no_answer']]);
    assert.equal((await world.row(patient)).lastContact.slice(0, 10) < day(-30), true, 'nobody was reached');
  });

  test('by hand: made, moved, taken, laid down, cancelled and taken back, each with its line in the trace', async () => {
    const patient = await calm();
    let task = await make(patient, { reason: 'Har gått opp' });
    assert.deepEqual([task.kind, task.title, task.reason, task.byRule, task.created.by.name], ['other', 'Ring om vekten', 'Har gått opp', false, 'Nina Demo']);
    assert.equal(task.cause, null);
    assert.equal((await world.row(patient)).tasks, 0, 'it is not due');
    task = await good(act(task, 'move', { due: day(5), reason: 'Reist' }));
    assert.equal(task.due.slice(0, 10), day(5));
    assertProblem(await act(task, 'move', { due: day(-1), reason: 'Før' }), 422, /^\/due$/);
    assertProblem(await act(task, 'move', { due: day(6) }), 422, /^\/reason$/);
    task = await good(act(task, 'take'));
    assert.equal(task.owner.name, 'Nina Demo');
    assertProblem(await act(task, 'take', {}, 'nurse2'), 409);
    assertProblem(await act(task, 'release', {}, 'nurse2'), 409);
    assert.ok((await listed('nurse', '&owner=me')).some((one) => one.id === task.id));
    assert.ok(!(await listed('nurse2', '&owner=me')).some((one) => one.id === task.id));
    task = await good(act(task, 'release'));
    await fallen(patient);
    assert.equal((await world.row(patient)).tasks, 1);
    task = await good(act((await tasksOf(patient))[0], 'cancel', { reason: 'Trengs ikke' }));
    assert.deepEqual([task.state, task.ended.note, (await world.row(patient)).tasks], ['cancelled', 'Trengs ikke', 0]);
    assertProblem(await act(task, 'done', { outcome: 'done' }), 409);
    task = await good(act(task, 'reopen'));
    assert.deepEqual([task.state, task.ended, (await world.row(patient)).tasks], ['open', null, 1]);
    assertProblem(await act(task, 'reopen'), 409);
    assert.deepEqual(
      (await tasksOf(patient))[0].trace.map((one) => one.kind),
      ['created', 'moved', 'taken', 'released', 'cancelled', 'reopened'],
    );
    const logged = await sql(`SELECT action FROM access_log WHERE ${of(patient)} AND action LIKE 'task.%' ORDER BY number`);
    assert.deepEqual(
      logged.map((one) => one.action).filter((one) => one !== 'task.read'),
      ['task.create', 'task.move', 'task.take', 'task.release', 'task.cancel', 'task.reopen'],
    );
  });

  test('made or moved for today it stands on the list at once, whatever hour it is; for tomorrow from eight', async () => {
    const patient = await calm();
    const task = await make(patient, { due: day(0) });
    assert.equal(task.dueNow, true);
    assert.equal((await world.row(patient)).tasks, 1);
    const moved = await good(act(task, 'move', { due: day(1), reason: 'Opptatt' }));
    assert.deepEqual([moved.dueNow, (await world.row(patient)).tasks], [false, 0]);
    assert.match(new Date(moved.due).toLocaleTimeString('sv', { timeZone: 'Europe/Oslo' }), /^08:00/);
    const back = await good(act(moved, 'move', { due: day(0), reason: 'Ble ledig' }));
    assert.deepEqual([back.dueNow, (await world.row(patient)).tasks], [true, 1]);
  });

  test('what a task may not say is refused with its place', async () => {
    const patient = await calm();
    const refused = async (body, place) =>
      assertProblem(await world.as('nurse', `/api/patients/${patient.id}/tasks`, { body }), 422, place);
    await refused({ due: day(1) }, /^\/title$/);
    await refused({ title: 'x'.repeat(201), due: day(1) }, /^\/title$/);
    await refused({ title: 'Ring', due: day(-1) }, /^\/due$/);
    await refused({ title: 'Ring', due: 'i morgen' }, /^\/due$/);
    await refused({ title: 'Ring', due: day(1), kind: 'effect_check' }, /^\/kind$/);
    await refused({ title: 'Ring', due: day(1), kind: 'nonsense' }, /^\/kind$/);
    await refused({ title: 'Ring', due: day(1), queue: patient.id }, /^\/queue$/);
    await refused({ title: 'Ring', due: day(1), owner: patient.id }, /^\/owner$/);
    await refused({ title: 'Ring', due: day(1), enrolment: `${patient.id}.${patient.id}` }, /^\/enrolment$/);
    for (const query of ['queue=all', 'state=x', 'due=later', 'owner=you', 'kind=x', 'patient=x', 'cursor=x', 'limit=0']) {
      assertProblem(await world.as('nurse', `/api/tasks?${query}`), 400);
    }
  });

  test('handed to the home municipality: its coordinator has it, the service sees it sent, nobody else sees it', async () => {
    const patient = await calm();
    const task = await make(patient);
    assert.deepEqual(await tasksOf(patient, 'coordinator'), [], "a coordinator sees the service's own list");
    const { queues, outcomes } = await good(world.as('nurse', `/api/tasks/${task.id}/choices`));
    assert.deepEqual(outcomes.map((one) => one.id), ['done', 'contacted', 'no_answer']);
    const home = queues.find((one) => one.name === 'Nesvik' || one.kind === 'municipality');
    assert.ok(home.owners.length > 0 && queues.length >= 2);
    assertProblem(await act(task, 'hand', { queue: patient.id, note: 'x' }), 422, /^\/queue$/);
    assertProblem(await act(task, 'hand', { queue: home.id, owner: task.created.by.id, note: 'x' }), 422, /^\/owner$/);
    const sent = await good(act(task, 'hand', { queue: home.id, note: 'Ta med vekt' }));
    assert.deepEqual([sent.queue.id, sent.owner], [home.id, null]);
    await fallen(patient);
    assert.equal((await world.row(patient)).tasks, 0, "another's list counts on the row");
    assert.ok((await listed('nurse', '&queue=sent')).some((one) => one.id === task.id));
    assert.ok(!(await listed('nurse')).some((one) => one.id === task.id));
    assertProblem(await act(sent, 'take'), 409);
    const [own] = (await listed('coordinator')).filter((one) => one.id === task.id);
    assert.equal(own.title, 'Ring om vekten');
    for (const login of ['gp', 'specialist']) {
      assert.ok(!(await listed(login)).some((one) => one.id === task.id), login);
      assertProblem(await act(own, 'done', { outcome: 'done' }, login), 404);
    }
    assertProblem(await act(own, 'done', { outcome: 'done' }, 'outsider'), 404);
    assertProblem(await act(own, 'done', { outcome: 'done' }, 'teamlead'), 403);
    const taken = await good(act(own, 'take', {}, 'coordinator'));
    const counts = await good(world.as('coordinator', '/api/tasks/counts'));
    assert.ok(counts.due >= 1 && counts.mine >= 1);
    // Given back: the service has it, the coordinator gets an answer and then sees it no more.
    const service = queues.find((one) => one.id !== home.id && one.kind === 'service');
    const back = await good(act(taken, 'hand', { queue: service.id, note: 'Vekt levert' }, 'coordinator'));
    assert.equal(back.queue.id, service.id);
    assertProblem(await act(back, 'take', {}, 'coordinator'), 404);
    const finished = await done(back, { outcome: 'done' });
    assert.deepEqual(
      (await tasksOf(patient))[0].trace.map((one) => [one.kind, one.queue.id]),
      [['created', service.id], ['handed_over', home.id], ['taken', home.id], ['handed_over', service.id], ['done', service.id]],
    );
    assert.ok((await listed('nurse', '&state=ended')).some((one) => one.id === finished.id));
  });

  test('a task of a patient of the third municipality is seen by nobody of the service', async () => {
    const stranger = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    const task = await make(stranger, {}, 'outsider');
    assertProblem(await act(task, 'take'), 404);
    assertProblem(await world.as('nurse', `/api/tasks/${task.id}/choices`), 404);
    assert.ok(!(await listed('nurse')).concat(await listed('nurse', '&queue=sent')).some((one) => one.id === task.id));
  });

  test('the list goes page by page, the longest due first, each once', async () => {
    const patient = await calm();
    for (let i = 1; i <= 4; i += 1) await make(patient, { title: `Nummer ${i}`, due: day(i) });
    const seen = [];
    for (let next = ''; next !== null; ) {
      const page = await good(world.as('nurse', `/api/tasks?limit=2&patient=${patient.id}${next && `&cursor=${next}`}`));
      seen.push(...page.items.map((one) => one.title));
      next = page.next;
    }
    assert.deepEqual(seen, ['Nummer 1', 'Nummer 2', 'Nummer 3', 'Nummer 4']);
  });

  test('a doubtful value that is corrected is one, not two that call for a look at the equipment', async () => {
    const patient = await calm();
    const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
    const sent = (more) =>
      world.send(patient.login, { ...reading(patient.id, { value: 30 }), identifier: [{ system: 'urn:test:tasks', value: patient.id }], ...more });
    const checks = async () => {
      await looked(patient);
      return (await tasksOf(patient)).filter((task) => task.kind === 'equipment_check').length;
    };
    await good(sent({ effectiveDateTime: at(9) }), 201);
    const corrected = await sent({ status: 'corrected', effectiveDateTime: at(8), valueQuantity: { ...reading(patient.id).valueQuantity, value: 31 } });
    assert.ok([200, 201].includes(corrected.status), corrected.text);
    assert.equal(await checks(), 0);
    await good(sent({ identifier: undefined, effectiveDateTime: at(5) }), 201);
    assert.equal(await checks(), 1);
  });

  test('closed: what was open about the enrolment is cancelled by rule', async () => {
    const patient = await calm();
    const task = await make(patient);
    await sql(`UPDATE enrolment SET state = 'closed' WHERE ${of(patient)}`);
    await sql(`INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)
      SELECT DISTINCT patient_id, 0, 0, 0, 0 FROM enrolment WHERE ${of(patient)} ON CONFLICT (patient_id) DO UPDATE SET due_at = 0`);
    const id = world.store.id(task.id.split('.')[1]);
    await until(async () => (await sql(`SELECT state FROM task WHERE ${of(patient)} AND id = ${id}`))[0].state === 'cancelled');
  });

  /** Red or yellow, acknowledged with what was started. */
  const treated = async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    const { version } = await world.row(patient);
    const body = { version, outcomes: ['guided_by_plan'], actions: [{ text: 'Prednisolon 20 mg i 5 dager', checkInDays: 3 }] };
    const row = await good(world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body }));
    return { patient, row };
  };
  const actionsOf = async (patient) => (await good(world.as('nurse', `/api/patients/${patient.id}/actions`))).items;
  const checkDue = async (patient) => {
    await sql(`UPDATE started_action SET check_at = ${Date.now() - 1000} WHERE ${of(patient)}`);
    await looked(patient);
    return (await tasksOf(patient)).find((one) => one.kind === 'effect_check');
  };

  test('what was started with an acknowledgement is asked for, and without effect the doctor is to be contacted', async () => {
    const { patient } = await treated();
    const [action] = await actionsOf(patient);
    assert.deepEqual([action.text, action.zone, action.startedOn, action.effect, action.task], ['Prednisolon 20 mg i 5 dager', 'red', day(0), null, null]);
    assert.equal(action.check.slice(0, 10), day(3));
    const task = await checkDue(patient);
    assert.deepEqual([task.reason, task.action, task.dueNow], [action.text, action.id, true]);
    const told = await good(world.as('nurse', `/api/actions/${action.id}/effect`, { body: { effect: 'worse', note: 'Mer tungpustet' } }));
    assert.deepEqual([told.effect, told.effectBy.name, told.task], ['worse', 'Nina Demo', task.id]);
    assertProblem(await world.as('nurse', `/api/actions/${action.id}/effect`, { body: { effect: 'better' } }), 409);
    const after = await tasksOf(patient);
    assert.equal(after.find((one) => one.id === task.id).state, 'met');
    const doctor = after.find((one) => one.kind === 'doctor_contact' && one.action === action.id);
    assert.deepEqual([doctor.state, doctor.dueNow, doctor.cause, doctor.reason, doctor.causeSince], ['open', true, 'no_effect', action.text, null]);
    assert.deepEqual([task.cause, task.outcomes], ['effect_check', ['helped', 'not_helped', 'no_answer']]);
    const { outcomes } = await good(world.as('nurse', `/api/tasks/${doctor.id}/choices`));
    assert.deepEqual(outcomes.map((one) => one.id), doctor.outcomes);
    await done(doctor, { outcome: 'doctor_informed', contact: { kind: 'phone', party: 'gp' } });
    await looked(patient);
    assert.ok(!(await tasksOf(patient)).some((one) => one.state === 'open' && one.action === action.id));
  });

  test('a check that is done says how it went; taken back, it is asked for again', async () => {
    const { patient } = await treated();
    const task = await checkDue(patient);
    assertProblem(await act(task, 'done', { outcome: 'done' }), 422, /^\/outcome$/);
    const ended = await done(task, { outcome: 'helped', note: 'Bedre pust' });
    assert.deepEqual([(await actionsOf(patient))[0].effect, (await actionsOf(patient))[0].effectNote], ['better', 'Bedre pust']);
    await good(act(ended, 'reopen'));
    assert.equal((await actionsOf(patient))[0].effect, null);
    assert.equal((await tasksOf(patient)).find((one) => one.id === task.id).state, 'open');
  });

  test('the same treatment is not started again before it is said how it went', async () => {
    const { patient } = await treated();
    const [{ id, text, enrolment }] = await actionsOf(patient);
    const again = (more = {}) =>
      world.as('nurse', `/api/patients/${patient.id}/actions`, { body: { enrolment, text, startedOn: day(0), checkInDays: 3, ...more } });
    const refused = await again();
    assertProblem(refused, 422, /^\/text$/);
    assert.match(refused.text, new RegExp(day(0)));
    await good(again({ text: 'Antibiotika i 7 dager' }), 201);
    // Nor with an acknowledgement; what is refused leaves the case as it was.
    await world.report(patient, -1);
    const row = await world.row(patient);
    const acknowledge = (...texts) =>
      world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, {
        body: { version: row.version, outcomes: ['guided_by_plan'], actions: texts.map((one) => ({ text: one, checkInDays: 3 })) },
      });
    assertProblem(await acknowledge('Noe annet', text), 422, /^\/actions\/1\/text$/);
    assertProblem(await acknowledge('Noe nytt', 'Noe nytt'), 422, /^\/actions\/1\/text$/);
    assert.deepEqual([(await world.row(patient)).zone, (await world.row(patient)).version], [row.zone, row.version]);
    await good(world.as('nurse', `/api/actions/${id}/effect`, { body: { effect: 'unchanged' } }));
    await good(acknowledge(text));
    assert.deepEqual((await actionsOf(patient)).filter((one) => one.text === text).map((one) => one.effect), [null, 'unchanged']);
  });

  test('an acknowledgement that is taken back takes what was started with it', async () => {
    const { patient, row } = await treated();
    assert.equal((await actionsOf(patient)).length, 1);
    await good(world.as('nurse', `/api/acts/${row.undo.id}/undo`, { body: {} }));
    assert.deepEqual(await actionsOf(patient), []);
    assert.equal(await checkDue(patient), undefined);
  });

  test("started by hand, out of the zone's own words; not in the future, not with another patient's enrolment", async () => {
    const patient = world.fresh();
    const { items } = await good(world.as('nurse', `/api/patients/${patient.id}/actions/choices`));
    const choice = items.find((one) => one.zone === 'yellow');
    assert.ok(choice.text && choice.checkInDays === 3);
    // What the programme names for the plan or for medicine; to rest, to measure again and to call are no treatment.
    assert.ok(items.every((one) => one.zone !== 'green' && /plan|medisin/i.test(one.text) && !/ring|mål og svar/i.test(one.text)), JSON.stringify(items));
    const body = { enrolment: choice.enrolment, text: choice.text, zone: 'yellow', startedOn: day(-1), checkInDays: 2 };
    const write = (more) => world.as('nurse', `/api/patients/${patient.id}/actions`, { body: { ...body, ...more } });
    const action = await good(write({}), 201);
    assert.deepEqual([action.text, action.startedOn, action.check.slice(0, 10)], [choice.text, day(-1), day(1)]);
    assertProblem(await write({ startedOn: day(1) }), 422, /^\/startedOn$/);
    assertProblem(await write({ checkInDays: 0 }), 422, /^\/checkInDays$/);
    assertProblem(await write({ zone: 'blue' }), 422, /^\/zone$/);
    assertProblem(await write({ enrolment: world.fresh().enrolments[0].id }), 422, /^\/enrolment$/);
    assertProblem(await world.as(patient.login, `/api/patients/${patient.id}/actions`, { body }), 403);
  });

  test('others hear of it at once, and who may not read tasks hears nothing', async () => {
    const patient = await calm();
    const others = ['nurse2', patient.login, 'journal'];
    const streams = await Promise.all(others.map((login) => world.listen(login)));
    await make(patient);
    const action = { enrolment: patient.enrolments[0].id, text: 'Prednisolon', startedOn: day(0), checkInDays: 3 };
    await good(world.as('nurse', `/api/patients/${patient.id}/actions`, { body: action }), 201);
    await good(world.as('nurse', `/api/patients/${patient.id}/pauses`, { body: { from: day(2), reason: 'Reise' } }), 201);
    await Promise.all(streams.map((stream) => stream.waitFor((one) => one.kind === 'schedule' && one.patient === patient.id)));
    const heard = (stream) => ['task', 'action'].filter((kind) => stream.events.some((one) => one.kind === kind && one.patient === patient.id));
    assert.deepEqual(streams.map(heard), [['task', 'action'], [], []]);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test('followed by two services: neither is named to the other by a task of no one enrolment', async () => {
    const patient = world.fresh({ programmes: 'any', zone: 'any', fits: (one) => one.enrolments.length > 1 });
    const at = (name) => `(SELECT id FROM organisation WHERE name LIKE '${name}')`;
    await sql(
      `UPDATE enrolment SET service_id = ${at('%tjenesten Utland')}, municipality_id = ${at('Utland kommune')}` +
        ` WHERE ${of(patient)} AND programme <> 'copd'`,
    );
    const task = await make(patient);
    const choices = await good(world.as('nurse', `/api/tasks/${task.id}/choices`));
    assert.ok(choices.queues.some((one) => one.id === task.queue.id));
    assert.ok(!choices.queues.some((one) => one.name.includes('Utland')), JSON.stringify(choices.queues));
    const theirs = (await make(patient, {}, 'outsider')).queue.id;
    assertProblem(await world.as('nurse', `/api/patients/${patient.id}/tasks`, { body: { title: 'Ring', due: day(1), queue: theirs } }), 422, /^\/queue$/);
    assertProblem(await act(task, 'hand', { queue: theirs, note: 'Ta den' }), 422, /^\/queue$/);
  });
});
