// Administration: what each role may keep, forms that say what is wrong, acts that can be undone; axe, the keyboard,
// a tablet, and 200 % zoom.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dayOf, today } from '../days.mjs';
import { api, axe, onStage, openPage, shot, signIn, until } from './lib.mjs';
import { serveModules } from './modules.mjs';

const COPD = resolve(import.meta.dirname, '../../programmes/copd.json');
const PAGES = ['organisations', 'hours', 'accounts', 'agreements', 'programmes'];
const fileOf = (document) => ({
  name: 'copd.json',
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(document)),
});
const NEXT = JSON.parse(readFileSync(COPD, 'utf8')).version + 1;
/** The next version of the COPD programme, with another limit. */
function nextCopd() {
  const document = JSON.parse(readFileSync(COPD, 'utf8'));
  document.version += 1;
  for (const form of document.forms) form.questionnaire.version = String(document.version);
  document.parameters[0].limits[0].value = 86;
  return document;
}

describe('administration', () => {
  let server;
  let browser;
  onStage({ patients: 12, days: 3 }, (stage) => ({ server, browser } = stage));

  const as = async (login, act, options) => {
    const { context, page, complaints } = await openPage(browser, options);
    try {
      await signIn(page, server, login);
      await page.locator('.signed-in').waitFor();
      await act(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  };
  const go = async (page, name, ready = '.kept tbody tr, .look') => {
    await page.goto(`${server.url}/admin/${name}`);
    await page.locator(ready).first().waitFor();
  };
  const dialog = (page) => page.getByRole('dialog');
  const said = (page, words) => page.locator('.notice', { hasText: words }).waitFor();
  const settled = (page) => page.emulateMedia({ reducedMotion: 'reduce' });

  test('each role has its own pages, and is told so elsewhere', async () => {
    const ways = {
      admin: ['Organisasjoner', 'Åpningstid', 'Brukere og roller', 'Avtaler', 'Programmer'],
      teamlead: ['Åpningstid', 'Brukere og roller', 'Avtaler', 'Programmer'],
      editor: ['Programmer'],
      gp: ['Programmer'],
    };
    for (const [login, expected] of Object.entries(ways)) {
      await as(login, async (page) => {
        await page.getByRole('navigation', { name: 'Hovedmeny' }).getByRole('link', { name: 'Administrasjon' }).click();
        const menu = page.getByRole('navigation', { name: 'Administrasjon' });
        await menu.waitFor();
        assert.deepEqual(await menu.getByRole('link').allInnerTexts(), expected, login);
        await page.goto(`${server.url}/admin/organisations`);
        const heading = login === 'admin' ? 'Organisasjoner' : 'Denne siden er ikke for deg';
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      });
    }
    await as('teamlead', async (page) => {
      await go(page, 'accounts');
      assert.equal(await page.locator('main button').count(), 0, 'a team lead reads who there is, and changes nobody');
    });
  });

  for (const scheme of ['light', 'dark']) {
    test(`axe finds nothing on any page or form, in ${scheme}, and nothing is too wide`, async () => {
      const look = async (page, name) => {
        assert.deepEqual(await axe(page), [], `${name} ${scheme}`);
        await shot(page, `admin-${name}-${scheme}`);
      };
      await as(
        'admin',
        async (page) => {
          await settled(page);
          for (const name of PAGES) {
            await go(page, name);
            await look(page, name);
            for (const width of [768, 683, 320]) {
              await page.setViewportSize({ width, height: 768 });
              assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${name} at ${width}`);
            }
            if (scheme === 'light') await look(page, `${name}-320`);
            await page.setViewportSize({ width: 1366, height: 768 });
          }
          for (const [name, button] of [
            ['organisations', 'Ny organisasjon'],
            ['hours', 'Ny dag'],
            ['accounts', 'Ny bruker'],
            ['agreements', 'Ny avtale'],
          ]) {
            await go(page, name);
            await page.getByRole('button', { name: button }).click();
            await dialog(page).locator('[type="submit"]').click();
            await page.locator('.field-error').first().waitFor();
            await look(page, `${name}-form`);
          }
        },
        { colorScheme: scheme },
      );
    });
  }

  test('a new nurse is made by keyboard alone, after an error that stands at its field', async () => {
    await as('admin', async (page) => {
      await go(page, 'accounts');
      const press = (...keys) => keys.reduce((all, key) => all.then(() => page.keyboard.press(key)), Promise.resolve());
      const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
      await page.getByRole('button', { name: 'Ny bruker' }).focus();
      await press('Enter');
      await dialog(page).waitFor();
      await press('Tab');
      assert.equal(await focused(), 'f-name');
      await page.keyboard.type('Ny Demo');
      await press('Tab');
      await page.keyboard.type('Ny Nurse');
      await press('Enter');
      await page.getByText('Minst to tegn av a–z').waitFor();
      await until(async () => (await focused()) === 'f-login', { says: 'the error brings the hand to its field' });
      assert.equal(await page.locator('#f-name').inputValue(), 'Ny Demo', 'what was typed stays');
      await press('Control+a');
      await page.keyboard.type('nurse7');
      await press('Tab');
      await page.keyboard.type('Oppf');
      await press('Tab');
      assert.equal(await focused(), 'f-role');
      assert.equal(await page.locator('#f-role').inputValue(), 'nurse');
      await press('Tab', 'Enter');
      await said(page, 'Ny Demo kan logge inn som nurse7.');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Ny bruker', 'the focus comes back');
    });
    await as('nurse7', (page) => page.locator('[data-row]').first().waitFor());
  });

  test('a name that is taken is said at the field, in words', async () => {
    await as('admin', async (page) => {
      await go(page, 'accounts');
      await page.getByRole('button', { name: 'Ny bruker' }).click();
      await page.getByLabel('Navn', { exact: true }).fill('Nina To Demo');
      await page.getByLabel('Innloggingsnavn', { exact: true }).fill('nurse');
      await page.getByLabel('Hvor').selectOption({ label: 'Oppfølgingstjenesten Nesvik' });
      await dialog(page).getByRole('button', { name: 'Opprett' }).click();
      await page.locator('#f-login-error', { hasText: 'i bruk' }).waitFor();
      assert.equal(await page.getByLabel('Innloggingsnavn', { exact: true }).getAttribute('aria-invalid'), 'true');
    });
  });

  test('shutting somebody out tells what follows, ends their session, and can be undone', async () => {
    const token = server.token('nurse2');
    await as('admin', async (page) => {
      await go(page, 'accounts');
      await page.getByLabel(/Søk etter navn/).fill('vegard');
      await until(async () => (await page.locator('.kept tbody tr').count()) === 1);
      await page.getByRole('button', { name: 'Steng ute: Vegard Demo' }).click();
      await dialog(page).getByText('Alle innlogginger avsluttes straks').waitFor();
      await page.keyboard.press('Escape');
      assert.equal((await api(server, token, '/api/me')).status, 200, 'nothing happens by closing');
      await page.getByRole('button', { name: 'Steng ute: Vegard Demo' }).click();
      await dialog(page).getByRole('button', { name: 'Steng ute' }).click();
      await said(page, 'Vegard Demo er stengt ute.');
      assert.equal((await api(server, token, '/api/me')).status, 401);
      await page.getByRole('button', { name: 'Angre' }).click();
      await said(page, 'Vegard Demo kan logge inn igjen.');
    });
  });

  test('the last administrator is not taken away, and it is said why', async () => {
    await as('admin', async (page) => {
      await go(page, 'accounts');
      await page.getByRole('button', { name: /Avslutt rollen til Alma Demo: Administrator/ }).click();
      await dialog(page).getByRole('button', { name: 'Avslutt rollen' }).click();
      await page.getByRole('alert').getByText('siste administratorens').waitFor();
    });
  });

  test('the week takes times as they are typed, and a day of its own is made and undone', async () => {
    await as('teamlead', async (page) => {
      await go(page, 'hours');
      const monday = page.getByLabel('Mandag, åpner');
      await monday.fill('25');
      await page.getByRole('button', { name: 'Lagre uken' }).click();
      await page.getByText('Skriv klokkeslett som 09:00.').waitFor();
      await monday.fill('8.30');
      await page.getByLabel('Lørdag, åpner').fill('10');
      await page.getByLabel('Lørdag, stenger').fill('1200');
      await page.getByRole('button', { name: 'Lagre uken' }).click();
      await said(page, 'Uken er lagret.');
      assert.equal(await monday.inputValue(), '08:30');
      assert.equal(await page.getByLabel('Lørdag, stenger').inputValue(), '12:00');
      const day = today(3);
      await page.getByRole('button', { name: 'Ny dag' }).click();
      await page.getByLabel('Dag', { exact: true }).fill(day);
      await page.getByLabel('Hvorfor').fill('Kurs');
      await dialog(page).getByRole('button', { name: 'Lagre' }).click();
      const row = page.locator('.day-list li', { hasText: 'Kurs' });
      await row.getByText('Stengt').waitFor();
      await row.getByRole('button').click();
      await row.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Angre' }).click();
      await row.waitFor();
    });
  });

  test('a day off that would move what a patient was told is asked about first; taking it away is not', async () => {
    const token = server.token('patient1');
    const promised = async () => (await api(server, token, '/api/me/today')).body.promise.by;
    const measurements = [{ parameter: 'spo2', value: 79, unit: '%' }];
    assert.equal((await api(server, token, '/api/reports', { method: 'POST', body: { measurements } })).status, 201);
    const told = await promised();
    await as('teamlead', async (page) => {
      await go(page, 'hours');
      await page.getByRole('button', { name: 'Ny dag' }).click();
      await page.getByLabel('Dag', { exact: true }).fill(dayOf(told));
      await page.getByLabel('Hvorfor').fill('Strømbrudd');
      await dialog(page).getByRole('button', { name: 'Lagre', exact: true }).click();
      await dialog(page).getByText(/har fått vite et tidspunkt som ikke lenger ville holde/).waitFor();
      assert.equal(await promised(), told, 'nothing is kept yet');
      assert.deepEqual(await axe(page), []);
      await shot(page, 'admin-hours-asked');
      await dialog(page).getByRole('button', { name: 'Lagre likevel' }).click();
      const row = page.locator('.day-list li', { hasText: 'Strømbrudd' });
      await row.waitFor();
      assert.ok(Date.parse(await promised()) > Date.parse(told));
      await row.getByRole('button').click();
      // What comes earlier than was told breaks nothing.
      await row.waitFor({ state: 'detached' });
      assert.equal(await promised(), told);
    });
  });

  test('an organisation is made, linked, ended and taken up again', async () => {
    await as('admin', async (page) => {
      await go(page, 'organisations');
      await page.getByRole('button', { name: 'Ny organisasjon' }).click();
      await page.getByLabel('Navn', { exact: true }).fill('Nattjenesten');
      await page.getByLabel('Nummer').fill('12');
      await dialog(page).getByRole('button', { name: 'Opprett' }).click();
      await page.locator('#f-number-error').waitFor();
      await page.getByLabel('Nummer').fill('');
      await dialog(page).getByRole('button', { name: 'Opprett' }).click();
      await said(page, 'Nattjenesten er opprettet.');
      await page.getByRole('button', { name: 'Koble: Nattjenesten' }).click();
      await page.getByLabel('Følger opp for').selectOption({ label: 'Fjelldal kommune' });
      await dialog(page).getByRole('button', { name: 'Koble' }).click();
      await said(page, 'Nattjenesten er lagret.');
      await page.getByRole('row', { name: /Nattjenesten/ }).getByText('Fjelldal kommune').waitFor();
      await page.getByRole('button', { name: 'Avslutt: Nattjenesten' }).click();
      await dialog(page).getByRole('button', { name: 'Avslutt' }).click();
      await said(page, 'Nattjenesten er avsluttet.');
      await page.getByRole('button', { name: 'Ta i bruk igjen: Nattjenesten' }).click();
      await said(page, 'Nattjenesten er i bruk igjen.');
    });
  });

  test('an agreement waits for the other party, who says yes', async () => {
    await as('admin', async (page) => {
      await go(page, 'agreements');
      await page.getByRole('button', { name: 'Ny avtale' }).click();
      await page.getByLabel('Mellom Nesvik kommune og').selectOption({ label: 'Fjelldal kommune' });
      await page.getByLabel('Avtale', { exact: true }).fill('Ny deling');
      await dialog(page).getByRole('button', { name: 'Foreslå' }).click();
      await said(page, 'Avtalen venter på at Fjelldal kommune sier ja.');
      assert.equal(await page.getByRole('button', { name: 'Si ja: Ny deling' }).count(), 0);
    });
    await as('admin2', async (page) => {
      await go(page, 'agreements');
      await page.getByRole('button', { name: 'Si ja: Ny deling' }).click();
      await dialog(page).getByRole('button', { name: 'Si ja' }).click();
      await said(page, '«Ny deling» er inngått.');
      await page.getByRole('button', { name: 'Avslutt: Ny deling' }).click();
      await dialog(page).getByText('ser Nesvik kommune og Fjelldal kommune ikke lenger').or(
        dialog(page).getByText('ser Fjelldal kommune og Nesvik kommune ikke lenger'),
      ).waitFor();
    });
  });

  test('an editor’s file is refused by place, then read against what is in force; a doctor approves it', async () => {
    await as('editor', async (page) => {
      await go(page, 'programmes');
      await page.getByLabel('Programfil').setInputFiles(fileOf({ ...nextCopd(), nope: 1 }));
      await page.locator('.failure', { hasText: '/nope' }).waitFor();
      await page.getByLabel('Programfil').setInputFiles(fileOf(nextCopd()));
      await said(page, `versjon ${NEXT}, er et utkast`);
      const change = page.locator('[data-change="changed"]', { hasText: 'SpO₂' });
      await change.waitFor();
      assert.deepEqual([await change.locator('del').innerText(), await change.locator('ins').innerText()], ['≤ 85 %', '≤ 86 %']);
      assert.equal(await page.locator('[data-change]').count(), 1);
      await page.getByText('En fastlege eller spesialist godkjenner.').waitFor();
      await settled(page);
      assert.deepEqual(await axe(page), []);
      await shot(page, 'admin-review');
    });
    await as('gp', async (page) => {
      await go(page, 'programmes');
      await page.getByRole('button', { name: `Les: KOLS, versjon ${NEXT}` }).click();
      await page.getByRole('button', { name: 'Godkjenn' }).click();
      assert.equal(await page.getByLabel('Legens navn').inputValue(), 'Grete Demo');
      await dialog(page).getByRole('button', { name: 'Godkjenn' }).click();
      await said(page, `versjon ${NEXT}, er godkjent og gjelder.`);
      await page.getByRole('row', { name: new RegExp(`KOLS versjon ${NEXT}`) }).getByText('Godkjent av Grete Demo').waitFor();
    });
  });

  test('when nothing can be fetched the page says so, and tries again', async () => {
    await as('admin', async (page) => {
      await page.route('**/api/agreements', (route) => route.abort('connectionrefused'));
      await go(page, 'agreements', '.failed');
      await page.unroute('**/api/agreements');
      await page.getByRole('button', { name: 'Prøv igjen' }).click();
      await page.locator('.kept tbody tr').first().waitFor();
      assert.equal(await page.locator('.failed').count(), 0);
    });
  });

  test('at 200 % a form fits, and its buttons can be reached', async () => {
    await as(
      'admin',
      async (page) => {
        await settled(page);
        await go(page, 'agreements');
        await page.getByRole('button', { name: 'Ny avtale' }).click();
        const act = dialog(page).getByRole('button', { name: 'Foreslå' });
        await act.scrollIntoViewIfNeeded();
        assert.ok(await act.isVisible());
        const box = await act.boundingBox();
        assert.ok(box.y >= 0 && box.y + box.height <= 384, JSON.stringify(box));
        await shot(page, 'admin-zoom-form');
      },
      { viewport: { width: 683, height: 384 } },
    );
  });
});

describe('the rules of administration', () => {
  let vite;
  let words;
  let compare;
  let roles;
  before(async () => {
    vite = await serveModules();
    globalThis.document = { documentElement: {} };
    await (await vite.ssrLoadModule('/shared/i18n.ts')).speak('nb');
    words = await vite.ssrLoadModule('/clinician/admin/words.ts');
    compare = await vite.ssrLoadModule('/clinician/admin/compare.ts');
    roles = await vite.ssrLoadModule('/clinician/admin/roles.ts');
  });
  after(async () => {
    delete globalThis.document;
    await vite?.close();
  });

  test('times of the wall are taken as people type them, and nothing else', () => {
    const typed = { 9: '09:00', '0930': '09:30', '9.05': '09:05', ' 23:59 ': '23:59', 930: '09:30' };
    for (const [text, clock] of Object.entries(typed)) assert.equal(words.clockOf(text), clock, text);
    for (const text of ['', '24', '9:60', '9:5', 'ni', '-1', '12:00 pm']) assert.equal(words.clockOf(text), null, text);
  });

  test('what is new, gone and other between two versions is told once each', () => {
    const line = (key, text) => ({ section: 'limits', key, about: key, text });
    const found = compare.differences(
      [line('a', '1'), line('b', '2'), line('c', '3')],
      [line('a', '1'), line('b', '5'), line('d', '4')],
    );
    assert.deepEqual(
      found.map(({ about, before: was, after: is }) => [about, was, is]),
      [
        ['b', '2', '5'],
        ['d', null, '4'],
        ['c', '3', null],
      ],
    );
    assert.deepEqual(compare.changedParts({ version: 1, trial: { days: 1 }, forms: [] }, { version: 2, trial: { days: 2 }, forms: [] }), ['trial']);
  });

  test('on what a limit rests and the rules beside limits are told, and what changes in them', async () => {
    const limit = { parameter: 'sbp', name: 'Overtrykk', kind: 'value', side: 'high', zone: 'red', operator: '>=', value: 180, unit: 'mm[Hg]', condition: null, days: 0, basis: 'absolute' };
    const rules = { news2: null, oximetry: false, anthonisen: true, pressureMean: null };
    const whole = (more, basis = 'absolute') => ({
      criteria: [], measurements: [], limits: [{ ...limit, basis }], rules: { ...rules, ...more }, forms: [], zones: {}, advice: [], closingReasons: [],
    });
    const found = compare.differences(
      compare.linesOf(whole({})),
      compare.linesOf(whole({ news2: 2, anthonisen: false, pressureMean: { sbp: 135, dbp: 85 } }, 'confirmed')),
    );
    assert.deepEqual(
      found.map(({ section, about, before: was, after: is }) => [section, about, was, is]),
      [
        ['limits', 'Overtrykk, rød', '≥ 180 mmHg', '≥ 180 mmHg, rød først når en ny måling bekrefter den'],
        ['rules', 'NEWS2', null, 'skala 2 for SpO₂'],
        ['rules', 'Snitt av blodtrykk over sju dager', null, 'gul fra 135/85 mmHg'],
        ['rules', 'Symptomer to dager på rad (Anthonisen)', 'gul ved to hovedsymptomer, eller ett og et mindre, begge dager', null],
      ],
    );
  });

  test('the level of consciousness is told by a word', async () => {
    const { number, unit } = await vite.ssrLoadModule('/shared/format.ts');
    assert.deepEqual([number(2, '{acvpu}'), unit('{acvpu}'), number(2, '{score}')], ['reagerer på tiltale', '', '2']);
    const { changeWords, withUnit } = await vite.ssrLoadModule('/clinician/record/reports/values.ts');
    assert.deepEqual([withUnit(1, '{acvpu}'), changeWords(1, { low: 0, middle: 0, high: 0 }, '{acvpu}')], ['ny forvirring', '']);
  });

  test('machines and people are offered no role of the other', () => {
    assert.deepEqual(roles.rolesFor('service', 'machine'), ['machine']);
    assert.ok(!roles.rolesFor('service', 'person').includes('machine'));
    assert.deepEqual(roles.rolesFor('elsewhere', 'person'), []);
  });
});
