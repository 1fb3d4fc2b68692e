// The schedule in the record: what is due over all programmes as a small calendar, how often each reports, set by hand
// with what that gives beside it, two who change it at once, and pauses. By mouse and by keyboard alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dayOf, plusDays as plus } from '../days.mjs';
import { api, axe, onStage, shot, until } from './lib.mjs';
import { tabTo, typeOver, withPage } from './record_lib.mjs';


describe('the schedule in the record', () => {
  let server, browser, nurse, singles, several;

  onStage({ patients: 40 }, async (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
    const { items } = (await api(server, nurse, '/api/worklist?limit=100')).body;
    const steady = items.filter((one) => one.enrolments.every(({ state }) => state === 'active'));
    singles = steady.filter((one) => one.enrolments.length === 1);
    several = items.find((one) => one.enrolments.length > 1);
  });

  const fresh = () => {
    const one = singles.pop();
    assert.ok(one, 'a patient is left for the test');
    return { ...one.patient, enrolment: one.enrolments[0].id };
  };
  const on = (patient, act, options) => withPage(browser, server, 'nurse', `/patients/${patient.id}#schedule`, act, options);
  const path = (patient) => `/api/enrolments/${patient.enrolment}/schedule`;
  const bookOf = async (patient) => (await api(server, nurse, path(patient))).body;
  const dueOf = async (patient) => (await api(server, nurse, `/api/patients/${patient.id}/due`)).body;
  const todayHere = async (patient) => {
    const { now } = await dueOf(patient);
    return dayOf(now);
  };
  const told = (page) => page.locator('#told');
  const edit = async (page) => {
    await page.getByRole('button', { name: /^Endre måleplanen/ }).first().click();
    await page.locator('.schedule-form').waitFor();
  };
  const save = (page) => page.getByRole('button', { name: 'Lagre måleplanen' }).click();
  const why = (page, text) => page.locator('.schedule-form').getByLabel('Hvorfor?').fill(text);

  test('one due list over all programmes, each with its own schedule, in light, dark and at 320 px', async () => {
    const patient = several.patient;
    await on(patient, async (page) => {
      await page.locator('.due-table').waitFor();
      await page.getByRole('heading', { name: /alle programmer samlet/ }).waitFor();
      await until(async () => (await page.locator('.schedule-card .holds').count()) === several.enrolments.length);
      const { coming, past } = await dueOf(patient);
      const cells = page.locator('.due-table td');
      assert.equal(await cells.count(), 35, 'five weeks, the last two and the next two beside this one');
      assert.equal(await page.locator('.due-table [aria-current="date"]').count(), 1);
      const spoken = await page.locator('.due-table .sr').allInnerTexts();
      const count = (words) => spoken.filter((one) => one.endsWith(words)).length;
      const met = new Set([...past, ...coming].filter(({ state }) => state === 'met').map(({ by }) => by.day));
      assert.equal(count(': meldt'), met.size, 'each day that was met is said so');
      await edit(page);
      await page.locator('.preview .due-days').waitFor();
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        assert.deepEqual(await axe(page), [], colorScheme);
      }
      await shot(page, 'schedule-dark');
      await page.setViewportSize({ width: 320, height: 640 });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      assert.deepEqual(await axe(page), [], 'at 320 px');
      const coloured = await page.evaluate(() => {
        const styles = getComputedStyle(document.documentElement);
        const zones = ['red', 'yellow', 'green'].flatMap((zone) => ['mark', 'ink', 'surface'].map((one) => styles.getPropertyValue(`--v-${zone}-${one}`).trim()));
        const hex = (rgb) => `#${(rgb.match(/\d+/g) ?? []).slice(0, 3).map((one) => Number(one).toString(16).padStart(2, '0')).join('')}`;
        return [...document.querySelectorAll('.schedule-page *')].filter((one) => {
          const { color, backgroundColor } = getComputedStyle(one);
          return zones.includes(hex(color)) || zones.includes(hex(backgroundColor));
        }).length;
      });
      assert.equal(coloured, 0, 'zone colours mean zones alone');
    });
  });

  test('weekdays with two deadlines are set by the keyboard alone: tried first, then stored', async () => {
    const patient = fresh();
    await on(patient, async (page) => {
      await page.locator('.schedule-card .holds').waitFor();
      await tabTo(page, '.schedule-card .h-row button[aria-label^="Endre måleplanen"]');
      await page.keyboard.press('Enter');
      await page.locator('.schedule-form').waitFor();
      await tabTo(page, '[name$="-0-way"]');
      // From whatever holds, along the ways to set weekdays.
      for (let at = 0; at < 5 && !(await page.locator('[value="weekdays"]').isChecked()); at += 1) await page.keyboard.press('ArrowRight');
      await tabTo(page, '.segments [aria-label="torsdag"]');
      await page.keyboard.press('Space');
      await tabTo(page, '[id$="-add-clock"]');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await tabTo(page, '[id$="-reason"]');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id.endsWith('-reason')), true, 'a reason is wanted');
      await page.locator('[id$="-reason-wrong"]:not(:empty)').waitFor();
      await typeOver(page, 'Avtalt på telefon');
      await page.locator('.preview').getByText(/10(:00)? og 20(:00)?/).waitFor();
      await page.keyboard.press('Enter');
      await told(page).getByText(/er endret/).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'told');
    });
    const book = await bookOf(patient);
    const [phase] = book.phases;
    assert.deepEqual([book.source, book.version, phase.kind, phase.weekdays, phase.deadlines], ['own', 1, 'weekdays', ['mon', 'thu'], ['10:00', '20:00']]);
    assert.equal(book.history[0].reason, 'Avtalt på telefon');
    assert.ok(book.coming.every(({ by }) => [1, 4].includes(new Date(`${by.day}T12:00:00Z`).getUTCDay()) || by.day < book.history[0].from));
  });

  test('after discharge: daily for fourteen days, then as before, with one press', async () => {
    const patient = fresh();
    const before = await bookOf(patient);
    await on(patient, async (page) => {
      await edit(page);
      await page.locator('.preview .due-days, .preview .empty').first().waitFor();
      await page.getByRole('button', { name: /^Tettere etter utskriving/ }).click();
      await why(page, 'Hjem fra sykehus');
      await page.locator('.preview').getByText(/^Hver dag til og med/).waitFor();
      await shot(page, 'schedule-dense');
      await save(page);
      await told(page).getByText(/er endret/).waitFor();
    });
    const { phases, history } = await bookOf(patient);
    const [dense, then] = phases;
    assert.equal(history[0].reason, 'Hjem fra sykehus');
    assert.deepEqual([dense.kind, dense.every, dense.until], ['every', 1, plus(history[0].from, 14)]);
    assert.deepEqual([then.kind, then.aWeek, then.from, then.until], [before.standard.active[0].kind, before.standard.active[0].aWeek, dense.until, null]);
  });

  test('what somebody else changed meanwhile is shown; what was typed stays, and goes in when that was seen', async () => {
    const patient = fresh();
    await on(patient, async (page) => {
      await edit(page);
      await page.locator('.schedule-form label').filter({ hasText: 'Bare når vi ber om det' }).click();
      await why(page, 'Vil ha det rolig');
      const other = await api(server, server.token('nurse2'), path(patient), {
        method: 'POST',
        body: { phases: [{ kind: 'a_week', aWeek: 3, from: null, until: null }], reason: 'Tettere en stund', version: 0 },
      });
      assert.equal(other.status, 201, JSON.stringify(other.body));
      await page.getByText(/har endret planen mens du skrev.*Tettere en stund/).waitFor();
      await save(page);
      await page.locator('.schedule-form .act-wrong').getByText(/Noen har endret planen/).waitFor();
      assert.equal(await page.locator('.schedule-form').getByLabel('Hvorfor?').inputValue(), 'Vil ha det rolig');
      assert.equal((await bookOf(patient)).version, 1, 'nothing was written over');
      await page.getByRole('button', { name: 'Jeg har sett det, bruk mitt' }).click();
      await save(page);
      await told(page).getByText(/er endret/).waitFor();
    });
    const book = await bookOf(patient);
    assert.deepEqual([book.version, book.phases.at(-1).kind, book.history.length], [2, 'on_request', 2]);
  });

  test('the programme’s schedule comes back, and every change is kept', async () => {
    const patient = fresh();
    const set = await api(server, nurse, path(patient), {
      method: 'POST',
      body: { phases: [{ kind: 'every', every: 3, from: null, until: null }], reason: 'Prøver', version: 0 },
    });
    assert.equal(set.status, 201, JSON.stringify(set.body));
    await on(patient, async (page) => {
      await page.getByText(/^Satt av .*Prøver$/).waitFor();
      await edit(page);
      await page.locator('.schedule-form label').filter({ hasText: 'Programmets plan' }).click();
      await why(page, 'Går bra');
      await save(page);
      await told(page).getByText(/er endret/).waitFor();
      await page.getByText('2 endringer').click();
      assert.deepEqual(await page.locator('.versions .soft').allInnerTexts().then((all) => all.map((one) => one.split(' · ')[0])), ['Går bra', 'Prøver']);
    });
    const book = await bookOf(patient);
    assert.deepEqual([book.source, book.version, book.history[0].phases], ['programme', 2, []]);
  });

  test('a pause is entered, not over another, shown day by day, and ended', async () => {
    const patient = fresh();
    const today = await todayHere(patient);
    await on(patient, async (page) => {
      const enter = async (from, last, reason) => {
        await page.getByLabel('Første dag').fill(from);
        await page.getByLabel(/^Siste dag/).fill(last);
        await page.locator('#pause-reason').fill(reason);
        await page.getByRole('button', { name: 'Legg inn pausen' }).click();
      };
      await page.getByRole('button', { name: 'Legg inn pause', exact: true }).click();
      await enter(plus(today, 1), today, '');
      await page.getByText('Siste dag kan ikke være før den første.').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'pause-last', 'the first fault has the focus');
      await enter(plus(today, 1), plus(today, 5), 'Reise');
      await told(page).getByText(/^Pausen er lagt inn/).waitFor();
      await until(async () => (await page.locator('.due-table .sr').allInnerTexts()).filter((one) => one.endsWith(': pause')).length === 5);
      await page.getByRole('button', { name: 'Legg inn pause', exact: true }).click();
      await enter(plus(today, 3), '', 'Sykehus');
      await page.getByText(/allerede en pause på noen av disse dagene/).waitFor();
      assert.equal(await page.locator('#pause-reason').inputValue(), 'Sykehus', 'what was typed stays');
      await page.locator('form').getByRole('button', { name: 'Avbryt' }).click();
      await page.getByRole('button', { name: /^Avslutt pausen/ }).click();
      await page.getByRole('dialog').waitFor();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      assert.deepEqual(await axe(page), []);
      await page.getByRole('dialog').getByRole('button', { name: 'Ta tilbake pausen' }).click();
      await told(page).getByText('Pausen er avsluttet.').waitFor();
      await page.getByText('Én tidligere pause').click();
      await page.getByText(/tatt tilbake/).waitFor();
    });
    const { items } = (await api(server, nurse, `/api/patients/${patient.id}/pauses`)).body;
    assert.deepEqual([items.length, items[0].until, items[0].ended === null], [1, items[0].from, false]);
  });

  test('who may only read sees the schedule, and no way to change it', async () => {
    const { items } = (await api(server, server.token('coordinator'), '/api/worklist?limit=1')).body;
    const seen = items[0].patient;
    await withPage(browser, server, 'coordinator', `/patients/${seen.id}#schedule`, async (page) => {
      await page.locator('.schedule-card .holds').first().waitFor();
      assert.equal(await page.getByRole('button', { name: /Legg inn pause|Endre måleplanen/ }).count(), 0);
    });
  });
});
