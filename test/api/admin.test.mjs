// What an administrator keeps: organisations, opening hours, accounts and roles, agreements. Nobody changes what is
// another party's, and what is taken away is gone at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { today as dayFrom } from '../days.mjs';
import { World, ask, assertProblem, listen, onEachStore, reading, until } from './lib.mjs';
import { NOBODY } from './routes.mjs';

onEachStore('administration', (kind) => {
  let world, orgs, service, nesvik, fjelldal, hospital;
  before(async () => {
    world = await World.create(kind, { patients: 40, days: 2 });
    orgs = (await world.as('admin', '/api/organisations')).body.items;
    const named = (name) => orgs.find((one) => one.name === name);
    service = named('Oppfølgingstjenesten Nesvik');
    nesvik = named('Nesvik kommune');
    fjelldal = named('Fjelldal kommune');
    hospital = named('Nesfjorden sykehus');
  });
  after(() => world?.end());

  const post = (login, path, body = {}) => world.as(login, path, { body });
  const drop = (login, path) => world.as(login, path, { method: 'DELETE' });
  const account = async (login) => {
    const { items } = (await world.as('admin', `/api/accounts?q=${encodeURIComponent(login)}`)).body;
    return items.find((one) => one.login === login);
  };
  const logged = async (action) => {
    const rows = await world.store.sql(
      `SELECT detail, patient_id FROM access_log WHERE action = '${action}' ORDER BY number DESC`,
    );
    return rows[0];
  };
  const make = async (login, over = {}) => {
    const body = { login, name: 'Ny Demo', kind: 'person', role: 'nurse', organisation: service.id, ...over };
    return post('admin', '/api/accounts', body);
  };

  // Organisations.

  test('everybody who works here sees who there is, and only the own party’s as theirs', async () => {
    const mine = orgs.filter((one) => one.mine).map((one) => one.party.name);
    assert.deepEqual([...new Set(mine)], ['Nesvik kommune']);
    assert.deepEqual(service.links.map((one) => one.to.name), ['Fjelldal kommune', 'Nesvik kommune']);
    const seen = (await world.as('caseworker', '/api/organisations?kind=service')).body.items;
    assert.deepEqual(seen.map((one) => [one.kind, one.mine]), [['service', false], ['service', false]]);
    assertProblem(await world.as('nurse', '/api/organisations?kind=shop'), 400, /^kind$/);
  });

  test('an organisation is made, changed, ended and taken up again, and the log says so', async () => {
    const made = await post('admin', '/api/organisations', { kind: 'gp_office', name: 'Strandlegene', phone: '900 00 300' });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.body.parent.id, made.body.party.id, made.body.mine], [nesvik.id, nesvik.id, true]);
    const entry = await logged('organisation.change');
    assert.ok(entry.detail.includes(made.body.id) && entry.patient_id === null, entry.detail);
    const path = `/api/organisations/${made.body.id}`;
    const changed = await post('admin', path, { name: 'Strandlegene AS', phone: '', number: '974760673' });
    assert.deepEqual([changed.body.name, changed.body.phone, changed.body.number], ['Strandlegene AS', null, '974760673']);
    assert.ok((await post('admin', path, { ended: true })).body.ended);
    assertProblem(await make('too-late', { role: 'gp', organisation: made.body.id }), 422, /^\/organisation$/);
    assert.equal((await post('admin', path, { ended: false })).body.ended, null);
  });

  test('wrong words name their place', async () => {
    const path = '/api/organisations';
    for (const [body, place] of [
      [{ kind: 'unit' }, /^\/name$/],
      [{ kind: 'unit', name: '  ' }, /^\/name$/],
      [{ kind: 'unit', name: 'a\nb' }, /^\/name$/],
      [{ kind: 'unit', name: 'x'.repeat(111) }, /^\/name$/],
      [{ kind: 'municipality', name: 'Ny kommune' }, /^\/kind$/],
      [{ kind: 'department', name: 'Avdeling' }, /^\/kind$/],
      [{ kind: 'unit', name: 'Hjem', number: '974760674' }, /^\/number$/],
      [{ kind: 'unit', name: 'Hjem', phone: 'ring' }, /^\/phone$/],
      [{ kind: 'unit', name: 'Hjem', parent: NOBODY }, /^\/parent$/],
    ]) {
      assertProblem(await post('admin', path, body), 422, place);
    }
    assertProblem(await post('admin', `${path}/${service.id}`, { ended: 'yes' }), 422, /^\/ended$/);
  });

  test('nobody touches what is another party’s', async () => {
    for (const body of [{ name: 'Vår nå' }, { ended: true }]) {
      assertProblem(await post('admin', `/api/organisations/${fjelldal.id}`, body), 403);
      assertProblem(await post('admin2', `/api/organisations/${service.id}`, body), 403);
    }
    assertProblem(await post('admin', '/api/organisations', { kind: 'unit', name: 'Hjem', parent: fjelldal.id }), 403);
    assertProblem(await drop('admin2', `/api/organisations/${service.id}/links/${nesvik.id}`), 403);
    const other = orgs.find((one) => one.name === 'Oppfølgingstjenesten Utland');
    assertProblem(await post('admin', `/api/organisations/${other.id}/days`, { day: dayFrom(3), reason: 'x' }), 403);
    assertProblem(await post('teamlead', `/api/organisations/${other.id}/days`, { day: dayFrom(3), reason: 'x' }), 403);
    const nurse = await account('nurse');
    assertProblem(await post('admin2', `/api/accounts/${nurse.id}`, { active: false }), 404);
    assertProblem(await post('admin2', `/api/roles/${nurse.roles[0].id}/end`), 404);
    assertProblem(await post('admin2', `/api/accounts/${nurse.id}/roles`, { role: 'admin', organisation: fjelldal.id }), 404);
    assert.deepEqual((await world.as('admin2', '/api/accounts?q=nina')).body.items, []);
    assertProblem(await make('spy', { role: 'coordinator', organisation: fjelldal.id }), 403, /^\/organisation$/);
  });

  test('what is in use is not ended, and a party never here', async () => {
    assertProblem(await post('admin', `/api/organisations/${service.id}`, { ended: true }), 409, /^\/ended$/);
    assertProblem(await post('admin', `/api/organisations/${nesvik.id}`, { ended: true }), 409, /^\/ended$/);
  });

  test('a link is made once and taken away; only a service serves', async () => {
    const path = `/api/organisations/${service.id}/links`;
    const utland = orgs.find((one) => one.name === 'Utland kommune');
    for (let i = 0; i < 2; i += 1) {
      const answer = await post('admin', path, { to: utland.id, kind: 'serves' });
      assert.equal(answer.body.links.filter((one) => one.to.id === utland.id).length, 1, answer.text);
    }
    assert.ok((await drop('admin', `${path}/${utland.id}`)).body.links.every((one) => one.to.id !== utland.id));
    assertProblem(await post('admin', path, { to: hospital.id, kind: 'serves' }), 422, /^\/kind$/);
    assertProblem(await post('admin', path, { to: NOBODY, kind: 'serves' }), 422, /^\/to$/);
  });

  // Hours.

  test('the week is replaced, by the team lead too, and says when somebody looks', async () => {
    const path = `/api/organisations/${service.id}/hours`;
    const before = (await world.as('nurse', path)).body;
    assert.deepEqual([before.week[0].opens, before.week[6].opens, before.mine], ['09:00', null, false]);
    assert.ok(before.holidays.length >= 11, before.holidays);
    const always = before.week.map((one) => ({ ...one, opens: '00:00', closes: '23:59' }));
    for (const login of ['teamlead', 'admin']) {
      const answer = await post(login, `${path}?confirm=true`, { week: always });
      assert.deepEqual([answer.status, answer.body.mine, answer.body.week[6].closes], [200, true, '23:59'], answer.text);
    }
    const wrong = (over) => before.week.map((one, i) => (i === 1 ? { ...one, ...over } : one));
    for (const [week, place] of [
      [before.week.slice(1), /^\/week$/],
      [wrong({ opens: '9' }), /^\/week\/1\/opens$/],
      [wrong({ closes: '24:00' }), /^\/week\/1\/closes$/],
      [wrong({ opens: '15:00', closes: '15:00' }), /^\/week\/1\/closes$/],
      [wrong({ closes: null }), /^\/week\/1\/closes$/],
      [wrong({ weekday: 0 }), /^\/week\/1$/],
    ]) {
      assertProblem(await post('admin', path, { week }), 422, place);
    }
  });

  test('a day of its own wins, for the patient as well, and is taken away again', async () => {
    const path = `/api/organisations/${service.id}`;
    const patient = world.fresh();
    const closed = await post('admin', `${path}/days?confirm=true`, { day: dayFrom(0), opens: null, closes: null, reason: 'Kurs' });
    assert.equal(closed.status, 200, closed.text);
    assert.deepEqual(closed.body.days[0], { day: dayFrom(0), opens: null, closes: null, reason: 'Kurs' });
    assert.equal(closed.body.look.open, false);
    const told = (await world.as(patient.login, `/api/me/today?patient=${patient.id}`)).body;
    assert.equal(told.followUp.open, false, JSON.stringify(told.followUp));
    const again = await drop('admin', `${path}/days/${dayFrom(0)}?confirm=true`);
    assert.deepEqual(again.body.days, []);
    for (const [body, place] of [
      [{ day: dayFrom(-2), reason: 'x' }, /^\/day$/],
      [{ day: dayFrom(800), reason: 'x' }, /^\/day$/],
      [{ day: '2026-02-30', reason: 'x' }, /^\/day$/],
      [{ day: dayFrom(5) }, /^\/reason$/],
      [{ day: dayFrom(5), opens: '10:00', closes: '09:00', reason: 'x' }, /^\/closes$/],
    ]) {
      assertProblem(await post('admin', `${path}/days`, body), 422, place);
    }
    assertProblem(await drop('admin', `${path}/days/soon`), 404);
  });

  // Accounts.

  test('a new nurse logs in at once and sees the list; the same key makes no second', async () => {
    const options = {
      body: { login: 'nurse9', name: 'Ny Demo', kind: 'person', role: 'nurse', organisation: service.id },
      headers: { 'Idempotency-Key': 'new-nurse-9' },
    };
    const made = await world.as('admin', '/api/accounts', options);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual((await world.as('admin', '/api/accounts', options)).body, made.body);
    assert.equal((await ask(world.server, '/api/session', { body: { login: 'nurse9' } })).status, 200);
    const list = await world.as('nurse9', '/api/worklist');
    assert.ok(list.status === 200 && list.body.items.length > 0, list.text);
    assert.match((await logged('account.change')).detail, /made nurse for/);
    assert.doesNotMatch((await logged('account.change')).detail, /Demo/);
    assertProblem(await make('nurse9'), 409, /^\/login$/);
  });

  test('accounts that cannot be are refused with their place', async () => {
    for (const [over, place] of [
      [{ login: 'Å' }, /^\/login$/],
      [{ login: 'p-01jz0000' }, /^\/login$/],
      [{ name: '' }, /^\/name$/],
      [{ kind: 'patient' }, /^\/kind$/],
      [{ role: 'patient' }, /^\/role$/],
      [{ role: 'coordinator' }, /^\/role$/],
      [{ role: 'machine' }, /^\/role$/],
      [{ kind: 'machine' }, /^\/role$/],
      [{ organisation: NOBODY }, /^\/organisation$/],
    ]) {
      assertProblem(await make('refused', over), 422, place);
    }
    assert.equal(await account('refused'), undefined);
  });

  test('they are found by a part of the name, with or without capitals and marks', async () => {
    await make('aase', { name: 'Åse Ødegård Demo' });
    const found = (await world.as('teamlead', `/api/accounts?q=${encodeURIComponent('ODEGård')}`)).body.items;
    assert.deepEqual(found.map((one) => one.login), ['aase']);
    const few = (await world.as('admin', '/api/accounts?limit=2')).body;
    assert.deepEqual([few.items.length, few.more], [2, true]);
    assertProblem(await make('x', { login: 'aase2' }).then(() => world.as('teamlead', '/api/accounts', { body: {} })), 403);
  });

  test('a role that ends takes its sessions and its stream along at once, and no other', async () => {
    await make('leaving');
    const given = await account('leaving').then(({ id }) =>
      post('admin', `/api/accounts/${id}/roles`, { role: 'coordinator', organisation: nesvik.id }),
    );
    assert.deepEqual(given.body.roles.map((one) => one.role).sort(), ['coordinator', 'nurse']);
    const token = world.newToken('leaving');
    assert.equal((await ask(world.server, '/api/me', { token })).body.role, 'nurse');
    const stream = await listen(world.server, token);
    const nurse = given.body.roles.find((one) => one.role === 'nurse');
    const ended = await post('admin', `/api/roles/${nurse.id}/end`);
    assert.ok(ended.body.roles.find((one) => one.id === nurse.id).until, ended.text);
    assertProblem(await ask(world.server, '/api/me', { token }), 401);
    await world.report(world.fresh(), 3);
    await until(() => stream.closed, { says: 'the stream stays open' });
    assert.deepEqual(stream.events, []);
    assert.equal((await ask(world.server, '/api/me', { token: world.newToken('leaving') })).body.role, 'coordinator');
    assertProblem(await post('admin', `/api/roles/${nurse.id}/end`), 409);
    const again = { role: 'coordinator', organisation: nesvik.id };
    assertProblem(await post('admin', `/api/accounts/${given.body.id}/roles`, again), 409, /^\/role$/);
  });

  test('an account that is put away is out at once, and may come back', async () => {
    await make('resting');
    const { id } = await account('resting');
    const token = world.newToken('resting');
    assert.equal((await ask(world.server, '/api/worklist', { token })).status, 200);
    assert.equal((await post('admin', `/api/accounts/${id}`, { active: false, name: 'Hviler Demo' })).body.active, false);
    assertProblem(await ask(world.server, '/api/worklist', { token }), 401);
    assertProblem(await ask(world.server, '/api/session', { body: { login: 'resting' } }), 422);
    const role = { role: 'teamlead', organisation: service.id };
    assertProblem(await post('admin', `/api/accounts/${id}/roles`, role), 409);
    assert.equal((await post('admin', `/api/accounts/${id}`, { active: true })).body.name, 'Hviler Demo');
    assertProblem(await ask(world.server, '/api/worklist', { token }), 401);
    assert.equal((await ask(world.server, '/api/worklist', { token: world.newToken('resting') })).status, 200);
  });

  test('who acts for another party too is changed by neither alone', async () => {
    await make('both');
    const { id, roles } = await account('both');
    await world.store.sql(`INSERT INTO role (id, account_id, organisation_id, role, starts_at)
      VALUES (${world.store.id('01jz0000000000000000000b0t')}, ${world.store.id(id)}, ${world.store.id(fjelldal.id)}, 'coordinator', 1)`);
    for (const login of ['admin', 'admin2']) {
      assertProblem(await post(login, `/api/accounts/${id}`, { active: false }), 409);
    }
    const theirs = (await world.as('admin2', '/api/accounts?q=both')).body.items[0];
    assert.deepEqual(theirs.roles.map((one) => one.role), ['coordinator']);
    assertProblem(await post('admin2', `/api/roles/${roles[0].id}/end`), 404);
  });

  test('the last administrator stays, until there is another', async () => {
    const { id, roles } = await account('admin');
    assertProblem(await post('admin', `/api/roles/${roles[0].id}/end`), 409);
    assertProblem(await post('admin', `/api/accounts/${id}`, { active: false }), 409);
    await make('admin9', { role: 'admin', organisation: nesvik.id });
    const other = await account('admin9');
    await post('admin', `/api/accounts/${other.id}`, { active: false });
    assertProblem(await post('admin', `/api/roles/${roles[0].id}/end`), 409);
    await post('admin', `/api/accounts/${other.id}`, { active: true });
    const token = world.newToken('admin');
    assert.equal((await ask(world.server, `/api/roles/${other.roles[0].id}/end`, { token, body: {} })).status, 200);
  });

  // Agreements.

  test('an agreement opens nothing until both parties have given their word', async () => {
    const shared = (await world.as('admin', '/api/agreements')).body.items;
    assert.deepEqual(shared.map((one) => one.state), ['in_force', 'in_force']);
    const theirs = shared.find((one) => one.parties.some((party) => party.id === fjelldal.id));
    const seen = async () => (await world.as('nurse', '/api/worklist?limit=500')).body.items.map((one) => one.patient.id);
    const listed = await seen();
    const patient = world.fresh({ municipality: 'Fjelldal', programmes: 'any', zone: 'any', fits: (one) => listed.includes(one.id) });
    const stream = await world.listen('nurse');

    assertProblem(await post('admin', `/api/agreements/${theirs.id}/end`, { endsOn: dayFrom(-1) }), 422, /^\/endsOn$/);
    const later = await post('admin', `/api/agreements/${theirs.id}/end`, { endsOn: dayFrom(9) });
    assert.deepEqual([later.body.state, later.body.endsOn], ['in_force', dayFrom(9)], later.text);
    assert.ok((await seen()).includes(patient.id));
    const ended = await post('admin2', `/api/agreements/${theirs.id}/end`, { endsOn: dayFrom(0) });
    assert.equal(ended.body.state, 'ended', ended.text);
    assert.ok(!(await seen()).includes(patient.id));
    assertProblem(await world.as('nurse', `/api/patients/${patient.id}`), 404);
    await world.send(patient.login, reading(patient.id));
    const other = world.fresh();
    await world.report(other, 3);
    await stream.waitFor((event) => event.patient === other.id);
    assert.ok(stream.events.every((event) => event.patient !== patient.id), 'the stream tells of a hidden patient');
    await stream.close();
    assertProblem(await post('admin', `/api/agreements/${theirs.id}/end`, { endsOn: dayFrom(0) }), 409);

    const body = { title: 'Ny avtale', parties: [nesvik.id, fjelldal.id], programmes: ['copd', 'heart-failure'], startsOn: dayFrom(-1) };
    const proposed = await post('admin', '/api/agreements', body);
    assert.deepEqual([proposed.status, proposed.body.state, proposed.body.awaits.id], [201, 'proposed', fjelldal.id], proposed.text);
    assert.deepEqual(proposed.body.parties.map((one) => one.id), [nesvik.id, fjelldal.id]);
    assert.ok(!(await seen()).includes(patient.id), 'one party alone opened the other’s patients');
    const path = `/api/agreements/${proposed.body.id}/accept`;
    assertProblem(await post('admin', path), 409);
    const accepted = await post('admin2', path);
    assert.deepEqual([accepted.body.state, accepted.body.awaits], ['in_force', null], accepted.text);
    assert.ok((await seen()).includes(patient.id));
    assert.match((await logged('agreement.change')).detail, /accepted/);
  });

  test('a proposal may be turned down, and a coming one is not in force', async () => {
    const body = { title: 'Senere', parties: [fjelldal.id, nesvik.id], programmes: ['copd'], startsOn: dayFrom(30), endsOn: dayFrom(60) };
    const { id } = (await post('admin2', '/api/agreements', body)).body;
    assert.equal((await post('admin', `/api/agreements/${id}/accept`)).body.state, 'coming');
    const other = (await post('admin2', '/api/agreements', body)).body.id;
    assert.equal((await post('admin', `/api/agreements/${other}/end`, { endsOn: dayFrom(0) })).body.state, 'ended');
    assertProblem(await post('admin', `/api/agreements/${other}/accept`), 409);
  });

  test('no party alone makes an agreement, or a proposal, last longer', async () => {
    const body = { title: 'Prøveår', parties: [nesvik.id, fjelldal.id], programmes: ['copd'], startsOn: dayFrom(0), endsOn: dayFrom(60) };
    const { id } = (await post('admin', '/api/agreements', body)).body;
    const end = (login, days) => post(login, `/api/agreements/${id}/end`, { endsOn: dayFrom(days) });
    assertProblem(await end('admin', 61), 409, /^\/endsOn$/);
    assert.equal((await post('admin2', `/api/agreements/${id}/accept`)).body.endsOn, dayFrom(60));
    assertProblem(await end('admin2', 400), 409, /^\/endsOn$/);
    assert.equal((await end('admin2', 30)).body.endsOn, dayFrom(30));
    assertProblem(await end('admin', 60), 409, /^\/endsOn$/);
    assert.equal((await end('admin', 0)).body.state, 'ended');
  });

  test('agreements of others are not there, and wrong ones are refused', async () => {
    const theirs = (await world.as('admin2', '/api/agreements')).body.items.find((one) =>
      one.parties.every((party) => party.id !== nesvik.id),
    );
    assertProblem(await post('admin', `/api/agreements/${theirs.id}/end`, { endsOn: dayFrom(0) }), 404);
    const good = { title: 'x', parties: [nesvik.id, hospital.id], programmes: ['copd'], startsOn: dayFrom(0) };
    assertProblem(await post('admin', '/api/agreements', { ...good, parties: [fjelldal.id, hospital.id] }), 403, /^\/parties$/);
    for (const [over, place] of [
      [{ title: '' }, /^\/title$/],
      [{ parties: [nesvik.id] }, /^\/parties$/],
      [{ parties: [nesvik.id, nesvik.id] }, /^\/parties$/],
      [{ parties: [nesvik.id, service.id] }, /^\/parties$/],
      [{ programmes: [] }, /^\/programmes$/],
      [{ programmes: ['copd', 'none'] }, /^\/programmes\/1$/],
      [{ startsOn: '2026-13-01' }, /^\/startsOn$/],
      [{ startsOn: '1999-01-01' }, /^\/startsOn$/],
      [{ endsOn: dayFrom(0) }, /^\/endsOn$/],
    ]) {
      assertProblem(await post('admin', '/api/agreements', { ...good, ...over }), 422, place);
    }
  });

  test('a programme that is loaded or approved is in the log too, and the chain holds', async () => {
    await post('editor', '/api/programmes', {
      id: 'small',
      version: 1,
      name: 'small.name',
      status: 'proposal',
      states: ['referred', 'trial', 'active'],
      trial: { days: 14, longest: 28 },
      parameters: [{ parameter: 'weight' }],
      texts: { 'small.name': { nb: 'Lite program' } },
    });
    assert.equal((await post('gp', '/api/programmes/small/approve', { version: 1, name: 'Ada Demo' })).status, 200);
    for (const action of ['programme.load', 'programme.approve']) {
      assert.equal((await logged(action)).detail, 'small version 1');
    }
  });
});
