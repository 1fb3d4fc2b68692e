// What the patient is told of when to report: each way it can stand at a fixed hour, in Norwegian and Arabic, light, dark
// and narrow; what is no longer known once its hour has gone by; and what the service changes while the page is open.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dayOf } from '../days.mjs';
import { api, axe, heldLine, onStage, openPage, shot } from './lib.mjs';
import { createPatients, fits, PHONE } from './me_lib.mjs';

/** Monday, a quarter past eight in Norway. */
const NOW = '2026-11-23T07:15:00Z';
const TODAY = '2026-11-23';
const at = (day, clock) => {
  const end = clock === '24:00';
  return new Date(Date.parse(`${day}T${end ? '23:59' : clock}:00+01:00`) + (end ? 60_000 : 0)).toISOString();
};
const due = (day, clock = '24:00', part = {}) => ({
  opens: day,
  by: { day, clock },
  at: at(day, clock),
  number: 0,
  of: 0,
  state: 'ahead',
  ...part,
});
const LATER = [due('2026-11-24', '10:00'), due('2026-11-25', '10:00')];
const NOTHING = {
  now: NOW,
  due: false,
  reportedToday: false,
  next: null,
  missing: null,
  unwell: null,
  pause: null,
  coming: [],
  reminder: null,
  promise: null,
  reminders: true,
};
const week = due('2026-11-29', '24:00', { opens: TODAY, number: 1, of: 1 });
const second = due('2026-11-28', '24:00', { opens: TODAY, number: 2, of: 3 });
const nextWeek = due('2026-12-06', '24:00', { opens: '2026-11-30', number: 1, of: 1 });
const ten = due(TODAY, '10:00');

/** Blanks that keep a line together read as others. */
const plain = (text) => text.replaceAll('\u00a0', ' ');

/** How it may stand, with what is said of it. */
const STATES = {
  clock: [{ due: true, next: ten, coming: [ten, ...LATER] }, ['Det er på tide å måle', 'Mål innen kl. 10.']],
  day: [{ due: true, next: due(TODAY), coming: [due(TODAY)] }, ['Mål i løpet av dagen.']],
  week: [{ due: true, next: week, coming: [week] }, ['Én gang denne uken, senest søndag.']],
  nth: [{ due: true, next: second, coming: [second] }, ['Dette er måling 2 av 3 denne uken. Mål senest lørdag.']],
  several: [
    { due: true, next: ten, coming: [ten, due(TODAY, '14:00'), due(TODAY, '20:30')] },
    ['Mål innen kl. 10.', 'Mål igjen i dag innen kl. 14 og kl. 20:30.'],
  ],
  unwell: [
    { due: true, next: due(TODAY), coming: [due(TODAY)], unwell: { since: '2026-11-21T08:00:00Z' } },
    ['Nå måler du hver dag. Når du er i grønn sone igjen, blir det som før.'],
  ],
  missed: [
    { due: true, next: ten, coming: [ten], missing: { since: '2026-11-22T09:00:00Z', missed: 1 } },
    ['Vi fikk ikke målingen din i går. Det er ikke for sent. Det hjelper å melde fra nå.'],
  ],
  'missed-week': [
    { next: nextWeek, coming: [nextWeek], missing: { since: at('2026-11-15', '24:00'), missed: 2 } },
    ['Vi har ikke hørt fra deg', 'Vi har ventet på målingene dine siden søndag 15. november.', 'Neste gang er fra mandag 30. november til og med søndag 6. desember.'],
  ],
  reminder: [
    { due: true, next: ten, coming: [ten], reminder: { at: '2026-11-23T07:00:00Z', text: 'Du har en rapport å sende i dag.' } },
    ['Påminnelse i dag kl. 08:00: Du har en rapport å sende i dag.'],
  ],
  tomorrow: [
    { next: LATER[0], coming: LATER, reportedToday: true },
    ['Du har meldt fra i dag', 'Neste gang er i morgen, innen kl. 10.', 'Er du dårligere enn vanlig?'],
  ],
  later: [{ next: due(TODAY, '20:00'), coming: [due(TODAY, '20:00')] }, ['Du skal ikke måle nå', 'Neste gang er i dag, innen kl. 20.']],
  request: [{}, ['Du skal bare melde fra når du vil.']],
  pause: [{ pause: { id: 'x', from: '2026-11-20', until: '2026-11-30' } }, ['Du har pause', 'til og med søndag.', 'Meld fra likevel']],
  promise: [
    { promise: { by: '2026-11-23T14:00:00Z', passed: false, text: 'En sykepleier ser på det du sendte i dag, før klokken 15:00.' } },
    ['En sykepleier ser på det du sendte i dag, før klokken 15:00.'],
  ],
  tended: [
    { promise: { by: '2026-11-23T06:00:00Z', passed: false, text: 'En sykepleier holder på med det du sendte.' } },
    ['En sykepleier holder på med det du sendte.'],
  ],
  late: [
    { promise: { by: '2026-11-23T06:00:00Z', passed: true, text: 'Ingen i tjenesten har sett på det du sendte ennå.' } },
    ['Ingen i tjenesten har sett på det du sendte ennå.', '116 117'],
  ],
};

/** One of each kind of card. */
const DARK_TOO = new Set(['clock', 'missed-week', 'pause', 'late', 'coming', 'pause-ar', 'unknown-a-promise', 'red-closed']);

describe('what the patient is told is due', () => {
  let server, browser, patient;
  onStage({ patients: 30 }, async (stage) => {
    ({ server, browser } = stage);
    patient = await createPatients(server)();
  });

  /** On the page at that hour, with a day that the test tells; `told.part` may be changed, `told.gone` takes the service
   * away. */
  async function open(language, part) {
    const { context, page, complaints } = await openPage(browser, PHONE);
    const told = { part, gone: false, asked: 0 };
    await page.clock.install({ time: NOW });
    await page.addInitScript((chosen) => localStorage.setItem('varde.language', chosen), language);
    await page.request.post(`${server.url}/api/session`, { data: { login: patient.login }, headers: { Origin: server.url } });
    const headers = () => page.evaluate(() => new Date().toUTCString()).then((Date) => ({ Date }), () => ({ Date: NOW }));
    await page.route(/\/api\/me$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ json: await response.json(), headers: await headers() });
    });
    await page.route('**/api/me/today', async (route) => {
      told.asked += 1;
      if (told.gone) return route.abort('connectionrefused');
      return route.fulfill({ json: { ...patient.today, ...NOTHING, ...told.part }, headers: await headers() });
    });
    await page.goto(`${server.url}/me`);
    await page.locator('.today .due').waitFor();
    return { context, page, complaints, told };
  }

  /** The texts of a page that was asked for anew. */
  async function again(page, told, part) {
    told.part = part;
    await page.reload();
    await page.locator('.today .due').waitFor();
    return plain(await page.locator('main').innerText());
  }

  async function hold(page, name) {
    for (const colorScheme of DARK_TOO.has(name) ? ['dark', 'light'] : ['light']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      assert.deepEqual(await axe(page), [], `${name} ${colorScheme}`);
    }
    await fits(page, name);
    await shot(page, `me-due-${name}`);
    await page.setViewportSize({ width: 320, height: 568 });
    await fits(page, `${name} narrow`);
    await page.setViewportSize(PHONE.viewport);
  }

  test('each way it can stand is said in plain words, and can be read by everybody', async () => {
    const { context, page, complaints, told } = await open('nb', {});
    for (const [name, [part, says]] of Object.entries(STATES)) {
      const text = await again(page, told, part);
      for (const words of says) assert.ok(text.includes(words), `${name} says “${words}”: ${text}`);
      assert.doesNotMatch(text, /\{\w+\}|\bme\.[a-z_]+\b/, name);
      await hold(page, name);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test('Arabic has all of it, from right to left, with Latin digits and no Norwegian', async () => {
    const { context, page, told } = await open('ar', {});
    for (const [name, [part]] of Object.entries(STATES)) {
      // The service's own sentences come in its language.
      const spoken = { ...part, reminder: null, promise: null };
      await again(page, told, spoken);
      const text = await page.locator('.due').innerText();
      assert.doesNotMatch(text, /\{\w+\}|\bme\.[a-z_]+\b|[\u0660-\u0669]/, name);
      assert.doesNotMatch(text, /\b(Mål|Neste|senest|innen|kl)\b/, name);
      if (['several', 'missed-week', 'pause'].includes(name)) await hold(page, `${name}-ar`);
    }
    await context.close();
  });

  test('who reports is one touch away in each of them', async () => {
    const { context, page, told } = await open('nb', {});
    for (const [name, [part]] of Object.entries(STATES)) {
      await again(page, told, part);
      assert.equal(await page.locator('.due .go').count(), 1, name);
      const quiet = (await page.locator('.due .go').getAttribute('data-variant')) === 'secondary';
      assert.equal(quiet, part.due !== true && part.missing === undefined, `${name}: the big button is for what is to be done`);
    }
    await context.close();
  });

  test('the coming days are a touch away, by the keyboard too', async () => {
    const { context, page, told } = await open('nb', {});
    await again(page, told, STATES.clock[0]);
    const days = page.locator('.coming li');
    assert.equal(await days.first().isVisible(), false);
    await page.locator('.coming summary').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await days.allInnerTexts().then((all) => all.map((one) => one.replace(/\s+/g, ' '))), [
      'I dag innen kl. 10',
      'I morgen innen kl. 10',
      'Onsdag innen kl. 10',
    ]);
    await hold(page, 'coming');
    await context.close();
  });

  for (const [what, part, forward] of [
    ['a deadline', STATES.clock[0], '02:00:00'],
    ['the day', STATES.day[0], '20:00:00'],
    ['a promise', STATES.promise[0], '08:00:00'],
  ]) {
    test(`without network nothing is claimed of ${what} that has gone by`, async () => {
      const { context, page, told } = await open('nb', part);
      told.gone = true;
      await page.clock.fastForward(forward);
      await page.getByRole('heading', { name: 'Vi vet ikke om du skal måle nå' }).waitFor();
      const text = plain(await page.locator('main').innerText());
      assert.doesNotMatch(text, /Mål innen|i løpet av dagen|ser på det du sendte|Neste gang/);
      assert.match(text, /Sist vi hadde kontakt/);
      if (part.promise) assert.match(text, /Vi vet ikke om noen har sett svaret ditt/);
      await hold(page, `unknown-${what.replace(' ', '-')}`);
      // Who wants to report does, and it is known again as soon as there is an answer.
      await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5000)); // it does not ask by itself meanwhile
      told.gone = false;
      told.part = { ...STATES.tomorrow[0], now: await page.evaluate(() => new Date().toISOString()) };
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.getByRole('heading', { name: 'Du har meldt fra i dag' }).waitFor();
      await context.close();
    });
  }

  test('a deadline that passes is asked about by itself, while the page stands open', async () => {
    const { context, page, told } = await open('nb', STATES.clock[0]);
    told.part = { ...STATES.missed[0], now: '2026-11-23T09:15:00Z', next: due(TODAY, '20:00'), coming: [due(TODAY, '20:00')] };
    await page.clock.fastForward('02:00:00');
    await page.getByText('Mål innen kl. 20.').waitFor();
    assert.ok(told.asked >= 2);
    await context.close();
  });

  test('in red outside the hours: when somebody looks, and who answers now as the one big button', async () => {
    const text = 'Tjenesten er stengt nå. En sykepleier ser på dette i morgen, mellom klokken 08:00 og 15:00. Ikke vent til da: Ring legevakten på 116117 nå.';
    const last = patient.today.lastReport;
    const red = {
      ...last,
      zone: 'red',
      repeat: [],
      enrolments: last.enrolments.map((one) => ({ ...one, zone: 'red', title: 'Rød sone' })),
      followUp: { service: 'x', open: false, opens: '2026-11-24T07:00:00Z', looksBy: '2026-11-24T14:00:00Z', text },
      contacts: [
        { kind: 'out_of_hours', name: 'Legevakt', phone: '116117' },
        { kind: 'emergency', name: 'Medisinsk nødtelefon', phone: '113' },
      ],
    };
    const promise = { by: '2026-11-24T14:00:00Z', passed: false, text: 'En sykepleier ser på det du sendte i morgen, før klokken 15:00.' };
    const { context, page } = await open('nb', { lastReport: red, reportedToday: true, promise });
    // The page that one comes back to says it first of all, and sends nobody who gets worse to another report.
    assert.equal(await page.locator('.today .card').first().locator('.call-now').getAttribute('href'), 'tel:116117');
    await page.locator('.last').getByText(text).waitFor();
    assert.equal(await page.getByText('Da kan du melde fra nå').count(), 0);
    await hold(page, 'red-closed-today');
    await page.getByRole('button', { name: 'Se rådene igjen' }).click();
    await page.getByRole('heading', { name: 'Ikke vent på oss' }).waitFor();
    await page.getByText(text).waitFor();
    const call = page.locator('.call-now');
    assert.equal(await call.getAttribute('href'), 'tel:116117');
    const [closed, button] = await page.evaluate(() => ['.closed', '.call-now'].map((one) => document.querySelector(one).getBoundingClientRect().top));
    assert.ok(closed < button, 'why, then whom');
    assert.equal(await page.getByRole('heading', { name: 'Når ser noen på svaret?' }).count(), 0, 'it is said once');
    await hold(page, 'red-closed');
    await context.close();
  });

  test('what comes between reading the day and standing on its line is shown', async () => {
    const { context, page, complaints } = await openPage(browser, PHONE);
    const open = await heldLine(page);
    await page.request.post(`${server.url}/api/session`, { data: { login: patient.login }, headers: { Origin: server.url } });
    await page.goto(`${server.url}/me`);
    await page.locator('.today .due').waitFor();
    const nurse = server.token('nurse');
    const { now } = (await api(server, patient.token, '/api/me/today')).body;
    const pause = { from: dayOf(now), until: null, reason: 'På reise' };
    const { status, body } = await api(server, nurse, `/api/patients/${patient.id}/pauses`, { method: 'POST', body: pause });
    assert.equal(status, 201, JSON.stringify(body));
    open();
    await page.getByRole('heading', { name: 'Du har pause' }).waitFor();
    assert.equal((await api(server, nurse, `/api/pauses/${body.id}/end`, { method: 'POST', body: {} })).status, 200);
    await page.getByRole('heading', { name: 'Du har pause' }).waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test('a pause that the service enters shows by itself; reminders are turned off and on', async () => {
    const nurse = server.token('nurse');
    const { context, page, complaints } = await openPage(browser, PHONE);
    await page.request.post(`${server.url}/api/session`, { data: { login: patient.login }, headers: { Origin: server.url } });
    await page.goto(`${server.url}/me`);
    await page.locator('.today .due').waitFor();
    await page.getByRole('button', { name: 'Slå av påminnelser' }).click();
    await page.getByText('Vi minner deg ikke på å måle.').waitFor();
    assert.equal((await api(server, patient.token, '/api/me/today')).body.reminders, false);
    await page.getByRole('button', { name: 'Slå på påminnelser' }).click();
    await page.getByText('Vi minner deg på å måle.').waitFor();
    const { now } = (await api(server, patient.token, '/api/me/today')).body;
    const from = dayOf(now);
    const { status, body } = await api(server, nurse, `/api/patients/${patient.id}/pauses`, {
      method: 'POST',
      body: { from, until: null, reason: 'På reise' },
    });
    assert.equal(status, 201, JSON.stringify(body));
    await page.getByRole('heading', { name: 'Du har pause' }).waitFor();
    assert.equal(await page.getByText('Vi minner deg på å måle.').count(), 0, 'nobody is reminded in a pause');
    assert.equal((await api(server, nurse, `/api/pauses/${body.id}/end`, { method: 'POST', body: {} })).status, 200);
    await page.getByRole('heading', { name: 'Du har pause' }).waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
