// The patient's page in a real browser, against the real server: whole reports and what they come to, measuring again,
// a network that goes, a tab that closes, the Back button, and the keyboard alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, onStage, shot, until, withoutLine } from './lib.mjs';
import { createPatients, fillIn, heading, next, openMe, press, sendIt, step } from './me_lib.mjs';

describe("the patient's page", () => {
  let server, browser, freshPatient;
  onStage({ patients: 60 }, (stage) => {
    ({ server, browser } = stage);
    freshPatient = createPatients(server);
  });

  const withPatient = async (act, { programme, ...options } = {}) => {
    const patient = await freshPatient(programme);
    const { context, page, complaints } = await openMe(browser, server, patient.login, options);
    try {
      await act(page, patient, context);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  const todayOf = async ({ token }) => (await api(server, token, '/api/me/today')).body;
  /** What the page posts to the service, with its keys. */
  const watch = (page) => {
    const sent = [];
    page.on('request', (request) => {
      if (request.method() !== 'POST' || !request.url().endsWith('/api/reports')) return;
      sent.push({ key: request.headers()['idempotency-key'], body: request.postDataJSON() });
    });
    return sent;
  };
  const order = (page, selectors) =>
    page.evaluate(
      (all) => all.map((one) => document.querySelector(one)?.getBoundingClientRect().top ?? Number.NaN),
      selectors,
    );
  const ascending = (list) => assert.deepEqual(list, [...list].sort((a, b) => a - b));
  const result = (page) => page.locator('.result').waitFor();

  test('a usual day is green: reviewed, sent once, answered with what to do, and done for today', () =>
    withPatient(async (page, patient) => {
      const sent = watch(page);
      await fillIn(page, patient.today);
      assert.equal(await heading(page), 'Dette sender du');
      await page.getByText('Oksygen i blodet').waitFor();
      await sendIt(page);
      await result(page);
      assert.equal(await heading(page), 'Grønn sone');
      await page.locator('.zone-card-green .mark-green').waitFor();
      await page.getByText('Når ser noen på svaret?').waitFor();
      assert.equal(sent.length, 1);
      assert.ok(sent[0].key.length > 30);
      const [spo2] = sent[0].body.measurements;
      assert.deepEqual([spo2.parameter, spo2.conditions], ['spo2', ['rest']]);
      const [response] = sent[0].body.responses;
      assert.match(response.questionnaire, /copd-daily\|\d+$/);
      assert.deepEqual(response.item.slice(0, 2).map(({ linkId, answer }) => [linkId, answer[0].valueCoding.code]), [
        ['different', 'no'],
        ['chest_pain', 'no'],
      ]);
      assert.equal(response.item.some(({ linkId }) => linkId === 'symptoms'), false, 'what was hidden is not sent');
      await page.getByRole('button', { name: 'Ferdig' }).click();
      await page.getByRole('heading', { name: 'Du har meldt fra i dag' }).waitFor();
      await page.getByRole('button', { name: 'Meld fra likevel' }).waitFor();
      const today = await todayOf(patient);
      assert.deepEqual([today.reportedToday, today.lastReport.zone], [true, 'green']);
    }));

  test('worse breathing is yellow: the zone, what to do, who looks, then whom to call', () =>
    withPatient(async (page, patient) => {
      await fillIn(page, patient.today, { answers: { different: 1, breathlessness: 2 } });
      await page.getByText('Mye tyngre enn vanlig').waitFor();
      await sendIt(page);
      await result(page);
      assert.equal(await heading(page), 'Gul sone');
      await page.locator('.reasons').getByText('Mye tyngre enn vanlig').waitFor();
      ascending(await order(page, ['.zone-card', '.do', '.result .seen', '.calls', '.stack .go']));
      assert.equal(await page.locator('.call-now').count(), 0);
      assert.ok((await page.locator('.calls a[href="tel:116117"]').count()) === 1);
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
      await shot(page, 'me-yellow');
    }));

  test('pain in the chest is red: calm, with 113 as the one big button', () =>
    withPatient(async (page, patient) => {
      await fillIn(page, patient.today, { answers: { chest_pain: 1 } });
      assert.match(await heading(page), /^Ring 113 nå/);
      assert.deepEqual(await page.evaluate(() => history.state.place.step), 'copd-daily call_113', 'right after the answer');
      assert.equal(await page.locator('.ds-button:not([data-variant])').getAttribute('href'), 'tel:113');
      await shot(page, 'me-call-now');
      await step(page, () => next(page));
      await fillIn(page, patient.today);
      await sendIt(page);
      await result(page);
      assert.equal(await heading(page), 'Rød sone');
      const big = page.locator('.result .ds-button:not([data-variant])');
      assert.equal(await big.count(), 1);
      assert.equal(await big.getAttribute('href'), 'tel:113');
      ascending(await order(page, ['.zone-card', '.call-now', '.do', '.result .seen', '.calls', '.stack .go']));
      await shot(page, 'me-red');
    }));

  test('a number far from the usual is asked for again, kindly; both readings are sent', () =>
    withPatient(async (page, patient) => {
      const sent = watch(page);
      await fillIn(page, patient.today, { values: { spo2: '79' } });
      assert.equal(await heading(page), 'Vi måler en gang til');
      await page.getByText('Du skrev 79 %.').waitFor();
      await page.getByRole('button', { name: 'Tallet 79 stemmer' }).waitFor();
      await shot(page, 'me-again');
      await step(page, () => page.getByRole('button', { name: 'Mål en gang til' }).click());
      assert.match(await heading(page), /en gang til$/);
      assert.equal(await page.locator('.digits').inputValue(), '');
      await press(page, String(patient.today.measurements[0].last.value));
      await step(page, () => next(page));
      await fillIn(page, patient.today);
      await sendIt(page);
      await result(page);
      const values = sent[0].body.measurements.filter(({ parameter }) => parameter === 'spo2').map(({ value }) => value);
      assert.deepEqual(values, [79, patient.today.measurements[0].last.value]);
    }));

  test('a number that cannot be is looked at again, and never stops anybody for good', () =>
    withPatient(async (page, patient) => {
      const sent = watch(page);
      await step(page, () => page.locator('.due .go').click());
      await page.locator('.answers label').nth(0).click();
      await step(page, () => next(page));
      await next(page);
      await page.getByText('Skriv tallet du ser på måleren.').waitFor();
      await press(page, '940');
      await next(page);
      await page.getByText('940 % kan ikke stemme.').waitFor();
      assert.equal(await page.locator('.digits').getAttribute('aria-invalid'), 'true');
      await next(page);
      await step(page, () => page.getByRole('button', { name: 'Bruk tallet slik det står' }).click());
      await fillIn(page, patient.today);
      await sendIt(page);
      await result(page);
      const [spo2] = sent[0].body.measurements;
      assert.deepEqual([spo2.value, spo2.conditions], [940, ['rest', 'oxygen']]);
      assert.notEqual(await heading(page), 'Grønn sone');
      await step(page, () => page.getByRole('button', { name: 'Mål en gang til' }).click());
      await fillIn(page, patient.today);
      await page.getByRole('heading', { name: 'Dette sender du' }).waitFor();
      assert.equal(await page.locator('.said').count(), 2, 'only what was unsure, and oxygen');
      await sendIt(page);
      await until(() => sent.length === 2);
      assert.deepEqual(sent[1].body.measurements.map(({ parameter }) => parameter), ['spo2']);
      assert.deepEqual(sent[1].body.responses, []);
      await result(page);
    }));

  test('upper and lower pressure are one step, one after the other; the weight takes a comma', () =>
    withPatient(
      async (page, patient) => {
        const sent = watch(page);
        await fillIn(page, patient.today, { values: { weight: patient.today.measurements[0].last.value.toFixed(1), sbp: '121', dbp: '75' } });
        assert.equal(await heading(page), 'Dette sender du');
        await page.getByText('121/75 mmHg').waitFor();
        await sendIt(page);
        await result(page);
        const pressure = sent[0].body.measurements.find(({ parameter }) => parameter === 'bp');
        assert.deepEqual(pressure.values, { sbp: 121, dbp: 75 });
      },
      { programme: 'heart-failure' },
    ));

  test('the network goes while it is sent, after the service had it: it says so, and it is stored once', () =>
    withPatient(async (page, patient) => {
      const sent = watch(page);
      let gone = true;
      await page.route('**/api/reports', async (route) => {
        if (!gone) return route.continue();
        if (sent.length === 1) await route.fetch();
        return route.abort('connectionreset');
      });
      await fillIn(page, patient.today);
      const reports = async () => (await todayOf(patient)).lastReport.id;
      const earlier = await reports();
      await sendIt(page);
      await page.getByRole('heading', { name: 'Lagret her, ikke sendt ennå' }).waitFor();
      await shot(page, 'me-waiting');
      assert.equal(await page.getByRole('button', { name: 'Endre' }).count(), 0, 'what may have arrived is not changed');
      const stored = await reports();
      assert.notEqual(stored, earlier);
      await page.reload();
      await page.getByRole('button', { name: 'Prøv igjen' }).waitFor();
      gone = false;
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await result(page);
      assert.equal(await reports(), stored, 'the same report');
      assert.equal(new Set(sent.map(({ key }) => key)).size, 1);
      assert.ok(sent.length >= 3);
      assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('varde.report')).length), 0);
    }));

  test('what was typed outlives a reload, a closed tab and a log-in that ran out', () =>
    withPatient(async (page, patient, context) => {
      await step(page, () => page.locator('.due .go').click());
      await page.locator('.answers label').nth(1).click();
      await step(page, () => next(page));
      await press(page, '9');
      await page.reload();
      await page.locator('.digits').waitFor();
      assert.equal(await page.locator('.digits').inputValue(), '9');
      await press(page, String(patient.today.measurements[0].last.value).slice(1));
      await step(page, () => next(page));
      await page.close();
      const again = await context.newPage();
      await again.goto(`${server.url}/me`);
      await again.getByRole('heading', { name: 'Du har begynt' }).waitFor();
      await step(again, () => again.getByRole('button', { name: 'Fortsett' }).click());
      assert.equal(await heading(again), 'Puls');
      await fillIn(again, patient.today);
      await context.clearCookies();
      await sendIt(again);
      await again.waitForURL(/\/login/);
      const answer = await again.request.post(`${server.url}/api/session`, {
        data: { login: patient.login },
        headers: { Origin: server.url },
      });
      assert.equal(answer.status(), 200);
      await again.goto(`${server.url}/me`);
      await again.getByRole('heading', { name: 'Lagret her, ikke sendt ennå' }).waitFor();
      await again.getByRole('button', { name: 'Send nå' }).click();
      await result(again);
      assert.equal((await todayOf(patient)).reportedToday, true);
    }));

  test('Back goes one step back and keeps what was answered; after sending it sends nothing again', () =>
    withPatient(async (page, patient) => {
      const sent = watch(page);
      await step(page, () => page.locator('.due .go').click());
      await page.locator('.answers label').nth(1).click();
      await step(page, () => next(page));
      assert.equal(await heading(page), 'Oksygen i blodet');
      await step(page, () => page.goBack());
      assert.equal(await heading(page), 'Bruker du oksygen nå?');
      assert.equal(await page.locator('.answers :checked').count(), 1);
      await step(page, () => page.locator('.back').click());
      await page.getByRole('heading', { name: 'Du har begynt' }).waitFor();
      await step(page, () => page.getByRole('button', { name: 'Fortsett' }).click());
      await fillIn(page, patient.today);
      await step(page, () => page.getByRole('button', { name: 'Endre: Puls' }).click());
      const pulse = String(patient.today.measurements[1].last.value + 1);
      for (let digits = 0; digits < 3; digits += 1) await page.locator('[data-key="erase"]').click();
      await press(page, pulse);
      await step(page, () => next(page));
      assert.equal(await heading(page), 'Dette sender du');
      await page.getByText(`${pulse} /min`).waitFor();
      await sendIt(page);
      await result(page);
      assert.equal(sent[0].body.measurements.filter(({ parameter }) => parameter === 'pulse').length, 1);
      await step(page, () => page.goBack());
      await page.getByRole('heading', { name: 'Du har meldt fra i dag' }).waitFor();
      assert.equal(sent.length, 1);
    }));

  test('the whole report by keyboard alone', () =>
    withPatient(async (page, patient) => {
      const keys = page.keyboard;
      const focusOn = async (text) => {
        for (let tabs = 0; tabs < 30; tabs += 1) {
          if (await page.evaluate((name) => document.activeElement?.textContent?.trim() === name, text)) return;
          await keys.press('Tab');
        }
        assert.fail(`Tab does not reach ${text}`);
      };
      await focusOn((await page.locator('.due .go').innerText()).trim());
      await step(page, () => keys.press('Enter'));
      for (let screens = 0; screens < 20 && (await heading(page)) !== 'Dette sender du'; screens += 1) {
        assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the focus is on the new question');
        const place = await page.evaluate(() => history.state.place);
        const last = patient.today.measurements.find(({ parameter }) => parameter === place.step)?.last;
        if (last) {
          await keys.type(String(last.value + 10).replace('.', ','));
          for (let digits = String(last.value + 10).length; digits > 0; digits -= 1) await keys.press('Backspace');
          await keys.type(String(last.value).replace('.', ','));
        } else if (await page.locator('.pad').count()) {
          await focusOn('Hopp over');
          await step(page, () => keys.press('Enter'));
          await focusOn('Gå videre uten');
        } else {
          await keys.press('Tab');
          await keys.press('Space');
          if (place.step === 'oxygen') await keys.press('ArrowDown');
        }
        await step(page, () => keys.press('Enter'));
      }
      await focusOn('Send');
      await keys.press('Enter');
      await result(page);
      assert.equal(await heading(page), 'Grønn sone');
    }));

  test('what the service refuses is said, nothing is lost, and it can be mended', () =>
    withPatient(async (page, patient) => {
      const sent = watch(page);
      await page.route('**/api/reports', (route) =>
        sent.length > 1
          ? route.continue()
          : route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ title: 'No', detail: 'Tallet er for stort.' }) }),
      );
      await fillIn(page, patient.today);
      await sendIt(page);
      await page.getByText('Tallet er for stort.').waitFor();
      await page.getByRole('button', { name: 'Endre: Puls' }).waitFor();
      await sendIt(page);
      await result(page);
      assert.notEqual(sent[0].key, sent[1].key, 'another request, another key');
    }));

  test('without the day: what happened, that nothing is lost, and whom to call', () =>
    withPatient(async (page) => {
      await withoutLine(page);
      await page.route('**/api/me/today', (route) => route.abort('connectionrefused'));
      await page.reload();
      await page.getByRole('alert').getByText('Får ikke kontakt').waitFor();
      assert.equal(await page.locator('a[href="tel:113"]').count(), 1);
      await page.unroute('**/api/me/today');
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.locator('.today').waitFor();
    }));

  test('signing out asks first when a report is not sent, and leaves nothing of it behind', () =>
    withPatient(async (page) => {
      const left = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('varde.report')).length);
      await step(page, () => page.locator('.due .go').click());
      assert.equal(await left(), 1);
      await step(page, () => page.goBack());
      await step(page, () => page.getByRole('button', { name: 'Logg ut' }).click());
      assert.equal(await heading(page), 'Du har en rapport som ikke er sendt');
      await page.getByRole('button', { name: 'Slett og logg ut' }).click();
      await page.waitForURL(/\/login/);
      assert.equal(await left(), 0);
    }));
});
