// Runs a suite of Node's test files, some at a time, the longest first, so that none of them is left alone at the end.
//
//   run_node.mjs SUITE TAP SPEC    the files test/SUITE/*.test.mjs; their results as TAP and in readable words
import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec, tap } from 'node:test/reporters';

/** How many files at a time: those of api wait for the program, those of web for pages too. */
const AT_A_TIME = { tools: 2, api: 3, web: 3 };

/** What takes longer than its length tells, the longest first. */
const LONG = {
  tools: [],
  api: ['backup', 'alarm_load', 'today', 'check', 'model', 'acts', 'metrics', 'due', 'levels'],
  web: ['accessibility', 'me_accessibility', 'record', 'worklist', 'me', 'me_due', 'panel', 'tasks', 'workshop', 'admin'],
};

const [suite, ...reports] = process.argv.slice(2);
const folder = resolve(import.meta.dirname, '../test', suite);
const names = readdirSync(folder).filter((name) => name.endsWith('.test.mjs'));
const place = (name) => {
  const at = LONG[suite].indexOf(name.slice(0, -'.test.mjs'.length));
  return at < 0 ? LONG[suite].length : at;
};
const size = (name) => statSync(join(folder, name)).size;
names.sort((a, b) => place(a) - place(b) || size(b) - size(a));

const results = run({ files: names.map((name) => join(folder, name)), concurrency: AT_A_TIME[suite] });
results.on('test:fail', () => (process.exitCode = 1));
for (const [i, reporter] of [tap, new spec()].entries()) results.compose(reporter).pipe(createWriteStream(reports[i]));
