// Item 9 of PHQ-9: whatever the programme's author forgot, an answer above 0 is red at once, told first, and the patient
// gets the words of whom to call.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, onEachStore, reading, someTime, varde } from './lib.mjs';
import { WATCHED, changes, checked, emptied, watched } from './watched.mjs';

const LOINC = 'http://loinc.org';
const ITEM_9 = { system: LOINC, code: '44260-8' };
const PANEL = { system: LOINC, code: '44249-1' };
const ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';
const url = (programme, form) => `https://varde.no/fhir/Questionnaire/${programme}-${form}`;

/** Nine questions of four answers, as an author may write them: with points or without, with codes or without. */
function phq9(programme, id, { points = true, code = [], item9 } = {}) {
  const options = [0, 1, 2, 3].map((score) => ({
    valueCoding: { system: 'urn:answers', code: String(score), display: `Answer ${score}` },
    ...(points ? { extension: [{ url: ORDINAL, valueDecimal: score }] } : {}),
  }));
  const item = Array.from({ length: 9 }, (_, i) => ({
    linkId: `q${i + 1}`,
    text: `Question ${i + 1}`,
    type: 'choice',
    required: true,
    answerOption: options,
    ...(i === 8 && item9 ? { code: [item9] } : {}),
  }));
  return {
    id,
    questionnaire: { resourceType: 'Questionnaire', url: url(programme, id), version: '1', status: 'active', title: id, code, item },
  };
}

const programme = (id) => {
  const made = watched();
  const forms = id === WATCHED ? [['coded', { item9: ITEM_9 }], ['pointless', { points: false, item9: ITEM_9 }], ['panel', { code: [PANEL] }]] : [['coded', { item9: ITEM_9 }]];
  const [daily] = made.forms;
  daily.questionnaire.url = url(id, 'daily');
  return { ...made, id, forms: [daily, ...forms.map(([name, how]) => phq9(id, name, how))] };
};

const answers = (patient, form, ninth, { at = someTime(), of = WATCHED, ...over } = {}) => ({
  resourceType: 'QuestionnaireResponse',
  status: 'completed',
  questionnaire: url(of, form),
  subject: { reference: `Patient/${patient.id}` },
  authored: at,
  item: Array.from({ length: 9 }, (_, i) => ({
    linkId: `q${i + 1}`,
    answer: [{ valueCoding: { system: 'urn:answers', code: String(i === 8 ? ninth : 0) } }],
  })),
  ...over,
});

onEachStore('thoughts of self-harm', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
    for (const id of [WATCHED, 'elsewhere']) {
      assert.equal((await world.as('editor', '/api/programmes', { body: programme(id) })).status, 201);
      const approved = await world.as('specialist', `/api/programmes/${id}/approve`, { body: { version: 1, name: 'Ada Demo' } });
      assert.equal(approved.status, 200, approved.text);
    }
  });
  after(() => world?.end());

  const patient = () => emptied(world, world.fresh(), WATCHED);
  const send = async (one, body) => {
    const answer = await world.as(one.login, '/fhir/QuestionnaireResponse', { body });
    assert.equal(answer.status, 201, answer.text);
    return answer;
  };
  const isTold = (row) => {
    assert.equal(row.zone, 'red');
    assert.deepEqual([row.reasons[0].rule, row.reasons[0].parameter], ['answer.self_harm', 'q9']);
  };

  test('an answer above 0 is red at once though the form marks nothing as a red flag, and tells the patient whom to call', async () => {
    const one = await patient();
    const sent = await world.as(one.login, '/api/reports', { body: { responses: [answers(one, 'coded', 1)] } });
    assert.equal(sent.status, 201, sent.text);
    isTold(sent.body);
    assert.match(sent.body.atOnce.text, /113.*116117/);
    assert.equal(sent.body.contacts[0].kind, 'emergency');
    isTold(await world.row(one));
  });

  test('none at all is green, and nothing is said of it', async () => {
    const one = await patient();
    const sent = await world.as(one.login, '/api/reports', { body: { responses: [answers(one, 'coded', 0)] } });
    assert.deepEqual([sent.status, sent.body.zone, sent.body.atOnce], [201, 'green', null], sent.text);
  });

  test('it is known without points, and as the ninth question of a panel whose items have no codes', async () => {
    for (const form of ['pointless', 'panel']) {
      const one = await patient();
      await send(one, answers(one, form, 0));
      assert.equal((await world.row(one)).zone === 'red', false, form);
      await send(one, answers(one, form, 2, { at: someTime() }));
      isTold(await world.row(one));
    }
  });

  test('it does not wait for a form that was never completed', async () => {
    const one = await patient();
    const begun = answers(one, 'coded', 3, { status: 'in-progress' });
    await send(one, { ...begun, item: begun.item.slice(8) });
    isTold(await world.row(one));
    const other = await patient();
    await send(other, answers(other, 'coded', 0));
    await send(other, { ...begun, subject: { reference: `Patient/${other.id}` }, item: begun.item.slice(0, 8) });
    assert.equal((await world.row(other)).zone, 'green');
  });

  test('it is told first, before another red, and raises a case that was open for that', async () => {
    const one = await patient();
    const sent = await world.send(one.login, reading(one.id, { value: 80 }));
    assert.equal(sent.status, 201, sent.text);
    assert.equal((await world.row(one)).zone, 'red');
    await send(one, answers(one, 'coded', 1));
    const row = await world.row(one);
    isTold(row);
    assert.ok(row.reasons.some(({ rule }) => rule === 'limit.red_low'));
    const id = world.store.id(one.id);
    const kinds = await world.store.sql(`SELECT kind FROM triage_case_event WHERE patient_id = ${id} ORDER BY number`);
    assert.deepEqual(kinds.map((event) => event.kind).slice(-1), ['raised']);
  });

  test('the form of a programme that the patient is not in is heard too', async () => {
    const one = await patient();
    await send(one, answers(one, 'coded', 1, { of: 'elsewhere' }));
    isTold(await world.row(one));
  });

  test('the nurse gets advice, and what to ask, though the programme has none', async () => {
    const one = await patient();
    await send(one, answers(one, 'coded', 1));
    const { status, body, text } = await world.as('nurse', `/api/patients/${one.id}`);
    assert.equal(status, 200, text);
    const [first] = body.advice;
    assert.match(first.text, /113/);
    assert.equal(first.questions.length, 4);
  });

  test('varde check judges outcomes of this and of the version before alike', async () => {
    const one = await patient();
    await send(one, answers(one, 'coded', 1));
    const told = await checked(world);
    assert.equal(told.code, 0, told.stdout);
    // As the version before stored them: without such a finding.
    const other = await patient();
    await world.send(other.login, reading(other.id, { value: 80 }));
    await changes(world.store, `UPDATE outcome SET rule_version = 3 WHERE patient_id = ${world.store.id(other.id)}`);
    const { code, stdout } = await varde(['check', '--db', world.store.url, '--only', 'outcomes']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /0 differ; 0 of other rules left out/);
    await changes(world.store, `UPDATE outcome SET rule_version = 3, zone = 1 WHERE patient_id = ${world.store.id(other.id)}`);
    assert.notEqual((await varde(['check', '--db', world.store.url, '--only', 'outcomes'])).code, 0);
  });
});
