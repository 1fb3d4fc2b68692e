// The load: clients that post what patients, devices, nurses and other systems post, each act with an id of its own.
import http from 'node:http';
import { answered, ask, reading, sleep } from '../api/lib.mjs';
import { Entry, isGood } from './ledger.mjs';

export const SYSTEM = 'urn:varde:fault';
const WELL = { symptoms: undefined };

/** Makes acts; `world` is who there is. */
export class Acts {
  count = 0;

  constructor(world, random, name, most = 100) {
    this.world = world;
    this.random = random;
    this.name = name;
    this.people = [...world.people.values()]
      .filter((one) => one.municipality === 'Nesvik' && one.enrolments[0].programme === 'copd')
      .slice(0, most);
    // Acts on the list are the business of one client alone, and of nobody in the world before: what one saw is then
    // what the row says.
    this.handled = this.people.filter((one) => !one.taken).slice(0, 8);
    this.people = this.people.filter((one) => !this.handled.includes(one));
    this.threads = new Map();
  }

  #id() {
    this.count += 1;
    return `${this.name}-${this.count}`;
  }

  #somebody() {
    return this.people[Math.floor(this.random() * this.people.length)];
  }

  #value = () => Number((94 + this.random() * 5).toFixed(1));

  observation = (patient = this.#somebody(), login = 'nurse') => {
    const [id, value] = [this.#id(), this.#value()];
    const body = reading(patient.id, { value, identifier: [{ system: SYSTEM, value: id }] });
    return this.#entry({ id, kind: 'observation', patient, login, path: '/fhir/Observation', body, values: [String(value)] });
  };

  keyed = () => {
    const [id, value, patient] = [this.#id(), this.#value(), this.#somebody()];
    const body = reading(patient.id, { value, device: { display: id } });
    return this.#entry({ id, kind: 'keyed', patient, login: patient.login, path: '/fhir/Observation', body, keyed: true, values: [String(value)] });
  };

  report = () => {
    const [id, value, patient] = [this.#id(), this.#value(), this.#somebody()];
    const pulse = 60 + Math.floor(this.random() * 30);
    const { resourceType, questionnaire, status, item } = answered(patient.id, WELL);
    const body = {
      measurements: [
        { parameter: 'spo2', value, unit: '%', device: id },
        { parameter: 'pulse', value: pulse, unit: '/min', device: id },
      ],
      responses: [{ resourceType, questionnaire, status, item }],
    };
    return this.#entry({
      id,
      kind: 'report',
      patient,
      login: patient.login,
      path: '/api/reports',
      body,
      keyed: true,
      values: [String(value), String(pulse)],
      forms: 1,
    });
  };

  bundle = () => {
    const [id, patient] = [this.#id(), this.#somebody()];
    const values = Array.from({ length: 5 }, this.#value);
    const entry = values.map((value, i) => ({
      resource: reading(patient.id, { value, identifier: [{ system: SYSTEM, value: `${id}.${i}` }] }),
      request: { method: 'POST', url: 'Observation' },
    }));
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    return this.#entry({ id, kind: 'bundle', patient, login: 'nurse', path: '/fhir', body, keyed: true, values: values.map(String) });
  };

  /** The first begins a thread; the others go into it. */
  message = () => {
    const id = this.#id();
    const patient = this.people[Math.floor(this.random() * 6)];
    const login = this.random() < 0.5 ? 'nurse' : patient.login;
    const thread = this.threads.get(patient.id);
    const path = thread === undefined ? `/api/patients/${patient.id}/threads` : `/api/threads/${thread}/messages`;
    const made = this.#entry({ id, kind: 'message', action: 'message.write', patient, login, path, body: { body: id }, keyed: true, values: [id] });
    made.heard = ({ body }) => {
      if (thread === undefined) this.threads.set(patient.id, body.id);
    };
    return made;
  };

  take = (patient, act) => {
    const path = `/api/worklist/${patient.id}/${act}`;
    return this.#entry({ id: this.#id(), kind: act, action: `case.${act}`, patient, login: 'nurse', path, body: {}, keyed: true, live: true });
  };

  acknowledge = (patient, version) => {
    const id = this.#id();
    const body = { version, outcomes: ['guided_by_plan'], note: id };
    const path = `/api/worklist/${patient.id}/acknowledge`;
    return this.#entry({
      id,
      kind: 'acknowledge',
      action: 'case.acknowledge',
      patient,
      login: 'nurse',
      path,
      body,
      keyed: true,
      live: true,
      values: [id],
      mayFail: [409],
    });
  };

  #entry({ patient, action = 'observation.write', keyed = false, ...rest }) {
    return new Entry({ patient: patient.id, action, keyed, ...rest });
  }
}

/** The programme answered something that it never may: not the network's doing. */
const isOurs = (error) => error.code === 'ERR_ASSERTION' || error instanceof SyntaxError || error instanceof TypeError;

export class Load {
  stopped = false;
  sent = [];

  /** houses: () => those who may be asked now. */
  constructor(world, acts, entries, houses) {
    Object.assign(this, { world, acts, entries, houses });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  }

  begin() {
    const { acts } = this;
    const makers = [acts.observation, acts.observation, acts.keyed, acts.report, acts.bundle, acts.message];
    this.clients = [...makers.map((make) => this.#repeat(make)), ...[0, 1].map((i) => this.#handle(i))];
    return this;
  }

  /** Sends one act. True: it was answered, one way or the other. */
  async send(entry) {
    const houses = this.houses();
    const house = houses[Math.floor(this.acts.random() * houses.length)];
    if (house === undefined) return false;
    entry.tries += 1;
    try {
      const answer = await ask(house, entry.path, {
        token: this.world.token(entry.login),
        body: entry.body,
        agent: this.agent,
        headers: {
          'Content-Type': entry.path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json',
          ...(entry.keyed ? { 'Idempotency-Key': entry.id } : {}),
        },
      });
      if (entry.first === null) entry.heardAt = this.heardAt?.();
      entry.hear(answer);
      if (isGood(answer.status)) entry.heard?.(answer);
      return answer.status !== 503;
    } catch (error) {
      if (isOurs(error)) entry.faults.push({ what: 'answered', id: entry.id, kind: entry.kind, says: error.message.slice(0, 400) });
      return false;
    }
  }

  async #first(entry) {
    this.entries.set(entry.id, entry);
    this.sent.push(entry);
    const done = await this.send(entry);
    if (!done && !this.stopped) await sleep(10);
    return done;
  }

  async #repeat(make) {
    while (!this.stopped) {
      if (this.houses().length === 0) await sleep(2);
      else await this.#first(make());
    }
  }

  /** A nurse's work: take, a new reading, acknowledge what the row then says, release. */
  async #handle(which) {
    const mine = this.acts.handled.filter((_, i) => i % 2 === which);
    for (let i = 0; !this.stopped; i += 1) {
      const patient = mine[i % mine.length];
      if (this.houses().length === 0) {
        await sleep(2);
        continue;
      }
      await this.#first(this.acts.take(patient, 'take'));
      await this.#first(this.acts.observation(patient));
      const version = await this.#version(patient);
      if (version !== undefined && !this.stopped) await this.#first(this.acts.acknowledge(patient, version));
      if (!this.stopped) await this.#first(this.acts.take(patient, 'release'));
    }
  }

  async #version(patient) {
    try {
      const [house] = this.houses();
      const answer = await ask(house, `/api/worklist/${patient.id}`, { token: this.world.token('nurse'), agent: this.agent });
      return answer.body?.version;
    } catch {
      return undefined;
    }
  }

  async end() {
    this.stopped = true;
    await Promise.all(this.clients);
  }

  /** All that got no answer again, with the same key, until it has one; and some that got one. */
  async resend({ again = 0.2 } = {}) {
    const due = this.sent.filter((entry) => entry.unsure || this.acts.random() < again);
    const queue = due.values();
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (const entry of queue) {
          for (let tries = 0; tries < 400 && !(await this.send(entry)); tries += 1) await sleep(25);
        }
      }),
    );
    return due.length;
  }

  destroy() {
    this.agent.destroy();
  }
}
