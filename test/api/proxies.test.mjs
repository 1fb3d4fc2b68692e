// Varde behind the proxies whose settings stand in contrib/: the very files, with other ports and paths put in. Where
// nginx or HAProxy is not installed, its part is left out.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FHIR_TYPE, JSON_TYPE, Server, World, ask, onSqlite, reading, sleep, until } from './lib.mjs';
import { stores } from './stores.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const MIB = 1024 * 1024;
const root = process.getuid() === 0;

const installed = (program) => {
  for (const folder of [...process.env.PATH.split(':'), '/usr/sbin', '/usr/local/sbin']) {
    try {
      execFileSync(join(folder, program), ['-v'], { stdio: 'ignore' });
      return join(folder, program);
    } catch {
      // not here
    }
  }
  return undefined;
};

const freePort = () =>
  new Promise((done) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** Puts in what must differ here; each of them must stand in the file. */
const changed = (file, changes) => {
  let text = readFileSync(join(ROOT, file), 'utf8');
  for (const [what, to] of changes) {
    const before = text;
    text = text.replaceAll(what, to);
    assert.notEqual(text, before, `${file} has no ${what}`);
  }
  return text;
};

const nginx = {
  name: 'nginx',
  program: installed('nginx'),
  start(folder, { tls, plain }, processes) {
    const site = changed('contrib/nginx/varde.conf', [
      ['/etc/ssl/varde/', `${folder}/`],
      ['/var/log/nginx/', `${folder}/`],
      [/^ *listen \[::\].*\n/gm, ''],
      ['listen 80;', `listen 127.0.0.1:${plain};`],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${tls} ssl http2;`],
      ['server 127.0.0.1:8080 ', `server 127.0.0.1:${processes[0]} `],
      ['#server 127.0.0.1:8081 ', `${processes[1] ? '' : '#'}server 127.0.0.1:${processes[1]} `],
    ]);
    for (const each of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, each));
    writeFileSync(
      join(folder, 'nginx.conf'),
      `${root ? 'user root;\n' : ''}daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
       events { worker_connections 512; }
       http { client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
              uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi; include ${folder}/site.conf; }`,
    );
    writeFileSync(join(folder, 'site.conf'), site);
    return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')];
  },
};

const haproxy = {
  name: 'HAProxy',
  program: installed('haproxy'),
  start(folder, { tls, plain }, processes) {
    const all = changed('contrib/haproxy/varde.cfg', [
      ['/etc/haproxy/varde.pem', `${folder}/both.pem`],
      ['log /dev/log local0', 'log stderr format raw local0'],
      [/^ *(user|group) haproxy\n/gm, ''],
      ['bind :80', `bind 127.0.0.1:${plain}`],
      ['bind :443', `bind 127.0.0.1:${tls}`],
      ['server one 127.0.0.1:8080', `server one 127.0.0.1:${processes[0]}`],
      ['#server two 127.0.0.1:8081', `${processes[1] ? '' : '#'}server two 127.0.0.1:${processes[1]}`],
    ]);
    writeFileSync(join(folder, 'haproxy.cfg'), all);
    return ['-f', join(folder, 'haproxy.cfg'), '-db'];
  },
};

class Proxy {
  static async start(kind, processes) {
    const proxy = new Proxy();
    proxy.folder = mkdtempSync(join(tmpdir(), 'varde-proxy-'));
    const file = (name) => join(proxy.folder, name);
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
       '-addext', 'subjectAltName=DNS:localhost', '-keyout', file('key.pem'), '-out', file('fullchain.pem')],
      { stdio: 'ignore' },
    );
    proxy.authority = readFileSync(file('fullchain.pem'));
    writeFileSync(file('both.pem'), Buffer.concat([proxy.authority, readFileSync(file('key.pem'))]), { mode: 0o600 });
    proxy.ports = { tls: await freePort(), plain: await freePort() };
    const args = kind.start(proxy.folder, proxy.ports, processes);
    proxy.said = '';
    proxy.child = spawn(kind.program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [proxy.child.stdout, proxy.child.stderr]) stream.on('data', (text) => (proxy.said += text));
    proxy.ended = new Promise((done) => proxy.child.once('close', done));
    try {
      await until(async () => (await proxy.ask('/healthz').catch(() => ({}))).status === 200, { ms: 15_000, every: 100 });
    } catch {
      await proxy.stop();
      throw new Error(`${kind.name} does not answer: ${proxy.said}`);
    }
    return proxy;
  }

  #session() {
    if (!this.session || this.session.closed || this.session.destroyed) {
      this.session = http2.connect(`https://localhost:${this.ports.tls}`, { ca: this.authority });
      this.session.on('error', () => {});
    }
    return this.session;
  }

  /** Over HTTP/2: {status, headers, text, body}. */
  ask(path, { method, token, body, raw, headers = {} } = {}) {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const type = path.startsWith('/fhir') ? FHIR_TYPE : JSON_TYPE;
    return new Promise((done, fail) => {
      const session = this.#session();
      session.once('error', fail);
      const stream = session.request({
        ':path': path,
        ':method': method ?? (content === undefined ? 'GET' : 'POST'),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(content === undefined ? {} : { ...type, 'content-length': Buffer.byteLength(content) }),
        ...headers,
      });
      let text = '';
      let head;
      stream.on('response', (got) => (head = got));
      stream.setEncoding('utf8').on('data', (part) => (text += part));
      stream.once('error', fail);
      stream.once('close', () => {
        session.off('error', fail);
        if (!head) return fail(new Error('no answer'));
        const json = /json/.test(head['content-type'] ?? '') && text !== '';
        done({ status: head[':status'], headers: head, text, body: json ? JSON.parse(text) : null });
      });
      stream.end(content);
    });
  }

  /** The events of a stream, as they come. */
  async listen(token) {
    const stream = this.#session().request({ ':path': '/api/events', authorization: `Bearer ${token}` });
    const events = [];
    let text = '';
    stream.on('error', () => {});
    stream.setEncoding('utf8').on('data', (part) => {
      text += part;
      for (const found of text.matchAll(/^data: (\{.*\})\n\n/gm)) {
        events.push(JSON.parse(found[1]));
        text = text.slice(found.index + found[0].length);
      }
    });
    const head = await new Promise((done) => stream.once('response', done));
    assert.equal(head[':status'], 200);
    return { events, close: () => stream.close() };
  }

  async stop() {
    this.session?.destroy();
    this.child.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const behind = { args: ['--behind-tls', 'true'] };

for (const kind of [nginx, haproxy]) {
  if (!kind.program) {
    test(`behind ${kind.name}`, { skip: `${kind.name} is not installed here` }, () => {});
    continue;
  }
  describe(`behind ${kind.name}`, () => {
    let world, proxy, token;
    before(async () => {
      world = await World.create(onSqlite, { patients: 30, days: 2, server: behind });
      token = world.token('nurse');
      proxy = await Proxy.start(kind, [world.server.port]);
    });
    after(async () => {
      await proxy?.stop();
      await world?.end();
    });

    test('pages and answers come over TLS and HTTP/2, with the strict headers once, and cookies that are Secure', async () => {
      const page = await proxy.ask('/login');
      assert.equal(page.status, 200);
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.headers['strict-transport-security'], /^max-age=\d{7,}[^,]*$/);
      assert.match(page.headers['content-security-policy'], /^default-src 'self'[^,]*$/);
      const signed = await proxy.ask('/api/session', { body: { login: 'nurse' } });
      assert.match(signed.headers['set-cookie'][0], /; Secure/);
      const cookie = signed.headers['set-cookie'][0].split(';')[0];
      assert.equal((await proxy.ask('/api/me', { headers: { cookie } })).status, 200);
      assert.equal((await proxy.ask('/api/me')).status, 401);
    });

    test('plain HTTP is sent on to HTTPS', async () => {
      const answer = await new Promise((done, fail) => {
        http.get({ port: proxy.ports.plain, path: '/login?x=1', headers: { host: 'varde.example.no' } }, done).once('error', fail);
      });
      answer.resume();
      assert.equal(answer.statusCode, 301);
      assert.equal(answer.headers.location, 'https://varde.example.no/login?x=1');
    });

    test('a write is stored once, also when it is sent again', async () => {
      const patient = world.fresh();
      const sent = { token, body: reading(patient.id), headers: { 'idempotency-key': `proxy-${kind.name}` } };
      const [first, again] = [await proxy.ask('/fhir/Observation', sent), await proxy.ask('/fhir/Observation', sent)];
      assert.equal(first.status, 201, first.text);
      assert.equal(again.body.id, first.body.id);
    });

    test('an event comes through while the stream stays open', async () => {
      const patient = world.fresh();
      const stream = await proxy.listen(token);
      const sent = await proxy.ask('/fhir/Observation', { token, body: reading(patient.id) });
      assert.equal(sent.status, 201, sent.text);
      await until(() => stream.events.find((one) => one.patient === patient.id), { says: 'the event is held back' });
      stream.close();
    });

    test('a body of 1 MiB reaches varde, a larger one does not', async () => {
      const bundle = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry: [] });
      const taken = await proxy.ask('/fhir', { token, raw: bundle.padEnd(MIB) });
      assert.ok(taken.headers['x-request-id'], 'varde did not see it');
      assert.notEqual(taken.status, 413);
      const refused = await proxy.ask('/fhir', { token, raw: bundle.padEnd(MIB + 1) });
      assert.equal(refused.status, 413);
      assert.equal(refused.headers['x-request-id'], undefined);
    });

    test('varde is restarted behind it, and answers again', async () => {
      const { port } = world.server;
      await world.server.stop();
      const gone = await proxy.ask('/api/me', { token });
      assert.ok([502, 503, 504].includes(gone.status), String(gone.status));
      world.server = await Server.start(world.store, { args: [...behind.args, '--listen', `127.0.0.1:${port}`] });
      await until(async () => (await proxy.ask('/api/me', { token })).status === 200, { ms: 15_000, every: 100 });
    });
  });

  const onPostgres = stores.find((store) => store.kind === 'PostgreSQL');
  if (onPostgres.skip) {
    test(`two processes behind ${kind.name}`, { skip: onPostgres.skip }, () => {});
    continue;
  }
  describe(`two processes behind ${kind.name}`, () => {
    let world, second, proxy, token;
    before(async () => {
      world = await World.create(onPostgres, { patients: 30, days: 2, server: behind });
      second = await Server.start(world.store, behind);
      token = world.token('nurse');
      proxy = await Proxy.start(kind, [world.server.port, second.port]);
    });
    after(async () => {
      await proxy?.stop();
      await second?.stop();
      await world?.end();
    });

    test('one of them is restarted under load: no reader notices, and every 2xx of a writer is stored once', async () => {
      const { port } = world.server;
      const patients = Array.from({ length: 4 }, () => world.fresh());
      const reads = [];
      const writes = [];
      let stopped = false;
      // Below what the proxy lets one address ask.
      const pause = () => sleep(25);
      const reader = (async () => {
        for (; !stopped; await pause()) reads.push((await proxy.ask('/api/me', { token })).status);
      })();
      const writer = (async () => {
        for (let i = 0; !stopped; i += 1, await pause()) {
          const body = reading(patients[i % 4].id, { identifier: [{ system: 'urn:test:proxy', value: `${kind.name}-${i}` }] });
          const { status } = await proxy.ask('/fhir/Observation', { token, body });
          writes.push({ body, status });
        }
      })();
      await until(() => writes.length > 5 && reads.length > 5);
      await world.server.stop();
      const before = reads.length;
      await until(() => reads.length > before + 20);
      world.server = await Server.start(world.store, { args: [...behind.args, '--listen', `127.0.0.1:${port}`] });
      await sleep(500);
      stopped = true;
      await Promise.all([reader, writer]);
      assert.deepEqual([...new Set(reads)], [200]);
      for (const { body, status } of writes) {
        const again = await proxy.ask('/fhir/Observation', { token, body });
        assert.equal(again.status, status === 201 ? 200 : again.status, `${status}, then ${again.status}`);
        assert.ok([200, 201].includes(again.status), again.text);
      }
      const [{ n }] = await world.store.sql(
        `SELECT count(*) AS n FROM observation WHERE identifier_system = 'urn:test:proxy' AND identifier_value LIKE '${kind.name}-%'`,
      );
      assert.equal(Number(n), writes.length);
      assert.equal((await ask(second, '/readyz')).status, 200);
    });
  });
}
