// What comes in that should not: broken JSON, huge bodies, slow clients, odd HTTP, other sites. Each is answered in
// plain words, stores nothing, and hinders nobody else.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { FHIR_TYPE, JSON_TYPE, Server, World, ask, assertProblem, assertStrict, onSqlite, reading, sleep, until } from './lib.mjs';

const MEGABYTE = 1024 * 1024;

/** A raw connection: write as one likes, read to the end. */
class Raw {
  text = '';
  closed = false;

  static open(server) {
    const raw = new Raw();
    raw.socket = net.connect(server.port, '127.0.0.1');
    raw.socket.setNoDelay(true);
    raw.socket.on('data', (data) => (raw.text += data.toString('latin1')));
    raw.socket.on('error', () => {});
    raw.socket.on('close', () => (raw.closed = true));
    return new Promise((done, fail) => {
      raw.socket.once('connect', () => done(raw));
      raw.socket.once('error', fail);
    });
  }

  write(data) {
    this.socket.write(data);
    return this;
  }

  end(ms = 5000) {
    return until(() => this.closed, { ms, says: 'the connection stays open' });
  }

  /** The answers so far: {status, headers, text}; heads without body where `bodies` is false. */
  answers(bodies = true) {
    const found = [];
    let rest = this.text;
    for (let end; (end = rest.indexOf('\r\n\r\n')) >= 0; ) {
      const [line, ...lines] = rest.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 2)]),
      );
      const length = bodies ? Number(headers['content-length'] ?? 0) : 0;
      const from = end + 4;
      if (rest.length < from + length) break;
      found.push({ status: Number(line.split(' ')[1]), headers, text: rest.slice(from, from + length) });
      rest = rest.slice(from + length);
    }
    return found;
  }

  async answer(count = 1) {
    await until(() => this.answers().length >= count, { says: 'no answer came' });
    return this.answers();
  }
}

describe('what comes in that should not', () => {
  let world, server, patient, token;
  before(async () => {
    world = await World.create(onSqlite);
    server = world.server;
    patient = world.fresh();
    token = world.token('nurse');
  });
  after(() => world?.end());

  const post = (raw, headers = FHIR_TYPE) => world.as('nurse', '/fhir/Observation', { raw, headers });
  const count = async () => (await world.store.sql('SELECT count(*) AS n FROM observation'))[0].n;
  const head = (method, path, more = '') =>
    `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`;
  const good = () => JSON.stringify(reading(patient.id));

  const broken = {
    'nothing at all': '',
    'blanks': '   ',
    'not JSON': 'resourceType=Observation',
    'half an object': good0().slice(0, 60),
    'two objects': '{}{}',
    'a comma too many': '{"resourceType":"Observation",}',
    'a comment': '{/* */"resourceType":"Observation"}',
    'single quotes': "{'resourceType':'Observation'}",
    'a raw control character': '{"resourceType":"Obser\u0001vation"}',
    'NaN': '{"resourceType":"Observation","valueQuantity":{"value":NaN}}',
    'a number with a leading zero': '{"value":0123}',
    'a key twice': '{"resourceType":"Observation","resourceType":"Observation"}',
    'a key twice inside': '{"resourceType":"Observation","code":{"text":"a","text":"b"}}',
    'a lone surrogate': '{"resourceType":"\\ud800"}',
    'a byte order mark': '\ufeff{}',
    'a hundred levels': `${'['.repeat(100)}${']'.repeat(100)}`,
    'thirty thousand levels': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    'invalid UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    'an overlong encoding': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc0, 0x80, 0x22, 0x7d]),
    'a NUL in a text': '{"resourceType":"Observation","status":"fin\\u0000al"}',
    'null': 'null',
    'a text': '"Observation"',
    'a number': '1',
    'true': 'true',
    'a list': '[]',
    'an empty object': '{}',
  };
  function good0() {
    return JSON.stringify(reading('x'));
  }

  for (const [what, raw] of Object.entries(broken)) {
    test(`a reading that is ${what}: 422, and nothing is stored`, async () => {
      const before = await count();
      assertProblem(await post(raw), 422);
      assert.equal(await count(), before);
    });
  }

  test('the place of a fault in JSON is told by line and column', async () => {
    const answer = await post('{\n "resourceType": "Observation",\n oops\n}');
    assertProblem(answer, 422, /line 3, column \d/);
  });

  test('broken JSON is 422 on every route that reads JSON', async () => {
    for (const path of [
      '/api/session',
      `/api/worklist/${patient.id}/take`,
      `/api/worklist/${patient.id}/release`,
      `/api/worklist/${patient.id}/acknowledge`,
      `/api/enrolments/${patient.enrolments[0].id}/transitions`,
    ]) {
      for (const raw of ['{', '{"a":1,"a":2}', 'null', '[1]', '"x"']) {
        const answer = await world.as('nurse', path, { raw });
        const may = /take|release/.test(path) && ['null', '[1]', '"x"'].includes(raw) ? [200, 422] : [422];
        assert.ok(may.includes(answer.status), `${path} ${raw}: ${answer.status} ${answer.text}`);
      }
    }
  });

  test('impossible values are refused or kept as implausible, and never break anything', async () => {
    const spare = world.fresh();
    for (const value of ['1e400', '-1e400', '1e-400', '9'.repeat(70), '-0', '1e18', '-97', '0.0000000001', '1E+2']) {
      const body = JSON.stringify(reading(spare.id, { value: 12345 })).replace('12345', value);
      const answer = await post(body);
      assert.ok([201, 422].includes(answer.status), `${value}: ${answer.status} ${answer.text}`);
    }
    for (const at of [
      '0000-01-01',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '99999-01-01',
      '2026-13-01',
      '2026-11-21T24:00:00Z',
      '2026-11-21T10:00:60Z',
      '2026-11-21T10:00:00+25:00',
      '2026-11-21T10:00',
      '1900-01-01',
    ]) {
      const answer = await post(JSON.stringify(reading(spare.id, { at })));
      assert.ok([201, 422].includes(answer.status), `${at}: ${answer.status} ${answer.text}`);
    }
    const overview = await world.as('nurse', `/api/patients/${spare.id}`);
    assert.equal(overview.status, 200, overview.text);
    const series = await world.as('nurse', `/api/patients/${spare.id}/series?parameter=spo2&days=3660`);
    assert.equal(series.status, 200, series.text);
  });

  test('very long texts are refused or kept, and the answer is still one', async () => {
    for (const length of [100, 10_000, 60_000]) {
      const text = 'x'.repeat(length);
      for (const over of [
        { note: [{ text }] },
        { identifier: [{ system: text, value: text.slice(0, 1000) }] },
        { device: { display: text } },
        { status: text },
        { subject: { reference: `Patient/${text}` } },
        { code: { coding: [{ system: 'http://loinc.org', code: text }] } },
        { effectiveDateTime: text },
      ]) {
        const answer = await post(JSON.stringify({ ...reading(patient.id), ...over }));
        assert.ok([201, 404, 413, 422].includes(answer.status), `${answer.status} ${answer.text.slice(0, 300)}`);
        assert.ok(answer.status < 400 || answer.text.length < 2000, 'the error repeats what came');
      }
    }
  });

  test('markup and queries in texts come back as they were, as JSON', async () => {
    const spare = world.fresh();
    const note = `<script>alert(1)</script>'; DROP TABLE observation; -- "\\ \u2028 ${'😀'}`;
    const sent = await post(JSON.stringify(reading(spare.id, { note: [{ text: note }] })));
    assert.equal(sent.status, 201, sent.text);
    const read = await world.as('nurse', `/fhir/Observation/${sent.body.id}`);
    assert.equal(read.body.note[0].text, note);
    const told = await world.as('nurse', `/api/worklist/${spare.id}/acknowledge`, {
      body: { version: (await world.row(spare)).version, outcomes: ['home_visit'], note },
    });
    assert.equal(told.status, 200, told.text);
    const { contacts } = (await world.as('nurse', `/api/patients/${spare.id}`)).body;
    assert.equal(contacts[0].note, note);
  });

  test('a note that is too long, or not a text, is 422', async () => {
    const spare = world.fresh();
    const { version } = await world.row(spare);
    for (const note of ['x'.repeat(4001), 'å'.repeat(2001), 7, {}, ['x']]) {
      const answer = await world.as('nurse', `/api/worklist/${spare.id}/acknowledge`, {
        body: { version, outcomes: ['seen'], note },
      });
      assertProblem(answer, 422, /\/note/);
    }
  });

  test('another content type is 415, and a charset or none is taken', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/fhir+xml']) {
      assertProblem(await post(good(), { 'Content-Type': type }), 415);
    }
    for (const type of [
      'application/json',
      'application/fhir+json; charset=utf-8',
      'application/json;charset=UTF-8',
      'Application/FHIR+JSON',
    ]) {
      assert.equal((await post(good(), { 'Content-Type': type })).status, 201, type);
    }
  });

  test('a body beyond the route’s limit is 413, and the next request is answered', async () => {
    for (const size of [65 * 1024, 120 * 1024]) {
      const answer = await post(`{"text":"${'x'.repeat(size)}"}`);
      assertProblem(answer, 413);
    }
    assertProblem(await world.as('nurse', '/api/session', { raw: `{"login":"${'x'.repeat(5000)}"}` }), 413);
    assert.equal((await world.as('nurse', '/api/me')).status, 200);
  });

  test('fifty megabytes announced are refused before they are sent', async () => {
    const raw = await Raw.open(server);
    raw.write(head('POST', '/fhir/Observation', `Content-Type: application/json\r\nContent-Length: ${50 * MEGABYTE}\r\n`));
    const [answer] = await raw.answer();
    assert.equal(answer.status, 413);
    assertStrict(answer, '/fhir/Observation');
    await raw.end();
  });

  test('fifty megabytes sent anyway, or in chunks without end, are cut off, and cost no memory', async () => {
    const resident = async () =>
      Number(/^varde_resident_bytes (\d+)$/m.exec((await ask(server, '/metrics')).text)[1]);
    const before = await resident();
    const block = Buffer.alloc(MEGABYTE, 0x20);
    for (const chunked of [false, true]) {
      const raw = await Raw.open(server);
      const length = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${50 * MEGABYTE}`;
      raw.write(head('POST', '/fhir/Observation', `Content-Type: application/json\r\n${length}\r\n`));
      for (let i = 0; i < 50 && !raw.closed; i += 1) {
        if (chunked) raw.write(`${MEGABYTE.toString(16)}\r\n`).write(block).write('\r\n');
        else raw.write(block);
        await sleep(1);
      }
      await raw.end();
    }
    assert.ok((await resident()) - before < 20 * MEGABYTE, 'the body was kept in memory');
  });

  test('a head of more than sixteen kilobytes is 431, or the connection ends; a long query is taken', async () => {
    const long = await world.as('nurse', `/api/worklist?x=${'y'.repeat(8000)}`);
    assert.equal(long.status, 200);
    for (const path of [`/api/worklist?x=${'y'.repeat(20_000)}`, `/${'p'.repeat(20_000)}`]) {
      assertProblem(await ask(server, path, { token }), 431);
    }
    const raw = await Raw.open(server);
    raw.write(head('GET', `/?${'q'.repeat(200_000)}`));
    await raw.end();
    assert.match(raw.text.slice(0, 20), /^$|^HTTP\/1\.1 4\d\d /);
    assert.equal((await world.as('nurse', '/api/me')).status, 200);
  });

  test('an unknown path is 404 in the manner of its part, a wrong method 405 that names the right ones', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/api/patient', '/api/patients/', '/fhir/Nothing', '/x']) {
      const answer = await world.as('nurse', path);
      assertProblem(answer, 404);
      assert.equal(/fhir/.test(answer.headers['content-type']), path.startsWith('/fhir'), path);
    }
    for (const [method, path, allow] of [
      ['POST', '/api/me', 'GET'],
      ['GET', '/api/session', 'POST, DELETE'],
      ['GET', '/fhir', 'POST'],
      ['PUT', `/api/patients/${patient.id}`, 'GET, POST'],
      ['DELETE', `/api/worklist/${patient.id}/take`, 'POST'],
      ['PATCH', `/fhir/Observation/${patient.id}.${patient.id}`, 'GET'],
      ['OPTIONS', '/api/worklist', 'GET'],
      ['TRACE', '/api/worklist', 'GET'],
      ['PURGE', '/', 'GET'],
    ]) {
      const answer = await world.as('nurse', path, { method });
      assertProblem(answer, 405);
      assert.equal(answer.headers.allow, allow, `${method} ${path}`);
    }
  });

  test('odd paths are 400 or 404, and never reach a file or another record', async () => {
    const paths = ['/assets/../index.html', '/assets/..%2f..%2fetc/passwd', '/assets/%2e%2e/x', '//api/me', '/api//me'];
    paths.push('/api/me%00', '/api/%ff', '/api/me%2', `/api/patients/${patient.id}%2Fseries`, '/api/patients/%0d%0aX:1');
    for (const path of paths) {
      const raw = await Raw.open(server);
      const [answer] = await raw.write(head('GET', path)).answer();
      assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
      assert.doesNotMatch(answer.text, /root:|<html/);
      raw.socket.destroy();
    }
  });

  test('HEAD is answered as GET is, without the body', async () => {
    const raw = await Raw.open(server);
    for (const path of ['/', '/healthz', '/api/worklist', '/api/nothing', `/api/patients/${patient.id}`]) {
      const get = await world.as('nurse', path);
      raw.text = '';
      raw.write(head('HEAD', path));
      await until(() => raw.text.endsWith('\r\n\r\n'));
      const [answer] = raw.answers(false);
      assert.equal(answer.status, get.status, path);
      assert.equal(answer.headers['content-type'], get.headers['content-type'], path);
      assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(get.text), path);
      assert.equal(raw.text.length, raw.text.indexOf('\r\n\r\n') + 4);
    }
    raw.socket.destroy();
  });

  test('HEAD of the event stream ends', async () => {
    const raw = await Raw.open(server);
    raw.write(head('HEAD', '/api/events')).write(head('GET', '/api/me'));
    await until(() => raw.answers(false).length >= 2);
    raw.socket.destroy();
  });

  test('pipelined requests are answered in their order, writes among them', async () => {
    const spare = world.fresh();
    const body = JSON.stringify(reading(spare.id, { value: 98 }));
    const type = `Content-Type: application/fhir+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    const raw = await Raw.open(server);
    raw.write(
      head('GET', '/api/me') +
        head('POST', '/fhir/Observation', type) +
        body +
        head('GET', '/healthz') +
        head('POST', '/fhir/Observation', type) +
        body +
        head('GET', '/api/nothing'),
    );
    const answers = await raw.answer(5);
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 201, 200, 200, 404],
    );
    for (const answer of answers) assertStrict(answer);
    raw.socket.destroy();
  });

  test('a body on a request that takes none, and two lengths, are refused', async () => {
    for (const more of [
      'Content-Length: 5\r\nContent-Length: 6\r\n',
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
      'Transfer-Encoding: gzip, chunked\r\n',
      'Content-Length: -1\r\n',
      'Content-Length: 5x\r\n',
      'Content-Length : 5\r\n',
      'Host: y\r\n',
      'X: a\x01b\r\n',
    ]) {
      const raw = await Raw.open(server);
      raw.write(`${head('POST', '/fhir/Observation', `Content-Type: application/json\r\n${more}`)}hello`);
      const [answer] = await raw.answer();
      assert.ok(answer.status >= 400 && answer.status < 500, `${more}: ${answer.status}`);
      raw.socket.destroy();
    }
    const raw = await Raw.open(server);
    raw.write(`${head('GET', '/api/me', 'Content-Length: 5\r\n')}hello`);
    assert.ok([200, 413].includes((await raw.answer())[0].status));
    raw.socket.destroy();
  });

  test('a request without Host, or of another version, is refused', async () => {
    for (const text of ['GET /api/me HTTP/1.1\r\n\r\n', 'GET /api/me HTTP/9.9\r\nHost: x\r\n\r\n', 'hello\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n']) {
      const raw = await Raw.open(server);
      raw.write(text);
      await until(() => raw.closed || /^HTTP\/1\.[01] [45]\d\d /.test(raw.text));
      raw.socket.destroy();
    }
    assert.equal((await world.as('nurse', '/api/me')).status, 200);
  });

  test('a write from another site is 403, whatever its cookie, and stores nothing', async () => {
    const before = await count();
    const host = `127.0.0.1:${server.port}`;
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: '' },
      { Origin: `http://${host}.evil.example` },
      { Origin: `http://evil.example/${host}` },
      { Origin: 'http://127.0.0.1:1' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: `http://${host}` },
    ]) {
      const cookie = { Cookie: `varde_session=${token}`, ...FHIR_TYPE, ...headers };
      assertProblem(await ask(server, '/fhir/Observation', { raw: good(), headers: cookie }), 403);
      const act = { ...headers, ...JSON_TYPE, Cookie: `varde_session=${token}` };
      assertProblem(await ask(server, `/api/worklist/${patient.id}/take`, { body: {}, headers: act }), 403);
      assertProblem(await ask(server, '/api/session', { body: { login: 'nurse' }, headers }), 403);
      assertProblem(await ask(server, '/api/session', { method: 'DELETE', headers: act }), 403);
    }
    assert.equal(await count(), before);
    for (const headers of [
      { Origin: `http://${host}` },
      { 'Sec-Fetch-Site': 'same-origin', Origin: `http://${host}` },
      { 'Sec-Fetch-Site': 'none' },
    ]) {
      assert.equal((await post(good(), { ...FHIR_TYPE, ...headers })).status, 201);
    }
  });

  test('reading from another site gets no leave to read the answer', async () => {
    const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
    const answer = await world.as('nurse', '/api/worklist', { headers });
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
    assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
  });

  test('limits, filters and cursors that are none are 400 that names them', async () => {
    for (const [path, place] of [
      ...['0', '501', '-1', '1.5', 'x', '', '99999999999999999999'].map((limit) => [`/api/worklist?limit=${limit}`, /limit/]),
      ...['0', '501', 'x'].map((limit) => [`/api/enrolments?limit=${limit}`, /limit/]),
      ['/api/worklist?zone=blue', /zone/],
      ['/api/worklist?zone=', /zone/],
      ['/api/worklist?zone=redredredredredredred', /zone/],
      ['/api/worklist?municipality=Nesvik', /municipality/],
      ['/api/worklist/counts?zone=x', /zone/],
      ['/api/enrolments?state=gone', /state/],
      [`/api/patients/${patient.id}/series`, /parameter/],
      [`/api/patients/${patient.id}/series?parameter=bp`, /parameter/],
      [`/api/patients/${patient.id}/series?parameter=spo2&days=0`, /days/],
      [`/api/patients/${patient.id}/series?parameter=spo2&days=99999`, /days/],
      [`/api/patients/${patient.id}/access-log?cursor=x`, /cursor/],
    ]) {
      assertProblem(await world.as('nurse', path), 400, place);
    }
  });

  test('a cursor that was tampered with is 400 or a place in one’s own list, never a way to others', async () => {
    const { next } = (await world.as('nurse', '/api/worklist?limit=2')).body;
    const [tier, since, who, service] = next.split('-');
    const own = new Set((await world.as('nurse', '/api/worklist?limit=500')).body.items.map((item) => item.patient.id));
    const strangers = [...world.people.values()].find((one) => one.municipality === 'Utland');
    for (const cursor of [
      'x',
      '1',
      '-',
      '---',
      `${tier}-${since}-${who}`,
      `${tier}-${since}-${who}-${service}-1`,
      `${tier}-${since}x-${who}-${service}`,
      `99999999999999999999-${since}-${who}-${service}`,
      `-1-${since}-${who}-${service}`,
      `0-0-${strangers.id}-${service}`,
      `${tier}-${since}-${who}-${who}`,
      `0-0-${'0'.repeat(26)}-${'0'.repeat(26)}`,
      `9-9-${'z'.repeat(26)}-${service}`,
      "0-0-' OR 1=1 --",
    ]) {
      const answer = await world.as('nurse', `/api/worklist?cursor=${encodeURIComponent(cursor)}&limit=500`);
      if (answer.status === 400) assertProblem(answer, 400, /cursor/);
      else for (const item of answer.body.items) assert.ok(own.has(item.patient.id), cursor);
    }
    const enrolments = await world.as('nurse', `/api/enrolments?limit=500&cursor=${strangers.enrolments[0].id}`);
    for (const item of enrolments.body.items) {
      assert.notEqual(world.people.get(item.patient.id).municipality, 'Utland');
    }
    for (const cursor of ['x', strangers.id, `${strangers.id}.x`]) {
      assertProblem(await world.as('nurse', `/api/enrolments?cursor=${cursor}`), 400, /cursor/);
    }
  });

  test('an escape in a query that is none is 400, and does not loosen the filter', async () => {
    for (const query of ['zone=%zz', 'limit=1&zone=%', 'x=%ff&zone=red', 'zone=%00red']) {
      assertProblem(await world.as('nurse', `/api/worklist?${query}`), 400);
    }
  });

  test('every answer carries the strict headers: pages, health, errors of every kind', async () => {
    // ask() checks them; these are the kinds of answers that there are.
    const statuses = [];
    for (const [path, options] of [
      ['/', {}],
      ['/login', {}],
      ['/me', {}],
      ['/healthz', {}],
      ['/readyz', {}],
      ['/metrics', {}],
      ['/assets/none.js', {}],
      ['/api/openapi.json', {}],
      ['/api/me', {}],
      ['/api/worklist', { token: world.token('gp') }],
      ['/api/nothing', {}],
      ['/api/me', { method: 'PUT' }],
      ['/fhir/metadata', {}],
      ['/fhir/Observation', { raw: '{', token }],
      ['/fhir/Observation', { raw: good(), token, headers: { 'Content-Type': 'text/plain' } }],
      ['/api/worklist?limit=0', { token }],
      ['/api/me%2f', {}],
    ]) {
      statuses.push((await ask(server, path, options)).status);
    }
    assert.deepEqual(
      [...new Set(statuses.filter((status) => status >= 400))].sort(),
      [400, 401, 403, 404, 405, 415, 422],
    );
  });
});

describe('slow clients', () => {
  let world;
  before(async () => {
    world = await World.create(onSqlite, { patients: 20, server: { args: ['--patience', '1', '--connections', '200'] } });
  });
  after(() => world?.end());

  const answers = async (server = world.server) => {
    assert.equal((await ask(server, '/api/me', { token: world.token('nurse'), agent: false })).status, 200);
  };

  test('fifty that say nothing, half a head, or half a body hinder nobody, and are closed', async () => {
    const starts = ['', 'GET /api', 'GET /api/me HTTP/1.1\r\nHost: x\r\nX-', 'POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a'];
    const all = await Promise.all(Array.from({ length: 50 }, () => Raw.open(world.server)));
    all.forEach((raw, i) => raw.write(starts[i % starts.length]));
    await Promise.all(all.map((raw) => raw.end(15_000)));
    await answers();
    // Who is answered has not waited until those were closed.
    const patient = await Server.start(world.store, { args: ['--patience', '60', '--connections', '200'] });
    const silent = await Promise.all(Array.from({ length: 50 }, () => Raw.open(patient)));
    silent.forEach((raw, i) => raw.write(starts[i % starts.length]));
    await answers(patient);
    assert.ok(silent.every((raw) => !raw.closed));
    silent.forEach((raw) => raw.socket.destroy());
    await patient.stop();
  });

  test('one that sends a byte now and then is closed when the whole takes too long', async () => {
    const began = performance.now();
    const raw = await Raw.open(world.server);
    raw.write('GET /api/me HTTP/1.1\r\nHost: x\r\nX: ');
    while (!raw.closed && performance.now() - began < 20_000) {
      raw.write('y');
      await sleep(300);
    }
    assert.ok(raw.closed, 'it may go on for ever');
    assert.ok(performance.now() - began > 900, 'it was given no time at all');
    await answers();
  });

  test('one that leaves in the midst of a write leaves the service well, and the write whole or not there', async () => {
    const patient = world.fresh();
    const bodies = Array.from({ length: 20 }, () => JSON.stringify(reading(patient.id)));
    for (const body of bodies) {
      const raw = await Raw.open(world.server);
      raw.write(
        `POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${world.token('nurse')}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      await sleep(1);
      raw.socket.destroy();
    }
    await sleep(200);
    for (const body of bodies) {
      const answer = await world.as('nurse', '/fhir/Observation', { raw: body });
      assert.ok([200, 201].includes(answer.status));
    }
    const [{ n }] = await world.store.sql(
      `SELECT count(*) AS n FROM observation WHERE patient_id = ${world.store.id(patient.id)} AND received_at > ${Date.now() - 60_000}`,
    );
    assert.equal(n, bodies.length);
  });

  test('a stream whose client is gone is let go', async () => {
    const streams = async () => Number(/^varde_http_streams (\d+)$/m.exec((await ask(world.server, '/metrics')).text)[1]);
    const open = await Promise.all(Array.from({ length: 10 }, () => world.listen('nurse')));
    assert.equal(await streams(), 10);
    for (const stream of open) stream.request.destroy();
    const patient = world.fresh();
    await until(async () => {
      await world.send('nurse', reading(patient.id));
      return (await streams()) === 0;
    }, { every: 200, says: 'streams stay open' });
  });

  test('a quiet stream lives on beyond the patience', async () => {
    const stream = await world.listen('nurse');
    await sleep(2500);
    const patient = world.fresh();
    await world.send('nurse', reading(patient.id));
    await stream.waitFor((one) => one.patient === patient.id);
    await stream.close();
  });
});
