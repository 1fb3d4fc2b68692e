// Messages in a real browser: a nurse reads and answers beside the case, and what is unread is live on both sides.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, axe, BY_THE_LINE, onStage, shot, until, withList } from './lib.mjs';
import { createWorld, rowOf } from './world.mjs';

describe('messages beside the case', () => {
  let server;
  let browser;
  let world;
  let keys = 0;

  onStage({}, (stage) => {
    ({ server, browser } = stage);
    world = createWorld(server);
  });

  const post = async (token, path, body) => {
    keys += 1;
    const headers = { 'Idempotency-Key': `web-message-${keys}` };
    const answer = await api(server, token, path, { method: 'POST', body, headers });
    assert.ok([200, 201].includes(answer.status), JSON.stringify(answer.body));
    return answer.body;
  };
  const write = (patient, body, subject) =>
    post(patient.token, `/api/patients/${patient.id}/threads`, { body, subject });
  const threadsOf = async (patient) =>
    (await api(server, patient.token, `/api/patients/${patient.id}/threads`)).body.items;
  const panelOf = (page, patient) => page.getByRole('complementary', { name: new RegExp(patient.name) });

  const withPage = (login, act, options) => withList(browser, server, login, act, options);
  const open = async (page, patient) => {
    await world.open(page, patient);
    await panelOf(page, patient).getByRole('heading', { name: 'Meldinger' }).waitFor();
    return panelOf(page, patient);
  };

  test('what a patient writes stands on the list at once; read and answered, it is gone from it', () =>
    withPage('nurse', async (page) => {
      const patient = await world.freshPatient();
      await page.getByText('oppdateres direkte').waitFor();
      const thread = await write(patient, 'Skal jeg måle i kveld?', 'Måling');
      await rowOf(page, patient).getByText('1 ulest melding').first().waitFor(BY_THE_LINE);
      const panel = await open(page, patient);
      const line = panel.getByRole('button', { name: /Måling/ });
      await line.getByText('1 ny').waitFor();
      assert.equal((await world.row(patient)).unread, 1, 'the list alone is not reading it');
      await line.click();
      await panel.locator('.conversation').getByText('Skal jeg måle i kveld?').waitFor();
      await until(async () => (await world.row(patient)).unread === 0);
      await rowOf(page, patient).locator('.flag').waitFor({ state: 'detached' });
      assert.equal(await panel.locator('.changed button').count(), 0, 'reading it is no news');
      await panel.locator('.verdict', { hasText: '1 ulest melding' }).waitFor({ state: 'detached' });

      await panel.getByLabel('Svar').fill('Ja, gjerne.\nHilsen Nina');
      await shot(page, 'messages-panel');
      assert.deepEqual(await axe(page), []);
      await panel.getByRole('button', { name: 'Send' }).click();
      await panel.locator('.conversation .ours').getByText('Ja, gjerne.').waitFor();
      assert.equal(await panel.getByLabel('Svar').inputValue(), '');
      const [mine] = await threadsOf(patient);
      assert.deepEqual([mine.id, mine.unread, mine.messages[0].body], [thread.id, 1, 'Ja, gjerne.\nHilsen Nina']);
    }));

  test('what is written while the thread is open stands there, and is seen; a second nurse sees the answer', () =>
    withPage('nurse', (mine) =>
      withPage('nurse2', async (theirs) => {
        const patient = await world.freshPatient();
        for (const page of [mine, theirs]) await page.getByText('oppdateres direkte').waitFor();
        const thread = await write(patient, 'Hei');
        // A case that is opened before the list has heard of the message is told of it as news.
        for (const page of [mine, theirs]) await rowOf(page, patient).locator('.flag').first().waitFor();
        for (const page of [mine, theirs]) {
          const panel = await open(page, patient);
          await panel.locator('.thread').first().click();
          await panel.locator('.conversation').getByText('Hei').waitFor();
        }
        await post(patient.token, `/api/threads/${thread.id}/messages`, { body: 'Er du der?' });
        await panelOf(mine, patient).locator('.conversation').getByText('Er du der?').waitFor(BY_THE_LINE);
        await until(async () => (await world.row(patient)).unread === 0);
        assert.equal(await mine.locator('.changed button').count(), 0, 'it stands there already');
        await panelOf(mine, patient).getByLabel('Svar').fill('Ja');
        await panelOf(mine, patient).getByRole('button', { name: 'Send' }).click();
        const answer = panelOf(theirs, patient).locator('.conversation .ours');
        await answer.getByText('Ja', { exact: true }).waitFor(BY_THE_LINE);
        assert.match(await answer.textContent(), /Nina Demo/);
      }),
    ));

  test('what comes while the threads are closed is said before the case can be closed', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      const panel = await open(page, patient);
      await panel.getByText('Siste rapport').waitFor();
      await page.keyboard.press('1');
      await write(patient, 'Nå er det verre');
      await panel.locator('.changed').getByRole('button').waitFor(BY_THE_LINE);
      await panel.getByRole('button', { name: 'Lagre og neste' }).click();
      await panel.locator('.outcome .notice-wrong').waitFor();
      assert.equal((await world.row(patient)).zone, 'red');
      await panel.locator('.changed').getByRole('button').click();
      await panel.getByText('1 ulest melding. Raden blir stående').waitFor();
      await panel.getByRole('button', { name: 'Lagre og neste' }).click();
      await page.getByText(`${patient.name} er kvittert.`).waitFor();
      const row = await world.row(patient);
      assert.deepEqual([row.zone, row.unread], ['none', 1]);
      await rowOf(page, patient).getByText('1 ulest melding').first().waitFor();
    }));

  test('a new thread is begun and a draft kept, by keyboard alone', () =>
    withPage('nurse', async (page) => {
      const patient = await world.redCase();
      await rowOf(page, patient).locator('.who').focus();
      await page.keyboard.press('Enter');
      const panel = panelOf(page, patient);
      await panel.getByText('Ingen meldinger ennå').waitFor();
      await panel.getByRole('button', { name: 'Ny melding' }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Time hos legen');
      await page.keyboard.press('Tab');
      await page.keyboard.type('jatk? 1');
      assert.equal((await world.row(patient)).takenBy, null, 'letters are text here');
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await open(page, patient);
      assert.equal(await panel.getByLabel('Melding', { exact: true }).inputValue(), 'jatk? 1');
      await panel.getByLabel('Melding', { exact: true }).fill('');
      await panel.getByRole('button', { name: 'Send' }).click();
      await panel.getByText('Skriv noe før du sender.').waitFor();
      await panel.getByLabel('Melding', { exact: true }).focus();
      await page.keyboard.type('Du har time i morgen.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await panel.locator('.conversation .ours').getByText('Du har time i morgen.').waitFor();
      const [thread] = await threadsOf(patient);
      assert.deepEqual([thread.subject, thread.unread], ['Time hos legen', 1]);
    }));

  test('an answer that did not go is said, kept, and goes once when one sends it again', () =>
    withPage('nurse', async (page) => {
      const patient = await world.freshPatient();
      await write(patient, 'Hei');
      await rowOf(page, patient).waitFor();
      const panel = await open(page, patient);
      await panel.locator('.thread').first().click();
      await panel.getByLabel('Svar').fill('Hei igjen');
      let lost = 0;
      await page.route('**/messages', async (route) => {
        lost += 1;
        if (lost === 1) await route.fetch(); // it arrives, and the answer is lost
        await route.abort('connectionrefused');
      });
      await panel.getByRole('button', { name: 'Send' }).click();
      await panel.getByText('Det du skrev, står her fremdeles.').waitFor();
      assert.equal(await panel.getByLabel('Svar').inputValue(), 'Hei igjen');
      await page.unroute('**/messages');
      await panel.getByRole('button', { name: 'Send' }).click();
      await until(async () => (await panel.getByLabel('Svar').inputValue()) === '');
      const [thread] = await threadsOf(patient);
      assert.equal(thread.unread, 1, 'it was written twice');
      assert.equal(await panel.locator('.conversation .ours').count(), 1);
    }));

  test('the open thread stands in the panel at 320 px without scrolling sideways, in light and dark', () =>
    withPage('nurse', async (page) => {
      const patient = await world.freshPatient();
      await write(patient, `مرحبا ${'ord'.repeat(60)}`, 'Et emne som er langt nok til å måtte brytes');
      await rowOf(page, patient).waitFor();
      const panel = await open(page, patient);
      await panel.locator('.thread').first().click();
      await panel.locator('.conversation p').first().waitFor();
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
      }
      await shot(page, 'messages-320');
    }));

  test('who may not read messages sees that some are unread, and no more', async () => {
    const patient = await world.freshPatient();
    const [{ municipality }] = (await world.row(patient)).enrolments;
    await withPage(municipality.name.startsWith('Nesvik') ? 'coordinator' : 'coordinator2', async (page) => {
      const row = rowOf(page, patient);
      await row.waitFor();
      await write(patient, 'Dette er mellom oss');
      await row.getByText('1 ulest melding').first().waitFor(BY_THE_LINE);
      await row.locator('.who').click();
      await panelOf(page, patient).getByText('Siste rapport').waitFor();
      assert.equal(await panelOf(page, patient).getByText('Meldinger').count(), 0);
    });
  });
});
