// Arabic: the pages that patients meet, from right to left, in light and dark, narrow and wide; and what of it
// clinicians do not meet.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, onStage, openPage, rows, shot, until } from './lib.mjs';

const ARABIC = /[\u0600-\u06ff]/;
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/;

describe('Arabic', () => {
  let server;
  let browser;

  onStage({ patients: 30 }, (stage) => ({ server, browser } = stage));

  const withPage = async (act) => {
    const { context, page, complaints } = await openPage(browser);
    try {
      await act(page, complaints);
    } finally {
      await context.close();
    }
  };

  const frame = (page) =>
    page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
  const width = (page) => page.evaluate(() => document.documentElement.scrollWidth);
  const chooseArabic = (page) => page.getByRole('button', { name: 'العربية' }).click();
  const fontsOf = (page) => {
    const fonts = [];
    page.on('request', (request) => {
      if (request.url().includes('noto-sans-arabic')) fonts.push(request.url());
    });
    return fonts;
  };

  /** Axe in light and dark, and nothing wider than the narrowest phone. */
  async function holds(page, name) {
    assert.deepEqual(await frame(page), ['ar', 'rtl']);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      assert.deepEqual(await axe(page), [], `${name} ${colorScheme}`);
    }
    await shot(page, `${name}-ar`);
    await page.setViewportSize({ width: 320, height: 640 });
    assert.equal(await width(page), 320, 'the page does not scroll sideways');
    assert.deepEqual(await axe(page), [], `${name} at 320 px`);
    await shot(page, `${name}-ar-320`);
    const text = await page.locator('body').innerText();
    assert.match(text, ARABIC);
    assert.doesNotMatch(text, OTHER_DIGITS, 'digits are Latin');
    assert.doesNotMatch(text, /\{\w+\}|\b[a-z]+\.[a-z_]+\b/, 'no place is left unfilled, no key shows');
  }

  test('the log-in and the own page are in Arabic from right to left once it is chosen', () =>
    withPage(async (page, complaints) => {
      await page.goto(`${server.url}/login`);
      await page.locator('[data-login="nurse"]').waitFor();
      assert.deepEqual(await frame(page), ['nb', 'ltr']);
      await chooseArabic(page);
      await page.getByRole('heading', { name: 'تسجيل الدخول' }).waitFor();
      await page.getByRole('button', { name: 'عرض المرضى' }).click();
      await page.locator('[data-login="patient1"]').waitFor();
      const right = await page.getByRole('heading', { level: 1 }).evaluate((h1) => {
        const range = document.createRange();
        range.selectNodeContents(h1);
        const { left } = range.getBoundingClientRect();
        return left > globalThis.innerWidth / 2;
      });
      assert.ok(right, 'the title begins at the right');
      await holds(page, 'login');

      await page.locator('[data-login="patient1"]').click();
      await page.waitForURL(`${server.url}/me`);
      await page.getByRole('button', { name: 'تسجيل الخروج' }).waitFor();
      await page.locator('main h1').waitFor();
      await holds(page, 'me');
      assert.deepEqual(complaints, []);
    }));

  test('its font comes from our own server, and only to who reads it', () =>
    withPage(async (page) => {
      const fonts = fontsOf(page);
      await page.goto(`${server.url}/login`);
      await page.locator('[data-login="nurse"]').waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      assert.deepEqual(fonts, []);
      await chooseArabic(page);
      await until(() => fonts.length > 0, { says: 'the font is fetched' });
      assert.ok(fonts.every((url) => url.startsWith(server.url)), fonts.join());
      await until(() =>
        page.evaluate(() =>
          [...document.fonts].some((one) => one.family.includes('Arabic') && one.status === 'loaded'),
        ),
      );
    }));

  test('clinicians are not offered it: what was chosen at the log-in gives way, and is not forgotten', () =>
    withPage(async (page) => {
      await page.goto(`${server.url}/login`);
      await chooseArabic(page);
      await page.locator('[data-login="nurse"]').click();
      await rows(page).first().waitFor();
      assert.deepEqual(await frame(page), ['nb', 'ltr']);
      assert.equal(await page.getByRole('button', { name: 'العربية' }).count(), 0);
      assert.doesNotMatch(await page.locator('body').innerText(), ARABIC);
      await page.goto(`${server.url}/login`);
      await page.getByRole('heading', { name: 'تسجيل الدخول' }).waitFor();
      assert.deepEqual(await frame(page), ['ar', 'rtl']);
    }));

  test('the server speaks it too: the zone, the reasons and who looks at them', async () => {
    const { body } = await api(server, server.token('patient1'), '/api/me/today', {
      headers: { 'Accept-Language': 'ar' },
    });
    const { followUp, measurements, contacts } = body;
    const told = [followUp.text, ...measurements.map(({ name }) => name), contacts.at(-1).name];
    for (const text of told) assert.match(text, ARABIC);
    assert.doesNotMatch(JSON.stringify(body), OTHER_DIGITS);
  });
});
