// The patient's messages in a real browser, on a phone: read, answer, begin, and hear of what comes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, BY_THE_LINE, onStage, openPage, shot, signIn, until } from './lib.mjs';

const PHONE = { viewport: { width: 390, height: 844 } };

describe("the patient's messages", () => {
  let server, browser, nurse;
  onStage({}, (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
  });

  const threadsOf = async (login) => {
    const { patient } = (await api(server, server.token(login), '/api/me')).body;
    return (await api(server, server.token(login), `/api/patients/${patient}/threads`)).body.items;
  };
  let keys = 0;
  const say = async (token, thread, body) => {
    keys += 1;
    const headers = { 'Idempotency-Key': `patient-message-${keys}` };
    const path = `/api/threads/${thread.id}/messages`;
    assert.equal((await api(server, token, path, { method: 'POST', body: { body }, headers })).status, 201);
  };

  const withPage = async (login, act) => {
    const { context, page, complaints } = await openPage(browser, PHONE);
    try {
      await signIn(page, server, login);
      await page.waitForURL(/\/me$/);
      const main = page.locator('main');
      await main.getByRole('button', { name: /^Meldinger/ }).or(page.getByRole('link', { name: /^Meldinger/ })).first().click();
      await page.getByRole('heading', { name: 'Meldinger' }).waitFor();
      await act(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  test('an answer that waits is read, and answered; the service sees it at once', () =>
    withPage('patient1', async (page) => {
      const line = page.getByRole('button', { name: /Ny inhalator/ });
      await line.getByText('1 ny').waitFor();
      await shot(page, 'patient-messages');
      assert.equal((await threadsOf('patient1'))[0].unread, 1, 'the list alone is not reading it');
      await line.click();
      await page.locator('.mail-messages').getByText('Mål før du bruker den').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
      await until(async () => (await threadsOf('patient1'))[0].unread === 0);
      await page.getByLabel('Skriv svaret ditt').fill('Takk!\nDa gjør jeg det.');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Meldingen er sendt.').waitFor();
      await page.locator('.mail-own').getByText('Da gjør jeg det.').waitFor();
      await shot(page, 'patient-thread');
      const [thread] = (await api(server, nurse, `/api/patients/${(await threadsOf('patient1'))[0].id.split('.')[0]}/threads`))
        .body.items;
      assert.deepEqual([thread.unread, thread.messages[0].body], [1, 'Takk!\nDa gjør jeg det.']);

      await say(nurse, thread, 'Så bra.');
      await page.locator('.mail-messages').getByText('Så bra.').waitFor(BY_THE_LINE);
      await until(async () => (await threadsOf('patient1'))[0].unread === 0);
      await page.getByRole('button', { name: 'Alle meldinger' }).click();
      await page.locator('.mail-threads').waitFor();
      await say(nurse, thread, 'En ting til.');
      await page.getByRole('button', { name: /Ny inhalator/ }).getByText('1 ny').waitFor(BY_THE_LINE);
    }));

  test('a new message is written, with whom to call said beside it; what is empty is not sent', () =>
    withPage('patient2', async (page) => {
      await page.getByRole('button', { name: 'Skriv ny melding' }).click();
      await page.getByText('Til Oppfølgingstjenesten Nesvik').waitFor();
      await page.getByText('Meldinger blir lest når tjenesten er åpen').waitFor();
      assert.equal(await page.getByRole('link', { name: /116 117/ }).getAttribute('href'), 'tel:116117');
      assert.equal(await page.getByRole('link', { name: /113/ }).getAttribute('href'), 'tel:113');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Skriv noe før du sender.').waitFor();
      assert.deepEqual(await threadsOf('patient2'), []);
      await page.getByLabel('Skriv meldingen din').fill('Kan jeg få nye batterier?');
      await page.getByRole('button', { name: 'Alle meldinger' }).click();
      await page.getByRole('button', { name: 'Skriv ny melding' }).click();
      assert.equal(await page.getByLabel('Skriv meldingen din').inputValue(), 'Kan jeg få nye batterier?');
      await page.getByLabel('Hva gjelder det?').fill('Batterier');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Meldingen er sendt.').waitFor();
      const [thread] = await threadsOf('patient2');
      assert.deepEqual([thread.subject, thread.messages[0].body], ['Batterier', 'Kan jeg få nye batterier?']);
      const { body } = await api(server, nurse, `/api/worklist/${thread.id.split('.')[0]}`);
      assert.equal(body.unread, 1);
    }));

  test('every view: axe finds nothing, 18 px and 48 px hold, nothing is wider than 320 px, also right to left', () =>
    withPage('patient1', async (page) => {
      const views = [
        async () => page.locator('.mail-threads').waitFor(),
        async () => {
          await page.getByRole('button', { name: /Ny inhalator/ }).click();
          await page.locator('.mail-messages li').first().waitFor();
        },
        async () => {
          await page.getByRole('button', { name: 'Alle meldinger' }).click();
          await page.getByRole('button', { name: 'Skriv ny melding' }).click();
          await page.getByLabel('Skriv meldingen din').waitFor();
        },
      ];
      for (const view of views) {
        await view();
        for (const [direction, width] of [
          ['ltr', 390],
          ['rtl', 390],
          ['rtl', 320],
          ['ltr', 320],
        ]) {
          await page.setViewportSize({ width, height: 700 });
          await page.evaluate((to) => (document.documentElement.dir = to), direction);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
          if (width === 390) continue;
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
            assert.deepEqual(await axe(page), [], `${direction} ${colorScheme}`);
          }
        }
        const small = await page.evaluate(() =>
          [...document.querySelectorAll('.mail *')]
            .filter((one) => one.matches('button, a, input, textarea, label:has(input)'))
            .filter((one) => one.getBoundingClientRect().height < 48)
            .map((one) => one.outerHTML.slice(0, 80)),
        );
        assert.deepEqual(small, [], 'a target is too small');
        const tiny = await page.evaluate(() =>
          [...document.querySelectorAll('.mail *')]
            .filter((one) => one.textContent.trim() !== '' && parseFloat(getComputedStyle(one).fontSize) < 18)
            .map((one) => one.outerHTML.slice(0, 80)),
        );
        assert.deepEqual(tiny, [], 'a text is too small');
      }
    }));
});
