// What the browser tests share: the real server on a database of its own, Chromium, and axe.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '../..');
export const VARDE = process.env.VARDE_BIN ?? join(ROOT, 'build/varde');
/** A demo: people log in by name, and have tokens. */
const DEMO = { ...process.env, VARDE_DEMO: 'true' };
const SHOTS = join(ROOT, 'var/screenshots');
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const portOf = (child) =>
  new Promise((done, fail) => {
    const said = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (!line.includes('"http.started"')) return;
      done(JSON.parse(line).port);
    });
    child.once('exit', (code) => fail(new Error(`the server ended (${code}): ${said.join('\n')}`)));
  });

/** A server with a demo world of its own. */
export async function startServer({ patients = 80, days = 20, seed = 7 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'varde-web-'));
  const db = `sqlite:${join(folder, 'varde.db')}`;
  const world = ['--patients', String(patients), '--days', String(days), '--seed', String(seed)];
  execFileSync(VARDE, ['demo', '--db', db, ...world], { stdio: ['ignore', 'ignore', 'pipe'] });
  const child = spawn(VARDE, ['serve', '--db', db, '--listen', '127.0.0.1:0'], {
    env: DEMO,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const token = (login) =>
    execFileSync(VARDE, ['token', '--db', db, '--as', login], {
      encoding: 'utf8',
      env: DEMO,
    }).trim();
  const stop = async () => {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, token, stop };
}

/** Asks the API as a log-in, by a bearer token. */
export async function api(server, token, path, { method = 'GET', body, headers = {} } = {}) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      'Accept-Language': 'nb',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

/** A reading of oxygen saturation as a device or an application sends it. */
export const saturation = (patient, value) => ({
  resourceType: 'Observation',
  status: 'final',
  category: [
    {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
      ],
    },
  ],
  code: { coding: [{ system: 'http://loinc.org', code: '59408-5' }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: new Date().toISOString(),
  valueQuantity: { value, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
});

export const launch = () =>
  chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });

/** A page whose complaints are kept: the console's errors, what the security policy stopped, and files that
 * are not there. That the API says no is for the page to say in words, so that line is left out. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    ...options,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    complaints.push(message.text());
  });
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.status() >= 400 && !pathname.startsWith('/api/')) {
      complaints.push(`${response.status()} ${pathname}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  return { context, page, complaints };
}

/** Through the log-in page, as a person would. */
export async function logIn(page, server, login) {
  await page.goto(`${server.url}/login`);
  const button = page.locator(`[data-login="${login}"]`);
  if (/^(patient|kin)/.test(login)) {
    await page.getByRole('button', { name: /Vis pasienter|Show patients/ }).click();
    await page.getByLabel(/Søk etter navn|Search by name/).fill(login);
  }
  await button.click();
}

export const rows = (page) => page.locator('[data-row]');

/** Opens the work list as someone, and waits for its rows. */
export async function openList(page, server, login) {
  await logIn(page, server, login);
  await rows(page).first().waitFor();
}

/** Opens the list as someone, at a page of its own that must not complain. */
export async function withList(browser, server, login, act, options) {
  const { context, page, complaints } = await openPage(browser, options);
  try {
    await openList(page, server, login);
    await act(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Runs axe by the debugger, since the security policy lets no script tag in. */
export async function axe(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(
    (runOnly) =>
      globalThis.axe
        .run(document, { runOnly })
        .then((found) =>
          found.violations.map((one) => ({
            id: one.id,
            nodes: one.nodes.map((node) => `${node.html.slice(0, 140)} ${node.failureSummary}`),
          })),
        ),
    RULES,
  );
  return violations;
}

/** Polls; waitForFunction would need eval, which the security policy forbids. */
export async function until(what, { ms = 15_000, every = 20, says = 'never came true' } = {}) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > end) throw new Error(says);
    await new Promise((done) => setTimeout(done, every));
  }
}

/** Another size, and the page laid out for it: what is drawn in idle time has had its turn. */
export async function resize(page, width, height) {
  await page.setViewportSize({ width, height });
  await until(() => page.evaluate((wanted) => window.innerWidth === wanted, width));
  for (let i = 0; i < 2; i += 1) {
    await page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestAnimationFrame(done), { timeout: 1000 })));
  }
}

export async function shot(page, name) {
  if (!existsSync(SHOTS)) mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
