// varde replay from the outside: files in, a JSON line a day out, and exit codes that scripts rely on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { VARDE, answered } from './lib.mjs';

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
  assert.equal(zones[19], 'red'); // by the programme's red limit: the file has no other
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

/** All answers of a response as rows: "daily/cough,yes,". */
const rowsOf = (items, at, form = 'daily') =>
  items.flatMap((item) => [
    ...(item.answer ?? []).map((one) => `${at},${form}/${item.linkId},${one.valueCoding.code},`),
    ...rowsOf(item.item ?? [], at, form),
  ]);
const run = (rows, ...more) => replay('--programme', programme, '--series', file('rows.csv', `${HEADER}\n${rows.join('\n')}\n`), ...more);

test('answers to the programme’s form are judged with what was measured, and named', () => {
  const at = '2026-01-01T08:00';
  const { item } = answered('x', { symptoms: { sputum_amount: 'more', sputum_colour: 'darker' } });
  const [day] = days(run([...rowsOf(item, at), `${at},spo2,87,%`], '--language', 'en'));
  assert.equal(day.zone, 'red'); // a yellow saturation with two points
  assert.deepEqual(day.reasons.map(({ rule }) => rule).sort(), ['combined.symptoms', 'limit.yellow_low', 'score.yellow']);
  const flagged = days(run(rowsOf(answered('x', { pain: 'yes' }).item, at), '--language', 'nb'))[0];
  assert.deepEqual([flagged.zone, flagged.reasons[0].rule, flagged.reasons[0].parameter], ['red', 'answer.red', 'chest_pain']);
  assert.match(flagged.reasons[0].text, /brystet/);
});

test('answers that are incomplete, unknown or none of the form are refused with file and line', () => {
  const at = '2026-01-01T08:00';
  for (const [rows, said] of [
    [rowsOf(answered('x').item, at).slice(0, 1), /rows\.csv: line 2, column parameter: .*must be answered/],
    [[`${at},daily/nowhere,no,`], /rows\.csv: line 2, column parameter: the form has no question/],
    [[`${at},spo2,95,%`, `${at},weekly/cough,no,`], /rows\.csv: line 3, column parameter: the programme has no such form/],
    [[`${at},daily/different,perhaps,`], /rows\.csv: line 2, column value: is no answer to this question/],
    [[`${at},gad7,1 2 3,`], /rows\.csv: line 2, column value: is no score that this instrument can have/],
    [[`${at},who5,many,`], /rows\.csv: line 2, column value: must be whole points/],
  ]) {
    const told = run(rows);
    assert.deepEqual([told.status, told.stdout], [1, '']);
    assert.match(told.stderr, said);
  }
});

test('NEWS2 is told with its points and what is missing, and judged only where it is switched on', () => {
  const at = '2026-01-01T08:00';
  const six = [`${at},resp_rate,12,/min`, `${at},spo2,95,%`, `${at},o2_flow,0,L/min`, `${at},sbp,120,mm[Hg]`, `${at},pulse,70,/min`, `${at},temp,37.0,Cel`];
  const [lacking] = days(run(six, '--news2', '1'));
  assert.deepEqual(lacking.news2, {
    scale: 1,
    score: null,
    band: 'incomplete',
    complete: false,
    judged: true,
    points: { resp_rate: 0, spo2: 1, oxygen: 0, sbp: 0, pulse: 0, temp: 0 },
    missing: ['acvpu'],
  });
  const all = [...six, `${at},acvpu,C,`];
  const [judged] = days(run(all, '--news2', '1'));
  assert.deepEqual([judged.news2.score, judged.news2.band, judged.reasons[0].rule], [4, 'single_3', 'news2.yellow']);
  const [told] = days(run(all));
  assert.deepEqual([told.news2.score, told.news2.judged, told.zone], [4, false, 'green']);
});

test('an instrument is told with its band; item 9 of PHQ-9 above 0 is red, also in an incomplete one', () => {
  const lines = days(run(['2026-01-01,phq9,0 0 0 - 0 0 0 0 1,', '2026-01-02,phq9,12,{score}', '2026-01-03,mmrc,2,', '2026-01-04,cat,9,']));
  assert.deepEqual(lines[0].instruments, [{ instrument: 'phq9', score: null, band: 'incomplete', complete: false, answered: 8, asks: ['self_harm'] }]);
  assert.deepEqual([lines[0].zone, lines[0].reasons[0].rule], ['red', 'answer.self_harm']);
  assert.deepEqual(lines[1].instruments[0], { instrument: 'phq9', score: 12, band: 'moderate', complete: true, answered: 9, asks: ['positive'] });
  assert.equal(lines[1].zone, 'none');
  assert.deepEqual(lines.slice(2).map(({ instruments: [one] }) => [one.score, one.band]), [[2, 'more'], [9, 'low']]);
});

test('GOLD is told of the newest scores and the counts of a year, and not without what could change it', () => {
  const golds = (rows) => days(run(rows)).map(({ gold }) => gold);
  const at = (i, ...given) => given.map(([parameter, value]) => `2026-01-${i}T08:00,${parameter},${value},`);
  const [a, e, none, b, lacking] = golds([
    ...at('01', ['mmrc', 1], ['cat', 9], ['exacerbations', 1], ['admissions', 0]),
    ...at('02', ['admissions', 1]),
    ...at('03', ['phq2', 0]),
    ...at('04', ['cat', '2 2 2 2 2 0 0 0'], ['admissions', 0]),
  ]);
  assert.deepEqual(a, { group: 'A', mmrc: 1, cat: 9, exacerbations: 1, admissions: 0, missing: [] });
  assert.deepEqual(e, { group: 'E', mmrc: 1, cat: 9, exacerbations: 1, admissions: 1, missing: [] });
  assert.deepEqual([none, b.group, b.cat, lacking], [undefined, 'B', 10, undefined]);
  assert.deepEqual(golds(at('01', ['mmrc', 3], ['exacerbations', 2])), [{ group: 'E', mmrc: 3, exacerbations: 2, missing: ['cat', 'admissions'] }]);
  assert.deepEqual(golds(at('01', ['mmrc', 3], ['exacerbations', 1])), [{ group: null, mmrc: 3, exacerbations: 1, missing: ['cat', 'admissions'] }]);
  assert.deepEqual(golds(at('01', ['mmrc', 3], ['cat', 12])), [undefined]);
  const old = golds(['2025-01-01,admissions,1,', '2026-01-01,admissions,0,', '2026-01-01,exacerbations,0,', '2026-01-01,mmrc,0,']);
  assert.deepEqual([old[0].group, old.at(-1).group, old.at(-1).admissions], ['E', null, 0]);
  for (const value of ['-1', '1.5', 'two', '']) assert.match(run([`2026-01-01,admissions,${value},`]).stderr, /line 2, column value: must be how many/);
});

test('scores too: the same rows in another order, some of them twice, give the same bytes', () => {
  const rows = ['2026-01-01,cat,9,', '2026-01-01,mmrc,2,', '2026-01-01,cat,12,', '2026-01-01,admissions,0,', '2026-01-01,exacerbations,0,'];
  assert.equal(run([...rows].reverse().concat(rows)).stdout, run(rows).stdout);
});

// Vectors of others.

const data = process.env.VARDE_TEST_DATA ?? path.resolve(import.meta.dirname, '../../../shared/data');
const vectors = (name) => {
  const [head, ...rows] = fs.readFileSync(path.join(data, 'clinical', name), 'utf8').trim().split('\n').map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  return rows.map((row) => Object.fromEntries(head.map((key, i) => [key, row[i]])));
};
const skip = fs.existsSync(path.join(data, 'clinical')) ? false : 'the sample data of others is not here';
const dayOf = (i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10);

test('NEWS2 as others published it', { skip }, () => {
  const parts = [['rr', 'resp_rate', '/min', 'rr'], ['spo2', 'spo2', '%', 'spo2'], ['on_oxygen', 'o2_flow', 'L/min', 'oxygen'], ['sbp', 'sbp', 'mm[Hg]', 'sbp'], ['pulse', 'pulse', '/min', 'hr'], ['acvpu', 'acvpu', '', 'c'], ['temp_C', 'temp', 'Cel', 't']];
  const words = { o2_flow: 'oxygen' };
  const bands = { zero: 'low', low: 'low', single_3: 'low-medium', medium: 'medium', high: 'high' };
  const all = vectors('news2_vectors.csv');
  for (const scale of ['1', '2']) {
    const of = all.filter((one) => one.spo2_scale === scale);
    const lines = days(run(of.flatMap((one, i) => parts.filter(([column]) => one[column] !== '').map(([column, parameter, unit]) => `${dayOf(i)}T08:00,${parameter},${one[column]},${unit}`)), '--news2', scale, '--trial', '0'));
    assert.equal(lines.length, of.length);
    for (const [i, one] of of.entries()) {
      const { news2 } = lines[i];
      const [, parameter] = parts.find(([, , , part]) => part === one.part) ?? [];
      if (parameter) assert.deepEqual([news2.points[words[parameter] ?? parameter], news2.score], [Number(one.expected_part_points), null], one.case);
      else assert.deepEqual([news2.score, bands[news2.band]], [Number(one.expected_total), one.expected_band], one.case);
    }
  }
});

test('questionnaires as others published them', { skip }, () => {
  const items = vectors('questionnaire_vectors.csv').filter((one) => /^[\d ]+$/.test(one.items));
  assert.ok(items.length >= 8);
  const word = (instrument) => instrument.toLowerCase().replace('-', '');
  const lines = days(run(items.map((one, i) => `${dayOf(i)},${word(one.instrument)},${one.items},`)));
  for (const [i, one] of items.entries()) {
    const [told] = lines[i].instruments;
    assert.deepEqual([told.score, told.band.replace('_', ' ')], [Number(one.score), one.band], one.items);
  }
});
