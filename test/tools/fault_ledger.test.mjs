// The books of the crash tests: what they must find, on answers and rows that are wrong on purpose, and what they must let
// through.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Entry, compare, dice, gaps, unlogged } from '../fault/ledger.mjs';

const answer = (status, text = 'said', headers = {}) => ({ status, text, headers });
const made = (over = {}) =>
  new Entry({ id: 'f-1', kind: 'report', action: 'observation.write', patient: 'p', values: ['96', '72'], forms: 1, keyed: true, ...over });

/** One entry that was sent and heard these answers. */
function entry(answers, over) {
  const one = made(over);
  for (const each of answers) {
    one.tries += 1;
    one.hear(each);
  }
  return one;
}

const books = (...entries) => new Map(entries.map((one) => [one.id, one]));
const row = (over = {}) => ({ values: ['72', '96'], forms: 1, kept: [{ status: 201, body: 'said' }], ...over });
const found = (stored) => new Map(stored === null ? [] : [['f-1', stored]]);
const whats = (faults) => faults.map((fault) => fault.what);
const of = (one, stored, options) => whats(compare(books(one), found(stored), options));

test('what was answered and is there once is in order', () => {
  assert.deepEqual(of(entry([answer(201)]), row(), { settled: true }), []);
});

test('what got no answer may be there or not, but not after it was sent again', () => {
  assert.deepEqual(of(entry([]), null), []);
  assert.deepEqual(of(entry([]), row()), []);
  assert.deepEqual(of(entry([answer(503, '', { 'retry-after': '1' })]), null), []);
  assert.deepEqual(of(entry([]), null, { settled: true }), ['lost', 'answered']);
});

for (const [says, one, stored, want] of [
  ['answered, and nothing is there', entry([answer(201)]), null, ['lost', 'lost']],
  ['answered, and one of two rows is there', entry([answer(201)]), row({ values: ['96'] }), ['lost']],
  ['answered, and its form is not there', entry([answer(201)]), row({ forms: 0 }), ['lost']],
  ['answered, and the key is not known', entry([answer(201)]), row({ kept: [] }), ['lost']],
  ['stored twice', entry([answer(201)]), row({ values: ['72', '72', '96', '96'] }), ['doubled']],
  ['stored twice without an answer', entry([]), row({ values: ['72', '72', '96', '96'] }), ['doubled']],
  ['a form stored twice', entry([answer(201)]), row({ forms: 2 }), ['doubled']],
  ['a key that is kept twice', entry([]), row({ kept: [{}, {}] }), ['doubled']],
  ['half of a report, without an answer', entry([]), row({ values: ['96'], kept: [] }), ['halved']],
  ['another value', entry([answer(201)]), row({ values: ['72', '95'] }), ['changed']],
  ['another answer is kept', entry([answer(201)]), row({ kept: [{ status: 201, body: 'other' }] }), ['changed']],
]) {
  test(`found: ${says}`, () => assert.deepEqual(of(one, stored), want));
}

test('found: refused, and stored all the same', () => {
  const one = entry([answer(409)], { mayFail: [409] });
  assert.deepEqual(one.faults, []);
  assert.deepEqual(of(one, row({ kept: [] })), ['stray']);
  assert.deepEqual(of(one, null, { settled: true }), []);
});

test('found: stored, and never sent', () => {
  assert.deepEqual(whats(compare(new Map(), found(row()))), ['stray']);
});

test('found: another answer to the same key; another id for the same Observation', () => {
  assert.deepEqual(whats(entry([answer(201), answer(201)]).faults), []);
  assert.deepEqual(whats(entry([answer(201), answer(201, 'other')]).faults), ['changed']);
  assert.deepEqual(whats(entry([answer(201), answer(200)]).faults), ['changed']);
  assert.deepEqual(whats(entry([answer(200), answer(200, 'now')], { live: true }).faults), []);
  const at = (location) => ({ location });
  const plain = { keyed: false };
  assert.deepEqual(whats(entry([answer(201, 'a', at('/1')), answer(200, 'b', at('/1'))], plain).faults), []);
  assert.deepEqual(whats(entry([answer(201, 'a', at('/1')), answer(200, 'b', at('/2'))], plain).faults), ['changed']);
  assert.deepEqual(whats(entry([answer(201), answer(404)]).faults), ['changed']);
});

test('found: a 503 without Retry-After, a 500, a 4xx that nobody expects', () => {
  for (const one of [answer(503), answer(500), answer(404)]) assert.deepEqual(whats(entry([one]).faults), ['answered']);
});

test('found: event ids with a gap, or one twice', () => {
  assert.deepEqual(gaps([4, 5, 6]), []);
  assert.deepEqual(whats(gaps([4, 6])), ['gap']);
  assert.deepEqual(whats(gaps([4, 4])), ['gap']);
});

test('found: an act without its row in the access log, and more rows than were sent', () => {
  const one = entry([answer(201)]);
  const logged = (n) => whats(unlogged(books(one), new Map([['p observation.write', n]])));
  assert.deepEqual(logged(1), []);
  assert.deepEqual(logged(0), ['unlogged']);
  assert.deepEqual(logged(2), ['stray']);
});

test('the same seed gives the same numbers', () => {
  const [one, other] = [dice(7), dice(7)];
  const numbers = Array.from({ length: 100 }, () => one());
  assert.deepEqual(numbers, Array.from({ length: 100 }, () => other()));
  assert.ok(numbers.every((each) => each >= 0 && each < 1) && new Set(numbers).size === 100);
});
