// The pure rules behind the patient's page, without a browser: which questions a form asks, what is sent of the answers,
// numbers as they are typed, and what a report consists of.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serveModules } from './modules.mjs';

const SYSTEM = 'https://varde.no/fhir/CodeSystem/daily-answer';
const FHIR = 'http://hl7.org/fhir/StructureDefinition/';
const coding = (code, display = code) => ({ valueCoding: { system: SYSTEM, code, display } });
const choice = (linkId, codes, part = {}) => ({
  linkId,
  text: linkId,
  type: 'choice',
  answerOption: codes.map((code) => coding(code)),
  ...part,
});
const form = (...item) => ({
  resourceType: 'Questionnaire',
  url: 'https://varde.no/fhir/Questionnaire/x',
  version: '3',
  item,
});
const when = (question, operator, answer) => ({ question, operator, ...answer });
const is = (question, code) => when(question, '=', { answerCoding: { system: SYSTEM, code } });

const measure = (parameter, part = {}) => ({
  parameter,
  name: parameter,
  unit: '%',
  unitName: '%',
  places: 0,
  required: true,
  conditions: [],
  asks: [],
  instruction: null,
  hard: { low: 50, high: 100 },
  confirm: { low: 80, high: null },
  usual: null,
  last: null,
  ...part,
});
const TODAY = { patient: { id: 'p' }, measurements: [], forms: [], enrolments: [], lastReport: null };

describe("rules of the patient's page", () => {
  let vite, enabled, questions, response, check, numbers, steps, drafts, choosing, due, words;
  const load = (path) => vite.ssrLoadModule(`/patient/${path}.ts`);
  before(async () => {
    vite = await serveModules();
    enabled = await load('form/enabled');
    questions = await load('form/questions');
    response = await load('form/response');
    check = await load('form/check');
    numbers = await load('report/numbers');
    steps = await load('report/steps');
    drafts = await load('report/draft');
    choosing = await load('report/choosing');
    due = await load('today/due');
    words = await load('words');
  });
  after(() => vite?.close());

  const asked = (questionnaire, answers) => [...enabled.enabledIn(questionnaire, answers)];

  test('a question is asked when its condition is met, and a group hides what is in it', () => {
    const questionnaire = form(
      choice('a', ['yes', 'no']),
      { linkId: 'g', type: 'group', enableWhen: [is('a', 'yes')], item: [choice('b', ['x']), choice('c', ['x'])] },
    );
    assert.deepEqual(asked(questionnaire, {}), ['a']);
    assert.deepEqual(asked(questionnaire, { a: [coding('no')] }), ['a']);
    assert.deepEqual(asked(questionnaire, { a: [coding('yes', 'in other words')] }), ['a', 'g', 'b', 'c']);
  });

  test('of several conditions all must be met, or any when the form says so', () => {
    const both = [is('a', 'yes'), is('b', 'yes')];
    const questionnaire = form(
      choice('a', ['yes', 'no']),
      choice('b', ['yes', 'no']),
      choice('all', ['x'], { enableWhen: both, enableBehavior: 'all' }),
      choice('any', ['x'], { enableWhen: both, enableBehavior: 'any' }),
    );
    const answers = { a: [coding('yes')], b: [coding('no')] };
    assert.deepEqual(asked(questionnaire, answers), ['a', 'b', 'any']);
    assert.deepEqual(asked(questionnaire, { ...answers, b: [coding('yes')] }), ['a', 'b', 'all', 'any']);
  });

  test('every operator compares as FHIR has it, and nothing compares with no answer', () => {
    const questionnaire = (operator, answer) =>
      form({ linkId: 'n', type: 'integer' }, choice('q', ['x'], { enableWhen: [when('n', operator, answer)] }));
    const holds = (operator, answer, given) =>
      asked(questionnaire(operator, answer), given === null ? {} : { n: [{ valueInteger: given }] }).includes('q');
    const four = { answerInteger: 4 };
    assert.deepEqual([3, 4, 5].map((n) => holds('>', four, n)), [false, false, true]);
    assert.deepEqual([3, 4, 5].map((n) => holds('>=', four, n)), [false, true, true]);
    assert.deepEqual([3, 4, 5].map((n) => holds('<', four, n)), [true, false, false]);
    assert.deepEqual([3, 4, 5].map((n) => holds('<=', four, n)), [true, true, false]);
    assert.deepEqual([3, 4].map((n) => holds('!=', four, n)), [true, false]);
    assert.deepEqual([holds('>', four, null), holds('=', four, null), holds('!=', four, null)], [false, false, true]);
    assert.deepEqual([holds('exists', { answerBoolean: true }, 1), holds('exists', { answerBoolean: true }, null)], [true, false]);
    assert.deepEqual([holds('exists', { answerBoolean: false }, 1), holds('exists', { answerBoolean: false }, null)], [false, true]);
  });

  test('an answer that is hidden counts for no other question; what hangs on itself is not asked', () => {
    const questionnaire = form(
      choice('a', ['yes', 'no']),
      choice('b', ['yes', 'no'], { enableWhen: [is('a', 'yes')] }),
      choice('c', ['x'], { enableWhen: [is('b', 'yes')] }),
      choice('loop', ['x'], { enableWhen: [is('loop', 'x')] }),
    );
    const answers = { a: [coding('no')], b: [coding('yes')], loop: [coding('x')] };
    assert.deepEqual(asked(questionnaire, answers), ['a']);
    const sent = response.responseOf(questionnaire, answers, 'now');
    assert.deepEqual(sent.item.map(({ linkId }) => linkId), ['a'], 'and it is not sent');
  });

  test('a question under a question waits for its answer, and is sent under it', () => {
    const questionnaire = form({
      linkId: 'g',
      text: 'Group',
      type: 'group',
      item: [{ linkId: 'pain', type: 'boolean', item: [choice('where', ['here'])] }],
    });
    assert.deepEqual(asked(questionnaire, {}), ['g', 'pain']);
    const answers = { pain: [{ valueBoolean: false }], where: [coding('here')] };
    const sent = response.responseOf(questionnaire, answers, '2026-11-22T08:00:00Z');
    assert.deepEqual(sent, {
      resourceType: 'QuestionnaireResponse',
      status: 'completed',
      questionnaire: 'https://varde.no/fhir/Questionnaire/x|3',
      authored: '2026-11-22T08:00:00Z',
      item: [
        {
          linkId: 'g',
          text: 'Group',
          item: [
            {
              linkId: 'pain',
              answer: [
                { valueBoolean: false, item: [{ linkId: 'where', text: 'where', answer: [coding('here')] }] },
              ],
            },
          ],
        },
      ],
    });
    assert.equal(response.responseOf(questionnaire, {}, 'now').item, undefined, 'an empty group is left out');
  });

  test('an answer is sent in the words of the form as it is now', () => {
    const questionnaire = form(choice('a', [], { answerOption: [coding('yes', 'Yes')] }));
    const { item } = response.responseOf(questionnaire, { a: [coding('yes', 'Ja')] }, 'now');
    assert.equal(item[0].answer[0].valueCoding.display, 'Yes');
  });

  test('questions are screens: with their groups, what is to be read before them, and hints; hidden items are none', () => {
    const control = (code) => [
      { url: `${FHIR}questionnaire-itemControl`, valueCodeableConcept: { coding: [{ code }] } },
    ];
    const questionnaire = form(
      { linkId: 'd', type: 'display', text: 'Read this' },
      {
        linkId: 'g',
        type: 'group',
        text: 'Breath',
        item: [choice('a', ['x'], { item: [{ linkId: 'h', type: 'display', text: 'Hint', extension: control('help') }] })],
      },
      choice('hidden', ['x'], { extension: [{ url: `${FHIR}questionnaire-hidden`, valueBoolean: true }] }),
      choice('b', ['x']),
      { linkId: 'end', type: 'display', text: 'Thanks' },
    );
    const [first, second, last, ...more] = questions.questionsOf(questionnaire, {});
    assert.deepEqual([first.item.linkId, first.groups, first.notes, first.hints], ['a', ['Breath'], ['Read this'], ['Hint']]);
    assert.deepEqual([second.item.linkId, second.groups, second.notes], ['b', [], []]);
    assert.deepEqual([last.item.type, last.notes, more], ['display', ['Thanks'], []]);
  });

  test('what an answer brings to be read comes right after that answer', () => {
    const note = {
      linkId: 'call',
      type: 'display',
      text: 'Call now',
      enableWhen: [is('a', 'yes'), is('b', 'yes')],
      enableBehavior: 'any',
    };
    const questionnaire = form(choice('a', ['yes', 'no']), choice('b', ['yes', 'no']), choice('c', ['x']), note);
    const row = (answers) => questions.questionsOf(questionnaire, answers).map(({ item }) => item.linkId);
    assert.deepEqual(row({}), ['a', 'b', 'c']);
    assert.deepEqual(row({ a: [coding('yes')], b: [coding('yes')] }), ['a', 'call', 'b', 'c']);
    assert.deepEqual(row({ a: [coding('no')], b: [coding('yes')] }), ['a', 'b', 'call', 'c']);
  });

  test('required, bounds, length and how many are held, and said', () => {
    const bounds = [
      { url: `${FHIR}minValue`, valueInteger: 0 },
      { url: `${FHIR}maxValue`, valueInteger: 10 },
    ];
    const number = { linkId: 'n', type: 'integer', required: true, extension: bounds };
    const key = (item, given) => check.faultOf(item, given)?.key ?? null;
    assert.equal(key(number, []), 'me.number_needed');
    assert.deepEqual([-1, 0, 10, 11].map((n) => key(number, [{ valueInteger: n }])), ['me.at_least', null, null, 'me.at_most']);
    assert.equal(key({ ...number, required: false }, []), null);
    assert.equal(key({ linkId: 't', type: 'string', maxLength: 3 }, [{ valueString: 'four' }]), 'me.too_long');
    const most = { ...choice('c', ['x', 'y']), repeats: true, extension: [{ url: `${FHIR}questionnaire-maxOccurs`, valueInteger: 1 }] };
    assert.equal(key(most, [coding('x'), coding('y')]), 'me.too_many');
    assert.equal(key(choice('c', ['x'], { required: true }), []), 'me.answer_needed');
  });

  test('one is chosen, or several; one that stands alone takes the others away', () => {
    const alone = { ...coding('none'), extension: [{ url: `${FHIR}questionnaire-optionExclusive`, valueBoolean: true }] };
    const options = [coding('x'), coding('y'), alone];
    const one = choice('c', []);
    const many = { ...one, repeats: true };
    assert.deepEqual(choosing.chosenAfter(one, options, [coding('x')], coding('y')), [coding('y')]);
    assert.deepEqual(choosing.chosenAfter(many, options, [coding('x')], coding('y')), [coding('x'), coding('y')]);
    assert.deepEqual(choosing.chosenAfter(many, options, [coding('x'), coding('y')], coding('x')), [coding('y')]);
    assert.deepEqual(choosing.chosenAfter(many, options, [coding('x')], alone), [coding('none')]);
    assert.deepEqual(choosing.chosenAfter(many, options, [coding('none')], coding('x')), [coding('x')]);
  });

  test('digits of every script, commas and points become one number; nothing else does', () => {
    const { typed, pressed, valueOf } = numbers;
    assert.deepEqual(['٩٤', '۹۴', '94 %', 'a9b4', '0094', '1234567'].map((text) => typed(text, 0)), ['94', '94', '94', '94', '94', '12345']);
    assert.deepEqual(['36,8', '36.85', '٣٦٫٨', '3,6,8', ',5'].map((text) => typed(text, 1)), ['36.8', '36.8', '36.8', '3.6', '0.5']);
    const type = (keys, places) => keys.reduce((text, key) => pressed(text, key, places), '');
    assert.equal(type(['3', '6', 'point', 'point', '8', '5'], 1), '36.8');
    assert.equal(type(['3', 'point', '6'], 0), '36');
    assert.equal(type(['9', '4', 'erase'], 0), '9');
    assert.equal(type(['point', 'erase', 'erase'], 1), '');
    assert.deepEqual(['', '36.', '36.8'].map(valueOf), [null, 36, 36.8]);
  });

  test('what cannot be is told from what is unlikely, at the bounds too', () => {
    const spo2 = measure('spo2', { usual: { low: 87, high: 101 } });
    const verdict = (text) => numbers.judged(spo2, { spo2: text });
    assert.deepEqual(['49', '50', '79', '86', '87', '100', '101'].map(verdict), [
      'impossible',
      'unlikely',
      'unlikely',
      'unlikely',
      'fine',
      'fine',
      'impossible',
    ]);
    assert.equal(numbers.usually(spo2), 94);
    const none = { hard: null, confirm: null };
    const bp = measure('bp', { ...none, parts: [measure('sbp', none), measure('dbp', none)] });
    assert.equal(numbers.judged(bp, { sbp: '128', dbp: '71' }), 'fine');
    assert.equal(numbers.judged(bp, { sbp: '71', dbp: '128' }), 'impossible', 'the upper is above the lower');
  });

  test('a report is sent as the service wants it: both readings, conditions, parts together, nothing that was left out', () => {
    const none = { hard: null, confirm: null };
    const today = {
      ...TODAY,
      measurements: [
        measure('spo2', { conditions: ['rest'], asks: ['oxygen'] }),
        measure('bp', { unit: '', parts: ['sbp', 'dbp'].map((one) => measure(one, { ...none, unit: 'mm[Hg]' })) }),
        measure('pulse', { unit: '/min' }),
        measure('temp', { unit: 'Cel', places: 1 }),
      ],
      forms: [{ id: 'daily', programme: 'copd', version: 2, title: '', questionnaire: form(choice('a', ['yes'])) }],
    };
    let draft = { ...drafts.newDraft('p', 'then'), oxygen: true };
    draft = drafts.withAttempt(draft, 'spo2', 0, { at: 't1', values: { spo2: '71' } });
    draft = drafts.withAttempt(draft, 'spo2', 1, { at: 't2', values: { spo2: '88' } });
    draft = drafts.withAttempt(draft, 'bp', 0, { at: 't3', values: { sbp: '128', dbp: '71' } });
    draft = drafts.withAttempt(draft, 'pulse', 0, { at: 't4', values: { pulse: '84' } });
    draft = drafts.withoutMeasure(draft, 'pulse');
    draft = drafts.withAttempt(draft, 'temp', 0, { at: 't5', values: { temp: '36.8' } });
    draft = drafts.withAnswers(draft, 'copd-daily', 'a', [coding('yes')]);
    const body = steps.bodyOf(today, draft, 'now');
    assert.deepEqual(body.measurements, [
      { parameter: 'spo2', value: 71, unit: '%', conditions: ['rest', 'oxygen'], measured: 't1' },
      { parameter: 'spo2', value: 88, unit: '%', conditions: ['rest', 'oxygen'], measured: 't2' },
      { parameter: 'bp', values: { sbp: 128, dbp: 71 }, unit: 'mm[Hg]', measured: 't3' },
      { parameter: 'temp', value: 36.8, unit: 'Cel', measured: 't5' },
    ]);
    assert.deepEqual([body.patient, body.measured, body.responses.length], ['p', 'now', 1]);
    const again = { ...draft, only: ['spo2'] };
    assert.deepEqual(steps.stepsOf(today, again).map(({ id }) => id), ['oxygen', 'spo2']);
    assert.deepEqual(steps.bodyOf(today, again, 'now').responses, [], 'measured again, the form is not asked again');
    const pressure = { ...draft, only: ['sbp'] };
    assert.deepEqual(steps.stepsOf(today, pressure).map(({ id }) => id), ['bp'], 'one part is measured with the other');
  });

  test('one goes on to the first step that is not done, also when an answer brings a new question', () => {
    const questionnaire = form(choice('a', ['yes', 'no']), choice('b', ['x'], { enableWhen: [is('a', 'yes')] }));
    const today = { ...TODAY, forms: [{ id: 'f', programme: 'p', version: 1, title: '', questionnaire }] };
    const left = (draft) => steps.firstLeft(today, draft)?.id ?? null;
    let draft = drafts.newDraft('p', 'then');
    assert.equal(left(draft), 'p-f a');
    draft = drafts.withPassed(drafts.withAnswers(draft, 'p-f', 'a', [coding('no')]), 'p-f a');
    assert.equal(left(draft), null);
    draft = drafts.withAnswers(draft, 'p-f', 'a', [coding('yes')]);
    assert.equal(left(draft), 'p-f b');
    assert.equal(steps.isEmpty(today, drafts.newDraft('p', 'then')), true);
    assert.equal(steps.isEmpty(today, draft), false);
  });

  test('what was told of a day holds until its next deadline, its end or its promise, whichever comes first', () => {
    const told = '2026-11-23T07:00:00Z';
    const at = (time) => ({ at: time, by: { day: '2026-11-23', clock: '10:00' }, opens: '2026-11-23', number: 0, of: 0, state: 'ahead' });
    const day = (part) => ({ now: told, next: null, coming: [], promise: null, ...part });
    const old = (part, time) => due.isOld(day(part), Date.parse(time));
    assert.equal(old({}, '2026-11-23T22:59:59Z'), false, 'the day in Norway ends at 23:00 by UTC');
    assert.equal(old({}, '2026-11-23T23:00:00Z'), true);
    assert.equal(old({ next: at('2026-11-23T09:00:00Z') }, '2026-11-23T08:59:59Z'), false);
    assert.equal(old({ next: at('2026-11-23T09:00:00Z') }, '2026-11-23T09:00:00Z'), true);
    const met = { ...at('2026-11-23T09:00:00Z'), state: 'met' };
    assert.equal(old({ next: at('2026-11-23T19:00:00Z'), coming: [met] }, '2026-11-23T09:30:00Z'), true, 'after it the next may be made');
    assert.equal(old({ promise: { by: '2026-11-23T14:00:00Z', passed: false } }, '2026-11-23T14:00:00Z'), true);
    assert.equal(old({ promise: { by: '2026-11-23T06:00:00Z', passed: true } }, '2026-11-23T14:00:00Z'), false, 'what had passed is no news');
  });

  test('that nobody is there holds until it opens; by when somebody looks, until then', () => {
    const said = (followUp, time) => due.stillSaid(followUp, Date.parse(time));
    const closed = { open: false, opens: '2026-11-24T07:00:00Z', looksBy: '2026-11-24T14:00:00Z' };
    assert.deepEqual([said(closed, '2026-11-24T06:59:00Z'), said(closed, '2026-11-24T07:00:00Z')], [true, false]);
    const open = { open: true, opens: null, looksBy: '2026-11-24T14:00:00Z' };
    assert.deepEqual([said(open, '2026-11-24T13:59:00Z'), said(open, '2026-11-24T14:00:00Z')], [true, false]);
  });

  test('what follows from several days is told by the name that the patient knows, without scores and numbers', () => {
    const told = (rule, parameter, text) =>
      words.reasonsOf({ reasons: [{ rule, parameter, zone: 'yellow', value: 2.91, limit: 1, text }] }, new Map([['spo2', measure('spo2', { name: 'Oksygen i blodet' })]]));
    for (const rule of ['drift.low', 'drift.high', 'oximetry.red', 'anthonisen.yellow', 'news2.red', 'pressure.mean']) {
      const [said] = told(rule, 'spo2', 'as the service has it');
      assert.match(said, /^me\.|^[^0-9=]+$/, rule);
      assert.notEqual(said, 'as the service has it', rule);
    }
    assert.deepEqual(told('answer.yellow', 'x', 'as the service has it'), ['as the service has it']);
  });
});
