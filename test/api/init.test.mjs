// An installation from a file: the example of docs/ from an empty database to a patient who is followed; what is
// refused, with every line that is wrong; and that what fails or is killed leaves nothing half done. And the links by
// which people log in, once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { nationalId } from '../national_id.mjs';
import { Server, VARDE, ask, assertProblem, onEachStore, onSqlite, sleep, varde } from './lib.mjs';

const EXAMPLE = resolve(import.meta.dirname, '../../docs/examples/installation.conf');
const PLAIN = { VARDE_DEMO: 'false', VARDE_BASE_URL: 'https://varde.example.no/' };
const folder = mkdtempSync(join(tmpdir(), 'varde-init-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const init = (store, file = EXAMPLE) => varde(['init', '--db', store.url, file], PLAIN);
const tokenIn = (text) => /^https:\/\/varde\.example\.no\/login#([\w-]{43})$/m.exec(text)?.[1];
const count = async (store, table) => Number((await store.sql(`SELECT count(*) AS n FROM ${table}`))[0].n);
const useLink = (server, token) => ask(server, '/api/login/link', { body: { token } });
const cookieOf = (answer) => ({ Cookie: answer.headers['set-cookie'][0].split(';')[0] });

onEachStore('an installation from the example file', (kind) => {
  let store, server, made, patient;
  before(async () => {
    store = kind.create();
    made = await init(store);
    assert.equal(made.code, 0, made.stderr);
    server = await Server.start(store, { env: { VARDE_DEMO: 'false' } });
  });
  after(async () => {
    await server?.stop();
    store.drop();
  });
  const linkFor = async (login, ...more) => {
    const { code, stdout, stderr } = await varde(['link', '--db', store.url, '--as', login, ...more], PLAIN);
    assert.equal(code, 0, stderr);
    return tokenIn(stdout);
  };
  const logIn = async (login) => {
    const answer = await useLink(server, await linkFor(login));
    assert.equal(answer.status, 200, answer.text);
    return cookieOf(answer);
  };

  test('the first administrator logs in by the link that it prints, once, and finds what the file says', async () => {
    const token = tokenIn(made.stdout);
    const first = await useLink(server, token);
    assert.deepEqual([first.status, first.body.role, first.body.organisation.name], [200, 'admin', 'Nesvik kommune']);
    assert.match(first.headers['set-cookie'][0], /HttpOnly; SameSite=Strict/);
    assertProblem(await useLink(server, token), 404);
    const headers = cookieOf(first);
    const { items } = (await ask(server, '/api/organisations', { headers })).body;
    const named = (name) => items.find((one) => one.name === name);
    assert.equal(items.length, 9);
    const service = named('Oppfølgingstjenesten Nesvik');
    assert.deepEqual(service.links.map((link) => [link.kind, link.to.name]), [
      ['serves', 'Fjelldal kommune'],
      ['serves', 'Nesvik kommune'],
    ]);
    assert.deepEqual([service.phone, service.party.name, named('Nesvik kommune').number], ['900 00 100', 'Nesvik kommune', '9901']);
    const { week, days } = (await ask(server, `/api/organisations/${service.id}/hours`, { headers })).body;
    assert.deepEqual([week[4].opens, week[4].closes, week[5].opens], ['09:00', '14:30', null]);
    assert.deepEqual(days.map((one) => [one.day, one.opens, one.reason]), [
      ['2030-12-23', '09:00', 'Lille julaften'],
      ['2030-12-27', null, 'Romjul'],
    ]);
    const agreements = (await ask(server, '/api/agreements', { headers })).body.items;
    assert.deepEqual(agreements.map((one) => [one.state, one.awaits]), [['in_force', null], ['in_force', null]]);
  });

  test('a patient is enrolled into trial by the programme that a clinician approved, and by no draft', async () => {
    const headers = await logIn('nina');
    const { body: choices } = await ask(server, '/api/enrolments/choices', { headers });
    assert.deepEqual(choices.programmes.map((one) => one.id), ['copd']);
    assert.deepEqual(choices.municipalities.map((one) => one.name), ['Fjelldal kommune', 'Nesvik kommune']);
    const wanted = {
      patient: { nationalId: nationalId('1950-05-05'), given: 'Ragna', family: 'Ås-Demo', sex: 'female' },
      programme: 'copd',
      service: choices.services[0].id,
      municipality: choices.municipalities[0].id,
      state: 'trial',
      reason: 'Henvist av fastlegen',
    };
    const draft = await ask(server, '/api/enrolments', { headers, body: { ...wanted, programme: 'heart-failure' } });
    assertProblem(draft, 422, /programme/);
    const enrolled = await ask(server, '/api/enrolments', { headers, body: wanted });
    assert.deepEqual([enrolled.status, enrolled.body.state], [201, 'trial'], enrolled.text);
    patient = enrolled.body.patient.id;
  });

  test('the patient logs in by a link that is made by the id of their page', async () => {
    const link = (...args) => varde(['link', '--db', store.url, ...args], PLAIN);
    const made = await link('--patient', patient);
    assert.equal(made.code, 0, made.stderr);
    const answer = await useLink(server, tokenIn(made.stdout));
    const { body } = await ask(server, '/api/me', { headers: cookieOf(answer) });
    assert.deepEqual([body.role, body.patient], ['patient', patient]);
    for (const [id, code] of [['x', 1], [patient.replace(/.$/, (last) => (last === '0' ? '1' : '0')), 1]]) {
      const none = await link('--patient', id);
      assert.deepEqual([none.code, none.stdout], [code, '']);
      assert.match(none.stderr, /no patient with this id/);
    }
    for (const args of [[], ['--as', 'nina', '--patient', patient]]) assert.equal((await link(...args)).code, 2);
  });

  test('all of it stands in the access log as an act of the command line, and the chain holds', async () => {
    const rows = await store.sql(`SELECT l.action, count(*) AS n FROM access_log l JOIN account a ON a.id = l.account_id
      WHERE a.login = '(command line)' GROUP BY l.action ORDER BY l.action`);
    const acts = Object.fromEntries(rows.map((row) => [row.action, Number(row.n)]));
    assert.deepEqual(
      { ...acts, 'login.link': undefined },
      {
        'account.change': 6,
        'agreement.change': 2,
        'hours.change': 3,
        'login.link': undefined,
        'organisation.change': 9 + 6,
        'programme.approve': 1,
        'programme.load': 2,
      },
    );
    assert.ok(acts['login.link'] >= 1);
    const used = await store.sql("SELECT detail FROM access_log WHERE action = 'login.link' AND role = 'admin'");
    assert.deepEqual(used.map((row) => row.detail), ['used']);
    const checked = await varde(['check', '--db', store.url]);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  });

  test('of several who use a link at the same time one comes in', async () => {
    const token = await linkFor('kjersti');
    const answers = await Promise.all(Array.from({ length: 6 }, () => useLink(server, token)));
    assert.deepEqual(answers.map((one) => one.status).sort(), [200, 404, 404, 404, 404, 404]);
  });

  test('who uses a link while logged in is logged out of what was before', async () => {
    const first = await useLink(server, await linkFor('kjersti'));
    const headers = cookieOf(first);
    assert.equal((await ask(server, '/api/me', { headers })).status, 200);
    const second = await ask(server, '/api/login/link', { body: { token: await linkFor('arvid') }, headers });
    assert.deepEqual([second.status, second.body.account.login], [200, 'arvid']);
    assert.equal((await ask(server, '/api/me', { headers })).status, 401);
  });

  test('a link that is used, replaced, too old, unknown, cut off or of a closed account: one answer', async () => {
    const [used, replaced] = [await linkFor('arvid'), await linkFor('astrid')];
    assert.equal((await useLink(server, used)).status, 200);
    const old = await linkFor('astrid');
    await store.sql(`UPDATE login_link SET expires_at = ${Date.now() - 1} WHERE used_at IS NULL`);
    const closed = await linkFor('kjersti', '--hours', '1');
    await store.sql("UPDATE account SET active = 0 WHERE login = 'kjersti'");
    const texts = new Set();
    for (const token of [used, replaced, old, closed, 'x'.repeat(43), closed.slice(1)]) {
      const answer = await useLink(server, token);
      assertProblem(answer, 404);
      assert.equal(answer.headers['set-cookie'], undefined);
      texts.add(answer.text);
    }
    assert.equal(texts.size, 1);
    await store.sql("UPDATE account SET active = 1 WHERE login = 'kjersti'");
    assertProblem(await ask(server, '/api/login/link', { body: { token: 7 } }), 422, /^\/token$/);
    assertProblem(
      await ask(server, '/api/login/link', { body: { token: closed }, headers: { Origin: 'https://elsewhere.example' } }),
      403,
    );
  });

  test('a link is kept as its hash alone, and made only for who logs in', async () => {
    const token = await linkFor('nina');
    const [row] = await store.sql('SELECT * FROM login_link ORDER BY created_at DESC LIMIT 1');
    assert.ok(!JSON.stringify(row).includes(token) && !JSON.stringify(row).includes(Buffer.from(token).toString('hex')));
    for (const [login, why] of [['journal', /token/], ['nobody', /no active log-in/], ['(command line)', /no active log-in/]]) {
      const { code, stderr, stdout } = await varde(['link', '--db', store.url, '--as', login]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, why);
    }
    assert.ok(!server.lines.some((line) => line.includes(token)));
  });

  test('a database that holds anything is refused, told what it holds, and stays as it is', async () => {
    const logged = await count(store, 'access_log');
    const again = await init(store);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /holds 9 organisations, \d+ accounts, 2 programmes(, 1 patient)?:/);
    assert.equal(await count(store, 'access_log'), logged);
  });
});

onEachStore('an installation that does not come about', (kind) => {
  const withStore = async (act) => {
    const store = kind.create();
    try {
      await act(store);
    } finally {
      store.drop();
    }
  };

  test('what fails at the last step leaves nothing of the steps before', () =>
    withStore(async (store) => {
      assert.equal((await varde(['migrate', '--db', store.url])).code, 0);
      await store.sql('ALTER TABLE login_link RENAME TO login_link_away');
      const failed = await init(store);
      assert.equal(failed.code, 1);
      for (const table of ['organisation', 'account', 'role', 'programme', 'agreement', 'access_log']) {
        assert.equal(await count(store, table), 0, table);
      }
      await store.sql('ALTER TABLE login_link_away RENAME TO login_link');
      assert.equal((await init(store)).code, 0, 'a database that is migrated and empty is taken');
    }));

  test('tables of something else are left alone', () =>
    withStore(async (store) => {
      await store.sql('CREATE TABLE invoice (id bigint)');
      const refused = await init(store);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /holds 1 tables of something else/);
      await assert.rejects(store.sql('SELECT count(*) FROM organisation'));
    }));

  test('killed at any moment it is done or not begun, and can be done again', () =>
    withStore(async (store) => {
      for (let wait = 10, done = false; !done && wait < 5000; wait *= 2) {
        const child = spawn(VARDE, ['init', '--db', store.url, EXAMPLE], { stdio: 'ignore', env: { ...process.env, ...PLAIN } });
        const ended = new Promise((tell) => child.once('close', tell));
        await Promise.race([ended, sleep(wait)]);
        child.kill('SIGKILL');
        done = (await ended) === 0;
        if (kind.kind === 'SQLite' && !existsSync(store.path)) continue;
        const holds = await count(store, 'organisation').catch(() => 0);
        assert.ok([0, 9].includes(Number(holds)), `half a world: ${holds}`);
        if (Number(holds) === 9) assert.equal(await count(store, 'account'), 7);
        done ||= Number(holds) === 9;
      }
      const last = await init(store);
      if (last.code !== 0) assert.match(last.stderr, /holds 9 organisations, 7 accounts, 2 programmes:/);
      assert.equal(await count(store, 'organisation'), 9);
    }));
});

test('everything that is wrong in a file is told at once, by line, and no database is made', async () => {
  const store = onSqlite.create();
  const file = join(folder, 'broken.conf');
  writeFileSync(
    file,
    `[municipality nesvik]
name = Nesvik kommune
number = 99011
[service follow-up]
name = Oppfølging
parent = nesvika
hours = monday 15:00-09:00
colour = blue
[programme asthma]
[account nina]
name = Nina Demo
role = boss at nesvik
`,
  );
  const { code, stdout, stderr } = await init(store, file);
  assert.deepEqual([code, stdout], [2, '']);
  const lines = stderr.trim().split('\n');
  const places = lines.slice(0, -1).map((line) => line.slice(file.length).split(':')[1]);
  assert.deepEqual(places, ['3', '6', '7', '8', '9', '12', '13'], stderr);
  assert.match(lines.at(-1), /7 errors .* nothing was done/);
  assert.deepEqual(readdirSync(store.folder), []);
  store.drop();
});

test('--check reads the file and touches no database; programmes are looked for beside it', async () => {
  const file = join(folder, 'beside.conf');
  copyFileSync(resolve(import.meta.dirname, '../../programmes/copd.json'), join(folder, 'my-copd.json'));
  writeFileSync(
    file,
    `[municipality nesvik]\nname = Nesvik kommune\nnumber = 9901\n[programme copd]\nfile = my-copd.json
[account alma]\nname = Alma Demo\nrole = admin at nesvik\n`,
  );
  const { code, stdout, stderr } = await varde(['init', '--check', '--db', 'postgresql://nowhere.invalid/x', file]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^1 organisations, 0 agreements, 1 programmes \(0 approved\), 1 accounts$/m);
  assert.match(stderr, /:4: note: “copd” stays a draft/);
  const none = await varde(['init', '--check', join(folder, 'none.conf')]);
  assert.deepEqual([none.code, /cannot be opened/.test(none.stderr)], [1, true]);
});
