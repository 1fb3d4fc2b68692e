// varde replay from the outside: files in, a JSON line a day out, and exit codes that scripts rely on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { VARDE } from './lib.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'varde-replay-'));
const programme = path.resolve(import.meta.dirname, '../../programmes/copd.json');
after(() => fs.rmSync(folder, { recursive: true }));

const file = (name, text) => {
  fs.writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};
const replay = (...args) => spawnSync(VARDE, ['replay', ...args], { encoding: 'utf8' });
const days = ({ stdout }) => stdout.trim().split('\n').map((line) => JSON.parse(line));
const HEADER = 'time,parameter,value,unit';

/** A month of SpO2 about 92, with a fall on the 20th and 21st and a day without on the 25th. */
const month = Array.from({ length: 28 }, (_, i) => {
  const value = i === 19 ? 84 : i === 20 ? 88 : 92 - (i % 2);
  return `2026-02-${String(i + 1).padStart(2, '0')}T08:00:00+01:00,spo2,${value},%`;
}).filter((_, i) => i !== 24);
const series = file('month.csv', `${HEADER}\n${month.join('\n')}\n`);

test('a series becomes a line for each day, with its zone and reasons', () => {
  const run = replay('--programme', programme, '--series', series);
  assert.equal(run.stderr, '');
  assert.equal(run.status, 0);
  const lines = days(run);
  assert.deepEqual(lines.map(({ day }) => day), Array.from({ length: 28 }, (_, i) => `2026-02-${String(i + 1).padStart(2, '0')}`));
  assert.equal(lines.filter(({ zone }) => zone === 'green').length, 24);
  assert.deepEqual([19, 20, 21, 24].map((i) => lines[i].zone), ['red', 'red', 'yellow', 'none']);
  assert.equal(lines[21].reasons[0].rule, 'drift.low');
  assert.equal(lines[24].missing, true);
  const [{ text, ...first }] = lines[19].reasons;
  assert.deepEqual(first, { rule: 'limit.red_low', parameter: 'spo2', zone: 'red', value: 84, limit: 85 });
  assert.match(text, /84/);
});

test('the same rows in another order, some of them twice, give the same bytes', () => {
  const again = [...month].reverse().concat(month.slice(3, 9));
  const other = file('again.csv', `${HEADER}\r\n${again.join('\r\n')}`);
  assert.equal(replay('--programme', programme, '--series', other).stdout, replay('--programme', programme, '--series', series).stdout);
});

test('individual limits and the length of the trial are taken', () => {
  const limits = file('limits.json', JSON.stringify([{ parameter: 'spo2', side: 'low', zone: 'yellow', operator: '<=', value: 84 }]));
  const zones = days(replay('--programme', programme, '--series', series, '--limits', limits)).map(({ zone }) => zone);
  assert.equal(zones[19], 'yellow');
  assert.equal(zones[20], 'green');
  const without = days(replay(`--programme=${programme}`, `--series=${series}`, '--trial', '0'));
  assert.equal(without[20].zone, 'green');
});

test('the series may come on standard input', () => {
  const input = fs.readFileSync(series);
  const run = spawnSync(VARDE, ['replay', '--programme', programme, '--series', '-'], { encoding: 'utf8', input });
  assert.equal(days(run).length, 28);
});

test('a fault in a file is told with file, line and column, and exit code 1', () => {
  const bad = file('bad.csv', `${HEADER}\n2026-02-01,spo2,ninety,%\n`);
  const run = replay('--programme', programme, '--series', bad);
  assert.equal(run.status, 1);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /bad\.csv: line 2, column value: /);
  assert.match(replay('--programme', bad, '--series', series).stderr, /bad\.csv: /);
  assert.equal(replay('--programme', programme, '--series', `${series}.not`).status, 1);
  const limits = file('bad.json', '[{"parameter":"spo2","side":"up"}]');
  assert.match(replay('--programme', programme, '--series', series, '--limits', limits).stderr, /bad\.json: \/0\/side: /);
});

test('wrong use is exit code 2, and --help says how', () => {
  for (const args of [[], ['--series', series], ['--programme', programme], ['--programme'], ['--trial', 'x'], ['--colour', 'red'], ['copd.json']]) {
    const run = replay(...args);
    assert.equal(run.status, 2, args.join(' '));
    assert.match(run.stderr, /varde replay --help/);
  }
  const help = replay('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--series CSV/);
});
