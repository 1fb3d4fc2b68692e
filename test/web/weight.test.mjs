// What the list costs before it can be used: bytes and requests of a first load, and that nothing is lost by asking
// but once.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BY_THE_LINE, onStage, openList, openPage, rows, until, watched } from './lib.mjs';
import { createWorld } from './world.mjs';

const BUDGET = 250_000;

describe('the first load of the list', () => {
  let server;
  let browser;
  let world;

  onStage({}, (stage) => {
    ({ server, browser } = stage);
    world = createWorld(server);
  });

  /** A page of someone who has logged in, that has asked for nothing yet, and what it will ask for. */
  async function freshPage() {
    const { context, page: earlier } = await openPage(browser);
    await openList(earlier, server, 'nurse');
    await earlier.close();
    const page = await context.newPage();
    return { context, page, ...watched(page) };
  }

  /** Every byte from the server, heads too, as it comes over the wire. */
  async function weigh(context, page) {
    const devtools = await context.newCDPSession(page);
    const weighed = { bytes: 0 };
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (weighed.bytes += encodedDataLength));
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    return weighed;
  }

  test('is less than 250 kB over the wire, without the program that draws large curves', async () => {
    const { context, page, asked, times, quiet } = await freshPage();
    const weighed = await weigh(context, page);
    const programs = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) programs.push(response.text());
    });
    await page.goto(server.url);
    await page.locator('svg.spark').first().waitFor();
    await page.waitForLoadState('load');
    await until(() => times('/api/events') === 1);
    await quiet();
    assert.ok(weighed.bytes > 50_000, `only ${weighed.bytes} bytes were seen`);
    assert.ok(weighed.bytes < BUDGET, `${weighed.bytes} bytes: ${asked.join(' ')}`);
    const texts = await Promise.all(programs);
    assert.ok(texts.some((text) => text.includes('/api/worklist')), 'the programs are read');
    assert.ok(!texts.some((text) => /uplot/i.test(text)), 'uPlot waits until a panel is opened');
    await context.close();
  });

  test('asks for the list and its counts once, also when the line for what is new stands', async () => {
    const { context, page, asked, times, quiet } = await freshPage();
    const patient = await world.freshPatient();
    const line = page.waitForResponse(/\/api\/events/);
    await page.goto(server.url);
    await rows(page).first().waitFor();
    assert.equal((await line).status(), 200);
    await quiet();
    const told = ['/api/me', '/api/worklist', '/api/events'];
    assert.deepEqual([...told, '/api/worklist/counts'].map(times), [1, 1, 1, 1]);
    // What the line tells is heard of later than that it stands.
    await world.report(patient, patient.limit - 1);
    await page.locator('#new-red', { hasText: patient.name }).waitFor(BY_THE_LINE);
    await quiet();
    assert.deepEqual(told.map(times), [1, 1, 1], asked.join(' '));
    await context.close();
  });

  test('misses nothing that happens after the list was read and before the line stands', async () => {
    const { context, page, times } = await freshPage();
    const patient = await world.freshPatient();
    let letThrough;
    const gate = new Promise((done) => (letThrough = done));
    await page.route('**/api/events*', async (route) => {
      await gate;
      await route.continue();
    });
    await page.goto(`${server.url}/?q=${encodeURIComponent(patient.name.split(' ')[0])}`);
    const row = page.locator(`[data-row^="${patient.id} "]`);
    await row.waitFor();
    const read = times('/api/worklist');
    await until(() => times('/api/events') === 1);
    await world.report(patient, patient.limit - 1);
    await until(async () => (await world.row(patient)).zone === 'red');
    assert.notEqual(await row.getAttribute('data-zone'), 'red', 'the page has not heard of it');
    letThrough();
    await page.locator(`[data-zone="red"][data-row^="${patient.id} "]`).waitFor(BY_THE_LINE);
    assert.equal(times('/api/worklist'), read, 'it heard of it by the line, not by reading the list again');
    assert.ok((await page.locator('#new-red').textContent()).includes(patient.name), 'and it is told of');
    await context.close();
  });

  test('draws the first screenful, then all; rows out of sight take the width beside the panel in the end', async () => {
    const { context, page } = await freshPage();
    await page.goto(server.url);
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('End');
    await page.locator('table[aria-busy="false"]').waitFor();
    await until(() => page.evaluate(() => document.activeElement?.closest('[data-row]:last-child') !== null));
    await page.keyboard.press('Home');
    /** The widths and shapes that there are among the rows, and the width that they should have. */
    const widths = () =>
      page.evaluate(() => ({
        all: [...new Set([...document.querySelectorAll('[data-row]')].map((row) => row.offsetWidth))],
        shapes: [...new Set([...document.querySelectorAll('[data-row]')].map((row) => row.dataset.fit))],
        room: document.querySelector('.scroll').clientWidth,
      }));
    const alone = await widths();
    assert.deepEqual([alone.all, alone.shapes], [[alone.room], ['wide']]);
    await page.keyboard.press('Enter');
    await page.locator('.panel .report').first().waitFor();
    const shown = await rows(page).first().evaluate((row) => [row.offsetWidth, row.dataset.fit]);
    const beside = await until(
      async () => {
        const now = await widths();
        return now.all.length === 1 && now;
      },
      { says: 'some rows kept the width of before' },
    );
    assert.ok(beside.room < alone.room);
    assert.deepEqual([beside.all, beside.shapes], [[beside.room], ['narrow']]);
    assert.deepEqual(shown, [beside.room, 'narrow']);
    assert.equal(await page.evaluate(() => document.querySelector('.scroll').scrollWidth), beside.room);
    await context.close();
  });
});
