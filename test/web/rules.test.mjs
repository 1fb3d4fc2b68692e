// The pure rules behind the work list, without a browser.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createServer } from 'vite';

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

  before(async () => {
    vite = await createServer({
      configFile: resolve(import.meta.dirname, '../../vite.config.ts'),
      appType: 'custom',
      logLevel: 'error',
      optimizeDeps: { noDiscovery: true },
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    });
    order = await vite.ssrLoadModule('/clinician/worklist/order.ts');
    outcomes = await vite.ssrLoadModule('/clinician/worklist/outcomes.ts');
    reds = await vite.ssrLoadModule('/clinician/worklist/reds.ts');
    choice = await vite.ssrLoadModule('/clinician/worklist/choice.ts');
    zone = await vite.ssrLoadModule('/shared/zone.ts');
    session = await vite.ssrLoadModule('/shared/session.ts');
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
    const only = { ...choice.EVERYTHING, zone: 'yellow', programme: 'copd' };
    assert.equal(order.fits(row('a', { zone: 'yellow' }), only), true);
    assert.equal(order.fits(row('a', { zone: 'red' }), only), false);
    assert.equal(
      order.fits(row('a', { zone: 'yellow' }), { ...only, programme: 'heart-failure' }),
      false,
    );
  });

  test('a page joined to the list repeats nobody and keeps what is newer', () => {
    const newer = row('a', { version: 5, zone: 'red' });
    const all = choice.EVERYTHING;
    const joined = order.joined([], [row('a', { version: 4 }), row('b')], [newer], all);
    assert.equal(joined[0].version, 5);
    assert.deepEqual(ids(order.joined([row('a')], [row('a'), row('b')], [], all)), ['a', 'b']);
  });

  test('the attention choice takes its rows from before the greens, and stops there', () => {
    const attention = { ...choice.EVERYTHING, zone: 'attention' };
    const page = [row('r', { zone: 'red' }), row('u', { unread: 1 }), row('g')];
    assert.deepEqual(ids(order.joined([], page, [], attention)), ['u']);
    assert.equal(order.isPast(page, attention), true);
    assert.equal(order.isPast(page.slice(0, 2), attention), false);
    assert.equal(order.isPast(page, choice.EVERYTHING), false);
    assert.equal(choice.askedOf(attention).get('zone'), null);
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
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '/login', null]) {
      assert.equal(safeReturn(bad), null, String(bad));
    }
  });
});
