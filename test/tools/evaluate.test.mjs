// The evaluation of the rules as ./dev evaluate runs it, for very few people: each set of rules is counted in each population,
// with its interval, and the same seed says the same.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PROGRAM = path.join(ROOT, 'build/asan/evaluate/evaluate');
let folder;

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'varde-evaluate-'));
});
after(() => fs.rmSync(folder, { recursive: true }));

function evaluate(name) {
  const output = path.join(folder, name);
  const run = spawnSync(PROGRAM, ['--quick', '--people', '1', '--output', output], { encoding: 'utf8', cwd: ROOT });
  assert.equal(run.status, 0, run.stderr);
  return { text: run.stdout, found: JSON.parse(fs.readFileSync(output, 'utf8')) };
}

test('a run of few people counts every set of rules in every population, with its interval', () => {
  const { text, found } = evaluate('one.json');
  assert.equal(found.people, 1);
  assert.deepEqual(found.populations.map(({ name }) => name), [
    'copd, daily', 'copd, weekly', 'heart failure, daily', 'heart failure, weekly',
  ]);
  for (const { name, sets } of found.populations) {
    for (const wanted of ['fixed limits', 'habitual limits', 'persistence', 'drift', 'symptoms', 'default']) {
      const set = sets.find((one) => one.name === wanted);
      assert.ok(set, `${name}: ${wanted}`);
      assert.ok(set.caught.low <= set.caught.value && set.caught.value <= set.caught.high, `${name}: ${wanted}`);
    }
  }
  assert.match(text, /2 kg in 3 days/);
});

test('the same seed says the same', () => {
  assert.deepEqual(evaluate('one.json'), evaluate('other.json'));
});
