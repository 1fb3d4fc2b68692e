// One patient's whole record as a FHIR Bundle: that it is valid, that its references lead somewhere, and that nothing
// that is stored is left out of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv';
import { dayNumbered, today } from '../days.mjs';
import { DAY, VARDE, World, answered, onEachStore, reading, until, varde } from './lib.mjs';
import { hexOf, idOf } from './stores.mjs';

const DATA = process.env.VARDE_TEST_DATA ?? resolve(import.meta.dirname, '../../../shared/data');
const SCHEMA = `${DATA}/fhir/definitions/fhir.schema.json`;
const BASE = 'https://journal.example/fhir';

/** FHIR's own schema: says why a Bundle is not valid; null when it is. Of all resources only those of `types` are
 * compiled: another fits none of them, and is refused. */
function bundleSchema(types) {
  const { id, definitions } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  const here = definitions.ResourceList.oneOf.filter(({ $ref }) => types.has($ref.split('/').at(-1)));
  assert.equal(here.length, types.size, 'a resource that FHIR does not have');
  definitions.ResourceList = { oneOf: here };
  const ajv = new Ajv({ schemaId: 'auto', logger: false });
  ajv.addMetaSchema(createRequire(import.meta.url)('ajv/lib/refs/json-schema-draft-06.json'));
  const reached = new Set(['Bundle']);
  for (const name of reached) {
    for (const [key, value] of leaves(definitions[name])) if (key === '$ref') reached.add(value.split('/').at(-1));
  }
  const used = Object.fromEntries([...reached].map((name) => [name, definitions[name]]));
  const valid = ajv.compile({ id, definitions: used, $ref: '#/definitions/Bundle' });
  const said = ({ dataPath, message, params }) => `${dataPath} ${message} ${JSON.stringify(params)}`;
  return (bundle) => (valid(bundle) ? null : valid.errors.map(said).join('\n'));
}

/** All values in a tree, with the name that each stands under. */
function* leaves(value, name = '') {
  if (value === null || typeof value !== 'object') yield [name, value];
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, Array.isArray(value) ? name : key);
}

const isOf = (type, fits = () => true) => (bundle) =>
  bundle.entry.filter(({ resource }) => resource.resourceType === type && fits(resource)).length;
const coded = (concept) => concept?.coding?.[0].code;
const began = (prefix) => isOf('Provenance', ({ id }) => id.startsWith(prefix));
const category = (code) => isOf('Communication', (one) => coded(one.category[0]) === code);
const extensions = (url) => (bundle) => {
  let count = 0;
  const end = `/${url}`;
  for (const [name, value] of leaves(bundle)) count += name === 'url' && value.endsWith(end) ? 1 : 0;
  return count;
};

// What is kept of a patient, and what an export shows of it: as many as there are rows. `every` says what makes a row of
// its own where several rows are one resource; `but` names the columns of which the export shows something else.
const EXPORTED = {
  patient: { count: isOf('Patient'), but: { given: 'its parts', search: 'the name once more' } },
  kin: { count: isOf('RelatedPerson') },
  enrolment: {
    count: isOf('EpisodeOfCare'),
    but: { limits: 'a copy of patient_limit', levels: 'a copy of patient_habit', unwell_causes: 'each by its name' },
  },
  enrolment_transition: { count: (bundle) => bundle.entry.flatMap(({ resource }) => resource.statusHistory ?? []).length },
  enrolment_schedule: {
    count: isOf('ServiceRequest', ({ code }) => coded(code) === 'report-schedule'),
    but: { phases: 'as Timing, compared below' },
  },
  pause: { count: isOf('Basic', ({ code }) => coded(code) === 'pause') },
  unwell: { count: isOf('Basic', ({ code }) => coded(code) === 'unwell') },
  limit_order: { count: isOf('ServiceRequest', ({ code }) => coded(code) === 'individual-limits') },
  patient_limit: { count: extensions('limit') },
  patient_habit: { count: extensions('habitual-level') },
  report: { count: began('report-') },
  observation: {
    count: isOf('Observation'),
    every: ({ key, version }) => `${key} ${version}`,
    but: {
      effective: 'as it was written',
      content: 'a hash',
      extra: 'compared with GET /fhir/Observation/{id}',
    },
  },
  correction: { count: isOf('Provenance', ({ id, reason }) => id.startsWith('value-') && reason) },
  response: {
    count: isOf('QuestionnaireResponse'),
    but: {
      authored: 'as it was written',
      content: 'a hash',
      findings: 'what the rules saw of it stands in the outcome',
      document: 'compared with GET /fhir/QuestionnaireResponse/{id}',
      extra: 'compared with GET /fhir/QuestionnaireResponse/{id}',
    },
  },
  outcome: { count: isOf('ClinicalImpression', ({ code }) => coded(code) === 'rules') },
  triage_case: { count: isOf('Task', ({ code }) => coded(code) === 'case') },
  triage_case_event: { count: began('case-') },
  acknowledgement: { count: isOf('ClinicalImpression', ({ code }) => coded(code) === 'person') },
  acknowledgement_undone: { count: began('undone-') },
  missing_event: { count: isOf('Basic', ({ code }) => coded(code) === 'missing-report') },
  silent_review: { count: isOf('Basic', ({ code }) => coded(code) === 'silent-review') },
  task: { count: isOf('Task', ({ code }) => coded(code) !== 'case') },
  task_event: { count: began('task-') },
  started_action: { count: isOf('Procedure') },
  contact: { count: category('contact') },
  note: { count: category('note') },
  thread: { count: category('thread') },
  message: { count: category('message') },
  message_seen: { count: extensions('seen') },
  outbox: { count: category('reminder'), but: { payload: 'always empty: nothing about health leaves the house' } },
};

// What names a patient and is not of the record, with why. A table that stands in neither list fails the test.
const EXEMPT = {
  access_log: 'counted by itself: lists name a patient among others',
  alarm_month: 'rolled up out of outcomes, cases and schedules, and `varde check` works it out again',
  alarm_limit: 'as alarm_month',
  alarm_patient: 'how far alarm_month has come',
  account: 'the patient’s own log-in; who acts by it is the Patient',
  overview: 'the row of the work list: what it says follows from the rest, and `varde check` recomputes it',
  event: 'says that something changed, for those who listen; what changed stands in the rest',
  patient_due: 'when the patient is looked at next: follows from the rest, and `varde check` looks again',
};

const COLUMNS = {
  SQLite: "SELECT m.name AS name, c.name AS col FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
  PostgreSQL: "SELECT table_name AS name, column_name AS col FROM information_schema.columns WHERE table_schema = 'public'",
};

onEachStore('the export of one patient', (kind) => {
  let world;
  let patient;
  let bundle;
  let text;
  let stored; // of each exported table, what it had when the export was made

  const post = async (login, path, body, status = 201) => {
    const answer = await world.as(login, path, { body });
    assert.equal(answer.status, status, answer.text);
    return answer.body;
  };
  const exported = async (...more) => {
    const args = ['export', '--db', world.store.url, '--patient', patient.id, ...more];
    const done = await varde(args, { VARDE_BASE_URL: BASE.replace('/fhir', '') });
    assert.equal(done.code, 0, done.stderr);
    return done.stdout;
  };
  const of = (table) => (table === 'patient' ? 'id' : 'patient_id');
  const rowsOf = (table, what = '*') =>
    world.store.sql(`SELECT ${what} FROM ${table} WHERE ${of(table)} = ${world.store.id(patient.id)}`);
  const versions = (row) => world.row(row).then(({ version }) => version);
  const acknowledge = async (outcomes, more = {}) =>
    post('nurse', `/api/worklist/${patient.id}/acknowledge`, { version: await versions(patient), outcomes, ...more }, 200);

  /** Everything that can be done with a patient, so that every table has rows of this one. */
  const live = async () => {
    const base = `/api/patients/${patient.id}`;
    const enrolment = patient.enrolments[0].id;
    const sent = await world.send(patient.login, reading(patient.id, { value: 71, device: { reference: 'Device/finger-1' } }));
    assert.equal(sent.status, 201, sent.text);
    const { id } = sent.body;
    const done = await acknowledge(['device_fault'], { note: 'Kald «finger»\n', contact: { kind: 'phone', party: 'patient' } });
    await post('nurse', `/api/acts/${done.undo.id}/undo`, {}, 200);
    await post('nurse', `/api/observations/${id}/corrections`, { version: 1, value: 91, reason: 'Tallene var byttet om.' });
    await acknowledge(['guided_by_plan'], { note: 'Startet kur.', actions: [{ text: 'Kur «A» i 5 dager', checkInDays: 3 }] });
    const started = await world.as('nurse', `${base}/actions`);
    await post('nurse', `/api/actions/${started.body.items[0].id}/effect`, { effect: 'unchanged', note: 'Like «tett».' }, 200);
    const task = await post('nurse', `${base}/tasks`, { title: 'Ring om «vekt»', reason: 'Avtalt\nsist', due: today(9), enrolment });
    const taken = await post('nurse', `/api/tasks/${task.id}/take`, { version: 1 }, 200);
    await post('nurse', `/api/tasks/${task.id}/done`, { version: taken.version, outcome: 'done', note: 'Gikk «bra».' }, 200);
    const changed = { ...reading(patient.id, { value: 97 }), identifier: [{ system: 'urn:of:sender', value: 'a-1' }] };
    assert.equal((await world.send(patient.login, changed)).status, 201);
    const again = { ...changed, status: 'amended', valueQuantity: { ...changed.valueQuantity, value: 95.5 } };
    assert.ok([200, 201].includes((await world.send(patient.login, again)).status));
    const form = answered(patient.id, { symptoms: { breathlessness: 'much_more' }, identifier: { system: 'urn:of:sender', value: 'f-1' } });
    for (const body of [form, { ...form, status: 'amended', item: answered(patient.id, { pain: 'yes' }).item }]) {
      const answers = await world.as(patient.login, '/fhir/QuestionnaireResponse', { body });
      assert.ok([200, 201].includes(answers.status), answers.text);
    }
    const first = await post('nurse', `${base}/contacts`, { kind: 'phone', party: 'gp', about: 'Resept', outcomes: ['doctor_contacted'], note: 'Ringer «tilbake».' });
    await post('nurse', `${base}/contacts`, { kind: 'phone', party: 'gp', about: 'Resept på ny', replaces: first.id });
    const [{ service_id: service }] = await rowsOf('overview', 'service_id');
    const [{ id: report }] = await rowsOf('report', 'id');
    const [{ id: nurse }] = await world.store.sql(`SELECT id FROM account WHERE login = 'nurse'`);
    const column = (hex) => world.store.id(idOf(hex));
    await world.store.sql(
      'INSERT INTO missing_event (patient_id, service_id, number, at, kind, due_at, missed, report_id, account_id, outcome, note)' +
        ` VALUES (${world.store.id(patient.id)}, ${column(service)}, 1, ${Date.now() - 90 * DAY}, 'cleared',` +
        ` ${Date.now() - 91 * DAY}, 3, ${column(report)}, ${column(nurse)}, 'away', 'På «hytta».')`,
    );
    await post('nurse', `${base}/silent`, { decision: 'closing_proposed', note: 'Vil ikke «mer».' });
    const kept = await post('nurse', `${base}/silent`, { decision: 'kept', note: 'Vil «likevel».' });
    await post('nurse', `/api/silent/${kept.id}/undo`, {}, 204);
    const note = await post('nurse', `${base}/notes`, { text: 'Hund i gangen.' });
    await post('nurse', `${base}/notes`, { text: 'To hunder i gangen.', replaces: note.id });
    const thread = await post(patient.login, `${base}/threads`, { subject: 'Medisin', body: 'Når kommer den?' });
    await post('nurse', `/api/threads/${thread.id}/messages`, { body: 'I morgen.' });
    assert.ok((await world.as(patient.login, `/api/threads/${thread.id}/seen`, { body: { upTo: 2 } })).status < 300);
    const low = (zone, value) => ({ parameter: 'spo2', kind: 'value', side: 'low', zone, operator: '<=', value });
    const limits = {
      orderedBy: 'Grete Demo',
      orderedOn: today(-1),
      reason: 'Kjent lav',
      evidence: 'Dialogmelding 12',
      floorReason: 'Har levd med dette i årevis',
      limits: [low('red', 80), { ...low('yellow', 84.5), basis: 'habitual' }],
      habits: [{ parameter: 'spo2', level: 86.5, sigma: 1.25 }],
      news2Scale: 2,
    };
    const { version } = (await world.as('nurse', `/api/enrolments/${enrolment}/schedule`)).body;
    const phases = [{ kind: 'every', every: 1, deadlines: ['10:00', '20:00'], until: '2100-01-01' }, { kind: 'a_week', aWeek: 2, from: '2100-01-01' }];
    await post('nurse', `/api/enrolments/${enrolment}/schedule`, { phases, reason: 'Tett «etter» utskrivning', version });
    const from = today(200);
    const pause = await post('nurse', `${base}/pauses`, { from, reason: 'Reiser «sørover»' });
    await post('nurse2', `/api/pauses/${pause.id}/end`, {}, 200);
    const ordered = await world.as('nurse', `/api/enrolments/${enrolment}/limits`, { body: limits });
    if (ordered.status === 201) await post('nurse2', `/api/enrolments/${enrolment}/limits/${ordered.body.version}/reject`, { reason: 'Ikke ordinert' }, 200);
    else assert.equal(ordered.status, 409, ordered.text); // another waits already
    // One that was sent, one that waits: whatever day it is.
    const reminder = (about, due, done) =>
      world.store.sql(
        `INSERT INTO outbox (id, kind, patient_id, payload, created_at, due_at, attempts, about, done_at, result)
         VALUES (${world.store.id(idOf(about === 'due:1:1440' ? 'a'.repeat(32) : 'b'.repeat(32)))}, 'reminder', ${world.store.id(patient.id)}, '{}',
         ${Date.now() - DAY}, ${due}, 0, '${about}', ${done ?? 'NULL'}, ${done ? "'delivered'" : 'NULL'})`,
      );
    await reminder('due:1:1440', Date.now() - DAY, Date.now() - DAY + 1);
    await reminder('due:99999:1440', Date.now() + 900 * DAY);
    for (const [login, path] of [['kin1', base], ['nurse', '/api/worklist?limit=500']]) {
      assert.equal((await world.as(login, path)).status, 200);
    }
  };

  before(async () => {
    world = await World.create(kind, { patients: 60, days: 8 });
    patient = [...world.people.values()].find(({ login }) => login === 'patient1');
    await live();
    // What time brings is laid down before it is looked at.
    const due = () => world.store.sql(`SELECT due_at FROM patient_due WHERE patient_id = ${world.store.id(patient.id)}`);
    await until(async () => Number((await due())[0].due_at) > Date.now(), { says: 'nobody looked at the patient' });
    text = await exported();
    bundle = JSON.parse(text);
    stored = new Map(await Promise.all(Object.keys(EXPORTED).map(async (table) => [table, await rowsOf(table)])));
  });
  after(() => world?.end());

  test('it is valid by FHIR’s own schema', { skip: !existsSync(SCHEMA) && `${SCHEMA} is not there` }, () => {
    const wrong = bundleSchema(new Set(bundle.entry.map(({ resource }) => resource.resourceType)));
    assert.equal(wrong(bundle), null);
    for (const [type, member] of [['Task', 'statusWord'], ['Provenance', 'who'], ['AuditEvent', 'actor']]) {
      const broken = structuredClone({ ...bundle, entry: [bundle.entry.find(({ resource }) => resource.resourceType === type)] });
      broken.entry[0].resource[member] = 'x';
      assert.ok(wrong(broken), `the schema takes anything in ${type}`);
    }
  });

  test('every table that names a patient is exported, or left out for a reason', async () => {
    const columns = await world.store.sql(COLUMNS[kind.kind]);
    const about = new Set(columns.filter(({ col }) => /patient/.test(col)).map(({ name }) => name));
    about.add('patient');
    // Counters of a thread say "patient", and it has a patient_id too.
    const decided = [...Object.keys(EXPORTED), ...Object.keys(EXEMPT)].sort();
    assert.deepEqual([...about].sort(), decided);
  });

  test('there is one resource for each row that is stored of the patient', () => {
    for (const [table, { count, every }] of Object.entries(EXPORTED)) {
      const rows = stored.get(table);
      assert.ok(rows.length > 0, `the patient has nothing in ${table}`);
      assert.equal(count(bundle), every ? new Set(rows.map(every)).size : rows.length, table);
    }
  });

  test('every stored time, text and reference is in it', async () => {
    const [{ id: me }] = await rowsOf('account', 'id');
    const quoted = (value) => JSON.stringify(value).slice(1, -1);
    const words = (value) => (/^\["/.test(value) ? JSON.parse(value) : [value]);
    const iso = (at) => new Date(at).toISOString().replace('.000Z', 'Z');
    const isThere = (value) => {
      if (typeof value === 'number' || /^\d{12,14}$/.test(value)) return Number(value) < 1e11 || text.includes(iso(Number(value)));
      if (value === me) return text.includes(`"Patient/${patient.id}"`);
      if (/^[0-9a-f]{32}$/.test(value)) return text.includes(idOf(value));
      return value === '[]' || words(value).every((one) => text.includes(quoted(one)));
    };
    for (const [table, { but = {} }] of Object.entries(EXPORTED)) {
      for (const row of stored.get(table)) {
        for (const [column, value] of Object.entries(row)) {
          if (value === null || column in but || column === 'value') continue;
          assert.ok(isThere(value), `${table}.${column}: ${value}`);
        }
      }
    }
  });

  test('a schedule that was set by hand says each phase as Timing', () => {
    const said = bundle.entry
      .filter(({ resource }) => coded(resource.code) === 'report-schedule')
      .map(({ resource }) => resource.extension.filter(({ url }) => url.endsWith('/schedule-phase')).map((one) => one.valueTiming.repeat));
    assert.ok(said.length > 0);
    assert.deepEqual(said.at(-1), [
      { boundsPeriod: { end: '2099-12-31' }, frequency: 2, period: 1, periodUnit: 'd', timeOfDay: ['10:00:00', '20:00:00'] },
      { boundsPeriod: { start: '2100-01-01' }, frequency: 2, period: 1, periodUnit: 'wk' },
    ]);
  });

  test('everybody who has looked is in it, and of lists only that the patient stood there', async () => {
    const me = hexOf(patient.id);
    const lists = (await world.store.sql('SELECT number, patients FROM access_log WHERE patients IS NOT NULL')).filter(
      ({ patients }) => patients.match(/.{32}/g).includes(me),
    );
    const alone = await rowsOf('access_log', 'number');
    assert.ok(lists.length > 0 && alone.length > 0);
    // The export's own row is there; what was asked for since is not.
    const events = bundle.entry.filter(({ resource }) => resource.resourceType === 'AuditEvent');
    assert.deepEqual(events.map(({ resource }) => Number(resource.id.split('.')[1])).sort((a, b) => a - b), [...lists, ...alone].map(({ number }) => Number(number)).sort((a, b) => a - b));
    const own = events.find(({ resource }) => resource.subtype[0].code === 'record.export').resource;
    assert.equal(own.agent[0].who.display, 'Varde, command line');
    for (const other of world.people.values()) {
      if (other.id !== patient.id) assert.ok(!text.includes(other.id), 'another patient is named');
    }
    assert.doesNotMatch(text, /"(nurse2?|kin1|patient1)"(?!\}\])/, 'a log-in is named');
  });

  test('each limit says what was ordered', () => {
    const part = (limit, url) => limit.extension.find((one) => one.url.endsWith(`/${url}`));
    const limits = bundle.entry
      .filter(({ resource }) => resource.resourceType === 'ServiceRequest' && coded(resource.code) === 'individual-limits')
      .flatMap(({ resource }) => resource.extension.filter(({ url }) => url.endsWith('/limit')))
      .map((limit) => {
        const { value, comparator } = part(limit, 'limit-bound').valueQuantity;
        const word = (url) => part(limit, url)?.valueCode ?? '';
        return [word('limit-side'), word('zone'), word('limit-kind'), word('measurement-condition'), part(limit, 'limit-days')?.valueInteger ?? 0, comparator, value].join();
      });
    const ordered = stored.get('patient_limit').map(({ side, zone, kind: what, condition, days, operator, value }) =>
      [['low', 'high'][side], ['', '', 'yellow', 'red'][zone], what === 'limit' ? 'value' : what, condition, days, ['<', '<=', '>', '>='][operator], value / 1e6].join(),
    );
    assert.deepEqual(limits.sort(), ordered.sort());
    assert.ok(ordered.some((one) => one.endsWith('<=,84.5')));
    const orders = bundle.entry.filter(({ resource }) => resource.resourceType === 'ServiceRequest' && coded(resource.code) === 'individual-limits');
    const bases = orders.flatMap(({ resource }) => resource.extension.filter(({ url }) => url.endsWith('/limit')).map((limit) => part(limit, 'limit-basis').valueCode));
    assert.deepEqual(bases.sort(), stored.get('patient_limit').map(({ basis }) => basis).sort());
    const levels = orders.flatMap(({ resource }) => resource.extension.filter(({ url }) => url.endsWith('/habitual-level')));
    const said = levels.map((level) => [
      part(level, 'level').valueQuantity.value, part(level, 'level-deviation').valueQuantity.value,
      part(level, 'level-low').valueBoolean, part(level, 'level-high').valueBoolean, part(level, 'level-approved-on')?.valueDate ?? '',
    ].join());
    const dayOf = (day) => (day === null ? '' : dayNumbered(Number(day)));
    const kept = stored.get('patient_habit').map(({ level, sigma, low, high, approved_on: day }) => [level / 1e6, sigma / 1e6, low === 1, high === 1, dayOf(day)].join());
    assert.deepEqual(said.sort(), kept.sort());
    assert.ok(kept.includes('86.5,1.25,true,false,'));
    const scales = orders.map(({ resource }) => part(resource, 'news2-scale')?.valueInteger ?? null);
    assert.deepEqual(scales.sort(), stored.get('limit_order').map(({ news2_scale: scale }) => (scale === null ? null : Number(scale))).sort());
  });

  test('an enrolment that is unwell says since when, by how many reports, and by what', () => {
    const said = bundle.entry.filter(({ resource }) => resource.resourceType === 'EpisodeOfCare').map(({ resource }) => {
      const of = (name) => resource.extension.filter(({ url }) => url.endsWith(`/unwell-${name}`));
      return { since: of('since').length, reports: of('reports')[0]?.valueInteger ?? 0, by: of('by').map((one) => one.valueCode) };
    });
    const rows = stored.get('enrolment');
    assert.deepEqual(said.map(({ since }) => since).sort(), rows.map((one) => Number(one.unwell_from !== null)).sort());
    assert.deepEqual(said.map(({ reports }) => reports).sort(), rows.map((one) => Number(one.unwell_reports)).sort());
    assert.ok(said.some(({ by }) => by.includes('form-0')), JSON.stringify(said));
  });

  test('nothing in it is empty, which FHIR forbids', () => {
    const look = (value, path) => {
      assert.notEqual(value, '', path);
      assert.notEqual(value, null, path);
      if (typeof value !== 'object') return;
      assert.ok(Object.keys(value).length > 0, path);
      for (const [name, inner] of Object.entries(value)) look(inner, `${path}.${name}`);
    };
    bundle.entry.forEach((entry) => look(entry, entry.fullUrl));
  });

  test('each fullUrl stands once, or for versions of one resource', () => {
    const seen = new Map();
    assert.deepEqual([bundle.resourceType, bundle.type], ['Bundle', 'collection']);
    for (const { fullUrl, resource } of bundle.entry) {
      const version = resource.meta?.versionId;
      const others = seen.get(fullUrl) ?? [];
      assert.ok(others.length === 0 || (version !== undefined && !others.includes(version) && !others.includes(undefined)), fullUrl);
      seen.set(fullUrl, [...others, version]);
      if (resource.id !== undefined) {
        assert.match(resource.id, /^[A-Za-z0-9\-.]{1,64}$/);
        assert.equal(fullUrl, `${BASE}/${resource.resourceType}/${resource.id}`);
      }
    }
    assert.ok([...seen.values()].filter((all) => all.length === 2).length >= 2, 'a correction hides what was there before');
  });

  test('every reference leads to one entry', () => {
    const entries = new Map();
    for (const { fullUrl, resource } of bundle.entry) {
      const version = resource.meta?.versionId;
      for (const url of version === undefined ? [fullUrl] : [fullUrl, `${fullUrl}/_history/${version}`]) {
        entries.set(url, (entries.get(url) ?? 0) + 1);
      }
    }
    let count = 0;
    for (const [name, value] of leaves(bundle)) {
      if (name !== 'reference') continue;
      const url = /^[a-z]+:/.test(value) ? value : `${BASE}/${value}`;
      assert.equal(entries.get(url), 1, value);
      count += 1;
    }
    assert.ok(count > 100);
    const forms = bundle.entry.filter(({ resource }) => resource.resourceType === 'Questionnaire');
    const known = new Set(forms.map(({ resource }) => `${resource.url}|${resource.version}`));
    for (const { resource } of bundle.entry) if (resource.questionnaire) assert.ok(known.has(resource.questionnaire));
  });

  test('what was measured and answered is what the server says of it', async () => {
    for (const type of ['Observation', 'QuestionnaireResponse']) {
      const newest = new Map();
      for (const { resource } of bundle.entry) {
        const known = newest.get(resource.id)?.meta.versionId ?? 0;
        if (resource.resourceType === type && Number(resource.meta.versionId) > known) newest.set(resource.id, resource);
      }
      assert.ok(newest.size > 0);
      for (const [id, resource] of [...newest].slice(-40)) {
        const answer = await world.as(patient.login, `/fhir/${type}/${id}`);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(resource, answer.body);
      }
    }
  });

  test('its Observations can be given to another record, and say the same there', async () => {
    const other = world.fresh({ zone: 'any', fits: ({ id }) => id !== patient.id });
    const ones = bundle.entry.map(({ resource }) => resource).filter(({ resourceType, meta }) => resourceType === 'Observation' && meta.versionId === '1');
    for (const { id, meta, ...content } of ones.slice(0, 12)) {
      assert.ok(id && meta);
      const sent = await world.send(other.login, { ...content, subject: { reference: `Patient/${other.id}` } });
      assert.equal(sent.status, 201, sent.text);
      const { id: made, meta: written, subject, ...rest } = sent.body;
      assert.ok(made && written && subject);
      const { subject: before, ...same } = content;
      assert.ok(before);
      assert.deepEqual(rest, same);
    }
  });

  test('a correction keeps what stood before, with its reason and who made it', () => {
    const why = bundle.entry.map(({ resource }) => resource).find(({ reason }) => reason?.[0]?.text === 'Tallene var byttet om.');
    const at = (reference) =>
      bundle.entry.find(({ fullUrl, resource }) => `${fullUrl}/_history/${resource.meta?.versionId}` === `${BASE}/${reference}`).resource;
    assert.equal(why.agent[0].who.display, 'Nina Demo');
    assert.equal(at(why.target[0].reference).valueQuantity.value, 91);
    assert.equal(at(why.entity[0].what.reference).valueQuantity.value, 71);
  });

  test('a file is for its owner alone, is there whole or not at all, and is not written over', async () => {
    const file = join(world.store.folder ?? process.env.TMPDIR ?? '/tmp', `export-${process.pid}-${kind.kind}.json`);
    await exported('--out', file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!existsSync(`${file}.part`));
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).type, 'collection');
    writeFileSync(file, 'mine');
    const args = ['export', '--db', world.store.url, '--patient', patient.id, '--out', file];
    const refused = await varde(args);
    assert.deepEqual([refused.code, readFileSync(file, 'utf8')], [1, 'mine']);
    assert.match(refused.stderr, /--replace/);
    await exported('--out', file, '--replace');
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).type, 'collection');
    assert.equal((await varde([...args.slice(0, -1), '/no/such/folder/x.json'])).code, 1);
  });

  test('the national id is read from standard input, never from the command line', async () => {
    const [{ national_id: number }] = await rowsOf('patient', 'national_id');
    const by = (input) =>
      new Promise((done) => {
        const child = execFile(VARDE, ['export', '--db', world.store.url, '--national-id'], (error, stdout, stderr) =>
          done({ code: error ? error.code : 0, stdout, stderr }),
        );
        child.stdin.end(input);
      });
    const found = await by(`${number}\n`);
    assert.equal(found.code, 0, found.stderr);
    assert.equal(JSON.parse(found.stdout).entry[0].resource.id, patient.id);
    const unknown = await by('01010112345\n');
    assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
    assert.doesNotMatch(unknown.stderr, /01010112345/);
    assert.equal((await by('')).code, 2);
    assert.equal((await varde(['export', '--db', world.store.url, '--national-id', number])).code, 2);
  });

  test('who is not there is said to be not there, and nothing is printed', async () => {
    for (const id of ['0'.repeat(26), 'abc', patient.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]) {
      const done = await varde(['export', '--db', world.store.url, '--patient', id]);
      assert.deepEqual([done.code, done.stdout], [1, ''], id);
      assert.match(done.stderr, /there is no patient with this id/);
    }
    const neither = await varde(['export', '--db', world.store.url]);
    assert.equal(neither.code, 2);
  });

  test('that it was taken out is logged before anything is printed, and the patient sees by whom', async () => {
    const log = async () => {
      const answer = await world.as(patient.login, `/api/patients/${patient.id}/access-log`);
      assert.equal(answer.status, 200, answer.text);
      return answer.body.items.filter(({ action }) => action === 'record.export');
    };
    const before_ = (await log()).length;
    const full = await new Promise((done) => {
      execFile('sh', ['-c', '"$@" > /dev/full', 'sh', VARDE, 'export', '--db', world.store.url, '--patient', patient.id], (error, _, stderr) => done({ code: error?.code ?? 0, stderr }));
    });
    assert.equal(full.code, 1);
    assert.match(full.stderr, /cannot be written/);
    const seen = await log();
    assert.equal(seen.length, before_ + 1);
    assert.deepEqual([seen[0].who, seen[0].role, seen[0].ground], ['Varde, command line', 'machine', 'none']);
    const { code, stdout } = await varde(['check', '--db', world.store.url]);
    assert.equal(code, 0, stdout);
  });
});
