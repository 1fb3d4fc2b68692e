// Logging in by a link where there is no demo: opening the link uses nothing up, the button does, once; and what the
// page says when it cannot be used, or when there is none.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { VARDE, axe, launch, openPage, portOf, shot } from './lib.mjs';

const EXAMPLE = resolve(import.meta.dirname, '../../docs/examples/installation.conf');
const PLAIN = { ...process.env, VARDE_DEMO: 'false' };

describe('log-in by a link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'varde-web-'));
  const db = `sqlite:${join(folder, 'varde.db')}`;
  const run = (...args) => execFileSync(VARDE, args, { encoding: 'utf8', env: PLAIN, stdio: ['ignore', 'pipe', 'pipe'] });
  const link = (login) => /#.+/.exec(run('link', '--db', db, '--as', login))[0];
  let browser, child, url;

  before(async () => {
    run('init', '--db', db, EXAMPLE);
    child = spawn(VARDE, ['serve', '--db', db, '--listen', '127.0.0.1:0'], { env: PLAIN, stdio: ['ignore', 'ignore', 'pipe'] });
    url = `http://127.0.0.1:${await portOf(child)}`;
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    const ended = new Promise((done) => child?.once('exit', done));
    child?.kill('SIGTERM');
    if (child) await ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const withPage = async (options, act) => {
    const { context, page, complaints } = await openPage(browser, options);
    try {
      await act(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  const button = (page) => page.getByRole('main').getByRole('button', { name: /^(Logg inn|Sign in)$/ });

  test('the button logs in, once; the link opened again says what to do', () =>
    withPage({}, async (page) => {
      const token = link('alma');
      await page.goto(`${url}/login${token}`);
      await page.reload(); // as a preview that opens it, too
      await button(page).waitFor();
      assert.deepEqual(await axe(page), []);
      await shot(page, 'link');
      await button(page).click();
      await page.waitForURL(`${url}/admin`);
      await page.getByText('Alma Demo').first().waitFor();
      await page.getByRole('button', { name: 'Logg ut' }).click();
      await page.waitForURL(`${url}/login`);
      await page.getByText('Her logger du inn med en lenke som virker én gang.').waitFor();
      assert.deepEqual(await axe(page), []);
      await page.goto(`${url}/login${token}`);
      await button(page).click();
      await page.getByRole('alert').getByText('Denne lenken kan ikke brukes.').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'alert');
      assert.deepEqual(await axe(page), []);
      await shot(page, 'link-gone');
      await page.goto(`${url}/login${link('alma')}`);
      await button(page).click();
      await page.waitForURL(`${url}/admin`);
    }));

  test('without a session every page leads to the log-in, in English and dark too', () =>
    withPage({ colorScheme: 'dark' }, async (page) => {
      await page.addInitScript(() => localStorage.setItem('varde.language', 'en'));
      await page.goto(`${url}/admin`);
      await page.waitForURL(/\/login\?return=%2Fadmin/);
      await page.getByText('You sign in here with a link that works once.').waitFor();
      assert.deepEqual(await axe(page), []);
      await page.evaluate((token) => (location.hash = token), link('arvid'));
      await button(page).click();
      await page.waitForURL(/\/admin/);
    }));
});
