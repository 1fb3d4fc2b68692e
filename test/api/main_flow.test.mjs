// The main job, from a reading that comes in to a case that is closed with what was done.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FHIR_TYPE, World, assertProblem, ask, onEachStore, reading, sleep, varde } from './lib.mjs';

const act = (world, login, patient, what, body) =>
  world.as(login, `/api/worklist/${patient.id}/${what}`, { method: 'POST', body });

const acknowledge = (world, login, patient, version, outcomes, more = {}) =>
  act(world, login, patient, 'acknowledge', { version, outcomes, ...more });

onEachStore('the main job', (kind) => {
  let world;
  before(async () => (world = await World.create(kind)));
  after(() => world?.end());

  const redCase = async () => {
    const patient = world.fresh();
    await world.report(patient, -1);
    return { patient, row: await world.row(patient) };
  };

  test('a reading is answered 201 with its place, version and content', async () => {
    const patient = world.fresh();
    const sent = reading(patient.id, { value: 97 });
    const answer = await world.send(patient.login, sent);
    assert.equal(answer.status, 201);
    assert.equal(answer.headers['content-type'], 'application/fhir+json; charset=utf-8');
    assert.equal(answer.headers.etag, 'W/"1"');
    assert.equal(answer.headers.location, `/fhir/Observation/${answer.body.id}`);
    const read = await world.as('nurse', answer.headers.location);
    assert.deepEqual([read.status, read.body.id, read.headers.etag], [200, answer.body.id, 'W/"1"']);
    assert.ok(answer.body.id.startsWith(`${patient.id}.`));
    const { id, meta, ...rest } = answer.body;
    assert.equal(meta.versionId, '1');
    assert.ok(id && Math.abs(Date.parse(meta.lastUpdated) - Date.now()) < 60_000);
    assert.deepEqual(rest, sent);
  });

  test('a red reading stands on the list, before yellow and green, with its reason in words', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    await world.report(patient, -2);
    for (const [language, zone] of [
      ['nb', 'rød'],
      ['en', 'red'],
    ]) {
      const { body } = await world.as('nurse', '/api/worklist?limit=500', {
        headers: { 'Accept-Language': language },
      });
      const at = body.items.findIndex((item) => item.patient.id === patient.id);
      assert.equal(body.items[at].zone, 'red');
      assert.deepEqual(
        body.items.slice(0, at).filter((item) => item.zone !== 'red'),
        [],
        'something stands before a red row',
      );
      const { text, ...reason } = body.items[at].reasons[0];
      assert.deepEqual(reason, {
        rule: 'limit.red_low',
        parameter: 'spo2',
        zone: 'red',
        value: red - 2,
        limit: red,
      });
      assert.equal(text, `SpO₂ ${red - 2} %, ${zone} ≤ ${red}`);
    }
    const asked = await world.as('nurse', `/api/worklist/${patient.id}?lang=en`);
    assert.match(asked.body.reasons[0].text, /, red ≤ /);
  });

  test('the list is in work order: red, yellow, what needs attention, green; in each who waits longest', async () => {
    const { body } = await world.as('nurse', '/api/worklist?limit=500');
    const tier = ({ zone, unread, tasks, missing }) =>
      zone === 'red' ? 0 : zone === 'yellow' ? 1 : unread || tasks || missing ? 2 : 3;
    const keys = body.items.map((item) => [tier(item), Date.parse(item.since)]);
    assert.ok(keys.length > 20);
    assert.deepEqual(
      keys,
      [...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    );
    const counts = (await world.as('nurse', '/api/worklist/counts')).body;
    assert.deepEqual(
      [counts.red, counts.yellow, counts.attention, counts.all],
      [...[0, 1, 2].map((one) => keys.filter(([of]) => of === one).length), keys.length],
    );
  });

  test('pages by the cursor are the whole list, once each', async () => {
    const whole = (await world.as('nurse', '/api/worklist?limit=500')).body;
    assert.equal(whole.next, null);
    const seen = [];
    let cursor = '';
    do {
      const { body } = await world.as('nurse', `/api/worklist?limit=7${cursor && `&cursor=${cursor}`}`);
      assert.ok(body.items.length <= 7);
      seen.push(...body.items.map((item) => item.patient.id));
      cursor = body.next;
    } while (cursor);
    assert.deepEqual(
      seen,
      whole.items.map((item) => item.patient.id),
    );
  });

  test('an open stream hears of a reading by itself', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    const stream = await world.listen('nurse');
    await world.send(patient.login, reading(patient.id, { value: red - 1 }));
    const event = await stream.waitFor((one) => one.patient === patient.id);
    assert.equal(event.kind, 'case');
    assert.equal(event.enrolment, patient.enrolments[0].id);
    assert.deepEqual(
      Object.keys(event).sort(),
      ['at', 'enrolment', 'event', 'id', 'kind', 'patient'],
      'an event tells more than what changed',
    );
    await stream.close();
  });

  test('who takes a case is shown to the second nurse, who gets 409 until it is given back', async () => {
    const { patient } = await redCase();
    const stream = await world.listen('nurse2');
    const taken = await act(world, 'nurse', patient, 'take', {});
    assert.equal(taken.status, 200);
    assert.equal(taken.body.takenBy.mine, true);
    await stream.waitFor((one) => one.kind === 'taken' && one.patient === patient.id);
    const seen = (await world.row(patient, 'nurse2')).takenBy;
    assert.equal(seen.mine, false);
    assert.equal(seen.name, 'Nina Demo');

    for (const what of ['take', 'release']) {
      const refused = await act(world, 'nurse2', patient, what);
      assertProblem(refused, 409);
      assert.match(refused.body.detail, /Nina Demo/);
    }
    assertProblem(await acknowledge(world, 'nurse2', patient, taken.body.version, ['home_visit']), 409);

    assert.equal((await act(world, 'nurse', patient, 'take')).status, 200, 'taking again is no conflict');
    const released = await act(world, 'nurse', patient, 'release');
    assert.equal(released.body.takenBy, null);
    await stream.waitFor((one) => one.kind === 'released' && one.patient === patient.id);
    assert.equal((await act(world, 'nurse2', patient, 'take', {})).body.takenBy.mine, true);
    await stream.close();
  });

  test('a case that another has taken may be taken over by force, and the first one loses it', async () => {
    const { patient } = await redCase();
    await act(world, 'nurse', patient, 'take');
    const forced = await act(world, 'nurse2', patient, 'take', { force: true });
    assert.equal(forced.body.takenBy.name, 'Vegard Demo');
    assertProblem(await act(world, 'nurse', patient, 'release'), 409);
  });

  test('what was taken an hour ago falls back to all', async () => {
    const { patient } = await redCase();
    await act(world, 'nurse', patient, 'take');
    await world.store.sql(
      `UPDATE overview SET taken_at = taken_at - 3600000 WHERE patient_id = ${world.store.id(patient.id)}`,
    );
    assert.equal((await world.row(patient, 'nurse2')).takenBy, null);
    assert.equal((await act(world, 'nurse2', patient, 'take')).status, 200);
  });

  test('a red case is not closed without an outcome that says what was done', async () => {
    const { patient, row } = await redCase();
    for (const outcomes of [[], ['seen'], ['seen', 'no_answer'], ['nonsense'], 'home_visit', [1]]) {
      const refused = await acknowledge(world, 'nurse', patient, row.version, outcomes);
      assertProblem(refused, 422, /outcomes/);
    }
    for (const body of [{}, { version: row.version }, { version: `${row.version}`, outcomes: ['seen'] }]) {
      assertProblem(await act(world, 'nurse', patient, 'acknowledge', body), 422);
    }
    assertProblem(
      await acknowledge(world, 'nurse', patient, row.version, ['home_visit'], { note: 5 }),
      422,
      /\/note/,
    );
    assert.equal((await world.row(patient)).zone, 'red');
  });

  test('acknowledging is refused 409 when something came in since one looked', async () => {
    const { patient, row } = await redCase();
    await world.report(patient, 3);
    assertProblem(
      await acknowledge(world, 'nurse', patient, row.version, ['doctor_contacted']),
      409,
      /version/,
    );
    const now = await world.row(patient);
    assert.equal(now.zone, 'red', 'a green reading does not close a red case');
    assert.equal(now.since, row.since, 'the same zone again is no new alarm');
    const done = await acknowledge(world, 'nurse', patient, now.version, ['doctor_contacted']);
    assert.equal(done.status, 200, done.text);
  });

  test('nobody answered: the attempt is kept and the case stays open and free', async () => {
    const { patient } = await redCase();
    const { version } = (await act(world, 'nurse', patient, 'take')).body;
    const tried = await acknowledge(world, 'nurse', patient, version, ['no_answer'], { note: 'ringte' });
    assert.equal(tried.status, 200, tried.text);
    assert.equal(tried.body.zone, 'red');
    assert.equal(tried.body.takenBy, null);
    const { contacts } = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    assert.deepEqual(
      [contacts[0].outcomes, contacts[0].note, contacts[0].closed],
      [['no_answer'], 'ringte', false],
    );
  });

  test('an outcome closes the case: off the list, in the contacts, and told on the stream', async () => {
    const { patient, row } = await redCase();
    const stream = await world.listen('nurse2');
    const outcomes = ['guided_by_plan', 'doctor_contacted'];
    const done = await acknowledge(world, 'nurse', patient, row.version, outcomes, { note: 'Startet kur.' });
    assert.equal(done.status, 200, done.text);
    assert.deepEqual([done.body.zone, done.body.reasons], ['none', []]);
    await stream.waitFor((one) => one.kind === 'acknowledged' && one.patient === patient.id);
    const list = (await world.as('nurse', '/api/worklist?limit=500')).body.items;
    // A task of the day may keep a row there, and nothing else.
    const left = list.filter((item) => item.patient.id === patient.id);
    assert.ok(left.every(({ zone, tasks }) => zone === 'none' && tasks > 0), JSON.stringify(left));
    const { contacts } = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    const { id, at, ...contact } = contacts[0];
    assert.ok(id.startsWith(`${patient.id}.`) && Date.now() - Date.parse(at) < 60_000);
    assert.deepEqual(contact, {
      by: 'Nina Demo',
      kind: null,
      party: null,
      zone: 'red',
      outcomes,
      about: null,
      note: 'Startet kur.',
      closed: true,
      undone: false,
    });
    assertProblem(await acknowledge(world, 'nurse', patient, done.body.version, outcomes), 409);
    await world.report(patient, -1);
    assert.equal((await world.row(patient)).zone, 'red', 'the next red reading is a new case');
    await stream.close();
  });

  test('green is acknowledged as seen, and takes the row off the list', async () => {
    const patient = world.fresh({ zone: 'none' });
    const yellow = await world.limit(patient, 'spo2', 'yellow');
    const stream = await world.listen('nurse');
    await world.send(patient.login, reading(patient.id, { value: yellow + 2 }));
    const event = await stream.waitFor((one) => one.patient === patient.id);
    assert.equal(event.kind, 'report', 'green opens no case');
    await stream.close();
    const { zone, version } = await world.row(patient);
    assert.equal(zone, 'green');
    const done = await acknowledge(world, 'nurse', patient, version, ['seen']);
    assert.deepEqual([done.status, done.body.zone], [200, 'none']);
  });

  test('yellow that turns red is a new wait, and red readings join into one case', async () => {
    const patient = world.fresh();
    const yellow = await world.limit(patient, 'spo2', 'yellow');
    await world.send(patient.login, reading(patient.id, { value: yellow }));
    const first = await world.row(patient);
    assert.equal(first.zone, 'yellow');
    await world.report(patient, -1);
    const second = await world.row(patient);
    assert.equal(second.zone, 'red');
    assert.ok(Date.parse(second.since) > Date.parse(first.since));
    await world.report(patient, -2);
    const third = await world.row(patient);
    assert.equal(third.since, second.since);
    assert.ok(third.version > second.version);
    const done = await acknowledge(world, 'nurse', patient, third.version, ['emergency']);
    assert.equal(done.body.zone, 'none');
  });

  test('the access log tells patient and nurse who read and changed what, newest first', async () => {
    const { patient, row } = await redCase();
    await world.as('nurse', `/api/patients/${patient.id}`);
    await world.as('nurse', `/api/patients/${patient.id}/series?parameter=spo2`);
    await act(world, 'nurse', patient, 'take');
    await acknowledge(world, 'nurse', patient, row.version, ['home_visit']);
    await world.as('gp', `/api/patients/${patient.id}`);
    for (const login of ['nurse', patient.login]) {
      const { items } = (await world.as(login, `/api/patients/${patient.id}/access-log`)).body;
      const times = items.map((item) => Date.parse(item.at));
      assert.deepEqual(
        times,
        [...times].sort((a, b) => b - a),
      );
      const told = items
        .filter((item) => Date.now() - Date.parse(item.at) < 60_000)
        .filter((item) => item.role === 'nurse' || item.role === 'gp')
        .filter((item) => item.action !== 'access_log.read')
        .map((item) => `${item.who} ${item.role} ${item.ground} ${item.action}`)
        .reverse();
      assert.deepEqual(
        told.slice(-5),
        [
          'Nina Demo nurse service patient.read',
          'Nina Demo nurse service observation.read',
          'Nina Demo nurse service case.take',
          'Nina Demo nurse service case.acknowledge',
          'Grete Demo gp gp_office patient.read',
        ],
        `as ${login} sees it`,
      );
      assert.ok(
        items.some((item) => item.who.endsWith(' Demo') && item.action === 'observation.write'),
      );
    }
  });

  test('a list that showed the patient stands in the access log too', async () => {
    const { patient } = await redCase();
    await world.as('coordinator', '/api/worklist?limit=500');
    const { items } = (await world.as(patient.login, `/api/patients/${patient.id}/access-log`)).body;
    assert.ok(
      items.some((item) => item.who === 'Kjersti Demo' && item.action === 'worklist.read'),
      'the patient is not told that a list showed them',
    );
  });

  test('a refused write leaves no trace', async () => {
    const { patient, row } = await redCase();
    const before = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    await acknowledge(world, 'nurse', patient, row.version, ['seen']);
    await world.send('nurse', reading(patient.id, { value: 'much' }));
    await world.send('outsider', reading(patient.id));
    const now = (await world.as('nurse', `/api/patients/${patient.id}`)).body;
    assert.deepEqual(now, before);
  });

  test('events are replayed from the last id that was heard, without gaps or doubles', async () => {
    const first = await world.listen('nurse');
    const patients = [world.fresh(), world.fresh(), world.fresh()];
    for (const patient of patients) await world.report(patient, -1);
    await first.waitFor((one) => one.patient === patients[2].id);
    await first.close();
    const [heard] = first.events;
    const again = await world.listen('nurse', { lastEventId: heard.id });
    const told = (stream) => stream.events.map(({ id, kind, patient }) => ({ id, kind, patient }));
    const missed = told(first).slice(1);
    await again.waitFor((one) => one.id >= missed.at(-1).id);
    // What the background does meanwhile comes behind.
    assert.deepEqual(told(again).slice(0, missed.length), missed);
    await again.close();
  });

  test('events are replayed after a restart, and the stream goes on from there', async () => {
    const stream = await world.listen('nurse');
    const patient = world.fresh();
    await world.report(patient, -1);
    const { id } = await stream.waitFor((one) => one.patient === patient.id);
    await world.restart();
    await stream.ended;
    const later = await world.listen('nurse', { lastEventId: id - 1 });
    const replayed = await later.waitFor((one) => one.patient === patient.id);
    assert.equal(replayed.id, id);
    const other = world.fresh();
    await world.report(other, -1);
    const next = await later.waitFor((one) => one.patient === other.id);
    // What falls due by itself may be told between.
    const told = later.events.map((one) => one.id);
    assert.ok(next.id > id);
    assert.equal(told[0], id);
    assert.deepEqual(told, [...new Set(told)].sort((one, two) => one - two));
    await later.close();
  });

  test('who listens after the event that the list names hears all that came since, and nothing older', async () => {
    const earlier = world.fresh();
    await world.report(earlier, -1);
    const list = await world.as('nurse', '/api/worklist');
    const counts = await world.as('nurse', '/api/worklist/counts');
    assert.ok(list.body.items.some((one) => one.patient.id === earlier.id && one.zone === 'red'));
    const mark = Number(list.headers['event-id']);
    assert.equal(Number(counts.headers['event-id']), mark, 'nothing happened between the two');
    const patient = world.fresh();
    await world.report(patient, -1);
    const stream = await world.listen('nurse', { after: mark });
    const heard = await stream.waitFor((one) => one.patient === patient.id);
    assert.equal(heard.id, mark + 1);
    assert.equal(stream.events.filter((one) => one.patient === earlier.id).length, 0);
    await stream.close();
    const both = await world.listen('nurse', { after: mark, lastEventId: heard.id });
    const other = world.fresh();
    await world.report(other, -1);
    await both.waitFor((one) => one.patient === other.id);
    assert.ok(both.events.every((one) => one.id > heard.id), 'a reconnect goes on from the newest that was heard');
    await both.close();
    assertProblem(await world.as('nurse', '/api/events?after=x'), 400, /after/);
  });

  test('who asks for events from before what is kept, or after the newest, is told to load all again', async () => {
    const stream = await world.listen('nurse', { lastEventId: 999_999_999 });
    const reload = await stream.waitFor((one) => one.event === 'reload');
    const patient = world.fresh();
    await world.report(patient, -1);
    const event = await stream.waitFor((one) => one.patient === patient.id);
    assert.equal(event.id, reload.id + 1, 'the reload names the newest id');
    await stream.close();
    for (const lastEventId of ['-1', 'x', '1.5', '99999999999999999999']) {
      const refused = await world.as('nurse', '/api/events', { headers: { 'Last-Event-ID': lastEventId } });
      assertProblem(refused, 400, /Last-Event-ID/);
    }
  });

  test('varde check holds after all of it, and finds a row that somebody changed', async () => {
    await sleep(50);
    const good = await varde(['check', '--db', world.store.url]);
    assert.equal(good.code, 0, good.stdout + good.stderr);
    const [{ number }] = await world.store.sql('SELECT max(number) AS number FROM access_log');
    const set = (role) => world.store.sql(`UPDATE access_log SET role = '${role}' WHERE number = ${number - 3}`);
    const [{ role }] = await world.store.sql(`SELECT role FROM access_log WHERE number = ${number - 3}`);
    await set('admin');
    const bad = await varde(['check', '--db', world.store.url]);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, new RegExp(`\\b${number - 3}\\b`));
    await set(role);
    assert.equal((await varde(['check', '--db', world.store.url])).code, 0);
  });

  test('a cookie does what a token does, until one signs out', async () => {
    const signed = await ask(world.server, '/api/session', { body: { login: 'nurse' } });
    assert.equal(signed.status, 200);
    assert.equal(signed.body.account.login, 'nurse');
    const cookie = signed.headers['set-cookie'][0];
    assert.match(cookie, /^varde_session=[\w-]+; .*HttpOnly.*SameSite=Strict/);
    const headers = { Cookie: cookie.split(';')[0] };
    assert.equal((await ask(world.server, '/api/worklist', { headers })).status, 200);
    const patient = world.fresh();
    const body = reading(patient.id);
    const written = await ask(world.server, '/fhir/Observation', { body, headers: { ...headers, ...FHIR_TYPE } });
    assert.equal(written.status, 201);
    const out = await ask(world.server, '/api/session', { method: 'DELETE', headers });
    assert.equal(out.status, 204);
    assert.match(out.headers['set-cookie'][0], /^varde_session=; .*Max-Age=0/);
    assertProblem(await ask(world.server, '/api/worklist', { headers }), 401);
  });
});
