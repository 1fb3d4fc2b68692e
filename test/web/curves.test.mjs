// The pure rules behind the curves: which points are joined, which zone a point is in, where a band's edge lies, what
// a week and a sentence come to. Without a browser.
process.env.TZ = 'Europe/Oslo';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serveModules } from './modules.mjs';

const NOW = Date.parse('2026-11-23T08:08:00Z');

const limit = (side, zone, operator, value, condition = null, kind = 'value') => ({
  parameter: 'spo2',
  side,
  zone,
  operator,
  value,
  unit: '%',
  kind,
  days: kind === 'change' ? 3 : null,
  condition,
  source: 'programme',
});
const LIMITS = [limit('low', 'yellow', '≤', 89), limit('low', 'red', '≤', 87)];

const point = (at, value, part = {}) => ({ at, value, marks: [], conditions: ['rest'], ...part });
const series = (points, part = {}) => ({
  parameter: 'spo2',
  name: 'SpO₂',
  unit: '%',
  places: 0,
  points,
  limits: LIMITS,
  usual: { low: 91, high: 93, middle: 92, days: 20 },
  pauses: [],
  ...part,
});

describe('rules of the curves', () => {
  let vite;
  let days;
  let dots;
  let limits;
  let scale;
  let summary;
  let rows;
  let recordValues;
  let phone;

  before(async () => {
    vite = await serveModules();
    const load = (name) => vite.ssrLoadModule(`/clinician/curves/${name}.ts`);
    days = await load('days');
    dots = await load('dots');
    limits = await load('limits');
    scale = await load('scale');
    summary = await load('summary');
    rows = await vite.ssrLoadModule('/clinician/worklist/panel/rows.ts');
    recordValues = await vite.ssrLoadModule('/clinician/record/reports/values.ts');
    phone = await vite.ssrLoadModule('/clinician/worklist/panel/phone.ts');
  });
  after(() => vite?.close());

  const in14 = (points, part) => dots.dotsOf(series(points, part), days.spanOf(14, NOW));

  test('14 days are whole days, today with them, also over the night when clocks are moved', () => {
    const span = days.spanOf(14, NOW);
    assert.equal(new Date(span.from).toISOString(), '2026-11-09T23:00:00.000Z');
    assert.equal(new Date(span.to).toISOString(), '2026-11-23T23:00:00.000Z');
    const autumn = days.spanOf(14, Date.parse('2026-10-27T08:00:00Z'));
    assert.equal(days.daysBetween(autumn.from, autumn.to), 14);
    assert.equal(new Date(autumn.from).getHours(), 0);
  });

  test('a limit is passed by its own value when it is inclusive, and only past it when it is not', () => {
    assert.equal(limits.zoneAt(90, LIMITS), 'green');
    assert.equal(limits.zoneAt(89, LIMITS), 'yellow');
    assert.equal(limits.zoneAt(87, LIMITS), 'red');
    const open = [limit('high', 'yellow', '>', 160), limit('high', 'red', '>', 180)];
    assert.deepEqual(
      [160, 161, 180, 181].map((value) => limits.zoneAt(value, open)),
      ['green', 'yellow', 'yellow', 'red'],
    );
    assert.equal(limits.zoneAt(50, []), 'none');
  });

  test("a band's edge lies half a step outside an inclusive limit, and inside one that is not", () => {
    const edges = (...all) => limits.bandsOf(all, 1).map(({ zone, edge, end }) => [zone, edge, end]);
    assert.deepEqual(edges(...LIMITS), [
      ['yellow', 89.5, 87.5],
      ['red', 87.5, null],
    ]);
    assert.deepEqual(edges(limit('high', 'red', '≥', 103)), [['red', 102.5, null]]);
    assert.deepEqual(edges(limit('low', 'red', '<', 90)), [['red', 89.5, null]]);
    assert.equal(limits.bandsOf([limit('high', 'yellow', '≥', 38.1)], 0.1)[0].edge.toFixed(2), '38.05');
  });

  test('of two programmes with a limit each, the one that is passed first is drawn', () => {
    const both = [limit('low', 'yellow', '≤', 87), limit('low', 'yellow', '≤', 94)];
    assert.deepEqual(limits.bandsOf(both, 1).map((band) => band.limit), [94]);
  });

  test('a limit for a condition holds only for what was measured so; the others for all the rest', () => {
    const oxygen = [...LIMITS, limit('high', 'yellow', '≥', 93, 'oxygen')];
    assert.deepEqual(limits.limitsFor(oxygen, null).map((one) => one.value), [89, 87]);
    assert.deepEqual(limits.limitsFor(oxygen, 'oxygen').map((one) => one.value), [89, 87, 93]);
    const [air, on] = in14(
      [point('2026-11-22T07:00:00Z', 94), point('2026-11-22T08:00:00Z', 94, { conditions: ['oxygen'] })],
      { limits: oxygen },
    );
    assert.deepEqual([air.zone, on.zone], ['green', 'yellow']);
  });

  test('a change over some days is no limit of a value', () => {
    assert.deepEqual(limits.limitsFor([limit('high', 'red', '>', 2, null, 'change')], null), []);
  });

  test('what is in doubt is shown, but neither joined nor counted', () => {
    const all = in14([
      point('2026-11-21T07:00:00Z', 92),
      point('2026-11-22T07:00:00Z', 71, { marks: ['unconfirmed'] }),
      point('2026-11-23T07:00:00Z', 91, { marks: ['skewed'] }),
      point('2026-11-23T07:30:00Z', null, { marks: ['absent'] }),
    ]);
    assert.deepEqual(all.map((dot) => dot.value), [92, 71, 91]);
    assert.deepEqual(dots.joinedOf(all, null).map((dot) => dot.value), [92, 91]);
    assert.equal(summary.summaryOf(all, LIMITS, 14).low, 91);
  });

  test('a day without a value is a gap for who measures daily, not for who measures weekly', () => {
    const daily = ['16', '17', '18', '20', '21'].map((day) => Date.parse(`2026-11-${day}T07:00:00Z`));
    const weekly = ['2', '9', '16', '23'].map((day) => Date.parse(`2026-11-${day.padStart(2, '0')}T07:00:00Z`));
    const nulls = (times) =>
      dots.lineOf(times.map((at) => ({ at, value: 1 })), dots.gapAfter(times)).ys.filter((y) => y === null).length;
    assert.equal(nulls(daily), 1);
    assert.equal(nulls(weekly), 0);
    assert.equal(nulls([...weekly.slice(0, 2), weekly[3]]), 0, 'two steps tell no habit yet');
    assert.equal(nulls([]), 0);
  });

  test('a year is the median of each week, between its lowest and highest, the last week ending today', () => {
    const span = days.spanOf(365, NOW);
    const values = [93, 90, 91, 95];
    const all = dots.dotsOf(
      series([
        ...values.map((value, at) => point(`2026-11-${17 + at}T07:00:00Z`, value)),
        point('2026-11-16T07:00:00Z', 80),
      ]),
      span,
    );
    const weeks = dots.weeksOf(all, span);
    assert.deepEqual(
      weeks.map(({ low, middle, high, count, zone }) => [low, middle, high, count, zone]),
      [
        [80, 80, 80, 1, 'red'],
        [90, 92, 95, 4, 'green'],
      ],
    );
    assert.equal(new Date(weeks[1].from).toISOString(), '2026-11-16T23:00:00.000Z');
  });

  test('the sentence counts days, each by its worst value, and names the side that matters', () => {
    const all = in14([
      point('2026-11-20T07:00:00Z', 92),
      point('2026-11-21T07:00:00Z', 89),
      point('2026-11-21T18:00:00Z', 88),
      point('2026-11-22T07:00:00Z', 91),
      point('2026-11-22T18:00:00Z', 89),
      point('2026-11-23T07:00:00Z', 86),
      point('2026-11-23T07:05:00Z', 88),
    ]);
    assert.deepEqual(summary.summaryOf(all, LIMITS, 14), {
      low: 86,
      high: 92,
      extreme: 'low',
      yellow: 2,
      red: 1,
      days: 14,
      measured: 4,
    });
    assert.equal(summary.summaryOf([], LIMITS, 14), null);
    assert.equal(summary.summaryOf(all, [], 14).red, null, 'without limits nothing is said of zones');
  });

  test('with limits on both sides the sentence names the side that was passed, else both ends', () => {
    const both = [...LIMITS, limit('high', 'yellow', '≥', 97)];
    const low = in14([point('2026-11-22T07:00:00Z', 88)], { limits: both });
    const high = in14([point('2026-11-22T07:00:00Z', 98)], { limits: both });
    const none = in14([point('2026-11-22T07:00:00Z', 93)], { limits: both });
    assert.deepEqual(
      [low, high, none].map((all) => summary.summaryOf(all, both, 14).extreme),
      ['low', 'high', 'both'],
    );
  });

  test('limits near by are in the picture, limits far off do not press the curve flat', () => {
    const bands = limits.bandsOf([limit('low', 'yellow', '≤', 89), limit('high', 'yellow', '≥', 140)], 1);
    const range = scale.rangeOf([91, 92, 93, 94], bands, 1);
    assert.ok(range.low < 89.5 && range.high < 110, JSON.stringify(range));
    const flat = scale.rangeOf([92], [], 1);
    assert.ok(flat.high - flat.low >= 6 && flat.low < 92 && flat.high > 92);
    assert.ok(scale.rangeOf([], [], 1).high > 0);
  });

  test('ticks are round and few, and at least two where the steps allow it', () => {
    assert.deepEqual(scale.ticksOf({ low: 83, high: 97 }, 3, 1), [85, 90, 95]);
    assert.ok(scale.ticksOf({ low: 62, high: 112 }, 3, 1).length >= 2);
    assert.ok(scale.ticksOf({ low: 36.2, high: 37.4 }, 3, 0.1).length >= 2);
    assert.ok(scale.ticksOf({ low: 90.2, high: 92.4 }, 3, 1).every((tick) => Number.isInteger(tick)));
  });

  test('labels keep their distance, and stay inside', () => {
    assert.deepEqual(scale.spread([10, 12, 40], 13, 0, 100), [10, 23, 40]);
    const [a, b] = scale.spread([98, 99], 13, 0, 100);
    assert.deepEqual([a, b], [87, 100]);
  });

  test('repeats in one report are one row, with the reading that was judged', () => {
    const one = (value, minute, part = {}) => ({
      id: `o${minute}`,
      parameter: 'spo2',
      name: 'SpO₂',
      value,
      unit: '%',
      measured: `2026-11-23T07:0${minute}:00Z`,
      marks: [],
      usual: { low: 91.2, high: 93, middle: 92, days: 20 },
      ...part,
    });
    const reason = { rule: 'limit.red_low', parameter: 'spo2', zone: 'red', value: 86, limit: 87, text: '' };
    const combined = { ...reason, rule: 'combined.symptoms', zone: 'red' };
    const report = { observations: [one(85, 1), one(86, 2), one(86, 3)], responses: [], reasons: [reason] };
    const [row] = rows.valueRows(report, LIMITS);
    assert.deepEqual([row.one.id, row.face, row.readings.length], ['o3', 'red', 3]);
    assert.equal(rows.differenceOf(row.one), '−6');
    assert.equal(rows.usualOf(row.one), '91–93');
    const second = (value, part) => one(value, 4, { id: `o4${part}`, measured: `2026-11-23T07:04:37${part}Z` });
    const close = { ...report, observations: [second(91, '.001'), second(92, '')], reasons: [] };
    assert.deepEqual(rows.valueRows(close, LIMITS)[0].readings.map(({ value }) => value), [92, 91], 'by the moment, not by its letters');
    const alone = { ...report, observations: [one(92, 1)], reasons: [combined] };
    assert.equal(rows.valueRows(alone, LIMITS)[0].face, 'green', 'symptoms make no value red');
    assert.deepEqual([report, alone].map((of) => recordValues.zoneIn(of, 'spo2')), ['red', null], 'in the record as in the panel');
    const doubt = { ...report, observations: [one(71, 1, { marks: ['unconfirmed'] })], reasons: [] };
    assert.equal(rows.valueRows(doubt, LIMITS)[0].face, 'unsure');
    assert.equal(rows.differenceOf(one(92, 1, { usual: null })), '');
  });

  test('answers that are marked or not as usual are told, the rest is kept by', () => {
    const answer = (question, text, zone, usual) => ({ question, answer: text, zone, usual });
    const responses = [
      {
        answers: [
          answer('a', 'Ja', 'none', 'Nei'),
          answer('b', 'Nei', 'none', 'Nei'),
          answer('c', 'Mye tyngre', 'red', null),
          answer('d', 'Mer gult', 'none', null),
          answer('e', 'Nei', 'none', null),
          answer('f', 'Klart eller som vanlig', 'none', null),
        ],
      },
    ];
    const { told, rest } = rows.answeredOf({ responses }, ['nei', 'som vanlig']);
    assert.deepEqual(told.map((one) => one.question), ['c', 'd', 'a']);
    assert.deepEqual(rest.map((one) => one.question), ['b', 'e', 'f']);
  });

  test('numbers are read as they are said, and called as they are', () => {
    assert.equal(phone.phoneWords('90000101'), '900 00 101');
    assert.equal(phone.phoneWords('+47 22 00 01 01'), '22 00 01 01');
    assert.equal(phone.phoneWords('116117'), '116117');
    assert.equal(phone.phoneLink('+47 900 00 101'), 'tel:+4790000101');
  });
});
