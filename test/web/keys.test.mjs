// From case to case without leaving the keys: what is unread is answered, who has not reported is called, and the next
// one is where one stood, wherever the row has moved to.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, onStage, until, withList } from './lib.mjs';

describe('from case to case by keyboard', () => {
  let server;
  let browser;
  let nurse;
  onStage({ patients: 110, days: 30, seed: 11 }, (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
  });

  const withPage = (act) => withList(browser, server, 'nurse', act);
  const list = async () => (await api(server, nurse, '/api/worklist?limit=500')).body.items;
  const keyOf = (item) => `${item.patient.id} ${item.service.id}`;
  const openRow = (page) =>
    page.evaluate(() => document.querySelector('[data-row][data-open]')?.getAttribute('data-row') ?? null);
  const opened = (page, key) => until(async () => (await openRow(page)) === key, { ms: 15_000, says: `${key} was not opened` });
  const open = async (page, item) => {
    await page.locator(`[data-row="${keyOf(item)}"] .who`).focus();
    await page.keyboard.press('Enter');
    await page.locator('.panel .messages').waitFor();
  };

  test('a message is read and answered, the green seen, and the next is the one that stood below', () =>
    withPage(async (page) => {
      const rows = await list();
      const at = rows.findIndex((row) => row.unread > 0 && row.zone === 'green');
      await open(page, rows[at]);
      await page.locator('.panel .messages .thread').first().waitFor();
      await page.keyboard.press('m');
      await until(() => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'));
      await page.keyboard.type('Ja, det er fint.');
      await page.keyboard.press('Control+Enter');
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-case'), { ms: 15_000, says: 'the hands stayed in the field' });
      const row = async () => (await api(server, nurse, `/api/worklist/${rows[at].patient.id}`)).body;
      await until(async () => (await row()).unread === 0, { ms: 15_000, says: 'the message stayed unread' });
      await page.keyboard.press('a');
      await page.keyboard.press('Enter');
      await opened(page, keyOf(rows[at + 1]));
      assert.equal((await row()).zone, 'none');
      const { items } = (await api(server, nurse, `/api/patients/${rows[at].patient.id}/threads`)).body;
      assert.equal(items[0].messages.at(-1).body, 'Ja, det er fint.');
    }));
});
