// What the API tests share: the real server on a database of its own, plain HTTP, event streams, and readings. Wherever
// a test asks anything, the answer's strict headers are checked, its content against api/openapi.json, and in the end
// each line of the server's log.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { assertDescribed } from './openapi.mjs';
import { idOf, stores } from './stores.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
export const VARDE = resolve(process.env.VARDE_BIN ?? join(ROOT, 'build/varde'));
/** A demo: people have tokens. */
const DEMO = { ...process.env, VARDE_DEMO: 'true' };
export const DAY = 24 * 60 * 60 * 1000;
export const JSON_TYPE = { 'Content-Type': 'application/json' };
export const FHIR_TYPE = { 'Content-Type': 'application/fhir+json' };

/** One suite on each database, both at a time. */
export function onEachStore(title, body) {
  describe(title, { concurrency: stores.length }, () => {
    for (const store of stores) {
      // A suite that is left out is counted as a test that is.
      if (store.skip) test(`on ${store.kind}`, { skip: store.skip }, () => {});
      else describe(`on ${store.kind}`, { concurrency: 1 }, () => body(store));
    }
  });
}

export const onSqlite = stores[0];

/** The program, to its end: {code, stdout, stderr}. */
export const varde = (args, env = {}) =>
  new Promise((done) => {
    execFile(VARDE, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      done({ code: error ? error.code : 0, stdout, stderr }),
    );
  });

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Polls until it is true. */
export async function until(what, { ms = 15_000, every = 20, says = 'it never came true' } = {}) {
  for (const end = Date.now() + ms; ; await sleep(every)) {
    const value = await what();
    if (value) return value;
    if (Date.now() > end) throw new Error(says);
  }
}

// The server.

export class Server {
  static async start(store, { args = [], env = {} } = {}) {
    const server = new Server();
    const flags = ['serve', '--db', store.granted ? store.roleUrl : store.url, '--listen', '127.0.0.1:0', '--patience', '60', ...args];
    server.store = store;
    server.lines = [];
    server.child = spawn(VARDE, flags, {
      env: { ...process.env, VARDE_DEMO: 'true', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server.ended = new Promise((done) => {
      server.child.once('close', (code, signal) => done({ code, signal }));
    });
    server.port = await server.#started();
    server.url = `http://127.0.0.1:${server.port}`;
    server.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    return server;
  }

  #started() {
    return new Promise((done, fail) => {
      createInterface({ input: this.child.stderr }).on('line', (line) => {
        this.lines.push(line);
        if (line.includes('"http.started"')) done(JSON.parse(line).port);
      });
      this.ended.then(({ code, signal }) =>
        fail(new Error(`the server ended (${code ?? signal}): ${this.lines.join('\n')}`)),
      );
    });
  }

  /** Asks it to end; it must end well and have logged only JSON without patients in it. */
  async stop() {
    this.child.kill('SIGTERM');
    const { code, signal } = await this.ended;
    this.agent.destroy();
    for (const line of this.lines) {
      assert.doesNotThrow(() => JSON.parse(line), `a line of the log that is not JSON: ${this.lines.join('\n')}`);
      assert.doesNotMatch(line, /\b0[0-9a-hjkmnp-tv-z]{25}\b|\b\d{11}\b| Demo\b/, 'the log names a person');
    }
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, this.lines.join('\n'));
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
    this.agent.destroy();
  }
}

const STRICT = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** What every answer carries, errors included. */
export function assertStrict({ status, headers }, path = '') {
  const about = `${status} ${path}`;
  for (const [name, value] of Object.entries(STRICT)) assert.equal(headers[name], value, `${name} of ${about}`);
  assert.match(headers['content-security-policy'] ?? '', /^default-src 'self'/, `CSP of ${about}`);
  assert.doesNotMatch(headers['content-security-policy'], /unsafe/, `CSP of ${about}`);
  assert.match(headers['permissions-policy'] ?? '', /geolocation=\(\)/, `Permissions-Policy of ${about}`);
  assert.match(headers['x-request-id'] ?? '', /^[0-9a-f]+$/, `X-Request-Id of ${about}`);
  assert.ok(headers['cache-control'], `Cache-Control of ${about}`);
  if (/^\/(api|fhir)\//.test(path) && !path.startsWith('/api/openapi.json')) {
    assert.equal(headers['cache-control'], 'no-store', `Cache-Control of ${about}`);
  }
  for (const name of Object.keys(headers)) assert.doesNotMatch(name, /^access-control-|^server$|^x-powered-by$/);
}

/** An error says so in the manner of its path, and no more than that. */
export function assertProblem(answer, status, place) {
  assert.equal(answer.status, status, answer.text);
  if (/fhir/.test(answer.headers['content-type'])) {
    assert.equal(answer.body.resourceType, 'OperationOutcome');
    assert.equal(answer.body.issue[0].severity, 'error');
    if (place !== undefined) assert.match(answer.body.issue[0].diagnostics, place);
    return;
  }
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.body.status, status);
  for (const key of ['type', 'title', 'detail']) assert.ok(answer.body[key], `${key} in ${answer.text}`);
  if (place !== undefined) assert.match(answer.body.place ?? '', place, answer.text);
}

/** Asks over HTTP: {status, headers, text, body}. `body` goes as JSON, `raw` as it is. */
export function ask(server, path, { method, token, body, raw, headers = {}, agent } = {}) {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const verb = method ?? (content === undefined ? 'GET' : 'POST');
  const sent = {
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(content === undefined ? {} : { 'Content-Length': Buffer.byteLength(content) }),
    ...(content !== undefined && !('Content-Type' in headers)
      ? path.startsWith('/fhir')
        ? FHIR_TYPE
        : JSON_TYPE
      : {}),
    ...headers,
  };
  const options = { method: verb, headers: sent, agent: agent ?? server.agent };
  return new Promise((done, fail) => {
    const request = http.request(server.url + path, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', fail);
      response.once('end', () => {
        const answer = {
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        };
        try {
          assertStrict(answer, path);
          const is_json = /json/.test(answer.headers['content-type'] ?? '') && answer.text !== '';
          answer.body = is_json ? JSON.parse(answer.text) : null;
          assertDescribed(verb, path, answer);
          done(answer);
        } catch (error) {
          fail(error);
        }
      });
    });
    request.once('error', fail);
    request.end(content);
  });
}

// Event streams.

export class Stream {
  events = [];
  closed = false;

  constructor(response, request) {
    let text = '';
    this.status = response.statusCode;
    this.headers = response.headers;
    this.request = request;
    this.ended = new Promise((done) => {
      response.once('close', () => {
        this.closed = true;
        done();
      });
    });
    response.on('error', () => {});
    response.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) this.#take(text.slice(0, end));
    });
  }

  #take(block) {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    if (fields.event === undefined) return;
    const data = JSON.parse(fields.data);
    this.events.push({ id: Number(fields.id), event: fields.event, ...data, at: performance.now() });
  }

  /** The first event that fits, also one that came before. */
  waitFor(fits, { ms = 15_000 } = {}) {
    return until(() => this.events.find(fits), { ms, every: 5, says: 'the event never came' });
  }

  async close() {
    this.request.destroy();
    await this.ended;
  }
}

export function listen(server, token, { lastEventId, after } = {}) {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) }),
  };
  return new Promise((done, fail) => {
    const request = http.get(`${server.url}/api/events${after === undefined ? '' : `?after=${after}`}`, { headers, agent: false }, (response) => {
      assertStrict({ status: response.statusCode, headers: response.headers }, '/api/events');
      const stream = new Stream(response, request);
      if (stream.status !== 200) return fail(new Error(`the stream answers ${stream.status}`));
      // The greeting says that it listens.
      response.once('data', () => done(stream));
    });
    request.once('error', fail);
  });
}

// The demo world.

const PEOPLE = `SELECT a.login, e.patient_id, e.id AS enrolment_id, e.programme, e.state, m.name AS municipality,
  e.department_id, o.zone, o.taken_by FROM enrolment e JOIN account a ON a.patient_id = e.patient_id
  JOIN organisation m ON m.id = e.municipality_id
  LEFT JOIN overview o ON o.patient_id = e.patient_id AND o.service_id = e.service_id ORDER BY a.login, e.id`;
const ZONES = ['none', 'green', 'yellow', 'red'];

/** On PostgreSQL the server is a role that owns nothing. */
export async function grantServing(store) {
  if (store.role === undefined) return;
  const given = await varde(['grant', '--db', store.url, '--to', store.role]);
  assert.equal(given.code, 0, given.stderr);
  store.granted = true;
}

export class World {
  static async create(kind, { patients = 120, days = 4, seed = 7, server = {} } = {}) {
    const world = new World();
    world.store = kind.create();
    // What a test measures would be a repeat of what somebody measured by themselves just before.
    const until = new Date(Date.now() - 3 * 60 * 60 * 1000).toISOString();
    const size = ['--patients', String(patients), '--days', String(days), '--seed', String(seed), '--until', until];
    const made = await varde(['demo', '--db', world.store.url, ...size]);
    assert.equal(made.code, 0, made.stderr);
    await grantServing(world.store);
    world.tokens = new Map();
    world.asked = new Map();
    world.people = new Map();
    for (const row of await world.store.sql(PEOPLE)) world.#meet(row);
    world.free = [...world.people.values()].filter((one) => !one.taken);
    world.server = await Server.start(world.store, server);
    return world;
  }

  #meet(row) {
    const id = idOf(row.patient_id);
    const person = this.people.get(id) ?? { id, login: row.login, enrolments: [], zone: ZONES[row.zone ?? 0] };
    person.municipality = row.municipality.split(' ')[0];
    person.department = row.department_id !== null;
    person.taken = row.taken_by !== null;
    person.enrolments.push({
      id: `${id}.${idOf(row.enrolment_id)}`,
      programme: row.programme,
      state: row.state,
    });
    this.people.set(id, person);
  }

  /** A patient whom no other test of the file has been given: from Nesvik, with COPD alone and no open case, unless
   * told otherwise. */
  fresh({ municipality = 'Nesvik', programmes = 'copd', zone, fits = () => true } = {}) {
    const fit = (one, zones) =>
      one.municipality === municipality &&
      ['any', one.enrolments.map((enrolment) => enrolment.programme).sort().join()].includes(programmes) &&
      zones.includes(one.zone) &&
      fits(one);
    // Of those with nothing to do there are few: they are left to who asks for them.
    const ways = zone === undefined ? [['green'], ['none']] : [zone === 'any' ? ['red', 'yellow', 'green', 'none'] : [zone]];
    const index = ways.reduce((found, zones) => (found === -1 ? this.free.findIndex((one) => fit(one, zones)) : found), -1);
    assert.notEqual(index, -1, `no patient is left: ${municipality} ${programmes} ${zone ?? ''}`);
    return this.free.splice(index, 1)[0];
  }

  /** A bearer token, the same one each time. */
  token(login) {
    if (!this.tokens.has(login)) this.tokens.set(login, this.newToken(login));
    return this.tokens.get(login);
  }

  newToken(login) {
    return execFileSync(VARDE, this.#tokenFor(login), { encoding: 'utf8', env: DEMO }).trim();
  }

  #tokenFor(login) {
    return ['token', '--db', this.store.url, '--as', login];
  }

  /** The same, while the suite on the other store goes on. */
  async #tokenSoon(login) {
    if (this.tokens.has(login)) return this.tokens.get(login);
    if (!this.asked.has(login)) this.asked.set(login, varde(this.#tokenFor(login), DEMO));
    const { code, stdout, stderr } = await this.asked.get(login);
    assert.equal(code, 0, stderr);
    if (!this.tokens.has(login)) this.tokens.set(login, stdout.trim());
    return this.tokens.get(login);
  }

  /** Asks as a log-in. */
  async as(login, path, options = {}) {
    return ask(this.server, path, { token: options.token ?? (await this.#tokenSoon(login)), ...options });
  }

  listen(login, options) {
    return listen(this.server, this.token(login), options);
  }

  /** The nurse's row of a patient. */
  async row(patient, login = 'nurse') {
    const answer = await this.as(login, `/api/worklist/${patient.id}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }

  async limit(patient, parameter, zone, side = 'low') {
    const answer = await this.as('nurse', `/api/patients/${patient.id}`);
    assert.equal(answer.status, 200, `${answer.text}\n${this.server.lines.at(-1)}`);
    const limits = answer.body.enrolments.flatMap((enrolment) => enrolment.limits);
    return limits.find((one) => one.parameter === parameter && one.zone === zone && one.side === side).value;
  }

  send(login, observation, headers = {}) {
    return this.as(login, '/fhir/Observation', { body: observation, headers: { ...FHIR_TYPE, ...headers } });
  }

  /** A reading of oxygen saturation so far from the red limit, sent by the patient. */
  async report(patient, aboveRed) {
    const red = await this.limit(patient, 'spo2', 'red');
    const answer = await this.send(patient.login, reading(patient.id, { value: red + aboveRed }));
    assert.equal(answer.status, 201, answer.text);
    return answer;
  }

  async restart(options) {
    await this.server.stop();
    this.server = await Server.start(this.store, options);
  }

  async end() {
    await this.server.stop();
    this.store.drop();
  }
}

// Readings.

let readings = 0;
const readingsOf = new Map();

/** A time of its own for each reading, some minutes ago; of one patient so far apart that they are no repeats. */
export function someTime(patient) {
  const before = readingsOf.get(patient) ?? 0;
  readings += 1;
  if (patient !== undefined) readingsOf.set(patient, before + 1);
  return new Date(Date.now() - (10 + 12 * before) * 60 * 1000 - readings * 1000).toISOString();
}

export const LOINC = {
  spo2: ['59408-5', '%'],
  pulse: ['8867-4', '/min'],
  weight: ['29463-7', 'kg'],
  temp: ['8310-5', 'Cel'],
  glucose: ['15074-8', 'mmol/L'],
};

/** An Observation as a device or an application sends it; `over` replaces members. */
export function reading(patient, { parameter = 'spo2', value = 96, at = someTime(patient), ...over } = {}) {
  const [code, unit] = LOINC[parameter];
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: at,
    valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    ...over,
  };
}

export const DAILY = 'https://varde.no/fhir/Questionnaire/copd-daily';
/** Of the programmes as they stand in the house; the demo world is followed by these. */
export const versionOf = (programme) =>
  JSON.parse(readFileSync(join(ROOT, `programmes/${programme}.json`), 'utf8')).version;
export const DAILY_VERSION = versionOf('copd');

/** One answer of a daily form. */
export const chose = (linkId, code) => ({
  linkId,
  answer: [{ valueCoding: { system: 'https://varde.no/fhir/CodeSystem/daily-answer', code } }],
});

export const CALM = {
  breathlessness: 'usual',
  sputum_amount: 'usual',
  sputum_colour: 'usual',
  cough: 'no',
  cold: 'no',
  wheeze: 'no',
  fever_feeling: 'no',
};

/** The daily form for COPD as an application sends it: nothing is different, unless there are symptoms ({linkId: code}).
 * `over` replaces members. */
export function answered(patient, { symptoms, pain = 'no', at = someTime(), ...over } = {}) {
  const item = [chose('different', symptoms ? 'yes' : 'no'), chose('chest_pain', pain), chose('drowsy', 'no')];
  if (symptoms) {
    const all = Object.entries({ ...CALM, ...symptoms }).filter(([, code]) => code !== undefined);
    item.push({ linkId: 'symptoms', item: all.map(([linkId, code]) => chose(linkId, code)) });
  }
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: `${DAILY}|${DAILY_VERSION}`,
    status: 'completed',
    subject: { reference: `Patient/${patient}` },
    authored: at,
    item,
    ...over,
  };
}

/** What does not tell two answers apart. */
export function comparable(answer) {
  const { 'x-request-id': number, date, ...headers } = answer.headers;
  assert.ok(number && date);
  return { status: answer.status, headers, text: answer.text };
}
