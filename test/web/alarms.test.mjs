// The alarm load: shares beside the country's, what alarms, whom it comes from, and what would lessen it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { today } from '../days.mjs';
import { api, axe, onStage, shot, until } from './lib.mjs';
import { tabTo, withPage } from './record_lib.mjs';

describe('the alarm load', () => {
  let server;
  let browser;
  let nurse;
  let load;

  onStage({ patients: 40, days: 40 }, async (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
    load = await until(async () => {
      const told = await loadNow();
      return told.total.alarms > 0 ? told : null;
    });
  });
  const loadNow = async () => (await api(server, nurse, `/api/alarm-load?from=${today(-89)}&to=${today()}`)).body;

  const as = (login, path, act, options) => withPage(browser, server, login, path, act, options);
  const WHOLE = '/alarms?days=90';
  const numbers = (texts) => texts.map((text) => Number.parseFloat(text.replace(',', '.')));
  const rounded = (n, total) => {
    const part = total === 0 ? 0 : (100 * n) / total;
    return part < 10 ? Math.round(part * 10) / 10 : Math.round(part);
  };

  test('shares stand beside the country’s and the aims, in numbers; in light and dark, and narrow', () =>
    as('nurse', WHOLE, async (page) => {
      const rows = page.locator('.shares tbody tr');
      // It is worked out in the background, patient by patient.
      await until(
        async () => {
          load = await loadNow();
          await page.reload();
          await page.locator('.shares').waitFor();
          const { days, alarms, downgraded } = load.total;
          const wanted = [...['green', 'yellow', 'red', 'missing'].map((zone) => rounded(days[zone], days.total)), rounded(downgraded, alarms)];
          return numbers(await rows.locator('td:nth-child(3)').allTextContents()).join() === wanted.join();
        },
        { says: 'other shares than the service tells' },
      );
      const { days } = load.total;
      assert.deepEqual(numbers(await rows.locator('td:nth-child(5)').allTextContents()), [46, 28, 19, 7, 10]);
      const aim = await rows.nth(2).locator('td:nth-child(6)').textContent();
      assert.equal(aim, `under 3 %: ${(100 * days.red) / days.total < 3 ? 'nådd' : 'ikke nådd'}`);
      const first = page.locator('.causes tbody tr').first();
      assert.equal(Number(await first.locator('td').first().textContent()), load.limits[0].alarmDays);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
        await shot(page, `alarms-${colorScheme}`);
      }
      for (const width of [320, 683, 768]) {
        await page.setViewportSize({ width, height: 640 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        await shot(page, `alarms-${width}`);
      }
      assert.deepEqual(await axe(page), [], 'narrow');
    }));

  test('a programme and a period are chosen, and stand in the address', () =>
    as('nurse', '/alarms', async (page) => {
      await page.locator('.shares').waitFor();
      const all = await page.locator('.shares tbody tr').first().locator('td:nth-child(4)').textContent();
      const { programme, name } = load.programmes.at(-1);
      await page.getByLabel('Program', { exact: true }).selectOption(programme);
      await until(async () => (await page.locator('.shares tbody tr').first().locator('td:nth-child(4)').textContent()) !== all);
      await page.locator('.by-programme').waitFor({ state: 'detached' });
      await page.getByLabel('90 dager').check();
      await until(() => new RegExp(`days=90&programme=${programme}$`).test(page.url()));
      await page.reload();
      await page.locator('.shares').waitFor();
      const chosen = page.getByLabel('Program', { exact: true });
      await chosen.locator('option', { hasText: name }).waitFor({ state: 'attached' });
      await until(async () => (await chosen.inputValue()) === programme);
    }));

  test('by keyboard: a patient’s suggestion with before and after leads into the workshop with its numbers', async () => {
    // In one programme only, so that the patient has one row.
    const rows = load.patients.filter((other) => load.patients.filter(({ patient }) => patient.id === other.patient.id).length === 1);
    const one = rows.find((other) => other.worst?.parameter === 'spo2') ?? rows.find((other) => other.alarms > 0);
    const { body: book } = await api(server, nurse, `/api/enrolments/${one.enrolment}/limits`);
    const isBox = (limit) => limit.kind === 'value' && !limit.condition && limit.zone === 'yellow' && limit.side === 'low';
    // A suggestion is a whole set: this one moves the lowest yellow onto the red beside it, and keeps the rest.
    const moved = book.inForce.find(isBox);
    const { parameter } = moved;
    const red = book.inForce.find((limit) => isBox({ ...limit, zone: 'yellow' }) && limit.zone === 'red' && limit.parameter === parameter);
    const limits = book.inForce.map(({ parameter: of, side, zone, operator, value, basis, kind, days, condition }, at) => {
      const limit = { parameter: of, side, zone, operator, kind, days, condition, basis, value };
      return book.inForce[at] === moved ? { ...limit, basis: 'repeated', value: red.value } : limit;
    });
    const before_ = { green: 30, yellow: 8, red: 1, missing: 2, total: 41 };
    const suggestion = {
      kind: 'move',
      text: 'Gul grense flyttes, og varsler først når det gjelder to av tre dager',
      limits,
      habits: book.habitsInForce ?? [],
      effect: { before: before_, after: { ...before_, yellow: 3, green: 35 }, redKept: true },
    };
    await as('nurse', WHOLE, async (page) => {
      await page.route('**/api/enrolments/*/alarm-load*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), suggestions: [suggestion] } });
      });
      const row = `tr[data-patient="${one.patient.id}"]`;
      await page.locator(row).first().waitFor();
      await tabTo(page, `${row} button`, { most: 300 });
      await page.keyboard.press('Enter');
      await page.locator('.suggestion', { hasText: 'Alarmdager: 9 i kraft, 4 med forslaget.' }).waitFor();
      assert.deepEqual(await axe(page), [], 'the suggestion');
      await shot(page, 'alarms-suggestion');
      await tabTo(page, '.suggestion a');
      await page.keyboard.press('Enter');
      await page.locator('.effect').waitFor();
      await page.locator('.begun', { hasText: 'Gul grense flyttes' }).waitFor();
      await page.locator('.parameters label', { hasText: moved.name }).click();
      const box = page.locator(`#try-${parameter}-value-0--low-yellow`);
      const wanted = red.value;
      await until(async () => Number((await box.inputValue()).replace(',', '.')) === wanted);
      const acts = page.locator('tr', { has: box }).locator('select');
      assert.equal(await acts.inputValue(), 'repeated');
      await shot(page, 'alarms-in-workshop');
    });
  });

  test('a patient without suggestions is told why; an outage is told, and tried again', () =>
    as('nurse', WHOLE, async (page) => {
      await page.locator('.alarm-patients').waitFor();
      await page.route('**/api/enrolments/*/alarm-load*', (route) => route.abort('connectionrefused'));
      const button = page.locator('.row-act button').first();
      await button.click();
      await page.locator('.suggestion-row [role="alert"]').waitFor();
      await page.unroute('**/api/enrolments/*/alarm-load*');
      await page.route('**/api/enrolments/*/alarm-load*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), suggestions: [] } });
      });
      await page.locator('.suggestion-row').getByRole('button', { name: 'Prøv igjen' }).click();
      await page.locator('.suggestion-row', { hasText: 'Ingen forslag: ingen endring' }).waitFor();
      await button.click();
      await page.locator('.suggestion-row').waitFor({ state: 'detached' });
    }));

  test('a period without patient-days has words instead of shares; an outage is told; others are led away', async () => {
    const empty = async (route) => {
      const response = await route.fetch();
      const total = { days: { green: 0, yellow: 0, red: 0, missing: 0, total: 0 }, alarms: 0, downgraded: 0 };
      await route.fulfill({ response, json: { ...(await response.json()), total, programmes: [], limits: [], patients: [] } });
    };
    await as('nurse', '/patients', async (page) => {
      await page.route('**/api/alarm-load?*', empty);
      await page.getByRole('link', { name: 'Alarmbelastning' }).click();
      await page.getByText('Ingen pasientdager i perioden.').waitFor();
      assert.deepEqual(await axe(page), []);
      await page.route('**/api/alarm-load?*', (route) => route.abort('connectionrefused'));
      await page.reload();
      await page.getByRole('alert').waitFor();
      await page.unroute('**/api/alarm-load?*');
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.locator('.shares').waitFor();
    });
    await as('gp', '/alarms', async (page) => {
      await page.locator('main h1').waitFor();
      assert.equal(await page.locator('.shares').count(), 0);
      assert.equal(await page.getByRole('link', { name: 'Alarmbelastning' }).count(), 0);
    });
  });
});
