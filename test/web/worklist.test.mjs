// The work list in a real browser, on the real server: what a nurse sees and does.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, BY_THE_LINE, onStage, openPage, rows, shot, signIn, standOnLine, until, watched, withList } from './lib.mjs';
import { createWorld, rowOf } from './world.mjs';

const WORDS = /^(Rød|Gul|Grønn|Uteblitt|Usikker|Ingen)/;

describe('work list', () => {
  let server;
  let browser;
  let world;

  onStage({}, (stage) => {
    ({ server, browser } = stage);
    world = createWorld(server);
  });

  const hasFocus = (page, patient) =>
    page.evaluate(
      (id) => document.activeElement?.closest('[data-row]')?.dataset.row.startsWith(id) ?? false,
      patient.id,
    );
  const newRed = (page) => page.locator('#new-red').textContent();

  const withPage = (login, act, options) => withList(browser, server, login, act, options);

  test('stands in work order, every row with its zone in words', () =>
    withPage('nurse', async (page) => {
      const table = page.getByRole('table', { name: 'Arbeidsliste' });
      await table.waitFor();
      const shown = rows(page);
      let body;
      let names;
      // What time brings moves rows, in the service first.
      await until(async () => {
        ({ body } = await api(server, world.nurse, '/api/worklist?limit=50'));
        names = (await table.locator('.who .name').allTextContents()).slice(0, body.items.length);
        return body.items.length > 0 && names.join() === body.items.map((item) => item.patient.name).join();
      }, { says: 'not in work order' });
      for (const text of await table.locator('td.c-zone').allTextContents()) {
        assert.match(text, WORDS);
      }
      const zones = await shown.evaluateAll((all) => all.map((row) => row.dataset.zone));
      assert.deepEqual(
        zones.slice(0, body.items.length),
        body.items.map((item) => item.zone),
      );
      await shot(page, 'list');
    }));

  test('shows the next page when one scrolls to the end', () =>
    withPage('nurse', async (page) => {
      const { body } = await api(server, world.nurse, '/api/worklist?limit=500');
      assert.ok(body.items.length > 50, 'the demo has more than one page');
      await until(
        async () => {
          await rows(page).last().scrollIntoViewIfNeeded();
          const { items } = (await api(server, world.nurse, '/api/worklist?limit=500')).body;
          return (await rows(page).count()) === items.length;
        },
        { says: 'not all rows came' },
      );
    }));

  test('a red reading turns its row red by itself, without a reload, and is told of once', () =>
    withPage('nurse', async (page) => {
      const patient = await world.freshPatient();
      await page.evaluate(() => (globalThis.sameDocument = true));
      await page.getByText('oppdateres direkte').waitFor();
      await world.report(patient, patient.limit - 1);
      const row = rowOf(page, patient);
      await row.and(page.locator('[data-zone="red"]')).waitFor(BY_THE_LINE);
      const reason = (await world.row(patient)).reasons[0].text;
      assert.ok((await row.textContent()).includes(reason), `the row says: ${reason}`);
      assert.match(await row.locator('td.c-zone').textContent(), /^Rød/);
      assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
      assert.equal(await newRed(page), `Ny rød: ${patient.name}, ${reason}`);
      assert.match(await page.title(), /^\(\d+\) Arbeidsliste/);
      await shot(page, 'new-red');

      await page.getByRole('button', { name: 'Legg bort varselet' }).click();
      const { version } = await world.row(patient);
      const asking = watched(page);
      const again = page.waitForResponse(
        async (one) => one.url().endsWith(`/api/worklist/${patient.id}`) && (await one.json()).version > version,
      );
      await world.report(patient, patient.limit - 1);
      await again;
      await asking.quiet();
      assert.equal(await newRed(page), '', 'the same case is not told of again');
    }));

  test('what one takes, another browser sees; taking over is said and asked', () =>
    withPage('nurse', async (mine) => {
      const patient = await world.redCase();
      await withPage(
        'nurse2',
        async (theirs) => {
          await rowOf(mine, patient).locator('.who').focus();
          await mine.keyboard.press('t');
          await rowOf(mine, patient).getByText('Tatt av deg').waitFor();
          const { name } = (await world.row(patient)).takenBy;
          await rowOf(theirs, patient)
            .getByText(`Tatt av ${name}`)
            .waitFor(BY_THE_LINE);

          await rowOf(theirs, patient).locator('.who').focus();
          await theirs.keyboard.press('t');
          await theirs.getByText(`${name} har tatt denne.`).waitFor();
          assert.equal((await world.row(patient)).takenBy.mine, true);
          await theirs.locator('.list-foot').getByRole('button', { name: 'Ta over' }).click();
          await rowOf(theirs, patient).getByText('Tatt av deg').waitFor();
          await until(async () => (await world.row(patient)).takenBy.mine === false);

          await theirs.keyboard.press('t');
          await until(async () => (await world.row(patient)).takenBy === null);
        },
      );
    }));

  test('a case that another has taken is not closed over their head', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      await world.open(page, patient);
      await page.getByText('Siste rapport').waitFor();
      await page.keyboard.press('1');
      const other = server.token('nurse2');
      const taken = await api(server, other, `/api/worklist/${patient.id}/take`, {
        method: 'POST',
        body: {},
        headers: { 'Idempotency-Key': 'web-test-taken' },
      });
      assert.equal(taken.status, 200);
      await page.locator('.keeper', { hasText: 'Tatt av' }).waitFor(BY_THE_LINE);
      await page.getByRole('button', { name: 'Lagre og neste' }).click();
      const said = page.locator('.outcome .notice-wrong');
      await said.getByText('har tatt denne').waitFor();
      assert.equal((await world.row(patient)).zone, 'red');
      await said.getByRole('button', { name: 'Ta over' }).click();
      await page.locator('.keeper', { hasText: 'Tatt av deg' }).waitFor();
      await page.getByRole('button', { name: 'Lagre og neste' }).click();
      await page.getByText(`${patient.name} er kvittert.`).waitFor();
    }));

  test('a red case is closed with what was done, for everybody, and the next is there', () =>
    withPage('nurse', async (mine) => {
      const patient = await world.redCase();
      await withPage('nurse2', async (theirs) => {
        await rowOf(theirs, patient).waitFor();
        await world.open(mine, patient);
        const panel = mine.getByRole('complementary', { name: new RegExp(patient.name) });
        await panel.waitFor();
        await panel.getByText('Siste rapport').waitFor();
        await panel.getByRole('button', { name: 'Lagre og neste' }).click();
        await panel.getByText('velg et utfall').waitFor();
        assert.equal((await world.row(patient)).zone, 'red', 'nothing was saved without an outcome');

        await mine.keyboard.press('1');
        await mine.keyboard.press('2');
        await panel.getByLabel('Notat').fill('Ringt, tar forstøver.');
        await shot(mine, 'outcome');
        await panel.getByRole('button', { name: 'Lagre og neste' }).click();
        await rowOf(mine, patient).waitFor({ state: 'detached' });
        await rowOf(theirs, patient).waitFor({ state: 'detached', ...BY_THE_LINE });
        const [contact] = (await world.detail(patient)).contacts;
        assert.deepEqual([...contact.outcomes].sort(), ['doctor_contacted', 'guided_by_plan']);
        assert.equal(contact.note, 'Ringt, tar forstøver.');
        await mine.getByText(`${patient.name} er kvittert.`).waitFor();
        await mine.locator('.panel h2').waitFor();
        await until(() => mine.evaluate(() => document.activeElement?.id === 'h-case'), { says: 'the focus is not on the next case' });
        assert.equal(await mine.locator('.panel h2', { hasText: patient.name }).count(), 0);
      });
    }));

  test('what came in since stops the closing, keeps the note, and closes once it is seen', () =>
    withPage(
      'nurse',
      async (page) => {
        const patient = await world.redCase();
        await world.open(page, patient);
        await page.getByText('Siste rapport').waitFor();
        await page.keyboard.press('1');
        await page.getByLabel('Notat').fill('Skrevet før det nye kom');
        await world.report(patient, patient.limit - 2);
        await page.getByText('Noe har endret seg').waitFor(BY_THE_LINE);
        await page.getByRole('button', { name: 'Lagre og neste' }).click();
        await page.locator('.outcome .notice-wrong').waitFor();
        assert.equal((await world.row(patient)).zone, 'red', 'the unseen is not closed');
        assert.equal(await page.getByLabel('Notat').inputValue(), 'Skrevet før det nye kom');
        await shot(page, 'changed');

        const record = page.waitForResponse(new RegExp(`/api/patients/${patient.id}$`));
        await page.getByRole('button', { name: 'Vis det nye' }).first().click();
        await page.getByText('Noe har endret seg').waitFor({ state: 'detached' });
        await (await record).finished();
        await page.locator('.panel .report').first().waitFor();
        await page.getByRole('button', { name: 'Lagre og neste' }).click();
        await rowOf(page, patient).waitFor({ state: 'detached' });
        assert.equal((await world.detail(patient)).contacts[0].note, 'Skrevet før det nye kom');
      },
    ));

  test('without network nothing typed is lost, and trying again closes the case once', () =>
    withPage(
      'nurse',
      async (page) => {
        const patient = await world.redCase();
        const keys = [];
        await world.open(page, patient);
        await page.getByText('Siste rapport').waitFor();
        await page.keyboard.press('1');
        await page.getByLabel('Notat').fill('Linjen var nede');
        let lost = 0;
        await page.route('**/acknowledge', async (route) => {
          keys.push(route.request().headers()['idempotency-key']);
          // The first one reaches the server, but its answer is lost on the way.
          if (lost === 0) await route.fetch();
          lost += 1;
          if (lost <= 3) await route.abort('connectionreset');
          else await route.continue();
        });
        await page.getByRole('button', { name: 'Lagre og neste' }).click();
        await page.getByText('Får ikke kontakt').waitFor();
        assert.equal(await page.getByLabel('Notat').inputValue(), 'Linjen var nede');
        await shot(page, 'network-gone');
        await page.locator('.outcome').getByRole('button', { name: 'Prøv igjen' }).click();
        await page.getByText(`${patient.name} er kvittert.`).waitFor();
        assert.equal(keys.length, 4);
        assert.equal(new Set(keys).size, 1, 'every attempt had the same key');
        const kept = (await world.detail(patient)).contacts.filter(
          (one) => one.note === 'Linjen var nede',
        );
        assert.equal(kept.length, 1);
      },
    ));

  test('no answer keeps the case open and gives the row back', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      await rowOf(page, patient).locator('.who').focus();
      await page.keyboard.press('t');
      await rowOf(page, patient).getByText('Tatt av deg').waitFor();
      await page.keyboard.press('a');
      await page.getByText('Siste rapport').waitFor();
      await page.keyboard.press('1');
      await page.keyboard.press('7');
      assert.equal(await page.locator('.choices :checked').count(), 1, 'no answer stands alone');
      await page.getByRole('button', { name: 'Lagre og neste' }).click();
      await page.getByText('Forsøket er ført').waitFor();
      const row = await world.row(patient);
      assert.equal(row.zone, 'red');
      assert.equal(row.takenBy, null);
      await rowOf(page, patient).waitFor();
    }));

  test('a green is seen with one act', () =>
    withPage('nurse', async (page) => {
      const { body } = await api(server, world.nurse, '/api/worklist?zone=green&limit=500');
      const item = body.items.at(-1);
      await page.getByRole('radio', { name: /Grønn/ }).check();
      const row = rowOf(page, item.patient);
      await until(async () => {
        await rows(page).last().scrollIntoViewIfNeeded();
        return (await row.count()) === 1;
      });
      await row.locator('.who').focus();
      await page.keyboard.press('a');
      await page.getByText('Siste rapport').waitFor();
      await page.keyboard.press('Enter');
      await page.getByText(`${item.patient.name} er kvittert.`).waitFor();
      const [contact] = (await world.detail(item.patient)).contacts;
      assert.deepEqual(contact.outcomes, ['seen']);
    }));

  test('the focus stays with its row when rows move, and goes to the neighbour when it leaves', () =>
    withPage('nurse', async (page) => {
      const [moved, other, gone] = [
        await world.freshPatient(),
        await world.freshPatient(),
        await world.redCase(),
      ];
      await until(async () => {
        await rows(page).last().scrollIntoViewIfNeeded();
        return (await rowOf(page, moved).count()) === 1;
      });
      await rowOf(page, moved).locator('.who').focus();
      await world.report(other, other.limit - 1);
      await page.locator(`[data-zone="red"][data-row^="${other.id} "]`).waitFor();
      assert.equal(await hasFocus(page, moved), true, 'another row moved');
      await world.report(moved, moved.limit - 1);
      await page.locator(`[data-zone="red"][data-row^="${moved.id} "]`).waitFor();
      assert.equal(await hasFocus(page, moved), true, 'the row itself moved');

      await rowOf(page, gone).locator('.who').focus();
      const { version } = await world.row(gone);
      const closed = await api(server, world.nurse, `/api/worklist/${gone.id}/acknowledge`, {
        method: 'POST',
        body: { version, outcomes: ['guided_by_plan'] },
        headers: { 'Idempotency-Key': 'web-test-gone' },
      });
      assert.equal(closed.status, 200);
      await rowOf(page, gone).waitFor({ state: 'detached' });
      const inRow = await page.evaluate(
        () => document.activeElement?.closest('[data-row]') !== null,
      );
      assert.equal(inRow, true);
    }));

  test('filters narrow the list, stand in the address, and outlive a reload', () =>
    withPage('nurse', async (page) => {
      await page.getByRole('radio', { name: /Gul/ }).check();
      await until(async () => {
        const zones = await rows(page).evaluateAll((all) => all.map((row) => row.dataset.zone));
        return zones.length > 0 && zones.every((zone) => zone === 'yellow');
      });
      await page.getByLabel('Program').selectOption({ value: 'copd' });
      await until(() => /zone=yellow/.test(page.url()) && /programme=copd/.test(page.url()));
      const stand = async () => {
        const { items } = (await api(server, world.nurse, '/api/worklist?zone=yellow&programme=copd')).body;
        assert.ok(items.length > 0, 'the demo has yellow ones');
        const keys = await rows(page).evaluateAll((all) => all.map((row) => row.dataset.row.split(' ')[0]));
        return keys.join() === items.map(({ patient }) => patient.id).join();
      };
      await until(stand, { says: 'not what was asked for' });
      await page.reload();
      await until(stand, { says: 'not what was asked for, after a reload' });
      await page.getByLabel('Program').selectOption('');
      await page.getByRole('radio', { name: /Alle/ }).check();

      const patient = await world.redCase();
      await rowOf(page, patient).locator('.who').focus();
      await page.keyboard.press('t');
      await rowOf(page, patient).getByText('Tatt av deg').waitFor();
      await page.getByLabel('Mine').check();
      await rowOf(page, patient).waitFor();
      await until(async () => {
        const own = await rows(page).evaluateAll((all) => all.map((one) => one.querySelector('.c-taken .face.mine') !== null));
        return own.length > 0 && own.every(Boolean);
      }, { says: 'others stand there too' });
      assert.equal(await rowOf(page, patient).count(), 1);
    }));

  test('the search finds by the beginning of a name, and opens the row beside the list', () =>
    withPage('nurse', async (page) => {
      const { body } = await api(server, world.nurse, '/api/worklist?limit=500');
      const lettersOf = ({ patient }) => patient.name.slice(0, 4).trim().toLowerCase();
      // One of those that so few letters find, among all who share them.
      let at = body.items.length - 1;
      const isFound = async (item) => {
        const { items } = (await api(server, world.nurse, `/api/patients?q=${encodeURIComponent(lettersOf(item))}&limit=8`)).body;
        return items.some(({ id }) => id === item.patient.id);
      };
      while (at >= 0 && !(await isFound(body.items[at]))) at -= 1;
      const wanted = body.items[at].patient;
      await page.keyboard.press('/');
      const field = page.getByRole('combobox', { name: 'Søk etter pasient' });
      assert.equal(await field.evaluate((one) => one === document.activeElement), true);
      const typed = lettersOf(body.items[at]);
      const answer = page.waitForResponse((one) => new URL(one.url()).searchParams.get('q') === typed);
      await page.keyboard.type(typed);
      await (await answer).finished();
      const found = page.getByRole('listbox').getByRole('option');
      await page.getByRole('option', { name: `Vis bare «${typed}» i listen` }).waitFor();
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      const line = (await found.allTextContents()).findIndex((one) => one.startsWith(wanted.name));
      assert.ok(line >= 0, `${wanted.name} is found`);
      for (let step = 0; step <= line; step += 1) await page.keyboard.press('ArrowDown');
      const active = await field.getAttribute('aria-activedescendant');
      assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
      await shot(page, 'search');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: new RegExp(wanted.name) }).waitFor();
      assert.equal(await field.inputValue(), '');
      await page.keyboard.press('Escape');
      await until(() => page.evaluate(() => document.activeElement !== document.body));

      await page.keyboard.press('/');
      await page.keyboard.type('zzqq');
      await page.locator('.find').getByText('Ingen treff på «zzqq»').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      assert.equal(await field.inputValue(), '');
    }));

  test('the search narrows the list to a name, in the address too, and lets go of it', () =>
    withPage('nurse', async (page) => {
      const all = await rows(page).count();
      await page.keyboard.press('/');
      await page.keyboard.type('de');
      await page.getByRole('option', { name: 'Vis bare «de» i listen' }).click();
      await until(() => /[?&]q=de/.test(page.url()));
      await page.getByRole('button', { name: /Navn: «de»/ }).click();
      await until(() => !/q=/.test(page.url()));
      await until(async () => all > 0 && (await rows(page).count()) >= Math.min(all, 50));
    }));

  test('a view is kept under a name, chosen again after a reload, and deleted', () =>
    withPage('nurse', async (page) => {
      await page.getByRole('radio', { name: /Gul/ }).check();
      const menu = page.getByRole('button', { name: /^Lagrede utvalg/ });
      await menu.press('Enter');
      await page.getByLabel('Lagre dette utvalget som').fill('Bare de gule');
      await page.keyboard.press('Enter');
      const view = page.getByRole('button', { name: 'Bare de gule', exact: true });
      await view.waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await menu.evaluate((one) => one === document.activeElement), true);
      await page.goto(server.url);
      await rows(page).first().waitFor();
      await menu.click();
      await view.click();
      await until(() => /zone=yellow/.test(page.url()));
      assert.equal(await page.getByRole('radio', { name: /Gul/ }).isChecked(), true);
      await page.getByRole('button', { name: 'Lagrede utvalg: Bare de gule' }).click();
      await page.getByRole('button', { name: 'Slett utvalget Bare de gule' }).click();
      await view.waitFor({ state: 'detached' });
      assert.equal((await api(server, world.nurse, '/api/worklist/views')).body.items.length, 0);
    }));

  test('Home, End and the page keys go through the whole list, and each tile gives what it counts', () =>
    withPage('nurse', async (page) => {
      const { body } = await api(server, world.nurse, '/api/worklist?limit=500');
      await page.keyboard.press('j');
      await page.keyboard.press('End');
      await until(() => hasFocus(page, body.items.at(-1).patient), { says: 'End is the last of all' });
      await page.keyboard.press('PageUp');
      assert.equal(await hasFocus(page, body.items.at(-1).patient), false);
      await page.keyboard.press('Home');
      assert.equal(await hasFocus(page, body.items[0].patient), true);

      for (const [show, word] of [
        ['unread', 'Meldinger'],
        ['red', 'Rød'],
        ['missing', 'Uteblitt'],
      ]) {
        await page.getByRole('radio', { name: new RegExp(word) }).check();
        await until(async () => {
          const { body: counts } = await api(server, world.nurse, '/api/worklist/counts');
          const name = show === 'red' ? 'zone' : 'with';
          if (new URL(page.url()).searchParams.get(name) !== show) return false;
          await page.locator('table[aria-busy="false"]').waitFor();
          return (await rows(page).count()) === Math.min(counts[show], 50);
        }, { says: `${word} does not give what it counts` });
      }
    }));

  test('a row that changes is drawn anew alone, and a reload that says the same draws none', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const asking = watched(page);
      await standOnLine(page);
      await rowOf(page, patient).locator('svg.spark').waitFor();
      await page.locator('table[aria-busy="false"]').waitFor();
      await asking.quiet();
      await page.evaluate(() => {
        globalThis.drawn = new Set();
        new MutationObserver((all) => {
          for (const { target } of all) {
            const row = (target.nodeType === 1 ? target : target.parentElement).closest('[data-row]');
            if (row !== null && target.nodeType === 1) globalThis.drawn.add(row.dataset.row);
          }
        }).observe(document.querySelector('table tbody'), {
          subtree: true,
          childList: true,
          attributes: true,
        });
      });
      const taken = await api(server, world.nurse, `/api/worklist/${patient.id}/take`, {
        method: 'POST',
        body: {},
        headers: { 'Idempotency-Key': 'web-test-drawn' },
      });
      assert.equal(taken.status, 200);
      await rowOf(page, patient).getByText('Tatt av deg').waitFor();
      const drawn = await page.evaluate(() => [...globalThis.drawn]);
      assert.deepEqual(
        drawn.map((key) => key.split(' ')[0]),
        [patient.id],
      );
      const again = page.waitForResponse(/\/api\/worklist\?/);
      await page.evaluate(() => {
        globalThis.drawn.clear();
        globalThis.dispatchEvent(new Event('online'));
      });
      await (await again).finished();
      await asking.quiet();
      assert.deepEqual(await page.evaluate(() => [...globalThis.drawn]), []);
    }));

  test('English is chosen once: page, reasons and lang attribute follow, and it is remembered', () =>
    withPage('nurse', async (page) => {
      await world.redCase();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('table', { name: 'Work list' }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
      await page.locator('[data-zone="red"] .c-why', { hasText: /red ≤/ }).first().waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Work list' }).waitFor();
      await shot(page, 'english');
    }));

  test('a lost line is said after some seconds, and mended by itself', () =>
    withPage(
      'nurse',
      async (page, context) => {
        await standOnLine(page);
        await context.setOffline(true);
        await page.getByText('Mistet forbindelsen').waitFor();
        await shot(page, 'connection-lost');
        const patient = await world.redCase();
        await context.setOffline(false);
        await page.getByText('Mistet forbindelsen').waitFor({ state: 'detached' });
        await page.locator(`[data-zone="red"][data-row^="${patient.id} "]`).waitFor();
        assert.ok((await newRed(page)).includes(patient.name), 'the missed red is told of');
      },
    ));

  test('a session that ended leads to the log-in and back, with what was typed', () =>
    withPage(
      'nurse',
      async (page, context) => {
        const patient = await world.redCase();
        await world.open(page, patient);
        await page.getByText('Siste rapport').waitFor();
        await page.keyboard.press('8');
        await page.getByLabel('Notat').fill('Halvferdig notat');
        await context.clearCookies();
        await page.getByRole('button', { name: 'Lagre og neste' }).click();
        await page.waitForURL(/\/login\?return=/);
        await page.locator('[data-login="nurse"]').click();
        await world.open(page, patient);
        await page.getByText('Siste rapport').waitFor();
        assert.equal(await page.getByLabel('Notat').inputValue(), 'Halvferdig notat');
        assert.equal(await page.getByLabel('Hjemmebesøk').isChecked(), true);
      },
    ));

  test('a list that does not come says so, and comes when asked again', async () => {
    const { context, page } = await openPage(browser);
    // Without a line the list is not fetched again by itself, so that it is the button that brings it.
    await page.route('**/api/events*', (route) => route.abort('connectionrefused'));
    await page.route('**/api/worklist?*', (route) => route.abort('connectionrefused'));
    await signIn(page, server, 'nurse');
    await page.getByRole('heading', { name: 'Arbeidslisten kom ikke' }).waitFor();
    await page.unroute('**/api/worklist?*');
    await page.getByRole('button', { name: 'Prøv igjen' }).click();
    await rows(page).first().waitFor();
    await context.close();
  });

  test('an answer that cannot be drawn leaves no half page, but words', async () => {
    const { context, page } = await openPage(browser);
    const items = [{ patient: {}, service: {}, zone: 'red', enrolments: null }];
    await page.route('**/api/worklist?*', (route) =>
      route.fulfill({ json: { items, next: null } }),
    );
    await signIn(page, server, 'nurse');
    await page.getByRole('heading', { name: 'Noe gikk galt på siden' }).waitFor();
    assert.equal(await page.getByRole('table').count(), 0);
    await context.close();
  });

  test('one who has nobody left to follow up is told what will come', async () => {
    await world.clear('outsider');
    const { context, page, complaints } = await openPage(browser);
    await signIn(page, server, 'outsider');
    await page.getByRole('heading', { name: 'Ingen venter' }).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test('one who may see but not handle is offered no acts', async () => {
    await withPage('coordinator', async (page) => {
      await rows(page).first().locator('.who').click();
      await page.getByText('Siste rapport').waitFor();
      await page.getByText('Din rolle kan se saken').waitFor();
      assert.equal(await page.locator('.panel').getByRole('button', { name: /^(Ta$|Ta over|Kvitter|Lagre)/ }).count(), 0);
    });
  });
});
