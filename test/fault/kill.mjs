// kill -9 at random moments under load, also in bursts right after the start.
import { World, sleep } from '../api/lib.mjs';
import { compareAll, compareRound } from './books.mjs';
import { House } from './house.mjs';
import { dice } from './ledger.mjs';
import { Acts, Load } from './load.mjs';

const KILLS = { full: 50, quick: 4 };
const BURST = 4; // every so many rounds the process is killed again before it can work
const READY_MOST = 1000;

/** A database of its own with who there is, and no server yet. */
export async function settle(store, { seed, quick }, { name = 'f', patients = quick ? 120 : 300 } = {}) {
  const world = await World.create(store, { patients, days: 2, seed: 7 });
  await world.server.stop();
  const random = dice(seed);
  const acts = new Acts(world, random, `${name}${seed}`);
  for (const one of ['nurse', ...acts.people.map((person) => person.login)]) world.token(one);
  return { world, random, acts, entries: new Map(), began: Date.now() };
}

/** Compares, sends again what got no answer, and compares again. Returns the faults of the round. */
export async function closeRound(world, acts, load, since) {
  const round = new Map(load.sent.map((entry) => [entry.id, entry]));
  const stillOpen = await compareRound(world.store, acts.name, round, since);
  const resent = await load.resend();
  const faults = [...stillOpen, ...(await compareRound(world.store, acts.name, round, since, { settled: true }))];
  load.destroy();
  return { faults, resent };
}

export const answersOf = (entries) => [...entries.values()].filter((entry) => entry.first !== null).length;

async function burst(house, random) {
  for (let i = 0; i < 2; i += 1) {
    house.spawn();
    await sleep(random() * 120);
    await house.kill();
  }
  return 2;
}

async function run(kind, settings) {
  const { world, random, acts, entries, began } = await settle(kind, settings);
  const wanted = settings.quick ? KILLS.quick : KILLS.full;
  const house = await House.create(world.store.url);
  const faults = [];
  let [kills, resent, rounds] = [0, 0, 0];
  try {
    await house.start();
    while (kills < wanted) {
      const since = Date.now();
      const load = new Load(world, acts, entries, () => (house.ready ? [house] : [])).begin();
      await sleep(60 + random() * 600);
      await house.kill();
      kills += 1;
      rounds += 1;
      await load.end();
      if (rounds % BURST === 0) kills += await burst(house, random);
      await house.start();
      const closed = await closeRound(world, acts, load, since);
      faults.push(...closed.faults);
      resent += closed.resent;
    }
    faults.push(...(await compareAll(world.store, acts.name, entries, began)));
    if (!(await house.stop())) faults.push({ what: 'answered', id: '-', kind: 'stop', says: 'it did not end well' });
    for (const ms of house.restarts) {
      if (ms > READY_MOST) faults.push({ what: 'slow', id: '-', kind: 'start', says: `${Math.round(ms)} ms until it was ready` });
    }
  } finally {
    if (house.alive) await house.kill();
    world.store.drop();
  }
  return { runs: kills, answers: answersOf(entries), resent, faults, restarts: house.restarts.slice(1) };
}

export const killPart = {
  name: 'kill',
  says: 'kill -9 at random moments, and again right after the start',
  on: ['SQLite', 'PostgreSQL'],
  run,
};
