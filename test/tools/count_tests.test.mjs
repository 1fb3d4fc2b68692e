// The counter must never lose a test: here it reads made-up reports of runs that went well, failed, crashed or hung.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { countMeson, countNode, countProgram, total } from '../../tools/count_tests.mjs';

const GOOD = '1..3\nok 1 - one\nok 2 - two\nok 3 - three\n# ok - group\n';
const numbers = ({ passed, failed, skipped }) => [passed, failed, skipped];
const program = (stdout, exit = 0, more = {}) => countProgram({ name: 'p', stdout, exit, ...more });

test('a cmocka program counts its tests one by one', () => {
  assert.deepEqual(numbers(program(GOOD)), [3, 0, 0]);
  assert.deepEqual(numbers(program(GOOD + GOOD)), [6, 0, 0], 'two groups');
});

test('a failed cmocka test is shown with what it said', () => {
  const count = program('1..2\nok 1 - one\nnot ok 2 - two\n# ../../test/a.c:7: error: Failure!\n', 1);
  assert.deepEqual(numbers(count), [1, 1, 0]);
  assert.match(count.problems[0], /not ok 2 - two\n# test\/a\.c:7: error/);
});

test('cmocka reports a skipped test as "not ok" with SKIP, and it is not a failure', () => {
  assert.deepEqual(numbers(program('1..2\nok 1 - one\nnot ok 2 # SKIP two\n')), [1, 0, 1]);
});

test('a crash in the middle fails all tests that never ended', () => {
  const count = program('1..3\nok 1 - one\n', -11, { stderr: 'AddressSanitizer: heap-buffer-overflow' });
  assert.deepEqual(numbers(count), [1, 2, 0]);
  assert.match(count.problems[0], /2 of 3 tests never ended \(it was ended by signal 11\)/);
  assert.match(count.problems[0], /heap-buffer-overflow/);
});

test('a program that hangs is told apart from one that crashes', () => {
  const count = program('1..2\nok 1 - one\n', -15, { result: 'TIMEOUT' });
  assert.deepEqual(numbers(count), [1, 1, 0]);
  assert.match(count.problems[0], /took too long/);
});

test('a leak after the last test is a failure', () => {
  assert.deepEqual(numbers(program(GOOD, 1)), [3, 1, 0]);
});

test('a second group that crashes is missed even when the first was whole', () => {
  assert.deepEqual(numbers(program(`${GOOD}1..2\n`, 1)), [3, 2, 0]);
});

test('a program without tests is a failure', () => {
  assert.deepEqual(numbers(program('', 0)), [0, 1, 0]);
  assert.deepEqual(numbers(program('', 77)), [0, 1, 0]);
});

test('a Meson run adds up its programs', () => {
  const line = (stdout, returncode) => JSON.stringify({ name: 'x', stdout, returncode, result: 'OK' });
  assert.deepEqual(numbers(countMeson(`${line(GOOD, 0)}\n${line(GOOD, 0)}\n`, 0)), [6, 0, 0]);
  assert.deepEqual(numbers(countMeson(`${line(GOOD, 0)}\n${line('1..1\n', 1)}\n`, 1)), [3, 1, 0]);
});

test('Meson that fails without a failed test, or runs nothing, is a failure', () => {
  const line = JSON.stringify({ name: 'x', stdout: GOOD, returncode: 0, result: 'OK' });
  assert.deepEqual(numbers(countMeson(line, 2)), [3, 1, 0]);
  assert.deepEqual(numbers(countMeson('', 0)), [0, 1, 0]);
});

const summary = (pass, fail, cancelled, skipped, todo) =>
  `1..9\n# tests 9\n# suites 0\n# pass ${pass}\n# fail ${fail}\n# cancelled ${cancelled}\n` +
  `# skipped ${skipped}\n# todo ${todo}\n# duration_ms 12.5\n`;

test("Node's summary is taken over; cancelled tests failed, and tests to do were skipped", () => {
  assert.deepEqual(numbers(countNode(`ok 1 - a\n${summary(3, 0, 0, 1, 1)}`, '', 0)), [3, 0, 2]);
  assert.deepEqual(numbers(countNode(summary(3, 1, 2, 0, 0), 'x\n✖ failing tests:\nboom', 1)), [3, 3, 0]);
});

test('what a failed Node test said is shown, and what passed is not', () => {
  const spec = '✔ fine (1ms)\n✖ bad (2ms)\n\nℹ tests 2\nℹ fail 1\n\n✖ failing tests:\n\n✖ bad (2ms)\n  Error: boom\n';
  const { problems } = countNode(summary(1, 1, 0, 0, 0), spec, 1);
  assert.match(problems[0], /✖ bad[^]*boom/);
  assert.doesNotMatch(problems[0], /fine/);
});

test('why a Node file could not start is shown', () => {
  const spec =
    '✔ fine (1ms)\nSyntaxError: Unexpected\n✖ /x/a.test.mjs (9ms)\n\nℹ tests 2\n\n' +
    "✖ failing tests:\n\n✖ /x/a.test.mjs (9ms)\n  'test failed'\n";
  const { problems } = countNode(summary(1, 1, 0, 0, 0), spec, 1);
  assert.match(problems[0], /SyntaxError: Unexpected/);
  assert.doesNotMatch(problems[0], /fine/);
});

test('a Node file that ends before its first result is a failure', () => {
  const tap = `# Subtest: /x/test/api/a.test.mjs\nok 1 - /x/test/api/a.test.mjs\n${summary(1, 0, 0, 0, 0)}`;
  assert.deepEqual(numbers(countNode(tap, '', 0)), [0, 1, 0]);
});

test('a Node runner that never came to its summary is a failure', () => {
  assert.deepEqual(numbers(countNode('TAP version 13\nok 1 - a\n', 'killed', 137)), [0, 1, 0]);
  assert.deepEqual(numbers(countNode('', '', 0)), [0, 1, 0]);
});

test('a Node runner that fails without a failed test, or runs nothing, is a failure', () => {
  assert.deepEqual(numbers(countNode(summary(2, 0, 0, 0, 0), '', 1)), [2, 1, 0]);
  assert.deepEqual(numbers(countNode(summary(0, 0, 0, 0, 0), '', 0)), [0, 1, 0]);
});

test('the closing line is good only when something passed and nothing failed', () => {
  const suite = (passed, failed, skipped) => ({ suite: 's', passed, failed, skipped });
  assert.deepEqual(total([suite(2, 0, 0), suite(3, 0, 0)]), { line: '5 passed, 0 failed', good: true });
  assert.deepEqual(total([suite(2, 0, 1)]), { line: '2 passed, 0 failed, 1 skipped', good: true });
  assert.equal(total([suite(2, 1, 0)]).good, false);
  assert.equal(total([suite(0, 0, 4)]).good, false);
  assert.equal(total([]).good, false);
});

test('run by hand, it counts a real Node run in which one of two tests fails', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'varde-count-'));
  const at = (name) => path.join(dir, name);
  try {
    fs.writeFileSync(
      at('a.test.mjs'),
      "import { test } from 'node:test';\ntest('good', () => {});\ntest('bad', () => { throw new Error('boom'); });\n",
    );
    const reporters = ['tap', 'spec'].flatMap((name) => [
      `--test-reporter=${name}`,
      `--test-reporter-destination=${at(name)}`,
    ]);
    // Without this, Node believes that it runs inside another test run, and reports nothing.
    const env = { ...process.env };
    delete env.NODE_TEST_CONTEXT;
    const run = spawnSync(process.execPath, ['--test', ...reporters, at('a.test.mjs')], { env });
    assert.equal(run.status, 1);
    const count = countNode(fs.readFileSync(at('tap'), 'utf8'), fs.readFileSync(at('spec'), 'utf8'), run.status);
    assert.deepEqual(numbers(count), [1, 1, 0]);
    assert.match(count.problems[0], /boom/);
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});
