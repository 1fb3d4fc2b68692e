// The fuzzers are one list, from which Meson and ./dev take them: each has its program and a corpus, and nothing lies beside.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FUZZ = path.join(ROOT, 'fuzz');
const list = fs.readFileSync(path.join(FUZZ, 'list.txt'), 'utf8').trimEnd().split('\n');
const CORPUS_MOST = 64 * 1024;

test('the list is in order, each once', () => {
  assert.deepEqual(list, [...new Set(list)].sort());
});

test('each fuzzer of the list is there, and each that is there is in the list', () => {
  const sources = fs.readdirSync(FUZZ).filter((name) => name.endsWith('.c'));
  assert.deepEqual(sources.sort(), list.map((name) => `fuzz_${name}.c`).sort());
});

test('each fuzzer has a corpus, and each corpus a fuzzer; none is empty or large', () => {
  assert.deepEqual(fs.readdirSync(path.join(FUZZ, 'corpus')).sort(), list);
  for (const name of list) {
    const folder = path.join(FUZZ, 'corpus', name);
    const files = fs.readdirSync(folder);
    const bytes = files.reduce((sum, file) => sum + fs.statSync(path.join(folder, file)).size, 0);
    assert.ok(files.length > 0 && bytes > 0, `${name}: nothing in it`);
    assert.ok(bytes <= CORPUS_MOST, `${name}: ${bytes} bytes`);
  }
});

test('each dictionary belongs to a fuzzer', () => {
  const names = fs.readdirSync(path.join(FUZZ, 'dict')).map((name) => name.replace(/\.dict$/, ''));
  for (const name of names) assert.ok(list.includes(name), `${name}: there is no such fuzzer`);
});

test('each fuzzer says in its head what it tries, and asks more of an input than not to crash', () => {
  for (const name of list) {
    const text = fs.readFileSync(path.join(FUZZ, `fuzz_${name}.c`), 'utf8');
    assert.match(text, /^\/\* \S/, name);
    assert.match(text, /must\(|check\(|abort\(\)/, name);
  }
});
