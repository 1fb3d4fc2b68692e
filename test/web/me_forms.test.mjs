// Any FHIR questionnaire on the patient's page, a question a screen, with what the service says given by the test: every
// kind of answer is shown, typed and sent as its kind.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { axe, onStage, until } from './lib.mjs';
import { createPatients, heading, holds, next, openMe, press, sendIt, step } from './me_lib.mjs';

const SDC = 'http://hl7.org/fhir/StructureDefinition/';
const SYSTEM = 'https://example.org/answers';
const option = (code, display, extension) => ({
  valueCoding: { system: SYSTEM, code, display },
  ...(extension ? { extension } : {}),
});
const hint = { url: `${SDC}questionnaire-itemControl`, valueCodeableConcept: { coding: [{ code: 'help' }] } };

const EVERY_KIND = {
  resourceType: 'Questionnaire',
  url: 'https://example.org/every-kind',
  version: '1',
  title: 'Every kind',
  item: [
    { linkId: 'read', type: 'display', text: 'Les dette først.' },
    {
      linkId: 'yn',
      type: 'boolean',
      text: 'Hoster du?',
      required: true,
      item: [
        { linkId: 'hint', type: 'display', text: 'Tenk på i dag.', extension: [hint] },
        {
          linkId: 'many',
          type: 'choice',
          text: 'Hva hoster du opp?',
          repeats: true,
          enableWhen: [{ question: 'yn', operator: '=', answerBoolean: true }],
          answerOption: [
            option('a', 'Slim'),
            option('b', 'Blod'),
            option('none', 'Ingenting', [{ url: `${SDC}questionnaire-optionExclusive`, valueBoolean: true }]),
          ],
        },
      ],
    },
    {
      linkId: 'count',
      type: 'integer',
      text: 'Hvor mange ganger?',
      required: true,
      extension: [
        { url: `${SDC}minValue`, valueInteger: 1 },
        { url: `${SDC}maxValue`, valueInteger: 20 },
      ],
    },
    {
      linkId: 'flow',
      type: 'quantity',
      text: 'Hvor mye oksygen får du?',
      extension: [
        {
          url: `${SDC}questionnaire-unit`,
          valueCoding: { system: 'http://unitsofmeasure.org', code: 'L/min', display: 'liter i minuttet' },
        },
      ],
    },
    { linkId: 'open', type: 'open-choice', text: 'Hva plager deg mest?', answerOption: [option('c', 'Pusten')] },
    { linkId: 'words', type: 'text', text: 'Vil du si noe mer?' },
    { linkId: 'day', type: 'date', text: 'Når begynte det?' },
    {
      linkId: 'later',
      type: 'choice',
      text: 'Mer enn ti?',
      enableWhen: [{ question: 'count', operator: '>', answerInteger: 10 }],
      answerOption: [option('y', 'Ja')],
    },
  ],
};

describe('forms of any kind', () => {
  let server, browser, patient;
  onStage({ patients: 30 }, async (stage) => {
    ({ server, browser } = stage);
    patient = await createPatients(server)();
  });

  const withDay = async (part, act) => {
    const { context, page, complaints } = await openMe(browser, server, patient.login);
    const sent = [];
    await page.route('**/api/me/today', (route) => route.fulfill({ json: { ...patient.today, ...part } }));
    await page.route('**/api/reports', (route) => {
      sent.push(route.request().postDataJSON());
      return route.fulfill({ status: 201, json: { ...patient.today.lastReport, id: 'x', repeat: [] } });
    });
    await page.reload();
    await page.locator('.today').waitFor();
    try {
      await act(page, sent);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  const form = (questionnaire) => [{ id: 'f', programme: 'p', version: 1, title: 'F', questionnaire }];
  const choose = (page, name) => page.locator('.answers label', { hasText: name }).click();
  const goOn = (page) => step(page, () => next(page));

  test('every kind of question is asked, held to its bounds and sent as its kind', () =>
    withDay({ measurements: [], forms: form(EVERY_KIND) }, async (page, sent) => {
      await step(page, () => page.locator('.due .go').click());
      assert.equal(await heading(page), 'Hoster du?');
      await page.getByText('Les dette først.').waitFor();
      await page.getByText('Tenk på i dag.').waitFor();
      await next(page);
      await page.getByText('Velg eller skriv et svar først.').waitFor();
      await choose(page, 'Ja');
      await goOn(page);

      await page.getByText('Du kan velge flere.').waitFor();
      await choose(page, 'Ingenting');
      await choose(page, 'Slim');
      await choose(page, 'Blod');
      assert.deepEqual(await page.locator('.answers input').evaluateAll((all) => all.map((one) => one.checked)), [true, true, false]);
      await holds(page, 'checkboxes');
      await goOn(page);

      await press(page, '21');
      await next(page);
      await page.getByText('Tallet må være høyst 20.').waitFor();
      await page.locator('[data-key="erase"]').click();
      await goOn(page);

      await press(page, '1,5');
      await page.getByText('liter i minuttet').first().waitFor();
      await holds(page, 'quantity');
      await goOn(page);

      await page.getByLabel('Med egne ord').fill('Søvnen');
      await holds(page, 'open choice');
      await goOn(page);
      await page.locator('textarea').fill('Jeg sov dårlig.\nTo netter.');
      assert.deepEqual(await axe(page), []);
      await goOn(page);
      await page.locator('input[type="date"]').fill('2026-11-20');
      await holds(page, 'date');
      await goOn(page);

      assert.equal(await heading(page), 'Dette sender du');
      await page.getByText('1,5 liter i minuttet').waitFor();
      await sendIt(page);
      await until(() => sent.length === 1);
      const [{ item }] = sent[0].responses;
      assert.deepEqual(
        item.map(({ linkId, answer }) => [linkId, answer[0]]),
        [
          [
            'yn',
            {
              valueBoolean: true,
              item: [
                {
                  linkId: 'many',
                  text: 'Hva hoster du opp?',
                  answer: [option('a', 'Slim'), option('b', 'Blod')],
                },
              ],
            },
          ],
          ['count', { valueInteger: 2 }],
          ['flow', { valueQuantity: { value: 1.5, unit: 'liter i minuttet', system: 'http://unitsofmeasure.org', code: 'L/min' } }],
          ['open', { valueString: 'Søvnen' }],
          ['words', { valueString: 'Jeg sov dårlig.\nTo netter.' }],
          ['day', { valueDate: '2026-11-20' }],
        ],
      );
    }));

  test('an earlier answer that is changed takes away what hung on it', () =>
    withDay({ measurements: [], forms: form({ ...EVERY_KIND, item: EVERY_KIND.item.slice(0, 2) }) }, async (page, sent) => {
      await step(page, () => page.locator('.due .go').click());
      await choose(page, 'Ja');
      await goOn(page);
      await choose(page, 'Slim');
      await goOn(page);
      await step(page, () => page.getByRole('button', { name: 'Endre: Hoster du?' }).click());
      await choose(page, 'Nei');
      await goOn(page);
      assert.equal(await heading(page), 'Dette sender du');
      await sendIt(page);
      await until(() => sent.length === 1);
      assert.deepEqual(sent[0].responses[0].item, [{ linkId: 'yn', text: 'Hoster du?', answer: [{ valueBoolean: false }] }]);
    }));

  test('with nothing to measure the page says so, and how it will come', () =>
    withDay({ measurements: [], forms: [], enrolments: [], lastReport: null }, async (page) => {
      await page.getByRole('heading', { name: 'Du skal ikke måle noe ennå' }).waitFor();
      await page.getByText('Du har ikke meldt fra før.').waitFor();
      await holds(page, 'nothing');
    }));
});
