// What published instruments score, and glucose in range, where a nurse meets them: on the record's page and its curves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noonOf, today } from '../days.mjs';
import { FHIR_TYPE, World, onEachStore, reading } from './lib.mjs';
import { WATCHED, emptied, watched } from './watched.mjs';

const ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';
const INSTRUMENT = 'https://varde.no/fhir/StructureDefinition/instrument';
const url = (form) => `https://varde.no/fhir/Questionnaire/${WATCHED}-${form}`;

const questions = (prefix, count, most) =>
  Array.from({ length: count }, (_, i) => ({
    linkId: `${prefix}${i + 1}`,
    text: `Question ${i + 1}`,
    type: 'choice',
    answerOption: Array.from({ length: most + 1 }, (_, score) => ({
      valueCoding: { system: 'urn:answers', code: String(score), display: `Answer ${score}` },
      extension: [{ url: ORDINAL, valueDecimal: score }],
    })),
  }));

/** The customer's own text of CAT and mMRC in one form, each a group that says what it is; and a GAD-7 by its panel's code. */
const forms = [
  {
    id: 'lungs',
    questionnaire: {
      resourceType: 'Questionnaire',
      url: url('lungs'),
      version: '1',
      status: 'active',
      title: 'Lungs',
      item: [
        { linkId: 'cat', type: 'group', extension: [{ url: INSTRUMENT, valueCode: 'cat' }], item: questions('c', 8, 5) },
        { linkId: 'mmrc', type: 'group', extension: [{ url: INSTRUMENT, valueCode: 'mmrc' }], item: questions('m', 1, 4) },
      ],
    },
  },
  {
    id: 'worry',
    questionnaire: {
      resourceType: 'Questionnaire',
      url: url('worry'),
      version: '1',
      status: 'active',
      title: 'Worry',
      code: [{ system: 'http://loinc.org', code: '69737-5' }],
      item: questions('g', 7, 3),
    },
  },
];


const answer = (linkId, points) => ({ linkId, answer: [{ valueCoding: { system: 'urn:answers', code: String(points) } }] });
const answers = (prefix, points) => points.map((one, i) => answer(`${prefix}${i + 1}`, one));

onEachStore('scores and shares', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
    const made = watched();
    const body = { ...made, forms: [...made.forms, ...forms] };
    const loaded = await world.as('editor', '/api/programmes', { body });
    assert.equal(loaded.status, 201, loaded.text);
    const approved = await world.as('specialist', `/api/programmes/${WATCHED}/approve`, { body: { version: 1, name: 'Ada Demo' } });
    assert.equal(approved.status, 200, approved.text);
  });
  after(() => world?.end());

  const patient = () => emptied(world, world.fresh(), WATCHED);
  const answered = async (one, form, item) => {
    const body = { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire: url(form), subject: { reference: `Patient/${one.id}` }, authored: new Date().toISOString(), item };
    const sent = await world.as(one.login, '/fhir/QuestionnaireResponse', { body });
    assert.equal(sent.status, 201, sent.text);
    const { body: page, text } = await world.as('nurse', `/api/patients/${one.id}?lang=en`);
    assert.ok(page.reports, text);
    return page.reports[0].responses[0].instruments;
  };

  test('each instrument of a form is told with its score and the band in words', async () => {
    const one = await patient();
    const told = await answered(one, 'lungs', [
      { linkId: 'cat', item: answers('c', [2, 2, 2, 2, 1, 1, 1, 1]) },
      { linkId: 'mmrc', item: answers('m', [2]) },
    ]);
    assert.deepEqual(told, [
      { instrument: 'cat', score: 12, band: 'medium', complete: true, text: 'CAT: 12 points, medium impact' },
      { instrument: 'mmrc', score: 2, band: 'more', complete: true, text: 'mMRC: 2 points, more symptoms' },
    ]);
    const worry = await answered(await patient(), 'worry', answers('g', [3, 3, 3, 3, 3, 0, 0]));
    assert.deepEqual(worry.map(({ instrument, score, band }) => [instrument, score, band]), [['gad7', 15, 'severe']]);
  });

  test('what is not answered makes the score incomplete, in words, and never a number', async () => {
    const told = await answered(await patient(), 'worry', answers('g', [3, 3, 3, 3, 3, 0]));
    assert.deepEqual(told, [
      { instrument: 'gad7', score: null, band: null, complete: false, text: 'GAD-7: incomplete, 6 of 7 questions are answered; no score' },
    ]);
  });

  const glucose = async (one, values) => {
    for (const [i, value] of values.entries()) {
      // At noon of seven days, from yesterday on: none is near a midnight.
      const at = new Date(Date.parse(noonOf(today(-1 - (i % 7)))) + i * 60_000).toISOString();
      const body = reading(one.id, { parameter: 'glucose', value, at });
      const sent = await world.as(one.login, '/fhir/Observation', { body, headers: FHIR_TYPE });
      assert.equal(sent.status, 201, sent.text);
    }
    const series = await world.as('nurse', `/api/patients/${one.id}/series?parameter=glucose&lang=en`);
    assert.equal(series.status, 200, series.text);
    return series.body.timeInRange;
  };

  test('glucose in range is told with its readings and days, and nothing is said of too few', async () => {
    const one = await patient();
    assert.equal(await glucose(one, [5, 6, 7, 8, 9, 10, 3.9, 5, 6, 7, 8, 12, 13]), null);
    const range = await glucose(one, []);
    assert.equal(range, null);
    const other = await patient();
    const enough = await glucose(other, [5, 6, 7, 8, 9, 10, 3.9, 5, 6, 7, 12, 13, 14, 3.8]);
    assert.deepEqual([enough.readings, enough.daysMeasured, enough.in, enough.below, enough.above, enough.aimMet], [14, 7, 71.4, 7.1, 21.4, true]);
    assert.match(enough.text, /^71\.4 % of 14 readings on 7 of the last 14 days .*is met\.$/);
    const low = await patient();
    const missed = await glucose(low, [5, 6, 7, 8, 9, 10, 3.9, 5, 6, 12, 12, 13, 14, 3.8]);
    assert.deepEqual([missed.in, missed.aimMet], [64.2, false]);
  });
});
