// The record of one patient: what is usual, what the programme says, history, contacts, notes, and corrections.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { DAY, World, answered, assertProblem, onEachStore, reading, varde } from './lib.mjs';

const ago = (days) => new Date(Date.now() - days * DAY).toISOString();
const NB = { 'Accept-Language': 'nb' };
const EN = { 'Accept-Language': 'en' };

onEachStore('the record', (kind) => {
  let world;
  before(async () => (world = await World.create(kind)));
  after(() => world?.end());

  const get = async (login, path, headers) => {
    const answer = await world.as(login, path, { headers });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const overview = (patient, login = 'nurse', headers = NB) => get(login, `/api/patients/${patient.id}`, headers);
  const part = (patient, what, login = 'nurse') => get(login, `/api/patients/${patient.id}/${what}`);
  const post = (login, path, body, headers = {}) => world.as(login, path, { body, headers });
  const log = (patient, contact, login = 'nurse') => post(login, `/api/patients/${patient.id}/contacts`, contact);
  const write = (patient, note, login = 'nurse') => post(login, `/api/patients/${patient.id}/notes`, note);
  const correct = (id, body, headers) => post('nurse', `/api/observations/${id}/corrections`, body, headers);
  const sent = async (patient, given) => {
    const answer = await world.send(patient.login, reading(patient.id, given));
    assert.equal(answer.status, 201, answer.text);
    return answer.body.id;
  };
  const acknowledge = async (patient, outcomes, note) => {
    const { version } = await world.row(patient);
    const body = { version, outcomes, ...(note && { note }) };
    const answer = await post('nurse', `/api/worklist/${patient.id}/acknowledge`, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const seen = async (patient, id) => {
    const { reports } = await overview(patient);
    return reports.flatMap((report) => report.observations).find((one) => one.id === id);
  };

  // What is usual.

  test('beside a value stands what is usual: the days before, their median and tenths, sound values alone', async () => {
    const patient = world.fresh();
    const glucose = (value, at, more) => sent(patient, { parameter: 'glucose', value, at, ...more });
    for (const [day, value] of [9, 8, 7, 6].entries()) await glucose(value, ago(day + 1));
    const id = await glucose(12, ago(0));
    assert.equal((await seen(patient, id)).usual, null, 'four days are too few');
    await glucose(4, ago(5));
    await glucose(6, ago(5)); // its day is 5
    await glucose(30, ago(6)); // ought to be measured again
    await glucose(20, ago(30)); // too long ago
    const usual = { low: 5.4, middle: 7, high: 8.6, days: 5 };
    assert.deepEqual((await seen(patient, id)).usual, usual);
    const series = await part(patient, 'series?parameter=glucose');
    assert.deepEqual(series.usual, usual);
    const { reports } = await overview(patient);
    for (const report of reports.slice(1)) for (const one of report.observations) assert.equal(one.usual, null);
  });

  test('beside an answer stands the commonest of the days before, when there are enough of them', async () => {
    const patient = world.fresh();
    await world.store.sql(`DELETE FROM response WHERE patient_id = ${world.store.id(patient.id)}`);
    const fill = async (days, pain) => {
      const body = answered(patient.id, { pain, at: ago(days) });
      assert.equal((await post(patient.login, '/fhir/QuestionnaireResponse', body)).status, 201);
    };
    const pain = async () => {
      const { reports } = await overview(patient);
      const { answers } = reports[0].responses.at(-1);
      return answers.find((one) => /bryst/i.test(one.question));
    };
    for (const day of [5, 4, 3, 2]) await fill(day, 'no');
    await fill(0, 'yes');
    assert.equal((await pain()).usual, null, 'four answers are too few');
    await fill(1, 'yes');
    const now = await pain();
    assert.deepEqual([now.answer, now.zone, now.usual], ['Ja', 'red', 'Nei']);
  });

  test('a curve tells conditions, and when the enrolment was paused', async () => {
    const patient = world.fresh();
    const measured = { parameter: 'spo2', value: 95, unit: '%', conditions: ['rest', 'oxygen'] };
    assert.equal((await post(patient.login, '/api/reports', { measurements: [measured] })).status, 201);
    const move = (to) =>
      post('nurse', `/api/enrolments/${patient.enrolments[0].id}/transitions`, { to, reason: 'reise' });
    const { state } = (await overview(patient)).enrolments[0];
    for (const to of ['paused', state, 'paused']) assert.equal((await move(to)).status, 200, to);
    const series = await part(patient, 'series?parameter=spo2');
    assert.deepEqual(series.points.at(-1).conditions, ['rest', 'oxygen']);
    assert.deepEqual(
      series.pauses.map(({ to, reason }) => [to !== null, reason]),
      [
        [true, 'reise'],
        [false, 'reise'],
      ],
    );
    const own = await part(patient, 'series?parameter=spo2', patient.login);
    assert.deepEqual(own.pauses.map((one) => one.reason), [null, null], 'why is between personnel');
    assert.deepEqual((await part(patient, 'series?parameter=glucose')).pauses, [], 'of what it does not follow');
  });

  // What the programme says.

  test('the programme speaks to the patient in the zone of the open case, then of the last report', async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    await world.report(patient, 8);
    const zones = async (login) => (await overview(patient, login)).guidance.map((one) => [one.programme, one.zone]);
    assert.deepEqual(await zones('nurse'), [['copd', 'red']], 'a green report does not make a red case green');
    const [red] = (await overview(patient, patient.login)).guidance;
    assert.ok(red.title && red.text && red.do.length >= 3);
    const [english] = (await overview(patient, 'nurse', EN)).guidance;
    assert.notEqual(english.do[0], red.do[0]);
    await acknowledge(patient, ['guided_by_plan']);
    assert.deepEqual(await zones('nurse'), [['copd', 'green']]);
    assert.deepEqual(await zones('gp'), [['copd', 'green']]);
  });

  test('each cause has its own advice, once, in the order of the reasons, for who follows up', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    const high = await world.limit(patient, 'pulse', 'yellow', 'high');
    const report = {
      measurements: [
        { parameter: 'spo2', value: red - 1, unit: '%' },
        { parameter: 'pulse', value: high + 1, unit: '/min' },
        { parameter: 'temp', value: 37, unit: 'Cel' },
      ],
    };
    assert.equal((await post(patient.login, '/api/reports', report)).status, 201);
    for (const [login, headers, names] of [
      ['nurse', NB, ['SpO₂', 'Puls']],
      ['nurse', EN, ['SpO₂', 'Pulse']],
      ['gp', NB, ['SpO₂', 'Puls']],
    ]) {
      const { advice } = await overview(patient, login, headers);
      assert.deepEqual(advice.map((one) => one.about.toLowerCase()), names.map((name) => name.toLowerCase()), login);
      assert.ok(advice.every((one) => one.text && one.questions.length > 0));
      assert.equal(new Set(advice.map((one) => one.text)).size, advice.length, 'told twice');
    }
    const body = answered(patient.id, { symptoms: { breathlessness: 'much_more' } });
    assert.equal((await post(patient.login, '/fhir/QuestionnaireResponse', body)).status, 201);
    const { worklist, advice } = await overview(patient);
    assert.equal(new Set(advice.map((one) => one.text)).size, advice.length, 'told twice');
    assert.ok(advice.length > 2 && advice.length <= worklist.reasons.length, 'the answers have theirs too');
    assert.deepEqual((await overview(patient, patient.login)).advice, []);
  });

  test('a green report, or an impossible value, has no advice meant for a bad one', async () => {
    const patient = world.fresh();
    await world.report(patient, 8);
    assert.deepEqual((await overview(patient)).advice, []);
    await sent(patient, { parameter: 'pulse', value: 300 });
    assert.equal((await world.row(patient)).zone, 'yellow');
    assert.deepEqual((await overview(patient)).advice, []);
  });

  test('who one is and who is around: phone, GP office, department, since when', async () => {
    const patient = world.fresh();
    await world.store.sql(`UPDATE patient SET phone = '+4799999999' WHERE id = ${world.store.id(patient.id)}`);
    const { phone, enrolments } = await overview(patient);
    assert.equal(phone, '+4799999999');
    assert.match(enrolments[0].gpOffice.name, /./);
    assert.equal(enrolments[0].department !== null, patient.department);
    assert.ok(Date.parse(enrolments[0].since) < Date.now());
  });

  // Contacts and notes.

  test('a contact is logged with what it was about, heard of, and read beside the acknowledgements', async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    await acknowledge(patient, ['guided_by_plan'], 'Ringt.');
    const stream = await world.listen('coordinator');
    const told = { kind: 'phone', party: 'gp', about: 'Resept', outcomes: ['doctor_contacted'], note: 'Ringer tilbake.' };
    const answer = await log(patient, told);
    assert.equal(answer.status, 201, answer.text);
    await stream.waitFor((one) => one.kind === 'contact' && one.patient === patient.id);
    await stream.close();
    const { contacts } = await overview(patient);
    const [first, second] = contacts;
    assert.deepEqual({ ...told, id: answer.body.id, by: 'Nina Demo' }, {
      kind: first.kind, party: first.party, about: first.about, outcomes: first.outcomes, note: first.note,
      id: first.id, by: first.by,
    });
    assert.deepEqual([first.zone, first.closed, second.zone, second.closed, second.kind], [null, null, 'red', true, null]);
    const items = (await part(patient, 'contacts')).items;
    assert.deepEqual(items.slice(0, 2).map((one) => one.id), [first.id, second.id]);
    assert.equal(items[0].organisation.name, 'Oppfølgingstjenesten Nesvik');
    assert.deepEqual((await part(patient, 'contacts', 'coordinator')).items.map((one) => one.id), items.map((one) => one.id));
  });

  test('patients see that there was contact, and neither its note nor any note about them', async () => {
    const patient = world.fresh();
    assert.equal((await log(patient, { kind: 'visit', party: 'patient', about: 'Opplæring', note: 'Sliten.' })).status, 201);
    assert.equal((await write(patient, { text: 'Hund i gangen.' })).status, 201);
    for (const [login, sees] of [['nurse', true], ['teamlead', true], ['gp', true], ['journal', false], [patient.login, false]]) {
      const { contacts, notes } = await overview(patient, login);
      assert.equal(contacts[0].about, 'Opplæring', login);
      assert.deepEqual(notes.map((one) => one.text), sees ? ['Hund i gangen.'] : [], login);
      assert.equal(contacts[0].note, sees ? 'Sliten.' : null, login);
    }
    const kin = [...world.people.values()].find((one) => one.login === 'patient1');
    assert.equal((await write(kin, { text: 'Om pårørende.' })).status, 201);
    assert.deepEqual((await overview(kin, 'kin1')).notes, []);
    const stream = await world.listen('patient1');
    await write(kin, { text: 'Enda en.' });
    await log(kin, { kind: 'phone', party: 'kin', about: 'Nøkkel' });
    await stream.waitFor((one) => one.kind === 'contact');
    assert.ok(!stream.events.some((one) => one.kind === 'note'), 'the patient hears that a note was written');
    await stream.close();
  });

  test('being reached moves when one was last in touch; talk with others, and nobody there, do not', async () => {
    const patient = world.fresh();
    await sent(patient, { value: 95 });
    const touched = async () => {
      const rows = await world.store.sql(
        `SELECT contact_at FROM overview WHERE patient_id = ${world.store.id(patient.id)}`,
      );
      return Number(rows[0].contact_at);
    };
    const start = await touched();
    const phone = { kind: 'phone', about: 'Sår' };
    for (const [login, contact] of [
      ['nurse', { ...phone, party: 'gp' }],
      ['nurse', { ...phone, party: 'patient', outcomes: ['no_answer'] }],
      ['coordinator', { ...phone, party: 'patient' }],
    ]) {
      assert.equal((await log(patient, contact, login)).status, 201);
      assert.equal(await touched(), start, JSON.stringify(contact));
    }
    const at = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
    assert.equal((await log(patient, { ...phone, party: 'kin', at })).status, 201);
    assert.equal(await touched(), Date.parse(at));
    assert.equal((await log(patient, { ...phone, party: 'patient', at: ago(3) })).status, 201);
    assert.equal(await touched(), Date.parse(at), 'it went back');
  });

  test('what was written wrong is replaced, once, by the same organisation, and both are kept', async () => {
    const patient = world.fresh(), other = world.fresh();
    const contact = (await log(patient, { kind: 'phone', party: 'kin', about: 'Feil' })).body;
    const note = (await write(patient, { text: 'Feil' })).body;
    for (const [act, path, wrong, right] of [
      [log, 'contacts', contact, { kind: 'phone', party: 'kin', about: 'Rett' }],
      [write, 'notes', note, { text: 'Rett' }],
    ]) {
      const body = { ...right, replaces: wrong.id };
      assertProblem(await act(other, body), 422, /\/replaces/);
      assertProblem(await act(patient, body, 'coordinator'), 422, /\/replaces/);
      const done = await act(patient, body);
      assert.deepEqual([done.status, done.body.replaces], [201, wrong.id]);
      assertProblem(await act(patient, body), 409, /\/replaces/);
      const shown = (await overview(patient))[path].map((one) => one.id);
      assert.ok(shown.includes(done.body.id) && !shown.includes(wrong.id), path);
      const { items } = await part(patient, path);
      assert.deepEqual(items.slice(0, 2).map((one) => one.id), [done.body.id, wrong.id]);
    }
    await world.report(patient, -1);
    await acknowledge(patient, ['home_visit']);
    const [{ id }] = (await overview(patient)).contacts;
    assertProblem(await log(patient, { kind: 'visit', party: 'kin', about: 'x', replaces: id }), 422, /\/replaces/);
  });

  test('an acknowledgement and its contact are one entry; taken back it is marked, and gone from the overview', async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    const body = { outcomes: ['false_alarm'], note: 'Kald finger.', contact: { kind: 'phone', party: 'patient' } };
    const { version } = await world.row(patient);
    const done = await post('nurse', `/api/worklist/${patient.id}/acknowledge`, { version, ...body });
    assert.equal(done.status, 200, done.text);
    const [one, ...rest] = (await overview(patient)).contacts;
    assert.deepEqual(
      [one.kind, one.party, one.outcomes, one.note, one.zone, one.closed],
      ['phone', 'patient', ['false_alarm'], 'Kald finger.', 'red', true],
    );
    assert.ok(rest.every((other) => other.at < one.at), 'one act is two entries');
    assertProblem(await log(patient, { kind: 'visit', party: 'kin', about: 'x', replaces: one.id }), 422, /\/replaces/);
    const undone = await post('nurse', `/api/acts/${done.body.undo.id}/undo`, {});
    assert.equal(undone.status, 200, undone.text);
    assert.deepEqual((await overview(patient)).contacts.slice(0, rest.length), rest);
    const { items } = await part(patient, 'contacts');
    assert.deepEqual([items[0].id, items[0].undone], [one.id, true]);
    const [open] = (await part(patient, 'cases')).items;
    assert.deepEqual([open.closed, open.outcomes, open.trace.at(-1).kind], [null, [], 'reopened']);
  });

  test('what cannot be a contact or a note is refused with its place, and nothing is kept', async () => {
    const patient = world.fresh();
    const kept = async () => [await part(patient, 'contacts'), await part(patient, 'notes')];
    const earlier = await kept();
    const good = { kind: 'phone', party: 'patient', about: 'Sår' };
    for (const [body, place] of [
      [{ ...good, kind: 'letter' }, /\/kind/],
      [{ ...good, party: undefined }, /\/party/],
      [{ ...good, at: new Date(Date.now() + DAY).toISOString() }, /\/at/],
      [{ ...good, at: ago(91) }, /\/at/],
      [{ ...good, at: ago(1).slice(0, 10) }, /\/at/],
      [{ ...good, about: 'to\nlinjer' }, /\/about/],
      [{ ...good, about: 'x'.repeat(201) }, /\/about/],
      [{ ...good, about: '' }, /\/about/],
      [{ ...good, note: 'x'.repeat(4001) }, /\/note/],
      [{ ...good, note: 5 }, /\/note/],
      [{ ...good, outcomes: ['cured'] }, /\/outcomes\/0/],
      [{ ...good, outcomes: 'seen' }, /\/outcomes/],
      [{ ...good, replaces: patient.id }, /\/replaces/],
      [{ ...good, more: 1 }, undefined],
      [[], undefined],
    ]) {
      assertProblem(await log(patient, body), 422, place);
    }
    for (const [body, place] of [
      [{}, /\/text/],
      [{ text: ' \n ' }, /\/text/],
      [{ text: 'x'.repeat(4001) }, /\/text/],
      [{ text: 'bel\u0007' }, /\/text/],
      [{ text: 'x', replaces: 1 }, /\/replaces/],
      [{ text: 'x', more: 1 }, undefined],
    ]) {
      assertProblem(await write(patient, body), 422, place);
    }
    assert.deepEqual(await kept(), earlier);
  });

  test('what turns the direction of text is refused with its place, wherever text is free; Arabic is text', async () => {
    const patient = world.fresh();
    const [enrolment] = patient.enrolments;
    const base = `/api/patients/${patient.id}`;
    const places = {
      '/text': ['nurse', `${base}/notes`, (text) => ({ text })],
      '/about': ['nurse', `${base}/contacts`, (about) => ({ kind: 'phone', party: 'patient', about })],
      '/title': ['nurse', `${base}/tasks`, (title) => ({ kind: 'other', title, due: today(3), enrolment: enrolment.id })],
      '/body': [patient.login, `${base}/threads`, (body) => ({ service: enrolment.service?.id, subject: 'Spørsmål', body })],
    };
    for (const [place, [login, path, body]] of Object.entries(places)) {
      for (const mark of ['\u202e', '\u202a', '\u2066', '\u2069', '\u0085']) {
        const answer = await world.as(login, path, { body: body(`Ring ${mark}09 lim`) });
        assertProblem(answer, 422, new RegExp(`^${place}$`));
      }
    }
    assertProblem(await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body: { version: 1, outcomes: ['seen'], note: 'a\u202eb' } }), 422, /^\/note$/);
    for (const text of ['محمد علي يشعر بتحسن', '\u200fمحمد\u200e', 'Kari\tbedre\nenn i går']) {
      const { status, body } = await write(patient, { text });
      assert.deepEqual([status, body.text], [201, text]);
    }
    const observation = reading(patient.id, { value: 95 });
    const sent = await world.send(patient.login, { ...observation, note: [{ text: 'ok \u202e 59' }] });
    assert.equal(sent.status, 422, sent.text);
    assert.match(sent.text, /note\[0\]\.text/);
  });

  test('contacts and notes of an organisation that is not around the patient in one’s own eyes are not shown', async () => {
    const patient = world.fresh({ programmes: 'copd,heart-failure' });
    const heart = patient.enrolments.find((one) => one.programme === 'heart-failure').id.split('.')[1];
    const utland = `(SELECT id FROM organisation WHERE name = 'Oppfølgingstjenesten Utland')`;
    await world.store.sql(`UPDATE enrolment SET service_id = ${utland} WHERE id = ${world.store.id(heart)}`);
    const own = world.store.id(patient.id);
    const by = `(SELECT id FROM account WHERE login = 'outsider')`;
    const id = world.store.id('01jz000000000000000000000a');
    await world.store.sql(`INSERT INTO contact (patient_id, id, organisation_id, account_id, at, recorded_at, kind,
      party, about, outcomes) VALUES (${own}, ${id}, ${utland}, ${by}, ${Date.now()}, ${Date.now()}, 'phone', 'kin', 'x', '[]')`);
    await world.store.sql(`INSERT INTO note (patient_id, id, organisation_id, account_id, at, text)
      VALUES (${own}, ${id}, ${utland}, ${by}, ${Date.now()}, 'x')`);
    for (const path of ['contacts', 'notes']) {
      assert.ok(!(await part(patient, path)).items.some((one) => one.by === 'x' || one.organisation.name.includes('Utland')));
      assert.ok(!(await overview(patient))[path].some((one) => one.id.endsWith('00000a')), path);
    }
    assert.ok((await overview(patient, patient.login)).contacts.some((one) => one.id.endsWith('00000a')), 'the patient sees all');
    await world.store.sql(`DELETE FROM contact WHERE id = ${id}`);
    await world.store.sql(`DELETE FROM note WHERE id = ${id}`);
  });

  test('pages by the cursor are the whole, once each, newest first', async () => {
    const patient = world.fresh();
    for (let i = 0; i < 5; i += 1) {
      await log(patient, { kind: 'phone', party: 'other', about: `nr ${i}`, at: ago(5 - i) });
      await write(patient, { text: `nr ${i}` });
      const body = { measurements: [{ parameter: 'spo2', value: 90, unit: '%' }] };
      assert.equal((await post(patient.login, '/api/reports', body)).status, 201);
    }
    for (const path of ['contacts', 'notes', 'reports', 'cases']) {
      const whole = (await part(patient, `${path}?limit=50`)).items.map((one) => one.id);
      const ids = [];
      for (let cursor = ''; cursor !== null; ) {
        const page = await part(patient, `${path}?limit=2${cursor && `&cursor=${cursor}`}`);
        assert.ok(page.items.length <= 2);
        ids.push(...page.items.map((one) => one.id));
        cursor = page.next;
      }
      assert.deepEqual(ids, whole, path);
      assert.ok(path === 'cases' || whole.length >= 4, path);
      for (const bad of ['x', '5', '5-', `5-${'0'.repeat(26)}`]) {
        assertProblem(await world.as('nurse', `/api/patients/${patient.id}/${path}?cursor=${bad}`), 400);
      }
    }
    const abouts = (await part(patient, 'contacts?limit=50')).items.map((one) => one.about).filter((about) => /^nr \d$/.test(about));
    assert.deepEqual(abouts, ['nr 4', 'nr 3', 'nr 2', 'nr 1', 'nr 0'], 'by when it was');
  });

  // Cases.

  test('a case tells how it went: opened, worsened, tried, closed, by whom and with what', async () => {
    const patient = world.fresh();
    const yellow = await world.limit(patient, 'spo2', 'yellow');
    await sent(patient, { value: yellow });
    await world.report(patient, -1);
    await acknowledge(patient, ['no_answer']);
    await acknowledge(patient, ['guided_by_plan', 'doctor_contacted'], 'Startet kur.');
    const [one] = (await part(patient, 'cases', 'gp')).items;
    assert.deepEqual(one.trace.map(({ kind: what }) => what), ['opened', 'worsened', 'attempted', 'closed']);
    assert.deepEqual(one.trace.map(({ by }) => by).slice(2), ['Nina Demo', 'Nina Demo']);
    assert.deepEqual(
      [one.zone, one.closedBy, one.outcomes, one.note, one.programme],
      ['red', 'Nina Demo', ['guided_by_plan', 'doctor_contacted'], 'Startet kur.', 'copd'],
    );
    assert.ok(one.opened <= one.since && one.since <= one.closed);
    assert.ok(one.reasons.some((reason) => reason.rule === 'limit.red_low'));
    await world.report(patient, -1);
    const [open] = (await part(patient, 'cases')).items;
    assert.deepEqual([open.closed, open.closedBy, open.outcomes, open.note], [null, null, [], null]);
  });

  // Corrections.

  test('a green value corrected to red opens a case, as a red report would', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    const id = await sent(patient, { value: red + 8 });
    await acknowledge(patient, ['seen']);
    const earlier = await world.row(patient);
    const stream = await world.listen('nurse2');
    const done = await correct(id, { version: 1, value: red - 1, reason: 'Tallene var byttet om.' });
    assert.deepEqual([done.status, done.body], [201, { id, version: 2, zone: 'red' }], done.text);
    await stream.waitFor((one) => one.kind === 'case' && one.patient === patient.id);
    await stream.close();
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.reasons[0].value], ['red', red - 1]);
    assert.ok(row.version > earlier.version);
    const [one] = (await part(patient, 'cases')).items;
    assert.deepEqual(one.trace.map(({ kind: what, by }) => [what, by]), [['opened', 'Nina Demo']]);
    const shown = await seen(patient, id);
    assert.deepEqual([shown.value, shown.version, shown.status], [red - 1, 2, 'corrected']);
  });

  test('a yellow case is worsened by a correction to red, and what was seen before is stale', async () => {
    const patient = world.fresh();
    const yellow = await world.limit(patient, 'spo2', 'yellow');
    const red = await world.limit(patient, 'spo2', 'red');
    const id = await sent(patient, { value: yellow });
    const { version } = await world.row(patient);
    assert.equal((await correct(id, { version: 1, value: red, reason: 'feil' })).body.zone, 'red');
    const stale = await post('nurse', `/api/worklist/${patient.id}/acknowledge`, { version, outcomes: ['home_visit'] });
    assertProblem(stale, 409, /version/);
    assert.equal((await world.row(patient)).zone, 'red');
  });

  test('a red value that was wrong stays a case until a nurse closes it, whether corrected or taken back', async () => {
    for (const value of [95, null]) {
      const patient = world.fresh();
      const red = await world.limit(patient, 'spo2', 'red');
      const at = ago(0.01);
      const id = await sent(patient, { value: red - 1, at });
      const { since } = await world.row(patient);
      const done = await correct(id, { version: 1, value, reason: 'Kald finger.' });
      assert.equal(done.body.zone, value === null ? 'none' : 'green');
      const row = await world.row(patient);
      assert.deepEqual([row.zone, row.since], ['red', since], 'the correction hid a red');
      const { reports } = await overview(patient);
      assert.equal(reports[0].zone, 'red', 'what the rules said is not unsaid');
      await acknowledge(patient, ['device_fault']);
      assert.notEqual((await world.row(patient)).zone, 'red');
      const shown = await seen(patient, id);
      assert.deepEqual([shown.value, shown.status], value === null ? [red - 1, 'entered-in-error'] : [95, 'corrected']);
      const { points } = await part(patient, 'series?parameter=spo2&days=1');
      const drawn = points.filter((one) => Date.parse(one.at) === Date.parse(at)).map((one) => one.value);
      assert.deepEqual(drawn, value === null ? [] : [95], 'a wrong value stands on the curve');
    }
  });

  test('history keeps every version with its reason, who and when, in the report that brought it', async () => {
    const patient = world.fresh();
    const id = await sent(patient, { value: 95 });
    const [{ id: report }] = (await overview(patient)).reports;
    for (const [version, value] of [93, 94].entries()) {
      assert.equal((await correct(id, { version: version + 1, value, reason: `grunn ${version}` })).status, 201);
    }
    assert.equal((await correct(id, { version: 3, value: null, reason: 'feil pasient' })).status, 201);
    assert.equal((await correct(id, { version: 4, value: 96, reason: 'likevel ikke' })).body.version, 5);
    const { items } = await part(patient, 'reports', 'gp');
    assert.equal(items[0].id, report, 'a correction is no report of the patient');
    const one = items[0].observations.find((other) => other.id === id);
    assert.deepEqual([one.version, one.value, one.usual], [5, 96, null]);
    assert.deepEqual(
      one.corrections.map(({ version, value, status, reason, by }) => [version, value, status, reason, by]),
      [
        [4, 94, 'entered-in-error', 'likevel ikke', 'Nina Demo'],
        [3, 94, 'corrected', 'feil pasient', 'Nina Demo'],
        [2, 93, 'corrected', 'grunn 1', 'Nina Demo'],
        [1, 95, 'final', 'grunn 0', 'Nina Demo'],
      ],
    );
    assert.ok(one.corrections.every(({ at }) => Date.now() - Date.parse(at) < 60_000));
    const read = await get('nurse', `/fhir/Observation/${id}`);
    assert.deepEqual([read.status, read.valueQuantity.value, read.meta.versionId], ['corrected', 96, '5']);
    const fhir = reading(patient.id, { value: 92, identifier: [{ system: 'urn:x', value: `k${kind.kind}` }] });
    const made = (await world.send(patient.login, fhir)).body.id;
    const valueQuantity = { ...fhir.valueQuantity, value: 91 };
    const changed = await world.send(patient.login, { ...fhir, status: 'corrected', valueQuantity });
    assert.equal(changed.status, 200, changed.text);
    const all = (await part(patient, 'reports')).items.flatMap((other) => other.observations);
    assert.deepEqual(
      all.find((other) => other.id === made).corrections.map(({ version, reason }) => [version, reason]),
      [[1, null]],
      'a sender that corrects gives no reason',
    );
  });

  test('a correction is refused that names another version, an impossible value, no reason, or says nothing new', async () => {
    const patient = world.fresh();
    const id = await sent(patient, { value: 95 });
    const good = { version: 1, value: 93, reason: 'feil' };
    for (const [body, place] of [
      [{ ...good, value: 150 }, /\/value/],
      [{ ...good, value: '93' }, /\/value/],
      [{ ...good, value: 95 }, /\/value/],
      [{ version: 1, reason: 'feil' }, /\/value/],
      [{ ...good, reason: '' }, /\/reason/],
      [{ ...good, reason: 'x'.repeat(501) }, /\/reason/],
      [{ version: 1, value: 93 }, /\/reason/],
      [{ ...good, version: '1' }, /\/version/],
      [{ ...good, parameter: 'mood' }, /\/parameter/],
      [{ ...good, parameter: 'pulse' }, /\/parameter/],
      [{ ...good, unit: '%' }, undefined],
    ]) {
      assertProblem(await correct(id, body), 422, place);
    }
    assertProblem(await correct(id, { ...good, version: 2 }), 409, /version/);
    assert.equal((await seen(patient, id)).version, 1);
    assert.equal((await correct(id, good)).status, 201);
    assertProblem(await correct(id, { ...good, value: 92 }), 409, /version/);
    const both = await Promise.all([91, 90].map((value) => correct(id, { ...good, version: 2, value })));
    assert.deepEqual(both.map((one) => one.status).sort(), [201, 409], 'two at once');
    assert.equal((await correct(id, { version: 3, value: null, reason: 'feil' })).status, 201);
    assertProblem(await correct(id, { version: 4, value: null, reason: 'feil' }), 409);
    const [{ count }] = await world.store.sql(
      `SELECT count(*) AS count FROM correction WHERE patient_id = ${world.store.id(patient.id)}`,
    );
    assert.equal(Number(count), 3, 'a reason for each version, and none beside');
  });

  test('the same correction sent again with its key is answered alike and made once', async () => {
    const patient = world.fresh();
    const id = await sent(patient, { value: 95 });
    const body = { version: 1, value: 93, reason: 'feil' };
    const key = { 'Idempotency-Key': `correct-${patient.id}` };
    const first = await correct(id, body, key);
    const again = await correct(id, body, key);
    assert.deepEqual([first.status, again.status, again.text], [201, 201, first.text]);
    assert.equal((await seen(patient, id)).version, 2);
  });

  test('of a blood pressure one pressure is corrected, and taken back it is as a whole', async () => {
    const patient = world.fresh({ programmes: 'heart-failure' });
    const bp = { parameter: 'bp', values: { sbp: 185, dbp: 70 }, unit: 'mm[Hg]' };
    const made = await post(patient.login, '/api/reports', { measurements: [bp] });
    assert.equal(made.status, 201, made.text);
    const [id] = made.body.measurements;
    assertProblem(await correct(id, { version: 1, value: 125, reason: 'feil' }), 422, /\/parameter/);
    const done = await correct(id, { version: 1, value: 125, reason: 'feil', parameter: 'sbp' });
    assert.deepEqual([done.status, done.body.zone], [201, 'green'], done.text);
    const parts = (await overview(patient)).reports[0].observations.filter((one) => one.id === id);
    assert.deepEqual(parts.map((one) => [one.parameter, one.value, one.version]), [['sbp', 125, 2], ['dbp', 70, 2]]);
    const { items } = await part(patient, 'reports');
    const older = items[0].observations.filter((one) => one.id === id).map((one) => one.corrections[0].value);
    assert.deepEqual(older, [185, 70]);
    const wrong = await correct(id, { version: 2, value: 130, reason: 'feil', parameter: 'dbp' });
    assert.equal(wrong.body.zone, 'yellow', 'pressures that cannot stand together are not believed');
    assert.equal((await correct(id, { version: 3, value: null, reason: 'feil pasient' })).body.zone, 'none');
    const read = await get('nurse', `/fhir/Observation/${id}`);
    assert.equal(read.status, 'entered-in-error');
  });

  test('what a device sent in its own words is read with the corrected value', async () => {
    const patient = world.fresh();
    const valueQuantity = { value: 95, unit: 'prosent', system: 'http://unitsofmeasure.org', code: '%' };
    const note = [{ text: 'fra enheten' }];
    const id = await sent(patient, { valueQuantity, note, interpretation: [{ text: 'normal' }] });
    assert.equal((await correct(id, { version: 1, value: 93.5, reason: 'feil' })).status, 201);
    const read = await get('nurse', `/fhir/Observation/${id}`);
    assert.deepEqual([read.valueQuantity.value, read.note, read.interpretation], [93.5, note, undefined]);
  });

  test('a correction is no sign of the patient: when they last reported stands as it was', async () => {
    const patient = world.fresh();
    const id = await sent(patient, { value: 95 });
    const { reported } = await world.row(patient);
    assert.equal((await correct(id, { version: 1, value: 94, reason: 'feil' })).status, 201);
    assert.equal((await world.row(patient)).reported, reported);
    const log_ = (await part(patient, 'access-log')).items;
    assert.ok(log_.some((one) => one.action === 'observation.correct' && one.who === 'Nina Demo'));
  });

  test('a value of a programme that one does not see is not corrected', async () => {
    const patient = world.fresh({ programmes: 'copd,heart-failure' });
    const heart = patient.enrolments.find((one) => one.programme === 'heart-failure').id.split('.')[1];
    await world.store.sql(`UPDATE enrolment SET service_id = (SELECT id FROM organisation
      WHERE name = 'Oppfølgingstjenesten Utland') WHERE id = ${world.store.id(heart)}`);
    const id = await sent(patient, { parameter: 'weight', value: 80 });
    assertProblem(await correct(id, { version: 1, value: 81, reason: 'feil' }), 404);
  });

  test('every correction was judged by the rules: varde check agrees with what is stored', async () => {
    const checked = await varde(['check', '--db', world.store.url, '--only', 'outcomes']);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });
});
