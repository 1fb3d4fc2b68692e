// Who must be refused: every route of the table, asked by nobody, by every role, and by strangers with the right role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, answered, ask, assertProblem, comparable, listen, onEachStore, reading, sleep, until } from './lib.mjs';
import { MAY, NOBODY, ROLES, isAboutOne, missing, request, routes } from './routes.mjs';

const guarded = routes.filter((route) => !route.rule?.open);
const aboutOne = routes.filter((route) => route.rule && isAboutOne(route));
/** Of those, what a role may: what it may not is 403 whoever it is about. */
const aboutOneFor = (role) => aboutOne.filter((route) => MAY[route.rule.action].includes(role));

test('every route of the table has a rule in these tests', () => {
  assert.ok(routes.length > 20);
  assert.deepEqual(missing, []);
});

test('a route is open to anybody only where these tests say so, and asks for the action that they say', () => {
  for (const { name, action, rule } of routes.filter((route) => route.rule)) {
    assert.equal(action, rule.open ? 'anybody' : (rule.action ?? 'identified'), name);
  }
});

onEachStore('who must be refused', (kind) => {
  let world, server, nesvik, fjelldal, utland, first, second, forgotten;
  before(async () => {
    world = await World.create(kind);
    server = world.server;
    const named = (login) => [...world.people.values()].find((one) => one.login === login);
    [first, second] = [named('patient1'), named('patient2')];
    nesvik = world.fresh({ fits: (one) => !one.department && one !== first && one !== second });
    fjelldal = world.fresh({ municipality: 'Fjelldal', fits: (one) => one !== first && one !== second });
    utland = world.fresh({ municipality: 'Utland', programmes: 'any', zone: 'any' });
    for (const patient of [nesvik, fjelldal, utland, first, second]) {
      const answer = await world.send(patient.login, reading(patient.id));
      assert.equal(answer.status, 201, answer.text);
      patient.observation = answer.body.id;
      const filled = await world.as(patient.login, '/fhir/QuestionnaireResponse', { body: answered(patient.id) });
      assert.equal(filled.status, 201, filled.text);
      patient.response = filled.body.id;
      const written = await world.as(patient.login, `/api/patients/${patient.id}/threads`, { body: { body: 'Hei' } });
      assert.equal(written.status, 201, written.text);
      patient.thread = written.body.id;
    }
    forgotten = forget().catch((error) => ({ error }));
  });
  after(async () => {
    await forgotten;
    await world?.end();
  });

  /** Ends a session that the server remembers; runs beside the other tests, since it takes its time. */
  const forget = async () => {
    const token = world.newToken('nurse2');
    assert.equal((await ask(server, '/api/me', { token })).status, 200);
    const began = Date.now();
    await world.store.sql(`UPDATE session SET ended_at = ${began} WHERE token_hash =
      (SELECT token_hash FROM session ORDER BY created_at DESC LIMIT 1)`);
    // When the last was asked that was still answered: the answer itself takes what the machine needs.
    let last = began;
    const refused = async () => {
      const asked = Date.now();
      const { status } = await ask(server, '/api/me', { token });
      if (status !== 401) last = asked;
      return status === 401;
    };
    await until(refused, { ms: 30_000, every: 200 });
    return { token, last: last - began };
  };

  const refusedAlike = async (token, route, stranger) => {
    const [path, options] = request(route, stranger);
    const [unknownPath, unknownOptions] = request(route, undefined);
    const foreign = await ask(server, path, { token, ...options });
    const unknown = await ask(server, unknownPath, { token, ...unknownOptions });
    assertProblem(foreign, 404);
    assert.deepEqual(comparable(foreign), comparable(unknown), `${route.name}: a stranger and nobody differ`);
  };

  const seenInLists = async (login) => {
    const seen = new Set();
    for (const route of routes.filter(({ rule }) => rule?.list)) {
      if (!MAY[route.action].includes(ROLES[login] ?? 'nurse')) continue;
      const { status, body, text } = await world.as(login, `${route.pattern}?limit=500`);
      assert.equal(status, 200, text);
      for (const item of body.items) seen.add(route.rule.list(item));
    }
    return seen;
  };

  for (const [what, headers] of [
    ['no identity', {}],
    ['a token that nobody was given', { Authorization: `Bearer ${'A'.repeat(43)}` }],
    ['a token of another length', { Authorization: 'Bearer x' }],
    ['an empty token', { Authorization: 'Bearer ' }],
    ['a password', { Authorization: 'Basic bnVyc2U6bnVyc2U=' }],
    ['a cookie that nobody was given', { Cookie: `varde_session=${'B'.repeat(43)}` }],
  ]) {
    test(`${what}: 401 from every route that is not open, and nothing is said of the patient`, async () => {
      for (const route of guarded) {
        const [path, options] = request(route, nesvik);
        const answer = await ask(server, path, { ...options, headers: { ...options.headers, ...headers } });
        assertProblem(answer, 401);
        assert.match(answer.headers['www-authenticate'], /^Bearer/, route.name);
        const [other, more] = request(route);
        const unknown = await ask(server, other, { ...more, headers: { ...more.headers, ...headers } });
        assert.deepEqual(comparable(answer), comparable(unknown), route.name);
      }
    });
  }

  test('a bad token is not rescued by a good cookie', async () => {
    const headers = { Authorization: 'Bearer x', Cookie: `varde_session=${world.token('nurse')}` };
    assertProblem(await ask(server, '/api/me', { headers }), 401);
  });

  for (const [login, role] of Object.entries(ROLES)) {
    test(`${login}: 403 from every route that the role may not use, and never from the others`, async () => {
      const token = world.newToken(login);
      for (const route of guarded.filter((one) => !one.rule.stream && one.name !== 'DELETE /api/session')) {
        const may = !route.rule.action || MAY[route.rule.action].includes(role);
        const [path, options] = request(route, undefined);
        const answer = await ask(server, path, { token, ...options });
        if (!may) assertProblem(answer, 403);
        else if (isAboutOne(route)) assertProblem(answer, 404);
        else assert.equal(answer.status, route.rule.status ?? 200, `${route.name}: ${answer.text}`);
      }
      const { permissions } = (await ask(server, '/api/me', { token })).body;
      const expected = Object.keys(MAY).filter((action) => MAY[action].includes(role));
      assert.deepEqual([...permissions].sort(), expected.sort());
      assert.equal((await ask(server, '/api/session', { method: 'DELETE', token })).status, 204);
    });
  }

  test('403 says nothing of whether the patient is known', async () => {
    for (const route of aboutOne) {
      const [path, options] = request(route, nesvik);
      const [unknownPath, unknownOptions] = request(route, undefined);
      const known = await world.as('admin', path, options);
      assertProblem(known, 403);
      assert.deepEqual(
        comparable(known),
        comparable(await world.as('admin', unknownPath, unknownOptions)),
        route.name,
      );
    }
  });

  const strangers = [
    ['outsider', 'a nurse of the third municipality', () => [nesvik, fjelldal, first]],
    ['nurse', 'a nurse, with patients of the third municipality', () => [utland]],
    ['coordinator2', 'a coordinator, with patients of another municipality', () => [nesvik, utland]],
    ['coordinator', 'the other coordinator, the other way round', () => [fjelldal, utland]],
    ['gp', "a GP, with another office's patients", () => [fjelldal, utland]],
    ['gp2', 'the other GP, the other way round', () => [nesvik, utland]],
    ['specialist', 'a specialist, with patients that the department does not follow', () => [nesvik, utland]],
    ['teamlead', 'a team lead, with patients of another service', () => [utland]],
    ['journal', 'a machine, with patients of another service', () => [utland]],
    ['groupstaff', 'the staff of a home without patients', () => [nesvik]],
    ['patient2', 'a patient, with another patient', () => [first, nesvik]],
    ['kin1', "next of kin, with somebody else's patient", () => [second, nesvik]],
  ];
  const roleOf = (login) => ROLES[login] ?? login.replace(/\d+$/, '').replace('outsider', 'nurse');

  for (const [login, who, whom] of strangers) {
    test(`${who}: 404 as for an id that is not known, to the letter`, async () => {
      const routesHere = aboutOneFor(roleOf(login));
      assert.ok(routesHere.length > 0);
      for (const stranger of whom()) {
        for (const route of routesHere) await refusedAlike(world.token(login), route, stranger);
      }
    });
  }

  test('nothing that a stranger tried was done', async () => {
    for (const patient of [nesvik, fjelldal]) {
      assert.equal((await world.row(patient)).takenBy, null);
      const { body } = await world.as('nurse', `/api/patients/${patient.id}`);
      assert.ok(body.enrolments.every((enrolment) => enrolment.state !== 'paused'));
    }
    const [{ count }] = await world.store.sql(
      `SELECT count(*) AS count FROM observation WHERE patient_id = ${world.store.id(NOBODY)}`,
    );
    assert.equal(count, 0);
  });

  test('ids that are no ids are 404 too: wrong length, capitals, the empty id, another kind of id', async () => {
    const zero = '0'.repeat(26);
    const odd = [zero, 'x', nesvik.id.toUpperCase(), `${nesvik.id}0`, nesvik.id.slice(1), nesvik.enrolments[0].id, '%20'];
    for (const id of odd) {
      for (const path of [`/api/patients/${id}`, `/api/worklist/${id}`, `/api/patients/${id}/access-log`]) {
        assertProblem(await world.as('nurse', path), 404);
      }
    }
    for (const id of [zero, 'x', nesvik.id.toUpperCase()]) {
      assertProblem(await world.send('nurse', reading(id)), 404);
      assertProblem(await world.send(first.login, reading(id)), 404);
    }
    for (const id of [nesvik.id, `${nesvik.id}.`, `.${nesvik.id}`, `${nesvik.id}.${NOBODY}`, `${zero}.${zero}`]) {
      const body = { to: 'paused', reason: 'reise' };
      assertProblem(await world.as('nurse', `/api/enrolments/${id}/transitions`, { body }), 404);
    }
    const [{ count }] = await world.store.sql(
      `SELECT count(*) AS count FROM observation WHERE patient_id = ${world.store.id(zero)}`,
    );
    assert.equal(count, 0, 'a reading of nobody was stored');
  });

  test('an enrolment of one patient is not reached through another', async () => {
    const mixed = `${nesvik.id}.${fjelldal.enrolments[0].id.split('.')[1]}`;
    const body = { to: 'paused', reason: 'reise' };
    assertProblem(await world.as('nurse', `/api/enrolments/${mixed}/transitions`, { body }), 404);
  });

  test('lists never hold strangers', async () => {
    const municipality = (id) => world.people.get(id).municipality;
    for (const [login, allowed] of [
      ['nurse', (id) => ['Nesvik', 'Fjelldal'].includes(municipality(id))],
      ['teamlead', (id) => ['Nesvik', 'Fjelldal'].includes(municipality(id))],
      ['journal', (id) => ['Nesvik', 'Fjelldal'].includes(municipality(id))],
      ['coordinator', (id) => municipality(id) === 'Nesvik'],
      ['caseworker', (id) => municipality(id) === 'Nesvik'],
      ['gp', (id) => municipality(id) === 'Nesvik'],
      ['specialist', (id) => world.people.get(id).department],
      ['patient1', (id) => id === first.id],
      ['kin1', (id) => id === first.id],
    ]) {
      const seen = await seenInLists(login);
      assert.ok(seen.size > 0, `${login} sees nobody`);
      for (const id of seen) assert.ok(allowed(id), `${login} sees ${world.people.get(id).login}`);
    }
    for (const login of ['outsider', 'groupstaff']) {
      for (const id of await seenInLists(login)) assert.equal(municipality(id), 'Utland', login);
    }
  });

  test('filters narrow what one sees and never widen it', async () => {
    const filters = (await world.as('nurse', '/api/worklist/filters')).body;
    const ofUtland = (await world.as('outsider', '/api/worklist/filters')).body.municipalities;
    assert.deepEqual(
      filters.municipalities.map((one) => one.name.split(' ')[0]),
      ['Fjelldal', 'Nesvik'],
    );
    assert.deepEqual(
      ofUtland.map((one) => one.name.split(' ')[0]),
      ['Utland'],
    );
    const asked = await world.as('nurse', `/api/worklist?municipality=${ofUtland[0].id}`);
    assert.deepEqual([asked.status, asked.body.items], [200, []]);
    for (const { id, name } of filters.municipalities) {
      const { items } = (await world.as('nurse', `/api/worklist?municipality=${id}&limit=500`)).body;
      assert.ok(items.length > 0);
      for (const item of items) assert.ok(item.enrolments.some((one) => one.municipality.name === name));
    }
    for (const zone of ['red', 'yellow', 'green']) {
      const { items } = (await world.as('nurse', `/api/worklist?zone=${zone}&limit=500`)).body;
      for (const item of items) assert.equal(item.zone, zone);
    }
    const trial = (await world.as('nurse', '/api/enrolments?state=trial&limit=500')).body.items;
    assert.ok(trial.length > 0 && trial.every((item) => item.state === 'trial'));
  });

  test('a stream never tells of strangers, nor anything to roles that may not read', async () => {
    const logins = ['outsider', 'coordinator2', 'gp2', 'patient2', 'editor', 'admin', 'groupstaff', 'specialist'];
    const streams = await Promise.all(logins.map((login) => world.listen(login)));
    const nurse = await world.listen('nurse');
    await world.send(nesvik.login, reading(nesvik.id));
    await nurse.waitFor((one) => one.patient === nesvik.id);
    // One that some of them may know of comes after it, so that silence before it is no accident.
    await world.send(utland.login, reading(utland.id));
    await world.send(fjelldal.login, reading(fjelldal.id));
    await streams[0].waitFor((one) => one.patient === utland.id);
    await streams[1].waitFor((one) => one.patient === fjelldal.id);
    await streams[2].waitFor((one) => one.patient === fjelldal.id);
    await sleep(100);
    const heard = streams.map((stream) => stream.events.map((one) => world.people.get(one.patient).municipality));
    const specialist = fjelldal.department ? ['Fjelldal'] : [];
    assert.deepEqual(
      Object.fromEntries(logins.map((login, i) => [login, heard[i]])),
      {
        outsider: ['Utland'],
        coordinator2: ['Fjelldal'],
        gp2: ['Fjelldal'],
        patient2: [],
        editor: [],
        admin: [],
        groupstaff: [],
        specialist,
      },
    );
    assert.ok(!nurse.events.some((one) => one.patient === utland.id));
    await Promise.all([nurse, ...streams].map((stream) => stream.close()));
  });

  test('a replay tells no more than the stream would have', async () => {
    const nurse = await world.listen('nurse', { lastEventId: 0 });
    const coordinator = await world.listen('coordinator2', { lastEventId: 0 });
    await until(() => nurse.events.length > 0 && coordinator.events.length > 0);
    await sleep(100);
    for (const [stream, allowed] of [
      [nurse, ['Nesvik', 'Fjelldal']],
      [coordinator, ['Fjelldal']],
    ]) {
      for (const event of stream.events) {
        assert.ok(allowed.includes(world.people.get(event.patient).municipality), JSON.stringify(event));
      }
      await stream.close();
    }
  });

  test('next of kin reads and reports only what the patient has allowed', async () => {
    const account = `account_id = (SELECT id FROM account WHERE login = 'kin1')`;
    const may = (read, report) =>
      world.store.sql(`UPDATE kin SET may_read = ${read}, may_report = ${report} WHERE ${account}`);
    const readers = async () => (await world.as('kin1', `/api/patients/${first.id}`)).status;
    const reports = async () => (await world.send('kin1', reading(first.id))).status;
    assert.deepEqual([await readers(), await reports()], [200, 201]);
    await may(1, 0);
    const refused = await reports();
    assert.deepEqual([await readers(), refused === 403 || refused === 404], [200, true], `${refused}`);
    await may(0, 0);
    assert.equal(await readers(), 404);
    await may(1, 1);
    await world.store.sql(`UPDATE kin SET ends_at = 1 WHERE ${account}`);
    assert.deepEqual([await readers(), await reports()], [404, 404]);
    await world.store.sql(`UPDATE kin SET ends_at = NULL WHERE ${account}`);
    assert.equal(await readers(), 200);
  });

  test('when an agreement has run out, the other municipality is gone from records, lists and streams', async () => {
    const title = `title = 'Nesvik kommune – Fjelldal kommune'`;
    const end = (at) => world.store.sql(`UPDATE agreement SET ends_at = ${at} WHERE ${title}`);
    assert.ok((await seenInLists('nurse')).has(fjelldal.id));
    await end(Date.now() - 1);
    for (const route of aboutOneFor('nurse')) await refusedAlike(world.token('nurse'), route, fjelldal);
    for (const login of ['nurse', 'teamlead', 'journal']) {
      for (const id of await seenInLists(login)) assert.equal(world.people.get(id).municipality, 'Nesvik');
    }
    const counts = (await world.as('nurse', '/api/worklist/counts')).body;
    const { items } = (await world.as('nurse', '/api/worklist?limit=500')).body;
    assert.equal(counts.all, items.length);
    const stream = await world.listen('nurse');
    await world.send(fjelldal.login, reading(fjelldal.id));
    await world.send(nesvik.login, reading(nesvik.id));
    await stream.waitFor((one) => one.patient === nesvik.id);
    assert.ok(!stream.events.some((one) => one.patient === fjelldal.id));
    await stream.close();
    assert.equal((await world.as('coordinator2', `/api/patients/${fjelldal.id}`)).status, 200, 'its own still');
    assert.equal((await world.as(fjelldal.login, `/api/patients/${fjelldal.id}`)).status, 200);
    await end('NULL');
    assert.equal((await world.as('nurse', `/api/patients/${fjelldal.id}`)).status, 200);
  });

  test('an agreement that has not begun, or does not name the programme, opens nothing', async () => {
    const title = `title = 'Nesvik kommune – Fjelldal kommune'`;
    const [{ starts_at: began }] = await world.store.sql(`SELECT starts_at FROM agreement WHERE ${title}`);
    const starts = (at) => world.store.sql(`UPDATE agreement SET starts_at = ${at} WHERE ${title}`);
    await starts(Date.now() + 60_000);
    assertProblem(await world.as('nurse', `/api/patients/${fjelldal.id}`), 404);
    await starts(began);
    const programme = (from, to) =>
      world.store.sql(`UPDATE agreement_programme SET programme = '${to}' WHERE programme = '${from}'
        AND agreement_id = (SELECT id FROM agreement WHERE ${title})`);
    await programme('copd', 'wounds');
    assertProblem(await world.as('nurse', `/api/patients/${fjelldal.id}`), 404);
    await programme('wounds', 'copd');
    assert.equal((await world.as('nurse', `/api/patients/${fjelldal.id}`)).status, 200);
  });

  test('a closed enrolment is open to the patient alone', async () => {
    const patient = world.fresh();
    const move = (to) =>
      world.as('nurse', `/api/enrolments/${patient.enrolments[0].id}/transitions`, {
        body: { to, reason: 'flyttet' },
      });
    for (const to of ['closing', 'closed']) assert.equal((await move(to)).status, 200);
    for (const route of aboutOneFor('nurse')) await refusedAlike(world.token('nurse'), route, patient);
    for (const login of ['nurse', 'coordinator', 'gp']) {
      assert.ok(!(await seenInLists(login)).has(patient.id), login);
    }
    const own = await world.as(patient.login, `/api/patients/${patient.id}`);
    assert.deepEqual([own.status, own.body.enrolments[0].state], [200, 'closed']);
  });

  test('of a patient with two services, each sees its own part only', async () => {
    const patient = world.fresh({ programmes: 'copd,heart-failure' });
    const heart = patient.enrolments.find((one) => one.programme === 'heart-failure').id.split('.')[1];
    await world.store.sql(`UPDATE enrolment SET service_id = (SELECT id FROM organisation
      WHERE name = 'Oppfølgingstjenesten Utland') WHERE id = ${world.store.id(heart)}`);
    const { body } = await world.as('nurse', `/api/patients/${patient.id}`);
    assert.deepEqual(
      body.enrolments.map((one) => one.programme),
      ['copd'],
    );
    assert.deepEqual((await world.row(patient)).enrolments.map((one) => one.programme), ['copd']);
    assertProblem(await world.as('nurse', `/api/patients/${patient.id}/series?parameter=weight`), 404);
    const weight = reading(patient.id, { parameter: 'weight', value: 80 });
    assert.equal((await world.send(patient.login, weight)).status, 201);
    const { reports } = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    const shown = reports.flatMap((report) => report.observations.map((one) => one.parameter));
    assert.ok(shown.includes('spo2') && !shown.includes('weight'), `shown: ${shown}`);
    const bundle = await world.as('nurse', `/fhir/Observation?patient=${patient.id}&_count=500`);
    const codes = (bundle.body.entry ?? []).map((entry) => entry.resource.code?.coding?.[0].code);
    assert.ok(codes.length > 0 && !codes.includes('29463-7'), `FHIR shows: ${codes}`);
    const transition = { body: { to: 'paused', reason: 'reise' } };
    assertProblem(
      await world.as('nurse', `/api/enrolments/${patient.id}.${heart}/transitions`, transition),
      404,
    );
  });

  test('a session that has ended, run out, or lost its account or role is 401', async () => {
    const store = world.store;
    const ways = [
      (token) => ask(server, '/api/session', { method: 'DELETE', token }),
      (_, of) => store.sql(`UPDATE session SET ended_at = ${Date.now()} WHERE ${of}`),
      (_, of) => store.sql(`UPDATE session SET expires_at = ${Date.now() - 1} WHERE ${of}`),
    ];
    for (const way of ways) {
      const token = world.newToken('nurse2');
      await way(token, 'token_hash = (SELECT token_hash FROM session ORDER BY created_at DESC LIMIT 1)');
      assertProblem(await ask(server, '/api/me', { token }), 401);
    }
    const gone = [
      ["account SET active = 0 WHERE login = 'nurse2'", "account SET active = 1 WHERE login = 'nurse2'"],
      [
        `role SET ends_at = ${Date.now() - 1} WHERE account_id = (SELECT id FROM account WHERE login = 'nurse2')`,
        "role SET ends_at = NULL WHERE account_id = (SELECT id FROM account WHERE login = 'nurse2')",
      ],
    ];
    for (const [lose, mend] of gone) {
      const token = world.newToken('nurse2');
      await store.sql(`UPDATE ${lose}`);
      assertProblem(await ask(server, '/api/me', { token }), 401);
      await store.sql(`UPDATE ${mend}`);
      assert.equal((await ask(server, '/api/me', { token })).status, 200);
    }
  });

  test('signing out ends that session at once, and no other', async () => {
    const [one, other] = [world.newToken('nurse'), world.newToken('nurse')];
    for (const token of [one, other]) assert.equal((await ask(server, '/api/me', { token })).status, 200);
    assert.equal((await ask(server, '/api/session', { method: 'DELETE', token: one })).status, 204);
    assertProblem(await ask(server, '/api/me', { token: one }), 401);
    assert.equal((await ask(server, '/api/me', { token: other })).status, 200);
  });

  test('a session that was ended beside the server is forgotten within ten seconds', async () => {
    const { token, last, error } = await forgotten;
    assert.equal(error, undefined);
    assert.ok(last < 11_000, `${last} ms`);
    await assert.rejects(listen(server, token), /401/);
  });
});
