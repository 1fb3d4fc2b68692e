// All greens at once, and taking back: what is shown before, what happens, and what can be undone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, onStage, rows, shot, until, withList } from './lib.mjs';
import { createWorld, rowOf } from './world.mjs';

describe('greens and undo', () => {
  let server;
  let browser;
  let world;

  onStage({}, (stage) => {
    ({ server, browser } = stage);
    world = createWorld(server);
  });

  const withPage = (act, options) => withList(browser, server, 'nurse', act, options);
  const greens = async () => (await api(server, world.nurse, '/api/worklist/greens')).body;
  const ask = async (page) => {
    await page.keyboard.press('g');
    const dialog = page.getByRole('dialog', { name: 'Kvitter alle grønne' });
    await dialog.locator('.tally').waitFor();
    return dialog;
  };

  test('g tells how many, whom to look at first and why, with the focus on the one act', () =>
    withPage(async (page) => {
      const { ready, left } = await greens();
      assert.ok(ready.length > 10 && left.length > 2, 'the demo has both');
      const dialog = await ask(page);
      assert.equal(
        (await dialog.locator('.tally').textContent()).replace(/\s+/g, ' '),
        `${ready.length + left.length} grønne i dag. ${ready.length} kvitteres, ${left.length} blir stående.`,
      );
      const button = dialog.getByRole('button', { name: `Kvitter ${ready.length}` });
      assert.equal(await button.evaluate((one) => one === document.activeElement), true);
      const lines = await dialog.locator('.left-out li').allTextContents();
      assert.equal(lines.length, left.length);
      left.forEach((item, at) => {
        assert.ok(lines[at].includes(item.patient.name));
        const words = item.looks[0]?.text ?? `Tatt av ${item.takenBy.name}`;
        assert.ok(lines[at].includes(words.split(/[,:«]/)[0]), `${lines[at]} says ${words}`);
      });
      await dialog.getByText(`Vis de ${ready.length} som kvitteres`).click();
      assert.equal(await dialog.locator('.ready li').count(), ready.length);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), []);
      }
      await shot(page, 'greens');
      await page.keyboard.press('Escape');
      await until(async () => (await page.locator('dialog[open]').count()) === 0);
      assert.equal((await greens()).ready.length, ready.length, 'nothing was done');
    }));

  test('one who is left out can be opened from there', () =>
    withPage(async (page) => {
      const [first] = (await greens()).left;
      const dialog = await ask(page);
      await dialog.getByRole('button', { name: `Åpne ${first.patient.name}` }).first().click();
      await page.getByRole('complementary', { name: new RegExp(first.patient.name) }).waitFor();
      assert.equal(await page.locator('dialog[open]').count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'h-case', 'the case has the focus');
    }));

  test('the greens go at once, the others stay and say why, and z brings all back', () =>
    withPage(async (page) => {
      const { ready, left } = await greens();
      const before = (await api(server, world.nurse, '/api/worklist/counts')).body;
      await ask(page);
      await page.keyboard.press('Enter');
      const foot = page.locator('.list-foot');
      await foot.getByText(`${ready.length} grønne kvittert`).waitFor();
      assert.equal((await greens()).ready.length, 0);
      const left_ = Number.parseInt(await foot.locator('.undo-left').textContent(), 10);
      assert.ok(left_ > 0 && left_ <= 30, `${left_} s`);
      // Tasks and missing reports are told by their own words, in the tests of those.
      const isToldSo = ({ kind }) => kind !== 'task' && kind !== 'missing';
      const stays = left.find(({ looks }) => looks.length > 0 && looks.every(isToldSo));
      assert.ok(stays, 'one that a look keeps');
      const staying = rowOf(page, stays.patient);
      await staying.scrollIntoViewIfNeeded();
      assert.ok((await staying.locator('.c-why').textContent()).includes(stays.looks[0].text));
      await until(async () =>
        (await page.locator('.stat', { hasText: 'Grønn' }).textContent()).startsWith(String(left.length)),
      );
      await shot(page, 'greens-done');
      await page.keyboard.press('z');
      await foot.getByText(`Angret: ${ready.length} er tilbake`).waitFor();
      assert.equal((await greens()).ready.length, ready.length);
      await until(async () =>
        (await page.locator('.stat', { hasText: 'Alle' }).textContent()).startsWith(String(before.all)),
      );
      assert.equal(await foot.getByRole('button', { name: /Angre/ }).count(), 0);
    }));

  test('one act is undone with what was typed, and of several the last comes first', () =>
    withPage(async (page) => {
      const [one, other] = [await world.redCase(), await world.redCase()];
      const close = async (patient, note) => {
        await world.open(page, patient);
        await page.locator('.panel h2', { hasText: patient.name }).waitFor();
        await page.locator('.panel .report').first().waitFor();
        await page.keyboard.press('1');
        await page.getByLabel('Notat').fill(note);
        await page.getByLabel('Notat').press('Enter');
        await page.locator('.list-foot').getByText(`${patient.name} er kvittert.`).waitFor();
      };
      await close(one, 'Den første');
      await close(other, 'Den andre');
      await page.locator('.list-foot').getByRole('button', { name: /Angre/ }).click();
      await page.getByText(`Angret: ${other.name} står i listen som før.`).waitFor();
      assert.equal((await world.row(other)).zone, 'red');
      assert.notEqual((await world.row(one)).zone, 'red');
      await page.locator('.panel h2', { hasText: other.name }).waitFor();
      assert.equal(await page.getByLabel('Notat').inputValue(), 'Den andre');

      await page.locator('.panel h2').focus();
      await page.keyboard.press('z');
      await page.getByText(`Angret: ${one.name} står i listen som før.`).waitFor();
      assert.equal((await world.row(one)).zone, 'red');
      await rowOf(page, one).waitFor();
    }));

  test('what came in while the question stood is not acknowledged unseen', () =>
    withPage(async (page) => {
      const patient = await world.freshPatient();
      const listed = (await greens()).ready.some((one) => one.patient.id === patient.id);
      await ask(page);
      await world.report(patient, patient.limit - 1);
      await page.keyboard.press('Enter');
      await page.locator('.list-foot').getByText(/grønne kvittert/).waitFor();
      assert.equal((await world.row(patient)).zone, 'red');
      await page.locator(`[data-zone="red"][data-row^="${patient.id} "]`).waitFor();
      if (listed) await page.locator('.list-foot').getByText(/1 ble stående/).waitFor();
    }));

  test('when none is left the question says so, and offers no act', () =>
    withPage(async (page) => {
      await rows(page).first().waitFor();
      if ((await greens()).ready.length > 0) {
        await ask(page);
        await page.keyboard.press('Enter');
        await page.locator('.list-foot').getByText(/kvittert/).waitFor();
      }
      await until(async () => (await greens()).ready.length === 0);
      const dialog = await ask(page);
      await dialog.getByText('Ingen grønne kan kvitteres').waitFor();
      assert.equal(await dialog.getByRole('button', { name: /^Kvitter/ }).count(), 0);
      assert.deepEqual(await axe(page), []);
    }));
});
