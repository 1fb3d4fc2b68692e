// Answered forms over FHIR: in, judged, corrected, read and searched again; and the forms themselves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayOf } from '../days.mjs';
import { DAILY, DAILY_VERSION, DAY, World, answered, assertProblem, onEachStore, reading } from './lib.mjs';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const SYSTEM = 'urn:oid:2.16.578.1.12.4.1.4.1';

onEachStore('answered forms', (kind) => {
  let world, patient;
  before(async () => {
    world = await World.create(kind);
    patient = await blank();
  });
  after(() => world?.end());

  const as = (login, path, options) => world.as(login, `/fhir/${path}`, options);
  const send = (login, body, headers = {}) => as(login, 'QuestionnaireResponse', { body, headers });
  const stored = async (login, body, headers) => {
    const answer = await send(login, body, headers);
    assert.ok([200, 201].includes(answer.status), answer.text);
    return answer;
  };
  const search = async (login, query) => {
    const answer = await as(login, `QuestionnaireResponse?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer;
  };
  const ids = (answer) => (answer.body.entry ?? []).map((entry) => entry.resource.id);
  /** A patient who has answered nothing in the demo world. */
  const blank = async (wanted) => {
    const one = world.fresh(wanted);
    await world.store.sql(`DELETE FROM response WHERE patient_id = ${world.store.id(one.id)}`);
    return one;
  };
  const tied = (value) => ({ identifier: { system: 'urn:test', value } });

  test('a form is stored, answered with its place, and reads as it was sent', async () => {
    const one = world.fresh();
    const sent = answered(one.id, { author: { display: 'Kari Demo' }, symptoms: { cough: 'yes' } });
    const answer = await send(one.login, sent);
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.headers.location, `/fhir/QuestionnaireResponse/${answer.body.id}`);
    assert.equal(answer.headers.etag, 'W/"1"');
    const read = await as('nurse', `QuestionnaireResponse/${answer.body.id}`);
    assert.deepEqual([read.status, read.headers.etag], [200, 'W/"1"']);
    assert.deepEqual(read.body, answer.body);
    const links = (items) => items.flatMap((item) => [item.linkId, ...links(item.item ?? [])]);
    assert.deepEqual(links(read.body.item), links(sent.item));
    assert.deepEqual([read.body.author, read.body.questionnaire], [sent.author, `${DAILY}|${DAILY_VERSION}`]);
    assert.equal(Date.parse(read.body.authored), Date.parse(sent.authored));
  });

  test('a red flag puts the patient in the red zone with the answer as reason', async () => {
    const one = world.fresh();
    await stored(one.login, answered(one.id, { pain: 'yes' }));
    const row = await world.row(one);
    assert.equal(row.zone, 'red');
    assert.ok(row.reasons.some((reason) => reason.rule === 'answer.red' && reason.parameter === 'chest_pain'));
  });

  test('a day as usual opens no case', async () => {
    const one = world.fresh({ zone: 'green' });
    await stored(one.login, answered(one.id));
    assert.notEqual((await world.row(one)).zone, 'red');
  });

  test('a score over its limit is yellow, and hidden answers count for nothing', async () => {
    const one = world.fresh({ zone: 'green' });
    const hidden = answered(one.id, { symptoms: { sputum_amount: 'more', sputum_colour: 'blood' } });
    hidden.item[0] = answered(one.id).item[0]; // nothing is different: so none of the rest is asked
    const { body } = await stored(one.login, hidden);
    assert.deepEqual(body.item.map((item) => item.linkId), ['different', 'chest_pain', 'drowsy']);
    assert.equal((await world.row(one)).zone, 'green');
    await stored(one.login, answered(one.id, { symptoms: { sputum_amount: 'more', sputum_colour: 'darker' } }));
    const row = await world.row(one);
    assert.ok(row.reasons.some((reason) => reason.rule === 'score.yellow' && reason.value === 2), row.reasons);
  });

  test('what is missing, unknown or of another form is refused with its place, and nothing is stored', async () => {
    const one = await blank();
    const lacking = answered(one.id);
    lacking.item = lacking.item.slice(0, 1);
    const other = answered(one.id);
    other.item[0].answer[0].valueCoding.code = 'perhaps';
    for (const [body, place] of [
      [lacking, "QuestionnaireResponse.item.where(linkId='chest_pain')"],
      [other, 'QuestionnaireResponse.item[0].answer[0].valueCoding'],
      [answered(one.id, { questionnaire: 'urn:unknown' }), 'QuestionnaireResponse.questionnaire'],
      [answered(one.id, { questionnaire: `${DAILY}|1000` }), 'QuestionnaireResponse.questionnaire'],
      [answered(one.id, { status: 'done' }), 'QuestionnaireResponse.status'],
      [answered(one.id, { subject: undefined }), 'QuestionnaireResponse.subject'],
      [answered(one.id, { resourceType: 'Observation' }), 'QuestionnaireResponse.resourceType'],
    ]) {
      const answer = await send(one.login, body);
      assert.equal(answer.status, 422, answer.text);
      assert.deepEqual(answer.body.issue[0].expression, [place]);
    }
    assert.equal((await search(one.login, '_summary=count')).body.total, 0);
  });

  test('the same again is the same; other content is refused; a correction is the next version', async () => {
    const one = await blank();
    const sent = answered(one.id, tied('1'));
    const first = await stored(one.login, sent);
    const again = await send(one.login, sent);
    assert.deepEqual([again.status, again.body.id], [200, first.body.id]);
    const changed = answered(one.id, { ...tied('1'), pain: 'yes', at: sent.authored });
    assertProblem(await send(one.login, changed), 409);
    const corrected = await send('nurse', { ...changed, status: 'amended' });
    assert.deepEqual([corrected.status, corrected.headers.etag], [200, 'W/"2"'], corrected.text);
    assert.equal((await world.row(one)).zone, 'red');
    const found = await search('nurse', `patient=${one.id}`);
    assert.deepEqual(found.body.entry.map((entry) => entry.resource.meta.versionId), ['2']);
  });

  test('without identifier and key the same answers at the same time are the same response', async () => {
    const one = world.fresh();
    const sent = answered(one.id);
    const first = await send(one.login, sent);
    const again = await send(one.login, { ...sent, author: { display: 'another' } });
    assert.deepEqual([first.status, again.status], [201, 200]);
    assert.deepEqual(again.body, first.body);
    const keyed = [];
    for (const key of ['k-1', 'k-1', 'k-2']) keyed.push(await send(one.login, sent, { 'Idempotency-Key': key }));
    assert.equal(keyed[0].body.id, keyed[1].body.id);
    assert.notEqual(keyed[0].body.id, keyed[2].body.id);
  });

  test('what is not completed is kept and never judged', async () => {
    const one = world.fresh({ zone: 'green' });
    const half = answered(one.id, { status: 'in-progress', pain: 'yes' });
    const { body } = await stored(one.login, { ...half, item: half.item.slice(1, 2) });
    assert.equal(body.status, 'in-progress');
    assert.notEqual((await world.row(one)).zone, 'red');
  });

  test('what is completed is judged, though the same was sent before as not completed', async () => {
    for (const status of ['in-progress', 'stopped']) {
      const [one, like] = [world.fresh(), world.fresh()];
      const { body } = await stored(like.login, answered(like.id, { pain: 'yes' }));
      const sent = answered(one.id, { item: body.item });
      await stored(one.login, { ...sent, status });
      assert.notEqual((await world.row(one)).zone, 'red');
      const answer = await send(one.login, sent);
      assert.deepEqual([answer.status, answer.body.status], [201, 'completed'], status);
      assert.equal((await world.row(one)).zone, 'red', status);
    }
  });

  test('a late form is history, and makes work when it is the newest of its kind', async () => {
    const at = new Date(Date.now() - 3 * DAY).toISOString();
    const [first, later] = [await blank(), await blank()];
    await stored(later.login, answered(later.id));
    await stored(later.login, answered(later.id, { pain: 'yes', at }));
    assert.notEqual((await world.row(later)).zone, 'red', 'an old answer made work');
    await stored(first.login, answered(first.id, { status: 'in-progress', at: '2200-01-01' }));
    await stored(first.login, answered(first.id, { at: '2200-01-01T00:00:00Z' }));
    await stored(first.login, answered(first.id, { pain: 'yes', at }));
    assert.equal((await world.row(first)).zone, 'red');
  });

  test('searches find by patient, form, time, status and identifier, page by page', async () => {
    const days = [1, 2, 3, 4, 5].map((n) => new Date(Date.now() - n * DAY).toISOString());
    const sent = [];
    for (const [index, at] of days.entries()) {
      sent.push((await stored(patient.login, answered(patient.id, { at, ...tied(`s${index}`) }))).body.id);
    }
    const [{ national_id: national }] = await world.store.sql(
      `SELECT national_id FROM patient WHERE id = ${world.store.id(patient.id)}`,
    );
    const whose = `patient=${patient.id}`;
    for (const [query, expected] of [
      [whose, sent],
      [`subject=Patient/${patient.id}&_sort=authored`, [...sent].reverse()],
      [`patient.identifier=${SYSTEM}|${national}`, sent],
      [`${whose}&questionnaire=${DAILY}`, sent],
      [`${whose}&questionnaire=${encodeURIComponent(`${DAILY}|${DAILY_VERSION}`)}`, sent],
      [`${whose}&questionnaire=${encodeURIComponent(`${DAILY}|1`)}`, []],
      [`${whose}&questionnaire=urn:none`, []],
      [`${whose}&authored=ge${encodeURIComponent(days[1])}`, sent.slice(0, 2)],
      [`${whose}&authored=${dayOf(days[2])}`, sent.slice(2, 3)],
      [`${whose}&status=completed`, sent],
      [`${whose}&status=amended,stopped`, []],
      [`${whose}&identifier=urn:test|s3`, [sent[3]]],
      ['identifier=urn:test|s3', [sent[3]]],
      [`${whose}&identifier=s4`, [sent[4]]],
      [`_id=${sent[2]}`, [sent[2]]],
      [`${whose}&_lastUpdated=gt${new Date(Date.now() - DAY).toISOString()}&_sort=_lastUpdated`, sent],
    ]) {
      const found = ids(await search('nurse', query));
      if (query.startsWith(`${whose}&authored=2`)) assert.ok(expected.every((id) => found.includes(id)), query);
      // Those that came within one millisecond stand in any order.
      else if (query.includes('_lastUpdated')) assert.deepEqual(found.sort(), [...expected].sort(), query);
      else assert.deepEqual(found, expected, query);
    }
    const pages = [];
    let answer = await search('nurse', `${whose}&_count=2&_total=accurate`);
    assert.equal(answer.body.total, 5);
    for (let rounds = 0; ; rounds += 1) {
      assert.ok(rounds < 5, 'the pages never end');
      pages.push(ids(answer));
      const link = answer.body.link.find((one) => one.relation === 'next');
      if (!link) break;
      answer = await world.as('nurse', link.url.slice(world.server.url.length));
      assert.equal(answer.status, 200, answer.text);
    }
    assert.deepEqual(pages, [sent.slice(0, 2), sent.slice(2, 4), sent.slice(4)]);
    const posted = await as('nurse', 'QuestionnaireResponse/_search', { raw: whose, headers: FORM });
    assert.deepEqual(ids(posted), sent);
    assert.deepEqual(ids(await search(patient.login, '_count=50')), sent, "a patient's own, without saying whose");
    assert.equal((await search('nurse', `${whose}&_summary=count`)).body.total, 5);
    for (const wrong of ['', 'questionnaire=x', `${whose}&authored=soon`, `${whose}&_sort=status`, `${whose}&cursor=1`]) {
      assertProblem(await as('nurse', `QuestionnaireResponse?${wrong}`), 400);
    }
  });

  test('whoever sees the patient through another programme alone does not see the form', async () => {
    const both = await blank({ programmes: 'copd,heart-failure', zone: 'any', municipality: 'Nesvik' });
    const { body } = await stored(both.login, answered(both.id));
    assert.equal((await as('nurse', `QuestionnaireResponse/${body.id}`)).status, 200);
    // The enrolment for COPD moves to a service that the nurse does not act for.
    await world.store.sql(`UPDATE enrolment SET service_id = (SELECT o.id FROM organisation o JOIN enrolment e
      ON e.service_id = o.id WHERE o.id <> enrolment.service_id LIMIT 1)
      WHERE patient_id = ${world.store.id(both.id)} AND programme = 'copd'`);
    assertProblem(await as('nurse', `QuestionnaireResponse/${body.id}`), 404);
    assert.deepEqual(ids(await search('nurse', `patient=${both.id}`)), []);
    assert.deepEqual(ids(await search('nurse', `_id=${body.id}`)), []);
    assert.deepEqual(ids(await search(both.login, '')), [body.id]);
  });

  test('a stranger finds nothing, and reading is logged', async () => {
    const one = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    const { body } = await stored(one.login, answered(one.id, tied('foreign')));
    assert.deepEqual(ids(await search('nurse', 'identifier=urn:test|foreign')), []);
    assertProblem(await as('nurse', `QuestionnaireResponse/${body.id}`), 404);
    assertProblem(await as('nurse', `QuestionnaireResponse?patient=${one.id}`), 404);
    const near = world.fresh();
    const own = await stored(near.login, answered(near.id));
    await as('nurse', `QuestionnaireResponse/${own.body.id}`);
    const { body: log } = await world.as(near.login, `/api/patients/${near.id}/access-log`);
    assert.ok(log.items.some((item) => item.action === 'observation.read' && item.role === 'nurse'));
  });

  test('a form and a measurement of the same day go together', async () => {
    const one = world.fresh({ zone: 'green' });
    await stored(one.login, answered(one.id, { symptoms: { sputum_amount: 'more', sputum_colour: 'darker' } }));
    const yellow = await world.limit(one, 'spo2', 'yellow');
    assert.equal((await world.send(one.login, reading(one.id, { value: yellow }))).status, 201);
    const row = await world.row(one);
    assert.equal(row.zone, 'red');
    assert.ok(row.reasons.some((reason) => reason.rule === 'combined.symptoms'));
  });

  test('the forms can be had by id, url and version, and are what the programme has', async () => {
    const one = await as('nurse', 'Questionnaire/copd-daily');
    assert.deepEqual([one.status, one.body.url, one.body.version, one.body.id], [200, DAILY, String(DAILY_VERSION), 'copd-daily']);
    const all = await as(patient.login, 'Questionnaire');
    assert.deepEqual(ids(all).sort(), ['copd-daily', 'heart-failure-daily']);
    for (const query of [`url=${DAILY}`, `url=${DAILY}&version=${DAILY_VERSION}`, `url=${encodeURIComponent(`${DAILY}|${DAILY_VERSION}`)}`, '_id=copd-daily']) {
      assert.deepEqual((await as('nurse', `Questionnaire?${query}`)).body.entry[0].resource, one.body, query);
    }
    assert.equal((await as('nurse', `Questionnaire?url=${DAILY}&version=7`)).body.total, 0);
    assertProblem(await as('nurse', 'Questionnaire/copd'), 404);
    assertProblem(await as('nurse', 'Questionnaire?url='), 400);
  });
});
