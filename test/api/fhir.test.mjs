// FHIR over HTTP: reading, searching with paging, and that a search never finds whom one may not see.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today } from '../days.mjs';
import { DAY, World, ask, assertProblem, comparable, onEachStore, reading } from './lib.mjs';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const SYSTEM = 'urn:oid:2.16.578.1.12.4.1.4.1';

onEachStore('FHIR', (kind) => {
  let world, patient, fjelldal, utland;
  before(async () => {
    world = await World.create(kind);
    patient = world.fresh();
    fjelldal = world.fresh({ municipality: 'Fjelldal' });
    utland = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
  });
  after(() => world?.end());

  const as = (login, path, options) => world.as(login, `/fhir/${path}`, options);
  const resources = (answer) => (answer.body.entry ?? []).map((entry) => entry.resource);
  const found = (answer) => resources(answer).filter((one) => one.resourceType !== 'OperationOutcome');
  const next = (answer) => {
    const link = answer.body.link.find((one) => one.relation === 'next');
    if (link === undefined) return undefined;
    assert.ok(link.url.startsWith(`${world.server.url}/fhir/`), link.url);
    return link.url.slice(world.server.url.length);
  };
  const search = async (login, query) => {
    const answer = await as(login, `Observation?${query}`);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.headers['content-type'], 'application/fhir+json; charset=utf-8');
    assert.deepEqual([answer.body.resourceType, answer.body.type], ['Bundle', 'searchset']);
    return answer;
  };
  const all = async (login, query) => {
    const seen = [];
    let answer = await search(login, query);
    for (let pages = 0; ; pages += 1) {
      assert.ok(pages < 100, 'the pages never end');
      seen.push(...found(answer));
      const path = next(answer);
      if (path === undefined) return seen;
      answer = await world.as(login, path);
      assert.equal(answer.status, 200, answer.text);
    }
  };
  const nationalId = async (of) =>
    (await world.store.sql(`SELECT national_id FROM patient WHERE id = ${world.store.id(of.id)}`))[0].national_id;

  test('the capability statement is open, and says what the routes do', async () => {
    const { status, body } = await ask(world.server, '/fhir/metadata');
    assert.deepEqual([status, body.resourceType, body.fhirVersion], [200, 'CapabilityStatement', '4.0.1']);
    const told = Object.fromEntries(
      body.rest[0].resource.map((one) => [one.type, one.interaction.map((each) => each.code).sort()]),
    );
    assert.deepEqual(told, {
      Observation: ['create', 'read', 'search-type'],
      QuestionnaireResponse: ['create', 'read', 'search-type'],
      ServiceRequest: ['create', 'read', 'search-type'],
      Questionnaire: ['read', 'search-type'],
      Patient: ['read', 'search-type'],
    });
  });

  test('a reading is found as soon as it is answered, and reads as it was sent', async () => {
    const sent = reading(patient.id, {
      at: new Date().toISOString(), // after all that the demo world has of today
      identifier: [{ system: 'urn:test', value: 'æøå|1' }],
      device: { reference: 'Device/7' },
      note: [{ text: 'etter trening' }],
    });
    const { body } = await world.send(patient.login, sent);
    for (const query of [
      `patient=${patient.id}&_count=1`,
      `subject=Patient/${patient.id}&_id=${body.id}`,
      `patient=${patient.id}&identifier=${encodeURIComponent('urn:test|æøå\\|1')}`,
      `patient.identifier=${SYSTEM}|${await nationalId(patient)}&_count=1`,
    ]) {
      const [first] = found(await search('nurse', query));
      assert.equal(first?.id, body.id, query);
    }
    const read = await as('nurse', `Observation/${body.id}`);
    assert.equal(read.headers.etag, 'W/"1"');
    assert.ok(Date.parse(read.headers['last-modified']) > Date.now() - DAY);
    for (const [key, value] of Object.entries(sent)) {
      // The profile's own codings and names for people are put beside the one that came.
      if (key !== 'code' && key !== 'category') assert.deepEqual(read.body[key], value, key);
    }
    for (const [concept, came] of [
      [read.body.code, sent.code],
      [read.body.category[0], sent.category[0]],
    ]) {
      const [{ system, code }] = came.coding;
      assert.ok(concept.coding.some((one) => one.system === system && one.code === code), JSON.stringify(concept));
    }
  });

  test('pages are the whole series, newest first, each once, while new ones come in', async () => {
    for (let i = 0; i < 25; i += 1) await world.send('nurse', reading(patient.id, { value: 90 + (i % 8) }));
    const query = `patient=${patient.id}&code=http://loinc.org|59408-5`;
    const whole = await all('nurse', `${query}&_count=500`);
    assert.ok(whole.length >= 26);
    const paged = await all('nurse', `${query}&_count=7`);
    assert.deepEqual(
      paged.map((one) => one.id),
      whole.map((one) => one.id),
    );
    assert.equal(new Set(whole.map((one) => one.id)).size, whole.length);
    const times = whole.map((one) => Date.parse(one.effectiveDateTime));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
    const first = await search('nurse', `${query}&_count=7`);
    await world.send('nurse', reading(patient.id, { at: new Date().toISOString() }));
    const second = found(await world.as('nurse', next(first))).map((one) => one.id);
    assert.deepEqual(
      second,
      whole.slice(7, 14).map((one) => one.id),
    );
    const oldest = await all('nurse', `${query}&_sort=date&_count=11`);
    assert.deepEqual(
      oldest.map((one) => one.id),
      [...(await all('nurse', `${query}&_count=500`))].reverse().map((one) => one.id),
    );
  });

  test('totals are as many as there are', async () => {
    const query = `patient=${patient.id}&code=59408-5`;
    const count = (await all('nurse', query)).length;
    for (const more of ['&_total=accurate&_count=3', '&_summary=count', '&_count=0']) {
      const answer = await search('nurse', query + more);
      assert.equal(answer.body.total, count, more);
    }
  });

  test('code and date narrow the search as FHIR says', async () => {
    const one = world.fresh();
    const at = (days) => today(-days);
    for (const days of [1, 2, 3]) {
      for (const parameter of ['spo2', 'pulse']) {
        const value = parameter === 'spo2' ? 96 : 72;
        await world.send('nurse', reading(one.id, { parameter, value, at: `${at(days)}T09:00:00Z` }));
      }
    }
    const mine = async (query) =>
      (await all('nurse', `patient=${one.id}&${query}`))
        .filter((each) => each.effectiveDateTime.endsWith('T09:00:00Z'))
        .map((each) => `${each.code.coding[0].code} ${each.effectiveDateTime.slice(0, 10)}`);
    assert.deepEqual(
      await mine(`code=8867-4&date=ge${at(2)}`),
      [at(1), at(2)].map((day) => `8867-4 ${day}`),
    );
    assert.deepEqual(await mine(`code=8867-4&date=${at(2)}`), [`8867-4 ${at(2)}`]);
    assert.deepEqual(await mine(`code=8867-4&date=gt${at(3)}&date=lt${at(1)}`), [`8867-4 ${at(2)}`]);
    assert.equal((await mine(`code=8867-4,59408-5&date=${at(3)}`)).length, 2);
    assert.deepEqual(await mine('code=0-0'), []);
  });

  test('a search by form is the search by address, and puts no national id into links', async () => {
    const id = await nationalId(patient);
    const form = `patient.identifier=${encodeURIComponent(`${SYSTEM}|${id}`)}&_count=3`;
    const byForm = await as('nurse', 'Observation/_search', { method: 'POST', raw: form, headers: FORM });
    assert.equal(byForm.status, 200, byForm.text);
    const byAddress = await search('nurse', `patient=${patient.id}&_count=3`);
    assert.deepEqual(
      found(byForm).map((one) => one.id),
      found(byAddress).map((one) => one.id),
    );
    for (const link of byForm.body.link) assert.ok(!link.url.includes(id), link.url);
    assert.ok(found(await world.as('nurse', next(byForm))).length > 0);
  });

  test('strangers are not found: by id, by national id, by identifier, by a cursor', async () => {
    const identifier = [{ system: 'urn:test', value: 'shared' }];
    for (const one of [patient, fjelldal, utland]) {
      assert.equal((await world.send(one.login, reading(one.id, { identifier }))).status, 201);
    }
    const unknownId = '01010112345';
    for (const [query, unknown] of [
      [`patient=${utland.id}`, `patient=${'0'.repeat(25)}1`],
      [`patient.identifier=${SYSTEM}|${await nationalId(utland)}`, `patient.identifier=${SYSTEM}|${unknownId}`],
    ]) {
      const foreign = await as('nurse', `Observation?${query}`);
      assertProblem(foreign, 404);
      assert.deepEqual(comparable(foreign), comparable(await as('nurse', `Observation?${unknown}`)));
    }
    const whose = async (login) =>
      new Set((await all(login, 'identifier=urn:test|shared')).map((one) => one.subject.reference));
    assert.deepEqual(await whose('nurse'), new Set([`Patient/${patient.id}`, `Patient/${fjelldal.id}`]));
    assert.deepEqual(await whose('coordinator2'), new Set([`Patient/${fjelldal.id}`]));
    assert.deepEqual(await whose('outsider'), new Set([`Patient/${utland.id}`]));
    assert.deepEqual(await whose(patient.login), new Set([`Patient/${patient.id}`]));

    const [both, neither] = await Promise.all(
      [utland.id, `${'0'.repeat(25)}1`].map((id) => as('nurse', `Observation?patient=${patient.id}&patient=${id}`)),
    );
    assertProblem(both, 404);
    assert.deepEqual(comparable(both), comparable(neither));
    const path = next(await search('nurse', `patient=${patient.id}&_count=2`));
    const stolen = path.replace(patient.id, utland.id);
    assertProblem(await world.as('nurse', stolen), 404);
    assertProblem(await world.as('outsider', path), 404);
    for (const cursor of ['x', '00', path.split('cursor=')[1].slice(1), `${path.split('cursor=')[1]}ff`, 'z'.repeat(64)]) {
      assertProblem(await world.as('nurse', path.replace(/cursor=.*/, `cursor=${cursor}`)), 400);
    }
  });

  test('a patient searches one’s own without saying whose, and personnel must say', async () => {
    const own = await all(patient.login, '_count=50');
    assert.ok(own.length > 0 && own.every((one) => one.subject.reference === `Patient/${patient.id}`));
    assertProblem(await as('nurse', 'Observation'), 400);
    assertProblem(await as('nurse', 'Observation?code=59408-5'), 400);
  });

  test('a corrected reading is found once, in its newest version', async () => {
    const one = world.fresh();
    const body = reading(one.id, { identifier: [{ system: 'urn:test', value: 'corrected' }], value: 97 });
    await world.send('nurse', body);
    await world.send('nurse', { ...body, status: 'corrected', valueQuantity: { ...body.valueQuantity, value: 94 } });
    const [only, ...others] = await all('nurse', `patient=${one.id}&identifier=urn:test|corrected`);
    assert.deepEqual([only.status, only.valueQuantity.value, only.meta.versionId, others], ['corrected', 94, '2', []]);
  });

  test('the patient has the id of the API, and is found by national id or id', async () => {
    const read = await as('nurse', `Patient/${patient.id}`);
    assert.deepEqual([read.status, read.body.resourceType, read.body.id], [200, 'Patient', patient.id]);
    const overview = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    const [name] = read.body.name;
    assert.equal(`${name.given.join(' ')} ${name.family}`, overview.name);
    assert.deepEqual([read.body.birthDate, read.body.gender], [overview.born, overview.sex]);
    for (const query of [`_id=${patient.id}`, `identifier=${SYSTEM}|${await nationalId(patient)}`]) {
      const answer = await as('nurse', `Patient?${query}`);
      assert.deepEqual([answer.body.total, found(answer)[0].id], [1, patient.id], query);
    }
  });

  test('a search for a stranger’s person finds nobody, as for nobody', async () => {
    const empty = async (login, query) => {
      const answer = await as(login, `Patient?${query}`);
      assert.deepEqual([answer.status, answer.body.total, answer.body.entry], [200, 0, undefined], answer.text);
      const { link, ...rest } = answer.body;
      assert.equal(link.length, 1);
      return rest;
    };
    const nobody = await empty('nurse', `_id=${'0'.repeat(25)}1`);
    for (const query of [`_id=${utland.id}`, `identifier=${SYSTEM}|${await nationalId(utland)}`, '_id=x']) {
      assert.deepEqual(await empty('nurse', query), nobody, query);
    }
    await empty('coordinator2', `_id=${patient.id}`);
    await empty(patient.login, `_id=${fjelldal.id}`);
    for (const query of ['', 'name=Demo', `identifier=${await nationalId(patient)}`]) {
      assertProblem(await as('nurse', `Patient?${query}`), 400);
    }
  });

  test('searches and readings stand in the access log', async () => {
    const one = world.fresh();
    const { body } = await world.send('nurse', reading(one.id));
    await search('gp', `patient=${one.id}`);
    await as('gp', `Observation/${body.id}`);
    await as('gp', `Patient/${one.id}`);
    await as('gp', `Patient?_id=${one.id}`);
    const { items } = (await world.as(one.login, `/api/patients/${one.id}/access-log`)).body;
    const told = items.filter((item) => item.role === 'gp').map((item) => item.action);
    assert.deepEqual(told, ['patient.read', 'patient.read', 'observation.read', 'observation.read']);
  });

  test('what cannot be searched for is 400 with words, and what is not known is told', async () => {
    const of = `patient=${patient.id}`;
    for (const query of [
      'date=yesterday',
      'date=ge',
      '_count=-1',
      '_count=x',
      '_sort=colour',
      '_total=some',
      '_format=xml',
      'date=%zz',
      'code=|',
      Array.from({ length: 60 }, (_, i) => `x${i}=1`).join('&'),
    ]) {
      const answer = await as('nurse', `Observation?${of}&${query}`);
      assert.ok(answer.status === 400 || (query === 'code=|' && answer.status === 200), `${query}: ${answer.status} ${answer.text.slice(0, 300)}`);
    }
    const lenient = await search('nurse', `${of}&colour=red&_count=1`);
    assert.ok(resources(lenient).some((one) => one.resourceType === 'OperationOutcome'), 'nobody is told');
    const strict = { Prefer: 'handling=strict' };
    assertProblem(await as('nurse', `Observation?${of}&colour=red`, { headers: strict }), 400);
  });
});
