// From case to case without leaving the keys: what is unread is answered, who has not reported is called, and the next
// one is where one stood, wherever the row has moved to.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { api, launch, startServer, until, withList } from './lib.mjs';

describe('from case to case by keyboard', () => {
  let server;
  let browser;
  let nurse;
  before(async () => {
    server = await startServer({ patients: 110, days: 30, seed: 11 });
    browser = await launch();
    nurse = server.token('nurse');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
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

  test('who has not reported is called: one number and Enter log it, and the next is there', () =>
    withPage(async (page) => {
      const rows = await list();
      const at = rows.findIndex((row, i) => row.missing && row.zone === 'none' && rows[i + 1] !== undefined);
      const whose = `/api/patients/${rows[at].patient.id}/contacts`;
      const [before] = (await api(server, nurse, whose)).body.items;
      await open(page, rows[at]);
      await page.locator('.outcome .choices').waitFor();
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-case'));
      await page.keyboard.press('Enter'); // nothing is chosen yet
      assert.equal(await openRow(page), keyOf(rows[at]));
      await page.keyboard.press('7');
      await page.keyboard.press('Enter');
      await opened(page, keyOf(rows[at + 1]));
      const { items } = (await api(server, nurse, whose)).body;
      assert.notEqual(items[0].id, before?.id);
      assert.equal(items[1]?.id, before?.id, 'one and no more');
      assert.deepEqual(
        [items[0].kind, items[0].party, items[0].outcomes, items[0].about],
        ['phone', 'patient', ['no_answer'], 'Rapport mangler'],
      );
      await page.locator('.list-foot').getByText('er logget').waitFor();
      await page.keyboard.press('n');
      await opened(page, keyOf(rows[at + 2]));
    }));
});
