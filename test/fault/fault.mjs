// Crash tests: the real program under load, killed, starved, cut off, stopped and started, and the books compared
// afterwards. What was answered 2xx must be there once, nothing twice, and what got no answer can be sent again.
//
//   node test/fault/fault.mjs [--quick] [--only PART] [--seed N]      (./dev fault runs it beside a PostgreSQL of its own)
//
// Writes build/fault.json. Exit 1 when anything is wrong, with what and how to repeat it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stores } from '../api/stores.mjs';
import { parts } from './parts.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const FAULTS_SHOWN = 12;

function usage(says, code = 2) {
  const say = code === 0 ? console.log : console.error;
  say(`${says}\n\n./dev fault [--quick] [--only PART] [--seed N]\n\nParts:`);
  for (const part of parts) say(`  ${part.name.padEnd(10)} ${part.says}`);
  process.exit(code);
}

function read() {
  let values;
  try {
    ({ values } = parseArgs({
      options: { quick: { type: 'boolean' }, only: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
    }));
  } catch (error) {
    usage(error.message);
  }
  if (values.help) usage('Crash tests.', 0);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
  if (!Number.isInteger(seed)) usage(`--seed is a whole number, not ${values.seed}`);
  const chosen = parts.filter((part) => values.only === undefined || part.name === values.only);
  if (chosen.length === 0) usage(`There is no part ${values.only}.`);
  return { quick: values.quick === true, seed, chosen };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const whole = (number) => (number === undefined ? null : Math.round(number));
const count = (faults, what) => faults.filter((fault) => fault.what === what).length;

/** One line of the table. */
function summed(part, store, outcome, seconds) {
  const { faults = [], restarts = [], ...rest } = outcome;
  const lost = count(faults, 'lost');
  const doubled = count(faults, 'doubled');
  return {
    part: part.name,
    database: store.kind,
    ...rest,
    lost,
    doubled,
    other: faults.length - lost - doubled,
    restartMedian: whole(median(restarts)),
    restartWorst: restarts.length > 0 ? whole(Math.max(...restarts)) : null,
    seconds: whole(seconds),
    faults: faults.slice(0, 50),
  };
}

const COLUMNS = [
  ['part', 10],
  ['database', 10],
  ['runs', 5],
  ['answers', 8],
  ['resent', 7],
  ['lost', 5],
  ['doubled', 8],
  ['other', 6],
  ['restartMedian', 8],
  ['restartWorst', 7],
  ['seconds', 8],
];
const TITLES = { restartMedian: 'up, ms', restartWorst: 'worst', seconds: 'seconds' };
const line = (cells) => console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(COLUMNS[i][1]) : cell.padStart(COLUMNS[i][1]))).join(' '));

async function run(part, store, settings) {
  const began = Date.now();
  let outcome;
  try {
    outcome = await part.run(store, settings);
  } catch (error) {
    outcome = { faults: [{ what: 'broken', id: '-', kind: part.name, says: error.stack ?? String(error) }] };
  }
  return summed(part, store, outcome, (Date.now() - began) / 1000);
}

function show(row) {
  if (row.skipped) console.log(`${row.part.padEnd(10)} ${row.database.padEnd(10)} left out: ${row.skipped}`);
  else line(COLUMNS.map(([name]) => String(row[name] ?? '–')));
  for (const { what, kind, id, says } of row.faults.slice(0, FAULTS_SHOWN)) console.log(`    ${what}: ${kind} ${id}: ${says}`);
  if (row.faults.length > FAULTS_SHOWN) console.log(`    … and ${row.faults.length - FAULTS_SHOWN} more`);
}

async function main() {
  const { quick, seed, chosen } = read();
  const began = new Date();
  const rows = [];
  console.log(`seed ${seed}${quick ? ', quick' : ''}`);
  line(COLUMNS.map(([name]) => TITLES[name] ?? name));
  for (const part of chosen) {
    for (const store of stores.filter((one) => part.on.includes(one.kind))) {
      const why = store.skip || part.skip?.(store);
      const row = why ? { part: part.name, database: store.kind, skipped: why, faults: [] } : await run(part, store, { quick, seed });
      rows.push(row);
      show(row);
    }
  }
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  writeFileSync(join(ROOT, 'build/fault.json'), `${JSON.stringify({ began, seed, quick, rows }, null, 2)}\n`);
  const wrong = rows.filter((row) => row.faults.length > 0);
  if (wrong.length === 0) return 0;
  console.log('\nSomething was lost or is wrong. The same again:');
  for (const row of wrong) console.log(`  ./dev fault${quick ? ' --quick' : ''} --only ${row.part} --seed ${seed}`);
  return 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
process.exit(await main()); // what stayed open for questions ends with it
