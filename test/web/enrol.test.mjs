// The patients' list, and a new patient: from the number to the log-in; and the pure rules behind both.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { api, axe, onStage, openPage, shot, until } from './lib.mjs';
import { nationalId, tabTo, withPage } from './record_lib.mjs';
import { serveModules } from './modules.mjs';

describe('patients and new patients', () => {
  let server;
  let browser;
  let nurse;

  onStage({ patients: 30 }, (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
  });
  const as = (login, path, act, options) => withPage(browser, server, login, path, act, options);
  const field = (page, id) => page.locator(`#${id}`);

  test('the list is there without a search; a part of a name or a state narrows it', () =>
    as('nurse', '/patients', async (page) => {
      const links = page.locator('.patient-table th a');
      await links.first().waitFor();
      const all = await links.count();
      const name = (await links.first().textContent()) ?? '';
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
      }
      await page.getByLabel('Søk med navn eller fødselsnummer').fill(name.slice(0, 3));
      const shown = async () => {
        const found = await links.allTextContents();
        return found.length < all && found.includes(name);
      };
      await until(shown, { says: `${name} is not found, or others are` });
      assert.ok(!page.url().includes('?'), 'what is looked for is not in the address');
      await page.getByLabel('Søk med navn eller fødselsnummer').fill('xyzxyz');
      await page.getByText('Ingen pasienter svarer til dette.').waitFor();
      await page.getByLabel('Søk med navn eller fødselsnummer').fill('');
      await page.getByLabel('Status').selectOption('trial');
      await until(async () => {
        const states = await page.locator('.patient-table b').allTextContents();
        return states.length > 0 && states.every((one) => one === 'prøveperiode');
      }, { says: 'not those on trial' });
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      await shot(page, 'patients-320');
    }));

  test('a new patient by keyboard alone: faults at their fields, then the page, the row and the log-in', async () => {
    const number = nationalId('1951-06-02', 101);
    let id = '';
    await as('nurse', '/patients', async (page) => {
      await page.getByRole('link', { name: 'Ny pasient' }).waitFor();
      await tabTo(page, 'a[href="#new"]');
      await page.keyboard.press('Enter');
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-new'));
      await page.locator('#nationalId').waitFor();
      await tabTo(page, '#nationalId');
      const wrong = number.slice(0, 10) + String((Number(number[10]) + 1) % 10);
      await page.keyboard.type(wrong);
      await page.getByText('Kontrollsifrene stemmer ikke').waitFor();
      await page.keyboard.press('Backspace');
      await page.getByText('Kontrollsifrene stemmer ikke').waitFor({ state: 'detached' });
      await page.keyboard.type(number[10]);
      await page.getByText('Født 02.06.1951.').waitFor();
      await tabTo(page, '.enrol [type="submit"]');
      await page.keyboard.press('Enter');
      await until(() => page.evaluate(() => document.activeElement?.id === 'given'));
      await page.getByText('Skriv fornavnet.').waitFor();
      assert.deepEqual(await axe(page), [], 'with faults');
      await shot(page, 'enrol-faults');
      await page.keyboard.type('Åshild');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Nydal');
      await page.keyboard.press('Tab');
      await page.keyboard.type('900 00 555');
      assert.equal(await field(page, 'nationalId').inputValue(), number, 'what was typed stays');
      for (const name of ['programme', 'municipality']) {
        await tabTo(page, `#${name}`);
        await page.keyboard.press('ArrowDown');
        assert.notEqual(await field(page, name).inputValue(), '');
      }
      await tabTo(page, '#reason');
      await page.keyboard.type('Vedtak av i dag');
      await shot(page, 'enrol-filled');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Åshild Nydal' }).waitFor();
      await page.locator('#told', { hasText: 'Åshild Nydal er tatt inn i oppfølging.' }).waitFor();
      await page.locator('.state', { hasText: 'Prøveperiode' }).waitFor();
      await page.getByRole('link', { name: 'Ring 900 00 555' }).waitFor();
      assert.deepEqual(await axe(page), [], 'a patient without anything yet');
      await shot(page, 'enrol-done');
      id = new URL(page.url()).pathname.split('/')[2];
    });
    const row = await api(server, nurse, `/api/worklist/${id}`);
    assert.equal(row.status, 200);
    assert.equal(row.body.patient.name, 'Åshild Nydal');
    const logins = (await (await fetch(`${server.url}/api/demo/logins`)).json()).items;
    const login = logins.find((one) => one.name === 'Åshild Nydal')?.login;
    assert.ok(login?.startsWith('p-'), login);
    const { context, page } = await openPage(browser);
    await page.goto(`${server.url}/login`);
    await page.getByRole('button', { name: 'Vis pasienter' }).click();
    await page.getByLabel('Søk etter navn').fill('Åshild');
    await page.locator(`[data-login="${login}"]`).click();
    await page.waitForURL(`${server.url}/me`);
    await context.close();
  });

  test('a number that another has, with another name, is refused without telling of the other', async () => {
    const number = nationalId('1948-03-09', 130);
    const choices = (await api(server, nurse, '/api/enrolments/choices')).body;
    const body = {
      patient: { nationalId: number, given: 'Kåre', family: 'Først', sex: Number(number[8]) % 2 ? 'male' : 'female' },
      programme: choices.programmes[0].id,
      service: choices.services[0].id,
      municipality: choices.municipalities[0].id,
      gpOffice: null,
      department: null,
      state: 'trial',
      reason: 'Vedtak',
    };
    const first = await api(server, nurse, '/api/enrolments', { method: 'POST', body });
    assert.equal(first.status, 201, JSON.stringify(first.body));
    await as('nurse', '/patients#new', async (page) => {
      await field(page, 'nationalId').fill(number);
      await field(page, 'given').fill('Per');
      await field(page, 'family').fill('Annen');
      await field(page, 'programme').selectOption(choices.programmes[0].id);
      await field(page, 'municipality').selectOption(choices.municipalities[0].id);
      await field(page, 'reason').fill('Vedtak');
      await page.getByRole('button', { name: 'Ta inn i oppfølging' }).click();
      await page.locator('.act-wrong', { hasText: 'kunne ikke tas inn' }).waitFor();
      assert.ok(!(await page.locator('main').textContent()).includes('Kåre'));
      assert.equal(await field(page, 'given').inputValue(), 'Per', 'what was typed stays');
    });
  });

  test('who is followed already gets one programme more from their own page', async () => {
    const choices = (await api(server, nurse, '/api/enrolments/choices')).body;
    const { body } = await api(server, nurse, '/api/worklist?limit=100&programme=copd');
    const { patient } = body.items.find((one) => one.enrolments.length === 1);
    const other = choices.programmes.find((one) => one.id !== 'copd');
    await as('nurse', `/patients/${patient.id}`, async (page) => {
      await page.getByRole('link', { name: 'Legg til program' }).click();
      await page.getByText(`${patient.name} følges alt.`).waitFor();
      await field(page, 'programme').selectOption(other.id);
      const detail = (await api(server, nurse, `/api/patients/${patient.id}`)).body;
      await field(page, 'municipality').selectOption(detail.enrolments[0].municipality.id);
      await page.getByRole('radio', { name: 'Aktiv' }).check();
      await field(page, 'reason').fill('Vedtak');
      await page.getByRole('button', { name: 'Ta inn i oppfølging' }).click();
      await page.locator('.record-programmes', { hasText: other.name }).waitFor();
    });
  });

  test('without the permission there is no way in to the form', () =>
    as('gp', '/patients#new', async (page) => {
      await page.locator('.patient-table th a').first().waitFor();
      assert.equal(await field(page, 'nationalId').count(), 0);
      assert.equal(await page.getByRole('link', { name: 'Ny pasient' }).count(), 0);
    }));
});

describe('the rules of numbers and limits', () => {
  let vite;
  let ids;
  let order;

  before(async () => {
    vite = await serveModules();
    ids = await vite.ssrLoadModule('/clinician/patients/nationalid.ts');
    order = await vite.ssrLoadModule('/clinician/record/limits/order.ts');
  });
  after(() => vite?.close());

  test('a national identifier tells birth and sex; D-numbers and made-up people too', () => {
    const made = nationalId('1955-06-02', 100);
    assert.equal(ids.readNationalId(made).born, '1955-06-02');
    assert.equal(ids.readNationalId(`${made.slice(0, 6)} ${made.slice(6)}`).born, '1955-06-02', 'spaces are nothing');
    assert.equal(ids.readNationalId(made).sex, Number(made[8]) % 2 === 0 ? 'female' : 'male');
    assert.equal(ids.readNationalId(made).made, true);
    assert.equal(ids.readNationalId('12345'), 'short');
    assert.equal(ids.readNationalId('1234567890x'), 'digits');
    assert.equal(ids.readNationalId('32125512345'), 'date');
    const last = String((Number(made[10]) + 1) % 10);
    assert.equal(ids.readNationalId(made.slice(0, 10) + last), 'check');
  });

  const limit = (side, zone, value, more = {}) => ({
    parameter: 'spo2',
    kind: 'value',
    side,
    zone,
    operator: side === 'low' ? '≤' : '≥',
    value,
    days: null,
    condition: null,
    unit: '%',
    name: 'SpO₂',
    ...more,
  });
  const STANDARD = [
    limit('low', 'red', 85),
    limit('low', 'yellow', 87),
    limit('high', 'yellow', 93, { condition: 'oxygen' }),
    limit('high', 'red', 97, { condition: 'oxygen' }),
    limit('low', 'yellow', -2, { parameter: 'weight', kind: 'change', days: 3, unit: 'kg', name: 'Vekt' }),
  ];
  const book = (inForce = STANDARD) => ({
    enrolment: 'e',
    version: 0,
    standard: STANDARD,
    inForce,
    floors: [{ parameter: 'spo2', side: 'low', operator: '≤', value: 85 }],
    orders: [],
  });
  const key = (slot, parameter = 'spo2/value/0/') => `${parameter}/${slot}`;
  const judged = (typed, of = book()) => {
    const scales = order.scalesOf(of.standard, of.inForce);
    const individual = order.individualOf(of, order.wantedOf(of, typed, scales));
    return { faults: order.faultsOf(of, typed, scales), individual, floors: order.belowFloors(of, individual) };
  };

  test('what is as the programme has it is not sent; one changed limit takes its whole place along', () => {
    assert.deepEqual(judged({}).individual, []);
    const { individual, faults } = judged({ [key('low-yellow')]: '88' });
    assert.deepEqual(individual.map((one) => one.value), [85, 88]);
    assert.deepEqual(faults, []);
  });

  test('order, emptiness and text are faults at their boxes', () => {
    const boxes = (typed) => judged(typed).faults.map((one) => one.box);
    assert.deepEqual(boxes({ [key('low-yellow')]: '84' }), [key('low-yellow')]);
    assert.deepEqual(boxes({ [key('low-yellow')]: 'lav' }), [key('low-yellow')]);
    assert.deepEqual(boxes({ [key('low-red')]: '' }), [key('low-red')], 'the programme’s red limit cannot go');
    assert.deepEqual(boxes({ [key('low-yellow', 'weight/change/3/')]: '0' }), [key('low-yellow', 'weight/change/3/')]);
    // What holds without a condition meets, on the other side, what is ordered with one; the programme's own may overlap.
    const oxygen = key('high-yellow', 'spo2/value/0/oxygen');
    assert.deepEqual(boxes({ [key('low-yellow')]: '95', [oxygen]: '94' }), [oxygen]);
    assert.deepEqual(boxes({ [key('low-yellow')]: '95' }), []);
  });

  test('a red limit beyond the floor is told; at the floor it is not', () => {
    assert.equal(judged({ [key('low-red')]: '84' }).floors.length, 1);
    assert.equal(judged({ [key('low-yellow')]: '89' }).floors.length, 0);
  });

  test('a loss is typed by its size and sent as a loss', () => {
    const { individual } = judged({ [key('low-yellow', 'weight/change/3/')]: '2,5' });
    assert.deepEqual(individual.map((one) => [one.parameter, one.value]), [['weight', -2.5]]);
  });

  test('what stays for activity stands beside limits of the usual: not told as gone, nor ordered again', () => {
    const habitual = { basis: 'habitual' };
    const own = [limit('low', 'red', 88, habitual), limit('low', 'yellow', 89, habitual)];
    const stays = limit('low', 'red', 85, { condition: 'activity', source: 'programme' });
    const inForce = book([...own, ...STANDARD.slice(2), stays].map((one) => ({ source: 'individual', ...one })));
    inForce.inForce = inForce.inForce.map((one) => (STANDARD.includes(one) ? { ...one, source: 'programme' } : one));
    const told = (individual) =>
      order.differences(inForce.inForce, order.standingWith(inForce, individual)).map((one) => [one.scale.condition, one.slot, one.kind]);
    assert.deepEqual(told(own), []);
    assert.deepEqual(told([own[0], limit('low', 'yellow', 90, habitual)]), [[null, 'low-yellow', 'stricter']]);
    const { individual } = judged({ [key('low-yellow')]: '90' }, inForce);
    assert.deepEqual(individual.map((one) => [one.condition, one.value]), [[null, 88], [null, 90]]);
    // A doctor's own red limit holds in activity too: the programme's is then gone.
    assert.deepEqual(told([limit('low', 'red', 88), own[1]]).at(-1), ['activity', 'low-red', 'removed']);
  });

  test('differences say which way they go', () => {
    const after_ = order.standingWith(book(), [limit('low', 'red', 84), limit('low', 'yellow', 88)]);
    const found = order.differences(STANDARD, after_).map((one) => [one.slot, one.kind]);
    assert.deepEqual(found, [['low-red', 'looser'], ['low-yellow', 'stricter']]);
  });
});
