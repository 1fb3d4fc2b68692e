// What the browser tests share: the real server on a database of its own, Chromium, and axe.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
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

/** A server with a demo world of its own. ago: for so many days nothing has come. */
export async function startServer({ patients = 80, days = 20, seed = 7, ago = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'varde-web-'));
  const db = `sqlite:${join(folder, 'varde.db')}`;
  const world = ['--patients', String(patients), '--days', String(days), '--seed', String(seed)];
  if (ago > 0) world.push('--until', new Date(Date.now() - ago * 86_400_000).toISOString());
  execFileSync(VARDE, ['demo', '--db', db, ...world], { stdio: ['ignore', 'ignore', 'pipe'] });
  const child = spawn(VARDE, ['serve', '--db', db, '--listen', '127.0.0.1:0'], {
    env: DEMO,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const tokens = new Map();
  const newToken = (login) => execFileSync(VARDE, ['token', '--db', db, '--as', login], { encoding: 'utf8', env: DEMO }).trim();
  /** A bearer token, the same one each time. */
  const token = (login) => tokens.get(login) ?? tokens.set(login, newToken(login)).get(login);
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

/** Chromium without its own windows, of which a page of each test's own would open one: that costs more than the page. */
export const launch = () =>
  chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', headless: true, args: FLAGS });

/** Before the tests of a describe a server with a demo world and a browser, which end after them. `use` takes them, and
 * makes what the tests need besides. */
export function onStage(world, use) {
  let server;
  let browser;
  before(async () => {
    server = await startServer(world);
    browser = await launch();
    await use({ server, browser });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}

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

/** Nothing that happens is told to what the page opens from now on, so that it does not ask again by itself. */
/** The line of events stands only once this is called. */
export async function heldLine(page) {
  let open;
  const held = new Promise((done) => (open = done));
  await page.route('**/api/events*', async (route) => {
    await held;
    await route.continue();
  });
  return open;
}

export const withoutLine = (page) => page.route('**/api/events*', (route) => route.fulfill({ status: 204 }));

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

/** Signed in without the log-in page, at a path. */
export async function signIn(page, server, login, path = '/') {
  const answer = await page.request.post(`${server.url}/api/session`, { data: { login }, headers: { Origin: server.url } });
  assert.equal(answer.status(), 200, login);
  await page.goto(server.url + path);
}

/** Opens the work list as someone, and waits for its rows. */
export async function openList(page, server, login) {
  await signIn(page, server, login);
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

/** What axe is not asked for it need not make: what passed, and a selector of each thing that it looked at. */
const AXE_OPTIONS = { runOnly: RULES, resultTypes: ['violations'], selectors: false, preload: false };

/** Runs axe by the debugger, since the security policy lets no script tag in. */
export async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(
    (options) =>
      globalThis.axe
        .run(document, options)
        .then((found) =>
          found.violations.map((one) => ({
            id: one.id,
            nodes: one.nodes.map((node) => `${node.html.slice(0, 140)} ${node.failureSummary}`),
          })),
        ),
    AXE_OPTIONS,
  );
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

/** What the line for what is new brings: there before the list looks by itself, which is every half minute. */
export const BY_THE_LINE = { timeout: 15_000 };

/** What the page asks for from now on: `quiet` when all but the line for what is new has come, and idle time has had its
 * turn. */
export function watched(page) {
  const asked = [];
  const open = new Set();
  page.on('request', (request) => {
    asked.push(new URL(request.url()).pathname);
    if (!request.url().includes('/api/events')) open.add(request);
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  const idle = () => page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestAnimationFrame(done), { timeout: 1000 })));
  const quiet = () =>
    until(async () => {
      const before = asked.length;
      for (let i = 0; i < 3; i += 1) await idle();
      return open.size === 0 && asked.length === before;
    });
  return { asked, times: (path) => asked.filter((one) => one === path).length, quiet };
}

/** Loads the list anew, until it stands on the line for what is new. */
export async function standOnLine(page) {
  const line = page.waitForResponse(/\/api\/events/);
  await page.reload();
  await rows(page).first().waitFor();
  await line;
}

/** A picture in var/screenshots, to be looked at by people: made only when VARDE_TEST_SHOTS is set, since they cost time. */
export async function shot(page, name) {
  if (!process.env.VARDE_TEST_SHOTS) return;
  if (!existsSync(SHOTS)) mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
