// What an operator relies on when all else is lost: a backup taken while others write holds all that was answered, goes
// back into a database of either kind with every row the same, and whatever is wrong with file, key or place is told and
// leaves nothing half.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Server, VARDE, World, onEachStore, reading, sleep, until, varde } from './lib.mjs';
import { stores } from './stores.mjs';

const TABLES = {
  SQLite: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
  PostgreSQL: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
};
/** A restore ends sessions, links and leases. */
const ENDED = ['job', 'login_link', 'session'];

const tablesOf = async (store) => (await store.sql(TABLES[store.kind])).map((row) => row.name);

/** Every row of every table, as lines in order. */
async function dump(store) {
  const tables = {};
  for (const name of await tablesOf(store)) {
    if (ENDED.includes(name)) continue;
    const rows = await store.sql(`SELECT * FROM "${name}"`);
    tables[name] = rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
  }
  return tables;
}

/** The program with something at its standard input; `alive` gets the process. */
function piped(args, { input, env = {}, alive = () => {} } = {}) {
  return new Promise((done) => {
    const child = spawn(VARDE, args, { env: { ...process.env, ...env } });
    const out = [];
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.stdin.on('error', () => {});
    child.on('close', (code, signal) =>
      done({ code, signal, bytes: Buffer.concat(out), stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    if (input !== undefined) child.stdin.end(input);
    alive(child);
  });
}

// What the last migration brought.
const ADDED = {
  indexes: ['observation_newer', 'response_newer', 'outbox_about'],
  tables: [
    'enrolment_schedule', 'pause', 'unwell', 'missing_event', 'silent_review', 'patient_due', 'task', 'task_event', 'started_action',
  ],
  columns: {
    enrolment: ['unwell_from', 'unwell_causes', 'unwell_reports'],
    overview: ['tasks_since', 'missed'],
    outbox: ['about', 'result', 'failed_at'],
    patient: ['reminders'],
  },
};

onEachStore('backup', (kind) => {
  const others = stores.filter((one) => !one.skip);
  let world;
  let folder;
  let key;
  const made = [];
  const file = (name) => join(folder, name);
  const backup = (...args) => varde(['backup', '--db', world.store.url, ...args]);
  const restore = (store, ...args) => varde(['restore', '--db', store.url, ...args]);
  const empty = (other = kind) => {
    const store = other.create();
    made.push(store);
    return store;
  };
  const assertGood = (answer) => assert.equal(answer.code, 0, answer.stdout + answer.stderr);
  const assertRefused = (answer, words, code = 1) => {
    assert.equal(answer.code, code, answer.stdout + answer.stderr);
    assert.match(answer.stderr, words);
  };
  const assertNothing = async (store) => {
    if (store.kind === 'SQLite') assert.ok(!existsSync(store.path));
    else assert.deepEqual(await tablesOf(store), []);
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'varde-backup-'));
    world = await World.create(kind, { patients: 60, days: 2 });
    key = file('key');
    assertGood(await varde(['backup-key', key]));
  });
  after(async () => {
    await world?.end();
    for (const store of made) store.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('taken while others write, it holds all that was answered before it began, and is sound', async () => {
    const patients = Array.from({ length: 6 }, () => world.fresh({ zone: 'any' }));
    const answered = [];
    let stopped = false;
    const clients = patients.map(async (patient, i) => {
      for (let n = 0; !stopped; n += 1) {
        const value = `${i}-${n}`;
        const identifier = [{ system: 'urn:test:backup', value }];
        const answer = await world.send('nurse', reading(patient.id, { identifier, value: 90 + (n % 9) }));
        assert.equal(answer.status, 201, answer.text);
        answered.push(value);
      }
    });
    await until(() => answered.length > 30);
    const before = [...answered];
    assertGood(await backup(file('live')));
    const behind = answered.length;
    await until(() => answered.length > behind);
    stopped = true;
    await Promise.all(clients);
    const target = empty();
    assertGood(await restore(target, file('live')));
    const rows = await target.sql(
      "SELECT DISTINCT identifier_value AS value FROM observation WHERE identifier_system = 'urn:test:backup'",
    );
    const kept = new Set(rows.map((row) => row.value));
    for (const value of before) assert.ok(kept.has(value), `${value} was answered before the backup began`);
    for (const value of kept) assert.ok(answered.includes(value));
    assertGood(await varde(['check', '--db', target.url]));
    // What is restored serves.
    const server = await Server.start(target);
    await server.stop();
  });

  test('it goes into either kind of database and back, with every row the same', async () => {
    // The service looks at those who reported, and plans what they are reminded of: not between the two.
    const waiting = 'SELECT count(*) AS n FROM patient_due WHERE due_at = 0';
    await until(async () => Number((await world.store.sql(waiting))[0].n) === 0, { ms: 20_000, says: 'some are never looked at' });
    assertGood(await backup(file('whole')));
    const there = await dump(world.store);
    assert.ok(Object.keys(there).length > 35);
    for (const other of others) {
      const target = empty(other);
      assertGood(await restore(target, file('whole')));
      assert.deepEqual(await dump(target), there);
      const again = file(`again-${other.kind}`);
      assertGood(await varde(['backup', '--db', target.url, again]));
      const home = empty();
      assertGood(await restore(home, again));
      assert.deepEqual(await dump(home), there);
    }
  });

  test('it says what is in it and how old it is, and the database knows of it', async () => {
    const began = Date.now();
    const answer = await backup(file('told'));
    assertGood(answer);
    assert.match(answer.stdout, /told: \d+ rows in \d+ tables, 60 patients, not encrypted\n$/);
    const [row] = await world.store.sql("SELECT done_at FROM job WHERE name = 'backup'");
    assert.ok(Number(row.done_at) >= began && Number(row.done_at) <= Date.now());
    const check = await varde(['restore', '--check', file('told')]);
    assertGood(check);
    assert.match(check.stdout, /^taken 20\d\d-\S+Z, 0 minutes ago, not encrypted\naccess log: \d+ rows, the chain holds\n/);
    assert.match(check.stdout, /\n +60 patient\n/);
    assert.match(check.stdout, /the backup is whole\n$/);
    assert.equal((await backup('--quiet', '--replace', file('told'))).stdout, '');
    assert.equal(statSync(file('told')).mode & 0o777, 0o600);
  });

  test('all sessions of that time have ended after a restore', async () => {
    world.newToken('nurse');
    const [{ count }] = await world.store.sql('SELECT count(*) AS count FROM session');
    assert.ok(Number(count) > 0);
    assertGood(await backup(file('sessions')));
    const target = empty();
    const answer = await restore(target, file('sessions'));
    assert.match(answer.stdout, /all sessions and login links of that time have ended/);
    for (const table of ['session', 'login_link']) {
      const [row] = await target.sql(`SELECT count(*) AS count FROM ${table}`);
      assert.equal(Number(row.count), 0, table);
    }
  });

  test('with a key it shows nothing, and is read with that key alone', async () => {
    assertGood(await backup('--key-file', key, file('sealed')));
    const [{ family }] = await world.store.sql('SELECT family FROM patient LIMIT 1');
    assert.ok(!readFileSync(file('sealed')).includes(family));
    assertGood(await varde(['backup-key', file('other-key')]));
    const target = empty();
    assertRefused(await restore(target, file('sealed')), /is encrypted/);
    assertRefused(await restore(target, '--key-file', file('other-key'), file('sealed')), /another key/);
    chmodSync(file('other-key'), 0o640);
    assertRefused(await restore(target, '--key-file', file('other-key'), file('sealed')), /others may read.*chmod 600/);
    assertRefused(await restore(target, '--key-file', file('no-key'), file('sealed')), /no-key: the key cannot be read/);
    assertRefused(await varde(['backup-key', key]), /File exists/);
    await assertNothing(target);
    assertGood(await restore(target, '--key-file', key, file('sealed')));
    assert.deepEqual(await dump(target), await dump(world.store));
  });

  test('it passes through a pipe', async () => {
    const out = await piped(['backup', '--db', world.store.url, '-', '--key-file', key]);
    assertGood(out);
    assert.match(out.stderr, /^standard output: \d+ rows/);
    const target = empty();
    assertGood(await piped(['restore', '--db', target.url, '--key-file', key, '-'], { input: out.bytes }));
    assert.deepEqual(await dump(target), await dump(world.store));
  });

  test('a damaged or cut off file is told with its place, and nothing of it is restored', async () => {
    assertGood(await backup(file('damaged')));
    const whole = readFileSync(file('damaged'));
    const target = empty();
    const middle = Buffer.from(whole);
    middle[whole.length >> 1] ^= 4;
    writeFileSync(file('damaged'), middle);
    assertRefused(await restore(target, file('damaged')), /damaged: is damaged: the chunk at byte \d+ \(number \d+\)/);
    assertRefused(await varde(['restore', '--check', file('damaged')]), /is damaged/);
    writeFileSync(file('damaged'), whole);
    truncateSync(file('damaged'), whole.length - 1);
    assertRefused(await restore(target, file('damaged')), /is cut off/);
    writeFileSync(file('damaged'), 'something else');
    assertRefused(await restore(target, file('damaged')), /is no backup/);
    assertRefused(await restore(target, file('nowhere')), /nowhere: cannot be read: No such file/);
    await assertNothing(target);
  });

  test('a backup that is there stays, unless another one takes its place whole', async () => {
    assertGood(await backup(file('kept')));
    const kept = readFileSync(file('kept'));
    assertRefused(await backup(file('kept')), /is there already/);
    const unreachable = kind.kind === 'SQLite' ? `sqlite:${file('gone.db')}` : `${world.store.url.replace(world.store.name, 'gone')}`;
    assertRefused(await varde(['backup', '--db', unreachable, '--replace', file('kept')]), /gone/);
    assertRefused(await piped(['backup', '--db', world.store.url, '--replace', file('kept')], { env: { TMPDIR: file('no-folder') } }), /no-folder/);
    assert.ok(readFileSync(file('kept')).equals(kept));
    assertRefused(await backup(join(folder, 'no-folder', 'x')), /No such file/);
    assertRefused(await backup('--replace', folder), /is no plain file/);
    assertRefused(await varde(['backup', '--db', world.store.url]), /FILE: is missing/, 2);
    assertGood(await backup('--replace', file('kept')));
    assert.ok(!readFileSync(file('kept')).equals(kept));
    assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.part')), []);
  });

  test('a full disk is told, and nothing is left', async () => {
    const answer = await new Promise((done) => {
      const args = ['-c', 'ulimit -f 64; exec "$0" backup --db "$1" "$2"', VARDE, world.store.url, file('full')];
      const child = spawn('sh', args, { stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (chunk) => (stderr += chunk));
      child.on('close', (code) => done({ code, stdout: '', stderr }));
    });
    assertRefused(answer, /File too large|disk I\/O error|full/);
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith('full')), []);
  });

  test('a restore goes only into an empty database, and tells what is in another', async () => {
    assertGood(await backup(file('into')));
    const before = await dump(world.store);
    assertRefused(await restore(world.store, file('into')), /is not empty: it holds \d+ rows of access_log/);
    assert.deepEqual(await dump(world.store), before);
    const target = empty();
    assertGood(await varde(['migrate', '--db', target.url]));
    assertGood(await restore(target, file('into')));
    assert.deepEqual(await dump(target), before);
  });

  test('a backup of a newer version is refused, and one of an older is brought up to date', async () => {
    const source = empty();
    assertGood(await backup(file('versions')));
    assertGood(await restore(source, file('versions')));
    await source.sql("INSERT INTO migration (version, name, applied_at) VALUES (9999, '9999_later', 1)");
    assertRefused(await varde(['backup', '--db', source.url, file('newer')]), /version 9999 .*use a newer program/);
    assertRefused(await varde(['backup', '--db', empty().url, file('newer')]), /no database|nothing in the database/);
    assert.ok(!existsSync(file('newer')));
    // The last migrations undone, from the one on that brought what is due.
    await source.sql("DELETE FROM migration WHERE version >= (SELECT version FROM migration WHERE name LIKE '%due%')");
    for (const index of ADDED.indexes) await source.sql(`DROP INDEX ${index}`);
    // Before it no row had tasks: a red or yellow one stands as it did, another by what else waits.
    const ATTENTION = 'unread > 0 OR missing = 1';
    const since = 'CASE WHEN unread_since > 0 AND (missing = 0 OR unread_since < missing_since) THEN unread_since ELSE missing_since END';
    await source.sql(
      `UPDATE overview SET tasks = 0,
        tier = CASE WHEN ${ATTENTION} THEN 2 WHEN zone = 1 THEN 3 ELSE 4 END,
        since = CASE WHEN ${ATTENTION} THEN ${since} ELSE zone_since END
        WHERE tasks > 0 AND tier = 2`,
    );
    await source.sql('UPDATE overview SET tasks = 0');
    for (const table of ADDED.tables) await source.sql(`DROP TABLE ${table}`);
    for (const [table, columns] of Object.entries(ADDED.columns))
      for (const column of columns) await source.sql(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    const old = await varde(['backup', '--db', source.url, file('older')]);
    assertGood(old);
    assert.match(old.stderr, /the backup is good, but the database does not know of it: it has version \d+.*varde migrate/);
    for (const other of others) {
      const target = empty(other);
      const answer = await restore(target, file('older'));
      assertGood(answer);
      assert.match(answer.stdout, /it is brought up to date/);
      assertGood(await varde(['migrate', '--check', '--db', target.url]));
      assertGood(await varde(['check', '--db', target.url]));
    }
  });

  test('killed in the middle, nothing half is there and the next one works', async () => {
    assertGood(await backup(file('killed')));
    const kept = readFileSync(file('killed'));
    for (const delay of [5, 20, 60]) {
      const args = ['backup', '--db', world.store.url, '--replace', file('killed')];
      const { signal } = await piped(args, { alive: (child) => setTimeout(() => child.kill('SIGKILL'), delay) });
      assert.ok(signal === 'SIGKILL' || signal === null);
      // The new one may have taken its place just before.
      if (!readFileSync(file('killed')).equals(kept)) assertGood(await varde(['restore', '--check', file('killed')]));
      writeFileSync(file('killed'), kept);
    }
    assertGood(await backup('--replace', file('killed')));
    assertGood(await varde(['restore', '--check', file('killed')]));
    const target = empty();
    // Held in the middle of its input.
    const half = kept.subarray(0, kept.length >> 1);
    const part = `${target.path}.part`;
    const held = async (name) => {
      const { signal, code } = await piped(['restore', '--db', target.url, '-'], {
        alive: async (child) => {
          child.stdin.write(half);
          if (target.path === undefined) await sleep(200);
          else await until(() => existsSync(part) && statSync(part).size > 0);
          child.kill(name);
        },
      });
      assert.ok(signal === name || code > 128, `${signal} ${code}`);
      await assertNothing(target);
    };
    await held('SIGKILL');
    rmSync(part, { force: true });
    await held('SIGTERM');
    assert.ok(target.path === undefined || !existsSync(part));
    for (const delay of [30, 100, 250]) {
      const next = empty();
      const { signal } = await piped(['restore', '--db', next.url, file('killed')], {
        alive: (child) => setTimeout(() => child.kill('SIGKILL'), delay),
      });
      // It may have been killed between its last act and its end: then all is there.
      const nothing = () => assertNothing(next).then(() => true, () => false);
      const all = async () => isDeepStrictEqual(await dump(next).catch(() => null), await dump(world.store));
      if (signal === 'SIGKILL') await until(async () => (await nothing()) || (await all()), { says: 'something half is there' });
      else assert.deepEqual(await dump(next), await dump(world.store));
    }
    assertGood(await restore(target, file('killed')));
    assert.deepEqual(await dump(target), await dump(world.store));
  });
});
