// The day of a patient, as next of kin see it: whose it is, what is due, what it came to, and a report where they may.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { api, axe, launch, openPage, shot, startServer, until } from './lib.mjs';
import { fillIn, fits, PHONE, sendIt } from './me_lib.mjs';

describe('next of kin', () => {
  let server;
  let browser;

  before(async () => {
    server = await startServer({ patients: 20 });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const enter = async (page) => {
    const answer = await page.request.post(`${server.url}/api/session`, { data: { login: 'kin1' }, headers: { Origin: server.url } });
    assert.equal(answer.status(), 200);
    await page.goto(`${server.url}/me`);
  };
  const open = async (act, { language = 'nb', prepare } = {}) => {
    const { context, page, complaints } = await openPage(browser, PHONE);
    try {
      await page.addInitScript((chosen) => localStorage.setItem('varde.language', chosen), language);
      await prepare?.(page);
      await enter(page);
      await act(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  const day = async () => {
    const token = server.token('kin1');
    const { body } = await api(server, token, '/api/enrolments');
    return (await api(server, token, `/api/me/today?patient=${body.items[0].patient.id}`)).body;
  };
  /** The day as the service tells it, but for these parts. */
  const but = (page, parts) =>
    page.route('**/api/me/today?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), ...parts } });
    });
  const strip = (page) => page.locator('.whose');

  for (const language of ['nb', 'ar']) {
    test(`${language}: the day says whose it is and whom “you” means, without what is the patient’s alone`, () =>
      open(
        async (page) => {
          const { patient } = await day();
          await page.locator('.today').waitFor();
          const words = await strip(page).innerText();
          assert.ok(words.includes(patient.name), words);
          assert.ok((await page.locator('h1').innerText()).includes(patient.given));
          assert.equal(await page.locator('.tile, .reminding').count(), 0, 'messages or reminders');
          assert.equal(await page.locator('.last').count(), 1);
          await fits(page);
          assert.deepEqual(await axe(page), []);
          await shot(page, `kin-${language}`);
        },
        { language },
      ));
  }

  test('a report is sent for the patient, under the same words on every step, and read by the service as theirs', () =>
    open(async (page) => {
      const before = await day();
      await page.locator('.due .go').click();
      await page.locator('.progress').waitFor();
      assert.ok((await strip(page).innerText()).includes(before.patient.name));
      const keys = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('report.')));
      assert.deepEqual(keys, [`varde.report.${before.patient.id}.kin`], 'kept as the patient’s own');
      await fillIn(page, before);
      await page.getByRole('heading', { name: `Dette sendes for ${before.patient.given}` }).waitFor();
      assert.ok((await strip(page).innerText()).includes(before.patient.name));
      await fits(page);
      assert.deepEqual(await axe(page), []);
      await shot(page, 'kin-review');
      await sendIt(page);
      await page.locator('.result').waitFor();
      await until(async () => (await day()).lastReport.id !== before.lastReport?.id);
    }));

  test('who may only look is told so, and nothing leads to a report', () =>
    open(
      async (page) => {
        await page.getByText(/Som pårørende kan du se/).waitFor();
        assert.equal(await page.locator('.due button').count(), 0);
        await page.getByRole('button', { name: 'Se rådene igjen' }).click();
        await page.locator('.result').waitFor();
        assert.ok((await strip(page).innerText()).includes('Dette gjelder'));
        assert.equal(await page.getByRole('button', { name: /Mål igjen/ }).count(), 0);
      },
      { prepare: (page) => but(page, { mayReport: false }) },
    ));

  test('of several one chooses, and goes back to choose another; of nobody one is told how it comes', async () => {
    const others = (page, change) =>
      page.route('**/api/enrolments?*', async (route) => {
        const answer = await route.fetch();
        const { items } = await answer.json();
        await route.fulfill({ response: answer, json: { items: change(items), next: null } });
      });
    const second = (items) => [...items, { ...items[0], patient: { ...items[0].patient, id: '01k1jeyrkze00bgzp82b6pnqpp', name: 'Ågot Demo' } }];
    await open(
      async (page) => {
        await page.getByRole('heading', { name: 'Hvem gjelder det?' }).waitFor();
        const { patient } = await day();
        assert.deepEqual(await page.locator('.kin-people button').allInnerTexts(), [patient.name, 'Ågot Demo']);
        await page.getByRole('button', { name: patient.name }).click();
        await page.getByRole('heading', { name: `Dagen til ${patient.given}` }).waitFor();
        await page.getByRole('button', { name: 'Velg en annen' }).click();
        await page.getByRole('heading', { name: 'Hvem gjelder det?' }).waitFor();
      },
      { prepare: (page) => others(page, second) },
    );
    await open((page) => page.getByRole('heading', { name: 'Ingen har gitt deg innsyn' }).waitFor(), {
      prepare: (page) => others(page, () => []),
    });
  });

  test('when the right ends, nothing of the day stays', async () => {
    const { context, page } = await openPage(browser, PHONE);
    await enter(page);
    await page.locator('.today').waitFor();
    const { patient } = await day();
    await page.route('**/api/me/today?*', (route) =>
      route.fulfill({ status: 404, contentType: 'application/problem+json', json: { title: 'Not found', status: 404, detail: 'Borte' } }),
    );
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Borte').waitFor();
    assert.equal(await page.locator('.today').count(), 0);
    assert.ok(!(await page.locator('main').innerText()).includes(patient.given));
    await context.close();
  });
});
