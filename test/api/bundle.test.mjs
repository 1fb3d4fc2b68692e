// Bundles over HTTP: transactions that are whole or nothing, batches and collections entry by entry, references inside,
// patients that are found and never made, and that nobody learns of a stranger.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { DAY, World, assertProblem, comparable, onEachStore, reading, someTime } from './lib.mjs';
import { NOBODY } from './routes.mjs';
import { idOf } from './stores.mjs';

const DATA = process.env.VARDE_TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data');
const SYSTEM = 'urn:oid:2.16.578.1.12.4.1.4.1';
const DEVICES = 'urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680';
let urns = 0;
const urn = () => `urn:uuid:00000000-0000-4000-8000-${String((urns += 1)).padStart(12, '0')}`;

const post = (resource, more = {}) => ({
  fullUrl: urn(),
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
});
const bundle = (type, ...entry) => ({ resourceType: 'Bundle', type, entry });
const identified = (value, system = 'urn:test') => ({ identifier: [{ system, value }] });
const statuses = (answer) => answer.body.entry.map((one) => Number(one.response.status.slice(0, 3)));
const codeOf = ({ code }) => code.coding.find((one) => /loinc|snomed/.test(one.system)).code;
const placeOf = (answer, entry) => answer.body.entry[entry].response.outcome.issue[0].expression?.[0];

onEachStore('Bundles', (kind) => {
  let world, patient, other, utland;
  before(async () => {
    world = await World.create(kind);
    patient = world.fresh();
    other = world.fresh();
    utland = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    for (const one of [patient, other, utland]) one.number = await nationalId(one);
  });
  after(() => world?.end());

  const nationalId = async (of) =>
    (await world.store.sql(`SELECT national_id FROM patient WHERE id = ${world.store.id(of.id)}`))[0].national_id;
  const count = async (of, table = 'observation') =>
    Number((await world.store.sql(`SELECT count(*) AS n FROM ${table} WHERE patient_id = ${world.store.id(of.id)}`))[0].n);
  const send = (login, body, headers) => world.as(login, '/fhir', { body, headers });
  const sent = async (login, body, headers) => {
    const answer = await send(login, body, headers);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.type, body.type === 'transaction' ? 'transaction-response' : 'batch-response');
    assert.deepEqual(
      answer.body.entry.map((one) => one.fullUrl),
      body.entry.map((one) => one.fullUrl),
    );
    return answer;
  };
  const read = async (entry) => {
    const answer = await world.as('nurse', `/fhir/${entry.response.location}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const patients = async () => Number((await world.store.sql('SELECT count(*) AS n FROM patient'))[0].n);
  const whoIs = (one, over = {}) => ({ resourceType: 'Patient', identifier: [{ system: SYSTEM, value: one.number }], ...over });

  test('a transaction is stored whole, with the place and version of each entry', async () => {
    const before = await count(patient, 'report');
    const answer = await sent(
      'nurse',
      bundle('transaction', post(reading(patient.id)), post(reading(patient.id, { parameter: 'pulse', value: 72 }))),
    );
    assert.deepEqual(statuses(answer), [201, 201]);
    for (const { response } of answer.body.entry) {
      assert.equal(response.etag, 'W/"1"');
      assert.ok(Math.abs(Date.parse(response.lastModified) - Date.now()) < DAY);
    }
    assert.equal((await read(answer.body.entry[1])).valueQuantity.value, 72);
    assert.equal(await count(patient, 'report'), before + 1, 'one Bundle is one report');
  });

  test('one bad entry and a transaction stores nothing, and names it', async () => {
    const wrong = reading(patient.id);
    wrong.valueQuantity.code = 'kg';
    const other_type = { resourceType: 'Condition', subject: { reference: `Patient/${patient.id}` } };
    const before = await count(patient);
    for (const [bad, place, status = 422] of [
      [post(wrong), 'valueQuantity.code'],
      [post(other_type), 'resourceType'],
      [post({ ...reading(patient.id), valueQuantity: undefined, valueString: 'high' }), 'value[x]'],
      [post({ ...reading(patient.id), valueQuantity: { value: 'NaN', unit: '%' } }), 'valueQuantity.value'],
      [post(reading(other.id)), 'subject'],
      [post(reading(NOBODY)), 'subject'],
      [post(reading(patient.id, { subject: { reference: urn() } })), 'subject.reference'],
      [post(reading(patient.id, { derivedFrom: [{ reference: urn() }] })), 'derivedFrom[0].reference'],
    ]) {
      const answer = await send('nurse', bundle('transaction', post(reading(patient.id)), post(reading(patient.id)), bad));
      assertProblem(answer, status);
      assert.equal(answer.body.issue[0].expression[0], `Bundle.entry[2].resource.${place}`, answer.text);
    }
    assert.equal(await count(patient), before);
  });

  test('a transaction with a conflict stores nothing, and names the entry', async () => {
    const first = reading(patient.id, identified('conflict'));
    assert.equal((await world.send('nurse', first)).status, 201);
    const before = await count(patient);
    const changed = { ...first, valueQuantity: { ...first.valueQuantity, value: 93 } };
    const answer = await send('nurse', bundle('transaction', post(reading(patient.id)), post(changed)));
    assertProblem(answer, 409);
    assert.equal(answer.body.issue[0].expression[0], 'Bundle.entry[1].resource.identifier', answer.text);
    assert.equal(await count(patient), before);
    const batch = await sent('nurse', bundle('batch', post(reading(patient.id)), post(changed), post(first)));
    assert.deepEqual(statuses(batch), [201, 409, 200]);
    assert.equal(placeOf(batch, 1), 'Bundle.entry[1].resource.identifier');
    const amended = await sent('nurse', bundle('transaction', post({ ...changed, status: 'amended' })));
    assert.deepEqual([statuses(amended), amended.body.entry[0].response.etag], [[200], 'W/"2"']);
  });

  test('a batch and a collection store the good entries and say what is wrong with the others', async () => {
    const wrong = reading(patient.id, { code: { coding: [{ system: 'http://loinc.org', code: '0-0' }] } });
    const others = await count(other);
    for (const type of ['batch', 'collection']) {
      const before = await count(patient);
      const entries = [
        post(reading(patient.id)),
        post(wrong),
        post(reading(other.id)),
        post({ resourceType: 'Encounter' }),
        post(reading(patient.id, { parameter: 'pulse', value: 66 })),
      ];
      const answer = await sent('nurse', bundle(type, ...entries.map(({ request, ...rest }) => (type === 'batch' ? { request, ...rest } : rest))));
      assert.deepEqual(statuses(answer), [201, 422, 422, 422, 201], answer.text);
      assert.equal(placeOf(answer, 1), 'Bundle.entry[1].resource.code');
      assert.equal(placeOf(answer, 3), 'Bundle.entry[3].resource.resourceType');
      assert.equal(await count(patient), before + 2);
    }
    assert.equal(await count(other), others);
  });

  test('what is asked of an entry is to store it, and anything else is refused with its place', async () => {
    const good = () => post(reading(patient.id, identified(urn())));
    const asked = (change) => {
      const entry = good();
      Object.assign(entry.request, change);
      return entry;
    };
    const identifier = (entry) => `identifier=urn:test|${entry.resource.identifier[0].value}`;
    const put = good();
    Object.assign(put.request, { method: 'PUT', url: `Observation?${identifier(put)}` });
    const exist = good();
    exist.request.ifNoneExist = identifier(exist);
    const bare = good();
    delete bare.request;
    const answer = await sent('nurse', bundle('batch', put, exist, bare,
      asked({ method: 'GET', url: `Observation/${NOBODY}.${NOBODY}` }),
      asked({ method: 'DELETE' }),
      asked({ method: 'PUT', url: 'Observation/1' }),
      asked({ method: 'PUT', url: 'test.url' }),
      asked({ url: 'Patient' }),
      asked({ ifNoneExist: 'identifier=urn:test|of-another' }),
      asked({ ifNoneExist: 'code=1' }),
      asked({ ifMatch: 'W/"1"' }),
    ));
    assert.deepEqual(statuses(answer), [201, 201, 422, 405, 405, 405, 422, 422, 422, 422, 422], answer.text);
    assert.deepEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => placeOf(answer, i).replace(/^.*\]\./, '')),
      ['request', 'request.method', 'request.method', 'request.url', 'request.url', 'request.url', 'request', 'request.ifNoneExist', 'request.ifMatch'],
    );
    const again = await sent('nurse', bundle('batch', put, exist));
    assert.deepEqual(statuses(again), [200, 200]);
  });

  test('references are followed in whatever order the entries stand, and mean the same when they are sent again', async () => {
    const made = () => {
      const [who, device, oxygen] = [
        post(whoIs(patient), { ifNoneExist: `identifier=${SYSTEM}|${patient.number}` }),
        post({ resourceType: 'Device', identifier: [{ system: DEVICES, value: '00-1C' }] }, { ifNoneExist: `identifier=${DEVICES}|00-1C` }),
        post(reading(patient.id, { at: '2026-03-01T08:00:00+01:00' })),
      ];
      Object.assign(oxygen.resource, { subject: { reference: who.fullUrl }, device: { reference: device.fullUrl } });
      const pulse = post(reading(patient.id, { parameter: 'pulse', value: 70, at: '2026-03-01T08:00:00+01:00' }));
      Object.assign(pulse.resource, {
        subject: { reference: `Patient?identifier=${SYSTEM}%7C${patient.number}` },
        performer: [{ reference: who.fullUrl }, { reference: 'Practitioner?identifier=urn:test|7' }],
        device: { reference: `Device?identifier=${DEVICES}|00-1C` },
        derivedFrom: [{ reference: oxygen.fullUrl }],
      });
      return [pulse, oxygen, device, who];
    };
    const answer = await sent('nurse', bundle('transaction', ...made()));
    assert.deepEqual(statuses(answer), [201, 201, 200, 200], answer.text);
    const [pulse, oxygen, device, who] = answer.body.entry;
    assert.equal(who.response.location, `Patient/${patient.id}`);
    assert.equal(device.response.outcome.issue[0].severity, 'information');
    const [first, second] = [await read(pulse), await read(oxygen)];
    for (const one of [first, second]) {
      assert.deepEqual(one.device.identifier, { system: DEVICES, value: '00-1C' });
      assert.equal(one.subject.reference, `Patient/${patient.id}`);
      assert.ok(!JSON.stringify(one).includes('urn:uuid:'), JSON.stringify(one));
    }
    assert.deepEqual(first.derivedFrom, [{ reference: oxygen.response.location }]);
    assert.deepEqual(first.performer[0], { reference: `Patient/${patient.id}` });
    assert.deepEqual(first.performer[1].identifier, { system: 'urn:test', value: '7' });
    const before = await count(patient);
    assert.deepEqual(statuses(await sent('nurse', bundle('transaction', ...made().reverse()))), [200, 200, 200, 200]);
    assert.equal(await count(patient), before);
  });

  test('a patient is found by identifier and never made', async () => {
    const before = await patients();
    const unknown = { number: '01010112345' };
    const about = (who, type = 'batch', more = {}) => {
      const entry = post(whoIs(who), more);
      return bundle(type, post(reading(patient.id, { subject: { reference: entry.fullUrl } })), entry, post(reading(patient.id)));
    };
    for (const who of [unknown, utland]) {
      const answer = await sent('nurse', about(who));
      assert.deepEqual(statuses(answer), [422, 412, 201], answer.text);
      assert.equal(placeOf(answer, 0), 'Bundle.entry[0].resource.subject');
      const whole = await send('nurse', about(who, 'transaction', { ifNoneExist: `identifier=${SYSTEM}|${who.number}` }));
      assertProblem(whole, 422);
    }
    for (const more of [{}, { method: 'PUT', url: `Patient?identifier=${SYSTEM}|${patient.number}` }])
      assert.deepEqual(statuses(await sent('nurse', about(patient, 'batch', more))), [201, 200, 201]);
    const [bare] = bundle('collection', { resource: whoIs(patient, { id: 'p1' }) }, { resource: reading('p1') }).entry;
    const collection = bundle('collection', { resource: reading('p1') }, bare);
    assert.deepEqual(statuses(await sent(patient.login, collection)), [201, 200]);
    assert.equal(await patients(), before);
  });

  test('strangers and nobody are answered alike, whatever stands beside them', async () => {
    const subjects = (one) => [
      { reference: `Patient/${one.id}` },
      { identifier: { system: SYSTEM, value: one.number } },
      { reference: `Patient?identifier=${SYSTEM}|${one.number}` },
    ];
    const nobody = { id: NOBODY, number: '01010112345' };
    for (const [i, subject] of subjects(utland).entries()) {
      const at = someTime();
      const answers = [];
      for (const one of [subject, subjects(nobody)[i]]) {
        for (const type of ['transaction', 'batch', 'collection']) {
          const alone = await send('nurse', bundle(type, { ...post(reading('x', { subject: one, at })), fullUrl: 'urn:uuid:a' }));
          assertProblem(alone, 404);
          answers.push(JSON.stringify(comparable(alone)));
        }
        for (const type of ['transaction', 'batch']) {
          const own = { ...post(reading(patient.id, { at: '2026-03-02T08:00:00Z', value: 95, ...identified('alike') })), fullUrl: 'urn:uuid:b' };
          const beside = await send('nurse', bundle(type, { ...post(reading('x', { subject: one, at })), fullUrl: 'urn:uuid:a' }, own));
          assert.equal(beside.status, type === 'batch' ? 200 : 422, beside.text);
          answers.push(JSON.stringify(comparable(beside)).replace(/20[01] (Created|OK)|lastModified[^,]*|content-length[^,]*/g, ''));
        }
      }
      assert.deepEqual(answers.slice(0, 5), answers.slice(5));
    }
    assertProblem(await send('outsider', bundle('batch', post(reading(patient.id)))), 404);
    assertProblem(await send(other.login, bundle('batch', post(reading(patient.id)))), 404);
    for (const login of ['gp', 'coordinator', 'admin']) assertProblem(await send(login, bundle('batch', post(reading(patient.id)))), 403);
  });

  test('next of kin send Bundles only where the patient lets them report', async () => {
    const kin = `SELECT k.patient_id FROM kin k JOIN account a ON a.id = k.account_id WHERE a.login = 'kin1'`;
    const who = idOf((await world.store.sql(kin))[0].patient_id);
    const body = () => bundle('transaction', post(reading(who)));
    assert.deepEqual(statuses(await sent('kin1', body())), [201]);
    await world.store.sql('UPDATE kin SET may_report = 0');
    assertProblem(await send('kin1', body()), 404);
    await world.store.sql('UPDATE kin SET may_report = 1');
  });

  test('the same Bundle twice stores nothing new, and neither does the same entry', async () => {
    const made = bundle('batch', post(reading(patient.id, identified('twice'))), post(reading(patient.id, { parameter: 'temp', value: 37.1 })));
    made.entry.push({ ...made.entry[0], fullUrl: urn() });
    assert.deepEqual(statuses(await sent('nurse', made)), [201, 201, 200]);
    const before = [await count(patient), await count(patient, 'report')];
    assert.deepEqual(statuses(await sent('nurse', made)), [200, 200, 200]);
    assert.deepEqual([await count(patient), await count(patient, 'report')], before);
  });

  test('a key makes the Bundle one, and its equal entries different ones', async () => {
    const body = bundle('transaction', post(reading(patient.id, { at: '2026-03-03T08:00:00Z' })), post(reading(patient.id, { at: '2026-03-03T08:00:00Z' })));
    const key = { 'Idempotency-Key': `bundle-${urn()}` };
    const first = await sent('nurse', body, key);
    assert.deepEqual(statuses(first), [201, 201]);
    assert.notEqual(first.body.entry[0].response.location, first.body.entry[1].response.location);
    assert.equal((await send('nurse', body, key)).text, first.text);
    body.entry.pop();
    assertProblem(await send('nurse', body, key), 422);
  });

  test('late, early and date-only times are kept as they came, and only news makes work', async () => {
    const one = world.fresh();
    const red = await world.limit(one, 'spo2', 'red');
    const late = new Date(Date.now() - 20 * DAY).toISOString();
    const future = new Date(Date.now() + DAY).toISOString();
    const whole = today();
    const answer = await sent('nurse', bundle('batch',
      post(reading(one.id, { value: 96, at: future })),
      post(reading(one.id, { value: red - 1, at: late })),
      post(reading(one.id, { parameter: 'weight', value: 80, at: whole })),
    ));
    assert.deepEqual(statuses(answer), [201, 201, 201]);
    const [ahead, behind, day] = await Promise.all(answer.body.entry.map(read));
    assert.deepEqual(ahead.meta.tag, [{ system: 'urn:varde:mark', code: 'future' }]);
    assert.deepEqual([behind.effectiveDateTime, day.effectiveDateTime], [late, whole]);
    assert.ok((await world.as('nurse', `/api/patients/${one.id}`)).body.zone !== 'red', 'an old value made work');
    await sent('nurse', bundle('transaction', post(reading(one.id, { value: red - 1 }))));
    assert.equal((await world.row(one)).zone, 'red');
  });

  test('oxygen beside a saturation, and our extension, say under what it was measured', async () => {
    const component = (code, value, unit) => ({
      code: { coding: [{ system: 'http://loinc.org', code }] },
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    });
    const url = 'https://varde.no/fhir/StructureDefinition/measurement-condition';
    const [flow, air, told] = await Promise.all(
      (
        await sent('nurse', bundle('batch',
          post(reading(patient.id, { component: [component('3151-8', 2, 'L/min')] })),
          post(reading(patient.id, { component: [component('3150-6', 21, '%')] })),
          post(reading(patient.id, { extension: [{ url, valueCode: 'activity' }] })),
        ))
      ).body.entry.map(read),
    );
    assert.deepEqual(flow.extension, [{ url, valueCode: 'oxygen' }]);
    assert.equal(flow.component[0].valueQuantity.value, 2);
    assert.equal(air.extension, undefined);
    assert.deepEqual(told.extension, [{ url, valueCode: 'activity' }]);
    const refused = await sent('nurse', bundle('batch',
      post(reading(patient.id)),
      post(reading(patient.id, { parameter: 'pulse', value: 70, component: [component('3151-8', 2, 'L/min')] })),
      post(reading(patient.id, { extension: [{ url, valueCode: 'asleep' }] })),
    ));
    assert.deepEqual(statuses(refused), [201, 422, 422]);
    assert.equal(placeOf(refused, 1), 'Bundle.entry[1].resource.component[0].code');
    assert.equal(placeOf(refused, 2), 'Bundle.entry[2].resource.extension[0].valueCode');
  });

  test('lungs and scores are stored, searched for by code and by category', async () => {
    const one = world.fresh();
    const of = (system, code, valueQuantity) => post(reading(one.id, { code: { coding: [{ system, code }] }, valueQuantity, category: undefined }));
    const answer = await sent('nurse', bundle('transaction',
      of('http://loinc.org', '20150-9', { value: 1850, unit: 'mL', system: 'http://unitsofmeasure.org', code: 'mL' }),
      of('http://snomed.info/sct', '1104051000000101', { value: 7 }),
      of('http://loinc.org', '44261-6', { value: 12, unit: '{score}', system: 'http://unitsofmeasure.org', code: '{score}' }),
    ));
    assert.deepEqual(statuses(answer), [201, 201, 201], answer.text);
    const ids = async (query) =>
      ((await world.as('nurse', `/fhir/Observation?patient=${one.id}&${query}&date=ge2026`)).body.entry ?? [])
        .map((each) => `Observation/${each.resource.id}`)
        .filter((id) => answer.body.entry.some((each) => each.response.location === id))
        .sort();
    const at = (...which) => which.map((i) => answer.body.entry[i].response.location).sort();
    assert.deepEqual(await ids('code=http://loinc.org|20150-9'), at(0));
    assert.deepEqual(await ids('code=http://snomed.info/sct|1104051000000101'), at(1));
    assert.deepEqual(await ids('category=survey'), at(1, 2));
    assert.deepEqual(await ids('category=vital-signs'), at(0));
    assert.deepEqual(await ids('_count=500'), at(0, 1, 2));
    assert.deepEqual(await ids('code=20150-9,44261-6'), at(0, 2));
  });

  test('an answered form and what was measured with it are one report', async () => {
    const one = world.fresh();
    const coded = (linkId, code) => ({ linkId, answer: [{ valueCoding: { system: 'https://varde.no/fhir/CodeSystem/daily-answer', code } }] });
    const form = (...item) => ({
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: 'https://varde.no/fhir/Questionnaire/copd-daily',
      subject: { reference: `Patient/${one.id}` },
      authored: someTime(),
      item,
    });
    const answers = post(form(coded('different', 'no'), coded('chest_pain', 'no'), coded('drowsy', 'no')));
    const oxygen = post(reading(one.id, { value: 96, derivedFrom: [{ reference: answers.fullUrl }] }));
    const before = [await count(one, 'report'), await count(one, 'response')];
    const answer = await sent('nurse', bundle('transaction', oxygen, answers));
    assert.deepEqual(statuses(answer), [201, 201], answer.text);
    const [measured, told] = answer.body.entry;
    assert.match(told.response.location, /^QuestionnaireResponse\//);
    assert.deepEqual((await read(measured)).derivedFrom, [{ reference: told.response.location }]);
    assert.equal((await read(told)).status, 'completed');
    assert.deepEqual(statuses(await sent('nurse', bundle('batch', answers, oxygen))), [200, 200]);
    assert.deepEqual([await count(one, 'report'), await count(one, 'response')], [before[0] + 1, before[1] + 1]);

    const wrong = post(form(coded('different', 'perhaps')));
    const batch = await sent('nurse', bundle('batch', post(reading(one.id)), wrong));
    assert.deepEqual(statuses(batch), [201, 422]);
    assert.match(placeOf(batch, 1), /^Bundle\.entry\[1\]\.resource\.item\[0\]/);
    assertProblem(await send('nurse', bundle('transaction', post(reading(one.id)), wrong)), 422, /^Bundle\.entry\[1\]\.resource\.item/);
  });

  test('five hundred entries are taken, one more is not', async () => {
    const one = world.fresh();
    const start = Date.now() - 10 * DAY;
    const entries = Array.from({ length: 501 }, (_, i) =>
      post(reading(one.id, { parameter: 'pulse', value: 60 + (i % 9), at: new Date(start + i * 60000).toISOString() })),
    );
    const before = await count(one);
    const refused = await send('nurse', bundle('batch', ...entries));
    assertProblem(refused, 422, /^Bundle\.entry/);
    assert.equal(await count(one), before);
    entries.pop();
    const answer = await sent('nurse', bundle('transaction', ...entries));
    assert.ok(statuses(answer).every((status) => status === 201));
    assert.equal(await count(one), before + 500);
    assertProblem(await send('nurse', { ...bundle('batch', ...entries), link: [{ relation: 'x', url: 'x'.repeat(1100000) }] }), 413);
  });

  test('a batch of nothing but bad entries says so of each, and a patient is not needed for that', async () => {
    const before = await count(patient);
    const [method, type] = [post(reading(patient.id)), post({ resourceType: 'Condition' })];
    method.request.method = 'DELETE';
    assert.deepEqual(statuses(await sent('nurse', bundle('batch', method, type))), [405, 422]);
    assert.equal(await count(patient), before);
  });

  test('what is no Bundle that is taken says so', async () => {
    const good = () => post(reading(patient.id));
    const same = good();
    for (const [body, place] of [
      [{ resourceType: 'Bundle', type: 'document', entry: [good()] }, 'Bundle.type'],
      [{ resourceType: 'Bundle', entry: [good()] }, 'Bundle.type'],
      [reading(patient.id), 'Bundle.resourceType'],
      [bundle('batch'), 'Bundle.entry'],
      [{ resourceType: 'Bundle', type: 'batch' }, 'Bundle.entry'],
      [{ resourceType: 'Bundle', type: 'batch', entry: {} }, 'Bundle.entry'],
      [bundle('transaction', same, { ...good(), fullUrl: same.fullUrl }), 'Bundle.entry[1].fullUrl'],
      [bundle('transaction', good(), { fullUrl: urn() }), 'Bundle.entry[1].resource'],
      [bundle('transaction', good(), null), 'Bundle.entry[1]'],
      [bundle('transaction', good(), { ...good(), colour: 'red' }), 'Bundle.entry[1]'],
    ]) {
      const answer = await send('nurse', body);
      assertProblem(answer, 422);
      assert.equal(answer.body.issue[0].expression?.[0] ?? answer.body.issue[0].diagnostics.split(':')[0], place, answer.text);
    }
  });

  test('every published sample goes in as an entry, or is refused with its place', { skip: !existsSync(`${DATA}/fhir/phd`) && `${DATA} is not there` }, async () => {
    const one = world.fresh();
    const stored = [];
    for (const folder of ['phd', 'vkp']) {
      const files = readdirSync(`${DATA}/fhir/${folder}`).filter((name) => /^(?!Structure).*\.json$/.test(name));
      const resources = files
        .map((name) => JSON.parse(readFileSync(`${DATA}/fhir/${folder}/${name}`, 'utf8')))
        .filter((resource) => resource.resourceType !== 'Bundle');
      for (const each of resources)
        if (each.resourceType === 'Observation') each.subject = { identifier: { system: SYSTEM, value: await nationalId(one) } };
      const answer = await sent('nurse', bundle('batch', ...resources.map((each) => post(each))));
      for (const [i, { response }] of answer.body.entry.entries()) {
        if (response.status.startsWith('2')) {
          if (response.location) stored.push(codeOf(await read(answer.body.entry[i])));
        } else assert.match(placeOf(answer, i), new RegExp(`^Bundle\\.entry\\[${i}\\]\\.`), JSON.stringify(response));
      }
    }
    assert.deepEqual(stored.sort(), [
      '1104051000000101', '15074-8', '15074-8', '29463-7', '39156-5', '8310-5', '85354-9', '85354-9', '85354-9', '8867-4',
    ].sort());
  });

  test('the published uploads go in for a patient who is known here', { skip: !existsSync(`${DATA}/fhir/phd`) && `${DATA} is not there` }, async () => {
    const file = (name) => JSON.parse(readFileSync(`${DATA}/fhir/${name}`, 'utf8'));
    const upload = file('phd/bundle-example-1.json');
    assertProblem(await send('nurse', upload), 404);
    upload.entry[0].request.ifNoneExist = `identifier=${SYSTEM}|${patient.number}`;
    const answer = await sent('nurse', upload);
    assert.deepEqual(statuses(answer), [200, 200, 200, 200, 201, 201], answer.text);
    const [oxygen, pulse] = await Promise.all(answer.body.entry.slice(4).map(read));
    assert.deepEqual([oxygen.valueQuantity.value, pulse.valueQuantity.value], [98, 47]);
    assert.equal(oxygen.device.identifier.value, upload.entry[2].resource.identifier[0].value);
    assert.ok(!JSON.stringify([oxygen, pulse]).includes('urn:uuid:'));
    assert.deepEqual(statuses(await sent('nurse', upload)), [200, 200, 200, 200, 200, 200]);

    const portal = file('vkp/Bundle-pmd-Bundle-Request-example.json');
    assert.equal(placeOf(await sent('nurse', portal), 0), 'Bundle.entry[0].request.url');
    portal.entry[0].resource.subject.identifier = { system: SYSTEM, value: patient.number };
    assert.equal(placeOf(await sent('nurse', portal), 0), 'Bundle.entry[0].request.url');
    portal.entry[0].request = { method: 'PUT', url: 'Observation?identifier=http://dips.no/fhir/namingsystem/externalId|testtempexternalId4' };
    assert.deepEqual(statuses(await sent('nurse', portal)), [201]);
    assert.deepEqual(statuses(await sent('nurse', { ...portal, type: 'collection' })), [200]);
  });
});
