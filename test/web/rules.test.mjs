// The pure rules behind the work list, without a browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { serveModules } from './modules.mjs';

const row = (id, part = {}) => ({
  patient: { id, name: id, born: '1950-01-01', sex: 'female' },
  service: { id: 's', name: 'S' },
  enrolments: [
    { id: 'e', programme: 'copd', programmeName: 'KOLS', municipality: { id: 'm', name: 'M' } },
  ],
  zone: 'green',
  unconfirmed: false,
  missing: false,
  since: '2026-01-01T08:00:00Z',
  reasons: [],
  unread: 0,
  tasks: 0,
  takenBy: null,
  version: 1,
  reported: '2026-01-01T08:00:00Z',
  looks: [],
  missingSince: null,
  undo: null,
  ...part,
});
const ids = (rows) => rows.map((one) => one.patient.id);

describe('rules of the work list', () => {
  let vite;
  let order;
  let outcomes;
  let reds;
  let choice;
  let zone;
  let session;
  let desk;
  let reasons;
  let spark;
  let schedule;

  before(async () => {
    vite = await serveModules();
    order = await vite.ssrLoadModule('/clinician/worklist/order.ts');
    outcomes = await vite.ssrLoadModule('/clinician/worklist/outcomes.ts');
    reds = await vite.ssrLoadModule('/clinician/worklist/reds.ts');
    choice = await vite.ssrLoadModule('/clinician/worklist/choice.ts');
    zone = await vite.ssrLoadModule('/shared/zone.ts');
    session = await vite.ssrLoadModule('/shared/session.ts');
    reasons = await vite.ssrLoadModule('/clinician/worklist/reasons.ts');
    spark = await vite.ssrLoadModule('/clinician/worklist/spark.ts');
    schedule = await vite.ssrLoadModule('/clinician/record/schedule/draft.ts');
    desk = await vite.ssrLoadModule('/clinician/worklist/desk.ts');
  });
  after(() => vite?.close());

  test('red, yellow, what wants a look, green; within each the one who waited longest', () => {
    const mixed = [
      row('green'),
      row('unread', { unread: 1 }),
      row('missing', { missing: true, zone: 'none', since: '2026-01-01T07:00:00Z' }),
      row('yellow', { zone: 'yellow' }),
      row('red late', { zone: 'red', since: '2026-01-01T09:00:00Z' }),
      row('red early', { zone: 'red', since: '2026-01-01T06:00:00Z' }),
    ];
    assert.deepEqual(ids(mixed.sort(order.inWorkOrder)), [
      'red early',
      'red late',
      'yellow',
      'missing',
      'unread',
      'green',
    ]);
  });

  test('of two in the same second the one who waits since its beginning comes first', () => {
    const [first, second] = [row('b', { zone: 'red', since: '2026-01-01T06:00:37Z' }), row('a', { zone: 'red', since: '2026-01-01T06:00:37.001Z' })];
    assert.deepEqual(ids([second, first].sort(order.inWorkOrder)), ['b', 'a']);
  });

  test('a changed row moves to its place; one that is done leaves', () => {
    const all = choice.EVERYTHING;
    const rows = [row('a', { zone: 'red' }), row('b', { zone: 'yellow' }), row('c')];
    const worse = row('c', { zone: 'red', since: '2026-01-01T07:00:00Z' });
    assert.deepEqual(ids(order.placed(rows, worse, all, false)), ['c', 'a', 'b']);
    assert.deepEqual(ids(order.placed(rows, row('a', { zone: 'none' }), all, false)), ['b', 'c']);
  });

  test('a new row past the end of what is loaded waits for its page', () => {
    const rows = [row('a', { zone: 'red' })];
    assert.deepEqual(ids(order.placed(rows, row('z'), choice.EVERYTHING, true)), ['a']);
    assert.deepEqual(ids(order.placed(rows, row('z'), choice.EVERYTHING, false)), ['a', 'z']);
  });

  test('a row that the filters do not let through is not shown', () => {
    const only = { ...choice.EVERYTHING, show: 'yellow', programme: 'copd' };
    assert.equal(order.fits(row('a', { zone: 'yellow' }), only), true);
    assert.equal(order.fits(row('a', { zone: 'red' }), only), false);
    assert.equal(
      order.fits(row('a', { zone: 'yellow' }), { ...only, programme: 'heart-failure' }),
      false,
    );
    const mine = { ...choice.EVERYTHING, mine: true };
    assert.equal(order.fits(row('a', { takenBy: { mine: true } }), mine), true);
    assert.equal(order.fits(row('a', { takenBy: { mine: false } }), mine), false);
    assert.equal(order.fits(row('a'), mine), false);
    for (const [show, part] of [
      ['unread', { unread: 1 }],
      ['tasks', { tasks: 1 }],
      ['missing', { missing: true }],
      ['unconfirmed', { unconfirmed: true }],
    ]) {
      assert.equal(order.fits(row('a', part), { ...choice.EVERYTHING, show }), true, show);
      assert.equal(order.fits(row('a'), { ...choice.EVERYTHING, show }), false, show);
    }
  });

  test('a green with an unread message is among the greens too', () => {
    const green = { ...choice.EVERYTHING, show: 'green' };
    assert.equal(order.fits(row('a', { unread: 1 }), green), true);
  });

  test('a name is found by the beginnings of its parts, with or without its marks', () => {
    for (const asked of ['ase', 'Åse', 'ÅSE nord', 'nordb', 'jo-an']) {
      assert.equal(order.isNamed('Åse Jo-Anne Nordbø', asked), true, asked);
    }
    assert.equal(order.isNamed('Åse Nordbø', 'nordbo ase'), true);
    assert.equal(order.isNamed('Åse Nordbø', 'ordb'), false);
  });

  test('what is chosen stands in the address, and is read from it again', () => {
    const some = { show: 'unread', municipality: 'm', programme: 'copd', mine: true, name: 'åse' };
    const asked = choice.askedOf(some);
    assert.equal(asked.get('with'), 'unread');
    assert.equal(asked.get('q'), 'åse');
    assert.deepEqual(choice.choiceOf(`?${asked}`), some);
    assert.equal(choice.askedOf({ ...some, show: 'red' }).get('zone'), 'red');
    assert.equal(choice.choiceOf('?zone=purple').show, 'all');
    assert.equal(choice.isNarrowed(choice.EVERYTHING), false);
  });

  test('a page joined to the list repeats nobody and keeps what is newer', () => {
    const newer = row('a', { version: 5, zone: 'red' });
    const all = choice.EVERYTHING;
    const joined = order.joined([], [row('a', { version: 4 }), row('b')], [newer], all);
    assert.equal(joined[0].version, 5);
    assert.deepEqual(ids(order.joined([row('a')], [row('a'), row('b')], [], all)), ['a', 'b']);
  });

  test('a row that says the same is the same object, so that it is not drawn anew', () => {
    const known = row('a', { version: 2 });
    const [same] = order.joined([], [row('a', { version: 2 })], [known], choice.EVERYTHING);
    assert.equal(same, known);
    const looked = row('a', { version: 2, looks: [{ kind: 'wrote', text: 'Skrev' }] });
    assert.equal(order.joined([], [looked], [known], choice.EVERYTHING)[0], looked);
  });

  test('what matters most of a line is stressed: the value, or what wants a look', () => {
    const red = row('a', { zone: 'red' });
    assert.deepEqual(reasons.stressed(red, 'SpO₂ 86 %, rød ≤ 87'), ['SpO₂ ', '86 %', ', rød ≤ 87']);
    assert.deepEqual(reasons.stressed(red, 'Vekt +2,6 kg på 3 dager, rød > 2'), [
      'Vekt ',
      '+2,6 kg',
      ' på 3 dager, rød > 2',
    ]);
    assert.deepEqual(reasons.stressed(red, 'Tungpustet i hvile'), ['', 'Tungpustet i hvile', '']);
    const left = row('a', { looks: [{ kind: 'task', text: 'Kontakt forfalt, sist i går' }] });
    assert.deepEqual(reasons.stressed(left, 'Kontakt forfalt, sist i går'), [
      '',
      'Kontakt forfalt',
      ', sist i går',
    ]);
    assert.deepEqual(reasons.stressed(row('a'), 'Alt som vanlig'), ['Alt som vanlig', '', '']);
  });

  test('a green that is left says why first', () => {
    const left = row('a', {
      looks: [
        { kind: 'suspicious', text: 'Mistenkelig måling' },
        { kind: 'wrote', text: 'Skrev: «Svimmel»' },
      ],
      reasons: [{ rule: 'limit.within', parameter: 'spo2', zone: 'green', text: 'SpO₂ 93 %' }],
    });
    assert.deepEqual(reasons.reasonLines(left), ['Mistenkelig måling', 'Skrev: «Svimmel» · SpO₂ 93 %']);
  });

  const curve = (values, part = {}) => ({
    unit: '%',
    places: 0,
    values,
    last: 'yellow',
    limits: [
      { side: 'low', zone: 'yellow', operator: '≤', value: 89 },
      { side: 'low', zone: 'red', operator: '≤', value: 87 },
    ],
    ...part,
  });

  test('a small curve leaves its gaps open and draws only the limits that matter', () => {
    const size = { width: 70, height: 28 };
    const drawn = spark.draw(curve([92, 93, null, 91, null, 90, 89]), size);
    assert.equal(drawn.line.match(/M/g).length, 3, 'a gap is no line');
    assert.equal(drawn.dots.length, 1, 'a day alone is a dot');
    assert.deepEqual(drawn.limits.map((one) => one.zone), ['yellow']);
    assert.ok(drawn.limits[0].y < drawn.end.y, 'a value on an inclusive limit lies beyond it');
    const red = spark.draw(curve([92, 86], { last: 'red' }), size);
    assert.deepEqual(red.limits.map((one) => one.zone), ['yellow', 'red']);
    assert.equal(spark.draw(curve([92, null]), size).end.x, 2, 'the last value is where it came');
  });

  test('a red is news once for each case', () => {
    const known = reds.createReds();
    const first = row('a', { zone: 'red' });
    known.know([first]);
    assert.deepEqual(known.news([first]), [], 'it stood there from the start');
    const again = row('a', { zone: 'red', since: '2026-01-02T08:00:00Z' });
    assert.equal(known.news([again]).length, 1, 'a new case of the same patient');
    assert.equal(known.news([again]).length, 0);
    assert.equal(known.news([row('b')]).length, 0, 'green is no news');
  });

  test('outcomes may be several, but no answer and seen stand alone', () => {
    const { toggled } = outcomes;
    assert.deepEqual(toggled(['guided_by_plan'], 'doctor_contacted'), [
      'guided_by_plan',
      'doctor_contacted',
    ]);
    assert.deepEqual(toggled(['guided_by_plan'], 'no_answer'), ['no_answer']);
    assert.deepEqual(toggled(['no_answer'], 'emergency'), ['emergency']);
    assert.deepEqual(toggled(['emergency'], 'emergency'), []);
  });

  test('seen is not offered for red, and every outcome has its digit', () => {
    assert.ok(!outcomes.offeredFor(row('a', { zone: 'red' })).includes('seen'));
    assert.ok(outcomes.offeredFor(row('a', { zone: 'yellow' })).includes('seen'));
    assert.deepEqual(outcomes.OUTCOMES.map(outcomes.digitOf).join(''), '1234567890');
  });

  test('missing and unconfirmed are never green', () => {
    const { faceOf } = zone;
    assert.equal(faceOf(row('a', { missing: true })).face, 'missing');
    assert.equal(faceOf(row('a', { unconfirmed: true })).face, 'unsure');
    assert.equal(faceOf(row('a', { zone: 'red', unconfirmed: true })).face, 'red');
    assert.equal(faceOf(row('a', { zone: 'red', unconfirmed: true })).beside, 'face.unconfirmed');
    assert.equal(faceOf(row('a')).face, 'green');
  });

  test('another keeper is the same case, another value is not', () => {
    const { saysTheSame } = desk;
    const seen = row('a', { zone: 'red' });
    assert.equal(saysTheSame(seen, { ...seen, version: 2, takenBy: { id: 'x' } }), true);
    assert.equal(
      saysTheSame(seen, { ...seen, version: 2, reported: '2026-01-01T09:00:00Z' }),
      false,
    );
  });

  test('one is led back only within this server', () => {
    const { safeReturn } = session;
    assert.equal(safeReturn('/?zone=red'), '/?zone=red');
    const bads = ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/login', '', null];
    for (const bad of [...bads, '/\t/evil.example', '/\n\\evil.example', '/\r/\t/evil.example', '\t//evil.example', '/?a\n']) {
      assert.equal(safeReturn(bad), null, String(bad));
    }
  });

  test('a schedule is sent as it was typed: each period from the day after the one before, hours rising', () => {
    const { newPeriod, phasesOf, periodOf } = schedule;
    const typed = { standard: false, reason: '', version: 0 };
    const phases = phasesOf({
      ...typed,
      periods: [
        newPeriod({ clocks: ['20:00', '08:30'], alsoEnd: true, last: '2026-12-06' }),
        newPeriod({ way: 'weekdays', weekdays: ['thu', 'mon'], last: '2027-01-31' }),
        newPeriod({ way: 'a_week', aWeek: '3', clocks: ['10:00', '12:00'] }),
      ],
    });
    assert.deepEqual(phases, [
      { kind: 'every', every: 1, deadlines: ['08:30', '20:00', '24:00'], from: null, until: '2026-12-07' },
      { kind: 'weekdays', weekdays: ['mon', 'thu'], from: '2026-12-07', until: '2027-02-01' },
      { kind: 'a_week', aWeek: 3, deadlines: ['12:00'], from: '2027-02-01', until: null },
    ]);
    assert.deepEqual(phasesOf({ ...typed, periods: phases.map(periodOf) }), phases, 'and read back as the same');
    assert.deepEqual(phasesOf({ ...typed, standard: true, periods: [newPeriod()] }), [], 'none: the programme’s own');
  });

  test('a period without days, with a count that cannot be, an hour twice or an end before its beginning is held back', () => {
    const { faultOf, newPeriod } = schedule;
    const fault = (part, later = []) => faultOf(newPeriod(part), 0, [newPeriod(part), ...later], '2026-11-23');
    assert.equal(fault({}), null);
    assert.equal(fault({ way: 'weekdays', weekdays: [] }), 'weekdays');
    assert.deepEqual(['1', '367', '', '2,5'].map((every) => fault({ way: 'every', every })), ['every', 'every', 'every', 'every']);
    assert.deepEqual(['0', '8', '7'].map((aWeek) => fault({ way: 'a_week', aWeek })), ['a_week', 'a_week', null]);
    assert.deepEqual([['10:00', '10:00'], ['10:00', '']].map((clocks) => fault({ clocks })), ['clocks', 'clocks']);
    assert.deepEqual(['', '2026-11-22', '2026-11-23'].map((last) => fault({ last }, [newPeriod()])), ['last', 'last', null]);
  });

  test('dense after discharge is a fortnight of days, then what held before, without what has gone by', () => {
    const { denseAfterDischarge, phasesOf } = schedule;
    const week = { kind: 'a_week', aWeek: 1, deadlines: [], from: null, until: null };
    const daily = { kind: 'every', every: 1, deadlines: [], from: null, until: null };
    const sent = (book) => phasesOf({ standard: false, periods: denseAfterDischarge(book, '2026-11-23') });
    const fortnight = { kind: 'every', every: 1, from: null, until: '2026-12-07' };
    const after = { kind: 'a_week', aWeek: 1, from: '2026-12-07', until: null };
    assert.deepEqual(sent({ source: 'programme', phases: [daily], standard: { active: [week] } }), [fortnight, after], 'on trial too');
    const own = [
      { ...daily, until: '2026-12-01' },
      { ...daily, every: 2, from: '2026-12-01', until: '2027-01-01' },
      { ...week, from: '2027-01-01' },
    ];
    assert.deepEqual(sent({ source: 'own', phases: own, standard: { active: [] } }), [
      fortnight,
      { kind: 'every', every: 2, from: '2026-12-07', until: '2027-01-01' },
      { ...after, from: '2027-01-01' },
    ]);
  });
});
