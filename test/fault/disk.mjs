// A full disk: the database, its log and the program's own log on a small memory disk that is filled up while clients
// write, and emptied again while the program runs.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, rmdirSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { World, ask, sleep, until } from '../api/lib.mjs';
import { House } from './house.mjs';
import { onLeaving } from './leaving.mjs';
import { withBooks } from './rounds.mjs';

const ROUNDS = { full: 6, quick: 1 };
const SIZE = '48m';
const BACK_MOST = 20_000; // milliseconds until it works again by itself

function mounts(folder) {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Takes all the room there is, also what is freed meanwhile. */
class Ballast {
  constructor(folder) {
    this.path = join(folder, 'ballast');
    this.file = openSync(this.path, 'w');
    this.folder = folder;
  }

  fill() {
    for (const block of [1 << 20, 4096]) {
      try {
        for (;;) writeSync(this.file, Buffer.alloc(block, 'x'));
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    }
    const { bavail, bsize } = statfsSync(this.folder);
    if (bavail * bsize > 64 * 1024) throw new Error('the disk does not get full');
  }

  drop() {
    closeSync(this.file);
    unlinkSync(this.path);
  }
}

/** While there is no room: writes are refused in words, and what needs no row in the access log goes on. */
async function lookAround(books, house, sent) {
  const token = books.world.token('nurse');
  for (const path of ['/healthz', '/api/me', '/api/worklist/filters']) {
    const { status } = await ask(house, path, { token });
    if (status !== 200) books.note('answered', path, `${status} on a full disk`);
  }
  // A write that found room in the log, or the writer's look with an empty transaction, may say otherwise for a moment.
  const said = await until(async () => (await house.status('/readyz')) === 503, { ms: 3000 }).catch(() => false);
  if (!said) books.note('answered', '/readyz', 'it says that all is well on a full disk');
  if (!sent.some((entry) => entry.unsure)) books.note('broken', 'disk', 'no write was refused: the disk was not full');
}

/** What there is to see when it does not come back: room, files, the end of the log. */
function state(folder) {
  const { bavail, bsize } = statfsSync(folder);
  const files = execFileSync('find', [folder, '-type', 'f', '-printf', '%f %s, '], { encoding: 'utf8' });
  const log = readFileSync(join(folder, 'varde.log'), 'utf8').split('\n').slice(-4).join('\n');
  return `${bavail * bsize} bytes free; ${files}\n${log}`;
}

async function round(books, house, folder) {
  const load = books.load(() => [house]);
  await sleep(100 + books.random() * 200);
  const ballast = new Ballast(folder);
  const filling = setInterval(() => ballast.fill(), 50);
  ballast.fill();
  try {
    await until(() => load.sent.filter((entry) => entry.unsure).length > 20, { ms: 10_000, says: 'no write is refused on a full disk' });
    await lookAround(books, house, load.sent);
  } finally {
    clearInterval(filling);
    ballast.drop();
  }
  const isBack = await until(async () => (await house.status('/readyz')) === 200, { ms: BACK_MOST }).catch(() => false);
  if (!isBack) throw new Error(`it does not go on when there is room again: ${state(folder)}`);
  await sleep(200);
  await books.closeRound();
}

/** The program's own log was on the same disk: what is in it is still JSON, line by line but where the disk was full. */
function checkLog(books, path) {
  const lines = readFileSync(path, 'utf8').split('\n');
  const good = lines.filter((line) => {
    try {
      return JSON.parse(line) !== null;
    } catch {
      return false;
    }
  });
  if (good.length < 2) books.note('broken', 'log', `${good.length} lines of ${lines.length} can be read`);
}

async function run(kind, settings) {
  const folder = mkdtempSync(join(tmpdir(), 'varde-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder]);
  const unmount = () => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  };
  const unmounted = onLeaving(unmount);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder; // where a store of its own goes
  const log = openSync(join(folder, 'varde.log'), 'a');
  const houses = [];
  let world;
  try {
    world = await World.create(kind, { patients: 70, days: 2, seed: 7 });
    await world.server.stop();
    return await withBooks(
      'disk',
      kind,
      { ...settings, quick: true },
      houses,
      async (books) => {
        const house = await House.create(world.store.url, { log });
        houses.push(house);
        await house.start();
        for (let i = 0; i < ROUNDS[settings.quick ? 'quick' : 'full']; i += 1) await round(books, house, folder);
        checkLog(books, join(folder, 'varde.log'));
      },
      world,
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    closeSync(log);
    world?.store.drop();
    unmount();
    unmounted();
  }
}

/** Why it cannot be tried here. */
function skip() {
  if (process.getuid() !== 0) return 'only root may mount a small disk';
  const folder = mkdtempSync(join(tmpdir(), 'varde-disk-'));
  const can = mounts(folder);
  if (can) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  return can ? false : 'no small disk can be mounted here';
}

export const diskPart = {
  name: 'disk',
  says: 'the disk is full for a while',
  on: ['SQLite'],
  skip,
  run,
};
