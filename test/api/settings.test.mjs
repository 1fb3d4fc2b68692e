// Settings and the process: where they come from, what is refused before anybody is served, secrets that are never
// shown, who the process is, its log, its certificate, and what it tells systemd.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { Server, VARDE, World, ask, onSqlite, reading, sleep, until, varde } from './lib.mjs';

const root = process.getuid() === 0;
const asRoot = root ? {} : { skip: 'only root can become another user' };

let folder, world;
let files = 0;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'varde-settings-'));
  world = await World.create(onSqlite, { patients: 20, days: 2 });
});
after(async () => {
  await world?.end();
  rmSync(folder, { recursive: true, force: true });
});

const file = (text, mode = 0o600, name = `file-${(files += 1)}`) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const conf = (text, mode) => ['--print-config', '--config', file(text, mode)];
const settingsOf = (stdout) =>
  new Map(stdout.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => /^(\w+) = (.*)$/.exec(line).slice(1)));

/** It must be refused with this status, and say this. */
const refused = async (args, env, says, code = 2) => {
  const answer = await varde(args, env);
  assert.equal(answer.code, code, `${args}: ${answer.stdout}${answer.stderr}`);
  assert.match(answer.stderr, says);
  return answer;
};

describe('a file of settings', () => {
  test('with a BOM, CRLF, blanks, quotes and no newline at its end is read as it is meant', async () => {
    const path = conf('\ufeffthreads = 7\r\n\r\n  # why\r\n base_url="https://a.no/#x"  \r\nuser =  \'a b\'\r\npatience\t=\t9');
    const { code, stdout, stderr } = await varde(path);
    assert.equal(code, 0, stderr);
    const settings = settingsOf(stdout);
    for (const [name, value] of [['threads', '7'], ['base_url', 'https://a.no/#x'], ['user', 'a b'], ['patience', '9']])
      assert.equal(settings.get(name), value);
  });

  for (const [what, text, line, says] of [
    ['a line longer than its setting has room for', `threads = 3\nlog_file = ${'x'.repeat(600)}\n`, 2, /log_file: longer than/],
    ['a line longer than any buffer', `\nuser = ${'x'.repeat(5000)}\nthreads = 3\n`, 2, /user: longer than/],
    ['a NUL byte', 'threads = 3\nuser = a\0b\n', 2, /NUL/],
    ['a control character', 'user = a\x01b\n', 1, /control character/],
    ['a quote that does not end', 'user = "a\n', 1, /quotes/],
    ['a comment behind a value', 'listen = 127.0.0.1:0 # here\n', 1, /comment/],
    ['the same setting twice', 'threads = 3\n\nthreads = 4\n', 3, /threads is set twice/],
    ['a secret beside its file', 'db = sqlite:x\ndb_file = y\n', 2, /db and db_file: only one/],
    ['a misspelt name', 'behind_tsl = true\n', 1, /behind_tsl.*did you mean behind_tls/],
    ['a file for what is no secret', 'listen_file = x\n', 1, /no setting “listen_file”/],
  ]) {
    test(`${what} is refused, with its line`, async () => {
      const args = conf(text);
      const { stderr } = await refused(args, {}, says);
      assert.ok(stderr.includes(`${args[2]}:${line}:`), stderr);
    });
  }

  test('that others may change, or that is a folder, is refused with what to do', async () => {
    await refused(conf('threads = 3\n', 0o666), {}, /mode 666.*chmod o-w/);
    await refused(['--print-config', '--config', folder], {}, /is a folder/);
  });

  test('that another user owns is refused', asRoot, async () => {
    const path = file('threads = 3\n');
    chownSync(path, 65534, 65534);
    await refused(['--print-config', '--config', path], {}, /belongs to another user.*chown/);
  });

  test('with a password is refused when everybody may read it', async () => {
    const text = 'db = postgresql://varde:hush-hush@h/varde\n';
    const { stderr } = await refused(conf(text, 0o644), {}, /holds a password \(db\).*chmod.*db_file/);
    assert.doesNotMatch(stderr, /hush/);
    assert.equal((await varde(conf(text, 0o640))).code, 0);
  });

  test('as --print-config prints it can be read back, and gives the same again', async () => {
    const printed = await varde(conf('db = "sqlite:/a b/c #d.db"\nthreads = 9\nlog_level = warn\nuser = " x"\n'), {
      VARDE_QUEUE: '99',
    });
    assert.equal(printed.code, 0, printed.stderr);
    const again = await varde(conf(printed.stdout));
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stdout, printed.stdout);
    for (const [, help, name] of printed.stdout.matchAll(/^# (.+)\n(\w+) =/gm)) assert.ok(help.length > 8, name);
  });
});

describe('the environment', () => {
  test('a name of ours that is no setting stops every command that reads settings, with what may be meant', async () => {
    await refused(['--print-config'], { VARDE_BEHIND_TSL: 'true' }, /VARDE_BEHIND_TSL.*did you mean behind_tls/);
    await refused(['serve', '--db', world.store.url], { VARDE_DEMOO: 'x' }, /VARDE_DEMOO.*did you mean demo/);
    await refused(['check', '--db', world.store.url], { VARDE_QUEEU: '1' }, /did you mean queue/);
    await refused(['--print-config'], { VARDE_Threads: '1' }, /capitals/);
  });

  test('what the tests, the build and Kubernetes set is no setting', async () => {
    const env = { VARDE_TEST_X: '1', VARDE_SERVICE_HOST: '10.0.0.1', VARDE_PORT: 'tcp://10.0.0.1:80', VARDE_PORT_80_TCP: 'x' };
    assert.equal((await varde(['--print-config'], env)).code, 0);
  });
});

describe('a secret', () => {
  const url = 'postgresql://varde:hush-hush@127.0.0.1:1/varde';

  test('comes from a file, whose newline is cut off; a later place goes before an earlier one', async () => {
    const [one, two] = [file('sqlite:one.db\n'), file('sqlite:two.db\r\n', 0o640)];
    const settings = file(`db_file = ${one}\n`);
    const print = async (args, env) => {
      const answer = await varde(['--print-config', '--config', settings, ...args], env);
      assert.equal(answer.code, 0, answer.stderr);
      return settingsOf(answer.stdout);
    };
    assert.equal((await print([])).get('db_file'), one);
    assert.equal((await print([], { VARDE_DB_FILE: two })).get('db_file'), two);
    const flagged = await print(['--db', 'sqlite:three.db'], { VARDE_DB_FILE: two });
    assert.deepEqual([flagged.get('db'), flagged.get('db_file')], ['sqlite:three.db', undefined]);
    await refused(['--print-config'], { VARDE_DB_FILE: two, VARDE_DB: 'sqlite:x' }, /only one of them/);
    await refused(['--print-config', '--db', 'sqlite:x', '--db-file', one], {}, /only one of them/);
    const checked = await varde(['migrate', '--check'], { VARDE_DB_FILE: file(`${world.store.url}\n`) });
    assert.equal(checked.code, 0, checked.stderr);
  });

  test('in a file that others may read, or that holds no line, is refused with what to do', async () => {
    for (const mode of [0o644, 0o604, 0o660]) await refused(['--print-config', '--db-file', file(url, mode)], {}, /secret.*chmod/);
    for (const text of ['', '\n', 'a\nb\n', 'x'.repeat(600), 'a\0b'])
      await refused(['--print-config', '--db-file', file(text)], {}, /one line of text/);
    await refused(['--print-config', '--db-file', join(folder, 'none')], {}, /none: cannot be read/);
  });

  test('that systemd handed over is taken as it is', async () => {
    const place = join(folder, 'credentials');
    mkdirSync(place);
    const path = file('sqlite:x.db', 0o644, 'credentials/db');
    assert.equal((await varde(['--print-config', '--db-file', path], { CREDENTIALS_DIRECTORY: place })).code, 0);
    await refused(['--print-config', '--db-file', path], {}, /chmod/);
    await refused(['--print-config', '--db-file', `${place}/../${place.split('/').at(-1)}/db`], { CREDENTIALS_DIRECTORY: place }, /chmod/);
  });

  test('a password is never shown: not by --print-config, not by any error', async () => {
    for (const [given, shown] of [
      [url, 'postgresql://varde:***@127.0.0.1:1/varde'],
      ['postgresql://varde:hush@hush@h/d?x=1', 'postgresql://varde:***@h/d?x=1'],
      ['postgresql://varde:hush/hush@h/d', 'postgresql://varde:***@h/d'],
      ['postgresql://h/d?user=a&password=hush-hush&sslmode=require', 'postgresql://h/d?user=a&password=***&sslmode=require'],
      ['postgresql://h/d?p%61ssword=hush-hush', 'postgresql://h/d?p%61ssword=***'],
      ['postgresql://varde@h/d', 'postgresql://varde@h/d'],
    ]) {
      const { stdout } = await varde(['--print-config', '--db', given]);
      assert.equal(settingsOf(stdout).get('db'), shown);
    }
    for (const given of [
      url,
      'postgresql://varde:hush/hush@127.0.0.1/d',
      'postgresql://varde:hush@hush@127.0.0.1/d',
      'postgresql://varde:hush?hush@127.0.0.1/d',
      'postgresql://varde:hush%zz@127.0.0.1/d',
      'postgres:/varde:hush@127.0.0.1/d',
      'postgresq://varde:hush@127.0.0.1/d',
      'varde:hush@127.0.0.1',
    ]) {
      for (const args of [['serve', '--listen', '127.0.0.1:0', '--db', given], ['serve', '--check', '--db', given], ['check', '--db', given], ['serve', given], [given]]) {
        const { code, stdout, stderr } = await varde(args);
        assert.notEqual(code, 0);
        assert.doesNotMatch(stdout + stderr, /hush/, `${args}`);
      }
    }
  });

  test('that was hidden when it was printed is not taken for a password', async () => {
    const printed = await varde(['--print-config', '--db', url]);
    const { stderr } = await refused(['serve', '--config', file(printed.stdout), '--listen', '127.0.0.1:0'], {}, /was hidden/);
    assert.match(stderr, /db_file/);
  });
});

describe('what contradicts itself, or lets strangers in, is refused at the start', () => {
  for (const [what, settings, says] of [
    ['a certificate without its key', { tls_cert: 'x' }, /tls_key: is missing/],
    ['a key without its certificate', { tls_key: 'x' }, /tls_cert: is missing/],
    ['a certificate, and a proxy that has one', { tls_cert: 'x', tls_key: 'x', behind_tls: 'true' }, /choose one/],
    ['a bound by address behind a proxy', { behind_tls: 'true', connections_per_address: '5' }, /bound them there/],
    ['log-in by name where others can reach it', { demo: 'true', listen: '0.0.0.0:0', behind_tls: 'true' }, /demo: lets everybody/],
    ['log-in by name under a public name', { demo: 'true', behind_tls: 'true', base_url: 'https://varde.no' }, /demo: lets everybody/],
    ['plain HTTP where others can reach it', { listen: '0.0.0.0:0' }, /nobody speaks TLS/],
    ['plain HTTP on every address of IPv6', { listen: '[::]:0' }, /nobody speaks TLS/],
    ['a public name without TLS', { base_url: 'http://varde.no' }, /https:\/\//],
    ['a public name over TLS that nobody speaks', { base_url: 'https://varde.no' }, /who speaks TLS/],
    ['a name that only begins like this machine', { base_url: 'http://localhost.evil.no' }, /https:\/\//],
  ]) {
    test(what, async () => {
      const text = Object.entries({ db: world.store.url, listen: '127.0.0.1:0', demo: 'false', ...settings });
      const path = file(text.map((pair) => pair.join(' = ')).join('\n'));
      await refused(['serve', '--config', path], {}, says);
      const checked = await varde(['serve', '--check', '--config', path]);
      assert.equal(checked.code, 1);
      assert.match(checked.stdout, /^settings: /);
      assert.match(checked.stdout, says);
    });
  }

  test('unless it is said on purpose', async () => {
    const server = await Server.start(world.store, { args: ['--listen', '0.0.0.0:0', '--insecure', 'true'] });
    assert.equal((await ask(server, '/healthz')).status, 200);
    await server.stop();
  });

  test('--check says line by line what a start needs, and touches no port', async () => {
    const { code, stdout } = await varde(['serve', '--check', '--db', world.store.url, '--listen', `127.0.0.1:${world.server.port}`]);
    assert.equal(code, 0, stdout);
    assert.deepEqual(stdout.trim().split('\n'), ['settings', 'connections', 'certificate', 'user', 'log', 'files', 'database'].map((one) => `${one}: good`));
    const none = await varde(['serve', '--check', '--db', `sqlite:${folder}/none.db`, '--log-file', `${folder}/none/x.log`, '--user', 'no-such-user']);
    assert.equal(none.code, 1);
    for (const says of [/^user: user: there is no user/m, /^log: .*cannot be written/m, /^database: .*no database/m]) assert.match(none.stdout, says);
  });
});

describe('who the process is, and its files', () => {
  test('the files of SQLite are closed to others at the start, and the log says so', async () => {
    await world.server.stop();
    chmodSync(world.store.path, 0o644);
    world.server = await Server.start(world.store);
    assert.equal(statSync(world.store.path).mode & 0o777, 0o600);
    assert.ok(world.server.lines.some((line) => line.includes('db.closed_to_others')));
    for (const ending of ['-wal', '-shm']) assert.equal(statSync(world.store.path + ending).mode & 0o077, 0);
  });

  test('more connections than the process may have open are refused, with what to do', async () => {
    const limited = (args) => new Promise((done) => {
      execFile('prlimit', ['--nofile=100:200', VARDE, ...args], (error, stdout, stderr) => done({ code: error ? error.code : 0, stderr }));
    });
    const { code, stderr } = await limited(['serve', '--db', world.store.url, '--listen', '127.0.0.1:0']);
    assert.equal(code, 1);
    assert.match(stderr, /connections: take 2\d{3} open files, and 200.*LimitNOFILE/);
    assert.equal((await limited(['serve', '--check', '--db', world.store.url, '--threads', '1', '--connections', '64'])).code, 0);
  });

  test('a folder where others may put files beside the database is refused', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    execFileSync(VARDE, ['migrate', '--db', `sqlite:${open}/v.db`], { stdio: 'ignore' });
    await refused(['serve', '--db', `sqlite:${open}/v.db`, '--listen', '127.0.0.1:0'], {}, /mode 777.*chmod go-w/, 1);
  });

  test('a core file and new privileges are off', async () => {
    const status = readFileSync(`/proc/${world.server.child.pid}/status`, 'utf8');
    assert.match(status, /^NoNewPrivs:\t1$/m);
    assert.match(readFileSync(`/proc/${world.server.child.pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m);
    if (!root) assert.equal(statSync(`/proc/${world.server.child.pid}/environ`).uid, 0);
  });

  test('root is left behind for good once the port is taken', asRoot, async () => {
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    chmodSync(folder, 0o711);
    const store = { url: `sqlite:${home}/v.db` };
    execFileSync(VARDE, ['migrate', '--db', store.url], { stdio: 'ignore' });
    chownSync(home, 65534, 65534);
    await refused(['serve', '--db', store.url, '--listen', '127.0.0.1:0', '--user', 'nobody'], {}, /belongs to user 0.*chown/, 1);
    chownSync(`${home}/v.db`, 65534, 65534);
    const server = await Server.start(store, { args: ['--user', 'nobody'] });
    const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
    assert.match(status, /^Uid:\t65534\t65534\t65534\t65534$/m);
    assert.match(status, /^Gid:(\t\d+)\1{3}$/m);
    assert.doesNotMatch(status, /^Groups:.*\b0\b/m);
    for (const set of ['CapEff', 'CapPrm', 'CapInh', 'CapAmb']) assert.match(status, new RegExp(`^${set}:\\t0+$`, 'm'));
    assert.equal((await ask(server, '/readyz')).status, 200);
    await server.stop();
    await refused(['serve', '--db', store.url, '--listen', '127.0.0.1:0', '--user', 'root'], {}, /is root itself/, 1);
  });
});

describe('the log', () => {
  test('goes to its file, anew on SIGHUP without losing a line; a log on a full disk stops nobody', async () => {
    const path = join(folder, 'varde.log');
    const child = spawn(VARDE, ['serve', '--db', world.store.url, '--listen', '127.0.0.1:0', '--log-file', path], { stdio: 'ignore' });
    const ended = new Promise((done) => child.once('close', (code) => done(code)));
    const read = (name) => (existsSync(name) ? readFileSync(name, 'utf8') : '');
    await until(() => read(path).includes('http.started'));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    renameSync(path, `${path}.1`);
    child.kill('SIGHUP');
    await until(() => read(path).includes('serve.reloaded'));
    rmSync(path);
    symlinkSync('/dev/full', path);
    const opened = () => readdirSync(`/proc/${child.pid}/fd`).map((fd) => readlinkSync(`/proc/${child.pid}/fd/${fd}`));
    child.kill('SIGHUP');
    if (root) await until(() => opened().includes('/dev/full'));
    else await sleep(200); // what the process has open is root's to see
    const server = { url: `http://127.0.0.1:${JSON.parse(read(`${path}.1`).trim().split('\n')[0]).port}` };
    assert.equal((await ask(server, '/healthz', { agent: false })).status, 200);
    rmSync(path);
    child.kill('SIGHUP');
    await until(() => read(path).includes('serve.reloaded'));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    const lines = (read(`${path}.1`) + read(path)).trim().split('\n').map((line) => JSON.parse(line));
    for (const line of lines) assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(lines.at(-1).event, 'http.stopped');
  });
});

describe('TLS without a proxy', () => {
  const paths = () => [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const certify = (name, days = 30) => {
    const [cert, key] = paths();
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days), '-subj', `/CN=${name}`,
       '-addext', 'subjectAltName=DNS:localhost', '-keyout', `${key}.new`, '-out', `${cert}.new`],
      { stdio: 'ignore' },
    );
    chmodSync(`${key}.new`, 0o600);
    renameSync(`${cert}.new`, cert);
    renameSync(`${key}.new`, key);
  };
  const flags = () => ['--tls-cert', paths()[0], '--tls-key', paths()[1]];
  const handshake = (port, options = {}) =>
    new Promise((done, fail) => {
      const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ...options }, () => {
        const got = { name: socket.getPeerCertificate().subject.CN, version: socket.getProtocol(), cipher: socket.getCipher().name };
        socket.destroy();
        done(got);
      });
      socket.once('error', fail);
    });

  const over = (port, path, { method = 'GET', body, headers = {}, agent = false } = {}) =>
    new Promise((done, fail) => {
      const request = https.request({ port, path, method, headers, agent, host: '127.0.0.1', rejectUnauthorized: false }, done);
      request.once('error', fail);
      request.end(body);
    });

  let server;
  before(async () => {
    certify('first');
    server = await Server.start(world.store, { args: flags() });
  });
  after(() => server?.stop());

  test('only TLS 1.2 and 1.3, with forward secrecy and authenticated encryption', async () => {
    assert.deepEqual(await handshake(server.port), { name: 'first', version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' });
    assert.equal((await handshake(server.port, { maxVersion: 'TLSv1.2' })).version, 'TLSv1.2');
    for (const weak of [
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES256-GCM-SHA384:AES256-GCM-SHA384:@SECLEVEL=0' },
    ])
      await assert.rejects(handshake(server.port, weak));
  });

  test('cookies are Secure, HSTS is sent, and events come over it', async () => {
    const token = world.token('nurse');
    const headers = { authorization: `Bearer ${token}` };
    const signed = await over(server.port, '/api/session', { method: 'POST', body: '{"login":"nurse"}', headers: { 'content-type': 'application/json' } });
    assert.match(signed.headers['set-cookie'][0], /; Secure/);
    assert.match(signed.headers['strict-transport-security'], /max-age=\d{7,}/);
    signed.resume();
    const stream = await over(server.port, '/api/events', { headers });
    let said = '';
    stream.setEncoding('utf8').on('data', (text) => (said += text));
    stream.on('error', () => {});
    await until(() => said.length > 0);
    const patient = world.fresh();
    const sent = await over(server.port, '/fhir/Observation', {
      method: 'POST', body: JSON.stringify(reading(patient.id)), headers: { ...headers, 'content-type': 'application/fhir+json' },
    });
    assert.equal(sent.statusCode, 201);
    sent.resume();
    await until(() => said.includes(patient.id));
    stream.destroy();
  });

  test('SIGHUP takes a new certificate while a connection stays open; a bad one is left alone, with a word in the log', async () => {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    const get = async () => {
      const answer = await over(server.port, '/healthz', { agent });
      const name = answer.socket.getPeerCertificate().subject.CN;
      answer.resume();
      await new Promise((done) => answer.once('close', done));
      return `${answer.statusCode} ${name}`;
    };
    const logged = (event) => server.lines.filter((line) => JSON.parse(line).event === event).length;
    const hup = async () => {
      const before = logged('serve.reloaded');
      server.child.kill('SIGHUP');
      await until(() => logged('serve.reloaded') > before);
    };
    assert.equal(await get(), '200 first');
    certify('second');
    await hup();
    assert.equal(logged('tls.renewed'), 1);
    assert.equal((await handshake(server.port)).name, 'second');
    assert.equal(await get(), '200 first', 'the open connection was not kept');
    await hup();
    assert.equal(logged('tls.renewed'), 1, 'the same certificate is no news');
    agent.destroy();

    const [cert, key] = paths();
    const sound = readFileSync(cert);
    for (const [spoil, says] of [
      [() => writeFileSync(cert, 'nothing'), /no certificate/],
      [() => { certify('third'); writeFileSync(cert, sound); }, /not the key/],
      [() => { certify('third'); chmodSync(key, 0o644); }, /chmod/],
      [() => { certify('third'); rmSync(key); }, /cannot be read/],
    ]) {
      const before = logged('tls.kept');
      spoil();
      await hup();
      assert.equal(logged('tls.kept'), before + 1);
      assert.match(server.lines.filter((line) => line.includes('tls.kept')).at(-1), says);
      assert.equal((await handshake(server.port)).name, 'second');
    }
    certify('fourth', 3);
    await hup();
    assert.equal((await handshake(server.port)).name, 'fourth');
    assert.ok(server.lines.some((line) => line.includes('"tls.expires"')), 'that it ends in three days is not said');
  });

  test('a key that others may read, or a pair that does not fit, stops the start', async () => {
    const start = ['serve', '--db', world.store.url, '--listen', '127.0.0.1:0', ...flags()];
    const [cert, key] = paths();
    certify('one');
    chmodSync(key, 0o644);
    await refused(start, {}, /key\.pem: is secret.*chmod/);
    const kept = readFileSync(cert);
    certify('two');
    writeFileSync(cert, kept);
    await refused(start, {}, /not the key of the first certificate/, 1);
  });
});

describe('systemd', () => {
  const LISTENER = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(s.recv(4096).decode().replace("\\n", " "), flush=True)
`;
  for (const [what, name] of [['a path', () => join(folder, 'notify')], ['a name outside the file system', () => `@varde-test-${process.pid}`]]) {
    test(`is told by ${what} when it is ready, reloads, lives and stops`, async () => {
      const told = [];
      const bound = name().startsWith('@') ? `\\0${name().slice(1)}` : name();
      const code = LISTENER.replace('sys.argv[1]', `"${bound}"`);
      const listener = spawn('python3', ['-c', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      createInterface({ input: listener.stdout }).on('line', (line) => told.push(line));
      await until(() => told.length === 1);
      const server = await Server.start(world.store, { env: { NOTIFY_SOCKET: name(), WATCHDOG_USEC: '30000000' } });
      await until(() => told.some((line) => line.startsWith('READY=1')));
      server.child.kill('SIGHUP');
      await until(() => told.some((line) => /^RELOADING=1 MONOTONIC_USEC=\d+$/.test(line)));
      await until(() => told.filter((line) => line.startsWith('READY=1')).length === 2);
      await until(() => told.includes('WATCHDOG=1'), { ms: 15_000 });
      await server.stop();
      await until(() => told.some((line) => line.startsWith('STOPPING=1')));
      listener.kill();
    });
  }
});
