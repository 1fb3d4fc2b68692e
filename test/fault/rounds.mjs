// What the parts do alike: a world to load, rounds of load with something done to it, and the books at the end.
import { World } from '../api/lib.mjs';
import { compareAll, compareRound, compareTaken } from './books.mjs';
import { dice } from './ledger.mjs';
import { onLeaving } from './leaving.mjs';
import { Acts, Load } from './load.mjs';

const READY_MOST = 1000; // milliseconds from a start to /readyz

const worlds = new Map();

/** The world on this database, made once and loaded by one part after the other. */
async function worldOn(store, { quick }) {
  if (!worlds.has(store.kind)) {
    const world = await World.create(store, { patients: quick ? 70 : 300, days: 2, seed: 7 });
    await world.server.stop();
    worlds.set(store.kind, world);
    onLeaving(() => world.store.drop());
  }
  return worlds.get(store.kind);
}

/** Each fault once, however often the books were compared. */
const once = (faults) => [...new Map(faults.map((fault) => [`${fault.what} ${fault.kind} ${fault.id}`, fault])).values()];

/** A part's own books on a world: its ids begin with its name and the seed. */
export class Books {
  entries = new Map();
  faults = [];
  restarts = [];
  runs = 0;
  resent = 0;

  static async open(name, store, settings, world) {
    const books = new Books();
    books.world = world ?? (await worldOn(store, settings));
    books.random = dice(settings.seed);
    books.acts = new Acts(books.world, books.random, `${name}${settings.seed}`, settings.quick ? 24 : 100);
    for (const one of ['nurse', ...books.acts.people.map((person) => person.login)]) books.world.token(one);
    books.began = Date.now();
    return books;
  }

  /** Clients that go on until closeRound; houses: () => those that may be asked. */
  load(houses) {
    this.since = Date.now();
    this.round = new Load(this.world, this.acts, this.entries, houses).begin();
    return this.round;
  }

  note(what, kind, says) {
    this.faults.push({ what, id: '-', kind, says });
  }

  /** The load ends; the books are compared; what got no answer is sent again; and they are compared again. */
  async closeRound() {
    const { round: load, world, acts } = this;
    await load.end();
    const sent = new Map(load.sent.map((entry) => [entry.id, entry]));
    this.faults.push(...(await compareRound(world.store, acts.name, sent, this.since)));
    this.faults.push(...(await compareTaken(world.store, sent)));
    this.resent += await load.resend();
    this.faults.push(...(await compareRound(world.store, acts.name, sent, this.since, { settled: true })));
    load.destroy();
    this.runs += 1;
  }

  async close(houses) {
    this.faults.push(...(await compareAll(this.world.store, this.acts.name, this.entries, this.began)));
    for (const house of houses) {
      if (house.alive && !(await house.stop())) this.note('answered', 'stop', 'it did not end well when it was asked to');
      this.restarts.push(...house.restarts.slice(1));
    }
    for (const ms of this.restarts) {
      if (ms > READY_MOST) this.note('slow', 'start', `${Math.round(ms)} ms until it was ready`);
    }
    const answers = [...this.entries.values()].filter((entry) => entry.first !== null).length;
    if (answers < this.runs) this.note('broken', 'load', `only ${answers} answers: there was no load`);
    const { runs, resent, restarts } = this;
    return { runs, answers, resent, restarts, faults: once(this.faults) };
  }
}

/** Opens the books, runs `body(books, houses)`, and leaves no process behind. */
export async function withBooks(name, store, settings, houses, body, world) {
  const books = await Books.open(name, store, settings, world);
  try {
    await body(books);
    return await books.close(houses);
  } finally {
    for (const house of houses) if (house.alive) await house.kill();
  }
}
