// Killed while jobs are at work: two days have gone by at once, and all that they bring (reports that did not come, tasks,
// reminders, takes that fall back) is done by processes that are killed in the middle, again and again, and whose lease is
// taken from them. In the end stands what one process does that nobody disturbs, each once.
import { sleep, varde } from '../api/lib.mjs';
import { House } from './house.mjs';
import { dice } from './ledger.mjs';
import { onLeaving } from './leaving.mjs';

const KILLS = { full: 30, quick: 5 };
const DAYS = 2;
const DONE_MOST = 60_000;
const DAY = 24 * 60 * 60 * 1000;

/** What is written while nobody asks for anything; each key may stand once. Of a long silence more is missed each day,
 * since the same deadline. */
const WRITTEN = {
  lapsed: `SELECT patient_id AS a, case_id AS b, '' AS c FROM triage_case_event WHERE kind = 'lapsed'`,
  missing: `SELECT patient_id AS a, service_id AS b, kind || ' ' || due_at || ' ' || missed AS c FROM missing_event`,
  task: `SELECT patient_id AS a, about AS b, state AS c FROM task WHERE about IS NOT NULL`,
  'task trace': `SELECT e.patient_id AS a, t.about AS b, e.kind || ' ' || e.due_at AS c FROM task_event e
    JOIN task t ON t.patient_id = e.patient_id AND t.id = e.task_id WHERE t.about IS NOT NULL`,
  reminder: `SELECT patient_id AS a, kind AS b, about AS c FROM outbox WHERE about IS NOT NULL`,
  marked: `SELECT patient_id AS a, service_id AS b, missing || ' ' || missed || ' ' || missing_since AS c FROM overview`,
  taken: `SELECT patient_id AS a, service_id AS b, '' AS c FROM overview WHERE taken_by IS NOT NULL`,
};

/** The same world each time, as it was two days ago; everybody with an open case is taken. */
async function worldOf(kind, { quick, seed }, until) {
  const store = kind.create();
  const gone = onLeaving(() => store.drop());
  const size = ['--patients', quick ? '120' : '600', '--days', '5', '--seed', String(seed), '--until', until];
  const made = await varde(['demo', '--db', store.url, ...size]);
  if (made.code !== 0) throw new Error(made.stderr);
  await store.sql(`UPDATE overview SET taken_at = ${Date.now() - DAY},
    taken_by = (SELECT id FROM account WHERE login = 'nurse')
    WHERE EXISTS (SELECT 1 FROM triage_case c WHERE c.patient_id = overview.patient_id
    AND c.service_id = overview.service_id AND c.closed_at IS NULL)`);
  await store.sql('UPDATE patient_due SET due_at = 0');
  return { store, drop: () => (gone(), store.drop()) };
}

const waiting = async (store) =>
  Number((await store.sql(`SELECT count(*) AS n FROM patient_due WHERE due_at <= ${Date.now()}`))[0].n) +
  Number((await store.sql(`SELECT count(*) AS n FROM outbox WHERE done_at IS NULL AND due_at <= ${Date.now()}`))[0].n);

async function untilDone(store) {
  for (const end = Date.now() + DONE_MOST; (await waiting(store)) > 0; await sleep(100))
    if (Date.now() > end) throw new Error(`${await waiting(store)} rows still wait`);
}

async function written(store) {
  const all = new Map();
  for (const [kind, query] of Object.entries(WRITTEN))
    for (const { a, b, c } of await store.sql(query)) {
      const key = `${kind} ${a} ${b} ${c}`;
      all.set(key, (all.get(key) ?? 0) + 1);
    }
  return all;
}

/** As if the time of a lease had run out. */
const freeLeases = (store) => store.sql(`UPDATE job SET leased_until = 0 WHERE name IN ('due', 'outbox')`);

/** All is due again; on PostgreSQL behind the writer, not in among its rows. */
const wakeAll = (store) =>
  store.sql(`${store.kind === 'SQLite' ? '' : 'LOCK TABLE patient_due IN EXCLUSIVE MODE; '}UPDATE patient_due SET due_at = 0`);

async function disturbed(store, houses, random, kills) {
  let runs = 0;
  for (const house of houses) await house.start();
  while (runs < kills) {
    const house = houses[Math.floor(random() * houses.length)];
    // What was done is due again: whoever looks at it twice must do nothing twice.
    if (random() < 0.5) await wakeAll(store);
    await freeLeases(store);
    await sleep(random() * 700);
    await house.kill();
    await freeLeases(store);
    await house.start();
    runs += 1;
  }
  await freeLeases(store);
  await untilDone(store);
  return runs;
}

function compare(had, right) {
  const faults = [];
  const note = (what, key, says) => faults.push({ what, kind: 'due', id: key, says });
  for (const [key, count] of had) if (count > 1) note('doubled', key, `it is there ${count} times`);
  for (const key of right.keys()) if (!had.has(key)) note('lost', key, 'an undisturbed process does it');
  for (const key of had.keys()) if (!right.has(key)) note('wrong', key, 'no undisturbed process does it');
  return faults;
}

async function run(kind, settings) {
  const random = dice(settings.seed);
  const until = new Date(Date.now() - DAYS * DAY).toISOString();
  const world = await worldOf(kind, settings, until);
  const twin = await worldOf(kind, settings, until);
  const houses = [];
  try {
    for (let i = 0; i < (kind.kind === 'SQLite' ? 1 : 2); i += 1) houses.push(await House.create(world.store.url));
    const began = await written(world.store);
    const runs = await disturbed(world.store, houses, random, settings.quick ? KILLS.quick : KILLS.full);
    const alone = await House.create(twin.store.url);
    houses.push(alone);
    await alone.start();
    await untilDone(twin.store);
    const right = await written(twin.store);
    const faults = compare(await written(world.store), right);
    const news = [...right.keys()].filter((key) => !began.has(key)).length;
    if (news < 50) faults.push({ what: 'broken', kind: 'due', id: '-', says: `only ${news} rows: there was no work` });
    for (const house of houses) if (!(await house.stop())) faults.push({ what: 'answered', kind: 'stop', id: '-', says: 'it did not end well' });
    const check = await varde(['check', '--db', world.store.url]);
    if (check.code !== 0) faults.push({ what: 'wrong', kind: 'check', id: '-', says: check.stdout.slice(0, 600) });
    return { runs, answers: news, restarts: houses[0].restarts.slice(1), faults };
  } finally {
    for (const house of houses) if (house.alive) await house.kill();
    world.drop();
    twin.drop();
  }
}

export const jobsPart = {
  name: 'jobs',
  says: 'kill -9 while what time brings is worked off; on PostgreSQL two processes that take it from each other',
  on: ['SQLite', 'PostgreSQL'],
  run,
};
