// The workshop of limits: what is tried shows at once what it would have given, and leads into an order that a second
// person puts in force. By mouse and by keyboard alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, onStage, shot, until, withoutLine } from './lib.mjs';
import { part, tabTo, typeOver, withPage } from './record_lib.mjs';

describe('the workshop of limits', () => {
  let server;
  let browser;
  let nurse;
  const patients = [];

  onStage({ patients: 40, days: 40 }, async (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
    const waiting = (await api(server, nurse, '/api/limits/pending')).body.items.map((one) => one.patient.id);
    const { body } = await api(server, nurse, '/api/worklist?limit=100&programme=copd');
    for (const item of body.items) {
      const [enrolment, ...others] = item.enrolments;
      if (others.length > 0 || enrolment.state !== 'active' || waiting.includes(item.patient.id)) continue;
      const { body: trial } = await api(server, nurse, `/api/enrolments/${enrolment.id}/baseline`);
      const of = trial.parameters.find((one) => one.parameter === 'spo2');
      if (of !== undefined && of.quality !== 'none' && of.level !== null) patients.push({ ...item.patient, enrolment: enrolment.id, of });
    }
  });

  const fresh = (fits = () => true) => {
    const at = patients.findLastIndex(fits);
    assert.ok(at >= 0, 'a patient is left for the test');
    return patients.splice(at, 1)[0];
  };
  const place = (patient) => `/patients/${patient.id}#limits/workshop`;
  const as = (login, path, act, options) => withPage(browser, server, login, path, act, options);
  const book = async (patient) => (await api(server, nurse, `/api/enrolments/${patient.enrolment}/limits`)).body;
  const BOX = '#try-spo2-value-0--low-yellow';
  const RED = '#try-spo2-value-0--low-red';
  const plain = (slot) => (one) =>
    one.parameter === 'spo2' && one.kind === 'value' && !one.condition && `${one.side}-${one.zone}` === slot;
  /** What the service says of the set that a page asked of last. */
  const asked = (page) => {
    const last = { body: null, count: 0 };
    page.on('request', (request) => {
      if (!request.url().endsWith('/limits/try')) return;
      last.body = request.postDataJSON();
      last.count += 1;
    });
    return last;
  };
  const ready = async (page) => {
    await page.locator('.effect').waitFor();
    await page.locator('.verdict-line[aria-busy="false"]').waitFor();
  };
  /** A yellow limit that alarms if it is above the level, under the upper one with oxygen. */
  const above = ({ of }) => Math.min(92, Math.floor(of.level) + 1);
  const alarms = (patient) => above(patient) > patient.of.level;
  const daysOf = (page, box) => page.locator('tr', { has: page.locator(box) }).locator('td').last().locator('b').textContent();

  test('an edited number shows what the days would have given, as the service says; back is what is in force', async () => {
    const patient = fresh(alarms);
    const now = (await book(patient)).inForce;
    const highest = above(patient);
    await as('nurse', place(patient), async (page) => {
      const last = asked(page);
      await ready(page);
      const before_ = await page.locator(BOX).inputValue();
      await page.locator(BOX).fill(String(highest));
      await until(() => last.body?.limits?.some((one) => plain('low-yellow')(one) && one.value === highest));
      await ready(page);
      const { body } = await api(server, nurse, `/api/enrolments/${patient.enrolment}/limits/try`, { method: 'POST', body: last.body });
      const days = body.tried.limits.find(plain('low-yellow')).alarmDays;
      assert.ok(days > 0, 'a limit above the level alarms');
      assert.match(await daysOf(page, BOX), new RegExp(`^${days} dag`));
      const { green, yellow, red, missing, total } = body.tried.days;
      const cells = await page.locator('.zone-days tbody tr').last().locator('td').allTextContents();
      assert.deepEqual(cells.map((text) => Number.parseInt(text, 10)), [green, yellow, red, missing, total]);
      const verdict = await page.locator('.verdict-line').textContent();
const inForce = body.inForce.days.yellow + body.inForce.days.red;
      const other = inForce === yellow + red ? ', både i kraft og med' : ` i kraft, ${yellow + red} med`;
      assert.ok(verdict.includes(`: ${inForce} av ${total}${other} det som prøves.`), verdict);
      await page.locator('.effect summary').click();
      assert.ok((await page.locator('.effect .day-table tbody tr').count()) >= yellow + red, 'every such day has a line');
      await shot(page, 'workshop-edited');
      await page.locator(RED).fill('60');
      await page.locator('.floor-note', { hasText: 'slakkere enn programmets sikkerhetsgrense' }).waitFor();
      await page.getByRole('button', { name: 'Tilbake til gjeldende' }).click();
      assert.equal(await page.locator(BOX).inputValue(), before_);
      await page.getByText('Ingenting er endret fra det som er i kraft.').waitFor();
      await page.getByRole('button', { name: 'Til forordning' }).and(page.locator('[aria-disabled="true"]')).waitFor();
    });
    assert.deepEqual((await book(patient)).inForce, now, 'nothing was stored');
  });

  test('by keyboard alone: the proposal, the order with all of it, and nurse2 sees levels and puts them in force', async () => {
    const patient = fresh();
    const wanted = patient.of.limits.find(plain('low-yellow'));
    const sigma = Number((patient.of.sigma + 0.5).toFixed(2));
    let lower = 0;
    await as('nurse', `/patients/${patient.id}#limits`, async (page) => {
      await page.locator('.limit-table').first().waitFor();
      await tabTo(page, '.limit-ways a[href^="#limits/workshop"]');
      await page.keyboard.press('Enter');
      await ready(page);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'h-limits');
      await tabTo(page, RED);
      await typeOver(page, 'lav');
      await page.locator('.faults', { hasText: 'skriv et tall' }).waitFor();
      await tabTo(page, '.workshop-acts button');
      await page.keyboard.press('Enter');
      await until(async () => (await page.locator(BOX).inputValue()) === String(wanted.value), { says: 'the proposal is not there' });
      // Another spread than is proposed, so that this surely differs from what is in force.
      lower = Number(await page.locator(RED).inputValue());
      await tabTo(page, '[id^="try-"][id$="-sigma-spo2"]', { key: 'Shift+Tab' });
      await typeOver(page, String(sigma));
      await page.locator('.workshop-acts', { hasText: 'endret. De' }).waitFor();
      await ready(page);
      await shot(page, 'workshop-proposal');
      await tabTo(page, '.workshop-acts button:last-child');
      await page.keyboard.press('Enter');
      await page.locator('.order-form').waitFor();
      const box = page.locator('[id^="order-"][id$="-spo2-value-0--low-yellow"]');
      assert.equal(await box.inputValue(), String(wanted.value));
      assert.match(await page.locator('[id^="order-"][id$="-evidence"]').inputValue(), /Varseldager/);
      assert.deepEqual(await axe(page), [], 'the order');
      await shot(page, 'workshop-order');
      await tabTo(page, '[id^="order-"][id$="-orderedBy"]');
      await page.keyboard.type('Grete Demo');
      await tabTo(page, '[id$="-reason"]');
      await page.keyboard.type('Vanlig nivå etter prøveperioden');
      await tabTo(page, '.order-form [type="submit"]');
      await page.keyboard.press('Enter');
      await page.locator('.pending').waitFor();
      await page.getByRole('link', { name: 'Verksted', exact: true }).click();
      await ready(page);
      await page.getByText('Nye grenser kan føres når de som venter').waitFor();
    });
    await as('nurse2', `/patients/${patient.id}#limits`, async (page) => {
      await page.locator('.pending').waitFor();
      await page.getByRole('link', { name: 'Se virkningen i verkstedet' }).click();
      await ready(page);
      assert.equal(await page.locator(BOX).inputValue(), String(wanted.value), 'the order is what is tried');
      await page.getByRole('link', { name: 'I kraft og forordninger' }).click();
      await tabTo(page, '.pending .ds-button');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.locator('.differences', { hasText: 'vanlig nivå' }).or(dialog.locator('.levels', { hasText: 'SpO₂, vanlig nivå' })).first().waitFor();
      await dialog.locator('.whole-set summary').click();
      await dialog.locator('.whole-set tr', { hasText: 'eget nivå: 2 av 3 dager' }).first().waitFor();
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], `the check ${colorScheme}`);
      }
      await shot(page, 'workshop-check');
      await tabTo(page, '#compared');
      await page.keyboard.press('Space');
      await tabTo(page, '.sheet [type="submit"]');
      await page.keyboard.press('Enter');
      await page.locator('#told').getByText('er i kraft').waitFor();
      const order = page.locator('.past-order', { hasText: 'Grete Demo' });
      await order.locator('summary').first().click();
      await order.locator('.levels', { hasText: 'SpO₂, vanlig nivå' }).waitFor();
    });
    const after_ = await book(patient);
    assert.equal(after_.inForce.find(plain('low-yellow')).value, wanted.value);
    assert.equal(after_.inForce.find(plain('low-red')).value, lower);
    const habit = after_.habitsInForce.find((one) => one.parameter === 'spo2');
    assert.deepEqual([habit.level, habit.sigma, habit.approvedOn !== null], [Number(patient.of.level.toFixed(2)), sigma, true]);
  });

  test('light and dark, as curve and as table, without faults of accessibility, nor sideways scrolling when narrow', async () => {
    const patient = fresh();
    await as('nurse', place(patient), async (page) => {
      await ready(page);
      await page.getByLabel('Prøveperioden').check();
      await ready(page);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
        await shot(page, `workshop-${colorScheme}`);
      }
      // The curve is read by keys, and the table says the same.
      await page.locator('.trial-curve .curve-box').focus();
      await page.keyboard.press('End');
      const last = patient.of.days.filter((one) => one.value !== null).at(-1);
      assert.match(await page.locator('.trial-curve .curve-reading').textContent(), new RegExp(`: ${last.value} %`));
      await page.getByRole('button', { name: 'Tabell', exact: true }).click();
      const measured = page.locator('.trial-curve .day-table tbody tr', { hasNotText: 'ikke målt' });
      assert.equal(await measured.count(), patient.of.days.filter((one) => one.value !== null).length);
      for (const width of [320, 683, 768]) {
        await page.setViewportSize({ width, height: 640 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        await shot(page, `workshop-${width}`);
      }
      assert.deepEqual(await axe(page), [], 'narrow');
    });
  });

  test('what is recommended is taken together, the rest is left and told why; one proposal is still taken whole', async () => {
    const patient = fresh();
    const { body: trial } = await api(server, nurse, `/api/enrolments/${patient.enrolment}/baseline`);
    const taken = trial.parameters.filter((one) => one.recommended);
    const left = trial.parameters.filter((one) => one.quality !== 'none' && !one.recommended);
    assert.ok(taken.some((one) => one.parameter === 'spo2' && one.why === 'leads') || patient.of.quality !== 'good');
    await as('nurse', place(patient), async (page) => {
      const last = asked(page);
      await ready(page);
      const advice = await page.locator('.advice').textContent();
      for (const one of taken) assert.ok(advice.split('.')[0].includes(one.name), `${one.name} in ${advice}`);
      for (const one of left) assert.ok(advice.split('.').slice(1).join('.').includes(one.name), `${one.name} in ${advice}`);
      assert.equal(await page.getByRole('button', { name: 'Bruk alle forslag' }).count(), 0);
      await page.getByRole('button', { name: 'Bruk anbefalte forslag' }).click();
      const yellow = patient.of.recommendedLimits.find(plain('low-yellow'));
      const red = patient.of.recommendedLimits.find(plain('low-red'));
      await until(async () => (await page.locator(BOX).inputValue()) === String(yellow.value), { says: 'own yellow is not there' });
      assert.equal(await page.locator(RED).inputValue(), String(red.value), 'the programme’s red');
      await ready(page);
      await shot(page, 'workshop-recommended');
      await page.getByRole('button', { name: 'Bruk forslaget for SpO₂' }).click();
      const whole = patient.of.limits.find(plain('low-red'));
      await until(async () => (await page.locator(RED).inputValue()) === String(whole.value), { says: 'the whole proposal has own red' });
      assert.notEqual(last.count, 0);
    });
  });

  test('what is uncertain or lacking is said in words, with how many days; without a proposal none is offered', async () => {
    const patient = fresh();
    await as('nurse', `/patients/${patient.id}#limits`, async (page) => {
      let change;
      await page.route('**/baseline*', async (route) => {
        const response = await route.fetch();
        const json = await response.json();
        Object.assign(json.parameters.find((one) => one.parameter === 'spo2'), change);
        await route.fulfill({ response, json });
      });
      change = { quality: 'uncertain', validDays: 8, warnings: ['falls', 'level_red'], note: 'floor' };
      await page.getByRole('link', { name: 'Verksted', exact: true }).click();
      await ready(page);
      const warnings = page.locator('.warnings');
      for (const words of ['Usikkert forslag: 8 gyldige dager', 'Verdiene falt', 'ligger i rød sone', 'holdt til programmets sikkerhetsgrense']) {
        await warnings.getByText(words).waitFor();
      }
      await shot(page, 'workshop-warnings');
      change = { quality: 'none', validDays: 5, level: null, sigma: null, limits: [], warnings: [] };
      await page.getByRole('link', { name: 'I kraft og forordninger' }).click();
      await page.getByRole('link', { name: 'Verksted', exact: true }).click();
      await page.locator('.warnings', { hasText: 'Ikke noe forslag: bare 5 gyldige dager' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Bruk forslaget for SpO₂' }).count(), 0);
      await page.locator(BOX).waitFor();
    });
  });

  test('when the service does not answer it says so, keeps what is typed, and asks again', async () => {
    const patient = fresh();
    await as('nurse', place(patient), async (page) => {
      const last = asked(page);
      await ready(page);
      await page.route('**/limits/try', (route) => route.abort('connectionrefused'));
      await page.locator(BOX).fill(String(above(patient)));
      await page.locator('.bench [role="alert"]', { hasText: 'Får ikke kontakt' }).waitFor();
      assert.deepEqual(await axe(page), [], 'the failure');
      await shot(page, 'workshop-failure');
      await page.unroute('**/limits/try');
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.locator('.bench [role="alert"]').waitFor({ state: 'detached' });
      assert.equal(await page.locator(BOX).inputValue(), String(above(patient)));
      // What is no number is not asked about.
      const { count } = last;
      await page.locator(BOX).fill('8x');
      await page.locator('.faults', { hasText: 'skriv et tall' }).waitFor();
      await page.getByText('Dagene regnes igjen når tallene er rettet.').waitFor();
      await part(page, 'Notater').click();
      await part(page, 'Grenser').click();
      await page.getByRole('link', { name: 'Verksted', exact: true }).click();
      assert.equal(await page.locator(BOX).inputValue(), '8x', 'another part of the page loses nothing');
      assert.equal(last.count, count);
    });
    await as('nurse', '/patients', async (page) => {
      await withoutLine(page);
      await page.route('**/baseline*', (route) => route.abort('connectionrefused'));
      await page.goto(`${server.url}${place(patient)}`);
      await page.getByRole('alert').filter({ hasText: 'Får ikke kontakt' }).waitFor();
      await page.unroute('**/baseline*');
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await ready(page);
    });
  });

  test('who may read but not enter sees the effect, and no way to an order', async () => {
    const patient = fresh();
    await as('teamlead', place(patient), async (page) => {
      await ready(page);
      assert.equal(await page.getByRole('button', { name: 'Til forordning' }).count(), 0);
      assert.equal(await page.getByRole('button', { name: 'Bruk forslaget for SpO₂' }).count(), 1);
    });
  });
});
