// Finding on the work list: what a row has, who holds it, what the patient is called; how many each gives; the small
// curves; saved views; and finding patients. None of it widens what one sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayOf, plusDays, today } from '../days.mjs';
import { World, assertProblem, ask, onEachStore, reading } from './lib.mjs';
import { NOBODY } from './routes.mjs';

const PARTS = {
  all: '',
  red: 'zone=red',
  unconfirmed: 'with=unconfirmed',
  yellow: 'zone=yellow',
  unread: 'with=unread',
  tasks: 'with=tasks',
  missing: 'with=missing',
  attention: 'zone=attention',
  green: 'zone=green',
  mine: 'mine=true',
};

onEachStore('finding on the work list', (kind) => {
  let world, red, written, held, unsure, missing, utland;
  const list = async (query, login = 'nurse') => {
    const answer = await world.as(login, `/api/worklist?limit=500&${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items;
  };
  const ids = async (query, login) => (await list(query, login)).map((item) => item.patient.id);
  const counts = async (query = '', login = 'nurse') => (await world.as(login, `/api/worklist/counts?${query}`)).body;
  const names = async (q, more = '', login = 'nurse') => {
    const answer = await world.as(login, `/api/patients?q=${encodeURIComponent(q)}${more}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items;
  };
  const found = async (q, login) => (await names(q, '&limit=50', login)).map((item) => item.id);
  const rename = (patient, given, family, search) =>
    world.store.sql(`UPDATE patient SET given = '${given}', family = '${family}', search = '${search}'
      WHERE id = ${world.store.id(patient.id)}`);
  const take = (patient, login = 'nurse') =>
    world.as(login, `/api/worklist/${patient.id}/take`, { method: 'POST', body: {} });

  before(async () => {
    world = await World.create(kind);
    [red, written, held, unsure, missing] = [0, 1, 2, 3, 4].map(() => world.fresh({ zone: 'green', fits: (one) => one.login !== 'patient1' }));
    utland = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    await world.report(red, -1);
    await world.as(written.login, `/api/patients/${written.id}/threads`, { body: { body: 'Hei' } });
    assert.equal((await take(held)).status, 200);
    // So low that it ought to be measured again.
    const low = await world.send(unsure.login, reading(unsure.id, { value: 71 }));
    assert.equal(low.status, 201);
    await world.store.sql(`UPDATE overview SET missing = 1, tier = 2 WHERE patient_id = ${world.store.id(missing.id)}`);
    await rename(red, 'Bård-Ånen', 'Østgård', 'bard anen ostgard');
    await rename(written, '100% Å_se', 'Sæther', '100% a_se saether');
    await rename(utland, 'Bård', 'Østgård', 'bard ostgard');
  });
  after(() => world?.end());

  test('a filter gives the rows that have it, and no others', async () => {
    const all = await list('');
    const fits = {
      'with=unread': (item) => item.unread > 0,
      'with=tasks': (item) => item.tasks > 0,
      'with=missing': (item) => item.missing,
      'with=unconfirmed': (item) => item.unconfirmed,
      'mine=true': (item) => item.takenBy?.mine === true,
      'mine=false': () => true,
      'zone=green': (item) => item.zone === 'green',
    };
    for (const [query, fit] of Object.entries(fits)) {
      assert.deepEqual(await ids(query), all.filter(fit).map((item) => item.patient.id), query);
    }
    assert.ok((await ids('with=unread')).includes(written.id));
    assert.ok((await ids('with=missing')).includes(missing.id));
    assert.ok((await ids('with=unconfirmed')).includes(unsure.id));
    assert.ok((await ids('zone=green')).includes(written.id), 'green, though a message waits');
    assert.ok((await ids('mine=true')).includes(held.id));
  });

  test('what the other nurse holds, and what has fallen back, is not mine', async () => {
    assert.ok(!(await ids('mine=true', 'nurse2')).includes(held.id));
    const at = (when) =>
      world.store.sql(`UPDATE overview SET taken_at = ${when} WHERE patient_id = ${world.store.id(held.id)}`);
    await at(Date.now() - 61 * 60 * 1000);
    assert.ok(!(await ids('mine=true')).includes(held.id));
    assert.equal((await world.row(held)).takenBy, null);
    await at(Date.now());
    assert.ok((await ids('mine=true')).includes(held.id));
  });

  test('every count is what the list with that filter gives, whatever else narrows both', async () => {
    const { municipalities } = (await world.as('nurse', '/api/worklist/filters')).body;
    const bases = [
      '', `municipality=${municipalities[0].id}`, 'programme=copd', 'state=trial', 'q=demo', 'q=ost', 'mine=true',
      'with=unread', 'with=unconfirmed', 'zone=green', 'zone=red', 'zone=none', 'zone=attention', 'q=a%C3%A5se&programme=copd',
    ];
    for (const base of bases) {
      const { more, ...told } = await counts(base);
      assert.deepEqual([Object.keys(told), more], [Object.keys(PARTS), []]);
      for (const [part, query] of Object.entries(PARTS)) {
        const [name] = query.split('=');
        const twice = name !== '' && base.split('&').some((one) => one.startsWith(`${name}=`));
        // Two of the same name cannot be asked at once: what fits both is counted.
        const rows = twice
          ? (await ids(base)).filter(((both) => (id) => both.includes(id))(await ids(query)))
          : await ids(`${base}&${query}`);
        assert.equal(told[part], rows.length, `${part} under ${base}`);
      }
    }
    const { all, red: reds, unread, unconfirmed, missing: none, mine } = await counts();
    for (const one of [all, reds, unread, unconfirmed, none, mine]) assert.ok(one > 0, 'a count that is never anything');
  });

  test('counts beyond what is counted say so, and are exact below', async () => {
    // A second list, longer than is counted, in the third municipality.
    const service = `(SELECT id FROM organisation WHERE name = 'Oppfølgingstjenesten Utland')`;
    const [model] = await world.store.sql(`SELECT patient_id FROM overview WHERE service_id = ${service} LIMIT 1`);
    assert.ok(model);
    const before = await counts('', 'outsider');
    const like = `WHERE patient_id = ${world.store.id(utland.id)}`;
    const numbers = `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) SELECT i FROM n) AS n`;
    const made =
      kind.kind === 'SQLite'
        ? `CAST(substr('0000000000000000' || i, -16) AS blob)`
        : `CAST(lpad(to_hex(i), 32, '0') AS uuid)`;
    const copy = async (table) => {
      const columns =
        kind.kind === 'SQLite'
          ? await world.store.sql(`SELECT name FROM pragma_table_info('${table}')`)
          : await world.store.sql(`SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}'`);
      const list = columns.map(({ name }) => name);
      const values = list.map((name) => (name === 'patient_id' || (table === 'patient' && name === 'id') ? made : name));
      const where = table === 'patient' ? `WHERE id = ${world.store.id(utland.id)}` : like;
      const own = values.map((value, i) => (list[i] === 'national_id' ? 'NULL' : value));
      await world.store.sql(`INSERT INTO ${table} (${list}) SELECT ${own} FROM ${table}, ${numbers} ${where}`);
    };
    for (const table of ['patient', 'enrolment', 'overview']) await copy(table);
    await world.store.sql(`UPDATE overview SET tier = 3, zone = 1, unconfirmed = 0 WHERE service_id = ${service}
      AND patient_id IN (SELECT id FROM patient WHERE national_id IS NULL)`);
    const told = await counts('', 'outsider');
    assert.deepEqual([told.all, told.green], [1000, 1000]);
    assert.ok(told.more.includes('all') && told.more.includes('green') && !told.more.includes('red'));
    for (const part of ['red', 'unconfirmed', 'unread', 'tasks', 'missing', 'mine']) {
      assert.equal(told[part], (await ids(PARTS[part], 'outsider')).length, part);
    }
    const few = await counts('q=bard&zone=red', 'outsider');
    assert.equal(few.all, (await ids('q=bard&zone=red', 'outsider')).length);
    for (const table of ['overview', 'enrolment']) {
      await world.store.sql(`DELETE FROM ${table} WHERE patient_id IN (SELECT id FROM patient WHERE national_id IS NULL)`);
    }
    await world.store.sql('DELETE FROM patient WHERE national_id IS NULL');
    assert.deepEqual(await counts('', 'outsider'), before);
  });

  test('pages of a filtered list are the whole of it, once each', async () => {
    const whole = await ids('q=demo&zone=green');
    assert.ok(whole.length > 10);
    const seen = [];
    let cursor = '';
    do {
      const { body } = await world.as('nurse', `/api/worklist?limit=7&q=demo&zone=green${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item) => item.patient.id));
      cursor = body.next;
    } while (cursor);
    assert.deepEqual(seen, whole);
  });

  for (const [q, hits] of [
    ['ostgard', true], ['ØSTGÅRD', true], ['østg', true], ['bård øst', true], ['øst bård', true], ['Østgård, Bård', true],
    ['anen', true], ['Bård-Ånen', true], ['bard  ANEN ost', true], ['stgard', false], ['ånen x', false], ['bårdånen', false],
  ]) {
    test(`"${q}" ${hits ? 'finds' : 'does not find'} Bård-Ånen Østgård: words begin parts of the name`, async () => {
      assert.equal((await ids(`q=${encodeURIComponent(q)}`)).includes(red.id), hits);
      assert.equal((await found(q)).includes(red.id), hits);
    });
  }

  test('signs that mean anything to a database are letters', async () => {
    for (const q of ['100%', 'a_se', '100% a_se sæ']) {
      assert.deepEqual(await ids(`q=${encodeURIComponent(q)}`), [written.id], q);
      assert.deepEqual(await found(q), [written.id], q);
    }
    for (const q of ['%%', '__', 'a%', '%sa', 'd_mo', '!!', '\\\\', "' OR 1=1 --", 'a%_se']) {
      assert.deepEqual(await ids(`q=${encodeURIComponent(q)}`), [], q);
      assert.deepEqual(await found(q), [], q);
    }
  });

  test('a query that says too little, too much or nothing that can be read is 400, naming it', async () => {
    for (const [query, place] of [
      ['q=', /^q$/], ['q=a', /^q$/], ['q=%20-%20a', /^q$/], [`q=${'a'.repeat(201)}`, /^q$/], ['q=a+b+c+d+e+f+g', /^q$/],
      ['with=', /with/], ['with=unread,tasks', /with/], ['mine=yes', /mine/], ['q=%ff%ff'], ['zone=red&q=%zz'],
    ]) {
      for (const path of ['/api/worklist', '/api/worklist/counts']) {
        assertProblem(await world.as('nurse', `${path}?${query}`), 400, place);
      }
    }
    for (const query of ['', 'q=a', 'q=%25', 'q=demo&limit=0', 'q=demo&limit=51', 'q=%ff%ff', 'q=123456']) {
      const answer = await world.as('nurse', `/api/patients?${query}`);
      if (query === 'q=123456') assert.deepEqual([answer.status, answer.body.items], [200, []], 'half a number is nobody');
      else assertProblem(answer, 400);
    }
  });

  test('a patient is found by the whole national identity number, and by no part of it', async () => {
    const [{ national_id: number }] = await world.store.sql(
      `SELECT national_id FROM patient WHERE id = ${world.store.id(held.id)}`,
    );
    for (const q of [number, `${number.slice(0, 6)} ${number.slice(6)}`]) {
      const [item, ...others] = await names(q);
      assert.deepEqual([item.id, others], [held.id, []]);
      assert.deepEqual(item.enrolments.map((one) => [one.id, one.programme]), [[held.enrolments[0].id, 'copd']]);
      assert.match(item.municipality.name, /^Nesvik/);
    }
    for (const q of [number.slice(0, 10), `${number}0`, `${number.slice(0, 10)}x`]) assert.deepEqual(await found(q), [], q);
    assert.deepEqual(await found(number, 'outsider'), [], 'a stranger');
  });

  test('strangers are never found: not by name, not by curves, not by counts', async () => {
    assert.ok((await found('østgård', 'outsider')).includes(utland.id));
    assert.ok(!(await found('østgård', 'outsider')).includes(red.id));
    for (const login of ['nurse', 'teamlead', 'coordinator']) {
      assert.deepEqual((await ids('q=ostgard', login)).filter((id) => id === utland.id), [], login);
      assert.ok(!(await found('østgård', login)).includes(utland.id), login);
    }
    assert.deepEqual(await found('demo', 'groupstaff'), []);
    assert.deepEqual(await found('østgård', 'patient1'), []);
    const own = [...world.people.values()].find((one) => one.login === 'patient1');
    assert.deepEqual(await found('demo', 'patient1'), [own.id]);
    assert.deepEqual(await found('demo', 'kin1'), [own.id]);
    const curves = await world.as('nurse', `/api/worklist/curves?of=${utland.id},${NOBODY}`);
    assert.deepEqual([curves.status, curves.body], [200, { items: [] }]);
    assert.equal((await counts('q=ostgard')).all, (await ids('q=ostgard')).length);
  });

  test('who may not is refused, and who has no identity', async () => {
    for (const path of ['/api/patients?q=demo', `/api/worklist/curves?of=${red.id}`, '/api/worklist/views']) {
      assertProblem(await world.as('admin', path), 403);
      assertProblem(await ask(world.server, path), 401);
    }
    assertProblem(await world.as('caseworker', '/api/patients?q=demo'), 403);
    assertProblem(await world.as('gp', '/api/worklist/counts?q=demo'), 403);
  });

  test('a closed enrolment is not found, and the list of found stops where it is told to', async () => {
    const gone = world.fresh({ zone: 'green' });
    assert.ok((await names('demo', '&limit=50')).length === 50);
    const few = await world.as('nurse', '/api/patients?q=demo&limit=3');
    assert.deepEqual([few.body.items.length, few.body.more], [3, true]);
    const one = await world.as('nurse', '/api/patients?q=ostgard');
    assert.deepEqual([one.body.items.length, one.body.more], [1, false]);
    await rename(gone, 'Qvirin', 'Demo', 'qvirin demo');
    assert.deepEqual(await found('qvirin'), [gone.id]);
    for (const to of ['closing', 'closed']) {
      const body = { to, reason: 'flyttet' };
      assert.equal((await world.as('nurse', `/api/enrolments/${gone.enrolments[0].id}/transitions`, { body })).status, 200);
    }
    assert.deepEqual(await found('qvirin'), []);
    assert.deepEqual(await found('qvirin', gone.login), [], 'closed is closed, also for the patient');
  });

  test('what was searched and drawn is in the access log, each patient that was shown', async () => {
    await found('østgård');
    await world.as('nurse', `/api/worklist/curves?of=${red.id}`);
    const { items } = (await world.as('nurse', `/api/patients/${red.id}/access-log`)).body;
    assert.deepEqual(
      items.slice(0, 2).map((item) => [item.who, item.action, item.list]),
      [['Nina Demo', 'worklist.read', true], ['Nina Demo', 'patient.read', true]],
    );
  });

  test('a curve is of what leads the row: each day’s last accepted value, with the limits in force', async () => {
    const { body } = await world.as('nurse', `/api/worklist/curves?of=${red.id},${unsure.id},${red.id}&lang=en`);
    assert.deepEqual(body.items.map((item) => item.patient), [red.id, unsure.id], 'once each, as asked');
    const [curve, low] = body.items;
    assert.equal(curve.from, today(-13));
    assert.deepEqual([curve.parameter, curve.unit, curve.places, curve.last], ['spo2', '%', 0, 'red']);
    const limit = await world.limit(red, 'spo2', 'red');
    // Minutes ago: just after midnight that is yesterday's.
    const newest = ({ values }) => values.findLast((value) => value !== null);
    assert.equal(newest(curve), limit - 1);
    const drawn = curve.limits.find((one) => one.zone === 'red' && one.side === 'low');
    assert.deepEqual(drawn, { side: 'low', zone: 'red', operator: '≤', value: limit });
    assert.deepEqual([newest(low), low.last], [71, 'unsure']);

    const { points } = (await world.as('nurse', `/api/patients/${red.id}/series?parameter=spo2&days=20`)).body;
    const days = new Map(points.filter((one) => one.value !== null).map((one) => [dayOf(one.at), one.value]));
    const told = curve.values.map((_, i) => days.get(plusDays(curve.from, i)) ?? null);
    assert.deepEqual(curve.values, told);
    assert.ok(curve.values.filter((value) => value !== null).length > 1);
  });

  test('a curve shows what was believed: not the impossible, nor what was taken back, nor another programme’s', async () => {
    const patient = world.fresh({ zone: 'green' });
    const sound = new Date(Date.now() - 1000).toISOString(); // after all that the demo world has of today
    assert.equal((await world.send(patient.login, reading(patient.id, { value: 95, at: sound }))).status, 201);
    assert.equal((await world.send(patient.login, reading(patient.id, { value: 12 }))).status, 201);
    const curve = async () => (await world.as('nurse', `/api/worklist/curves?of=${patient.id}`)).body.items[0];
    assert.deepEqual([(await curve()).values.at(-1), (await curve()).parameter], [95, 'spo2']);
    const id = world.store.id(patient.id);
    await world.store.sql(`UPDATE observation SET status = 'entered-in-error' WHERE patient_id = ${id}`);
    const { values, last, parameter } = await curve();
    assert.deepEqual([values, last, parameter], [Array(14).fill(null), null, 'spo2']);
  });

  test('curves of nobody, of too many or of what is no id are refused, naming the parameter', async () => {
    const many = Array.from({ length: 101 }, (_, i) => `01jz0000000000000000000${String(i).padStart(3, '0')}`);
    for (const of of ['', 'x', `${red.id},`, many.join()]) {
      assertProblem(await world.as('nurse', `/api/worklist/curves?of=${of}`), 400, /^of$/);
    }
    assertProblem(await world.as('nurse', '/api/worklist/curves'), 400, /^of$/);
    assert.equal((await world.as('nurse', `/api/worklist/curves?of=${many.slice(1).join()}`)).status, 200);
  });

  test('a view is saved, listed and removed by whoever made it, and by nobody else', async () => {
    const query = 'zone=yellow&q=%C3%A5se+demo&programme=copd&with=unread&mine=true&state=active';
    const made = await world.as('nurse', '/api/worklist/views', { body: { name: 'Gule på kols', query } });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.body.name, made.body.query], ['Gule på kols', query]);
    assert.equal((await world.as('nurse', `/api/worklist?${query}`)).status, 200);
    const views = async (login) => (await world.as(login, '/api/worklist/views')).body.items;
    assert.deepEqual(await views('nurse'), [made.body]);
    assert.deepEqual(await views('nurse2'), []);
    const remove = (login, id) => world.as(login, `/api/worklist/views/${id}`, { method: 'DELETE' });
    for (const id of [made.body.id, NOBODY, 'x']) assertProblem(await remove('nurse2', id), 404);
    assert.deepEqual(await views('nurse'), [made.body]);
    assert.equal((await remove('nurse', made.body.id)).status, 204);
    assertProblem(await remove('nurse', made.body.id), 404);
    assert.deepEqual(await views('nurse'), []);
  });

  test('a view is a choice that the list takes, with a name that can be read', async () => {
    const query = 'zone=red';
    for (const [body, place] of [
      [{}, /name/], [{ name: '', query }, /name/], [{ name: '  ', query }, /name/], [{ name: 'å'.repeat(61), query }, /name/],
      [{ name: 'a\nb', query }, /name/], [{ name: 1, query }, /name/],
      [{ name: 'x' }, /query/], [{ name: 'x', query: 1 }, /query/], [{ name: 'x', query: 'zone=blue' }, /query/],
      [{ name: 'x', query: 'limit=5' }, /query/], [{ name: 'x', query: 'cursor=1' }, /query/], [{ name: 'x', query: 'q=%ff' }, /query/],
      [{ name: 'x', query: 'colour=red' }, /query/], [{ name: 'x', query: `q=${'a'.repeat(299)}` }, /query/],
    ]) {
      assertProblem(await world.as('nurse', '/api/worklist/views', { body }), 422, place);
    }
    const longest = { name: 'å'.repeat(60), query: '' };
    assert.equal((await world.as('nurse', '/api/worklist/views', { body: longest })).status, 201);
  });

  test('nobody saves more than twenty views, however many come at once', async () => {
    const save = (i) => world.as('nurse2', '/api/worklist/views', { body: { name: `Nr. ${i}`, query: 'zone=red' } });
    const statuses = (await Promise.all(Array.from({ length: 24 }, (_, i) => save(i)))).map((answer) => answer.status);
    assert.deepEqual(statuses.sort(), [...Array(20).fill(201), ...Array(4).fill(409)]);
    assert.equal((await world.as('nurse2', '/api/worklist/views')).body.items.length, 20);
  });

  test('the demo’s patients have numbers that nobody has, and the row tells them', async () => {
    for (const item of await list('')) assert.match(item.patient.phone, /^900 00 (?!100$|200$)[1-9]\d\d$/);
  });
});
