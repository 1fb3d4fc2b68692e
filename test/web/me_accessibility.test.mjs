// Every state of the patient's page in three languages: axe in light and dark, letters and targets of their size, from a
// narrow phone to a tablet, and enlarged to twice its size.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, launch, shot, startServer } from './lib.mjs';
import { createPatients, fillIn, holds, next, openMe, press, step } from './me_lib.mjs';

const SIZES = { phone: [390, 844], narrow: [320, 568], tablet: [768, 1024] };
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/;

describe("accessibility of the patient's page", () => {
  let server, browser, freshPatient;
  before(async () => {
    server = await startServer({ patients: 60 });
    browser = await launch();
    freshPatient = createPatients(server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Holds a state in all sizes, and axe in light and dark. */
  async function hold(page, language, name) {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    assert.deepEqual(await axe(page), [], `${name} ${language} dark`);
    if (language !== 'en') await shot(page, `me-${name}-${language}-dark`);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      await page.setViewportSize({ width, height });
      await holds(page, `${name} ${language} ${size}`);
      await shot(page, `me-${name}-${language}-${size}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const text = await page.locator('body').innerText();
    assert.doesNotMatch(text, /\{\w+\}|\bme\.[a-z_]+\b/, 'no place is left unfilled, no key shows');
    assert.doesNotMatch(text, OTHER_DIGITS, 'digits are Latin');
  }

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

  test('yellow and green look alike in all sizes, and in Arabic', async () => {
    for (const [zone, answers] of [
      ['yellow', { different: 1, breathlessness: 2 }],
      ['green', {}],
    ]) {
      const patient = await freshPatient();
      const { context, page } = await openMe(browser, server, patient.login);
      await fillIn(page, patient.today, { answers });
      await page.locator('.review .go').click();
      await page.locator(`.zone-card-${zone}`).waitFor();
      await hold(page, 'nb', zone);
      await page.evaluate(() => localStorage.setItem('varde.language', 'ar'));
      await page.reload();
      await page.locator(`.zone-card-${zone}`).waitFor();
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
