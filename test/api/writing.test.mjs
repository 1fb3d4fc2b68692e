// "Writing, once": what a write means, when two are the same, what is refused, and what is kept although it cannot
// be right.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { DAY, FHIR_TYPE, World, assertProblem, ask, onEachStore, reading, someTime, varde } from './lib.mjs';

const MINUTE = 60_000;
// The program leaves out milliseconds that are none.
const same = (one, other) => Date.parse(one) === Date.parse(other);
const ahead = (ms) => new Date(Date.now() + ms).toISOString();

let keys = 0;
const newKey = () => {
  keys += 1;
  return { 'Idempotency-Key': `key-${process.pid}-${keys}` };
};
const identified = (patient, value, over = {}) => {
  keys += 1;
  const identifier = [{ system: 'urn:test:device', value: `reading-${keys}` }];
  return reading(patient, { value, identifier, ...over });
};

onEachStore('writing, once', (kind) => {
  let world;
  let made; // what was received before is the demo world's own
  before(async () => {
    world = await World.create(kind, { patients: 160 });
    made = Date.now();
  });
  after(() => world?.end());

  const stored = async (patient, more = '') => {
    const [{ count }] = await world.store.sql(
      `SELECT count(*) AS count FROM observation WHERE patient_id = ${world.store.id(patient.id)}
       AND received_at >= ${made} ${more}`,
    );
    return count;
  };
  const newest = async (patient) => {
    const rows = await world.store.sql(
      `SELECT * FROM observation WHERE patient_id = ${world.store.id(patient.id)}
       ORDER BY received_at DESC, version DESC LIMIT 1`,
    );
    return rows[0];
  };
  const series = async (patient, parameter = 'spo2', login = patient.login) => {
    const answer = await world.as(login, `/api/patients/${patient.id}/series?parameter=${parameter}&days=2`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.points;
  };
  const zoneOf = async (patient) => (await world.row(patient)).zone;
  const newestReport = async (patient) =>
    (await world.as('nurse', `/api/patients/${patient.id}`)).body.reports[0];

  // Idempotency-Key.

  test('the same key and body again gets the first answer, and stores nothing', async () => {
    const patient = world.fresh();
    const [body, headers] = [reading(patient.id), newKey()];
    const first = await world.send('nurse', body, headers);
    const again = await world.send('nurse', body, headers);
    assert.equal(first.status, 201);
    for (const name of ['location', 'content-type']) {
      assert.equal(again.headers[name], first.headers[name], name);
    }
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(await stored(patient), 1);
  });

  test('the same key with another body, or on another path, is 422 and stores nothing', async () => {
    const patient = world.fresh();
    const headers = newKey();
    await world.send('nurse', reading(patient.id, { value: 96 }), headers);
    assertProblem(await world.send('nurse', reading(patient.id, { value: 95 }), headers), 422, /Idempotency-Key/);
    const other = await world.as('nurse', `/api/worklist/${patient.id}/take`, { body: {}, headers });
    assertProblem(other, 422, /Idempotency-Key/);
    assert.equal(await stored(patient), 1);
  });

  test('a key is the account’s own: two accounts may use the same one', async () => {
    const patient = world.fresh();
    const headers = newKey();
    const bodies = ['nurse', patient.login].map((login) => [login, reading(patient.id)]);
    for (const [login, body] of bodies) assert.equal((await world.send(login, body, headers)).status, 201);
    assert.equal(await stored(patient), 2);
  });

  test('a refused request does not use its key up', async () => {
    const patient = world.fresh();
    const headers = newKey();
    assertProblem(await world.send('nurse', reading(patient.id, { value: 'x' }), headers), 422);
    assert.equal((await world.send('nurse', reading(patient.id), headers)).status, 201);
    const conflict = newKey();
    const body = identified(patient.id, 97);
    await world.send('nurse', body);
    assertProblem(await world.send('nurse', { ...body, status: 'preliminary' }, conflict), 409);
    assert.equal((await world.send('nurse', reading(patient.id), conflict)).status, 201);
  });

  test('a key has 1 to 128 characters', async () => {
    const patient = world.fresh();
    const sent = (key) => world.send('nurse', reading(patient.id), { 'Idempotency-Key': key });
    assert.equal((await sent('k'.repeat(128))).status, 201);
    for (const key of ['', ' ', 'k'.repeat(129)]) assertProblem(await sent(key), 400);
  });

  test('twenty at once with one key are one write, and all hear the same', async () => {
    const patient = world.fresh();
    const [body, headers] = [reading(patient.id), newKey()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.send('nurse', body, headers)));
    assert.deepEqual(new Set(answers.map((one) => `${one.status} ${one.text}`)).size, 1);
    assert.equal(answers[0].status, 201);
    assert.equal(await stored(patient), 1);
  });

  test('a key works for acts on the work list too', async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    const { version } = await world.row(patient);
    const [headers, body] = [newKey(), { version, outcomes: ['no_answer'] }];
    const path = `/api/worklist/${patient.id}/acknowledge`;
    for (let i = 0; i < 2; i += 1) {
      assert.equal((await world.as('nurse', path, { body, headers })).status, 200);
    }
    const { contacts } = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    const tries = contacts.filter((one) => one.outcomes.includes('no_answer') && Date.now() - Date.parse(one.at) < MINUTE);
    assert.equal(tries.length, 1);
  });

  // Identifiers and what an Observation is.

  test('the same identifier and content again is 200 and the same Observation', async () => {
    const patient = world.fresh();
    const body = identified(patient.id, 97);
    const first = await world.send(patient.login, body);
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    for (const login of [patient.login, 'nurse']) {
      const again = await world.send(login, reordered);
      assert.deepEqual([again.status, again.body.id, again.headers.etag], [200, first.body.id, 'W/"1"']);
    }
    assert.equal(await stored(patient), 1);
  });

  test('changed content under an identifier is 409 unless it is amended or corrected', async () => {
    const patient = world.fresh();
    const body = identified(patient.id, 97);
    await world.send('nurse', body);
    const changed = (value, status) => ({
      ...body,
      status,
      valueQuantity: { ...body.valueQuantity, value },
    });
    assertProblem(await world.send('nurse', changed(96, 'final')), 409);
    assertProblem(await world.send('nurse', changed(96, 'preliminary')), 409);
    assertProblem(await world.send('nurse', { ...body, note: [{ text: 'i ro' }] }), 409);
    for (const [value, status, version] of [
      [95, 'amended', 2],
      [94, 'corrected', 3],
    ]) {
      const answer = await world.send('nurse', changed(value, status));
      assert.deepEqual([answer.status, answer.body.meta.versionId], [200, `${version}`]);
      assert.equal(answer.headers.etag, `W/"${version}"`);
      assert.deepEqual(
        (await series(patient)).filter((point) => point.at === body.effectiveDateTime).map((point) => point.value),
        [value],
        'the curve shows the newest version only',
      );
    }
    const again = await world.send('nurse', changed(94, 'corrected'));
    assert.deepEqual([again.status, again.body.meta.versionId], [200, '3']);
    assert.equal(await stored(patient), 3);
  });

  test('what was entered in error leaves the curve, and is kept', async () => {
    const patient = world.fresh();
    const body = identified(patient.id, 96);
    await world.send('nurse', body);
    const wrong = await world.send('nurse', { ...body, status: 'entered-in-error' });
    assert.equal(wrong.status, 200, wrong.text);
    assert.ok(!(await series(patient)).some((point) => point.value === 96 && point.at === body.effectiveDateTime));
    assert.equal(await stored(patient), 2);
  });

  test('the same identifier of another patient is another Observation', async () => {
    const [one, other] = [world.fresh(), world.fresh()];
    const body = identified(one.id, 97);
    assert.equal((await world.send('nurse', body)).status, 201);
    const moved = { ...body, subject: { reference: `Patient/${other.id}` } };
    assert.equal((await world.send('nurse', moved)).status, 201);
  });

  test('without identifier or key, equal patient, code, device, time and value is the same Observation', async () => {
    const patient = world.fresh();
    const body = reading(patient.id, { value: 97, device: { reference: 'Device/1' } });
    const first = await world.send('nurse', body);
    assert.equal(first.status, 201);
    const [date] = body.effectiveDateTime.split('Z');
    const there = new Date(Date.parse(`${date}Z`) + 60 * MINUTE).toISOString().replace('Z', '+01:00');
    for (const [what, same] of Object.entries({
      'the same again': body,
      'from another sender': body,
      'the value with a zero more': { ...body, valueQuantity: { ...body.valueQuantity, value: 97.0 } },
      'the time in another zone': { ...body, effectiveDateTime: there },
      'with a note': { ...body, note: [{ text: 'i ro' }] },
    })) {
      const answer = await world.send(what.includes('sender') ? patient.login : 'nurse', same);
      assert.deepEqual([answer.status, answer.body.id], [200, first.body.id], `${what}: ${answer.text}`);
      assert.deepEqual(
        [answer.body.effectiveDateTime, answer.body.note, answer.headers.location],
        [body.effectiveDateTime, undefined, first.headers.location],
        `${what}: the answer is what is stored`,
      );
    }
    const raw = JSON.stringify(body).replace('"value":97', '"value":97.0');
    const zero = await world.as('nurse', '/fhir/Observation', { raw, headers: FHIR_TYPE });
    assert.deepEqual([zero.status, zero.body.id], [200, first.body.id], zero.text);
    assert.equal(await stored(patient), 1);
  });

  test('equal time with another value, device, code or patient is another Observation', async () => {
    const [patient, neighbour] = [world.fresh(), world.fresh()];
    const body = reading(patient.id, { value: 97, device: { reference: 'Device/1' } });
    const others = [
      body,
      { ...body, valueQuantity: { ...body.valueQuantity, value: 96 } },
      { ...body, device: { reference: 'Device/2' } },
      reading(patient.id, { parameter: 'pulse', value: 97, at: body.effectiveDateTime, device: body.device }),
      { ...body, subject: { reference: `Patient/${neighbour.id}` } },
    ];
    const ids = new Set();
    for (const other of others) {
      const answer = await world.send('nurse', other);
      assert.equal(answer.status, 201, answer.text);
      ids.add(answer.body.id);
    }
    assert.equal(ids.size, others.length);
  });

  test('a thousand parallel identical posts store one', async () => {
    const patient = world.fresh();
    const body = reading(patient.id);
    const answers = await Promise.all(Array.from({ length: 1000 }, () => world.send(patient.login, body)));
    const count = (status) => answers.filter((one) => one.status === status).length;
    assert.deepEqual([count(201), count(200)], [1, 999]);
    assert.equal(new Set(answers.map((one) => one.body.id)).size, 1);
    assert.equal(await stored(patient), 1);
  });

  test('two hundred parallel posts for one patient are all stored, in order, each once on the stream', async () => {
    const patient = world.fresh();
    const stream = await world.listen('nurse');
    const before = (await world.row(patient)).version;
    const times = Array.from({ length: 200 }, () => someTime());
    const answers = await Promise.all(
      times.map((at, i) => world.send(patient.login, reading(patient.id, { value: 90 + (i % 10), at }))),
    );
    assert.deepEqual(new Set(answers.map((one) => one.status)), new Set([201]));
    assert.equal(await stored(patient), 200);
    assert.equal((await world.row(patient)).version, before + 200);
    const points = (await series(patient)).filter((point) => times.includes(point.at));
    assert.deepEqual(
      points.map((point) => point.at),
      [...times].sort(),
    );
    // Each report is told once, the one that opens a case as that; what a look at the patient's tasks tells comes beside.
    const told = () => stream.events.filter((one) => ['report', 'case'].includes(one.kind) && one.patient === patient.id).length;
    await stream.waitFor(() => told() >= 200);
    await world.send(patient.login, reading(patient.id));
    await stream.waitFor(() => told() > 200);
    assert.equal(told(), 201);
    const ids = stream.events.map((one) => one.id);
    assert.deepEqual(
      ids,
      [...new Set(ids)].sort((a, b) => a - b),
    );
    await stream.close();
    const check = await varde(['check', '--db', world.store.url]);
    assert.equal(check.code, 0, check.stdout);
  });

  // What is refused, and what is kept although it cannot be right.

  for (const [what, over, place] of [
    ['an unknown code', { code: { coding: [{ system: 'http://loinc.org', code: '0-0' }] } }, /Observation\.code/],
    ['a code without system', { code: { coding: [{ code: '59408-5' }] } }, /Observation\.code/],
    ['no code', { code: undefined }, /Observation\.code/],
    ['an unknown unit', { valueQuantity: { value: 9, unit: 'furlong', code: 'furlong', system: 'http://unitsofmeasure.org' } }, /Observation\.valueQuantity\.code/],
    ['a unit of something else', { valueQuantity: { value: 70, code: 'kg', system: 'http://unitsofmeasure.org' } }, /Observation\.valueQuantity\.code/],
    ['no unit', { valueQuantity: { value: 97 } }, /Observation\.valueQuantity/],
    ['a value that is a text', { valueQuantity: { value: '97', code: '%', system: 'http://unitsofmeasure.org' } }, /Observation\.valueQuantity\.value/],
    ['a value of another type', { valueQuantity: undefined, valueString: '97 %' }, /Observation\.value/],
    ['no value and no reason', { valueQuantity: undefined }, /Observation\.value/],
    ['a comparator', { valueQuantity: { value: 97, comparator: '<', code: '%', system: 'http://unitsofmeasure.org' } }, /comparator/],
    ['no time', { effectiveDateTime: undefined }, /Observation\.effective/],
    ['a time that is none', { effectiveDateTime: '2026-02-30T10:00:00Z' }, /Observation\.effective/],
    ['a time in words', { effectiveDateTime: 'today' }, /Observation\.effective/],
    ['a time that is a number', { effectiveDateTime: 20261121 }, /Observation\.effective/],
    ['no status', { status: undefined }, /Observation\.status/],
    ['a status that is none', { status: 'done' }, /Observation\.status/],
    ['no subject', { subject: undefined }, /Observation\.subject/],
    ['an empty subject', { subject: {} }, /Observation\.subject/],
    ['a subject that is no patient', { subject: { reference: 'Group/1' } }, /Observation\.subject/],
    ['another resource', { resourceType: 'Patient' }, /resourceType/],
    ['an object for a list', { category: {} }, /Observation\.category/],
    ['a list for an object', { code: [] }, /Observation\.code/],
  ]) {
    test(`${what}: 422 that names the place, and nothing is stored`, async () => {
      const patient = [...world.people.values()].find((one) => one.municipality === 'Nesvik');
      const before = await stored(patient);
      const answer = await world.send('nurse', { ...reading(patient.id), ...over });
      assertProblem(answer, 422, place);
      assert.equal(await stored(patient), before);
    });
  }

  test('outside the hard limits: stored, marked implausible, and never green', async () => {
    const patient = world.fresh({ zone: 'none' });
    for (const value of [0, 20, 101, 300]) {
      const answer = await world.send(patient.login, reading(patient.id, { value }));
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual((await series(patient)).find((point) => point.value === value).marks, ['implausible']);
      const report = await newestReport(patient);
      assert.notEqual(report.zone, 'green');
      assert.ok(report.reasons.some((reason) => reason.rule === 'validity.implausible'));
    }
    assert.notEqual(await zoneOf(patient), 'green');
    assert.equal(await stored(patient), 4);
  });

  test('up to five minutes ahead is clock skew: accepted, marked, and judged', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    const at = ahead(4 * MINUTE);
    assert.equal((await world.send(patient.login, reading(patient.id, { value: red - 1, at }))).status, 201);
    const point = (await series(patient)).find((one) => same(one.at, at));
    assert.deepEqual(point.marks.filter((mark) => mark !== 'unconfirmed'), ['skewed']);
    assert.equal(await zoneOf(patient), 'red');
  });

  test('more than five minutes ahead is future: stored, marked, and never green', async () => {
    const patient = world.fresh({ zone: 'none' });
    for (const [by, value] of [
      [6 * MINUTE, 97],
      [DAY, 98],
      [3650 * DAY, 99],
    ]) {
      const at = ahead(by);
      const answer = await world.send(patient.login, reading(patient.id, { value, at }));
      assert.equal(answer.status, 201, answer.text);
      assert.deepEqual((await series(patient)).find((one) => same(one.at, at)).marks, ['future']);
      assert.notEqual((await newestReport(patient)).zone, 'green');
    }
    assert.notEqual(await zoneOf(patient), 'green');
  });

  test('a parameter that no programme follows is stored without a zone', async () => {
    const patient = world.fresh({ zone: 'none' });
    const sent = reading(patient.id, { parameter: 'glucose', value: 6.1 });
    const answer = await world.send(patient.login, sent);
    assert.equal(answer.status, 201, answer.text);
    assert.equal(await zoneOf(patient), 'none');
    const own = await world.as(patient.login, `/fhir/Observation/${answer.body.id}`);
    assert.equal(own.body.valueQuantity.value, 6.1);
  });

  test('what says why there is no value is stored without a zone', async () => {
    const patient = world.fresh({ zone: 'none' });
    const dataAbsentReason = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'not-a-number' }],
    };
    const sent = reading(patient.id, { valueQuantity: undefined, dataAbsentReason });
    assert.equal((await world.send(patient.login, sent)).status, 201);
    assert.deepEqual((await series(patient)).at(-1).marks, ['absent']);
    assert.equal((await series(patient)).at(-1).value, null);
    assert.notEqual(await zoneOf(patient), 'green');
  });

  test('a date-only time keeps its precision', async () => {
    const patient = world.fresh();
    for (const at of ['2026-11-20', '2026-11', '2026', '2026-11-20T08:30:00+01:00', '2026-11-20T08:30:00.123Z']) {
      const sent = await world.send('nurse', reading(patient.id, { at }));
      assert.equal(sent.status, 201, sent.text);
      const read = await world.as('nurse', `/fhir/Observation/${sent.body.id}`);
      assert.equal(read.body.effectiveDateTime, at);
    }
  });

  test('numbers keep their digits: 2.0 is not 2, and nothing is rounded before it is compared', async () => {
    const patient = world.fresh();
    const yellow = await world.limit(patient, 'spo2', 'yellow');
    for (const digits of [`${yellow}.0`, `${yellow}.4`, `${yellow}.000001`, '9.7e1']) {
      const body = JSON.stringify(reading(patient.id, { value: 12345 })).replace('12345', digits);
      const sent = await world.as('nurse', '/fhir/Observation', { raw: body, headers: FHIR_TYPE });
      assert.equal(sent.status, 201, sent.text);
      const read = await world.as('nurse', `/fhir/Observation/${sent.body.id}`);
      assert.match(read.text, new RegExp(`"value":${digits.replace('.', '\\.')}[,}]`));
      const { reasons } = await newestReport(patient);
      assert.ok(reasons.length > 0);
    }
  });

  test('units are normalised before they are compared', async () => {
    const patient = world.fresh({ programmes: 'heart-failure' });
    const send = (value, code) =>
      world.send(
        'nurse',
        reading(patient.id, {
          parameter: 'weight',
          valueQuantity: { value, unit: code, system: 'http://unitsofmeasure.org', code },
        }),
      );
    for (const [value, code, kg] of [
      [81500, 'g', 81.5],
      [180, '[lb_av]', 81.6],
      [81.4, 'kg', 81.4],
    ]) {
      const answer = await send(value, code);
      assert.equal(answer.status, 201, answer.text);
      const row = await newest(patient);
      assert.equal(Math.round(row.value / 100_000) / 10, kg);
      const read = await world.as('nurse', `/fhir/Observation/${answer.body.id}`);
      assert.deepEqual([read.body.valueQuantity.value, read.body.valueQuantity.code], [value, code]);
    }
  });

  test('personnel of the service, the patient, kin and machines write; all others are refused', async () => {
    const first = [...world.people.values()].find((one) => one.login === 'patient1');
    for (const [login, status] of [
      ['nurse', 201],
      ['journal', 201],
      ['patient1', 201],
      ['kin1', 201],
      ['gp', 403],
      ['coordinator', 403],
      ['patient2', 404],
      ['outsider', 404],
    ]) {
      assert.equal((await world.send(login, reading(first.id))).status, status, login);
    }
  });

  test('the patient may be named by national id, and nobody is found by another system or number', async () => {
    const patient = world.fresh();
    const [{ national_id: value, national_id_system: system }] = await world.store.sql(
      `SELECT national_id, national_id_system FROM patient WHERE id = ${world.store.id(patient.id)}`,
    );
    const send = (login, identifier) =>
      world.send(login, { ...reading(patient.id), subject: { identifier } });
    const answer = await send('nurse', { system, value });
    assert.equal(answer.status, 201, answer.text);
    assert.ok(answer.body.id.startsWith(`${patient.id}.`));
    const unknown = await send('nurse', { system, value: '01010112345' });
    const foreign = await send('outsider', { system, value });
    for (const one of [unknown, foreign, await send('nurse', { system: 'urn:x', value })]) assertProblem(one, 404);
    assert.equal(unknown.text, foreign.text);
  });

  test('late values change the curve and make no work', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    await world.send(patient.login, reading(patient.id, { value: red + 6 }));
    const zone = await zoneOf(patient);
    const at = new Date(Date.now() - 72 * 60 * MINUTE).toISOString();
    const late = await world.send(patient.login, reading(patient.id, { value: red - 1, at }));
    assert.equal(late.status, 201);
    assert.equal(await zoneOf(patient), zone, 'a value of three days ago alarms');
    const { body } = await world.as('nurse', `/api/patients/${patient.id}/series?parameter=spo2&days=5`);
    assert.ok(body.points.some((point) => same(point.at, at) && point.value === red - 1));
  });

  test('a late value works when it is the newest there is, whatever a wrong clock has said since', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    await world.store.sql(`DELETE FROM observation WHERE patient_id = ${world.store.id(patient.id)}`);
    await world.send(patient.login, reading(patient.id, { value: red + 6, at: '2200-01-01T00:00:00Z' }));
    assert.equal(await zoneOf(patient), 'yellow');
    const at = new Date(Date.now() - 72 * 60 * MINUTE).toISOString();
    assert.equal((await world.send(patient.login, reading(patient.id, { value: red - 1, at }))).status, 201);
    assert.equal(await zoneOf(patient), 'red');
  });

  test('who hears what another sent, by sending the same, has read it, and the access log says so', async () => {
    const patient = world.fresh();
    const sent = reading(patient.id, { note: [{ text: 'after a walk' }] });
    const measured = someTime();
    const report = { measured, measurements: [{ parameter: 'spo2', value: 96, unit: '%' }] };
    await world.send(patient.login, sent);
    assert.equal((await world.as(patient.login, '/api/reports', { body: report })).status, 201);
    const readings = async () => {
      const { items } = (await world.as(patient.login, `/api/patients/${patient.id}/access-log`)).body;
      return items.filter((item) => item.who === 'Nina Demo' && item.action === 'observation.read').length;
    };
    const before = await readings();
    const told = await world.send('nurse', { ...sent, note: undefined });
    assert.deepEqual([told.status, told.body.note], [200, sent.note]);
    assert.equal(await readings(), before + 1);
    const again = await world.as('nurse', '/api/reports', { body: { ...report, patient: patient.id } });
    assert.deepEqual([again.status, again.body.zone], [200, 'green']);
    assert.equal(await readings(), before + 2);
  });

  test('what is final is stored and judged, though the same was sent before as no result yet', async () => {
    for (const status of ['registered', 'cancelled']) {
      const patient = world.fresh();
      const value = (await world.limit(patient, 'spo2', 'red')) - 1;
      const sent = reading(patient.id, { value });
      assert.equal((await world.send(patient.login, { ...sent, status })).status, 201);
      assert.notEqual(await zoneOf(patient), 'red', `${status} made work`);
      const answer = await world.send(patient.login, sent);
      assert.deepEqual([answer.status, answer.body.status], [201, 'final'], status);
      assert.equal(await zoneOf(patient), 'red', `final after ${status}`);
      assert.equal((await world.send(patient.login, sent)).status, 200);
    }
  });

  test('a blood pressure is one Observation with its parts, and a part alone is refused', async () => {
    const patient = world.fresh({ programmes: 'heart-failure' });
    const part = (code, value) => ({
      code: { coding: [{ system: 'http://loinc.org', code }] },
      valueQuantity: { value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
    });
    const panel = (...component) => ({
      ...reading(patient.id),
      valueQuantity: undefined,
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
      component,
    });
    const answer = await world.send('nurse', panel(part('8480-6', 200), part('8462-4', 90)));
    assert.equal(answer.status, 201, answer.text);
    assert.equal(await zoneOf(patient), 'red');
    assert.equal(await stored(patient), 2);
    assertProblem(await world.send('nurse', panel(part('8480-6', 120))), 422, /component/);
    const crossed = await world.send('nurse', panel(part('8480-6', 90), part('8462-4', 120)));
    assert.equal(crossed.status, 201);
    const points = await series(patient, 'sbp', 'nurse');
    assert.ok(points.some((point) => point.value === 90 && point.marks.includes('implausible')));
  });

  test('transitions are written once, go only where they may, and are told', async () => {
    const patient = world.fresh({ fits: (one) => one.enrolments[0].state === 'active' });
    const path = `/api/enrolments/${patient.enrolments[0].id}/transitions`;
    const move = (body, headers = {}) => world.as('nurse', path, { body, headers });
    const stream = await world.listen('nurse');
    const [headers, body] = [newKey(), { to: 'paused', reason: 'sykehus', date: today(-2) }];
    for (let i = 0; i < 2; i += 1) {
      const answer = await move(body, headers);
      assert.deepEqual([answer.status, answer.body.from, answer.body.state], [200, 'active', 'paused']);
    }
    await stream.waitFor((one) => one.kind === 'enrolment' && one.patient === patient.id);
    assert.equal(stream.events.filter((one) => one.patient === patient.id).length, 1);
    await stream.close();
    for (const to of ['trial', 'closed', 'referred', 'paused', 'granted']) {
      assertProblem(await move({ to, reason: 'x' }), 409, /\/to/);
    }
    for (const [wrong, place] of [
      [{ reason: 'x' }, /\/to/],
      [{ to: 'gone', reason: 'x' }, /\/to/],
      [{ to: 'active' }, /\/reason/],
      [{ to: 'active', reason: '' }, /\/reason/],
      [{ to: 'active', reason: 'x'.repeat(1001) }, /\/reason/],
      [{ to: 'active', reason: 'x', date: '20.11.2026' }, /\/date/],
      [{ to: 'active', reason: 'x', date: '2036-01-01' }, /\/date/],
      [{ to: 'active', reason: 'x', date: 5 }, /\/date/],
    ]) {
      assertProblem(await move(wrong), 422, place);
    }
    assert.equal((await move({ to: 'active', reason: 'hjemme' })).status, 200);
  });

  test('a write without identity or with a bad one reaches nothing', async () => {
    const patient = world.fresh();
    const body = reading(patient.id);
    assertProblem(await ask(world.server, '/fhir/Observation', { body, headers: FHIR_TYPE }), 401);
    assert.equal(await stored(patient), 0);
  });
});
