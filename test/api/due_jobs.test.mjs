// Due work as the server does it: one row that fails holds up nothing and is put off, a clock that jumped does no lasting
// harm, a process that was killed loses nothing, and an idle second writes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY, Server, World, ask, onEachStore, sleep, until } from './lib.mjs';

const HOUR = 60 * 60 * 1000;
const MINUTE = 60 * 1000;

onEachStore('due work', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind, { patients: 40, days: 1 });
  });
  after(() => world?.end());

  const of = (patient) => `patient_id = ${world.store.id(patient.id)}`;
  const row = async (patient) => {
    const [one] = await world.store.sql(`SELECT due_at, looked_at, attempts, failed_at FROM patient_due WHERE ${of(patient)}`);
    return Object.fromEntries(Object.entries(one).map(([name, value]) => [name, Number(value)]));
  };
  const set = (patient, values) => world.store.sql(`UPDATE patient_due SET ${values} WHERE ${of(patient)}`);
  const waiting = async () => Number((await world.store.sql(`SELECT count(*) AS n FROM patient_due WHERE due_at <= ${Date.now()}`))[0].n);
  const settled = () => until(async () => (await waiting()) === 0, { ms: 30_000, every: 100, says: 'what is due was never done' });
  const lookedAfter = (patient, at) => until(async () => (await row(patient)).looked_at >= at, { ms: 20_000, every: 50 });
  const freeLease = () => world.store.sql(`UPDATE job SET leased_until = 1 WHERE leased_until > 0`);
  const written = async () => {
    const { text } = await ask(world.server, '/metrics');
    return Number(/^varde_writer_transactions_total (\d+)/m.exec(text)[1]);
  };

  test('a patient who cannot be looked at is put off for longer each time, and all others are looked at', async () => {
    await settled();
    const [broken, well] = [world.fresh(), world.fresh()];
    const [{ programme_version: version }] = await world.store.sql(`SELECT programme_version FROM enrolment WHERE ${of(broken)}`);
    await world.store.sql(`UPDATE enrolment SET programme_version = 999 WHERE ${of(broken)}`);
    const began = Date.now();
    await set(broken, 'due_at = 0');
    await set(well, 'due_at = 0');
    await lookedAfter(well, began);
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      const put = await until(async () => {
        const one = await row(broken);
        return one.attempts === attempts && one;
      }, { ms: 20_000, every: 50 });
      assert.ok(put.failed_at >= began);
      assert.equal(put.due_at - put.failed_at, MINUTE * 2 ** (attempts - 1));
      assert.ok(put.looked_at < began, 'it was not looked at');
      if (attempts < 3) await set(broken, 'due_at = 0');
    }
    const [job] = await world.store.sql(`SELECT failures FROM job WHERE name = 'due'`);
    assert.equal(Number(job.failures), 0, 'the job itself goes well');
    const told = world.server.lines.filter((line) => line.includes('"due.failed"'));
    assert.ok(told.length >= 3);
    await world.store.sql(`UPDATE enrolment SET programme_version = ${version} WHERE ${of(broken)}`);
    await set(broken, 'due_at = 0');
    await lookedAfter(broken, began);
    assert.equal((await row(broken)).attempts, 0);
  });

  test('after a clock that was ahead or behind, everybody is looked at as soon as the time is right', async () => {
    await settled();
    const [ahead, far, behind] = [world.fresh(), world.fresh(), world.fresh()];
    const began = Date.now();
    await world.store.sql(`UPDATE job SET due_at = ${began + 400 * DAY} WHERE name = 'due'`);
    await set(ahead, `looked_at = ${began + 5 * HOUR}, due_at = ${began + 6 * HOUR}`);
    await set(far, `looked_at = ${began - HOUR}, due_at = ${began + 300 * DAY}`);
    await set(behind, `looked_at = ${began - 20 * 365 * DAY}, due_at = ${began - 20 * 365 * DAY}`);
    for (const patient of [ahead, far, behind]) {
      await until(async () => {
        const { looked_at: looked, due_at: due } = await row(patient);
        return looked >= began - 1000 && looked <= Date.now() && due <= Date.now() + 2 * DAY;
      }, { ms: 20_000, every: 50 });
    }
  });

  /** The server has looked for work since. */
  const ticked = async () => {
    for (let i = 0; i < 2; i += 1) {
      const [{ done_at: done }] = await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`);
      await world.store.sql(`UPDATE job SET due_at = 0 WHERE name = 'purge'`);
      await until(async () => Number((await world.store.sql(`SELECT done_at FROM job WHERE name = 'purge'`))[0].done_at) > Number(done), { ms: 20_000, every: 50 });
    }
  };

  test('what was due when the process was killed is done when the lease of the dead one is over', async () => {
    await settled();
    const began = Date.now();
    const dead = kind.kind === 'SQLite' ? "x'00000000000000000000000000000001'" : "'00000000-0000-0000-0000-000000000001'";
    await world.store.sql(`UPDATE job SET leased_by = ${dead}, leased_until = ${began + HOUR} WHERE name = 'due'`);
    await ticked();
    await world.store.sql('UPDATE patient_due SET due_at = 0');
    await world.server.kill();
    const due = await waiting();
    assert.ok(due > 30);
    world.server = await Server.start(world.store);
    await ticked();
    assert.equal(await waiting(), due, 'the lease holds');
    await freeLease();
    await settled();
    const late = await world.store.sql(`SELECT patient_id FROM patient_due WHERE looked_at < ${began}`);
    assert.deepEqual(late, []);
  });

  test('while nothing is due nothing is written', async () => {
    await settled();
    await until(async () => Number((await world.store.sql(`SELECT count(*) AS n FROM job WHERE due_at <= ${Date.now()}`))[0].n) === 0, { ms: 20_000 });
    await world.store.sql(`UPDATE patient_due SET due_at = ${Date.now() + HOUR}`);
    // Nor what comes by the hour or the day, whenever that is.
    await world.store.sql(`UPDATE job SET due_at = ${Date.now() + HOUR} WHERE name <> 'due'`);
    await sleep(1200);
    const before = await written();
    await sleep(3000);
    assert.equal(await written(), before);
  });
});
