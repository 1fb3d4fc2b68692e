// The same steps done to the real program, over HTTP as its users do them, while a faked clock stands where the steps say:
// the program reads the time from libfaketime, whose file is changed while it runs. Its own jobs look each (real) second.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ask, grantServing, reading, until, varde } from '../api/lib.mjs';
import { nationalId } from '../national_id.mjs';
import { clockText, dayText } from './clock.mjs';

const LIBRARY = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu']
  .map((folder) => `${folder}/faketime/libfaketimeMT.so.1`)
  .find((file) => existsSync(file));
export const canFakeTime = LIBRARY !== undefined;
const PROGRAMMES = ['copd', 'heart-failure'];
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const phaseBody = (phase) => ({
  kind: phase.kind,
  ...(phase.every ? { every: phase.every } : {}),
  ...(phase.weekdays ? { weekdays: phase.weekdays.map((one) => WEEKDAYS[one]) } : {}),
  ...(phase.aWeek ? { aWeek: phase.aWeek } : {}),
  deadlines: phase.deadlines.map(clockText),
  from: phase.from === null ? null : dayText(phase.from),
  until: phase.until === null ? null : dayText(phase.until),
});

export class Played {
  static async start(kind, start) {
    const played = new Played();
    played.kind = kind;
    played.store = kind.create();
    played.folder = mkdtempSync(join(tmpdir(), 'varde-model-'));
    played.file = join(played.folder, 'clock');
    played.env = {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: played.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      TZ: 'UTC',
    };
    played.setClock(start);
    const made = await varde(
      ['demo', '--db', played.store.url, '--patients', '1', '--days', '1', '--until', new Date(start).toISOString()],
      played.env,
    );
    if (made.code !== 0) throw new Error(made.stderr);
    await grantServing(played.store);
    played.tokens = new Map();
    played.server = await Server.start(played.store, { env: played.env });
    played.logins = {};
    for (const login of ['nurse', 'nurse2']) played.logins[(await played.as(login, '/api/me')).account.id] = login;
    return played;
  }

  setClock(at) {
    this.now = at;
    writeFileSync(this.file, new Date(at).toISOString().slice(0, 19).replace('T', ' '));
  }

  token(login) {
    if (!this.tokens.has(login)) {
      const said = execFileSync(process.env.VARDE_BIN ?? 'build/varde', ['token', '--db', this.store.url, '--as', login, '--hours', '8000'], {
        encoding: 'utf8',
        env: { ...process.env, ...this.env, VARDE_DEMO: 'true' },
      });
      this.tokens.set(login, said.trim());
    }
    return this.tokens.get(login);
  }

  async as(login, path, body, status = [200, 201]) {
    const answer = await ask(this.server, path, { token: this.token(login), body });
    if (!status.includes(answer.status)) throw new Error(`${login} ${path} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
    return answer.body;
  }

  /** states: of each patient's enrolments, with lung disease first and heart failure beside it. */
  async enrol(states) {
    const choices = await this.as('nurse', '/api/enrolments/choices');
    const place = {
      service: choices.services[0].id,
      municipality: choices.municipalities.find((one) => one.name.startsWith('Nesvik')).id,
    };
    this.patients = [];
    for (const [i, of] of states.entries()) {
      const number = nationalId('1950-03-04', 100 + i * 5);
      const patient = { nationalId: number, given: 'Modell', family: 'Demo', sex: Number(number[8]) % 2 ? 'male' : 'female' };
      const one = { id: null, enrolments: [], versions: [0, 0], pause: null, actions: [] };
      for (const [at, state] of of.entries()) {
        const body = { patient, programme: PROGRAMMES[at], state, reason: 'Prøves', ...place };
        const made = await this.as('nurse', '/api/enrolments', body);
        one.id = made.patient.id;
        one.enrolments.push(made.id);
      }
      this.patients.push(one);
    }
    this.service = place.service;
  }

  /** Until the jobs have looked at whomever time has brought something. */
  async settle() {
    const now = this.now;
    const waits = `SELECT count(*) AS n FROM patient_due WHERE due_at <= ${now} OR looked_at > ${now}`;
    await until(async () => Number((await this.store.sql(waits))[0].n) === 0, {
      ms: 30_000,
      every: 60,
      says: 'the job does not come to an end',
    });
  }

  async moveClock(at) {
    this.setClock(at);
    await this.settle();
  }

  async restart(hard) {
    if (hard) await this.server.kill();
    else await this.server.stop();
    this.server = await Server.start(this.store, { env: this.env });
    await this.settle();
  }

  // ---- what is done ----

  async act(index, op) {
    const one = this.patients[index];
    return this[`do_${op.do}`](one, op);
  }

  async row(one, login = 'nurse') {
    return this.as(login, `/api/worklist/${one.id}`);
  }

  async do_report(one, op) {
    const at = new Date(op.made).toISOString();
    const values = [...(op.value === null ? [] : [reading(one.id, { value: op.value, at })]), ...(op.pulse ? [reading(one.id, { parameter: 'pulse', value: 70, at })] : [])];
    if (values.length === 1) return this.as('nurse', '/fhir/Observation', values[0]);
    const entry = values.map((resource) => ({ resource, request: { method: 'POST', url: 'Observation' } }));
    return this.as('nurse', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry });
  }
  async do_take(one, { who, force }) {
    await this.as(who, `/api/worklist/${one.id}/take`, force ? { force } : {});
  }
  async do_release(one, { who }) {
    await this.as(who, `/api/worklist/${one.id}/release`, {});
  }
  async do_ack(one, { who, outcome, undo }) {
    const { version } = await this.row(one, who);
    const said = await this.as(who, `/api/worklist/${one.id}/acknowledge`, { version, outcomes: [outcome] });
    if (undo) await this.as(who, `/api/acts/${said.undo.id}/undo`, {});
  }
  async do_contact(one) {
    await this.as('nurse', `/api/patients/${one.id}/contacts`, { kind: 'phone', party: 'patient', about: 'Snakket om dagen' });
  }
  async do_clear(one, { outcome, logged }) {
    const body = { outcome, ...(logged ? { contact: { kind: 'phone', party: 'patient' } } : {}) };
    await this.as('nurse', `/api/patients/${one.id}/missing/clear`, body);
  }
  async do_pause(one, { from, until: end }) {
    const body = { from: dayText(from), until: end === null ? null : dayText(end), reason: 'Reise' };
    one.pause = await this.as('nurse', `/api/patients/${one.id}/pauses`, body);
  }
  async do_endPause(one) {
    await this.as('nurse', `/api/pauses/${one.pause.id}/end`, {});
  }
  async do_schedule(one, { of, phases }) {
    const body = { phases: phases.map(phaseBody), reason: 'Avtalt', version: one.versions[of] };
    one.versions[of] = (await this.as('nurse', `/api/enrolments/${one.enrolments[of]}/schedule`, body)).version;
  }
  async do_state(one, { of, to }) {
    await this.as('nurse', `/api/enrolments/${one.enrolments[of]}/transitions`, { to, reason: 'Avtalt' });
  }

  async #tasks(one) {
    return (await this.as('nurse', `/api/patients/${one.id}/tasks`)).items;
  }
  /** By its own title, or the open one of its kind, which may have come this second. */
  async #task(one, { kind, title }) {
    await this.settle();
    return (await this.#tasks(one)).find((task) => (title === undefined ? task.kind === kind && task.state === 'open' : task.title === title));
  }
  async do_newTask(one, { title, day }) {
    await this.as('nurse', `/api/patients/${one.id}/tasks`, { title, due: dayText(day) });
  }
  async do_endTask(one, op) {
    const { id, version } = await this.#task(one, op);
    const done = {
      version,
      outcome: op.outcome,
      ...(op.outcome === 'contacted' ? { contact: { kind: 'phone', party: 'patient' } } : {}),
    };
    const ended =
      op.outcome === 'cancel'
        ? await this.as('nurse', `/api/tasks/${id}/cancel`, { version, reason: 'Trengs ikke' })
        : await this.as('nurse', `/api/tasks/${id}/done`, done);
    if (op.reopen) await this.as('nurse', `/api/tasks/${id}/reopen`, { version: ended.version });
  }
  async do_moveTask(one, op) {
    const { id, version } = await this.#task(one, op);
    await this.as('nurse', `/api/tasks/${id}/move`, { version, due: dayText(op.day), reason: 'Passer bedre' });
  }
  async do_ownTask(one, op) {
    const { id, version } = await this.#task(one, op);
    await this.as(op.who, `/api/tasks/${id}/${op.lays ? 'release' : 'take'}`, { version });
  }
  async do_handTask(one, op) {
    const { id, version } = await this.#task(one, op);
    const { queues } = await this.as('nurse', `/api/tasks/${id}/choices`);
    const queue = queues.find((place) => place.id !== this.service).id;
    await this.as('nurse', `/api/tasks/${id}/hand`, { version, queue, note: 'Til dere' });
  }
  async do_start(one, { of, days, on }) {
    const body = { enrolment: one.enrolments[of], text: 'Startet kur', startedOn: dayText(on), checkInDays: days };
    one.actions.push((await this.as('nurse', `/api/patients/${one.id}/actions`, body)).id);
  }
  async do_effect(one, { number, effect }) {
    await this.as('nurse', `/api/actions/${one.actions[number]}/effect`, { effect });
  }

  // ---- how it stands ----

  async stands(index) {
    const one = this.patients[index];
    const row = await this.row(one);
    const due = await this.as('nurse', `/api/patients/${one.id}/due`);
    return {
      zone: row.zone,
      cases: row.zone === 'red' || row.zone === 'yellow' ? await this.#cases(one) : [],
      takenBy: row.takenBy === null ? null : row.takenBy.mine ? 'nurse' : 'nurse2',
      rowMissing: row.missing,
      rowSince: row.missingSince,
      rowMissed: row.missed,
      missing: due.missing,
      next: due.next === null ? null : due.next.at,
      past: due.past.map((point) => `${point.by.day} ${point.by.clock} ${point.number}/${point.of} ${point.state}`).sort(),
      unwell: due.unwell?.since ?? null,
      tasks: (await this.#tasks(one))
        .filter((task) => task.state === 'open')
        .map((task) => this.#said(task))
        .sort(),
      dueTasks: row.tasks,
    };
  }

  #said({ kind, title, due, queue, owner }) {
    const whose = owner === null ? null : this.logins[owner.id];
    return `${kind === 'other' ? `${title} ${due}` : kind}${queue.id === this.service ? '' : ' elsewhere'} ${whose}`;
  }

  async #cases(one) {
    const { items } = await this.as('nurse', `/api/patients/${one.id}/cases`);
    return items.filter((each) => each.closed === null).map(({ zone, since }) => `${zone} ${since}`).sort();
  }

  async end() {
    await this.server.stop();
    const checked = await varde(['check', '--db', this.store.url], this.env);
    this.store.drop();
    rmSync(this.folder, { recursive: true, force: true });
    if (checked.code !== 0) throw new Unsound(`varde check: ${checked.stdout}${checked.stderr}`);
  }
}
/** What the program itself says of its rows at the end. */
export class Unsound extends Error {}
