// kill -9 at random moments under load, and again right after the start; one process alone, and one of two that share a
// PostgreSQL.
import { sleep } from '../api/lib.mjs';
import { House } from './house.mjs';
import { withBooks } from './rounds.mjs';

const KILLS = { full: 50, quick: 4 };
const PAIRED = { full: 20, quick: 1 };
const BURST = 2; // every so many rounds it is killed again before it can work

async function burst(house, books) {
  for (let i = 0; i < 2; i += 1) {
    house.spawn();
    await sleep(books.random() * 120);
    await house.kill();
    books.runs += 1;
  }
}

/** world: one that is there already and has no server now; without it the one of all parts. */
export async function killed(store, settings, world) {
  const wanted = settings.quick ? KILLS.quick : KILLS.full;
  const houses = [];
  const rounds = async (books) => {
    const house = await House.create(books.world.store.url);
    houses.push(house);
    await house.start();
    for (let round = 1; books.runs < wanted; round += 1) {
      books.load(() => (house.ready ? [house] : []));
      await sleep(60 + books.random() * 600);
      await house.kill();
      if (round % BURST === 0) await burst(house, books);
      await house.start();
      await books.closeRound();
    }
  };
  return withBooks('kill', store, settings, houses, rounds, world);
}

async function paired(store, settings) {
  const wanted = settings.quick ? PAIRED.quick : PAIRED.full;
  const houses = [];
  return withBooks('two', store, settings, houses, async (books) => {
    const { url } = books.world.store;
    houses.push(await House.create(url), await House.create(url));
    for (const house of houses) await house.start();
    while (books.runs < wanted) {
      books.load(() => houses.filter((house) => house.ready));
      const one = houses[Math.floor(books.random() * 2)];
      await sleep(60 + books.random() * 400);
      await one.kill();
      await sleep(books.random() * 300); // the other goes on alone
      await one.start();
      await sleep(60 + books.random() * 200);
      await books.closeRound();
    }
  });
}

export const killPart = {
  name: 'kill',
  says: 'kill -9 at random moments, and again right after the start',
  on: ['SQLite', 'PostgreSQL'],
  run: killed,
};

export const twoPart = {
  name: 'two',
  says: 'two processes on one PostgreSQL, one of them killed',
  on: ['PostgreSQL'],
  run: paired,
};
