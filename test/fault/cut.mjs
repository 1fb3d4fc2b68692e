// A power cut, played: what the program wrote to its SQLite files and what it made sure of (fsync) is written down while it
// serves (record_io.c). From that the files are made as they might be after a cut at some moment: all that was made sure of
// is there, of the rest anything may be, sector by sector. They must open clean and hold everything that was answered
// before the cut.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onSqlite, sleep, varde } from '../api/lib.mjs';
import { stored } from './books.mjs';
import { House } from './house.mjs';
import { compare } from './ledger.mjs';
import { withBooks } from './rounds.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const CUTS = { full: 30, quick: 3 };
const LOAD = { full: 4000, quick: 700 };
const [WRITE, TRUNCATE, SYNC] = [1, 2, 3];
const HEAD = 24;
const KEPT = [0, 0.5, 0.9, 1, 0.1];
const SECTOR = 512;

function recorder() {
  const [source, made] = [join(import.meta.dirname, 'record_io.c'), join(ROOT, 'build/record_io.so')];
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-D_GNU_SOURCE', '-o', made, source, '-ldl'], { stdio: 'inherit' });
  return made;
}

/** The record as a list of {did, file, at, bytes, place}; place: where it ends in the record. */
function readRecord(path) {
  const all = readFileSync(path);
  const list = [];
  for (let place = 0; place + HEAD <= all.length; ) {
    const [did, file] = [all.readUInt32LE(place), all.readUInt32LE(place + 4)];
    const [at, len] = [Number(all.readBigUInt64LE(place + 8)), Number(all.readBigUInt64LE(place + 16))];
    const begin = place;
    place += HEAD + len;
    if (place <= all.length) list.push({ did, file, at, bytes: all.subarray(begin + HEAD, place), place });
  }
  return list;
}

/** A file that grows. */
class Image {
  constructor(bytes) {
    this.bytes = Buffer.from(bytes);
    this.size = bytes.length;
  }

  write(at, bytes) {
    const end = at + bytes.length;
    if (end > this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(end * 2 - this.bytes.length)]);
    bytes.copy(this.bytes, at);
    this.size = Math.max(this.size, end);
  }

  truncate(size) {
    if (size < this.size) this.bytes.fill(0, size, this.size);
    if (size > this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(size - this.bytes.length)]);
    this.size = size;
  }

  whole = () => this.bytes.subarray(0, this.size);
}

/** What may be left of the files when the power goes at `cut`, an end of a record. keep: how likely what was not made sure of is there. */
export function afterCut(record, base, cut, keep, random) {
  const images = [null, new Image(base.db), new Image(base.log)];
  const sure = [0, 0, 0];
  const done = record.filter((one) => one.place <= cut);
  for (const { did, file, at } of done) if (did === SYNC) sure[file] = Math.max(sure[file], at);
  for (const { did, file, at, bytes, place } of done) {
    const isSure = place <= sure[file];
    if (did === TRUNCATE && (isSure || random() < keep)) images[file].truncate(at);
    if (did !== WRITE) continue;
    if (isSure) images[file].write(at, bytes);
    else for (let i = 0; i < bytes.length; i += SECTOR) if (random() < keep) images[file].write(at + i, bytes.subarray(i, i + SECTOR));
  }
  return { db: images[1].whole(), log: images[2].whole() };
}

const readIf = (path) => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));

/** The books as they were at the cut: what was answered later counts as not answered. */
function entriesAt(entries, cut) {
  const then = new Map();
  for (const [id, entry] of entries) {
    const isAnswered = entry.first !== null && entry.heardAt <= cut;
    then.set(id, Object.create(entry, { first: { value: isAnswered ? entry.first : null }, refused: { value: isAnswered ? entry.refused : null } }));
  }
  return then;
}

async function compareCut(books, record, base, cut, keep) {
  const store = onSqlite.create();
  try {
    const { db, log } = afterCut(record, base, cut, keep, books.random);
    writeFileSync(store.path, db);
    if (log.length > 0) writeFileSync(`${store.path}-wal`, log);
    const then = entriesAt(books.entries, cut);
    const faults = compare(then, await stored(store, books.acts.name));
    const [{ integrity_check: sound }] = await store.sql('PRAGMA integrity_check');
    if (sound !== 'ok') faults.push({ what: 'check', id: '-', kind: 'integrity', says: sound });
    const { code, stdout, stderr } = await varde(['check', '--db', store.url]);
    if (code !== 0) faults.push({ what: 'check', id: '-', kind: 'varde check', says: (stdout + stderr).slice(-400) });
    return faults.map((fault) => ({ ...fault, says: `cut at ${cut}, ${Math.round(keep * 100)} % of the rest kept: ${fault.says}` }));
  } finally {
    store.drop();
  }
}

const pick = (list, { random }) => list[Math.floor(random() * list.length)];

async function run(kind, settings) {
  const folder = mkdtempSync(join(tmpdir(), 'varde-cut-'));
  const houses = [];
  const size = settings.quick ? 'quick' : 'full';
  try {
    return await withBooks('cut', kind, settings, houses, async (books) => {
      const { path, url } = books.world.store;
      copyFileSync(path, join(folder, 'base'));
      const base = { db: readFileSync(join(folder, 'base')), log: readIf(`${path}-wal`) };
      const written = join(folder, 'record');
      const house = await House.create(url, { env: { LD_PRELOAD: recorder(), RECORD_IO: written } });
      houses.push(house);
      await house.start();
      const load = books.load(() => [house]);
      load.heardAt = () => statSync(written).size;
      await sleep(LOAD[size]);
      load.stopped = true;
      await house.kill();
      await load.end();
      const record = readRecord(written);
      const heard = [...books.entries.values()].filter((entry) => entry.first !== null);
      if (heard.length === 0) books.note('broken', 'load', 'nothing was answered');
      for (let i = 0; i < CUTS[size] && heard.length > 0; i += 1) {
        // Half of the cuts come right after an answer, when as little as may be was made sure of.
        const cut = i % 2 === 0 ? pick(heard, books).heardAt : pick(record, books).place;
        books.faults.push(...(await compareCut(books, record, base, cut, KEPT[i % KEPT.length])));
      }
      await house.start();
      await books.closeRound();
      books.runs = CUTS[size];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const cutPart = {
  name: 'cut',
  says: 'the power goes: of what was not made sure of, anything may be gone',
  on: ['SQLite'],
  run,
};
