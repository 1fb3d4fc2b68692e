// Two processes side by side on one PostgreSQL: what is written at one is told at the other, in order and without gaps;
// what is taken away at one is gone at both; jobs are done by one; a process that is killed, lines that are cut, and a
// database that goes and comes back lose nothing and double nothing. Both serve as a role that owns nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Server, World, ask, assertProblem, listen, reading, until, varde } from './lib.mjs';
import { Postgres, stores } from './stores.mjs';

const kind = stores[1];
const ONLY_ADDED = ['access_log', 'access_log_seal', 'observation', 'outcome', 'response', 'report', 'contact', 'note', 'message',
  'correction', 'event', 'acknowledgement', 'acknowledgement_undone', 'enrolment_transition', 'triage_case_event', 'patient_limit'];
const ok = (status) => status >= 200 && status < 300;
const ids = (stream) => stream.events.map((one) => one.id);

/** One after the other, none left out and none twice. */
function assertInOrder(stream, from = stream.events[0].id) {
  assert.ok(stream.events.every((one) => one.event === 'change'), 'all was to be loaded again');
  assert.deepEqual(ids(stream), stream.events.map((_, i) => from + i));
}

describe('two processes on PostgreSQL', { skip: kind.skip }, () => {
  let world, other;
  let number = 0;
  before(async () => {
    world = await World.create(kind, { patients: 60, days: 2 });
    other = await Server.start(world.store);
    for (const login of ['nurse', 'admin', 'specialist', 'editor']) world.token(login);
  });
  after(async () => {
    await other?.stop();
    await world?.end();
  });

  const at = (server, login, path, options = {}) => ask(server, path, { token: world.token(login), agent: false, ...options });
  const both = () => Promise.all([listen(world.server, world.token('nurse')), listen(other, world.token('nurse'))]);
  const observation = (patient) => {
    number += 1;
    return reading(patient.id, { identifier: [{ system: 'urn:test:two', value: `two-${number}` }], value: 90 + (number % 9) });
  };
  const send = (server, body) => at(server, 'nurse', '/fhir/Observation', { body });
  const lastEvent = async () => Number((await world.store.sql('SELECT max(id) AS id FROM event'))[0].id);
  const caughtUp = async (streams) => {
    const last = await lastEvent();
    for (const stream of streams) await stream.waitFor((one) => one.id >= last, { ms: 20_000 });
  };
  const account = async (login) => (await at(world.server, 'admin', `/api/accounts?q=${login}`)).body.items.find((one) => one.login === login);

  /** Clients that send different readings to their server until told to stop. */
  const load = (servers, patients) => {
    const run = { sent: [], stopped: false };
    const client = async (server, patient) => {
      while (!run.stopped) {
        const one = { body: observation(patient), status: 0 };
        run.sent.push(one);
        try {
          one.status = (await send(server, one.body)).status;
        } catch {
          return;
        }
      }
    };
    const clients = patients.map((patient, i) => client(servers[i % servers.length], patient));
    run.end = async () => {
      run.stopped = true;
      await Promise.all(clients);
      return run.sent;
    };
    return run;
  };

  const assertNothingLost = async (sent) => {
    const rows = await world.store.sql(
      `SELECT identifier_value AS value, count(*) AS count FROM observation WHERE identifier_system = 'urn:test:two' GROUP BY identifier_value`,
    );
    const stored = new Map(rows.map((row) => [row.value, Number(row.count)]));
    for (const [value, count] of stored) assert.equal(count, 1, `${value} is stored ${count} times`);
    for (const one of sent.filter((each) => ok(each.status))) assert.ok(stored.has(one.body.identifier[0].value), 'answered, and not stored');
    const check = await varde(['check', '--db', world.store.url]);
    assert.equal(check.code, 0, check.stdout + check.stderr);
  };

  const jobIsDone = async () => {
    const [{ done_at: before }] = await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`);
    await world.store.sql(`UPDATE job SET due_at = 0 WHERE name = 'purge'`);
    await until(async () => (await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`))[0].done_at > before, { ms: 20_000, every: 100 });
  };

  test('an event of one is told at the other', async () => {
    const streams = await both();
    const patient = world.fresh();
    for (const server of [world.server, other]) {
      assert.equal((await send(server, observation(patient))).status, 201);
      const id = await lastEvent();
      for (const stream of streams) assert.equal((await stream.waitFor((one) => one.id === id)).patient, patient.id);
    }
    for (const stream of streams) await stream.close();
  });

  test('written at both at once, all is told at both in the same order without gaps', async () => {
    const streams = await both();
    const patients = Array.from({ length: 6 }, () => world.fresh());
    const from = (await lastEvent()) + 1;
    await Promise.all(
      patients.map(async (patient, i) => {
        for (let n = 0; n < 12; n += 1) assert.equal((await send(i % 2 ? other : world.server, observation(patient))).status, 201);
      }),
    );
    await caughtUp(streams);
    for (const stream of streams) assertInOrder(stream, from);
    assert.deepEqual(ids(streams[0]), ids(streams[1]));
    assert.ok(streams[0].events.length >= 72);
    for (const stream of streams) await stream.close();
  });

  test('who goes on at the other process misses nothing, also when that one is behind; an id that nobody gave loads all again', async () => {
    const patient = world.fresh();
    for (let n = 0; n < 4; n += 1) {
      const { headers } = await at(world.server, 'nurse', '/api/worklist');
      assert.equal((await send(world.server, observation(patient))).status, 201);
      const last = await lastEvent();
      const stream = await listen(other, world.token('nurse'), { lastEventId: last });
      const replayed = await listen(other, world.token('nurse'), { after: headers['event-id'] });
      await send(world.server, observation(patient));
      await caughtUp([stream, replayed]);
      assertInOrder(stream, last + 1);
      assertInOrder(replayed, Number(headers['event-id']) + 1);
      await stream.close();
      await replayed.close();
    }
    const stream = await listen(other, world.token('nurse'), { lastEventId: (await lastEvent()) + 1000 });
    await stream.waitFor((one) => one.event === 'reload');
    await stream.close();
  });

  test('a role that ends at one process is out at the other, with its stream', async () => {
    const { id, roles } = await account('nurse2');
    const token = world.newToken('nurse2');
    assert.equal((await ask(other, '/api/me', { token })).status, 200);
    const stream = await listen(other, token);
    assert.equal((await at(world.server, 'admin', `/api/accounts/${id}`, { body: { active: false } })).status, 200, JSON.stringify(roles));
    // Sooner than anything is asked anew by itself.
    await until(async () => (await ask(other, '/api/me', { token })).status === 401, { ms: 8000, says: 'it still may' });
    await until(() => stream.closed, { ms: 8000, says: 'the stream stays open' });
    assert.equal((await at(world.server, 'admin', `/api/accounts/${id}`, { body: { active: true } })).status, 200);
  });

  test('who logs out at one process is out at the other', async () => {
    const token = world.newToken('coordinator');
    assert.equal((await ask(other, '/api/me', { token })).status, 200);
    assert.ok(ok((await ask(world.server, '/api/session', { token, method: 'DELETE' })).status));
    await until(async () => (await ask(other, '/api/me', { token })).status === 401, { ms: 8000, says: 'it still may' });
  });

  test('a programme that is approved at one process is known at the other', async () => {
    const draft = { id: 'two', version: 1, name: 'two.name', status: 'proposal', states: ['referred', 'trial', 'active'],
      trial: { days: 14, longest: 28 }, parameters: [{ parameter: 'weight' }], texts: { 'two.name': { nb: 'To', en: 'Two' } } };
    const loaded = await at(world.server, 'editor', '/api/programmes', { body: draft });
    assert.ok(ok(loaded.status), loaded.text);
    const approved = await at(world.server, 'specialist', '/api/programmes/two/approve', { body: { version: 1, name: 'Kari Lege', note: 'read' } });
    assert.ok(ok(approved.status), approved.text);
    const { items } = (await at(other, 'specialist', '/api/programmes')).body;
    assert.equal(items.find((one) => one.id === 'two').status, 'approved');
  });

  test('what is only added to, the database refuses to change, whatever the process would do', async () => {
    const serving = new Postgres(world.store.roleUrl);
    const refused = (verb) => `BEGIN EXECUTE format('${verb}', name, attribute);
      RAISE EXCEPTION '% may be changed: ${verb.split(' ')[0]}', name; EXCEPTION WHEN insufficient_privilege THEN NULL; END;`;
    await serving.sql(`DO $$ DECLARE name text; attribute text; BEGIN
      FOREACH name IN ARRAY ARRAY['${ONLY_ADDED.join("','")}'] LOOP
        SELECT attname INTO STRICT attribute FROM pg_attribute WHERE attrelid = name::regclass AND attnum = 1;
        ${refused('UPDATE %1$I SET %2$I = %2$I')} ${refused('DELETE FROM %1$I')} ${refused('TRUNCATE %1$I')}
      END LOOP; END $$`);
    const loud = { message: /permission denied for table access_log/ };
    await assert.rejects(serving.sql(`UPDATE access_log SET action = 'nothing'`), loud);
    await assert.rejects(serving.sql('DELETE FROM access_log'), loud);
    await assert.rejects(serving.sql('DROP TABLE access_log'), /must be owner/);
    await assert.rejects(serving.sql('CREATE TABLE mine (id bigint)'), /permission denied for schema/);
    serving.leave();
  });

  test('a role that may do more as everybody, or through another role, is refused with what it may', async () => {
    const store = kind.create();
    const [role, group] = [`${store.role}_2 "x"`, `${store.role}_group`].map((name) => `"${name.replaceAll('"', '""')}"`);
    const grant = () => varde(['grant', '--db', store.url, '--to', `${store.role}_2 "x"`]);
    const cases = [
      [`GRANT UPDATE ON access_log TO PUBLIC`, `REVOKE UPDATE ON access_log FROM PUBLIC`, /has UPDATE on access_log/],
      [`GRANT UPDATE (detail) ON access_log TO PUBLIC`, `REVOKE UPDATE (detail) ON access_log FROM PUBLIC`, /has UPDATE on access_log/],
      [`GRANT DELETE ON event TO ${group}`, `REVOKE DELETE ON event FROM ${group}`, /has DELETE on event/],
      [`GRANT CREATE ON SCHEMA public TO PUBLIC`, `REVOKE CREATE ON SCHEMA public FROM PUBLIC`, /may make tables in the schema public/],
      [`ALTER ROLE ${role} CREATEROLE`, `ALTER ROLE ${role} NOCREATEROLE`, /may do more/],
      [`GRANT pg_write_all_data TO ${group}`, `REVOKE pg_write_all_data FROM ${group}`, /can become pg_write_all_data/],
      [`ALTER ROLE ${role} NOINHERIT; GRANT postgres TO ${role}`, `REVOKE postgres FROM ${role}`, /may do anything|can become postgres/],
    ];
    try {
      await store.sql(`CREATE ROLE ${role} LOGIN; CREATE ROLE ${group}; GRANT ${group} TO ${role}`);
      assert.equal((await varde(['migrate', '--db', store.url])).code, 0);
      for (const [give, take, says] of cases) {
        await store.sql(give);
        const refused = await grant();
        assert.match(refused.stderr, says, give);
        assert.notEqual(refused.code, 0);
        await store.sql(take);
      }
      const granted = await grant();
      assert.equal(granted.code, 0, granted.stderr);
    } finally {
      await store.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}; DROP OWNED BY ${group}; DROP ROLE ${group}`).catch(() => {});
      store.drop();
    }
  });

  test('a role without ownership neither migrates nor grants, and is told who can; one without rights is told what it lacks', async () => {
    const serving = world.store.roleUrl;
    const current = await varde(['migrate', '--db', serving, '--check']);
    assert.equal(current.code, 0, current.stderr);
    const granting = await varde(['grant', '--db', serving, '--to', world.store.role]);
    assert.deepEqual([granting.code, /the tables belong to/.test(granting.stderr)], [1, true], granting.stderr);
    const owner = await varde(['grant', '--db', world.store.url, '--to', 'postgres']);
    assert.deepEqual([owner.code, /may do anything/.test(owner.stderr)], [2, true], owner.stderr);
    const nobody = await varde(['grant', '--db', world.store.url, '--to', 'nobody "here"']);
    assert.deepEqual([nobody.code, /there is no role/.test(nobody.stderr)], [2, true], nobody.stderr);
    const empty = kind.create();
    try {
      const fresh = await varde(['migrate', '--db', empty.roleUrl]);
      assert.deepEqual([fresh.code, /may not make tables/.test(fresh.stderr)], [1, true], fresh.stderr);
      assert.equal((await varde(['migrate', '--db', empty.url])).code, 0);
      const start = () => varde(['serve', '--db', empty.roleUrl, '--listen', '127.0.0.1:0', '--auto-migrate', 'true']);
      assert.match((await start()).stderr, /may not read here: run varde grant/);
      assert.equal((await varde(['grant', '--db', empty.url, '--to', empty.role])).code, 0);
      await empty.sql(`REVOKE INSERT ON event FROM ${empty.role}`);
      assert.match((await start()).stderr, /lacks INSERT on event: varde grant/);
      await empty.sql(`DELETE FROM migration WHERE version = (SELECT max(version) FROM migration)`);
      const old = await start();
      assert.deepEqual([old.code, /the tables belong to .* run varde migrate as their owner/.test(old.stderr)], [1, true], old.stderr);
      assert.match((await varde(['migrate', '--db', empty.roleUrl])).stderr, /the tables belong to/);
    } finally {
      empty.drop();
    }
  });

  test('a job whose process died is taken over when its lease has run out, and one that is late is said', async () => {
    await jobIsDone();
    const [{ done_at: before }] = await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`);
    const lease = (until) => world.store.sql(
      `UPDATE job SET due_at = 1, leased_by = '00000000-0000-0000-0000-000000000001', leased_until = ${until} WHERE name = 'purge'`);
    await lease(Date.now() + 3_600_000);
    const late = await until(async () => /^late: purge$/m.test((await ask(other, '/readyz')).text));
    assert.ok(late);
    assert.equal((await ask(other, '/readyz')).status, 200);
    await lease(Date.now() - 1);
    await until(async () => (await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`))[0].done_at > before, { ms: 20_000, every: 100 });
    await until(async () => (await ask(other, '/readyz')).text === 'ready\n');
  });

  test('what time brings is done once by either, also when one is killed in the middle and its lease is taken', async () => {
    const lock = 'LOCK TABLE patient_due IN EXCLUSIVE MODE; UPDATE patient_due SET due_at = 0, looked_at = 0';
    const free = () => world.store.sql(`UPDATE job SET leased_until = 0, failures = 0 WHERE name IN ('due', 'outbox')`);
    const settled = (ms = 30_000) =>
      until(async () => (await free(), Number((await world.store.sql('SELECT count(*) AS n FROM patient_due WHERE due_at = 0'))[0].n) === 0), { ms, every: 200 });
    const cases = await world.store.sql(`SELECT c.patient_id, c.id FROM triage_case c WHERE c.closed_at IS NULL`);
    assert.ok(cases.length > 5);
    await world.store.sql(`DELETE FROM triage_case_event WHERE kind = 'lapsed'`);
    await world.store.sql(`UPDATE overview SET taken_by = (SELECT id FROM account WHERE login = 'nurse'), taken_at = ${Date.now() - 2 * 3_600_000}
      WHERE EXISTS (SELECT 1 FROM triage_case c WHERE c.patient_id = overview.patient_id AND c.service_id = overview.service_id AND c.closed_at IS NULL)`);
    await world.store.sql(lock);
    await free();
    await until(async () => Number((await world.store.sql(`SELECT count(*) AS n FROM triage_case_event WHERE kind = 'lapsed'`))[0].n) > 0, { ms: 20_000 });
    await other.kill();
    await free();
    other = await Server.start(world.store);
    for (let i = 0; i < 3; i += 1) {
      await world.store.sql(lock);
      await settled();
    }
    const lapsed = await world.store.sql(`SELECT patient_id, case_id AS id FROM triage_case_event WHERE kind = 'lapsed'`);
    const names = (list) => list.map(({ patient_id, id }) => `${patient_id} ${id}`).sort();
    assert.deepEqual(names(lapsed), names(cases), 'each fell back once');
    for (const [table, key] of [['missing_event', 'patient_id, service_id, kind, due_at'], ['task', 'patient_id, about'], ['outbox', 'patient_id, kind, about']]) {
      const twice = await world.store.sql(`SELECT ${key} FROM ${table} ${table === 'missing_event' ? '' : 'WHERE about IS NOT NULL'} GROUP BY ${key} HAVING count(*) > 1`);
      assert.deepEqual(twice, [], `${table} has something twice`);
    }
  });

  test('every line is cut: both go on by themselves, listeners miss nothing', async () => {
    const streams = await both();
    const patient = world.fresh();
    const from = (await lastEvent()) + 1;
    const sent = [];
    for (let round = 0; round < 3; round += 1) {
      await world.store.sql(`DO $$ BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid(); END $$`);
      for (const server of [world.server, other]) {
        const one = { body: observation(patient) };
        sent.push(one);
        await until(async () => ok((one.status = (await send(server, one.body)).status)), { ms: 20_000, every: 50 });
      }
    }
    await caughtUp(streams);
    for (const stream of streams) {
      assertInOrder(stream, from);
      await stream.close();
    }
    await assertNothingLost(sent);
    await jobIsDone();
  });

  test('the database goes and comes back: 503 with Retry-After meanwhile, and then writer, readers, listeners and jobs work again', async () => {
    const streams = await both();
    const patient = world.fresh();
    const from = (await lastEvent()) + 1;
    const restore = await world.store.stall();
    for (const server of [world.server, other]) {
      for (const answer of [await send(server, observation(patient)), await at(server, 'nurse', `/api/patients/${patient.id}`)]) {
        assertProblem(answer, 503);
        assert.match(answer.headers['retry-after'], /^\d+$/);
      }
      assert.equal((await ask(server, '/readyz', { agent: false })).status, 503);
      assert.equal((await ask(server, '/healthz', { agent: false })).status, 200);
    }
    await restore();
    for (const server of [world.server, other]) {
      const body = observation(patient);
      await until(async () => ok((await send(server, body)).status), { ms: 20_000, every: 100 });
      await until(async () => (await ask(server, '/readyz', { agent: false })).status === 200, { ms: 20_000, every: 100 });
      assert.equal((await at(server, 'nurse', `/api/patients/${patient.id}`)).status, 200);
    }
    await caughtUp(streams);
    for (const stream of streams) {
      assertInOrder(stream, from);
      await stream.close();
    }
    await jobIsDone();
    for (const server of [world.server, other]) {
      const events = server.lines.map((line) => JSON.parse(line).event);
      for (const word of ['tail.lost', 'tail.back']) assert.ok(events.includes(word), `${word} is not in the log`);
      assert.ok(events.filter((event) => /^tail|^jobs/.test(event)).length < 40, 'the log is full of it');
    }
  });

  test('one is killed under load: nothing lost, nothing twice, and the other tells all in order', async () => {
    const stream = await listen(other, world.token('nurse'));
    const patients = Array.from({ length: 6 }, () => world.fresh());
    const from = (await lastEvent()) + 1;
    const run = load([world.server, other], patients);
    await until(() => run.sent.filter((one) => ok(one.status)).length > 30, { ms: 20_000 });
    await world.server.kill();
    const then = run.sent.length;
    await until(() => run.sent.length > then + 20, { ms: 20_000 });
    const sent = await run.end();
    assert.ok(sent.some((one) => one.status === 0), 'nothing was under way');
    for (const one of sent) assert.ok(one.status === 0 || ok(one.status), String(one.status));
    // What got no answer is sent to the survivor.
    for (const one of sent.filter((each) => each.status === 0)) one.status = (await send(other, one.body)).status;
    assert.ok(sent.every((one) => ok(one.status)));
    await assertNothingLost(sent);
    await caughtUp([stream]);
    assertInOrder(stream, from);
    await stream.close();
    await jobIsDone();
    world.server = await Server.start(world.store);
    assert.equal((await send(world.server, observation(patients[0]))).status, 201);
  });
});
