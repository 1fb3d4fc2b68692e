// `varde check`: sound after whatever the API does, and each kind of fault is found where one row was harmed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { completed } from '../national_id.mjs';
import { World, answered, onEachStore, reading, until, varde } from './lib.mjs';
import { idOf } from './stores.mjs';

const DAYS_AGO = (days) => new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
const nationalId = () => {
  for (let one = 500; ; one += 1) {
    const made = completed(`148361${one}`);
    if (made !== undefined && one % 2 === 0) return made;
  }
};

onEachStore('check', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind, { patients: 160 });
    const waiting = await world.store.sql(
      'SELECT patient_id FROM limit_order WHERE checked_at IS NULL UNION SELECT patient_id FROM thread',
    );
    const ids = new Set(waiting.map((row) => idOf(row.patient_id)));
    world.free = world.free.filter((one) => !ids.has(one.id) && !['patient1', 'patient2'].includes(one.login));
  });
  after(() => world?.store.drop());

  const check = async (...args) => {
    const { code, stdout, stderr } = await varde(['check', '--db', world.store.url, ...args]);
    assert.equal(stderr, '');
    return { code, stdout };
  };
  const sound = async (...args) => {
    const { code, stdout } = await check(...args);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^sound(, \d+ warnings?)?; \d+ rows in /m);
    return stdout;
  };

  const LOOKED = 'EXISTS (SELECT 1 FROM patient_due d WHERE d.patient_id = overview.patient_id AND d.due_at > 0)';

  // What the API does.

  const did = async (login, path, body, status = 200) => {
    const answer = await world.as(login, path, { body });
    assert.equal(answer.status, status, `${path} ${answer.text}`);
    return answer.body;
  };
  const acknowledge = async (patient, outcomes, more = {}) =>
    did('nurse', `/api/worklist/${patient.id}/acknowledge`, { version: (await world.row(patient)).version, outcomes, ...more });
  const undo = ({ undo: { id } }) => did('nurse', `/api/acts/${id}/undo`, {});
  const active = (more = {}) => world.fresh({ fits: (one) => one.enrolments.every(({ state }) => state === 'active'), ...more });
  const move = (enrolment, to) => did('nurse', `/api/enrolments/${enrolment.id}/transitions`, { to, reason: 'Avtalt' });
  /** Green, then handled. */
  const calm = async (more) => {
    const patient = active(more);
    await world.report(patient, 6);
    await acknowledge(patient, ['seen']);
    return patient;
  };

  test('reports, acts, acts taken back: the check is sound', async () => {
    const seals = /^seals: \d+; the newest is of \d{4}-\d\d-\d\d: (\d+:[0-9a-f]{64})$/m;
    assert.match(await sound(), seals);

    // Red, an attempt that is taken back, handled, taken back after a yellow came: one case takes in the other.
    const red = await calm();
    await world.report(red, -1);
    await undo(await acknowledge(red, ['no_answer']));
    const handled = await acknowledge(red, ['doctor_contacted'], { contact: { kind: 'phone', party: 'patient' } });
    await world.report(red, 1);
    await undo(handled);
    assert.equal((await world.row(red)).zone, 'red');

    // Greens at once and back again, with words of the patient's, and taken back after a new report.
    const greens = [await calm(), await calm(), await calm()];
    for (const one of greens) await world.report(one, 6);
    const seen = await Promise.all(greens.map(async (one) => ({ patient: one.id, version: (await world.row(one)).version })));
    const batch = await did('nurse', '/api/worklist/greens', { seen });
    await world.report(greens[0], 6);
    await undo(batch);
    const body = answered(greens[1].id, { symptoms: { cough: 'no' } });
    body.item.at(-1).item.push({ linkId: 'remark', answer: [{ valueString: 'Sov dårlig' }] });
    assert.equal((await world.as(greens[1].login, '/fhir/QuestionnaireResponse', { body })).status, 201);

    // Taken, given back, yellow again and again in one case, a late value, and one of last week.
    const yellow = await calm();
    await world.report(yellow, 1);
    await did('nurse', `/api/worklist/${yellow.id}/take`, {});
    await did('nurse', `/api/worklist/${yellow.id}/release`, {});
    await did('nurse', `/api/worklist/${yellow.id}/take`, {});
    await world.report(yellow, 1);
    await world.send(yellow.login, reading(yellow.id, { value: 70, at: DAYS_AGO(6) }));
    await sound();
  });

  test('corrections, forms, messages, contacts: the check is sound', async () => {
    const corrected = await calm();
    const { body: wrong } = await world.report(corrected, 6);
    await did('nurse', `/api/observations/${wrong.id}/corrections`, { version: 1, value: 80, reason: 'Tallene var byttet om.' }, 201);
    await world.send(corrected.login, reading(corrected.id, { parameter: 'pulse', value: 80 }));
    await did('nurse', `/api/observations/${wrong.id}/corrections`, { version: 2, value: null, reason: 'Feil pasient.' }, 201);
    const form = answered(corrected.id, { identifier: { system: 'urn:check', value: 'form' } });
    assert.equal((await world.as(corrected.login, '/fhir/QuestionnaireResponse', { body: form })).status, 201);
    const amended = answered(corrected.id, { ...form, pain: 'yes', status: 'amended' });
    assert.ok((await world.as(corrected.login, '/fhir/QuestionnaireResponse', { body: { ...amended, identifier: form.identifier, authored: form.authored } })).status < 300);

    const writing = await calm();
    const threads = `/api/patients/${writing.id}/threads`;
    const first = await did(writing.login, threads, { body: 'Hei' }, 201);
    const second = await did(writing.login, threads, { body: 'En ting til' }, 201);
    await did(writing.login, `/api/threads/${first.id}/messages`, { body: 'Og en til' }, 201);
    await did('nurse', `/api/threads/${first.id}/seen`, { upTo: 1 });
    await did('nurse2', `/api/threads/${second.id}/seen`, { upTo: 1 });
    await did('nurse', `/api/threads/${first.id}/messages`, { body: 'Ja?' }, 201);

    const contacts = `/api/patients/${writing.id}/contacts`;
    const talked = await did('nurse', contacts, { kind: 'phone', party: 'kin', about: 'Feil' }, 201);
    await did('nurse', contacts, { kind: 'phone', party: 'gp', about: 'Rett', replaces: talked.id }, 201);
    await did('nurse', contacts, { kind: 'visit', party: 'patient', about: 'Før', at: DAYS_AGO(2) }, 201);
    await did('nurse', `/api/patients/${writing.id}/notes`, { text: 'Hund i gangen.' }, 201);
    await sound();
  });

  test('schedules, pauses, tasks, what was started, the silent: the check is sound', async () => {
    const day = today;
    const patient = await calm();
    const [{ id: enrolment }] = patient.enrolments;
    for (const version of [0, 1]) {
      const phases = [{ kind: 'every', every: 2 + version, deadlines: ['24:00'], from: null, until: null }];
      await did('nurse', `/api/enrolments/${enrolment}/schedule`, { phases, reason: 'Avtalt', version }, 201);
    }
    const base = `/api/patients/${patient.id}`;
    await did('nurse', `${base}/pauses`, { from: day(3), until: day(5), reason: 'Reise' }, 201);
    const pause = await did('nurse', `${base}/pauses`, { from: day(8), reason: 'Reise' }, 201);
    await did('nurse', `/api/pauses/${pause.id}/end`, { on: day(9) });

    let task = await did('nurse', `${base}/tasks`, { title: 'Ring', due: day(2), enrolment }, 201);
    const turn = async (what, more) => (task = await did('nurse', `/api/tasks/${task.id}/${what}`, { version: task.version, ...more }));
    await turn('move', { due: day(4), reason: 'Reise' });
    await turn('take');
    await turn('done', { outcome: 'done' });
    await turn('reopen');
    await did('nurse', `${base}/tasks`, { title: 'Ring igjen', due: day(2) }, 201);

    // Started from a case, and it did not help: a doctor is to be told.
    await world.report(patient, 1);
    await acknowledge(patient, ['guided_by_plan'], { actions: [{ text: 'Kur', checkInDays: 3 }] });
    const { items } = (await world.as('nurse', `${base}/actions`)).body;
    await did('nurse', `/api/actions/${items[0].id}/effect`, { effect: 'worse', note: 'Mer tungpustet' });
    await did('nurse', `${base}/silent`, { decision: 'closing_proposed', note: 'Vil ikke mer' }, 201);
    const kept = await did('nurse', `${base}/silent`, { decision: 'kept', note: 'Vil likevel' }, 201);
    await did('nurse', `/api/silent/${kept.id}/undo`, {}, 204);

    // What was missing came.
    const missing = await world.store.sql(`SELECT patient_id FROM overview WHERE missing = 1 AND ${LOOKED}`);
    const late = missing
      .map((row) => world.people.get(idOf(row.patient_id)))
      .find(({ enrolments }) => enrolments.some(({ programme, state }) => programme === 'copd' && state === 'active'));
    assert.equal((await world.send(late.login, reading(late.id, { value: 93 }))).status, 201);
    await until(async () => (await world.store.sql('SELECT 1 AS one FROM missing_event WHERE report_id IS NOT NULL')).length > 0);
    await sound();
  });

  test('transitions, enrolling, coming back, orders of limits: the check is sound', async () => {
    const paused = await calm();
    await move(paused.enrolments[0], 'paused');
    await world.report(paused, 1);
    await move(paused.enrolments[0], 'active');

    // The one that led is closed, the other leads.
    const both = await calm({ programmes: 'copd,heart-failure' });
    await world.report(both, 6);
    for (const to of ['closing', 'closed']) await move(both.enrolments[0], to);

    const choices = (await world.as('nurse', '/api/enrolments/choices')).body;
    const person = { nationalId: nationalId(), given: 'Ragna', family: 'Demo', sex: 'female' };
    const wanted = {
      patient: person,
      programme: 'copd',
      service: choices.services[0].id,
      municipality: choices.municipalities.find((one) => one.name.startsWith('Nesvik')).id,
      state: 'active',
      reason: 'Henvist',
    };
    const made = await did('nurse', '/api/enrolments', wanted, 201);
    const login = `p-${made.patient.id.slice(-8)}`;
    await world.send(login, reading(made.patient.id, { value: 91 }));
    for (const to of ['closing', 'closed']) await move(made, to);
    await did('nurse', '/api/enrolments', wanted, 201);

    const limited = active();
    const limit = (zone, value) => ({ parameter: 'spo2', kind: 'value', side: 'low', zone, operator: '<=', value });
    const order = { orderedBy: 'Grete Demo', orderedOn: today(-1), reason: 'Etter målsamtalen' };
    const path = `/api/enrolments/${limited.enrolments[0].id}/limits`;
    const entered = await did('nurse', path, { ...order, limits: [limit('red', 88), limit('yellow', 90)] }, 201);
    await did('nurse2', `${path}/${entered.version}/check`, { content: entered.content });
    await world.send(limited.login, reading(limited.id, { value: 89 }));
    assert.equal((await world.row(limited)).zone, 'yellow');
    await sound();
    await world.server.stop();
  });

  // What was harmed.

  /** Several statements: at once where a process runs them. */
  const run = async (statements) => {
    if (kind.kind === 'PostgreSQL') await world.store.sql(statements.join('; '));
    else for (const statement of statements) await world.store.sql(statement);
  };

  /** Harms rows, looks, and puts back every table that was touched. */
  const harmed = async (tables, changes, look) => {
    await run([...tables.map((table) => `CREATE TABLE kept_${table} AS SELECT * FROM ${table}`), ...changes]);
    try {
      await look();
    } finally {
      await run(
        tables.flatMap((table) => [
          `DELETE FROM ${table}`,
          `INSERT INTO ${table} SELECT * FROM kept_${table}`,
          `DROP TABLE kept_${table}`,
        ]),
      );
    }
  };

  const PATIENT_SERVICE = '(patient_id, service_id)';
  const ROW = 'overview: patient [0-9a-z]{26}, service [0-9a-z]{26}: ';
  const one = (table, key, where) => `WHERE ${key} = (SELECT ${key.replace(/[()]/g, '')} FROM ${table} WHERE ${where} LIMIT 1)`;
  const row = (where) => one('overview', PATIENT_SERVICE, where);
  const CASE = 'triage_case: patient [0-9a-z]{26}, case [0-9a-z]{26}: ';
  const aCase = (where) => one('triage_case', '(patient_id, id)', where);
  const COURSE = 'enrolment: patient [0-9a-z]{26}, enrolment [0-9a-z]{26}: ';
  const SCHEDULE = 'enrolment_schedule: patient [0-9a-z]{26}, enrolment [0-9a-z]{26}: ';
  const PAUSE = 'pause: patient [0-9a-z]{26}, pause [0-9a-z]{26}: ';
  const TASK = 'task: patient [0-9a-z]{26}, task [0-9a-z]{26}: ';
  const aTask = (where) => one('task', '(patient_id, id)', where);
  const THREAD = 'thread: patient [0-9a-z]{26}, thread [0-9a-z]{26}: ';
  const aThread = one('thread', '(patient_id, id)', 'service_unread > 0');

  /** [part, table, what is done to it, what is told] */
  const FAULTS = [
    ['log', 'access_log', "UPDATE access_log SET detail = 'x' WHERE number = 7", 'access_log: the chain of lane 1 breaks at row 7'],
    ['log', 'access_log', 'DELETE FROM access_log WHERE number > 20', 'access_log: row \\d+ of lane 1 is gone, which seal \\d+ holds'],
    ['log', 'access_log_seal', 'UPDATE access_log_seal SET at = at + 1 WHERE number = 3', 'access_log_seal: seal 3 does not follow'],
    ['log', 'access_log_seal', 'DELETE FROM access_log_seal WHERE number = 3', 'access_log_seal: seal 4 follows seal 2'],
    ['outcomes', 'outcome', `UPDATE outcome SET zone = 1 ${one('outcome', 'number', 'zone = 3')}`, 'outcome \\d+ of report .* judged again red'],
    ['outcomes', 'enrolment', 'UPDATE enrolment SET limits = NULL WHERE limits_version > 0', 'enrolment .*: its limits are not those of order'],
    ['outcomes', 'enrolment', 'UPDATE enrolment SET levels = NULL WHERE limits_version > 0', 'enrolment .*: its levels are not those of order'],
    ['outcomes', 'patient_habit', 'UPDATE patient_habit SET sigma = sigma + 1', 'enrolment .*: its levels are not those of order'],

    ['overview', 'overview', `UPDATE overview SET zone = 1, reasons = '[]' ${row('zone = 3')}`, `${ROW}zone is green, should be red by the open case [0-9a-z]{26}`],
    ['overview', 'overview', `UPDATE overview SET zone = 3 ${row('zone = 1')}`, `${ROW}zone is red, and no case is open`],
    ['overview', 'overview', `UPDATE overview SET zone = 0, reasons = '[]' ${row('zone = 1')}`, `${ROW}zone is none, should be green: outcome \\d+ is`],
    ['overview', 'overview', `UPDATE overview SET zone = 1, zone_since = 5 ${row('zone = 0')}`, `${ROW}zone is green since a time when nothing was judged`],
    ['overview', 'acknowledgement_undone', 'DELETE FROM acknowledgement_undone', `${ROW}zone is green, should be none: it was acknowledged since`],
    ['overview', 'overview', `UPDATE overview SET zone_since = zone_since + 1 ${row('zone = 2')}`, `${ROW}zone_since is \\d+, should be \\d+`],
    ['overview', 'overview', `UPDATE overview SET unconfirmed = 1 - unconfirmed ${row('zone = 3')}`, `${ROW}unconfirmed is `],
    ['overview', 'overview', `UPDATE overview SET unconfirmed = 1 ${row('zone = 1')}`, `${ROW}unconfirmed is 1, should be 0: no case`],
    ['overview', 'overview', `UPDATE overview SET reasons = '[]' ${row('zone = 3')}`, `${ROW}reasons are not those of the open case`],
    ['overview', 'overview', `UPDATE overview SET reasons = '[[1,1,3,5,6,1]]' ${row('zone = 1')}`, `${ROW}reasons tell of red, and no case is open`],
    ['overview', 'overview', `UPDATE overview SET reasons = '[[1,1,1,5,6,1]]' ${row('zone = 0')}`, `${ROW}there are reasons, and nothing to do`],
    ['overview', 'overview', `UPDATE overview SET enrolment_id = patient_id ${row('zone = 1')}`, `${ROW}enrolment_id [0-9a-z]{26} is none of the patient's`],
    ['overview', 'overview', `UPDATE overview SET municipality_id = service_id ${row('1 = 1')}`, `${ROW}municipality_id [0-9a-z]{26} is not that of the enrolments`],
    ['overview', 'overview', `UPDATE overview SET unread = unread + 1 ${row('1 = 1')}`, `${ROW}unread is \\d+, should be \\d+`],
    ['overview', 'overview', `UPDATE overview SET unread_since = 5 ${row('unread > 0')}`, `${ROW}unread_since is 5, should be \\d+`],
    ['overview', 'overview', `UPDATE overview SET tasks = 1 ${row(`tasks = 0 AND ${LOOKED}`)}`, `${ROW}tasks is 1, should be 0`],
    ['overview', 'overview', `UPDATE overview SET tasks_since = tasks_since + 1 ${row(`tasks > 0 AND ${LOOKED}`)}`, `${ROW}tasks_since is \\d+, should be \\d+`],
    ['overview', 'overview', `UPDATE overview SET report_id = patient_id ${row('report_id IS NOT NULL')}`, `${ROW}report_id ([0-9a-z]{26}) and reported_at \\d+ are not of the latest report, outcome \\d+`],
    ['overview', 'overview', `UPDATE overview SET reported_at = 5 ${row('report_id IS NOT NULL')}`, `${ROW}report_id [0-9a-z]{26} and reported_at 5 are not of the latest report`],
    ['overview', 'overview', `UPDATE overview SET report_account_id = patient_id ${row('report_id IS NOT NULL').replace('LIMIT 1', 'LIMIT 1 OFFSET 5')}`, `${ROW}report_account_id is `],
    ['overview', 'overview', `UPDATE overview SET contact_at = contact_at + 1 ${row('1 = 1')}`, `${ROW}contact_at is \\d+, should be \\d+`],
    ['overview', 'overview', `UPDATE overview SET looks = 1 ${row('looks = 0')}`, `${ROW}looks is 1, which holds what is not kept`],
    ['overview', 'overview', `UPDATE overview SET remark = 'x' ${row('looks = 0')}`, `${ROW}looks says that there are no words of the patient, remark is there`],
    ['overview', 'overview', `UPDATE overview SET tier = 4 ${row('zone = 3')}`, `${ROW}tier is 4, should be 0`],
    ['overview', 'overview', `UPDATE overview SET since = since + 1 ${row('1 = 1')}`, `${ROW}since is \\d+, should be \\d+`],
    ['overview', 'overview', `UPDATE overview SET missing_since = 5 ${row('missing = 0')}`, `${ROW}missing is 0, and missing_since is 5`],
    ['overview', 'overview', `UPDATE overview SET taken_at = 5 ${row('taken_by IS NULL')}`, `${ROW}taken_by is none, and taken_at is 5`],
    ['overview', 'overview', `DELETE FROM overview ${row('taken_at IS NULL AND missing_since = 0')}`, `${ROW}there is no row, and enrolment [0-9a-z]{26}`],

    ['due', 'overview', `UPDATE overview SET missing = 1, missed = 1, missing_since = 5 ${row(`missing = 0 AND ${LOOKED}`)}`, `${ROW}missing is 1, should be 0`],
    ['due', 'overview', `UPDATE overview SET missed = missed + 1 ${row(`missing = 1 AND ${LOOKED}`)}`, `${ROW}missed is \\d+, should be \\d+`],
    ['due', 'patient_due', 'DELETE FROM patient_due', 'patient_due: patient [0-9a-z]{26}: is followed, and nobody looks'],
    ['due', 'patient_due', 'UPDATE patient_due SET looked_at = 9000000000000000', 'patient_due: patient [0-9a-z]{26}: .* no right clock'],

    ['due', 'overview', `UPDATE overview SET missing_since = missing_since + 1 ${row(`missing = 1 AND ${LOOKED}`)}`, `${ROW}missing_since is \\d+, should be \\d+`],
    ['due', 'patient_due', 'UPDATE patient_due SET due_at = due_at + 900000000', 'patient_due: patient [0-9a-z]{26}: .* no right clock'],
    ['due', 'enrolment', "UPDATE enrolment SET state = 'closed'", 'patient_due: patient [0-9a-z]{26}: is followed by nobody'],
    ['due', 'task', `UPDATE task SET state = 'done' ${aTask("state = 'open'")}`, `${TASK}is done in version \\d+`],
    ['due', 'task', `UPDATE task SET state = 'done', ended_at = created_at ${aTask("state = 'open'")}`, `${TASK}is done in version \\d+`],
    ['due', 'task', `UPDATE task SET due_at = due_at + 1 ${aTask('1 = 1')}`, `${TASK}is `],
    ['due', 'task', `UPDATE task SET owner_id = NULL ${aTask('owner_id IS NOT NULL')}`, `${TASK}is open in version 5`],
    ['due', 'task', `UPDATE task SET queue_id = (SELECT id FROM organisation o WHERE o.id <> task.queue_id LIMIT 1) ${aTask('1 = 1')}`, `${TASK}is `],
    ['due', 'task_event', `DELETE FROM task_event ${one('task_event', 'number', "kind = 'moved'")}`, `${TASK}is open in version 5`],

    ['cases', 'triage_case', `UPDATE triage_case SET zone = 3 ${aCase('zone = 2')}`, `${CASE}zone is red, and no outcome`],
    ['cases', 'triage_case', `UPDATE triage_case SET reasons = '[]' ${aCase('zone = 2')}`, `${CASE}zone is yellow, the worst of its reasons says nothing`],
    ['cases', 'triage_case', `UPDATE triage_case SET report_id = id ${aCase('1 = 1')}`, `${CASE}report_id is none whose outcome is yellow or red`],
    ['cases', 'triage_case', `UPDATE triage_case SET service_id = id ${aCase('1 = 1')}`, `${CASE}service_id is .*, that of its enrolment`],
    ['cases', 'triage_case', `UPDATE triage_case SET closed_at = 5 ${aCase('closed_at IS NULL')}`, `${CASE}closed_at and closed_by do not go together`],
    ['cases', 'triage_case', `UPDATE triage_case SET closed_at = NULL, closed_by = NULL ${aCase('acknowledgement_id IS NOT NULL')}`, `${CASE}is open, its trace says that it was closed last`],
    ['cases', 'triage_case', 'UPDATE triage_case SET closed_at = NULL', `${CASE}is open beside another of enrolment`],
    ['cases', 'acknowledgement', 'UPDATE acknowledgement SET at = at + 1', `${CASE}was not closed by acknowledgement`],
    ['cases', 'triage_case_event', `DELETE FROM triage_case_event ${one('triage_case_event', 'number', "kind = 'opened'")}`, `${CASE}its trace does not begin with its opening`],
    ['cases', 'triage_case_event', `UPDATE triage_case_event SET at = 5 ${one('triage_case_event', 'number', "kind = 'closed'")}`, `${CASE}its trace is out of order`],
    ['cases', 'triage_case', `DELETE FROM triage_case ${aCase('zone = 3')}`, 'triage_case: patient .*: no case holds outcome \\d+ of report [0-9a-z]{26}, which is red'],
    ['cases', 'triage_case', 'UPDATE triage_case SET acknowledgement_id = NULL WHERE acknowledgement_id IS NOT NULL', `${CASE}is closed, and no acknowledgement closed it`],
    ['cases', 'triage_case', 'UPDATE triage_case SET closed_by = id WHERE acknowledgement_id IS NOT NULL', `${CASE}was not closed by acknowledgement`],

    ['enrolments', 'enrolment', `UPDATE enrolment SET state = 'closing' ${one('enrolment', 'id', "state = 'active'")}`, `${COURSE}state is closing, transition \\d+ went to active`],
    ['enrolments', 'enrolment', `UPDATE enrolment SET state_since = 5 ${one('enrolment', 'id', '1 = 1')}`, `${COURSE}state_since is 5`],
    ['enrolments', 'enrolment', `UPDATE enrolment SET paused_from = 'trial' ${one('enrolment', 'id', "state = 'active'")}`, `${COURSE}paused_from is not where`],
    ['enrolments', 'enrolment', 'UPDATE enrolment SET unwell_from = unwell_from + 1', `${COURSE}unwell since \\d+, by \\d+ reports`],
    ['enrolments', 'unwell', 'UPDATE unwell SET until_at = from_at - 1', 'unwell: patient [0-9a-z]{26}, enrolment [0-9a-z]{26}: from .* is no stretch'],
    ['enrolments', 'enrolment_transition', 'DELETE FROM enrolment_transition', `${COURSE}has no transition`],
    ['enrolments', 'enrolment_transition', 'DELETE FROM enrolment_transition WHERE number = 1', 'enrolment_transition: .*: transition 2 has none before it'],
    ['enrolments', 'enrolment_transition', "UPDATE enrolment_transition SET from_state = 'closed' WHERE number = 2", 'transition 2 does not begin where'],
    ['enrolments', 'enrolment_transition', "UPDATE enrolment_transition SET from_state = 'closed' WHERE number = 2", 'transition 2 is no way that there is'],
    ['enrolments', 'enrolment_transition', 'UPDATE enrolment_transition SET at = 5 WHERE number = 2', 'transition 2 was before the one before'],

    ...['last_number', 'last_at', 'patient_unread', 'service_unread', 'service_unread_since'].map((name) => [
      'messages', 'thread', `UPDATE thread SET ${name} = ${name} + 1 ${aThread}`, `${THREAD}${name} is \\d+, should be \\d+`,
    ]),
    ['schedules', 'enrolment_schedule', 'DELETE FROM enrolment_schedule WHERE version = 1', `${SCHEDULE}version 2 has none before it`],
    ['schedules', 'enrolment_schedule', "UPDATE enrolment_schedule SET phases = '[{}]' WHERE version = 2", `${SCHEDULE}version 2 cannot be read`],
    ['schedules', 'pause', 'UPDATE pause SET until_day = NULL', `${PAUSE}lies over another`],
    ['schedules', 'pause', 'UPDATE pause SET until_day = from_day - 1', `${PAUSE}lies over another, or ends before it begins`],
    ['schedules', 'pause', 'UPDATE pause SET ended_at = NULL', `${PAUSE}lies over another, or ends before it begins`],

    ['messages', 'message', 'DELETE FROM message WHERE number = 1', 'message: patient .*: the numbers have a gap'],

    ['versions', 'observation', 'DELETE FROM observation WHERE version = 2', 'observation: patient .*, report .*: version 3 has none before it'],
    ['versions', 'response', 'DELETE FROM response WHERE version = 1', 'response: patient .*, report .*: version 2 has none before it'],
    ['versions', 'patient_habit', 'UPDATE patient_habit SET approved_on = NULL', 'patient_habit: patient .*: a level of order \\d+ is not approved though the order was checked'],
    ['versions', 'limit_order', 'UPDATE limit_order SET version = version + 10', 'limit_order: patient .*, enrolment .*: version \\d+ has none before it'],
    ['versions', 'correction', 'UPDATE correction SET version = version + 9', 'correction: patient .*: version \\d+, which it explains, is not there'],

    ['events', 'event', 'DELETE FROM event WHERE id = 50', 'event: 51 is there, 50 before it is not'],
    ['events', 'event', 'DELETE FROM event WHERE id >= (SELECT max(number) FROM outcome)', 'event: \\d+, which outcome names, is not there'],
  ];

  /** Faults that are made together: one of each table, of the rows of the list three. */
  const rounds = () => {
    const all = [];
    const made = new Map();
    for (const fault of FAULTS) {
      const [, table] = fault;
      const before = made.get(table) ?? 0;
      made.set(table, before + 1);
      const round = Math.floor(before / (table === 'overview' ? 3 : 1));
      all[round] = [...(all[round] ?? []), fault];
    }
    return all;
  };

  test('each kind of fault is found, and named', async () => {
    for (const round of rounds()) {
      await harmed([...new Set(round.map(([, table]) => table))], round.map(([, , change]) => change), async () => {
        const { code, stdout } = await check('--all');
        assert.equal(code, 1, stdout);
        assert.match(stdout, /^\d+ faults/m);
        for (const [part, , change, says] of round) {
          assert.match(stdout, new RegExp(`^.*${says}`, 'm'), change);
          assert.doesNotMatch(stdout, new RegExp(`^${part}: .*, 0 faults`, 'm'), change);
        }
      });
    }
    await sound();
  });

  /** Columns that lead elsewhere, and the schema does not hold. */
  const LEADS = {
    acknowledgement: ['service_id', 'account_id', 'enrolment_id'],
    contact: ['patient_id', 'replaces_id'],
    enrolment_schedule: ['enrolment_id'],
    missing_event: ['patient_id', 'report_id'],
    outbox: ['patient_id'],
    patient_due: ['patient_id'],
    pause: ['patient_id'],
    silent_review: ['task_id', 'takes_back'],
    started_action: ['enrolment_id', 'case_id', 'acknowledgement_id'],
    task: ['enrolment_id', 'case_id', 'action_id'],
    task_event: ['task_id'],
    unwell: ['enrolment_id'],
    enrolment_transition: ['enrolment_id', 'account_id'],
    event: ['patient_id', 'enrolment_id', 'service_id', 'municipality_id'],
    kin: ['patient_id'],
    limit_order: ['entered_by', 'checked_by'],
    message: ['thread_id', 'account_id'],
    message_seen: ['account_id'],
    note: ['patient_id'],
    observation: ['report_id', 'account_id'],
    outcome: ['report_id', 'enrolment_id'],
    overview: ['municipality_id', 'enrolment_id', 'report_id', 'taken_by'],
    patient_limit: ['enrolment_id'],
    patient_habit: ['enrolment_id'],
    report: ['account_id'],
    response: ['report_id'],
    thread: ['created_by'],
    triage_case: ['enrolment_id', 'report_id', 'closed_by', 'acknowledgement_id'],
    triage_case_event: ['case_id'],
    access_log: ['account_id', 'organisation_id', 'patient_id'],
  };

  if (kind.kind === 'SQLite') {
    test('a value of another type is found, and no walk goes round for ever by it', async () => {
      const changes = {
        access_log_seal: "UPDATE access_log_seal SET number = 'x' WHERE number = (SELECT max(number) FROM access_log_seal)",
        event: "UPDATE event SET id = x'00' WHERE id = (SELECT max(id) FROM event)",
        access_log: 'UPDATE access_log SET at = 1.5 WHERE number = 2',
        overview: "UPDATE overview SET patient_id = x'00' WHERE patient_id = (SELECT max(patient_id) FROM overview)",
      };
      for (const [table, change] of Object.entries(changes)) {
        await harmed([table], [change], async () => {
          const { code, stdout } = await check();
          assert.equal(code, 1, stdout);
          assert.match(stdout, new RegExp(`^${table}: a value is not of its column's type`, 'm'));
        });
      }
    });
  }

  test('what leads nowhere is found in every table', async () => {
    const nowhere = world.store.id('0'.repeat(25) + '7');
    const tables = Object.keys(LEADS);
    const changes = tables.flatMap((table) =>
      LEADS[table].map(
        (column) =>
          `UPDATE ${table} SET ${column} = ${nowhere} WHERE ${column} = (SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL LIMIT 1)`,
      ),
    );
    await harmed(tables, changes, async () => {
      const { code, stdout } = await check('--only', 'references', '--all');
      assert.equal(code, 1);
      for (const table of tables)
        for (const column of LEADS[table])
          assert.match(stdout, new RegExp(`^${table}: .*${column} 0{25}7: there is no such`, 'm'), `${table}.${column}`);
    });
  });

  test('only the first faults of a part are told, unless all are asked for; none tells what was measured', async () => {
    await harmed(['overview'], ["UPDATE overview SET zone = 3, contact_at = 5, remark = 'Sov dårlig'"], async () => {
      const few = await check('--only', 'overview');
      const all = await check('--only', 'overview', '--all');
      const lines = (stdout) => stdout.split('\n').filter((line) => line.startsWith('overview: patient')).length;
      assert.equal(lines(few.stdout), 20);
      assert.ok(lines(all.stdout) > 200);
      const [, more] = /^overview: (\d+) more such lines/m.exec(few.stdout);
      assert.equal(lines(all.stdout), 20 + Number(more));
      assert.doesNotMatch(all.stdout, /Sov|Demo|\d{11}\b(?!\d)(?= )/);
    });
  });

  test('a seal that was written down is compared; another log does not have it', async () => {
    const [, seal] = /: (\d+:[0-9a-f]{64})$/m.exec(await sound('--only', 'log'));
    assert.match(await sound('--only', 'log', '--seal', seal), /is the one that was written down/);
    const [number, hash] = seal.split(':');
    const other = await check('--only', 'log', '--seal', `${number}:${hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))}`);
    assert.equal(other.code, 1);
    assert.match(other.stdout, /is NOT the one that was written down/);
    const later = await check('--only', 'log', '--seal', `${Number(number) + 1}:${hash}`);
    assert.equal(later.code, 1);
    assert.match(later.stdout, /is NOT there/);
  });

  test('a wrong use is refused with 2, a database that is not there with 1', async () => {
    for (const args of [['--only', 'nothing'], ['--seal', 'x'], ['--seal', '0:00'], ['--more']]) {
      const { code, stderr } = await varde(['check', '--db', world.store.url, ...args]);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, new RegExp(args[0]));
    }
    const { code } = await varde(['check', '--db', 'sqlite:/nowhere/at/all.db']);
    assert.equal(code, 1);
  });
});
