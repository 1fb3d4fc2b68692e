// Every state of the patient's page in three languages: axe in light and dark, letters and targets of their size, from a
// narrow phone to a tablet, and enlarged to twice its size.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { axe, onStage, shot } from './lib.mjs';
import { createPatients, fillIn, fits, holds, next, openMe, press, step } from './me_lib.mjs';

const SIZES = { phone: [390, 844], narrow: [320, 568], tablet: [768, 1024] };
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/;

describe("accessibility of the patient's page", () => {
  let server, browser, freshPatient;
  onStage({ patients: 60 }, (stage) => {
    ({ server, browser } = stage);
    freshPatient = createPatients(server);
  });

  /** Holds a state in all sizes, and by axe: dark as a phone has it, light where it is narrowest. */
  async function hold(page, language, name) {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    assert.deepEqual(await axe(page), [], `${name} ${language} dark`);
    await shot(page, `me-${name}-${language}-dark`);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      await page.setViewportSize({ width, height });
      await fits(page, `${name} ${language} ${size}`);
      if (size === 'narrow') assert.deepEqual(await axe(page), [], `${name} ${language} narrow`);
      else if (language !== 'en') await shot(page, `me-${name}-${language}-${size}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const text = await page.locator('body').innerText();
    assert.doesNotMatch(text, /\{\w+\}|\bme\.[a-z_]+\b/, 'no place is left unfilled, no key shows');
    assert.doesNotMatch(text, OTHER_DIGITS, 'digits are Latin');
  }

  /** Is the one drawn left of the other, in the text where the one first stands? */
  const runsRight = (page, one, other) =>
    page.evaluate(
      ([first, second]) => {
        const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const node = texts.currentNode;
          const at = node.data.indexOf(first);
          if (at === -1) continue;
          const left = (from, length) => {
            const range = document.createRange();
            range.setStart(node, from);
            range.setEnd(node, from + length);
            return range.getBoundingClientRect().left;
          };
          return left(at, first.length) < left(node.data.indexOf(second, at), second.length);
        }
        return false;
      },
      [one, other],
    );

  for (const [language, direction] of [
    ['nb', 'ltr'],
    ['en', 'ltr'],
    ['ar', 'rtl'],
  ]) {
    test(`${language}: from today through a report to its result`, async () => {
      const patient = await freshPatient();
      const { context, page, complaints } = await openMe(browser, server, patient.login, { language });
      const state = (name) => hold(page, language, name);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [language, direction]);
      await state('today');
      await step(page, () => page.locator('.due .go').click());
      await state('oxygen');
      await page.locator('.answers label').nth(1).click();
      await step(page, () => next(page));
      await next(page);
      await press(page, '79');
      await state('number');
      await step(page, () => next(page));
      if (language === 'ar') assert.ok(await runsRight(page, '79', '%'), 'a number stands before its sign, from the left');
      await state('again');
      await step(page, () => page.locator('.stack .go').nth(1).click());
      await press(page, '999');
      await next(page);
      await next(page);
      await page.locator('.stack [data-variant]').waitFor();
      await state('impossible');
      await step(page, () => page.locator('.stack .quietly').click());
      await state('skip');
      await step(page, () => page.locator('.stack .go').first().click());
      await fillIn(page, patient.today, { answers: { different: 1, breathlessness: 3 } });
      await state('call-now');
      await step(page, () => next(page));
      await state('question');
      await fillIn(page, patient.today);
      await state('review');
      await page.route('**/api/reports', (route) => route.abort('connectionrefused'));
      await page.locator('.review .go').click();
      await page.locator('.waiting').waitFor();
      await state('waiting');
      await page.unroute('**/api/reports');
      await page.locator('.review .go').click();
      await page.locator('.zone-card-red').waitFor();
      await state('red');
      await step(page, () => page.locator('.stack .go').last().click());
      await state('done');
      await step(page, () => page.locator('.help').click());
      await state('help');
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }

  test('yellow and green hold too, also when they are looked at again in Arabic', async () => {
    for (const [zone, answers] of [
      ['yellow', { different: 1, breathlessness: 2 }],
      ['green', {}],
    ]) {
      const patient = await freshPatient();
      const first = await openMe(browser, server, patient.login);
      await fillIn(first.page, patient.today, { answers });
      await first.page.locator('.review .go').click();
      await first.page.locator(`.zone-card-${zone}`).waitFor();
      await hold(first.page, 'nb', zone);
      await first.context.close();
      const { context, page } = await openMe(browser, server, patient.login, { language: 'ar' });
      await step(page, () => page.locator('.last .quietly').click());
      await page.locator(`.zone-card-${zone}`).waitFor();
      assert.match(await page.locator('h1').innerText(), /^المنطقة/);
      await hold(page, 'ar', zone);
      await context.close();
    }
  });

  test('enlarged to 200 % on a tablet, the pad and the way on can be reached', async () => {
    const patient = await freshPatient();
    const { context, page } = await openMe(browser, server, patient.login, { viewport: { width: 384, height: 512 } });
    await step(page, () => page.locator('.due .go').click());
    await holds(page, 'oxygen at 200 %');
    await page.locator('.answers label').nth(1).click();
    await step(page, () => next(page));
    await press(page, '94');
    await holds(page, 'number at 200 %');
    await step(page, () => next(page));
    await context.close();
  });

  test('a language chosen in the middle of a report keeps what was answered', async () => {
    const patient = await freshPatient();
    const { context, page } = await openMe(browser, server, patient.login);
    await step(page, () => page.locator('.due .go').click());
    await page.locator('.answers label').nth(1).click();
    await step(page, () => next(page));
    await press(page, '94');
    await step(page, () => page.goBack());
    await step(page, () => page.goBack());
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.getByRole('button', { name: 'تابع' }).click();
    await page.locator('.digits').waitFor();
    assert.equal(await page.locator('.digits').inputValue(), '94');
    assert.match(await page.locator('h1').innerText(), /الأكسجين/);
    await context.close();
  });
});
