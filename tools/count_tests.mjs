// Counts single tests, whatever ran them, and tells what failed in full. A runner that crashed, hung or ran
// nothing counts as a failure, since a lost test must never look like a passed one.
//
//   count_tests.mjs meson SUITE SECONDS EXIT TESTLOG TALLY    cmocka's TAP, from Meson's testlog.json
//   count_tests.mjs node SUITE SECONDS EXIT TAP SPEC TALLY    node --test's TAP and spec reports
//   count_tests.mjs total TALLY                               the closing line; exit 1 when not all is well
//
// EXIT is the runner's exit status. Each suite prints one line and adds one to TALLY.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Results of one cmocka program from its TAP; `exit` is its exit status (negative: a signal). */
export function countProgram({ name, stdout, stderr = '', exit, result = '' }) {
  const count = { passed: 0, failed: 0, skipped: 0, problems: [] };
  let planned = 0;
  for (const line of stdout.split('\n')) {
    const plan = /^1\.\.(\d+)\s*$/.exec(line);
    if (plan) planned += Number(plan[1]);
    else if (/^(not )?ok\b.*# SKIP/.test(line)) count.skipped++;
    else if (/^ok\b/.test(line)) count.passed++;
    else if (/^not ok\b/.test(line)) count.failed++;
  }
  const seen = count.passed + count.failed + count.skipped;
  const why = [];
  if (planned > seen) {
    why.push(`${planned - seen} of ${planned} tests never ended (${howItEnded(exit, result)})`);
    count.failed += planned - seen;
  } else if (exit !== 0 && count.failed === 0) {
    why.push(`every test passed, but the program did not: ${howItEnded(exit, result)}`);
    count.failed++;
  } else if (seen === 0) {
    why.push('it ran no test');
    count.failed++;
  }
  if (count.failed > 0) count.problems.push(describeProgram(name, why, stdout, stderr));
  return count;
}

function howItEnded(exit, result) {
  if (result === 'TIMEOUT') return 'it took too long and was stopped';
  return exit < 0 ? `it was ended by signal ${-exit}` : `exit status ${exit}`;
}

function describeProgram(name, why, stdout, stderr) {
  // Meson compiles from the build folder, so paths in messages start there.
  const text = `${stdout}\n${stderr}`.replaceAll('../../', '').trimEnd();
  return `── ${name}${why.map((w) => `\n   ${w}`).join('')}\n${text}`;
}

/** Results of a Meson run: one JSON object a line, one line a program. */
export function countMeson(testlog, exit) {
  const sum = { passed: 0, failed: 0, skipped: 0, problems: [] };
  for (const line of testlog.split('\n')) {
    if (line.trim() === '') continue;
    const { name, stdout, stderr, returncode, result } = JSON.parse(line);
    add(sum, countProgram({ name, stdout: stdout ?? '', stderr, exit: returncode, result }));
  }
  return closeSuite(sum, exit, 'meson test');
}

/** Results of a `node --test` run, from its TAP. `spec` is the readable report, shown when something failed. */
export function countNode(tap, spec, exit) {
  const sum = { passed: 0, failed: 0, skipped: 0, problems: [] };
  const line = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? Number.NaN);
  const [passed, failed, cancelled, skipped, todo] = ['pass', 'fail', 'cancelled', 'skipped', 'todo'].map(line);
  if ([passed, failed, cancelled, skipped, todo].some(Number.isNaN)) {
    sum.failed++;
    sum.problems.push(`── the test runner ended before it counted (exit status ${exit})\n${spec.trimEnd()}`);
    return sum;
  }
  // A file that ends before its first result is reported as one passed test with the file's name.
  const silent = [...tap.matchAll(/^ok \d+ - (\/\S+\.mjs)$/gm)].map((match) => match[1]);
  sum.passed = passed - silent.length;
  sum.failed = failed + cancelled + silent.length;
  sum.skipped = skipped + todo;
  for (const file of silent) sum.problems.push(`── ${file}: it ran no test, or ended before its first result`);
  if (failed + cancelled > 0) sum.problems.push(whatFailed(spec));
  return closeSuite(sum, exit, 'node --test');
}

/** What a readable report says of failures. A file that broke as a whole tells why only among the results. */
function whatFailed(spec) {
  const [results, rest = ''] = spec.split(/^ℹ tests /m);
  const detail = rest.slice(rest.indexOf('✖ failing tests:'));
  if (rest.includes('✖ failing tests:') && !/^✖ \/\S+\.mjs /m.test(detail)) return detail.trimEnd();
  const notPassed = results.split('\n').filter((line) => !/^\s*[✔﹣]/.test(line));
  return `${notPassed.join('\n').trimEnd()}\n\n${detail}`.trimEnd();
}

function closeSuite(sum, exit, runner) {
  if (exit !== 0 && sum.failed === 0) {
    sum.failed++;
    sum.problems.push(`── ${runner} ended with exit status ${exit}, though no test failed`);
  } else if (sum.passed + sum.failed + sum.skipped === 0) {
    sum.failed++;
    sum.problems.push('── the suite ran no test');
  }
  return sum;
}

function add(sum, count) {
  sum.passed += count.passed;
  sum.failed += count.failed;
  sum.skipped += count.skipped;
  sum.problems.push(...count.problems);
}

/** The closing line of all suites, and whether all is well. */
export function total(suites) {
  const sum = { passed: 0, failed: 0, skipped: 0, problems: [] };
  for (const suite of suites) add(sum, { ...suite, problems: [] });
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
  return {
    line: `${sum.passed} passed, ${sum.failed} failed${skipped}`,
    good: sum.failed === 0 && sum.passed > 0,
  };
}

/** One line a suite; never in the form of the closing line. */
function suiteLine(suite, seconds, { passed, failed, skipped }) {
  const cell = (n, word) => `${String(n).padStart(6)} ${word}`;
  return `  ${suite.padEnd(8)}${cell(passed, 'passed')}${cell(failed, 'failed')}${cell(skipped, 'skipped')}${String(seconds).padStart(6)} s`;
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}

function main([kind, ...args]) {
  if (kind === 'total' && args.length === 1) {
    const lines = read(args[0]).split('\n').filter((line) => line !== '');
    const { line, good } = total(lines.map((text) => JSON.parse(text)));
    console.log(line);
    return good ? 0 : 1;
  }
  const [suite, seconds, exit, ...files] = args;
  const tally = files.pop();
  if (!['meson', 'node'].includes(kind) || tally === undefined || files.length !== (kind === 'node' ? 2 : 1)) {
    console.error('usage: count_tests.mjs meson|node SUITE SECONDS EXIT FILE… TALLY | total TALLY');
    return 2;
  }
  const count =
    kind === 'meson'
      ? countMeson(read(files[0]), Number(exit))
      : countNode(read(files[0]), read(files[1]), Number(exit));
  for (const problem of count.problems) console.log(`\n${problem}\n`);
  console.log(suiteLine(suite, seconds, count));
  const { passed, failed, skipped } = count;
  fs.appendFileSync(tally, `${JSON.stringify({ suite, passed, failed, skipped })}\n`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
