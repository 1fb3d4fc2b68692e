// A patient comes in: by a national id whose digits fit, into what the asker may enrol into, once; known patients are
// found and not doubled, and whoever tries leaves a trace.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { completed } from '../national_id.mjs';
import { World, assertProblem, onEachStore, reading, varde, versionOf } from './lib.mjs';

const SYSTEM = 'urn:oid:2.16.578.1.12.4.1.4.1';

let individual = 100;
/** A synthetic number (80 on the month) that no other test has been given. */
function number({ day = '14', month = '83', year = '61', sex = 'female' } = {}) {
  for (;;) {
    individual += 1;
    assert.ok(individual < 500, 'the numbers of that day are used up');
    const made = completed(`${day}${month}${year}${individual}`);
    if (made !== undefined && (individual % 2 === 0) === (sex === 'female')) return made;
  }
}

const somebody = (more = {}) => ({
  nationalId: number({ sex: more.sex }),
  given: 'Ragna Øyvor',
  family: 'Ås-Demo',
  sex: 'female',
  ...more,
});

onEachStore('enrolling', (kind) => {
  let world, nurse, utland;
  const choices = async (login) => {
    const answer = await world.as(login, '/api/enrolments/choices');
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const called = (list, name) => list.find((one) => one.name.startsWith(name)).id;
  before(async () => {
    world = await World.create(kind);
    nurse = await choices('nurse');
    utland = await choices('outsider');
  });
  after(() => world?.end());

  const wanted = (patient, more = {}) => ({
    patient,
    programme: 'copd',
    service: nurse.services[0].id,
    municipality: called(nurse.municipalities, 'Nesvik'),
    state: 'trial',
    reason: 'Henvist av fastlegen',
    ...more,
  });
  const enrol = (login, body, headers = {}) => world.as(login, '/api/enrolments', { body, headers });
  const enrolled = async (login, body) => {
    const answer = await enrol(login, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const count = async (sql) => Number((await world.store.sql(`SELECT count(*) AS count FROM ${sql}`))[0].count);
  const loginOf = (patient) => `p-${patient.id.slice(-8)}`;

  test('what one may enrol into is what one’s agreements reach', async () => {
    const names = (list) => list.map((one) => one.name);
    assert.deepEqual(names(nurse.services), ['Oppfølgingstjenesten Nesvik']);
    assert.deepEqual(names(nurse.municipalities), ['Fjelldal kommune', 'Nesvik kommune']);
    assert.deepEqual(names(nurse.gpOffices), ['Fjelldal legekontor', 'Nesvik legesenter']);
    assert.equal(nurse.gpOffices[0].municipality, called(nurse.municipalities, 'Fjelldal'));
    assert.equal(nurse.departments.length, 2);
    assert.deepEqual(
      nurse.programmes.map((one) => [one.id, one.version, one.trialDays]),
      [
        ['copd', versionOf('copd'), 14],
        ['heart-failure', versionOf('heart-failure'), 14],
      ],
    );
    const fjelldal = await choices('coordinator2');
    assert.deepEqual([names(fjelldal.municipalities), names(fjelldal.services)], [['Fjelldal kommune'], names(nurse.services)]);
    assert.deepEqual([names(utland.municipalities), utland.departments], [['Utland kommune'], []]);
  });

  test('a new patient is followed from then on: on the list, in the search, by an own log-in, judged by the programme', async () => {
    const stream = await world.listen('nurse');
    const person = somebody({ phone: '+47 900 00 321', language: 'nn' });
    const body = wanted(person, { gpOffice: called(nurse.gpOffices, 'Nesvik'), department: nurse.departments[0].id });
    const made = await enrolled('nurse', body);
    assert.deepEqual([made.created, made.state, made.patient.name], [true, 'trial', 'Ragna Øyvor Ås-Demo']);
    await stream.waitFor((one) => one.kind === 'enrolment' && one.patient === made.patient.id);
    await stream.close();
    const { body: shown } = await world.as('nurse', `/api/patients/${made.patient.id}`);
    assert.deepEqual([shown.born, shown.sex, shown.zone], ['1961-03-14', 'female', 'none']);
    assert.deepEqual((await world.row({ id: made.patient.id })).zone, 'none');
    for (const q of ['ragna', 'as demo', 'oyv']) {
      const { body: found } = await world.as('nurse', `/api/patients?q=${encodeURIComponent(q)}`);
      assert.ok(found.items.some((one) => one.id === made.patient.id), q);
    }
    const login = loginOf(made.patient);
    const sent = await world.send(login, reading(made.patient.id, { value: 85 }));
    assert.equal(sent.status, 201, sent.text);
    assert.equal((await world.row({ id: made.patient.id })).zone, 'red');
    assert.equal((await world.as('gp', `/api/patients/${made.patient.id}`)).status, 200);
    assertProblem(await world.as('gp2', `/api/patients/${made.patient.id}`), 404);
    const trace = await world.store.sql(`SELECT number, from_state, to_state, reason FROM enrolment_transition
      WHERE patient_id = ${world.store.id(made.patient.id)} ORDER BY number`);
    assert.deepEqual(trace.map((row) => [Number(row.number), row.from_state, row.to_state, row.reason]), [
      [1, 'granted', 'trial', 'Henvist av fastlegen'],
    ]);
    const { code, stdout } = await varde(['check', '--db', world.store.url]);
    assert.equal(code, 0, stdout);
  });

  test('one who comes in as active has a trace without gaps, and moves on as others do', async () => {
    const made = await enrolled('coordinator', wanted(somebody(), { state: 'active', date: '2026-01-05' }));
    const trace = await world.store.sql(`SELECT from_state, to_state, effective_on FROM enrolment_transition
      WHERE patient_id = ${world.store.id(made.patient.id)} ORDER BY number`);
    assert.deepEqual(trace.map((row) => [row.from_state, row.to_state, row.effective_on]), [
      ['granted', 'trial', '2026-01-05'],
      ['trial', 'active', '2026-01-05'],
    ]);
    const body = { to: 'paused', reason: 'reise' };
    const moved = await world.as('nurse', `/api/enrolments/${made.id}/transitions`, { body });
    assert.deepEqual([moved.status, moved.body.from, moved.body.state], [200, 'active', 'paused']);
    const { enrolments } = (await world.as('nurse', `/api/patients/${made.patient.id}`)).body;
    assert.deepEqual(enrolments.map((one) => [one.state, one.pausedFrom]), [['paused', 'active']]);
  });

  test('a patient who is known by the number is enrolled and not doubled, if the name goes with it', async () => {
    const person = somebody();
    const first = await enrolled('nurse', wanted(person));
    const again = { ...person, given: 'RAGNA', family: 'as demo' };
    assertProblem(await enrol('nurse', wanted(again)), 409, /^\/programme$/);
    const second = await enrolled('nurse', wanted(again, { programme: 'heart-failure' }));
    assert.deepEqual([second.created, second.patient], [false, first.patient]);
    assert.equal(await count(`patient WHERE national_id = '${person.nationalId}'`), 1);
    assert.equal(await count(`account WHERE patient_id = ${world.store.id(first.patient.id)}`), 1);
    assert.equal(await count(`overview WHERE patient_id = ${world.store.id(first.patient.id)}`), 1);
    const third = { id: first.patient.id };
    assertProblem(await enrol('nurse', wanted(third, { programme: 'heart-failure' })), 409, /^\/programme$/);
  });

  test('a service follows a patient for one municipality at a time', async () => {
    const first = await enrolled('nurse', wanted(somebody()));
    const elsewhere = { programme: 'heart-failure', municipality: called(nurse.municipalities, 'Fjelldal') };
    assertProblem(await enrol('nurse', wanted({ id: first.patient.id }, elsewhere)), 409, /^\/municipality$/);
    assertProblem(await world.as('coordinator2', `/api/patients/${first.patient.id}`), 404);
  });

  test('who comes back, out of another municipality, starts anew and is on its list', async () => {
    const person = somebody();
    const { id, patient } = await enrolled('nurse', wanted(person, { state: 'active' }));
    const login = loginOf(patient);
    const measured = { patient: patient.id, measurements: [{ parameter: 'spo2', value: 91, unit: '%' }] };
    assert.equal((await world.as(login, '/api/reports', { body: measured })).body.zone, 'green');
    for (const to of ['closing', 'closed']) {
      const answer = await world.as('nurse', `/api/enrolments/${id}/transitions`, { body: { to, reason: 'Flyttet' } });
      assert.equal(answer.status, 200, answer.text);
    }
    const again = await enrolled('nurse', wanted(person, { municipality: called(nurse.municipalities, 'Fjelldal') }));
    assert.deepEqual([again.created, again.patient.id], [false, patient.id]);
    assert.deepEqual([(await world.row(patient)).zone, (await world.row(patient, 'coordinator2')).zone], ['none', 'none']);
    assert.equal((await world.as('coordinator', `/api/worklist/${patient.id}`)).status, 404);
    assert.equal((await world.as(login, '/api/reports', { body: measured })).body.zone, 'green');
    assert.deepEqual([(await world.row(patient)).zone, (await world.row(patient, 'coordinator2')).zone], ['green', 'green']);
  });

  test('of somebody whom others follow nothing is told without the name, and every try stands in the access log', async () => {
    const theirs = [...world.people.values()].find((one) => one.municipality === 'Utland');
    const [row] = await world.store.sql(`SELECT national_id, given, family, sex FROM patient
      WHERE id = ${world.store.id(theirs.id)}`);
    const person = { nationalId: row.national_id, given: 'Torvald', family: 'Demo', sex: row.sex };
    const programme = ['copd', 'heart-failure'].find((id) => !theirs.enrolments.some((one) => one.programme === id)) ?? 'copd';
    const guessed = await enrol('nurse', wanted(person, { programme }));
    assertProblem(guessed, 409, /^\/patient$/);
    for (const word of [row.given, theirs.id, 'Utland']) assert.ok(!guessed.text.includes(word), guessed.text);
    assertProblem(await world.as('nurse', `/api/patients/${theirs.id}`), 404);
    // By an id that one does not see it is as if there were nobody.
    assertProblem(await enrol('nurse', wanted({ id: theirs.id }, { programme })), 404);
    const log = async () =>
      (await world.store.sql(`SELECT detail FROM access_log WHERE action = 'patient.enrol'
        AND patient_id = ${world.store.id(theirs.id)} ORDER BY number`)).map((one) => one.detail);
    assert.deepEqual(await log(), ['enrolment refused: another name']);
    const made = await enrolled('nurse', wanted({ ...person, given: row.given, family: row.family }, { programme }));
    assert.deepEqual([made.created, made.patient.id], [false, theirs.id]);
    assert.deepEqual(await log(), ['enrolment refused: another name', 'known patient enrolled']);
    assert.equal((await world.as('nurse', `/api/patients/${theirs.id}`)).status, 200);
  });

  test('two who enrol the same person at the same time make one patient', async () => {
    const person = somebody();
    const tries = ['nurse', 'nurse2', 'coordinator', 'nurse'].map((login) => enrol(login, wanted(person)));
    const answers = await Promise.all(tries);
    assert.deepEqual(answers.map((one) => one.status).sort(), [201, 409, 409, 409]);
    assert.equal(await count(`patient WHERE national_id = '${person.nationalId}'`), 1);
    const [{ id }] = await world.store.sql(`SELECT id FROM patient WHERE national_id = '${person.nationalId}'`);
    assert.ok(id);
    assert.equal(
      await count(`enrolment e JOIN patient p ON p.id = e.patient_id WHERE p.national_id = '${person.nationalId}'`),
      1,
    );
  });

  test('the same key enrols once, and the second answer is the first', async () => {
    const body = wanted(somebody());
    const headers = { 'Idempotency-Key': `enrol-${process.pid}-${kind.kind}` };
    const once = await enrol('nurse', body, headers);
    const again = await enrol('nurse', body, headers);
    assert.deepEqual([once.status, again.status, again.body], [201, 201, once.body]);
  });

  test('numbers whose digits do not fit, and what does not go with them, are refused with the place', async () => {
    const before = await count('patient');
    const good = number();
    const wrong = `${good.slice(0, 10)}${(Number(good[10]) + 1) % 10}`;
    for (const [more, place] of [
      [{ nationalId: wrong }, /^\/patient\/nationalId$/],
      [{ nationalId: good.slice(1) }, /^\/patient\/nationalId$/],
      [{ nationalId: `${good.slice(0, 6)} ${good.slice(6)}` }, /^\/patient\/nationalId$/],
      [{ nationalId: '31823112345' }, /^\/patient\/nationalId$/], // the 31st of February
      [{ nationalId: 12345678901 }, /^\/patient\/nationalId$/],
      [{ sex: 'male' }, /^\/patient\/sex$/],
      [{ sex: 'woman' }, /^\/patient\/sex$/],
      [{ birthDate: '1961-03-15' }, /^\/patient\/birthDate$/],
      [{ birthDate: '1861-03-14' }, /^\/patient\/birthDate$/],
      [{ birthDate: '1961' }, /^\/patient\/birthDate$/],
      [{ given: ' ' }, /^\/patient\/given$/],
      [{ family: undefined }, /^\/patient\/family$/],
      [{ family: 'Demo\u0007' }, /^\/patient\/family$/],
      [{ phone: 'ring meg' }, /^\/patient\/phone$/],
      [{ language: 'norsk' }, /^\/patient\/language$/],
    ]) {
      assertProblem(await enrol('nurse', wanted(somebody({ nationalId: good, ...more }))), 422, place);
    }
    assertProblem(await enrol('nurse', wanted({})), 422, /^\/patient$/);
    assertProblem(await enrol('nurse', wanted({ id: 'x' })), 404);
    assert.equal(await count('patient'), before);
  });

  test('D-numbers and those who say another sex come in, each under its own system', async () => {
    const born = number({ day: '54', sex: 'male' });
    const made = await enrolled('nurse', wanted(somebody({ nationalId: born, sex: 'other' })));
    const [row] = await world.store.sql(`SELECT national_id_system, birth_date FROM patient
      WHERE id = ${world.store.id(made.patient.id)}`);
    assert.deepEqual([row.national_id_system, row.birth_date], [SYSTEM.replace(/1$/, '2'), '1961-03-14']);
  });

  test('what is not within one’s reach is refused: services, municipalities, offices, programmes, states', async () => {
    const person = somebody();
    const fjelldal = called(nurse.municipalities, 'Fjelldal');
    for (const [login, more, place] of [
      ['nurse', { service: utland.services[0].id }, /^\/service$/],
      ['nurse', { municipality: utland.municipalities[0].id }, /^\/service$/],
      ['nurse', { municipality: nurse.services[0].id }, /^\/service$/],
      ['outsider', {}, /^\/service$/],
      ['outsider', { service: utland.services[0].id }, /^\/service$/],
      ['coordinator', { municipality: fjelldal }, /^\/service$/],
      ['coordinator2', {}, /^\/service$/],
      ['coordinator', { service: utland.services[0].id }, /^\/service$/],
      ['nurse', { gpOffice: called(nurse.gpOffices, 'Fjelldal') }, /^\/gpOffice$/],
      ['nurse', { gpOffice: nurse.departments[0].id }, /^\/gpOffice$/],
      ['nurse', { department: nurse.gpOffices[0].id }, /^\/department$/],
      ['nurse', { programme: 'asthma' }, /^\/programme$/],
      ['nurse', { state: 'closed' }, /^\/state$/],
      ['nurse', { reason: '' }, /^\/reason$/],
      ['nurse', { date: '2999-01-01' }, /^\/date$/],
      ['nurse', { service: 'x' }, /^\/service$/],
    ]) {
      assertProblem(await enrol(login, wanted(person, more)), 422, place);
    }
    for (const login of ['gp', 'teamlead', 'admin', 'caseworker', 'patient1']) {
      assertProblem(await enrol(login, wanted(person)), 403);
    }
    assert.equal(await count(`patient WHERE national_id = '${person.nationalId}'`), 0);
  });

  test('when the agreement has ended nobody is enrolled over the border, nor offered', async () => {
    const person = somebody();
    const fjelldal = called(nurse.municipalities, 'Fjelldal');
    const where = `title LIKE 'Nesvik kommune – Fjelldal%'`;
    await world.store.sql(`UPDATE agreement SET ends_at = ${Date.now() - 1} WHERE ${where}`);
    for (const login of ['nurse', 'coordinator2']) {
      assertProblem(await enrol(login, wanted(person, { municipality: fjelldal })), 409, /^\/programme$/);
    }
    assert.deepEqual((await choices('nurse')).municipalities.map((one) => one.name), ['Nesvik kommune']);
    assert.deepEqual((await choices('coordinator2')).services, []);
    await world.store.sql(`UPDATE agreement SET ends_at = NULL WHERE ${where}`);
    // An agreement covers the programmes that it names.
    const programme = `agreement_programme WHERE programme = 'copd' AND agreement_id = (SELECT id FROM agreement WHERE ${where})`;
    await world.store.sql(`DELETE FROM ${programme}`);
    assertProblem(await enrol('nurse', wanted(person, { municipality: fjelldal })), 409, /^\/programme$/);
    const made = await enrolled('nurse', wanted(person, { municipality: fjelldal, programme: 'heart-failure' }));
    assert.equal((await world.as('coordinator2', `/api/patients/${made.patient.id}`)).status, 200);
    assertProblem(await world.as('coordinator', `/api/patients/${made.patient.id}`), 404);
  });

  test('a draft is nobody’s programme, and the newest approved version is', async () => {
    const now = versionOf('copd');
    const [{ document }] = await world.store.sql(`SELECT document FROM programme WHERE id = 'copd' AND version = ${now}`);
    const next = document.replaceAll(new RegExp(`"version": ("?)${now}("?)`, 'g'), (_, open, close) => `"version": ${open}${now + 1}${close}`);
    const loaded = await world.as('editor', '/api/programmes', { raw: next });
    assert.ok([200, 201].includes(loaded.status), loaded.text);
    const version = async (made) =>
      Number((await world.store.sql(`SELECT programme_version FROM enrolment
        WHERE patient_id = ${world.store.id(made.patient.id)}`))[0].programme_version);
    assert.equal(await version(await enrolled('nurse', wanted(somebody()))), now);
    const { body: read } = await world.as('specialist', `/api/programmes/copd?version=${now + 1}`);
    const approved = await world.as('specialist', '/api/programmes/copd/approve', {
      body: { version: now + 1, name: 'Sunniva Demo', content: read.content },
    });
    assert.equal(approved.status, 200, approved.text);
    assert.equal(await version(await enrolled('nurse', wanted(somebody()))), now + 1);
  });

  test('telephone, language and GP office change; who may read follows the office', async () => {
    const office = called(nurse.gpOffices, 'Nesvik');
    const made = await enrolled('nurse', wanted(somebody(), { gpOffice: office }));
    const path = `/api/patients/${made.patient.id}`;
    const change = (body, login = 'nurse') => world.as(login, path, { body });
    const read = async () => (await world.as('gp', path)).status;
    assert.equal(await read(), 200);
    const stored = async () =>
      (await world.store.sql(`SELECT phone, language FROM patient WHERE id = ${world.store.id(made.patient.id)}`))[0];
    assert.equal((await change({ phone: '900 00 777', language: 'se' })).status, 200);
    assert.deepEqual(await stored(), { phone: '900 00 777', language: 'se' });
    assert.equal((await change({ phone: '' })).status, 200);
    assert.deepEqual(await stored(), { phone: null, language: 'se' });
    assert.equal((await change({ gpOffice: '' })).status, 200);
    assert.equal(await read(), 404);
    assert.equal((await change({ gpOffice: office })).status, 200);
    assert.equal(await read(), 200);
    for (const [body, place] of [
      [{}, /^$/],
      [{ gpOffice: called(nurse.gpOffices, 'Fjelldal') }, /^\/gpOffice$/],
      [{ gpOffice: 'x' }, /^\/gpOffice$/],
      [{ phone: 'hjemme' }, /^\/phone$/],
      [{ phone: 900 }, /^\/phone$/],
      [{ language: '' }, /^\/language$/],
    ]) {
      assertProblem(await change(body), 422, place);
    }
    assertProblem(await change({ phone: '900 00 778' }, 'outsider'), 404);
    assertProblem(await change({ phone: '900 00 778' }, 'gp'), 403);
    assert.deepEqual(await stored(), { phone: null, language: 'se' });
    const log = await world.store.sql(`SELECT detail FROM access_log WHERE action = 'patient.enrol'
      AND patient_id = ${world.store.id(made.patient.id)} ORDER BY number`);
    assert.deepEqual(
      log.map((row) => row.detail),
      ['new patient enrolled', 'changed: phone language', 'changed: phone', 'changed: gp_office', 'changed: gp_office'],
    );
  });

  test('a service that tests with numbers whose check digits are wrong says so by a setting; days still are days', async () => {
    const good = number();
    const person = somebody({ nationalId: `${good.slice(0, 10)}${(Number(good[10]) + 1) % 10}` });
    await world.restart({ env: { VARDE_NATIONAL_ID_CHECK: 'false' } });
    assert.equal((await enrolled('nurse', wanted(person))).created, true);
    const never = somebody({ nationalId: `31${good.slice(2, 3)}2${good.slice(4)}` });
    assertProblem(await enrol('nurse', wanted(never)), 422, /^\/patient\/nationalId$/);
  });
});
