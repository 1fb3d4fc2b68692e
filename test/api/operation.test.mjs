// What an operator relies on: health, metrics, a stop that loses nothing, a crash that loses nothing that was
// acknowledged, a database that is gone for a while, and words for what is wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { killed } from '../fault/kill.mjs';
import { Server, World, ask, assertProblem, assertStrict, onEachStore, onSqlite, reading, sleep, until, varde } from './lib.mjs';

const fhir = (body) => ({ body, agent: false });

/** Posts readings of different patients from several clients until told to stop; says what each was answered. */
class Load {
  static number = 0;
  sent = [];
  stopped = false;

  constructor(world, patients, clients = 8) {
    this.agent = new http.Agent({ keepAlive: true, maxSockets: clients });
    this.clients = Array.from({ length: clients }, (_, i) => this.#run(world, patients[i % patients.length]));
  }

  async #run(world, patient) {
    for (let i = 0; !this.stopped; i += 1) {
      Load.number += 1;
      const identifier = [{ system: 'urn:test:load', value: `reading-${Load.number}` }];
      const body = reading(patient.id, { identifier, value: 90 + (i % 9) });
      const one = { body, patient, value: identifier[0].value, status: 0 };
      this.sent.push(one);
      try {
        const answer = await ask(world.server, '/fhir/Observation', {
          body,
          agent: this.agent,
          token: world.token('nurse'),
        });
        one.status = answer.status;
        one.answer = answer;
      } catch {
        return;
      }
      if (one.status >= 500) await sleep(20);
    }
  }

  async end() {
    this.stopped = true;
    await Promise.all(this.clients);
    this.agent.destroy();
    return this.sent;
  }
}

const storedOf = async (store) => {
  const rows = await store.sql(
    `SELECT identifier_value AS value, count(*) AS count FROM observation
     WHERE identifier_system = 'urn:test:load' GROUP BY identifier_value`,
  );
  return new Map(rows.map((row) => [row.value, Number(row.count)]));
};

onEachStore('operation', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
    world.token('nurse');
  });
  after(() => world?.end());

  const ok = (status) => status >= 200 && status < 300;

  /** Every 2xx is stored once, nothing is stored twice, and sending all again makes all of it there once. */
  const assertNothingLost = async (sent) => {
    const stored = await storedOf(world.store);
    for (const one of sent) {
      if (ok(one.status)) assert.equal(stored.get(one.value), 1, `${one.status} was answered, and is not stored once`);
    }
    for (const [value, count] of stored) assert.equal(count, 1, `${value} is stored ${count} times`);
    for (const one of sent) {
      const again = await world.as('nurse', '/fhir/Observation', { body: one.body });
      assert.ok([200, 201].includes(again.status), again.text);
      if (ok(one.status)) assert.equal(again.status, 200);
    }
    const after = await storedOf(world.store);
    for (const one of sent) assert.equal(after.get(one.value), 1);
    const check = await varde(['check', '--db', world.store.url]);
    assert.equal(check.code, 0, check.stdout + check.stderr);
    return stored;
  };

  const row = async (patient) => world.as('nurse', `/api/worklist/${patient.id}`);

  test('alive and ready, and the metrics are Prometheus text that names nobody', async () => {
    await world.as('nurse', '/api/worklist');
    for (const path of ['/healthz', '/readyz']) {
      const answer = await ask(world.server, path);
      assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'text/plain; charset=utf-8']);
    }
    const { text, headers } = await ask(world.server, '/metrics');
    assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
    const typed = new Map();
    for (const line of text.trimEnd().split('\n')) {
      const type = /^# TYPE (\w+) (counter|gauge|histogram|summary)$/.exec(line);
      if (type) {
        assert.ok(!typed.has(type[1]), `${type[1]} is typed twice`);
        typed.set(type[1], type[2]);
      } else if (!line.startsWith('# HELP ')) {
        const sample = /^([a-zA-Z_:][\w:]*)(\{(\w+="[^"\\\n]*",?)*\})? (-?\d+(\.\d+)?|NaN|[+-]Inf)$/.exec(line);
        assert.ok(sample, `not a sample: ${line}`);
        assert.ok(typed.has(sample[1].replace(/_(bucket|sum|count)$/, '')) || typed.has(sample[1]), `no type: ${line}`);
      }
    }
    assert.ok(typed.size > 8);
    for (const { id, login } of world.people.values()) assert.ok(!text.includes(id) && !text.includes(login));
    assert.doesNotMatch(text.replace(/ \S+$/gm, ''), /Demo|nurse|\d{11}/);
  });

  test('metrics count answers, events and open streams', async () => {
    const read = async () => {
      const { text } = await ask(world.server, '/metrics');
      return (name) => Number(text.split('\n').find((line) => line.startsWith(`${name} `)).split(' ')[1]);
    };
    const before = await read();
    const stream = await world.listen('nurse');
    const patient = world.fresh();
    await world.send('nurse', reading(patient.id));
    await world.as('nurse', '/api/nothing');
    const now = await read();
    const grown = (name) => now(name) - before(name);
    assert.equal(grown('varde_http_streams'), 1);
    assert.equal(grown('varde_events_total'), 1);
    assert.equal(grown('varde_http_answers_total{class="4xx"}'), 1);
    assert.ok(grown('varde_http_answers_total{class="2xx"}') >= 1);
    assert.equal(now('varde_writer_healthy'), 1);
    await stream.close();
  });

  test('the database is gone: 503 with Retry-After in words, and all works again when it is back', async () => {
    const patient = world.fresh();
    const restore = await world.store.stall();
    const logged = world.server.lines.length;
    const began = Date.now();
    const [written, acted, read] = await Promise.all([
      world.as('nurse', '/fhir/Observation', fhir(reading(patient.id))),
      world.as('nurse', `/api/worklist/${patient.id}/take`, fhir({})),
      // Reading is logged too, and is not answered before that is on disk.
      world.as('nurse', `/api/patients/${patient.id}`, { agent: false }),
    ]);
    assert.ok(Date.now() - began < 30_000);
    for (const answer of [written, acted, read]) {
      assertProblem(answer, 503);
      assert.match(answer.headers['retry-after'], /^\d+$/);
    }
    assert.equal(written.body.issue[0].code, 'transient');
    assert.doesNotMatch(written.text + acted.text, /sqlite|postgres|SELECT|INSERT/i);
    assert.equal((await ask(world.server, '/healthz')).status, 200);
    assert.equal((await ask(world.server, '/readyz')).status, 503);
    await restore();
    const body = reading(patient.id);
    await until(async () => (await world.as('nurse', '/fhir/Observation', fhir(body))).status === 201, {
      ms: 20_000,
      every: 200,
      says: 'it does not come back',
    });
    await until(async () => (await row(patient)).status === 200);
    assert.equal((await ask(world.server, '/readyz')).status, 200);
    const [{ n }] = await world.store.sql(
      `SELECT count(*) AS n FROM observation WHERE patient_id = ${world.store.id(patient.id)} AND received_at > ${began}`,
    );
    assert.ok(n <= 2, 'a write that was answered 503 is there twice');
    assert.ok(world.server.lines.slice(logged).some((line) => JSON.parse(line).level !== 'info'), 'the log says nothing of it');
  });

  test('a stream that was open when the database went is still told afterwards', async () => {
    const patient = world.fresh();
    const stream = await world.listen('nurse');
    if (kind.kind === 'PostgreSQL') await (await world.store.stall())();
    const body = reading(patient.id);
    await until(async () => ok((await world.as('nurse', '/fhir/Observation', fhir(body))).status), { ms: 10_000, every: 100 });
    await stream.waitFor((one) => one.patient === patient.id);
    await stream.close();
  });

  test('a stop under load: what was answered is stored, what was not answered is not', async () => {
    const patients = Array.from({ length: 4 }, () => world.fresh());
    const load = new Load(world, patients);
    const stream = await world.listen('nurse');
    const answered = () => load.sent.filter((one) => one.status !== 0).length;
    await until(() => answered() > 20, { ms: 20_000, says: 'the load does not come about' });
    const began = Date.now();
    await world.server.stop();
    // The stream would have kept it for ever, those that rest for the patience of a minute.
    assert.ok(Date.now() - began < 30_000, 'it waits for who is silent');
    await stream.ended;
    const sent = await load.end();
    const stored = await storedOf(world.store);
    world.server = await Server.start(world.store);
    const unanswered = sent.filter((one) => one.status === 0);
    for (const one of unanswered) assert.ok(!stored.has(one.value), 'a request that was stored got no answer');
    for (const one of sent.filter((each) => each.status >= 400)) {
      assert.equal(one.status, 503, one.answer.text);
      assert.ok(!stored.has(one.value));
    }
    await assertNothingLost(sent);
  });

  test('killed under load: every 2xx is there once, of any kind of act, and the rest can be sent again', async () => {
    await world.server.stop();
    const { answers, faults } = await killed(kind, { quick: true, seed: 1 }, world);
    world.server = await Server.start(world.store);
    assert.ok(answers > 50, `only ${answers} were answered`);
    // How long a start takes is not asked here: ./dev fault does.
    assert.deepEqual(faults.filter((fault) => fault.what !== 'slow'), []);
  });

  test('a second start on the same database finds it as it was left', async () => {
    const before = (await world.as('nurse', '/api/worklist?limit=500')).body;
    await world.restart();
    assert.deepEqual((await world.as('nurse', '/api/worklist?limit=500')).body, before);
    assert.equal((await world.as('nurse', '/api/me')).status, 200, 'sessions outlive the server');
  });

  test('a database of a newer program is refused with clear words, and left alone', async () => {
    const [{ version }] = await world.store.sql('SELECT max(version) AS version FROM migration');
    const columns = await world.store.sql('SELECT * FROM migration ORDER BY version DESC LIMIT 1');
    const [newest] = columns;
    const values = Object.entries(newest).map(([name, value]) =>
      name === 'version' ? Number(version) + 1 : typeof value === 'number' ? value : `'${value}'`,
    );
    await world.store.sql(`INSERT INTO migration (${Object.keys(newest).join()}) VALUES (${values.join()})`);
    for (const env of [{}, { VARDE_AUTO_MIGRATE: 'true' }]) {
      const refused = await varde(['serve', '--db', world.store.url, '--listen', '127.0.0.1:0'], env);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, new RegExp(`version ${Number(version) + 1}.*${version}.*newer program`));
    }
    assert.notEqual((await varde(['migrate', '--db', world.store.url])).code, 0);
    await world.store.sql(`DELETE FROM migration WHERE version = ${Number(version) + 1}`);
    assert.equal((await varde(['migrate', '--check', '--db', world.store.url])).code, 0);
  });

  test('an older database is refused unless it may be migrated', async () => {
    const store = kind.create();
    try {
      const refused = await varde(['serve', '--db', store.url, '--listen', '127.0.0.1:0']);
      assert.notEqual(refused.code, 0);
      assert.match(refused.stderr, /varde init/, 'what to do about a database that is empty or not there');
      assert.equal((await varde(['migrate', '--check', '--db', store.url])).code, 1);
      assert.equal((await varde(['migrate', '--db', store.url])).code, 0);
      assert.equal((await varde(['migrate', '--check', '--db', store.url])).code, 0);
      const server = await Server.start(store);
      assert.equal((await ask(server, '/readyz')).status, 200);
      await server.stop();
    } finally {
      store.drop();
    }
  });
});

describe('the program and its settings', () => {
  let world, folder;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'varde-config-'));
    world = await World.create(onSqlite, { patients: 20 });
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await world?.end();
  });

  const file = (text) => {
    const path = join(folder, 'varde.conf');
    writeFileSync(path, text);
    return path;
  };

  for (const [what, text, line, says] of [
    ['an unknown setting', '# a comment\n\nlisten = 127.0.0.1:0\nno_such = 1\n', 4, /no_such/],
    ['a number that is none', 'threads = many\n', 1, /threads.*1.*64/],
    ['a number out of range', '\nthreads = 1000\n', 2, /threads/],
    ['a yes or no that is neither', 'demo = yes\n', 1, /demo.*true or false/],
    ['a line without a value', 'listen = 127.0.0.1:0\nthreads\n', 2, /name = value/],
    ['an unknown word', 'log_level = loud\n', 1, /log_level/],
  ]) {
    test(`${what} in the file is refused, naming file and line`, async () => {
      const path = file(text);
      const refused = await varde(['serve', '--config', path, '--db', world.store.url]);
      assert.equal(refused.code, 2);
      assert.ok(refused.stderr.includes(`${path}:${line}`), refused.stderr);
      assert.match(refused.stderr, says);
    });
  }

  test('an unknown flag, a file that is not there, and an unknown command are 2, with words', async () => {
    for (const [args, says] of [
      [['serve', '--no-such', '1'], /no_such/],
      [['serve', '--config', join(folder, 'none')], /none: cannot be read/],
      [['serve', '--threads'], /--threads.*needs a value/],
      [['serve', 'x'], /x: is one too many/],
      [['serve', '--x=1', '2'], /setting/],
      [['migrate', '--check=1'], /takes no value/],
      [['fly'], /no command.*fly/],
      [[], /varde serve/],
    ]) {
      const { code, stderr } = await varde(args);
      assert.equal(code, 2, `${args}: ${stderr}`);
      assert.match(stderr, says);
    }
    const all = (await varde(['--help'])).stdout;
    assert.match(all, /Settings/);
    const verbs = [...all.matchAll(/^ {2}varde (\S.*?) {2}/gm)].map((found) => found[1]);
    assert.ok(verbs.length > 10, all);
    for (const verb of verbs.filter((one) => !one.startsWith('--v'))) {
      const { code, stdout } = await varde([...verb.split(' '), '--help']);
      assert.equal(code, 0, verb);
      assert.ok(stdout.startsWith(`varde ${verb}`), stdout);
    }
  });

  test('a setting: the flag before the environment before the file', async () => {
    const path = file('threads = 5\nqueue = 99\npatience = 7\n');
    const { code, stdout } = await varde(['--print-config', '--config', path, '--threads', '7'], {
      VARDE_THREADS: '6',
      VARDE_QUEUE: '77',
    });
    assert.equal(code, 0);
    for (const line of ['threads = 7', 'queue = 77', 'patience = 7']) assert.ok(stdout.split('\n').includes(line), line);
    const wrong = await varde(['--print-config'], { VARDE_THREADS: 'x' });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /VARDE_THREADS/i);
  });

  test('an address that is taken, or is none, is refused in words', async () => {
    for (const address of [`127.0.0.1:${world.server.port}`, 'nowhere', '127.0.0.1:99999', '127.0.0.1']) {
      const refused = await varde(['serve', '--db', world.store.url, '--listen', address]);
      assert.notEqual(refused.code, 0);
      assert.ok(refused.stderr.includes(address), refused.stderr);
    }
  });

  test('a database that is not there is refused in words, and not made', async () => {
    const path = join(folder, 'none.db');
    const refused = await varde(['serve', '--db', `sqlite:${path}`, '--listen', '127.0.0.1:0']);
    assert.notEqual(refused.code, 0);
    assert.ok(refused.stderr.length > 20);
    const strange = await varde(['serve', '--db', 'mysql://x']);
    assert.notEqual(strange.code, 0);
    assert.match(strange.stderr, /mysql|sqlite:|postgresql:/);
  });

  test('without demo = true there is no demo log-in, and no token for people', async () => {
    const server = await Server.start(world.store, { env: { VARDE_DEMO: 'false' } });
    for (const [path, options] of [
      ['/api/demo/logins', {}],
      ['/api/session', { body: { login: 'nurse' } }],
    ]) {
      assertProblem(await ask(server, path, options), 404);
    }
    assert.equal((await ask(server, '/login')).status, 200, 'links are used there');
    await server.stop();
    const env = { VARDE_DEMO: 'false' };
    const refused = await varde(['token', '--db', world.store.url, '--as', 'nurse'], env);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /demo = true/);
    assert.equal((await varde(['token', '--db', world.store.url, '--as', 'journal'], env)).code, 0);
    assert.equal((await varde(['token', '--db', world.store.url, '--as', 'nobody'])).code, 1);
  });

  test('a demo world is not made over a database that is in use', async () => {
    const refused = await varde(['demo', '--db', world.store.url, '--patients', '5', '--days', '2']);
    assert.equal(refused.code, 1);
    assert.ok(refused.stderr.length > 20);
  });

  test('behind a proxy that speaks TLS cookies are Secure and HSTS is sent', async () => {
    const server = await Server.start(world.store, { args: ['--behind-tls', 'true'] });
    const answer = await ask(server, '/api/session', { body: { login: 'nurse' } });
    assert.match(answer.headers['set-cookie'][0], /; Secure/);
    assert.match(answer.headers['strict-transport-security'], /max-age=\d{7,}/);
    await server.stop();
  });

  test('when the queue of writes is full the answer is 503 with Retry-After, and nothing is lost', async (t) => {
    const began = Date.now(); // what the demo world has of today came before
    const server = await Server.start(world.store, { args: ['--queue', '16'] });
    t.after(() => server.stop());
    const patient = world.fresh();
    const token = world.token('nurse');
    const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
    const restore = await world.store.stall();
    const sending = Array.from({ length: 200 }, () =>
      ask(server, '/fhir/Observation', { body: reading(patient.id), token, agent }),
    );
    await sleep(1500);
    await restore();
    const answers = await Promise.all(sending);
    const count = (status) => answers.filter((one) => one.status === status).length;
    assert.ok(count(503) > 0 && count(201) > 0, `${count(201)} stored, ${count(503)} refused`);
    assert.equal(count(201) + count(503), 200);
    for (const one of answers.filter((each) => each.status === 503)) {
      assertStrict(one, '/fhir/Observation');
      assert.ok(one.headers['retry-after']);
    }
    const [{ n }] = await world.store.sql(
      `SELECT count(*) AS n FROM observation WHERE patient_id = ${world.store.id(patient.id)} AND received_at >= ${began}`,
    );
    assert.equal(n, count(201));
    agent.destroy();
  });
});
