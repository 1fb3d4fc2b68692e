// The open case in a real browser, on the real server: what is told of it, the curves, and what can be done beside
// closing it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, BY_THE_LINE, onStage, shot, until, withList } from './lib.mjs';
import { createWorld, rowOf } from './world.mjs';

describe('panel', () => {
  let server;
  let browser;
  let world;

  onStage({}, (stage) => {
    ({ server, browser } = stage);
    world = createWorld(server);
  });

  const withPage = (login, act, options) => withList(browser, server, login, act, options);
  const panelOf = (page, patient) =>
    page.getByRole('complementary', { name: new RegExp(patient.name) });

  /** The patient's panel, with the record in it. */
  async function open(page, patient) {
    await world.open(page, patient);
    const panel = panelOf(page, patient);
    await panel.locator('.report').first().waitFor();
    return panel;
  }

  const contactsOf = async (patient) => (await world.detail(patient)).contacts;

  test('tells the value beside what is usual, what the programme says, and what to ask', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      const { reports, advice, guidance } = await world.detail(patient);
      const { value, usual } = reports[0].observations.find((one) => one.parameter === 'spo2');
      const line = panel.getByRole('row', { name: /^SpO₂/ });
      const [now, habit, change] = await line.getByRole('cell').allTextContents();
      assert.match(now, new RegExp(`^${value}`));
      assert.match(habit, new RegExp(`^${Math.round(usual.low)}(–${Math.round(usual.high)})?$`));
      assert.equal(change, `−${Math.round(usual.middle - value)}`);
      assert.match(await line.getByRole('rowheader').textContent(), /, Rød$/);
      await panel.getByRole('heading', { name: `Råd: ${advice[0].about}` }).waitFor();
      await panel.getByText(advice[0].questions[0]).waitFor();
      await panel.getByRole('heading', { name: `Planen: ${guidance[0].title}` }).waitFor();
      await panel.getByText(guidance[0].do[0]).waitFor();
      await shot(page, 'panel');
    }));

  test('ringing chooses phone; the outcome and the way are saved as one, and the next case is there', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      const ring = panel.getByRole('link', { name: /^Ring / });
      const { phone } = await world.detail(patient);
      assert.equal(await ring.getAttribute('href'), `tel:${phone.replace(/ /g, '')}`);
      await ring.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()));
      await ring.click();
      assert.equal(await panel.getByLabel('Kontakt med pasienten').inputValue(), 'phone');
      const save = panel.getByRole('button', { name: 'Lagre og neste' });
      assert.equal(await save.getAttribute('data-variant'), 'secondary');
      await page.keyboard.press('1');
      assert.equal(await save.getAttribute('data-variant'), null);
      await save.click();
      await rowOf(page, patient).waitFor({ state: 'detached' });
      const [contact] = await contactsOf(patient);
      assert.deepEqual(
        [contact.kind, contact.party, contact.zone, contact.outcomes, contact.closed],
        ['phone', 'patient', 'red', ['guided_by_plan'], true],
      );
      await page.locator('.panel h2').waitFor();
      assert.equal(await page.getByLabel('Kontakt med pasienten').inputValue(), '', 'the next is another');
    }));

  test('outcomes stand by number in the order of the keys', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      const said = await panel.locator('.choices label').allTextContents();
      assert.deepEqual(said, [
        '1Veiledet etter plan',
        '2Lege kontaktet',
        '3Legevakt',
        '4113',
        '5Falsk alarm',
        '6Utstyrsfeil',
        '7Ikke svar',
        '8Hjemmebesøk',
        '9Hastetime',
      ]);
      await page.keyboard.press('3');
      await page.keyboard.press('8');
      assert.deepEqual(
        await panel.locator('.choices :checked').evaluateAll((all) => all.map((one) => one.value)),
        ['out_of_hours', 'home_visit'],
      );
    }));

  test('curves are read by the arrow keys, and as a table with the same values', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      const curve = panel.getByRole('application', { name: /^SpO₂, / });
      await curve.locator('canvas').waitFor({ state: 'attached' });
      await curve.focus();
      await page.keyboard.press('ArrowRight');
      const reading = panel.locator('.curve').first().locator('.curve-reading');
      const { reports } = await world.detail(patient);
      const { value } = reports[0].observations.find((one) => one.parameter === 'spo2');
      assert.match(await reading.textContent(), new RegExp(`: ${value} %, rød$`));
      const last = await reading.textContent();
      await page.keyboard.press('ArrowLeft');
      assert.notEqual(await reading.textContent(), last);
      await page.keyboard.press('End');
      assert.equal(await reading.textContent(), last);
      await shot(page, 'curve-read');
      await panel.getByRole('radio', { name: '14 dager' }).check();
      await panel.getByRole('button', { name: 'Tabell' }).click();
      const table = panel.getByRole('table', { name: /^SpO₂ % lavest \d+ · gul \d+, rød [1-9]\d* av 14 d/ });
      const { body } = await api(server, world.nurse, `/api/patients/${patient.id}/series?parameter=spo2&days=13`);
      const newest = body.points.at(-1).value;
      const first = await table.getByRole('row').nth(1).getByRole('cell').allTextContents();
      assert.deepEqual([first[0], first[1].trim()], [String(newest), 'Rød']);
      await shot(page, 'curve-table');
      await panel.getByRole('radio', { name: 'ett år' }).check();
      await panel.getByRole('columnheader', { name: 'Median' }).first().waitFor();
      await panel.getByRole('button', { name: 'Tabell' }).click();
      await panel.getByText(/av 365 d/).first().waitFor();
      await shot(page, 'curve-year');
    }));

  test('the program that draws is fetched with the first case, not with the list', () =>
    withPage('nurse', async (page) => {
      const fetched = () =>
        page.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name));
      const drawing = (names) => names.filter((name) => /\/plot-[\w-]+\.js$/.test(name)).length;
      assert.equal(drawing(await fetched()), 0);
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.locator('canvas').first().waitFor({ state: 'attached' });
      assert.equal(drawing(await fetched()), 1);
    }));

  test('curves that do not come say so, and come when asked again', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      await page.route('**/series?*', (route) => route.abort('connectionrefused'));
      const panel = await open(page, patient);
      await panel.locator('.curves [role="alert"]').waitFor();
      await page.unroute('**/series?*');
      await panel.locator('.curves').getByRole('button', { name: 'Prøv igjen' }).click();
      await panel.locator('canvas').first().waitFor({ state: 'attached' });
      assert.equal(await panel.locator('.curves [role="alert"]').count(), 0);
    }));

  test('asking for a new measurement shows the words first, sends them once, and leaves the case open', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.getByRole('button', { name: 'Be om ny måling' }).click();
      const words = panel.getByLabel('Melding til pasienten');
      assert.match(await words.inputValue(), /Kan du måle SpO₂ en gang til\?/);
      const threads = async () =>
        (await api(server, world.nurse, `/api/patients/${patient.id}/threads`)).body.items;
      assert.equal((await threads()).length, 0, 'nothing is sent before one says so');
      await shot(page, 'ask-again');
      await panel.locator('.again').getByRole('button', { name: 'Send' }).click();
      await panel.getByText('Meldingen er sendt. Saken er fortsatt åpen.').waitFor();
      const [thread, ...others] = await threads();
      assert.equal(others.length, 0);
      assert.equal(thread.subject, 'Ny måling');
      assert.match(thread.messages[0].body, /Kan du måle SpO₂/);
      assert.equal(await panel.getByLabel('Kontakt med pasienten').inputValue(), 'message');
      assert.equal((await world.row(patient)).zone, 'red');
    }));

  test('a contact is logged without closing the case; what was typed outlives closing the panel', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.getByRole('button', { name: 'Før kontakt' }).click();
      await panel.getByRole('button', { name: 'Lagre kontakt' }).click();
      await panel.getByText('Skriv hva det gjaldt').waitFor();
      await panel.getByLabel('Hvordan').selectOption('video');
      await panel.getByLabel('Med hvem').selectOption('kin');
      await panel.getByLabel('Om hva').fill('Bruk av forstøver');
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await open(page, patient);
      assert.equal(await panel.getByLabel('Om hva').inputValue(), 'Bruk av forstøver');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'h-case', 'the case is what was opened');
      await shot(page, 'contact-form');
      await panel.getByRole('button', { name: 'Lagre kontakt' }).click();
      await panel.locator('.contacts li').first().getByText(/^Video pårørende, .*: Bruk av forstøver$/).waitFor();
      assert.equal(await panel.getByLabel('Om hva').count(), 0);
      const [contact] = await contactsOf(patient);
      assert.deepEqual([contact.kind, contact.party, contact.about, contact.closed], ['video', 'kin', 'Bruk av forstøver', null]);
      assert.equal((await world.row(patient)).zone, 'red');
    }));

  test('a note that one writes stands in the panel of another at once', () =>
    withPage('nurse', async (mine) => {
      const patient = await world.redCase();
      await withPage('nurse2', async (theirs) => {
        const there = await open(theirs, patient);
        const panel = await open(mine, patient);
        await panel.getByRole('button', { name: 'Skriv notat' }).click();
        await mine.keyboard.type('Ring helst etter ti, jatk 1.');
        assert.equal((await world.row(patient)).takenBy, null, 'letters are text here');
        await panel.getByRole('button', { name: 'Lagre notat' }).click();
        await panel.locator('.notes li').getByText('Ring helst etter ti').waitFor();
        await there.locator('.notes li').getByText('Ring helst etter ti').waitFor(BY_THE_LINE);
        assert.equal(await theirs.getByText('Noe har endret seg').count(), 0, 'a note is no new report');
        const [note] = (await world.detail(patient)).notes;
        assert.equal(note.text, 'Ring helst etter ti, jatk 1.');
      });
    }));

  test('a note that did not go is said and kept, and goes once', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.getByRole('button', { name: 'Skriv notat' }).click();
      await panel.locator('#record-note').fill('Bor alene');
      let lost = 0;
      await page.route('**/notes', async (route) => {
        lost += 1;
        if (lost === 1) await route.fetch(); // it arrives, and the answer is lost
        await route.abort('connectionrefused');
      });
      await panel.getByRole('button', { name: 'Lagre notat' }).click();
      await panel.getByText('Det du skrev, står her fremdeles.').waitFor();
      await page.unroute('**/notes');
      await panel.getByRole('button', { name: 'Lagre notat' }).click();
      await until(async () => (await panel.locator('#record-note').count()) === 0);
      assert.equal((await world.detail(patient)).notes.length, 1);
    }));

  test('the message button opens a new message with the focus in it', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.getByRole('button', { name: 'Skriv melding' }).click();
      await until(() => page.evaluate(() => document.activeElement?.closest('.messages .compose') !== null));
      await panel.getByRole('link', { name: 'Pasientens side' }).waitFor();
      const href = await panel.getByRole('link', { name: 'Pasientens side' }).getAttribute('href');
      assert.equal(href, `/patients/${patient.id}`);
    }));

  test('who may not write in the record is offered nothing to write', () =>
    withPage('coordinator', async (page) => {
      const shown = page.locator('[data-row] .who').first();
      await shown.click();
      await page.locator('.panel .report').first().waitFor();
      const names = /^(Skriv|Før|Be om|Ny melding|Lagre)/;
      const offered = await page.locator('.panel').getByRole('button', { name: names }).allTextContents();
      const { permissions } = (await api(server, server.token('coordinator'), '/api/me')).body;
      const wanted = permissions.includes('record.write') ? ['Før kontakt', 'Skriv notat'] : [];
      assert.deepEqual(offered, wanted);
    }));

  for (const [size, width] of [
    ['1366x768', 616],
    ['1920x1080', 960],
  ]) {
    test(`the panel is ${width} px wide on ${size}, and the foot is always in sight`, () => {
      const [wide, high] = size.split('x').map(Number);
      return withPage(
        'nurse',
        async (page) => {
          const patient = await world.redCase();
          const panel = await open(page, patient);
          await panel.locator('canvas').first().waitFor({ state: 'attached' });
          assert.equal(Math.round((await panel.boundingBox()).width), width);
          const save = await panel.getByRole('button', { name: 'Lagre og neste' }).boundingBox();
          assert.ok(save.y + save.height <= high);
          const wider = await panel.evaluate((all) =>
            [...all.querySelectorAll('.col > *')].filter((one) => one.scrollWidth > one.clientWidth + 1).length,
          );
          assert.equal(wider, 0, 'something is wider than its column');
          await shot(page, `panel-${size}`);
        },
        { viewport: { width: wide, height: high } },
      );
    });
  }

  test('with every form open axe finds nothing in light and dark, and nothing is wider than 320 px', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.getByRole('button', { name: 'Be om ny måling' }).click();
      await panel.getByRole('button', { name: 'Før kontakt' }).click();
      await panel.getByRole('button', { name: 'Skriv notat' }).click();
      await panel.getByRole('button', { name: 'Ny melding' }).click();
      await panel.locator('canvas').first().waitFor({ state: 'attached' });
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
        await shot(page, `panel-forms-${colorScheme}`);
      }
      await panel.getByRole('button', { name: 'Tabell' }).click();
      assert.deepEqual(await axe(page), [], 'table');
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      assert.deepEqual(await axe(page), [], '320 px');
      await shot(page, 'panel-forms-320');
    }));
});
