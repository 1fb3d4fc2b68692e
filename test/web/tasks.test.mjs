// Tasks in a real browser, on the real server, in a world where nothing has come for sixteen days, so that rules have
// made some of several kinds: their page, the case that is there for one, treatment that was started, and the record.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dayOf, today } from '../days.mjs';
import { api, axe, onStage, shot, until, withList, withoutLine } from './lib.mjs';
import { part, withPage } from './record_lib.mjs';
import { createWorld } from './world.mjs';

describe('tasks', () => {
  let server;
  let browser;
  let nurse;
  let world;

  onStage({ patients: 30, days: 8, ago: 16 }, async (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
    world = createWorld(server);
    await until(async () => (await get('/api/silent/count')).count >= 20, { says: 'nobody was looked at' });
  });

  const get = async (path, token = nurse) => (await api(server, token, path)).body;
  const post = async (path, body, token = nurse) => {
    const answer = await api(server, token, path, { method: 'POST', body });
    assert.ok(answer.status < 300, `${path} ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const as = (login, path, act, options) => withPage(browser, server, login, path, act, options);
  const due = async (query = '', token = nurse) => (await get(`/api/tasks?due=now&limit=200${query}`, token)).items;
  const one = async (task, token = nurse) =>
    (await get(`/api/patients/${task.patient.id}/tasks`, token)).items.find(({ id }) => id === task.id);
  const byHand = (patient, title, more = {}) => post(`/api/patients/${patient}/tasks`, { title, due: today(), ...more });
  const at = (page, task) => page.locator(`.todo[data-task="${task.id}"]`);
  const focused = (page) => page.evaluate(() => document.activeElement?.closest('[data-task]')?.dataset.task ?? null);

  /** To the top with k, then with j as far as the task. */
  async function goTo(page, task) {
    await at(page, task).waitFor();
    for (let i = (await focused(page)) === null ? 60 : 0; i < 60; i += 1) await page.keyboard.press('k');
    for (let i = 0; i < 60 && (await focused(page)) !== task.id; i += 1) await page.keyboard.press('j');
    assert.equal(await focused(page), task.id);
  }

  /** A patient whose row is there for nothing but tasks. */
  async function quietPatient() {
    const patient = await world.freshPatient();
    const { missing } = await world.row(patient);
    if (missing) await post(`/api/patients/${patient.id}/missing/clear`, { outcome: 'other' });
    return patient;
  }

  test('the page groups them by day, says whose they are, and stands in light, dark, narrow and large', () =>
    as('nurse', '/tasks', async (page) => {
      // The rules may still be making some.
      let all;
      await until(async () => {
        all = await due();
        const shown = await page.locator('.todo').evaluateAll((list) => list.map((one) => one.dataset.task));
        return all.length > 5 && shown.toSorted().join() === all.map(({ id }) => id).toSorted().join();
      }, { says: 'not those that are due' });
      assert.equal(await page.locator('.todo-day').count(), new Set(all.map((task) => dayOf(task.due))).size);
      const nav = page.getByRole('link', { name: new RegExp(`^Oppgaver\\s*${all.length} forfalt$`) });
      await nav.waitFor();
      assert.equal(await nav.getAttribute('aria-current'), 'page');
      const text = await at(page, all[0]).textContent();
      assert.ok(text.includes(all[0].patient.name) && text.includes(all[0].title), text);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
        await shot(page, `tasks-${colorScheme}`);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      assert.deepEqual(await axe(page), [], 'narrow');
      await shot(page, 'tasks-320');
    }));

  test('a choice narrows them and stands in the address; where none is left it says so and leads on', () =>
    as('nurse', '/tasks', async (page) => {
      const kind = (await due()).find((task) => task.kind !== 'monthly_contact').kind;
      await page.getByLabel('Slag').selectOption(kind);
      await until(async () => {
        const wanted = await due(`&kind=${kind}`);
        return wanted.length > 0 && (await page.locator('.todo').count()) === wanted.length;
      });
      await page.getByText('Mine', { exact: true }).click();
      await page.getByText('Ingen oppgaver i dette utvalget').waitFor();
      assert.deepEqual([...new URL(page.url()).searchParams], [['owner', 'me'], ['kind', kind]]);
      await page.reload();
      await page.getByText('Ingen oppgaver i dette utvalget').waitFor();
      await page.getByRole('button', { name: 'Vis alle' }).click();
      await page.locator('.todo').first().waitFor();
    }));

  test('by keys alone: done with the contact logged, the next has the hands; what logged nothing z takes back', () =>
    as('nurse', '/tasks', async (page) => {
      const task = (await due()).find(({ kind }) => kind === 'weekly_contact');
      await goTo(page, task);
      await page.keyboard.press('m');
      await until(() => page.evaluate(() => document.activeElement?.tagName === 'INPUT'));
      await page.keyboard.type('Alt går bra.');
      await page.keyboard.press('Escape');
      await at(page, task).getByText('Lagres med: «Alt går bra.»').waitFor();
      await page.keyboard.press('1');
      await at(page, task).waitFor({ state: 'detached' });
      await until(async () => (await focused(page)) !== null, { says: 'the hands have no place' });
      const done = await one(task);
      assert.deepEqual([done.state, done.ended.outcome, done.ended.note], ['done', 'contacted', 'Alt går bra.']);
      const [contact] = await get(`/api/patients/${task.patient.id}/contacts`).then(({ items }) => items);
      assert.deepEqual([contact.kind, contact.party, contact.note], ['phone', 'patient', 'Alt går bra.']);
      assert.equal(await page.getByRole('button', { name: /^Angre/ }).count(), 0, 'the contact stands in the log');
      const other = (await due()).find(({ kind }) => kind === 'trial_end');
      await goTo(page, other);
      await page.keyboard.press('1');
      await at(page, other).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /^Angre/ }).waitFor();
      await page.keyboard.press('z');
      await at(page, other).waitFor();
      assert.equal((await one(other)).state, 'open');
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByText('gi videre').waitFor();
      await page.keyboard.press('Escape');
    }));

  test('moved by two keys to tomorrow, and by its date; no answer leaves it for the next day', () =>
    as('nurse', '/tasks', async (page) => {
      const patient = await world.freshPatient();
      const first = await byHand(patient.id, 'Sende skjema');
      const second = await byHand(patient.id, 'Bestille time');
      const third = await byHand(patient.id, 'Ringe datteren');
      await goTo(page, first);
      await page.keyboard.press('f');
      await until(() => page.evaluate(() => document.activeElement?.textContent === 'I morgen'));
      await page.keyboard.press('Enter');
      await at(page, first).waitFor({ state: 'detached' });
      assert.ok((await one(first)).due.startsWith(today(1)));
      await at(page, second).getByRole('button', { name: /^Flytt/ }).first().click();
      await at(page, second).getByLabel('Eller en dag').fill(today(9));
      await at(page, second).getByLabel('Hvorfor').fill('Legen er borte til da.');
      await at(page, second).getByRole('button', { name: 'Flytt', exact: true }).click();
      await at(page, second).waitFor({ state: 'detached' });
      const moved = await one(second);
      assert.ok(moved.due.startsWith(today(9)));
      assert.equal(moved.trace.find(({ kind }) => kind === 'moved').note, 'Legen er borte til da.');
      await at(page, third).getByRole('button', { name: /Ikke svar/ }).click();
      await at(page, third).waitFor({ state: 'detached' });
      await page.getByText('Ikke svar. Kommer igjen i morgen.').waitFor();
      await page.getByText('Også senere').click();
      for (const task of [first, second, third]) await at(page, task).waitFor();
    }));

  test('handed over to the doctor’s office, who has no list but sees it counted, takes it and answers it', () =>
    as('nurse', '/tasks', async (page) => {
      const patient = await world.freshPatient();
      const task = await byHand(patient.id, 'Vurdere grensene');
      const places = (await get(`/api/tasks/${task.id}/choices`)).queues;
      const office = places.find(({ kind, owners }) => kind === 'gp_office' && owners.length > 0);
      await goTo(page, task);
      await page.keyboard.press('h');
      await at(page, task).getByRole('combobox', { name: 'Til', exact: true }).selectOption(office.id);
      await at(page, task).getByLabel('Beskjed til den som får den').fill('Ligger lavt hver morgen.');
      await at(page, task).getByRole('button', { name: 'Gi videre', exact: true }).click();
      await at(page, task).waitFor({ state: 'detached' });
      const logins = ['gp', 'gp2'];
      const tokens = logins.map((login) => server.token(login));
      const mine = await Promise.all(tokens.map(async (token) => (await due('', token)).some(({ id }) => id === task.id)));
      const login = logins[mine.indexOf(true)];
      assert.ok(login !== undefined, 'one of the offices has it');
      await as(login, '/tasks', async (gp) => {
        await gp.getByRole('link', { name: /^Oppgaver\s*\d+ forfalt$/ }).waitFor();
        await at(gp, task).getByText('Vurdere grensene').first().waitFor();
        assert.deepEqual(await axe(gp), []);
        await goTo(gp, task);
        await gp.keyboard.press('t');
        await at(gp, task).getByText('din', { exact: true }).waitFor();
        await gp.keyboard.press('1');
        await at(gp, task).waitFor({ state: 'detached' });
      });
      assert.equal((await one(task)).state, 'done');
    }));

  test('two browsers: what the other does comes by itself; an old version is told, and nothing typed is lost', () =>
    as('nurse', '/tasks', async (page) => {
      const patient = await world.freshPatient();
      const task = await byHand(patient.id, 'Avtale besøk');
      const other = server.token('nurse2');
      await at(page, task).waitFor();
      await at(page, task).getByRole('button', { name: /^Notat/ }).click();
      await at(page, task).getByLabel(/^Notat som lagres/).fill('Passer best om formiddagen.');
      // What the other does is not heard of in time.
      await page.route('**/api/tasks?*', (route) => route.abort());
      await post(`/api/tasks/${task.id}/take`, { version: task.version }, other);
      await at(page, task).getByRole('button', { name: /Gjort/ }).click();
      await at(page, task).getByText('Noen andre endret oppgaven').waitFor();
      assert.equal(await at(page, task).getByLabel(/^Notat som lagres/).inputValue(), 'Passer best om formiddagen.');
      await page.unroute('**/api/tasks?*');
      // The next that happens to any task asks again.
      await byHand(patient.id, 'Ringe tilbake');
      await at(page, task).getByText(/har den/).waitFor();
      const now = await one(task);
      await post(`/api/tasks/${task.id}/done`, { version: now.version, outcome: 'done' }, other);
      await at(page, task).waitFor({ state: 'detached' });
    }));

  test('a row in the task tier says what it is for; its case has the outcomes on the digits, and z takes it back', () =>
    withList(browser, server, 'nurse', async (page) => {
      const patient = await quietPatient();
      await Promise.all((await due()).filter((task) => task.patient.id === patient.id).map((task) => post(`/api/tasks/${task.id}/move`, { version: task.version, due: today(30), reason: 'Senere' })));
      const task = await byHand(patient.id, 'Ringe om ny oksymeter');
      const row = page.locator(`[data-row^="${patient.id} "]`);
      await until(async () => (await row.locator('.c-why').textContent()).startsWith('Ringe om ny oksymeter, frist i dag'));
      await row.locator('.who').click();
      const foot = page.locator('.panel .outcome');
      await foot.getByText('Ringe om ny oksymeter').first().waitFor();
      assert.deepEqual(await axe(page), []);
      await shot(page, 'task-case');
      await page.keyboard.press('1');
      await until(async () => (await one(task)).state === 'done');
      await page.locator('.list-foot').getByText('Ringe om ny oksymeter: Gjort.').waitFor();
      await until(() => page.evaluate(() => ['h-case', 'list'].includes(document.activeElement?.id)), { says: 'the hands have no place' });
      await page.keyboard.press('z');
      await until(async () => (await one(task)).state === 'open');
      await until(async () => (await row.locator('.c-why').textContent()).startsWith('Ringe om ny oksymeter'));
    }));

  test('a task by hand from the open case, by keys alone', () =>
    withList(browser, server, 'nurse', async (page) => {
      const patient = await quietPatient();
      const row = page.locator(`[data-row^="${patient.id} "]`);
      await row.locator('.who').focus();
      await page.keyboard.press('o');
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-tasks'));
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await until(() => page.evaluate(() => document.activeElement?.id === 'new-task-title'));
      await page.keyboard.press('Enter');
      await page.getByText('Skriv hva som skal gjøres.').waitFor();
      await page.keyboard.type('Spørre om søvn');
      await page.getByLabel('Frist').fill(today());
      await page.getByLabel('Oppgaven er min').check();
      await page.keyboard.press('Enter');
      await page.getByText('Ny oppgave: Spørre om søvn.').waitFor();
      const made = (await get(`/api/patients/${patient.id}/tasks`)).items.find(({ title }) => title === 'Spørre om søvn');
      assert.equal(made.owner.id, (await get('/api/me')).account.id);
    }));

  test('treatment started by the plan goes with the acknowledgement, and its effect is asked for', () =>
    withList(browser, server, 'nurse', async (page) => {
      const patient = await world.redCase();
      const { items: choices } = await get(`/api/patients/${patient.id}/actions/choices`);
      const wanted = choices.find(({ zone }) => zone === 'red').text;
      await world.open(page, patient);
      await page.getByText('Startet behandling etter planen').click();
      await page.getByLabel(wanted).check();
      await page.getByLabel(`Spør om det hjalp om`).fill('2');
      await page.getByLabel('Annen behandling, i egne ord').fill('Ekstra inhalasjon');
      await page.keyboard.press('Enter');
      await page.getByText('Startet behandling etter planen: 2').waitFor();
      assert.deepEqual(await axe(page), []);
      await shot(page, 'started');
      await page.getByLabel('Veiledet etter plan').check();
      await page.getByRole('button', { name: 'Lagre og neste' }).click();
      await until(async () => (await get(`/api/patients/${patient.id}/actions`)).items.length === 2);
      const { items } = await get(`/api/patients/${patient.id}/actions`);
      const told = items.find(({ text }) => text === wanted);
      assert.equal(told.zone, 'red');
      assert.ok(told.check.startsWith(today(2)), told.check);
    }));

  test('treatment that waits to be asked about is shown with its day, and not started again', () =>
    withList(browser, server, 'nurse', async (page) => {
      const patient = await world.redCase();
      const { items: choices } = await get(`/api/patients/${patient.id}/actions/choices`);
      const { text, enrolment } = choices.find(({ zone }) => zone === 'red');
      await post(`/api/patients/${patient.id}/actions`, { enrolment, text, startedOn: today(-1), checkInDays: 3 });
      await world.open(page, patient);
      await page.getByText('Startet behandling etter planen').click();
      const offered = page.getByRole('list', { name: 'Startet behandling etter planen' });
      await offered.getByText(`${text.replace(/\.$/, '')}: startet i går`).waitFor();
      assert.equal(await offered.getByLabel(text).count(), 0);
      await page.getByLabel('Annen behandling, i egne ord').fill(text);
      await page.locator('#started-before', { hasText: 'startet i går' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByLabel('Annen behandling, i egne ord').fill('Ekstra inhalasjon');
      await page.keyboard.press('Enter');
      await page.getByText('Startet behandling etter planen: 1').waitFor();
      assert.deepEqual(await axe(page), []);
      await shot(page, 'started-before');
      await page.goto(`${server.url}/patients/${patient.id}#tasks`);
      await page.getByRole('button', { name: 'Ny behandling' }).click();
      await page.getByLabel('Hva ble startet?').fill(text);
      await page.getByText('Dette ble startet i går. Svar først på om det hjalp.').waitFor();
      await page.getByRole('button', { name: 'Lagre behandlingen' }).click();
      await until(() => page.evaluate(() => document.activeElement?.id === 'started-text'));
      assert.deepEqual(await axe(page), []);
    }));

  test('did it help? two presses; worse says that a task to contact the doctor was made', () =>
    as('nurse', '/tasks', async (page) => {
      const patient = await world.freshPatient();
      const { enrolments } = await world.detail(patient);
      await post(`/api/patients/${patient.id}/actions`, {
        enrolment: enrolments[0].id, text: 'Prednisolon 20 mg', startedOn: today(-4), checkInDays: 3,
      });
      const task = await until(async () =>
        (await due('&kind=effect_check')).find((each) => each.patient.id === patient.id),
      );
      await goTo(page, task);
      await at(page, task).getByText('Prednisolon 20 mg').waitFor();
      await page.keyboard.press('3');
      await at(page, task).getByText(/oppgave om å kontakte lege/).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText(/det er laget en oppgave om å kontakte lege/).waitFor();
      await at(page, task).waitFor({ state: 'detached' });
      const [action] = (await get(`/api/patients/${patient.id}/actions`)).items;
      assert.equal(action.effect, 'worse');
      assert.ok((await due('&kind=doctor_contact')).some((each) => each.patient.id === patient.id));
      await page.goto(`${server.url}/patients/${patient.id}#tasks`);
      await page.getByText('Virkning: Verre').waitFor();
    }));

  test('the record shows what happened with each, and opens one that has ended again', () => {
    let patient;
    return quietPatient().then(async (fresh) => {
      patient = fresh;
      const task = await byHand(patient.id, 'Vise hvordan måleren virker', { reason: 'Har fått ny' });
      await post(`/api/tasks/${task.id}/done`, { version: task.version, outcome: 'done', note: 'Gikk fint.' });
      await as('nurse', `/patients/${patient.id}`, async (page) => {
        await part(page, 'Oppgaver').click();
        await until(() => page.evaluate(() => document.activeElement?.id === 'h-tasks-tab'));
        await at(page, task).getByText('Hva som har skjedd').click();
        const steps = await at(page, task).locator('.trace li').allTextContents();
        assert.ok(steps.some((step) => step.includes('Laget')) && steps.some((step) => step.includes('Gjort')), steps.join('; '));
        assert.ok((await page.locator('#h-missing-trace').locator('..').textContent()).includes('Håndtert: annet'));
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          assert.deepEqual(await axe(page), [], colorScheme);
        }
        await shot(page, 'record-tasks');
        await page.setViewportSize({ width: 320, height: 640 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
        assert.deepEqual(await axe(page), [], 'narrow');
        await at(page, task).getByRole('button', { name: /^Åpne igjen/ }).click();
        await until(async () => (await one(task)).state === 'open');
        await at(page, task).getByRole('button', { name: /Gjort/ }).waitFor();
      });
    });
  });

  test('who took a case and let it go stands in its course', async () => {
    const patient = await world.redCase();
    await post(`/api/worklist/${patient.id}/take`, {});
    await post(`/api/worklist/${patient.id}/release`, {});
    await as('nurse', `/patients/${patient.id}#cases`, async (page) => {
      const steps = page.locator('.trace').first();
      await steps.getByText('Tatt').waitFor();
      await steps.getByText('Sluppet').waitFor();
    });
  });

  test('the page says when it cannot be read and tries again, and what will come when nothing is due', () =>
    as('nurse', '/tasks', async (page) => {
      await withoutLine(page);
      await page.route('**/api/tasks?*', (route) => route.abort());
      await page.reload();
      await page.getByRole('alert').getByRole('button', { name: 'Prøv igjen' }).waitFor();
      await page.unroute('**/api/tasks?*');
      await page.route('**/api/tasks?*', (route) => route.fulfill({ json: { items: [], next: null } }));
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.getByText('Ingen oppgaver har forfalt').waitFor();
      assert.deepEqual(await axe(page), []);
    }));
});
