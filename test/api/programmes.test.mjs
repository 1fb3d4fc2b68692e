// Programmes as data: the published schema, drafts, approval by a named clinician, and that nobody is followed by what
// no clinician has approved.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { World, ask, assertProblem, onEachStore, varde, versionOf } from './lib.mjs';
import { faults } from './openapi.mjs';

const FOLDER = resolve(import.meta.dirname, '../../programmes');
const text = (name) => readFileSync(join(FOLDER, name), 'utf8');
const schema = JSON.parse(text('programme.schema.json'));
const ours = ['copd.json', 'heart-failure.json'];

/** As little as a programme file may be. */
const small = (over = {}) => ({
  id: 'small',
  version: 1,
  name: 'small.name',
  status: 'proposal',
  states: ['referred', 'trial', 'active'],
  trial: { days: 14, longest: 28 },
  parameters: [{ parameter: 'weight' }],
  texts: { 'small.name': { nb: 'Lite program', en: 'Small programme' } },
  ...over,
});

describe('the schema', () => {
  test('both programme files are as it says', () => {
    for (const name of ours) assert.deepEqual(faults(schema, JSON.parse(text(name)), schema), [], name);
    assert.deepEqual(faults(schema, small(), schema), []);
  });

  test('it knows each member that the files have, and none that they may not', () => {
    for (const over of [
      { limits: [] },
      { id: 'Small' },
      { version: 0 },
      { parameters: [{ parameter: 'weigth' }] },
      { parameters: [{ parameter: 'spo2', limits: [{ side: 'low', zone: 'red', operator: '<=', value: 85 }] }] },
      { parameters: [{ parameter: 'spo2', changes: [{ side: 'low', zone: 'red', operator: '<=', value: -5, status: 'proposal' }] }] },
      { texts: { x: { en: 'no bokmål' } } },
      { texts: { x: { nb: '' } } },
      { combinations: [{ when: 'yellow', zone: 'red', points: 0, status: 'proposal' }] },
    ]) {
      assert.notDeepEqual(faults(schema, small(over), schema), [], JSON.stringify(over));
    }
  });
});

describe('the command line', () => {
  let folder, file;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'varde-programme-'));
    file = (name, content) => {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
      return join(folder, name);
    };
  });
  after(() => rmSync(folder, { recursive: true }));

  test('good files are told, wrong ones are named with place and reason, and the rest is checked still', async () => {
    const good = await varde(['programme', 'check', ...ours.map((name) => join(FOLDER, name))]);
    assert.deepEqual([good.code, good.stderr], [0, ''], good.stderr);
    assert.match(good.stdout, new RegExp(`copd version ${versionOf('copd')} is good\\n.*heart-failure version ${versionOf('heart-failure')} is good\\n$`));
    const wrong = file('wrong.json', small({ parameters: [{ parameter: 'weigth' }] }));
    const broken = file('broken.json', '{"id": }');
    const answer = await varde(['programme', 'check', wrong, broken, join(FOLDER, ours[0]), join(folder, 'none.json')]);
    assert.equal(answer.code, 1);
    assert.match(answer.stdout, new RegExp(`^.*copd\\.json: copd version ${versionOf('copd')} is good\\n$`));
    const lines = answer.stderr.trim().split('\n');
    assert.equal(lines[0], `varde: ${wrong}: /parameters/0/parameter: there is no parameter "weigth"`);
    assert.match(lines[1], /broken\.json: line 1, column \d+: /);
    assert.match(lines[2], /none\.json: cannot be opened/);
  });

  test('help is told, and a wrong command line ends with 2', async () => {
    const help = await varde(['programme', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /varde programme approve ID VERSION/);
    for (const args of [
      [],
      ['mend'],
      ['check'],
      ['load', '--db'],
      ['approve', 'copd', '--by', 'A'],
      ['approve', 'copd', '2'],
      ['approve', 'copd', 'two', '--by', 'A'],
      ['list', 'x'],
      ['list', '--colour', 'red'],
    ]) {
      assert.equal((await varde(['programme', ...args])).code, 2, args.join(' '));
    }
  });
});

onEachStore('programmes', (kind) => {
  let world, patient;
  before(async () => {
    world = await World.create(kind, { patients: 20, days: 2 });
    patient = world.fresh();
  });
  after(() => world?.end());

  const load = (body, login = 'editor') => world.as(login, '/api/programmes', { body });
  const approve = (id, body, login = 'specialist') => world.as(login, `/api/programmes/${id}/approve`, { body });
  const one = async (id, query = '') => (await world.as('nurse', `/api/programmes/${id}${query}`)).body;

  test('the demo world has approved versions, and tells them in the asker\'s language', async () => {
    const { items } = (await world.as('nurse', '/api/programmes', { headers: { 'Accept-Language': 'en' } })).body;
    assert.deepEqual(
      items.map(({ id, version, status, name }) => [id, version, status, name]),
      [
        ['copd', 4, 'approved', 'COPD'],
        ['heart-failure', versionOf('heart-failure'), 'approved', 'Heart failure'],
      ],
    );
    assert.ok(items[0].enrolments > 0 && items[0].approvedBy && items[0].approvedAt);
    const copd = (await world.as('gp', '/api/programmes/copd?lang=en')).body;
    assert.equal(copd.note, 'demo only');
    assert.equal(copd.words.zones.yellow.title, 'Yellow zone');
    assert.equal(copd.words.limits[0].value, 85);
    assert.ok(copd.words.limits.every(({ basis }) => basis === 'absolute'));
    assert.deepEqual(copd.words.rules, { news2: null, oximetry: true, anthonisen: true, pressureMean: null });
    const heart = (await world.as('gp', '/api/programmes/heart-failure')).body;
    assert.deepEqual(heart.words.rules, { news2: 1, oximetry: false, anthonisen: false, pressureMean: null });
    assert.deepEqual(copd.document, JSON.parse(text('copd.json')));
    assertProblem(await world.as('nurse', '/api/programmes/none'), 404);
    assertProblem(await world.as('nurse', '/api/programmes/copd?version=1'), 404);
    assertProblem(await world.as('nurse', '/api/programmes/copd?version=x'), 400);
  });

  test('the schema is served, as it stands in the folder', async () => {
    const answer = await ask(world.server, '/schema/programme-1.json');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, schema);
  });

  test('a file is stored as a draft, again as what was there, and replaced while it is one', async () => {
    const first = await load(small());
    assert.deepEqual([first.status, first.body.status, first.body.version], [201, 'draft', 1], first.text);
    const laidOut = await world.as('editor', '/api/programmes', { raw: JSON.stringify(small(), null, 4) });
    assert.equal(laidOut.status, 200);
    assert.equal((await load(small({ source: 'another' }))).status, 201);
    assert.equal((await one('small')).document.source, 'another');
    const { items } = (await world.as('nurse', '/api/programmes')).body;
    assert.equal(items.filter(({ id, status }) => id === 'small' && status === 'draft').length, 1);
  });

  test('what the command line loads and approves stands in the access log, and what it leaves as it was does not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'varde-programme-'));
    const file = join(folder, 'by-hand.json');
    writeFileSync(file, JSON.stringify(small({ id: 'by-hand' })));
    const run = (...args) => varde(['programme', ...args, '--db', world.store.url]);
    const rows = async () =>
      (
        await world.store.sql(`SELECT l.action, a.login, l.detail FROM access_log l JOIN account a ON a.id = l.account_id
          WHERE l.detail LIKE 'by-hand %' ORDER BY l.number`)
      ).map(({ action, login, detail }) => [action, login, detail]);
    try {
      for (const code of [0, 0]) assert.equal((await run('load', file)).code, code);
      const loaded = ['programme.load', '(command line)', 'by-hand version 1'];
      assert.deepEqual(await rows(), [loaded]);
      assert.equal((await run('approve', 'by-hand', '7', '--by', 'Ada Demo')).code, 1);
      assert.deepEqual(await rows(), [loaded]);
      assert.equal((await run('approve', 'by-hand', '1', '--by', 'Ada Demo')).code, 0);
      assert.deepEqual(await rows(), [loaded, ['programme.approve', '(command line)', 'by-hand version 1']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a wrong file is refused with its place', async () => {
    assertProblem(await load(small({ parameters: [{ parameter: 'weigth' }] })), 422, /^\/parameters\/0\/parameter$/);
    assertProblem(await load(small({ nmae: 1 })), 422, /^\/nmae$/);
    assertProblem(await load([]), 422, /^\/$/);
  });

  test('a clinician approves what was read, and it never changes again', async () => {
    const { content } = await one('small');
    await load(small({ source: 'a third' }));
    assertProblem(await approve('small', { version: 1, name: 'Ada Demo', content }), 409, /^\/content$/);
    const read = await one('small');
    assertProblem(await approve('small', { version: 1 }), 422, /^\/name$/);
    for (const name of ['  ', 'Ada\nDemo', 'Ada\u0085']) {
      assertProblem(await approve('small', { version: 1, name }), 422, /^\/name$/);
    }
    assertProblem(await approve('small', { version: 7, name: 'Ada Demo' }), 404);
    assertProblem(await approve('small', { version: 1, name: 'Ada Demo' }, 'editor'), 403);
    const answer = await approve('small', { version: 1, name: 'Ada Demo', note: 'read', content: read.content });
    assert.deepEqual([answer.status, answer.body.approvedBy], [200, 'Ada Demo'], answer.text);
    assertProblem(await approve('small', { version: 1, name: 'Eva Demo' }, 'gp'), 409);
    assertProblem(await load(small({ source: 'a fourth' })), 409, /^\/version$/);
    const again = await load(small({ source: 'a third' }));
    assert.deepEqual([again.status, again.body.status], [200, 'approved']);
    assert.deepEqual((await one('small')).document, small({ source: 'a third' }));
  });

  test('of loading and approving at once, either the approved stands as it was read or the load came first', async () => {
    await load(small({ version: 2 }));
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, (_, i) => load(small({ version: 2, source: `draft ${i}` }))),
      approve('small', { version: 2, name: 'Ada Demo' }),
      ...Array.from({ length: 6 }, (_, i) => load(small({ version: 2, source: `late ${i}` }))),
    ]);
    assert.equal(answers[6].status, 200, answers[6].text);
    const frozen = await one('small', '?version=2');
    assert.equal(frozen.status, 'approved');
    for (const answer of answers) assert.ok([200, 201, 409].includes(answer.status), answer.text);
    assertProblem(await load(small({ version: 2, source: 'after' })), 409);
    assert.deepEqual(await one('small', '?version=2'), frozen);
  });

  test('who loaded a version does not approve it', async () => {
    await load(small({ version: 3 }));
    await world.store.sql(`UPDATE programme SET loaded_by = (SELECT id FROM account WHERE login = 'specialist')
      WHERE id = 'small' AND version = 3`);
    assertProblem(await approve('small', { version: 3, name: 'Ada Demo' }), 403);
    assert.equal((await approve('small', { version: 3, name: 'Eva Demo' }, 'gp')).status, 200);
  });

  test('nobody is moved to trial or active by a version that is not approved', async () => {
    await load(small({ version: 4 }));
    const [enrolment] = patient.enrolments;
    const move = (to) =>
      world.as('nurse', `/api/enrolments/${enrolment.id}/transitions`, { body: { to, reason: 'prøve' } });
    const owner = world.store.id(patient.id);
    await world.store.sql(
      `UPDATE enrolment SET programme = 'small', programme_version = 4, state = 'granted' WHERE patient_id = ${owner}`,
    );
    assertProblem(await move('trial'), 409, /^\/to$/);
    assert.equal((await approve('small', { version: 4, name: 'Ada Demo' })).status, 200);
    assert.equal((await move('trial')).status, 200);
    assert.equal((await move('active')).status, 200);
  });

  test('the command line loads, lists and approves in the same database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'varde-programme-'));
    const path = join(folder, 'small.json');
    writeFileSync(path, JSON.stringify(small({ version: 5 })));
    const run = (...args) => varde(['programme', args[0], '--db', world.store.url, ...args.slice(1)]);
    const loaded = await run('load', path);
    assert.deepEqual([loaded.code, loaded.stdout], [0, `${path}: small version 5, a new draft\n`], loaded.stderr);
    assert.match((await run('load', path)).stdout, /there already/);
    assert.match((await run('list')).stdout, /^small 5 draft, 0 enrolments$/m);
    const approved = await run('approve', 'small', '5', '--by', 'Ada Demo', '--note', 'read twice');
    assert.deepEqual([approved.code, approved.stdout], [0, 'small version 5 is approved by Ada Demo\n'], approved.stderr);
    assert.match((await run('list')).stdout, /^small 5 approved by Ada Demo on \d{4}-\d\d-\d\d \(read twice\), 0/m);
    writeFileSync(path, JSON.stringify(small({ version: 5, source: 'another' })));
    const refused = await run('load', path);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /small\.json: \/version: small version 5 is approved and never changes/);
    assert.equal((await run('approve', 'small', '5', '--by', 'Ada Demo')).code, 1);
    assert.equal((await one('small')).version, 5);
    rmSync(folder, { recursive: true });
  });
});
