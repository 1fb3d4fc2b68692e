// The demo's log-in, and the page of those who are no clinicians.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logIn, onStage, openPage, rows, shot } from './lib.mjs';

describe('log-in', () => {
  let server;
  let browser;

  onStage({ patients: 30 }, (stage) => ({ server, browser } = stage));

  const withPage = async (act) => {
    const { context, page, complaints } = await openPage(browser);
    try {
      await act(page, context, complaints);
    } finally {
      await context.close();
    }
  };

  test('without a session / leads to the log-in, which leads back', () =>
    withPage(async (page) => {
      await page.goto(`${server.url}/?zone=red`);
      await page.waitForURL(/\/login\?return=/);
      await page.locator('[data-login="nurse"]').click();
      await page.waitForURL(`${server.url}/?zone=red`);
      await page.getByRole('table', { name: 'Arbeidsliste' }).waitFor();
    }));

  test('a way back to another place on the net is not taken', () =>
    withPage(async (page) => {
      await page.goto(`${server.url}/login?return=${encodeURIComponent('//example.org/')}`);
      await page.locator('[data-login="nurse"]').click();
      await rows(page).first().waitFor();
      assert.equal(page.url(), `${server.url}/`);
    }));

  test('people are grouped by role; patients come when asked for, and are found by name', () =>
    withPage(async (page, _context, complaints) => {
      await page.goto(`${server.url}/login`);
      for (const role of ['Sykepleiere', 'Koordinatorer', 'Fastleger']) {
        await page.getByRole('heading', { name: role }).waitFor();
      }
      await shot(page, 'login');
      assert.equal(await page.locator('[data-login^="patient"]').count(), 0);
      await page.getByRole('button', { name: 'Vis pasienter' }).click();
      const one = page.locator('[data-login="patient3"]');
      await one.waitFor();
      const name = (await one.locator('b').textContent()) ?? '';
      await page.getByLabel('Søk etter navn').fill(name);
      const found = await page.locator('[data-login^="patient"] b').allTextContents();
      assert.ok(found.length > 0 && found.every((text) => text.includes(name)), found.join());
      assert.deepEqual(complaints, []);
    }));

  test('a patient comes to /me, is told who is signed in, and cannot see the work list', () =>
    withPage(async (page, _context, complaints) => {
      await logIn(page, server, 'patient1');
      await page.waitForURL(`${server.url}/me`);
      await page.getByText(/Du er innlogget som/).waitFor();
      await shot(page, 'me');
      await page.goto(server.url);
      await page.waitForURL(`${server.url}/me`);
      assert.deepEqual(complaints, []);
    }));

  const LANDS = {
    nurse: ['/', 'Arbeidsliste'],
    teamlead: ['/', 'Arbeidsliste'],
    coordinator: ['/', 'Arbeidsliste'],
    gp: ['/tasks', 'Oppgaver'],
    specialist: ['/tasks', 'Oppgaver'],
    caseworker: ['/', 'De som følges opp'],
    groupstaff: ['/', 'De som følges opp'],
    editor: ['/admin', 'Programmer'],
    admin: ['/admin', 'Organisasjoner'],
    patient2: ['/me', /^(God|Hei)/],
    kin1: ['/me', /^Dagen til/],
  };
  for (const [login, [path, title]] of Object.entries(LANDS)) {
    test(`${login} lands at ${path}, on what is theirs`, () =>
      withPage(async (page, _context, complaints) => {
        await logIn(page, server, login);
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        assert.equal(new URL(page.url()).pathname, path);
        if (login === 'caseworker') await page.locator('main tbody tr').first().waitFor();
        assert.deepEqual(complaints, []);
      }));
  }

  test('signing out ends the session', () =>
    withPage(async (page) => {
      await logIn(page, server, 'nurse');
      await rows(page).first().waitFor();
      await page.getByRole('button', { name: 'Logg ut' }).click();
      await page.waitForURL(/\/login/);
      await page.goto(server.url);
      await page.waitForURL(/\/login\?return=/);
    }));
});
