// The database goes away and comes back while the program serves: stopped and started, its connections ended, all of it
// stopped in its tracks, a lock held by somebody else.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sleep } from '../api/lib.mjs';
import { House } from './house.mjs';
import { onLeaving } from './leaving.mjs';
import { withBooks } from './rounds.mjs';

const ROUNDS = { full: 10, quick: 1 };
const BACK_MOST = 20_000; // milliseconds until it works again by itself

/** The PostgreSQL that tools/postgres.sh has started for us: its folder is the socket's. */
class Cluster {
  constructor(url) {
    this.folder = new URL(url.replace('postgresql:///', 'postgresql://x/')).searchParams.get('host');
    this.data = join(this.folder, 'data');
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b));
    this.ctl = `/usr/lib/postgresql/${versions.at(-1)}/bin/pg_ctl`;
  }

  #run(...args) {
    const command = [this.ctl, '-D', this.data, '-l', join(this.data, 'server.log'), '-w', ...args];
    const [program, ...rest] = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(program, rest, { stdio: 'ignore', cwd: '/' });
  }

  stop = () => this.#run('-m', 'immediate', 'stop');
  start = () => this.#run('start');

  /** The postmaster and all that it has started. */
  processes() {
    const main = Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const children = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8').trim();
    return [main, ...children.split(' ').filter(Boolean).map(Number)];
  }

  signal(name) {
    for (const pid of this.processes()) {
      try {
        process.kill(pid, name);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error; // it ended meanwhile
      }
    }
  }
}

const cluster = () => new Cluster(process.env.VARDE_TEST_POSTGRES);

/** Each round: load, `harm`, and by itself everything works again. */
function harmed(name, wanted, harm) {
  return async (store, settings) => {
    const houses = [];
    return withBooks(name, store, settings, houses, async (books) => {
      const house = await House.create(books.world.store.url, { args: ['--patience', '60'] });
      houses.push(house);
      await house.start();
      while (books.runs < wanted[settings.quick ? 'quick' : 'full']) {
        books.load(() => [house]);
        await sleep(100 + books.random() * 400);
        await harm(books);
        const began = performance.now();
        while ((await house.status('/readyz')) !== 200 && performance.now() - began < BACK_MOST) await sleep(20);
        if (performance.now() - began >= BACK_MOST) books.note('broken', name, 'it did not come back by itself');
        await sleep(200);
        if (!house.alive) throw new Error(`it ended by itself: ${house.lines.slice(-3).join('\n')}`);
        await books.closeRound();
      }
    });
  };
}

async function stopAndStart({ random }) {
  const postgres = cluster();
  postgres.stop();
  await sleep(random() * 1200);
  postgres.start();
}

async function endConnections({ random, world }) {
  for (let i = 0; i < 3; i += 1) {
    await world.store.sql(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await sleep(random() * 150);
  }
}

async function freeze({ random, world }) {
  const held = 500 + random() * 2500;
  if (world.store.kind === 'PostgreSQL') {
    const postgres = cluster();
    const moves = onLeaving(() => postgres.signal('SIGCONT'));
    postgres.signal('SIGSTOP');
    await sleep(held);
    postgres.signal('SIGCONT');
    moves();
  } else {
    const release = await world.store.stall();
    await sleep(held);
    await release();
  }
}

export const stopPart = {
  name: 'stop',
  says: 'PostgreSQL stopped at once, and started again',
  on: ['PostgreSQL'],
  run: harmed('stop', ROUNDS, stopAndStart),
};

export const endPart = {
  name: 'end',
  says: 'connections to PostgreSQL ended from outside',
  on: ['PostgreSQL'],
  run: harmed('end', ROUNDS, endConnections),
};

export const freezePart = {
  name: 'freeze',
  says: 'the database does not move for some seconds (SQLite: a lock held by another)',
  on: ['SQLite', 'PostgreSQL'],
  run: harmed('freeze', { full: 8, quick: 1 }, freeze),
};
