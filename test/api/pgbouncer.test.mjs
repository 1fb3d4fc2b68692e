// Through pgbouncer, where it is installed: pooling by session works as it is; pooling by transaction works with
// db_prepare = false, and with db_listen past the pooler processes hear of each other at once.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { Server, World, ask, listen, reading, until, varde } from './lib.mjs';
import { stores } from './stores.mjs';

const kind = stores[1];
const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path));
const base = kind.skip ? null : new URL(process.env.VARDE_TEST_POSTGRES);
const host = base?.searchParams.get('host') ?? '';
const skip = kind.skip || (PROGRAM ? false : 'pgbouncer is not installed') ||
  (host.startsWith('/') ? false : 'VARDE_TEST_POSTGRES is not on a socket here');

/** One of its own on a socket in a temporary folder. It refuses root, as PostgreSQL does. */
class Bouncer {
  static async start(role, modes) {
    const bouncer = new Bouncer();
    bouncer.folder = mkdtempSync(join(tmpdir(), 'varde-pool-'));
    bouncer.children = [];
    bouncer.modes = modes;
    const root = process.getuid() === 0;
    const number = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    const owner = root ? { uid: number('-u'), gid: number('-g') } : {};
    writeFileSync(join(bouncer.folder, 'users'), `"${role}" "serving"\n"postgres" ""\n`);
    for (const [i, mode] of modes.entries()) {
      writeFileSync(join(bouncer.folder, `${mode}.ini`), [
        '[databases]', `* = host=${host} port=${base.searchParams.get('port') ?? 5432}`,
        '[pgbouncer]', 'listen_addr =', `listen_port = ${6432 + i}`, `unix_socket_dir = ${bouncer.folder}`,
        'auth_type = trust', `auth_file = ${bouncer.folder}/users`, `pool_mode = ${mode}`,
        // By transaction a few serve all; by session each has its own.
        `default_pool_size = ${mode === 'transaction' ? 3 : 60}`, 'max_client_conn = 200', 'server_login_retry = 1', '',
      ].join('\n'));
    }
    chmodSync(bouncer.folder, 0o755);
    if (root) chownSync(bouncer.folder, owner.uid, owner.gid);
    for (const mode of modes) {
      bouncer.children.push(spawn(PROGRAM, ['-q', join(bouncer.folder, `${mode}.ini`)], { ...owner, cwd: bouncer.folder, stdio: 'ignore' }));
    }
    for (const [i] of modes.entries()) {
      await until(() => existsSync(join(bouncer.folder, `.s.PGSQL.${6432 + i}`)), { ms: 10_000, says: 'pgbouncer does not start' });
    }
    return bouncer;
  }

  url(direct, mode) {
    const url = new URL(direct);
    url.searchParams.set('host', this.folder);
    url.searchParams.set('port', String(6432 + this.modes.indexOf(mode)));
    return url.href;
  }

  async stop() {
    await Promise.all(this.children.map((child) => new Promise((done) => {
      child.once('close', done);
      child.kill('SIGTERM');
    })));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('through pgbouncer', { skip }, () => {
  let world, bouncer, patients;
  let started = [];
  before(async () => {
    world = await World.create(kind, { patients: 40, days: 2 });
    for (const login of ['nurse', 'admin']) world.token(login);
    patients = Array.from({ length: 4 }, () => world.fresh({ programmes: 'any', zone: 'any' }));
    bouncer = await Bouncer.start(world.store.role, ['session', 'transaction']);
  });
  // A server that stays would keep a test that failed from ending.
  afterEach(async () => {
    for (const server of started.filter((one) => one.child.exitCode === null)) await server.kill();
    started = [];
  });
  after(async () => {
    await bouncer?.stop();
    await world?.end();
  });

  const start = async (mode, env = {}) => {
    const server = await Server.start({ url: bouncer.url(world.store.roleUrl, mode) }, { args: ['--threads', '4'], env });
    started.push(server);
    return server;
  };
  const send = (server, patient) => ask(server, '/fhir/Observation', { body: reading(patient.id), token: world.token('nurse'), agent: false });

  /** Writes and reads at several connections at once, each of both kinds of statement. */
  const work = async (server, from) => {
    const token = world.token('nurse');
    const answers = await Promise.all(patients.flatMap((patient) => [
      ...Array.from({ length: 6 }, () => send(server, patient)),
      ...['/api/worklist', '/api/worklist?zone=green', `/api/patients/${patient.id}`, '/api/programmes', '/api/me'].map((path) =>
        ask(server, path, { token, agent: false })),
    ]));
    for (const answer of answers) assert.ok([200, 201].includes(answer.status), `${answer.text}\n${server.lines.join('\n')}`);
    const { items } = (await ask(server, '/api/accounts?q=nurse2', { token: world.token('admin'), agent: false })).body;
    const nurse2 = items.find((one) => one.login === 'nurse2').id;
    for (const active of [false, true]) {
      const put = await ask(server, `/api/accounts/${nurse2}`, { token: world.token('admin'), body: { active }, agent: false });
      assert.equal(put.status, 200, put.text);
    }
    await world.store.sql(`UPDATE job SET due_at = 0, done_at = 0 WHERE name = 'purge'`);
    await until(async () => Number((await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`))[0].done_at) > from, { ms: 20_000 });
    assert.equal((await ask(server, '/readyz', { agent: false })).text, 'ready\n');
  };

  /** What one process writes is told at another. */
  const hears = async (listening, writing) => {
    const stream = await listen(listening, world.token('nurse'));
    assert.equal((await send(writing, patients[0])).status, 201);
    await stream.waitFor((one) => one.patient === patients[0].id, { ms: 20_000 });
    await stream.close();
  };

  test('by session: as it is', async () => {
    const server = await start('session');
    await work(server, Date.now());
    await hears(world.server, server);
    await hears(server, world.server);
    await server.stop();
  });

  test('by transaction: with db_prepare = false, and db_listen past the pooler', async () => {
    const server = await start('transaction', { VARDE_DB_PREPARE: 'false', VARDE_DB_LISTEN: world.store.roleUrl });
    await work(server, Date.now());
    await hears(world.server, server);
    await hears(server, world.server);
    // Also when the lines behind the pooler are cut, in the middle.
    await world.store.sql(`DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid(); END $$`);
    await until(async () => (await send(server, patients[1])).status === 201, { ms: 20_000, every: 100 });
    await until(async () => (await ask(server, '/readyz', { agent: false })).status === 200, { ms: 20_000, every: 100 });
    await server.stop();
  });

  test('by transaction without db_listen: processes hear of each other within a second or so, and rights end too', async () => {
    const server = await start('transaction', { VARDE_DB_PREPARE: 'false' });
    await hears(server, world.server);
    const token = world.newToken('nurse2');
    assert.equal((await ask(server, '/api/me', { token, agent: false })).status, 200);
    assert.ok((await ask(world.server, '/api/session', { token, method: 'DELETE' })).status < 300);
    await until(async () => (await ask(server, '/api/me', { token, agent: false })).status === 401, { ms: 6000, says: 'it still may' });
    await server.stop();
    const check = await varde(['check', '--db', bouncer.url(world.store.roleUrl, 'transaction')], { VARDE_DB_PREPARE: 'false' });
    assert.equal(check.code, 0, check.stdout + check.stderr);
  });

  test('by transaction without db_prepare = false: the log says what to set', async () => {
    // It may be said at the start already, or as soon as two connections have met behind the pooler.
    const says = (text) => /set db_prepare = false/.test(text);
    const server = await start('transaction').catch((error) => assert.ok(says(error.message), error.message));
    if (server === undefined) return;
    await until(async () => {
      const paths = ['/api/worklist', `/api/patients/${patients[0].id}`, '/api/programmes'];
      await Promise.all([...patients.map((one) => send(server, one)),
        ...paths.map((path) => ask(server, path, { token: world.token('nurse'), agent: false }))]);
      return server.lines.some(says);
    }, { ms: 20_000, every: 50, says: 'nothing is said' });
    await server.kill();
  });
});
