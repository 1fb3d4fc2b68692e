// Reports that did not come, in a world where nothing has come for sixteen days: what the list says of them, how they
// are settled by one press, and those who have been silent for two weeks.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, onStage, openList, openPage, shot, until, withList, withoutLine } from './lib.mjs';
import { withPage } from './record_lib.mjs';

describe('missing and silent', () => {
  let server;
  let browser;
  let nurse;

  onStage({ patients: 30, days: 8, ago: 16 }, async (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
    await until(async () => (await get('/api/silent/count')).count >= 20, { says: 'nobody was looked at' });
    await until(async () => (await get('/api/worklist/counts')).missing >= 20);
  });

  const get = async (path) => (await api(server, nurse, path)).body;
  const list = async () => (await get('/api/worklist?limit=200')).items;
  const row = async (patient) => get(`/api/worklist/${patient.id}`);
  const as = (login, path, act, options) => withPage(browser, server, login, path, act, options);
  const rowAt = (page, patient) => page.locator(`[data-row^="${patient.id} "]`);
  const foot = (page) => page.locator('.panel .outcome');
  const silentAt = (page, patient) => page.locator(`.silent[data-patient="${patient.id}"]`);
  const focused = (page) => page.evaluate(() => document.activeElement?.closest('[data-patient]')?.dataset.patient ?? null);

  /** Missing, without a case, unread messages or another's hand on it. */
  const quiet = async () =>
    (await list()).filter((one) => one.missing && ['none', 'green'].includes(one.zone) && one.unread === 0 && one.takenBy === null);

  async function open(page, patient) {
    await rowAt(page, patient).locator('.who').click();
    await page.locator('.panel .report, .panel .instead').first().waitFor();
  }

  test('a row says how many are missing and since when; one press settles it, logs the contact, and the next is there', () =>
    withList(browser, server, 'nurse', async (page) => {
      const [{ patient, missed }] = await quiet();
      const words = missed === 1 ? '1 rapport mangler' : `${missed} rapporter mangler`;
      assert.match(await rowAt(page, patient).locator('.c-why').textContent(), new RegExp(`^${words} siden `));
      await open(page, patient);
      assert.match(await foot(page).locator('h3').textContent(), new RegExp(`^${words} siden `));
      await shot(page, 'missing');
      await foot(page).getByLabel('Notat').fill('På sykehus hos søsteren.');
      await foot(page).getByRole('button', { name: /Kontaktet/ }).click();
      await page.locator('.list-foot').getByText(`håndtert: ${patient.name}`).waitFor();
      await until(async () => (await page.locator('#h-case').textContent()) !== null && !(await page.locator('#h-case').textContent()).startsWith(patient.name));
      assert.equal((await row(patient)).missing, false);
      const [contact] = (await get(`/api/patients/${patient.id}/contacts`)).items;
      assert.deepEqual([contact.kind, contact.party, contact.note], ['phone', 'patient', 'På sykehus hos søsteren.']);
      const { trace } = await get(`/api/patients/${patient.id}/due`);
      assert.deepEqual([trace[0].kind, trace[0].outcome, trace[0].note], ['cleared', 'contacted', 'På sykehus hos søsteren.']);
      await page.goto(new URL(`/patients/${patient.id}#tasks`, page.url()).href);
      await page.locator('#h-missing-trace').waitFor();
      await page.getByText('Håndtert: kontaktet').waitFor();
    }));

  test('by keys alone: to the row, into the case, one digit, and on', () =>
    withList(browser, server, 'nurse', async (page) => {
      const all = await list();
      const [{ patient }] = await quiet();
      await page.keyboard.press('Home');
      for (let i = all.findIndex((one) => one.patient.id === patient.id); i > 0; i -= 1) await page.keyboard.press('j');
      // A row that was not drawn yet has the focus a frame later.
      await until(() => rowAt(page, patient).locator('.who').evaluate((name) => name === document.activeElement));
      await page.keyboard.press('Enter');
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-case'));
      await foot(page).getByText('mangler siden').waitFor();
      await page.keyboard.press('3');
      await until(async () => !(await row(patient)).missing);
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-case'), { says: 'the hands have no place' });
      const { trace } = await get(`/api/patients/${patient.id}/due`);
      assert.equal(trace[0].outcome, 'away');
      await page.keyboard.press('?');
      await page.getByText('Uteblitte rapporter og oppgaver').waitFor();
    }));

  test('z takes a clearing back: the row stands as it stood, and what was typed is there again', () =>
    withList(browser, server, 'nurse', async (page) => {
      const [{ patient, missed, missingSince }] = await quiet();
      await open(page, patient);
      await foot(page).getByLabel('Notat').fill('Reiser bort.');
      await foot(page).getByRole('button', { name: /Bortreist/ }).click();
      await page.locator('.list-foot').getByText(`håndtert: ${patient.name}`).waitFor();
      await until(async () => !(await row(patient)).missing);
      await page.keyboard.press('Escape');
      await page.keyboard.press('z');
      await page.locator('.list-foot').getByText(`Angret: ${patient.name} står i listen som før.`).waitFor();
      const after = await row(patient);
      assert.deepEqual([after.missing, after.missed, after.missingSince], [true, missed, missingSince]);
      const { trace } = await get(`/api/patients/${patient.id}/due`);
      assert.deepEqual(trace.slice(0, 2).map((one) => one.kind), ['reopened', 'cleared']);
      await open(page, patient);
      assert.equal(await foot(page).getByLabel('Notat').inputValue(), 'Reiser bort.');
    }));

  test('beside a yellow it stands above the report, and o leads there; the case stays', () =>
    withList(browser, server, 'nurse', async (page) => {
      const yellow = (await list()).find((one) => one.missing && one.zone === 'yellow');
      assert.notEqual(yellow.since, yellow.missingSince);
      assert.equal(await rowAt(page, yellow.patient).locator('time').getAttribute('datetime'), yellow.since, 'the case waits since it opened');
      await open(page, yellow.patient);
      await page.locator('.missing-strip').getByText('mangler siden').waitFor();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press('o');
      await until(() => page.evaluate(() => document.activeElement?.dataset.clear === 'contacted'));
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.locator('.missing-strip').waitFor({ state: 'detached' });
      assert.match(await page.locator('#h-case').textContent(), new RegExp(`^${yellow.patient.name}`));
      const after = await row(yellow.patient);
      assert.deepEqual([after.missing, after.zone], [false, 'yellow']);
    }));

  test('of two nurses the second is told that it is settled, and nothing is done twice', () =>
    withList(browser, server, 'nurse', async (page) => {
      const [{ patient }] = await quiet();
      const cleared = async () => (await get(`/api/patients/${patient.id}/due`)).trace.filter((one) => one.kind === 'cleared').map((one) => one.outcome);
      const before = await cleared();
      await open(page, patient);
      // What the other did is on its way until this one was refused.
      let letThrough;
      const gate = new Promise((done) => (letThrough = done));
      await page.route(`**/api/worklist/${patient.id}`, async (route) => {
        await gate;
        await route.continue();
      });
      const refused = page.waitForResponse(/\/missing\/clear$/);
      const other = server.token('nurse2');
      const body = { outcome: 'device' };
      assert.equal((await api(server, other, `/api/patients/${patient.id}/missing/clear`, { method: 'POST', body })).status, 200);
      await foot(page).getByLabel('Notat').fill('Ringt');
      await foot(page).getByRole('button', { name: /Ikke svar/ }).click();
      await (await refused).finished();
      letThrough();
      await page.getByText(/noen andre har håndtert det/).waitFor();
      assert.equal(await foot(page).getByLabel('Notat').inputValue(), 'Ringt');
      assert.deepEqual(await cleared(), ['device', ...before]);
    }));

  test('without an answer the words stay, and trying again does it once', () =>
    withList(browser, server, 'nurse', async (page) => {
      const [{ patient }] = await quiet();
      await open(page, patient);
      await page.route('**/missing/clear', (route) => route.abort());
      await foot(page).getByLabel('Notat').fill('Skal ringe igjen i morgen.');
      await foot(page).getByRole('button', { name: /Annet/ }).click();
      const again = foot(page).getByRole('button', { name: 'Prøv igjen' });
      await again.waitFor();
      assert.equal(await foot(page).getByLabel('Notat').inputValue(), 'Skal ringe igjen i morgen.');
      await page.unroute('**/missing/clear');
      await again.click();
      await until(async () => !(await row(patient)).missing);
      const { trace } = await get(`/api/patients/${patient.id}/due`);
      assert.equal(trace[0].note, 'Skal ringe igjen i morgen.');
    }));

  test('the list leads to the silent, who are read in light, dark, narrow and large', () =>
    as('nurse', '/', async (page) => {
      await page.getByRole('link', { name: /^\d+ stille i to uker$/ }).click();
      await page.locator('.silent').first().waitFor();
      const [first] = (await get('/api/silent')).items;
      const text = await silentAt(page, first.patient).textContent();
      assert.ok(text.includes(first.patient.name) && text.includes(`Uteblitt${first.missed}`), text);
      assert.ok((await silentAt(page, first.patient).getByRole('link', { name: /^Ring / }).getAttribute('href')).startsWith('tel:'));
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
        await shot(page, `silent-${colorScheme}`);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      assert.deepEqual(await axe(page), [], 'narrow');
      await shot(page, 'silent-320');
    }));

  test('by keys alone: contacted, with the contact logged; the next row has the hands; without words nothing is sent', () =>
    as('nurse', '/silent', async (page) => {
      await page.locator('.silent').first().waitFor();
      const [first, second] = (await get('/api/silent')).items;
      await page.keyboard.press('j');
      assert.equal(await focused(page), first.patient.id);
      await page.keyboard.press('1');
      await until(() => page.evaluate(() => document.activeElement?.tagName === 'INPUT'));
      await page.keyboard.press('Enter');
      await page.getByText('Skriv noen ord').waitFor();
      await page.keyboard.type('Apparatet lå i skuffen. Begynner igjen i morgen.');
      await page.keyboard.press('Enter');
      await silentAt(page, first.patient).waitFor({ state: 'detached' });
      await page.getByText(`${first.patient.name}: kontakten er logget.`).waitFor();
      await until(async () => (await focused(page)) === second.patient.id, { says: 'the hands have no place' });
      const [contact] = (await get(`/api/patients/${first.patient.id}/contacts`)).items;
      assert.deepEqual([contact.kind, contact.note], ['phone', 'Apparatet lå i skuffen. Begynner igjen i morgen.']);
      assert.ok((await get('/api/silent')).items.every((one) => one.patient.id !== first.patient.id));
    }));

  test('to adjust leads to the schedule; to propose closing makes a task of the municipality', () =>
    as('nurse', '/silent', async (page) => {
      const [first, second] = (await get('/api/silent')).items;
      await silentAt(page, first.patient).getByRole('button', { name: /Foreslå avslutning/ }).click();
      await page.getByLabel('Hvorfor bør det avsluttes?').fill('Vil ikke mer.');
      await page.getByRole('button', { name: 'Lagre', exact: true }).click();
      await page.getByText('kommunen har fått en oppgave').waitFor();
      await silentAt(page, second.patient).getByRole('button', { name: /Endre tidsplan/ }).click();
      await page.getByLabel('Hva skal endres, og hvorfor?').fill('Ukentlig holder.');
      await page.getByRole('button', { name: /Lagre og åpne/ }).click();
      await page.waitForURL(`**/patients/${second.patient.id}#schedule`);
    }));

  test('what was decided is taken back by z or by its button, and the row has the hands again', () =>
    as('nurse', '/silent', async (page) => {
      const [first] = (await get('/api/silent')).items;
      const keep = async (words) => {
        await silentAt(page, first.patient).getByRole('button', { name: /La fortsette/ }).click();
        await page.getByLabel('Hvorfor fortsette som før?').fill(words);
        await page.keyboard.press('Enter');
        await silentAt(page, first.patient).waitFor({ state: 'detached' });
      };
      const back = async () => {
        await page.getByText(`Bestemmelsen om ${first.patient.name} er angret.`).waitFor();
        await silentAt(page, first.patient).waitFor();
        await until(async () => (await focused(page)) === first.patient.id, { says: 'the row has no hands' });
        assert.ok((await get('/api/silent')).items.some((one) => one.patient.id === first.patient.id));
      };
      await keep('På ferie.');
      const button = page.getByRole('button', { name: 'Angre' });
      await button.waitFor();
      assert.deepEqual(await axe(page), []);
      await shot(page, 'silent-undo');
      await page.keyboard.press('z');
      await back();
      await page.keyboard.press('z');
      assert.equal(await silentAt(page, first.patient).count(), 1, 'it is taken back once');
      await keep('På hytta.');
      await button.click();
      await back();
      // Somebody else has decided since.
      await keep('På sykehus.');
      const token = server.token('nurse2');
      const body = { decision: 'kept', note: 'Har ringt.' };
      const answer = await api(server, token, `/api/patients/${first.patient.id}/silent`, { method: 'POST', body });
      assert.equal(answer.status, 201);
      await button.click();
      await page.getByText(/^Kunne ikke angres/).waitFor();
      assert.equal(await silentAt(page, first.patient).count(), 0);
    }));

  test('two browsers: what one decides goes from the other’s list by itself', () =>
    as('nurse', '/silent', async (page) => {
      const [first] = (await get('/api/silent')).items;
      await silentAt(page, first.patient).waitFor();
      await as('nurse2', '/silent', async (other) => {
        await silentAt(other, first.patient).getByRole('button', { name: /La fortsette/ }).click();
        await other.getByLabel('Hvorfor fortsette som før?').fill('På ferie til torsdag.');
        await other.getByRole('button', { name: 'Lagre', exact: true }).click();
        await silentAt(other, first.patient).waitFor({ state: 'detached' });
      });
      await silentAt(page, first.patient).waitFor({ state: 'detached' });
    }));

  test('the page says when it cannot be read, and tries again; when nobody is silent it says so', () =>
    as('nurse', '/silent', async (page) => {
      await withoutLine(page);
      await page.route('**/api/silent?*', (route) => route.abort());
      await page.reload();
      await page.getByRole('alert').getByRole('button', { name: 'Prøv igjen' }).waitFor();
      await page.unroute('**/api/silent?*');
      await page.route('**/api/silent?*', (route) => route.fulfill({ json: { days: 14, items: [], next: null } }));
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.getByText('Ingen har vært stille').waitFor();
    }));

  test('who may see the list but not work it has no decisions to make, and is told in words', async () => {
    const { context, page } = await openPage(browser);
    try {
      await openList(page, server, 'coordinator').catch(() => undefined);
      await page.goto(`${server.url}/silent`);
      await page.locator('h1').waitFor();
      assert.equal(await page.getByRole('button', { name: /Kontaktet/ }).count(), 0);
    } finally {
      await context.close();
    }
  });
});
