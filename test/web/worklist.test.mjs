// The work list in a real browser, on the real server: what a nurse sees and does.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, onStage, openPage, rows, shot, signIn, until, withList } from './lib.mjs';
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
      const { body } = await api(server, world.nurse, '/api/worklist?limit=50');
      const shown = rows(page);
      await until(async () => (await shown.count()) >= body.items.length);
      const names = await table.locator('.who .name').allTextContents();
      assert.deepEqual(
        names.slice(0, body.items.length),
        body.items.map((item) => item.patient.name),
      );
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
          return (await rows(page).count()) === body.items.length;
        },
        { says: 'not all rows came' },
      );
    }));

  test('a red reading turns its row red within a second, without a reload, and is told of once', () =>
    withPage('nurse', async (page) => {
      const patient = await world.freshPatient();
      await page.evaluate(() => (globalThis.sameDocument = true));
      await page.getByText('oppdateres direkte').waitFor();
      await page.waitForTimeout(300); // the stream's own first load
      await world.report(patient, patient.limit - 1);
      const answered = Date.now();
      const row = rowOf(page, patient);
      await until(async () => (await row.getAttribute('data-zone').catch(() => '')) === 'red', {
        ms: 1000,
        says: 'the row was not red within a second',
      });
      assert.ok(Date.now() - answered <= 1000);
      const reason = (await world.row(patient)).reasons[0].text;
      assert.ok((await row.textContent()).includes(reason), `the row says: ${reason}`);
      assert.match(await row.locator('td.c-zone').textContent(), /^Rød/);
      assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
      assert.equal(await newRed(page), `Ny rød: ${patient.name}, ${reason}`);
      assert.match(await page.title(), /^\(\d+\) Arbeidsliste/);
      await shot(page, 'new-red');

      await page.getByRole('button', { name: 'Legg bort varselet' }).click();
      const before = (await world.row(patient)).version;
      await world.report(patient, patient.limit - 1);
      await until(async () => (await world.row(patient)).version > before);
      await page.waitForTimeout(600);
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
            .waitFor({ timeout: 1500 });

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
      await page.locator('.keeper', { hasText: 'Tatt av' }).waitFor({ timeout: 1500 });
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
        await rowOf(theirs, patient).waitFor({ state: 'detached', timeout: 1500 });
        const [contact] = (await world.detail(patient)).contacts;
        assert.deepEqual([...contact.outcomes].sort(), ['doctor_contacted', 'guided_by_plan']);
        assert.equal(contact.note, 'Ringt, tar forstøver.');
        await mine.getByText(`${patient.name} er kvittert.`).waitFor();
        await mine.locator('.panel h2').waitFor();
        const focused = await mine.evaluate(() => document.activeElement?.id);
        assert.equal(focused, 'h-case', 'the focus is on the next case');
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
        await page.getByText('Noe har endret seg').waitFor({ timeout: 1500 });
        await page.getByRole('button', { name: 'Lagre og neste' }).click();
        await page.locator('.outcome .notice-wrong').waitFor();
        assert.equal((await world.row(patient)).zone, 'red', 'the unseen is not closed');
        assert.equal(await page.getByLabel('Notat').inputValue(), 'Skrevet før det nye kom');
        await shot(page, 'changed');

        await page.getByRole('button', { name: 'Vis det nye' }).first().click();
        await page.getByText('Noe har endret seg').waitFor({ state: 'detached' });
        await page.waitForTimeout(300); // the record is read anew
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
      await until(async () => (await page.locator('.c-patient small').count()) > 0);
      assert.match(page.url(), /zone=yellow/);
      assert.match(page.url(), /programme=copd/);
      const { body } = await api(server, world.nurse, '/api/worklist?zone=yellow&programme=copd');
      await until(async () => (await rows(page).count()) === body.items.length);
      await page.reload();
      await until(async () => (await rows(page).count()) === body.items.length);
      await page.getByLabel('Program').selectOption('');
      await page.getByRole('radio', { name: /Alle/ }).check();

      const patient = await world.redCase();
      await rowOf(page, patient).locator('.who').focus();
      await page.keyboard.press('t');
      await rowOf(page, patient).getByText('Tatt av deg').waitFor();
      await page.getByLabel('Mine').check();
      const faces = page.locator('tbody .c-taken .face');
      await rowOf(page, patient).waitFor();
      await until(async () => (await faces.count()) === (await rows(page).count()));
      assert.equal(await page.locator('tbody .face:not(.mine)').count(), 0);
      assert.equal(await rowOf(page, patient).count(), 1);
    }));

  test('the search finds by the beginning of a name, and opens the row beside the list', () =>
    withPage('nurse', async (page) => {
      const { body } = await api(server, world.nurse, '/api/worklist?limit=500');
      const wanted = body.items.at(-1).patient;
      await page.keyboard.press('/');
      const field = page.getByRole('combobox', { name: 'Søk etter pasient' });
      assert.equal(await field.evaluate((one) => one === document.activeElement), true);
      await page.keyboard.type(wanted.name.slice(0, 4).toLowerCase());
      const found = page.getByRole('listbox').getByRole('option');
      await found.first().waitFor();
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      const at = (await found.allTextContents()).findIndex((line) => line.startsWith(wanted.name));
      assert.ok(at >= 0, `${wanted.name} is found`);
      for (let step = 0; step <= at; step += 1) await page.keyboard.press('ArrowDown');
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
      await until(async () => (await rows(page).count()) >= Math.min(all, 50));
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

      const { body: counts } = await api(server, world.nurse, '/api/worklist/counts');
      for (const [show, word] of [
        ['unread', 'Meldinger'],
        ['red', 'Rød'],
        ['missing', 'Uteblitt'],
      ]) {
        await page.getByRole('radio', { name: new RegExp(word) }).check();
        await until(async () => (await rows(page).count()) === Math.min(counts[show], 50), {
          says: `${word} gives ${counts[show]}`,
        });
      }
    }));

  test('a row that changes is drawn anew alone, and a reload that says the same draws none', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      await rowOf(page, patient).locator('svg.spark').waitFor();
      await page.waitForTimeout(500);
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
      await page.evaluate(() => {
        globalThis.drawn.clear();
        globalThis.dispatchEvent(new Event('online'));
      });
      await page.waitForResponse(/\/api\/worklist\?/);
      await page.waitForTimeout(400);
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
        await page.getByText('oppdateres direkte').waitFor();
        await page.waitForTimeout(500);
        await context.setOffline(true);
        await page.getByText('Mistet forbindelsen').waitFor({ timeout: 8000 });
        await shot(page, 'connection-lost');
        const patient = await world.redCase();
        await context.setOffline(false);
        await page.getByText('Mistet forbindelsen').waitFor({ state: 'detached', timeout: 8000 });
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
