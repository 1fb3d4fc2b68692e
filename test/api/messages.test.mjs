// Messages between a patient and a service: who writes and reads, what each side has not seen, and where the list
// puts it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { World, assertProblem, comparable, onEachStore, reading, sleep, until } from './lib.mjs';
import { idOf } from './stores.mjs';

let keys = 0;
const newKey = () => {
  keys += 1;
  return { 'Idempotency-Key': `message-${process.pid}-${keys}` };
};

onEachStore('messages', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
    const rows = await world.store.sql('SELECT DISTINCT patient_id FROM thread');
    const writing = new Set(rows.map((row) => idOf(row.patient_id)));
    world.free = world.free.filter((one) => !writing.has(one.id));
  });
  after(() => world?.end());

  const threadsOf = (patient) => `/api/patients/${patient.id}/threads`;
  const post = async (login, path, body, headers = {}) => {
    const answer = await world.as(login, path, { body, headers });
    assert.equal(answer.status, 201, answer.text);
    return answer.body;
  };
  const begin = (login, patient, body = 'Hei, kan jeg spørre om noe?', more = {}) =>
    post(login, threadsOf(patient), { body, ...more });
  const say = (login, thread, body) => post(login, `/api/threads/${thread.id}/messages`, { body });
  const read = async (login, thread, query = '') => {
    const answer = await world.as(login, `/api/threads/${thread.id}${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const list = async (login, patient) => {
    const answer = await world.as(login, threadsOf(patient));
    assert.equal(answer.status, 200, answer.text);
    return answer.body.items;
  };
  const seen = (login, thread, upTo) => world.as(login, `/api/threads/${thread.id}/seen`, { body: { upTo } });
  const listed = async () => (await world.as('nurse', '/api/worklist?limit=500')).body.items;
  const counts = async () => (await world.as('nurse', '/api/worklist/counts')).body;
  const calm = () => world.fresh({ fits: (one) => one.login !== 'patient1' });
  /** Who waits for nothing else: a task by rule comes on some days to some. */
  const idle = async () => {
    for (;;) {
      const patient = calm();
      const { tasks, missing } = await world.row(patient);
      if (tasks === 0 && !missing) return patient;
    }
  };
  const green = async () => {
    const patient = calm();
    const yellow = await world.limit(patient, 'spo2', 'yellow');
    assert.equal((await world.send(patient.login, reading(patient.id, { value: yellow + 2 }))).status, 201);
    assert.equal((await world.row(patient)).zone, 'green');
    return patient;
  };
  const stored = async (patient) => {
    const [{ count }] = await world.store.sql(
      `SELECT count(*) AS count FROM message WHERE patient_id = ${world.store.id(patient.id)}`,
    );
    return count;
  };
  const seenRows = async (patient) => {
    const [{ count }] = await world.store.sql(
      `SELECT count(*) AS count FROM message_seen WHERE patient_id = ${world.store.id(patient.id)}`,
    );
    return count;
  };

  test('a patient writes, a nurse reads and answers, and each sees who wrote what and when', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient, 'Kan jeg måle\nom kvelden?', { subject: 'Måling' });
    assert.ok(thread.id.startsWith(`${patient.id}.`));
    const answered = await say('nurse', thread, 'Ja, det går fint.');
    assert.deepEqual([answered.number, answered.mine], [2, true]);
    const { messages, next, ...head } = await read(patient.login, thread);
    assert.equal(next, null);
    assert.deepEqual(
      messages.map(({ number, by, body, mine }) => ({ number, side: by.side, body, mine })),
      [
        { number: 1, side: 'patient', body: 'Kan jeg måle\nom kvelden?', mine: true },
        { number: 2, side: 'service', body: 'Ja, det går fint.', mine: false },
      ],
    );
    assert.deepEqual([head.subject, head.service.name, head.unread], ['Måling', 'Oppfølgingstjenesten Nesvik', 1]);
    assert.equal(messages[1].by.name, 'Nina Demo');
    assert.ok(Date.now() - Date.parse(messages[0].at) < 60_000);
    const asNurse = await read('nurse2', thread);
    assert.deepEqual(
      asNurse.messages.map((one) => one.mine),
      [false, false],
      'a colleague wrote the answer',
    );
    assert.equal(asNurse.unread, 1, 'an answer does not say that all was seen');
  });

  test('threads stand newest first with their last message, in pages', async () => {
    const patient = calm();
    const [first, second, third] = [
      await begin(patient.login, patient, 'en'),
      await begin('nurse', patient, 'to'),
      await begin(patient.login, patient, 'tre'),
    ];
    await sleep(5);
    await say(patient.login, first, 'en til');
    const items = await list('nurse', patient);
    assert.deepEqual(
      items.map((one) => [one.id, one.messages.map((message) => message.body)]),
      [
        [first.id, ['en til']],
        [third.id, ['tre']],
        [second.id, ['to']],
      ],
    );
    const ids = [];
    let cursor = '';
    for (let pages = 0; pages < 5 && cursor !== null; pages += 1) {
      const { body } = await world.as('nurse', `${threadsOf(patient)}?limit=1&cursor=${cursor}`.replace(/&cursor=$/, ''));
      ids.push(...body.items.map((one) => one.id));
      cursor = body.next;
    }
    assert.deepEqual(ids, [first.id, third.id, second.id]);
    const { messages } = await read('nurse', first, '?after=1');
    assert.deepEqual(
      messages.map((one) => one.number),
      [2],
    );
  });

  test('a long thread comes in pages of at most 200 messages', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    const own = `patient_id = ${world.store.id(patient.id)}`;
    await world.store.sql(`INSERT INTO message (patient_id, thread_id, number, at, account_id, side, body)
      WITH RECURSIVE counted (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM counted WHERE n < 205)
      SELECT m.patient_id, m.thread_id, n, m.at, m.account_id, m.side, m.body FROM message m, counted
      WHERE ${own} AND number = 1`);
    await world.store.sql(`UPDATE thread SET last_number = 205, service_unread = 205 WHERE ${own}`);
    const first = await read('nurse', thread);
    assert.deepEqual([first.messages.length, first.next], [200, 200]);
    const rest = await read('nurse', thread, `?after=${first.next}`);
    assert.deepEqual([rest.messages.map((one) => one.number), rest.next], [[201, 202, 203, 204, 205], null]);
    assert.equal((await say(patient.login, thread, 'en til')).number, 206);
  });

  test('what the patient writes is unread on the list, and what the nurse writes is unread with the patient', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    await say(patient.login, thread, 'Og en ting til.');
    const other = await begin(patient.login, patient, 'Noe annet');
    assert.equal((await world.row(patient)).unread, 3);
    assert.deepEqual(
      (await list('nurse', patient)).map((one) => [one.id, one.unread]),
      [
        [other.id, 1],
        [thread.id, 2],
      ],
    );
    assert.ok((await list(patient.login, patient)).every((one) => one.unread === 0));
    assert.equal((await seen('nurse', thread, 2)).body.unread, 0);
    assert.equal((await world.row(patient)).unread, 1);
    assert.equal((await seen('nurse', other, 1)).status, 200);
    assert.equal((await world.row(patient)).unread, 0);
    await say('nurse', thread, 'Svar');
    assert.equal((await world.row(patient)).unread, 0);
    assert.equal((await list(patient.login, patient))[0].unread, 1);
    assert.equal((await seen(patient.login, thread, 3)).body.unread, 0);
  });

  test('what was seen is seen once, never less, and only up to the message that was shown', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient, 'en');
    await say(patient.login, thread, 'to');
    await say(patient.login, thread, 'tre');
    assert.equal((await seen('nurse', thread, 2)).body.unread, 1);
    assert.equal(await seenRows(patient), 1);
    assert.equal((await seen('nurse', thread, 1)).body.unread, 1, 'it went up again');
    assert.equal((await seen('nurse', thread, 2)).body.unread, 1);
    assert.equal(await seenRows(patient), 1, 'what changes nothing is not kept');
    assert.equal((await seen('nurse2', thread, 1)).body.unread, 1, 'a colleague who has seen less');
    assert.equal((await seen('nurse2', thread, 3)).body.unread, 0);
    assert.equal(await seenRows(patient), 3);
    await say(patient.login, thread, 'fire');
    assert.equal((await seen('nurse', thread, 3)).body.unread, 1, 'what came after is not seen');
    for (const upTo of [5, 0, -1, 1.5, '1', null]) {
      assertProblem(await seen('nurse', thread, upTo), 422, /\/upTo/);
    }
    assert.equal((await world.row(patient)).unread, 1);
  });

  test('a green row with a message wants a look: before the other greens, since the message came', async () => {
    const patient = await green();
    const before = [await counts(), await world.row(patient)];
    await sleep(5);
    const thread = await begin(patient.login, patient);
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.unread], ['green', 1]);
    assert.ok(Date.parse(row.since) > Date.parse(before[1].since), 'it waits since the message came');
    const now = await counts();
    assert.deepEqual(
      ['green', 'attention', 'unread', 'all'].map((part) => now[part] - before[0][part]),
      [0, 1, 1, 0],
    );
    const items = await listed();
    const at = items.findIndex((item) => item.patient.id === patient.id);
    const firstGreen = items.findIndex((item) => item.zone === 'green' && item.unread === 0 && item.tasks === 0 && !item.missing);
    assert.ok(at < firstGreen, 'it stands before the greens');
    const { items: attention } = (await world.as('nurse', '/api/worklist?zone=attention&limit=500')).body;
    assert.ok(attention.some((item) => item.patient.id === patient.id));
    await seen('nurse', thread, 1);
    const after = await world.row(patient);
    assert.deepEqual([after.zone, after.unread, after.since], ['green', 0, before[1].since]);
    assert.deepEqual(await counts(), before[0]);
  });

  test('of those who wait for an answer the one who has waited longest comes first', async () => {
    const [early, late] = [await idle(), await idle()];
    const thread = await begin(early.login, early);
    await sleep(5);
    await begin(late.login, late);
    await sleep(5);
    await say(early.login, thread, 'Er dere der?');
    const order = async () =>
      (await listed()).map((item) => item.patient.id).filter((id) => [early.id, late.id].includes(id));
    assert.deepEqual(await order(), [early.id, late.id], 'a second message is no new wait');
    const yellow = await world.limit(early, 'spo2', 'yellow');
    await world.send(early.login, reading(early.id, { value: yellow + 2 }));
    assert.deepEqual(await order(), [early.id, late.id], 'nor is a green report');
    await seen('nurse', thread, 1);
    assert.deepEqual(await order(), [late.id, early.id], 'now the second message is the oldest');
  });

  test('a red or yellow row stays where it is, and shows that something is unread', async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    const before = await world.row(patient);
    const thread = await begin(patient.login, patient, 'Jeg er tungpustet');
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.since, row.unread], ['red', before.since, 1]);
    await seen('nurse', thread, 1);
    assert.equal((await world.row(patient)).since, before.since);
  });

  test('who acknowledges what was seen before a message came is refused, and reading it makes nothing stale', async () => {
    const patient = await green();
    const acknowledge = (version) =>
      world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body: { version, outcomes: ['seen'] } });
    const { version } = await world.row(patient);
    const thread = await begin(patient.login, patient);
    assertProblem(await acknowledge(version), 409, /version/);
    const now = await world.row(patient);
    await seen('nurse', thread, 1);
    assert.equal((await acknowledge(now.version)).status, 200);
  });

  test('acknowledging a green leaves its unread message on the list', async () => {
    const patient = await green();
    await begin(patient.login, patient);
    const { version, since } = await world.row(patient);
    const done = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, {
      body: { version, outcomes: ['seen'] },
    });
    assert.deepEqual([done.body.zone, done.body.unread, done.body.since], ['none', 1, since]);
    assert.ok((await listed()).some((item) => item.patient.id === patient.id));
    const again = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, {
      body: { version: done.body.version, outcomes: ['seen'] },
    });
    assertProblem(again, 409);
  });

  test('both sides hear of a message at once, and nobody else does', async () => {
    const patient = calm();
    const hears = ['nurse', 'nurse2', patient.login];
    const silent = ['gp', 'coordinator2', 'outsider', 'specialist', 'caseworker', 'patient1', 'kin1'];
    const streams = await Promise.all([...hears, ...silent].map((login) => world.listen(login)));
    // The list tells of other things too, at whatever minute they fall due.
    const heard = (stream) => stream.events.filter((one) => one.kind === 'message' && one.patient === patient.id);
    const thread = await begin(patient.login, patient);
    for (const stream of streams.slice(0, hears.length)) {
      const event = await stream.waitFor((one) => one.kind === 'message' && one.patient === patient.id);
      assert.equal(event.enrolment, patient.enrolments[0].id);
    }
    const before_ = heard(streams[2]).length;
    await say('nurse', thread, 'Svar');
    await until(() => heard(streams[2]).length === before_ + 1, { says: 'the patient did not hear of the answer' });
    await seen('nurse', thread, 1);
    await until(() => heard(streams[1]).length === 3, { says: 'the colleague did not hear that it was seen' });
    await seen('nurse', thread, 1);
    await sleep(100);
    assert.equal(heard(streams[1]).length, 3, 'what changes nothing is told of');
    for (const [i, login] of silent.entries()) {
      assert.deepEqual(heard(streams[hears.length + i]), [], `${login} heard of it`);
    }
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test("kin do not hear of the messages of their own, and may neither read nor write them", async () => {
    const own = [...world.people.values()].find((one) => one.login === 'patient1');
    const stream = await world.listen('kin1');
    const thread = await begin('patient1', own);
    for (const path of [threadsOf(own), `/api/threads/${thread.id}`]) assertProblem(await world.as('kin1', path), 403);
    for (const [path, body] of [
      [threadsOf(own), { body: 'Hei' }],
      [`/api/threads/${thread.id}/messages`, { body: 'Hei' }],
      [`/api/threads/${thread.id}/seen`, { upTo: 1 }],
    ]) {
      assertProblem(await world.as('kin1', path, { body }), 403);
    }
    await sleep(100);
    assert.deepEqual(stream.events, []);
    await stream.close();
  });

  test('GP, coordinator, specialist, team lead and journal may neither read nor write', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    for (const login of ['gp', 'coordinator', 'specialist', 'teamlead', 'journal', 'admin', 'caseworker', 'groupstaff']) {
      assertProblem(await world.as(login, threadsOf(patient)), 403);
      assertProblem(await world.as(login, `/api/threads/${thread.id}`), 403);
      assertProblem(await world.as(login, threadsOf(patient), { body: { body: 'Hei' } }), 403);
    }
    assert.equal(await stored(patient), 1);
  });

  test('a nurse of another ground than the service that follows is refused as a stranger', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    const municipality = "(SELECT id FROM organisation WHERE name = 'Nesvik kommune')";
    const role = "account_id = (SELECT id FROM account WHERE login = 'nurse2')";
    await world.store.sql(`UPDATE role SET organisation_id = ${municipality} WHERE ${role}`);
    try {
      const token = world.newToken('nurse2');
      const asked = (path, options) => world.as('nurse2', path, { ...options, token });
      assert.equal((await asked(`/api/patients/${patient.id}`)).status, 200, 'the municipality is their own');
      assertProblem(await asked(threadsOf(patient)), 404);
      assertProblem(await asked(`/api/threads/${thread.id}`), 404);
      assertProblem(await asked(`/api/threads/${thread.id}/messages`, { body: { body: 'Hei' } }), 404);
    } finally {
      await world.store.sql(`UPDATE role SET organisation_id = (SELECT organisation_id FROM role
        WHERE account_id = (SELECT id FROM account WHERE login = 'nurse')) WHERE ${role}`);
    }
  });

  test("another service's thread is unknown, and a patient with two services says with whom", async () => {
    const patient = world.fresh({ programmes: 'copd,heart-failure', zone: 'any' });
    const heart = patient.enrolments.find((one) => one.programme === 'heart-failure').id.split('.')[1];
    const utland = "(SELECT id FROM organisation WHERE name = 'Oppfølgingstjenesten Utland')";
    await world.store.sql(`UPDATE enrolment SET service_id = ${utland},
      municipality_id = (SELECT id FROM organisation WHERE name = 'Utland kommune') WHERE id = ${world.store.id(heart)}`);
    const { enrolments } = (await world.as(patient.login, `/api/patients/${patient.id}`)).body;
    const service = (name) => enrolments.find((one) => one.service.name.endsWith(name)).service.id;
    assertProblem(await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei' } }), 422, /\/service/);
    const before = (await world.row(patient)).unread;
    const theirs = await begin(patient.login, patient, 'Til Utland', { service: service('Utland') });
    assert.equal((await world.row(patient)).unread, before, 'it is unread with the other service alone');
    assert.equal((await world.row(patient, 'outsider')).unread, 1);
    const ours = await begin(patient.login, patient, 'Til Nesvik', { service: service('Nesvik') });
    assert.deepEqual(
      (await list('nurse', patient)).map((one) => one.id),
      [ours.id],
    );
    assert.deepEqual(
      (await list('outsider', patient)).map((one) => one.id),
      [theirs.id],
    );
    assert.equal((await list(patient.login, patient)).length, 2);
    const nobodys = { id: `${patient.id}.${patient.id}` };
    for (const [path, options] of [
      ['', {}],
      ['/messages', { body: { body: 'Hei' } }],
      ['/seen', { body: { upTo: 1 } }],
    ]) {
      const foreign = await world.as('nurse', `/api/threads/${theirs.id}${path}`, options);
      const unknown = await world.as('nurse', `/api/threads/${nobodys.id}${path}`, options);
      assertProblem(foreign, 404);
      assert.deepEqual(comparable(foreign), comparable(unknown), path);
    }
    const wrong = { body: { body: 'Hei', service: service('Utland') } };
    assertProblem(await world.as('nurse', threadsOf(patient), wrong), 422, /\/service/);
    await begin('nurse', patient, 'Hei', { service: service('Nesvik') });
  });

  test('when the last enrolment is closed the service sees nothing, and the patient reads but writes no more', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    await say('nurse', thread, 'Svar');
    for (const to of ['closing', 'closed']) {
      const moved = await world.as('nurse', `/api/enrolments/${patient.enrolments[0].id}/transitions`, {
        body: { to, reason: 'flyttet' },
      });
      assert.equal(moved.status, 200, moved.text);
    }
    assertProblem(await world.as('nurse', threadsOf(patient)), 404);
    assertProblem(await world.as('nurse', `/api/threads/${thread.id}`), 404);
    assertProblem(await world.as('nurse', `/api/threads/${thread.id}/messages`, { body: { body: 'Hei' } }), 404);
    assert.equal((await read(patient.login, thread)).messages.length, 2);
    assert.equal((await seen(patient.login, thread, 2)).body.unread, 0);
    assertProblem(await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei' } }), 409);
    assertProblem(await world.as(patient.login, `/api/threads/${thread.id}/messages`, { body: { body: 'Hei' } }), 409);
    assert.equal(await stored(patient), 2);
  });

  test('what nobody could read, since the agreement has run out, is refused and not swallowed', async () => {
    const patient = world.fresh({ municipality: 'Fjelldal' });
    const thread = await begin(patient.login, patient);
    const end = (at) =>
      world.store.sql(`UPDATE agreement SET ends_at = ${at} WHERE title = 'Nesvik kommune – Fjelldal kommune'`);
    await end(Date.now() - 1);
    try {
      assertProblem(await world.as('nurse', `/api/threads/${thread.id}`), 404);
      assertProblem(await world.as(patient.login, `/api/threads/${thread.id}/messages`, { body: { body: 'Hei' } }), 409);
      assertProblem(await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei' } }), 409);
    } finally {
      await end('NULL');
    }
    await say(patient.login, thread, 'Nå går det igjen');
  });

  test('a message of a patient who has never been on the list puts them there', async () => {
    const patient = calm();
    const own = `patient_id = ${world.store.id(patient.id)}`;
    await world.store.sql(`DELETE FROM overview WHERE ${own}`);
    const thread = await begin(patient.login, patient);
    const row = await world.row(patient);
    assert.deepEqual([row.zone, row.unread, row.reported], ['none', 1, null]);
    await seen('nurse', thread, 1);
    assert.ok(!(await listed()).some((item) => item.patient.id === patient.id));
  });

  test('the same key writes once, and with another body it is refused', async () => {
    const patient = calm();
    const headers = newKey();
    const first = await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei' }, headers });
    const again = await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei' }, headers });
    assert.deepEqual([again.status, again.text], [201, first.text]);
    assertProblem(await world.as(patient.login, threadsOf(patient), { body: { body: 'Noe' }, headers }), 422);
    const path = `/api/threads/${first.body.id}/messages`;
    const key = newKey();
    await post(patient.login, path, { body: 'To' }, key);
    await post(patient.login, path, { body: 'To' }, key);
    assert.equal(await stored(patient), 2);
    assert.equal((await world.row(patient)).unread, 2);
  });

  test('two who write at the same time both get through, each with a number of its own', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    const texts = Array.from({ length: 8 }, (_, i) => `melding ${i}`);
    const written = await Promise.all(texts.map((text, i) => say(i % 2 ? 'nurse' : patient.login, thread, text)));
    assert.deepEqual(
      written.map((one) => one.number).sort((a, b) => a - b),
      [2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.equal((await world.row(patient)).unread, 5);
    assert.equal((await list(patient.login, patient))[0].unread, 4);
  });

  test('texts are kept to the letter, in any script, and what is no text is refused with its place', async () => {
    const patient = calm();
    const kept = ['مرحبا، كيف حالك؟', 'Buorre beaivi, čáhppes', '👵🏽 <b>&amp;</b> "x" \\n', 'a\tb\r\nc', `a${'å'.repeat(3999)}x`];
    const thread = await begin(patient.login, patient, kept[0], { subject: 'Spørsmål «nå»' });
    for (const body of kept.slice(1)) await say(patient.login, thread, body);
    const { messages, subject } = await read('nurse', thread);
    assert.deepEqual(
      messages.map((one) => one.body),
      kept,
    );
    assert.equal(subject, 'Spørsmål «nå»');
    const bad = ['', ' \n ', 'a\u0007', 'a\u202eb', 'a\u2066b', 'a\u007f', 'a\u0085b', 'å'.repeat(4001), 5, null, ['a']];
    for (const body of bad) {
      for (const path of [threadsOf(patient), `/api/threads/${thread.id}/messages`]) {
        assertProblem(await world.as(patient.login, path, { body: { body } }), 422, /\/body/);
      }
    }
    for (const over of ['a\nb', 'a\u0001', 'å'.repeat(101), 7]) {
      const refused = await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei', subject: over } });
      assertProblem(refused, 422, /\/subject/);
    }
    for (const service of ['x', 5, '', patient.id]) {
      const refused = await world.as(patient.login, threadsOf(patient), { body: { body: 'Hei', service } });
      assertProblem(refused, 422, /\/service/);
    }
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=1-x']) {
      assertProblem(await world.as(patient.login, `${threadsOf(patient)}?${query}`), 400, /limit|cursor/);
    }
    for (const after of ['x', '-1', '1.5']) {
      assertProblem(await world.as(patient.login, `/api/threads/${thread.id}?after=${after}`), 400, /after/);
    }
    for (const id of [patient.id, `${patient.id}.x`, `${patient.id}.${'0'.repeat(26)}`]) {
      assertProblem(await world.as(patient.login, `/api/threads/${id}`), 404);
      assertProblem(await world.as(patient.login, `/api/threads/${id}/messages`, { body: { body: 'Hei' } }), 404);
    }
    assert.equal(await stored(patient), kept.length);
  });

  test('the patient is told who read and who wrote', async () => {
    const patient = calm();
    const thread = await begin(patient.login, patient);
    await read('nurse', thread);
    await say('nurse', thread, 'Svar');
    const { items } = (await world.as(patient.login, `/api/patients/${patient.id}/access-log`)).body;
    const told = items
      .filter((item) => item.action.startsWith('message.'))
      .map((item) => `${item.role} ${item.action}`)
      .reverse();
    assert.deepEqual(told, ['patient message.write', 'nurse message.read', 'nurse message.write']);
  });
});
