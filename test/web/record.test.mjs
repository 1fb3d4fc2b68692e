// The patient's page: what is kept of a patient, and what may be done with it, by mouse and by keyboard alone.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { today } from '../days.mjs';
import { api, axe, heldLine, onStage, saturation, shot, until, withoutLine } from './lib.mjs';
import { part, tabTo, typeOver, withPage } from './record_lib.mjs';

const PARTS = ['Rapporter', 'Saker', 'Grenser', 'Måleplan', 'Kontakter', 'Notater', 'Meldinger', 'Tilgangslogg'];

describe('the patient’s page', () => {
  let server;
  let browser;
  let nurse;
  const patients = [];

  onStage({ patients: 40 }, async (stage) => {
    ({ server, browser } = stage);
    nurse = server.token('nurse');
    const waiting = (await api(server, nurse, '/api/limits/pending')).body.items.map((one) => one.patient.id);
    // Fresh ones with COPD and the programme's oxygen limits or their own: each test takes one.
    const gp = server.token('gp');
    const { body } = await api(server, nurse, '/api/worklist?limit=100&programme=copd');
    for (const item of body.items) {
      const only = item.enrolments.length === 1 && item.enrolments[0].state === 'active';
      if (!only || item.reported === null || waiting.includes(item.patient.id)) continue;
      const { status } = await api(server, gp, `/api/patients/${item.patient.id}`);
      patients.push({ ...item.patient, gp: status === 200 });
    }
  });

  /** With `gp`: one whom that log-in may see. */
  const fresh = ({ gp = false } = {}) => {
    const at = patients.findLastIndex((one) => one.gp || !gp);
    const [patient] = at < 0 ? [] : patients.splice(at, 1);
    assert.ok(patient, 'a patient is left for the test');
    return patient;
  };
  const pathOf = (patient, hash = '') => `/patients/${patient.id}${hash}`;
  const as = (login, path, act, options) => withPage(browser, server, login, path, act, options);
  const book = async (patient) => {
    const detail = (await api(server, nurse, `/api/patients/${patient.id}`)).body;
    return (await api(server, nurse, `/api/enrolments/${detail.enrolments[0].id}/limits`)).body;
  };
  const told = (page) => page.locator('#told');
  /** The box of one oxygen limit. */
  const box = (slot) => `[id^="order-"][id$="-spo2-value-0--${slot}"]`;
  const limitIn = (limits, zone, side = 'low') =>
    limits.find(
      (one) => one.parameter === 'spo2' && one.kind === 'value' && one.zone === zone && one.side === side && !one.condition,
    );

  test('what comes between reading the page and standing on its line is shown', async () => {
    const patient = fresh();
    await as('nurse', pathOf(patient, '#notes'), async (page) => {
      const open = await heldLine(page);
      await page.reload();
      await page.getByRole('heading', { level: 1, name: patient.name }).waitFor();
      await page.locator('#h-notes').waitFor();
      const other = server.token('nurse2');
      const body = { text: 'Datteren ringte mens siden kom.' };
      assert.equal((await api(server, other, `/api/patients/${patient.id}/notes`, { method: 'POST', body })).status, 201);
      open();
      await page.getByText(body.text).waitFor();
    });
  });

  test('every part is reached, reads well in light and dark, and fits 320 px', async () => {
    const patient = fresh();
    await as('nurse', pathOf(patient), async (page) => {
      await page.getByRole('heading', { level: 1, name: patient.name }).waitFor();
      await page.locator('.record-curves .curve svg, .record-curves canvas').first().waitFor();
      const look = async (name) => {
        for (const colorScheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          assert.deepEqual(await axe(page), [], `${name} ${colorScheme}`);
          await shot(page, `record-${name}-${colorScheme}`);
        }
        await page.setViewportSize({ width: 320, height: 640 });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(width, 320, `${name} does not scroll sideways`);
        await shot(page, `record-${name}-320`);
        await page.setViewportSize({ width: 1366, height: 768 });
        await page.emulateMedia({ colorScheme: 'light' });
      };
      await look('Oversikt');
      for (const name of PARTS) {
        await part(page, name).click();
        await until(async () => (await page.locator('.record-part .bones').count()) === 0);
        await look(name);
        assert.match(await page.title(), new RegExp(`^${patient.name}: ${name}`));
      }
    });
  });

  test('following a way to another part puts the focus on its heading', async () => {
    const patient = fresh();
    await as('nurse', pathOf(patient), async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await tabTo(page, '.record-tabs a[href="#limits"]');
      await page.keyboard.press('Enter');
      await until(() => page.evaluate(() => document.activeElement?.id === 'h-limits'));
    });
  });

  test('limits by keyboard alone: what is wrong is said as it is typed, nurse2 checks, then they are in force', async () => {
    const patient = fresh();
    const before_ = await book(patient);
    const red = limitIn(before_.inForce, 'red').value;
    const yellow = limitIn(before_.inForce, 'yellow').value;
    const wanted = red + 1;
    await as('nurse', pathOf(patient, '#limits'), async (page) => {
      await page.locator('.limit-table').first().waitFor();
      await tabTo(page, '.limit-book .ds-button');
      await page.keyboard.press('Enter');
      await page.locator('.order-form').waitFor();
      await tabTo(page, box('low-red'));
      await typeOver(page, String(yellow + 2));
      await page.locator('.faults', { hasText: 'kan ikke stå etter' }).waitFor();
      await shot(page, 'record-limits-fault');
      assert.deepEqual(await axe(page), [], 'with a fault');
      await tabTo(page, box('low-red'), { key: 'Shift+Tab' }).catch(() => tabTo(page, box('low-red')));
      await typeOver(page, '60');
      await page.locator('.floor-note', { hasText: 'slakkere enn programmets sikkerhetsgrense' }).waitFor();
      await tabTo(page, box('low-red'), { key: 'Shift+Tab' }).catch(() => tabTo(page, box('low-red')));
      await typeOver(page, String(wanted));
      await tabTo(page, box('low-yellow'));
      await typeOver(page, String(Math.max(yellow, wanted)));
      await page.locator('.order-form .differences', { hasText: 'strengere' }).waitFor();
      await tabTo(page, '.order-form [type="submit"]');
      await page.keyboard.press('Enter');
      await page.locator('.field-wrong', { hasText: 'Skriv hvem som har forordnet.' }).waitFor();
      await until(() => page.evaluate(() => document.activeElement?.id.endsWith('-orderedBy')));
      await page.keyboard.type('Grete Demo');
      await tabTo(page, '[id$="-reason"]');
      await page.keyboard.type('Vanlig verdi er høyere');
      await until(async () => (await page.locator('.order-form .field-wrong:not(:empty)').count()) === 0);
      await shot(page, 'record-limits-form');
      await tabTo(page, '.order-form [type="submit"]');
      await page.keyboard.press('Enter');
      await told(page).getByText('venter på kontroll').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'told');
      await page.locator('.pending').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Kontroller', exact: true }).count(), 0);
      await shot(page, 'record-limits-mine');
    });
    assert.equal(limitIn((await book(patient)).inForce, 'red').value, red, 'nothing is in force yet');
    await as('nurse2', '/patients', async (page) => {
      await page.locator('.pending-list a', { hasText: patient.name }).first().waitFor();
      await shot(page, 'patients-waiting');
      await tabTo(page, `.pending-list a[href="${pathOf(patient, '#limits')}"]`);
      await page.keyboard.press('Enter');
      await page.locator('.pending').waitFor();
      await tabTo(page, '.pending .ds-button');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await tabTo(page, '.sheet [type="submit"]');
      await page.keyboard.press('Enter');
      await page.locator('.field-wrong', { hasText: 'Hold grensene mot forordningen først.' }).waitFor();
      assert.deepEqual(await axe(page), [], 'the check');
      await shot(page, 'record-limits-check');
      await tabTo(page, '#compared');
      await page.keyboard.press('Space');
      await tabTo(page, '.sheet [type="submit"]');
      await page.keyboard.press('Enter');
      await told(page).getByText('er i kraft').waitFor();
      await page.locator('.pending').waitFor({ state: 'detached' });
    });
    const after_ = await book(patient);
    assert.equal(limitIn(after_.inForce, 'red').value, wanted);
    const [order] = after_.orders;
    assert.deepEqual([order.state, order.enteredBy.name, order.checkedBy.name], ['in_force', 'Nina Demo', 'Vegard Demo']);
  });

  test('one’s own order is withdrawn, and another’s turned down, with a reason', async () => {
    const patient = fresh({ gp: true });
    const { enrolment, inForce } = await book(patient);
    const own = inForce.filter((one) => one.parameter === 'spo2');
    const yellow = limitIn(inForce, 'yellow').value;
    const enter = async () => {
      const limits = own.map(({ parameter, kind, side, zone, operator, value, condition }) => ({
        parameter,
        kind,
        side,
        zone,
        operator,
        value: side === 'low' && zone === 'red' && !condition ? yellow : value,
        ...(condition === null ? {} : { condition }),
      }));
      const answer = await api(server, nurse, `/api/enrolments/${enrolment}/limits`, {
        method: 'POST',
        body: { orderedBy: 'Grete Demo', orderedOn: today(), reason: 'Prøve', limits },
      });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
    };
    for (const [login, button, state] of [
      ['nurse', 'Trekk tilbake', 'withdrawn'],
      ['gp', 'Avvis', 'rejected'],
    ]) {
      await enter();
      await as(login, pathOf(patient, '#limits'), async (page) => {
        await page.getByRole('button', { name: button }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: button }).click();
        await dialog.getByText('Skriv hvorfor.').waitFor();
        await dialog.getByLabel('Begrunnelse').fill('Ført på feil pasient');
        await dialog.getByRole('button', { name: button }).click();
        await page.locator('.pending').waitFor({ state: 'detached' });
      });
      const [order] = (await book(patient)).orders;
      assert.deepEqual([order.state, order.rejectedReason], [state, 'Ført på feil pasient']);
    }
  });

  test('a value is corrected with a reason; old and new stand in the history, and it can be taken back', async () => {
    const patient = fresh();
    const reports = async () => (await api(server, nurse, `/api/patients/${patient.id}/reports?limit=1`)).body.items[0];
    const first = (await reports()).observations[0];
    await as('nurse', pathOf(patient, '#reports'), async (page) => {
      await page.locator('.entry .textlink').first().waitFor();
      await tabTo(page, '.entry .textlink');
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await tabTo(page, '.sheet [type="submit"]');
      await page.keyboard.press('Enter');
      await dialog.getByText('Skriv verdien som et tall').waitFor();
      await until(() => page.evaluate(() => document.activeElement?.id === 'correct-value'));
      await page.keyboard.type(String(first.value + 1));
      await tabTo(page, '#correct-reason');
      await page.keyboard.type('Lest feil av displayet');
      assert.deepEqual(await axe(page), [], 'the correction');
      await shot(page, 'record-correct');
      await page.keyboard.press('Enter');
      await told(page).getByText('er rettet fra').waitFor();
      await page.locator('.corrected', { hasText: 'Lest feil av displayet' }).waitFor();
      await shot(page, 'record-corrected');
      assert.equal((await reports()).observations[0].value, first.value + 1);
      await told(page).getByRole('button', { name: 'Angre' }).click();
      await told(page).getByText('Rettelsen er angret').waitFor();
    });
    const last = (await reports()).observations[0];
    assert.deepEqual([last.value, last.version, last.corrections.length], [first.value, 3, 2]);
  });

  test('a value that somebody else corrected meanwhile is not corrected over it', async () => {
    const patient = fresh();
    const { body } = await api(server, nurse, `/api/patients/${patient.id}/reports?limit=1`);
    const [one] = body.items[0].observations;
    await as('nurse', pathOf(patient, '#reports'), async (page) => {
      await page.locator('.entry .textlink').first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/Riktig verdi/).fill(String(one.value + 2));
      await dialog.getByLabel('Hvorfor?').fill('Ringte pasienten');
      const answer = await api(server, server.token('nurse2'), `/api/observations/${one.id}/corrections`, {
        method: 'POST',
        body: { version: one.version, value: one.value + 1, reason: 'Før deg', parameter: one.parameter },
      });
      assert.equal(answer.status, 201);
      await dialog.getByRole('button', { name: 'Rett verdien' }).click();
      await dialog.getByText('En annen har rettet denne verdien').waitFor();
      assert.equal(await dialog.getByLabel('Hvorfor?').inputValue(), 'Ringte pasienten', 'what was typed stays');
      await shot(page, 'record-correct-conflict');
    });
  });

  test('a contact and a note are recorded, corrected by another in their place, and the old ones stay', async () => {
    const patient = fresh();
    await as('nurse', pathOf(patient, '#contacts'), async (page) => {
      await page.getByRole('button', { name: 'Før kontakten' }).click();
      await page.getByText('Skriv hva det gjaldt').waitFor();
      await page.getByText('Besøk', { exact: true }).click();
      await page.getByLabel('Med', { exact: true }).selectOption('kin');
      await page.getByLabel('Om hva').fill('Byttet batteri i måleren');
      await page.getByLabel('Utstyrsfeil').check();
      await page.getByRole('button', { name: 'Før kontakten' }).click();
      await page.locator('.log-entry', { hasText: 'Byttet batteri' }).waitFor();
      assert.equal(await page.getByLabel('Om hva').inputValue(), '', 'the form is empty again');
      await page.locator('.log-entry', { hasText: 'Byttet batteri' }).getByRole('button', { name: 'Rett' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Om hva').fill('Byttet hele måleren');
      assert.deepEqual(await axe(page), [], 'the correction of a contact');
      await dialog.getByRole('button', { name: 'Lagre rettelsen' }).click();
      await page.locator('.log-gone', { hasText: 'Byttet batteri' }).waitFor();
      await page.locator('.log-entry:not(.log-gone)', { hasText: 'Byttet hele måleren' }).waitFor();
      await shot(page, 'record-contacts-corrected');
      await part(page, 'Notater').click();
      await page.getByLabel('Det andre rundt pasienten bør vite').fill('Hører dårlig i telefonen');
      await page.getByRole('button', { name: 'Lagre notatet' }).click();
      await page.locator('.log-entry', { hasText: 'Hører dårlig' }).waitFor();
      await part(page, 'Oversikt').click();
      await page.locator('.short-log', { hasText: 'Hører dårlig i telefonen' }).waitFor();
      await page.locator('.short-log', { hasText: 'Byttet hele måleren' }).waitFor();
    });
  });

  test('a new report shows itself, and what is being typed is not lost by it, nor by another part', async () => {
    const patient = fresh();
    const logins = (await (await fetch(`${server.url}/api/demo/logins`)).json()).items;
    const login = logins.find((one) => one.role === 'patient' && one.name === patient.name)?.login;
    assert.ok(login);
    await as('nurse', pathOf(patient, '#notes'), async (page) => {
      const typed = page.getByLabel('Det andre rundt pasienten bør vite');
      await typed.fill('Halvferdig');
      await part(page, 'Rapporter').click();
      const entries = page.locator('.entries > li');
      await entries.first().waitFor();
      const newest = await entries.first().textContent();
      for (const one of logins.filter(({ role, name }) => role === 'patient' && name === patient.name)) {
        const token = server.token(one.login);
        const id = (await api(server, token, '/api/me')).body.patient;
        if (id !== patient.id) continue;
        const sent = await api(server, token, '/fhir/Observation', {
          method: 'POST',
          body: saturation(id, 71),
          headers: { 'Content-Type': 'application/fhir+json' },
        });
        assert.equal(sent.status, 201);
      }
      await until(async () => (await entries.first().textContent()) !== newest, { says: 'the report did not come' });
      await part(page, 'Notater').click();
      assert.equal(await typed.inputValue(), 'Halvferdig');
    });
  });

  test('the state is changed with a reason, and a pause is left again', async () => {
    const patient = fresh();
    await as('nurse', pathOf(patient), async (page) => {
      const change = page.getByRole('button', { name: /^Endre status i/ });
      await change.click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Endre status', exact: true }).click();
      await dialog.getByText('Velg ny status.').waitFor();
      await dialog.getByRole('radio', { name: /Sett på pause/ }).check();
      await dialog.getByLabel('Hvorfor?').fill('På ferie');
      assert.deepEqual(await axe(page), [], 'the change of state');
      await shot(page, 'record-state');
      await dialog.getByRole('button', { name: 'Sett på pause' }).click();
      await page.locator('.state', { hasText: 'Pause' }).waitFor();
      await change.click();
      await dialog.getByRole('radio', { name: /Ta opp igjen som aktiv/ }).check();
      await dialog.getByLabel('Hvorfor?').fill('Hjemme igjen');
      await dialog.getByRole('button', { name: 'Ta opp igjen som aktiv' }).click();
      await page.locator('.state', { hasText: 'Aktiv' }).waitFor();
    });
  });

  test('a stranger’s patient and a made-up one look alike, and lead on', async () => {
    const patient = fresh();
    for (const path of [pathOf(patient), '/patients/01kgyfk7n0e00863szhhpx28p7x']) {
      await as('outsider', path, async (page) => {
        await page.getByRole('heading', { name: 'Ingen pasient å vise' }).waitFor();
        assert.deepEqual(await axe(page), []);
        await page.getByRole('link', { name: 'Til pasientene' }).click();
        await page.waitForURL(`${server.url}/patients`);
      });
    }
  });

  test('the role decides what is there: a team leader reads, a doctor sees no messages', async () => {
    const patient = fresh();
    await as('teamlead', pathOf(patient, '#contacts'), async (page) => {
      await page.locator('.log-list, .empty').first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'Før kontakten' }).count(), 0);
      assert.equal(await page.getByRole('button', { name: /Endre/ }).count(), 0);
      await part(page, 'Tilgangslogg').click();
      await page.locator('.access tbody tr').first().waitFor();
      await part(page, 'Grenser').click();
      await page.locator('.limit-table').first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'Før inn nye grenser' }).count(), 0);
    });
    await as('gp', '/patients', async (page) => {
      await page.locator('.patient-table a').first().click();
      await page.locator('.record-tabs').waitFor();
      assert.equal(await part(page, 'Meldinger').count(), 0);
      assert.equal(await part(page, 'Tilgangslogg').count(), 0);
    });
  });

  test('when the service cannot be reached it says so, and tries again', async () => {
    const patient = fresh();
    await as('nurse', '/patients', async (page) => {
      await withoutLine(page);
      await page.route(`**/api/patients/${patient.id}`, (route) => route.abort('connectionrefused'));
      await page.goto(server.url + pathOf(patient));
      await page.getByRole('heading', { name: 'Får ikke vist pasienten' }).waitFor();
      await page.unroute(`**/api/patients/${patient.id}`);
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.getByRole('heading', { level: 1, name: patient.name }).waitFor();
    });
  });

  /** Prints the overview; tells what stands on the paper, and what of it is cut off. */
  const printed = async (page) => {
    await until(() => page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.record-curves .curve, .curve-bones')];
      return boxes.length > 0 && boxes.every((one) => one.querySelector('canvas') !== null);
    }));
    await page.evaluate(() => {
      matchMedia('print').addEventListener('change', ({ matches }) => {
        if (!matches) return;
        const cut = [...document.querySelectorAll('.record .card, .record .verdict')].filter((one) => one.scrollWidth > one.clientWidth);
        const curves = [...document.querySelectorAll('.curve-box')].map((box) => {
          const [there, drawn] = [box, box.querySelector('canvas')].map((one) => one.getBoundingClientRect());
          return Math.round(drawn.right - there.right) + Math.round(drawn.bottom - there.bottom);
        });
        window.onPaper = { words: document.querySelector('.record').innerText, cut: cut.map((one) => one.className), curves };
      });
    });
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    return { sheets: sheets.length, ...(await page.evaluate(() => window.onPaper)) };
  };
  const squeezed = (words) => words.replaceAll(/\s/g, '');
  /** About as many lines as there are of an overview. */
  const linesOf = ({ reports: [last], guidance, advice, enrolments, contacts }) =>
    (last?.observations.length ?? 0) +
    (last?.responses ?? []).reduce((sum, form) => sum + 1 + 1.5 * form.answers.length, 0) +
    guidance.reduce((sum, one) => sum + 3 + 1.5 * one.do.length, 0) +
    advice.reduce((sum, one) => sum + 3 + one.questions.length, 0) +
    2 * enrolments.length + Math.min(contacts.length, 5);

  test('the longest overviews print on one sheet of A4, and nothing is cut off', async () => {
    const { items } = (await api(server, nurse, '/api/worklist?limit=100')).body;
    const all = await Promise.all(items.map(async (item) => (await api(server, nurse, `/api/patients/${item.patient.id}`)).body));
    const drawn = all.filter((one) => one.reports.length > 0).sort((one, other) => linesOf(other) - linesOf(one));
    const twice = drawn.find((one) => one.enrolments.length > 1);
    // The longest as they are, and two of them with much written about them.
    const looked = new Set([...drawn.slice(0, 3), twice]);
    const wordy = [drawn[0], twice];
    assert.ok(twice && linesOf(drawn[0]) > 25, 'there is an overview to fill a sheet');
    const look = async (detail) => {
      await as('nurse', pathOf(detail), async (page) => {
        await page.getByRole('heading', { level: 1, name: detail.name }).waitFor();
        const said = await page.locator('.verdict, .plan h3, .plan li, .values th, .facts dd, .cause b, .short-log li:first-child').allInnerTexts();
        const { sheets, words, cut, curves } = await printed(page);
        assert.equal(sheets, 1, detail.name);
        assert.deepEqual(cut, [], detail.name);
        assert.ok(curves.length > 0 && curves.every((over) => over === 0), `${detail.name}: curves stand out by ${curves}`);
        const paper = squeezed(words);
        for (const one of [...said, detail.phone, 'Siste kontakt']) assert.ok(paper.includes(squeezed(one)), `${detail.name}: ${one}`);
      });
    };
    for (const detail of looked) await look(detail);
    const long = 'Hunden er i gangen, og nøkkelen ligger hos naboen. '.repeat(20);
    for (const { id } of wordy) {
      for (let at = 0; at < 6; at += 1) {
        const talk = { kind: 'phone', party: 'gp', about: 'Resept', outcomes: ['doctor_contacted'], note: long };
        assert.equal((await api(server, nurse, `/api/patients/${id}/notes`, { method: 'POST', body: { text: long } })).status, 201);
        assert.equal((await api(server, nurse, `/api/patients/${id}/contacts`, { method: 'POST', body: talk })).status, 201);
      }
    }
    for (const detail of wordy) await look(detail);
  });
});
