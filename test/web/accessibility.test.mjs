// Every state of every page: axe in light and dark, in both languages, narrow and zoomed; and a run by
// keyboard alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { axe, onStage, openList, openPage, resize, rows, shot, signIn, until } from './lib.mjs';
import { createWorld } from './world.mjs';

const LANGUAGES = ['nb', 'en'];
const SCHEMES = ['light', 'dark'];

describe('accessibility', () => {
  let server;
  let browser;
  let world;

  onStage({}, async (stage) => {
    ({ server, browser } = stage);
    world = createWorld(server);
    await world.redCase();
    await world.clear('outsider');
  });

  /** Each state: how to get there from a page, and what it has when it is there. */
  const STATES = {
    login: async (page) => {
      await page.goto(`${server.url}/login`);
      await page.locator('[data-login="nurse"]').waitFor();
      await page.getByRole('button', { name: /Vis pasienter|Show patients/ }).click();
      await page.locator('[data-login^="patient"]').first().waitFor();
    },
    list: (page) => openList(page, server, 'nurse'),
    panel: async (page) => {
      await openList(page, server, 'nurse');
      await page.locator('[data-zone="red"] .who').first().click();
      await page.locator('.panel .report').first().waitFor();
      await page.keyboard.press('1');
    },
    refused: async (page) => {
      await openList(page, server, 'nurse');
      await page.locator('[data-zone="red"] .who').first().click();
      await page.locator('.panel .report').first().waitFor();
      await page.getByRole('button', { name: /Lagre og neste|Save and next/ }).click();
      await page.locator('.outcome .notice-wrong').waitFor();
    },
    green: async (page) => {
      await openList(page, server, 'nurse');
      await page.getByRole('radio', { name: /Grønn|Green/ }).check();
      await page.locator('[data-zone="green"] .who').first().click();
      await page.locator('.panel .report').first().waitFor();
    },
    help: async (page) => {
      await openList(page, server, 'nurse');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
    loading: async (page) => {
      await page.route('**/api/worklist?*', () => undefined);
      await signIn(page, server, 'nurse');
      await page.locator('.row-skeleton').first().waitFor();
    },
    empty: async (page) => {
      await signIn(page, server, 'outsider');
      await page.locator('.instead h2').waitFor();
    },
    error: async (page) => {
      await page.route('**/api/worklist?*', (route) => route.abort('connectionrefused'));
      await signIn(page, server, 'nurse');
      await page.locator('.instead h2').waitFor();
    },
    'no list': async (page) => {
      await signIn(page, server, 'caseworker');
      await page.locator('main table tbody th').first().waitFor();
    },
    me: async (page) => {
      await signIn(page, server, 'patient1');
      await page.waitForURL(/\/me$/);
      await page.locator('.me h1').waitFor();
    },
  };

  for (const [name, reach] of Object.entries(STATES)) {
    for (const language of LANGUAGES) {
      test(`${name}, ${language}: axe finds nothing in light and dark, and nothing is wider than 320 px`, async () => {
        const { context, page, complaints } = await openPage(browser);
        await page.addInitScript(
          (chosen) => localStorage.setItem('varde.language', chosen),
          language,
        );
        await reach(page);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        for (const colorScheme of SCHEMES) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          assert.deepEqual(await axe(page), [], `${name} ${language} ${colorScheme}`);
          await shot(page, `${name}-${language}-${colorScheme}`.replace(' ', '-'));
        }
        await resize(page, 320, 640);
        await until(() => page.evaluate(() => document.documentElement.scrollWidth === 320), {
          says: 'the page scrolls sideways',
        });
        await page.evaluate(() => {
          // What the foot covers just now is no fault of the row's.
          const foot = document.querySelector('.list-foot');
          if (foot !== null) foot.style.position = 'static';
        });
        if (language === 'nb') assert.deepEqual(await axe(page), [], `${name} at 320 px`);
        await shot(page, `${name}-${language}-320`.replace(' ', '-'));
        assert.deepEqual(complaints, []);
        await context.close();
      });
    }
  }

  test('at 200 % the list and the case can be used: the panel lies over the list, with a way back', async () => {
    const { context, page } = await openPage(browser, { viewport: { width: 683, height: 384 } });
    await openList(page, server, 'nurse');
    const first = rows(page).first().locator('.who');
    await first.click();
    await page.locator('.panel .report').first().waitFor();
    await shot(page, 'zoom-panel');
    assert.equal(await page.locator('.list').evaluate((list) => list.inert), true);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 683);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'Tilbake' }).click();
    await until(() => first.evaluate((name) => name === document.activeElement));
    await context.close();
  });

  test('a case is found, read, closed and left by keyboard alone', async () => {
    const { context, page, complaints } = await openPage(browser);
    const patient = await world.redCase();
    await openList(page, server, 'nurse');
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest('[data-row]')?.dataset.row ?? '');
    await page.locator('table[aria-busy="false"]').waitFor(); // a row that is drawn has the focus with its key
    await page.keyboard.press('j');
    for (let step = 0; step < 60 && !(await focused()).startsWith(patient.id); step += 1) {
      await page.keyboard.press('j');
    }
    assert.ok((await focused()).startsWith(patient.id), 'j reaches the case');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.panel .report').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    await until(async () => (await focused()).startsWith(patient.id), {
      says: 'Escape brings the focus back to the row',
    });

    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await until(async () => (await page.locator('dialog[open]').count()) === 0);
    assert.ok((await focused()).startsWith(patient.id), 'help gives the focus back');

    await page.keyboard.press('a');
    await page.locator('.panel .report').first().waitFor();
    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await page.getByText(`${patient.name} er kvittert.`).waitFor();
    const [contact] = (await world.detail(patient)).contacts;
    assert.deepEqual(contact.outcomes, ['out_of_hours']);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test('keys typed into the note are text, and one-letter keys can be turned off', async () => {
    const { context, page } = await openPage(browser);
    await openList(page, server, 'nurse');
    await page.locator('[data-zone="red"] .who').first().click();
    await page.locator('.panel .report').first().waitFor();
    await page.getByLabel('Notat').focus();
    await page.keyboard.type('jatk? 113');
    assert.equal(await page.getByLabel('Notat').inputValue(), 'jatk? 113');
    assert.equal(await page.locator('.choices :checked').count(), 0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByLabel('Bruk taster med én bokstav').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    // A key that is ours is done with before the next frame.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await page.locator('dialog[open]').count(), 0);
    await context.close();
  });
});
