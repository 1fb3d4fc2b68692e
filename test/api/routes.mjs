// Every route of the program's own table, with what the tests know of it: how to ask it, and who may. A route that
// is not here fails the suite, so that nobody adds one without saying whom it is for.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { today } from '../days.mjs';
import { VARDE, answered, reading } from './lib.mjs';

const COPD = resolve(import.meta.dirname, '../../programmes/copd.json');

/** The table as the program prints it. */
export const table = execFileSync(VARDE, ['routes'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const MEDICAL = ['nurse', 'coordinator', 'gp', 'specialist', 'groupstaff', 'teamlead', 'machine', 'patient', 'kin'];

/** Which roles may do what: said once more, not read from the program. */
export const MAY = {
  'patient.read': MEDICAL,
  'observation.read': MEDICAL,
  'observation.write': ['nurse', 'groupstaff', 'machine', 'patient', 'kin'],
  'worklist.read': ['nurse', 'coordinator', 'teamlead'],
  'case.handle': ['nurse'],
  'enrolment.read': [...MEDICAL, 'caseworker'],
  'enrolment.change': ['nurse', 'coordinator'],
  'access_log.read': ['nurse', 'teamlead', 'patient'],
  'programme.read': [
    'nurse', 'coordinator', 'caseworker', 'gp', 'specialist', 'groupstaff', 'teamlead', 'editor', 'admin',
  ],
  'programme.load': ['editor'],
  'programme.approve': ['gp', 'specialist'],
  'message.read': ['nurse', 'patient'],
  'message.write': ['nurse', 'patient'],
  'record.read': ['nurse', 'coordinator', 'gp', 'specialist', 'teamlead'],
  'record.write': ['nurse', 'coordinator', 'gp', 'specialist'],
  'observation.correct': ['nurse'],
  'limit.enter': ['nurse', 'gp', 'specialist'],
  'limit.check': ['nurse', 'gp', 'specialist'],
  'patient.enrol': ['nurse', 'coordinator'],
  'organisation.read': [
    'nurse', 'coordinator', 'caseworker', 'gp', 'specialist', 'groupstaff', 'teamlead', 'editor', 'admin',
  ],
  'organisation.change': ['admin'],
  'hours.change': ['teamlead', 'admin'],
  'account.read': ['teamlead', 'admin'],
  'account.change': ['admin'],
  'agreement.read': ['coordinator', 'teamlead', 'admin'],
  'agreement.change': ['admin'],
  'alarm.read': ['nurse', 'teamlead'],
  'schedule.change': ['nurse', 'gp', 'specialist'],
  'task.read': ['nurse', 'coordinator', 'gp', 'specialist', 'teamlead'],
  'task.write': ['nurse', 'coordinator', 'gp', 'specialist'],
  'reminders.change': ['patient'],
};

export const ROLES = {
  nurse: 'nurse',
  coordinator: 'coordinator',
  caseworker: 'caseworker',
  gp: 'gp',
  specialist: 'specialist',
  groupstaff: 'groupstaff',
  teamlead: 'teamlead',
  editor: 'editor',
  admin: 'admin',
  journal: 'machine',
  patient1: 'patient',
  kin1: 'kin',
};

const batch = (patient) => ({
  resourceType: 'Bundle',
  type: 'batch',
  entry: [{ resource: reading(patient), request: { method: 'POST', url: 'Observation' } }],
});
const open = { open: true };
const own = {};
const of = (path, rest = {}) => ({ path: ({ patient }) => path.replace('{patient}', patient), ...rest });

/** About an id that nobody has: whoever may ask at all is told so. */
const nowhere = (action, path, body) => ({
  action,
  path: () => path.replace('{}', '01jz0000000000000000000000'),
  ...(body === undefined ? {} : { body: () => body }),
  status: 404,
});

/** path(ids), body(ids) or raw(ids): a good request about ids.patient or ids.enrolment. action: what it needs. */
/** Something done with a task. */
const task = (act, body) => ({
  action: 'task.write',
  path: (ids) => `/api/tasks/${ids.task}/${act}`,
  body: () => ({ version: 1, ...body }),
});

const rules = {
  'GET /': open,
  'GET /patients': open,
  'GET /patients/{patient}': { ...open, path: () => '/patients/x' },
  'GET /alarms': open,
  'GET /tasks': open,
  'GET /silent': open,
  'GET /admin': open,
  'GET /admin/{page}': { ...open, path: () => '/admin/x' },
  'GET /login': open,
  'GET /me': open,
  'GET /assets/{name}': { ...open, path: () => '/assets/none.js', status: 404 },
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': open,
  'GET /api/openapi.json': open,
  'GET /schema/programme-1.json': open,
  'GET /api/demo/logins': open,
  'POST /api/session': { ...open, body: () => ({ login: 'nurse' }) },
  // What is no link is answered like one that was used.
  'POST /api/login/link': { ...open, body: () => ({ token: 'x'.repeat(43) }), status: 404 },
  'DELETE /api/session': own,
  'GET /api/me': own,
  'GET /api/events': { ...own, stream: true },
  'GET /api/me/today': { action: 'patient.read', path: ({ patient }) => `/api/me/today?patient=${patient}` },
  'POST /api/me/reminders': {
    action: 'reminders.change',
    path: ({ patient }) => `/api/me/reminders?patient=${patient}`,
    body: () => ({ wanted: true }),
  },
  'POST /api/reports': {
    action: 'observation.write',
    body: ({ patient }) => ({ patient, measurements: [{ parameter: 'spo2', value: 93, unit: '%' }] }),
  },
  'GET /api/worklist': { action: 'worklist.read', list: (item) => item.patient.id },
  'GET /api/worklist/counts': { action: 'worklist.read' },
  'GET /api/worklist/filters': { action: 'worklist.read' },
  'GET /api/worklist/greens': { action: 'worklist.read' },
  'POST /api/worklist/greens': {
    action: 'case.handle',
    body: ({ patient }) => ({ seen: [{ patient, version: 1 }] }),
  },
  'POST /api/acts/{id}/undo': {
    action: 'case.handle',
    path: () => `/api/acts/${NOBODY}/undo`,
    body: () => ({}),
    status: 404,
  },
  'GET /api/worklist/curves': { action: 'worklist.read', path: ({ patient }) => `/api/worklist/curves?of=${patient}` },
  'GET /api/worklist/views': { action: 'worklist.read' },
  'POST /api/worklist/views': {
    action: 'worklist.read',
    body: () => ({ name: 'Røde', query: 'zone=red' }),
    status: 201,
  },
  'DELETE /api/worklist/views/{id}': {
    action: 'worklist.read',
    path: () => `/api/worklist/views/${NOBODY}`,
    status: 404,
  },
  'GET /api/worklist/{patient}': of('/api/worklist/{patient}', { action: 'worklist.read' }),
  'POST /api/worklist/{patient}/take': of('/api/worklist/{patient}/take', {
    action: 'case.handle',
    body: () => ({}),
  }),
  'POST /api/worklist/{patient}/release': of('/api/worklist/{patient}/release', {
    action: 'case.handle',
    body: () => ({}),
  }),
  'POST /api/worklist/{patient}/acknowledge': of('/api/worklist/{patient}/acknowledge', {
    action: 'case.handle',
    body: () => ({ version: 1, outcomes: ['guided_by_plan'] }),
  }),
  'GET /api/patients/{patient}/due': of('/api/patients/{patient}/due', { action: 'patient.read' }),
  // Nothing is missing of the patient that is asked about, who has reported.
  'POST /api/patients/{patient}/missing/clear': of('/api/patients/{patient}/missing/clear', {
    action: 'case.handle',
    body: () => ({ outcome: 'contacted' }),
    status: 409,
  }),
  'GET /api/silent': { action: 'worklist.read', list: (item) => item.patient.id },
  'GET /api/silent/count': { action: 'worklist.read' },
  'POST /api/silent/{review}/undo': {
    action: 'case.handle',
    path: ({ task }) => `/api/silent/${task}/undo`,
    body: () => ({}),
  },
  'POST /api/patients/{patient}/silent': of('/api/patients/{patient}/silent', {
    action: 'case.handle',
    body: () => ({ decision: 'kept', note: 'Ringt; vil fortsette.' }),
    status: 201,
  }),
  'GET /api/patients': { action: 'patient.read', path: () => '/api/patients?q=demo' },
  'GET /api/patients/{patient}': of('/api/patients/{patient}', { action: 'patient.read' }),
  'GET /api/patients/{patient}/series': of('/api/patients/{patient}/series?parameter=spo2', {
    action: 'observation.read',
  }),
  'GET /api/patients/{patient}/access-log': of('/api/patients/{patient}/access-log', {
    action: 'access_log.read',
  }),
  'GET /api/patients/{patient}/reports': of('/api/patients/{patient}/reports', { action: 'record.read' }),
  'GET /api/patients/{patient}/cases': of('/api/patients/{patient}/cases', { action: 'record.read' }),
  'GET /api/patients/{patient}/contacts': of('/api/patients/{patient}/contacts', { action: 'record.read' }),
  'POST /api/patients/{patient}/contacts': of('/api/patients/{patient}/contacts', {
    action: 'record.write',
    body: () => ({ kind: 'phone', party: 'patient', about: 'Avtale' }),
  }),
  'GET /api/tasks': { action: 'task.read', list: (item) => item.patient.id },
  'GET /api/tasks/counts': { action: 'task.read' },
  'GET /api/tasks/{task}/choices': { action: 'task.read', path: ({ task }) => `/api/tasks/${task}/choices` },
  'POST /api/tasks/{task}/done': task('done', { outcome: 'done' }),
  'POST /api/tasks/{task}/move': task('move', { due: '2050-01-01', reason: 'Reist' }),
  'POST /api/tasks/{task}/take': task('take', {}),
  'POST /api/tasks/{task}/release': task('release', {}),
  'POST /api/tasks/{task}/hand': task('hand', { note: 'Til dere' }),
  'POST /api/tasks/{task}/cancel': task('cancel', { reason: 'Ikke lenger' }),
  'POST /api/tasks/{task}/reopen': task('reopen', {}),
  'GET /api/patients/{patient}/tasks': of('/api/patients/{patient}/tasks', { action: 'task.read' }),
  'POST /api/patients/{patient}/tasks': of('/api/patients/{patient}/tasks', {
    action: 'task.write',
    body: () => ({ title: 'Ring igjen', due: today(5) }),
    status: 201,
  }),
  'GET /api/patients/{patient}/actions': of('/api/patients/{patient}/actions', { action: 'record.read' }),
  'POST /api/patients/{patient}/actions': of('/api/patients/{patient}/actions', {
    action: 'record.write',
    body: ({ enrolment }) => ({
      enrolment,
      text: 'Prednisolon',
      startedOn: today(-1),
      checkInDays: 3,
    }),
    status: 201,
  }),
  'GET /api/patients/{patient}/actions/choices': of('/api/patients/{patient}/actions/choices', { action: 'record.read' }),
  'POST /api/actions/{action}/effect': {
    action: 'record.write',
    path: ({ task }) => `/api/actions/${task}/effect`,
    body: () => ({ effect: 'better' }),
  },
  'GET /api/patients/{patient}/notes': of('/api/patients/{patient}/notes', { action: 'record.read' }),
  'POST /api/patients/{patient}/notes': of('/api/patients/{patient}/notes', {
    action: 'record.write',
    body: () => ({ text: 'Hund i gangen.' }),
  }),
  'POST /api/observations/{observation}/corrections': {
    action: 'observation.correct',
    path: ({ observation }) => `/api/observations/${observation}/corrections`,
    body: () => ({ version: 1, value: 95, reason: 'feil avlest' }),
  },
  'GET /api/enrolments': { action: 'enrolment.read', list: (item) => item.patient.id },
  'POST /api/enrolments/{enrolment}/transitions': {
    action: 'enrolment.change',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/transitions`,
    body: () => ({ to: 'paused', reason: 'reise' }),
  },
  'POST /api/patients/{patient}': of('/api/patients/{patient}', {
    action: 'patient.enrol',
    body: () => ({ phone: '900 00 999' }),
  }),
  'POST /api/enrolments': {
    action: 'patient.enrol',
    body: ({ patient }) => ({
      patient: { id: patient },
      programme: 'heart-failure',
      service: NOBODY,
      municipality: NOBODY,
      state: 'trial',
      reason: 'hjertesvikt',
    }),
  },
  'GET /api/enrolments/choices': { action: 'patient.enrol' },
  'GET /api/limits/pending': { action: 'limit.check', list: (item) => item.patient.id },
  'GET /api/enrolments/{enrolment}/limits': {
    action: 'record.read',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/limits`,
  },
  'GET /api/enrolments/{enrolment}/schedule': {
    action: 'record.read',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/schedule`,
  },
  'POST /api/enrolments/{enrolment}/schedule': {
    action: 'schedule.change',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/schedule`,
    body: () => ({ phases: [], reason: 'som programmet', version: 0 }),
  },
  'POST /api/enrolments/{enrolment}/schedule/try': {
    action: 'record.read',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/schedule/try`,
    body: () => ({ phases: [] }),
  },
  'GET /api/patients/{patient}/pauses': of('/api/patients/{patient}/pauses', { action: 'record.read' }),
  'POST /api/patients/{patient}/pauses': of('/api/patients/{patient}/pauses', {
    action: 'schedule.change',
    body: () => ({ from: today(3), reason: 'reise' }),
  }),
  'POST /api/pauses/{pause}/end': nowhere('schedule.change', '/api/pauses/{}/end', {}),
  'GET /api/alarm-load': { action: 'alarm.read' },
  'GET /api/enrolments/{enrolment}/alarm-load': {
    action: 'alarm.read',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/alarm-load`,
  },
  'POST /api/enrolments/{enrolment}/limits': {
    action: 'limit.enter',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/limits`,
    body: () => ({ orderedBy: 'Grete Demo', orderedOn: today(), reason: 'egne grenser', limits: [] }),
  },
  'POST /api/enrolments/{enrolment}/limits/try': {
    action: 'record.read',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/limits/try`,
    body: () => ({ limits: [] }),
  },
  'GET /api/enrolments/{enrolment}/baseline': {
    action: 'record.read',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/baseline`,
  },
  'POST /api/enrolments/{enrolment}/limits/{version}/check': {
    action: 'limit.check',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/limits/1/check`,
    body: () => ({}),
  },
  'POST /api/enrolments/{enrolment}/limits/{version}/reject': {
    action: 'limit.check',
    path: ({ enrolment }) => `/api/enrolments/${enrolment}/limits/1/reject`,
    body: () => ({ reason: 'feil' }),
  },
  'GET /api/programmes': { action: 'programme.read' },
  'GET /api/programmes/{id}': { action: 'programme.read', path: () => '/api/programmes/copd' },
  'POST /api/programmes': { action: 'programme.load', raw: () => readFileSync(COPD, 'utf8'), type: 'application/json' },
  'POST /api/programmes/{id}/approve': {
    action: 'programme.approve',
    path: () => '/api/programmes/copd/approve',
    body: () => ({ version: 4, name: 'Sunniva Demo' }),
    status: 409, // the demo world's is approved already
  },
  'GET /api/organisations': { action: 'organisation.read' },
  'POST /api/organisations': {
    action: 'organisation.change',
    body: () => ({ kind: 'unit', name: 'Solveien bofellesskap' }),
    status: 201,
  },
  'POST /api/organisations/{organisation}': nowhere('organisation.change', '/api/organisations/{}', {}),
  'POST /api/organisations/{organisation}/links': nowhere('organisation.change', '/api/organisations/{}/links', {
    to: '01jz0000000000000000000000',
    kind: 'serves',
  }),
  'DELETE /api/organisations/{organisation}/links/{to}': nowhere(
    'organisation.change',
    '/api/organisations/{}/links/01jz0000000000000000000000',
  ),
  'GET /api/organisations/{organisation}/hours': nowhere('organisation.read', '/api/organisations/{}/hours'),
  'POST /api/organisations/{organisation}/hours': nowhere('hours.change', '/api/organisations/{}/hours', {
    week: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: null, closes: null })),
  }),
  'POST /api/organisations/{organisation}/days': nowhere('hours.change', '/api/organisations/{}/days', {
    day: today(7),
    reason: 'kurs',
  }),
  'DELETE /api/organisations/{organisation}/days/{day}': nowhere(
    'hours.change',
    `/api/organisations/{}/days/${today(7)}`,
  ),
  'GET /api/accounts': { action: 'account.read' },
  'POST /api/accounts': {
    action: 'account.change',
    body: () => ({
      login: 'somebody',
      name: 'Somebody Demo',
      kind: 'person',
      role: 'nurse',
      organisation: '01jz0000000000000000000000',
    }),
    status: 422,
  },
  'POST /api/accounts/{account}': nowhere('account.change', '/api/accounts/{}', { active: true }),
  'POST /api/accounts/{account}/roles': nowhere('account.change', '/api/accounts/{}/roles', {
    role: 'nurse',
    organisation: '01jz0000000000000000000000',
  }),
  'POST /api/roles/{role}/end': nowhere('account.change', '/api/roles/{}/end', {}),
  'GET /api/agreements': { action: 'agreement.read' },
  'POST /api/agreements': {
    action: 'agreement.change',
    body: () => ({ title: 'x', parties: [], programmes: ['copd'], startsOn: '2026-01-01' }),
    status: 422,
  },
  'POST /api/agreements/{agreement}/accept': nowhere('agreement.change', '/api/agreements/{}/accept', {}),
  'POST /api/agreements/{agreement}/end': nowhere('agreement.change', '/api/agreements/{}/end', {
    endsOn: today(7),
  }),
  'GET /api/patients/{patient}/threads': of('/api/patients/{patient}/threads', { action: 'message.read' }),
  'POST /api/patients/{patient}/threads': of('/api/patients/{patient}/threads', {
    action: 'message.write',
    body: () => ({ body: 'Hei' }),
  }),
  'GET /api/threads/{thread}': { action: 'message.read', path: ({ thread }) => `/api/threads/${thread}` },
  'POST /api/threads/{thread}/messages': {
    action: 'message.write',
    path: ({ thread }) => `/api/threads/${thread}/messages`,
    body: () => ({ body: 'Hei' }),
  },
  'POST /api/threads/{thread}/seen': {
    action: 'message.write',
    path: ({ thread }) => `/api/threads/${thread}/seen`,
    body: () => ({ upTo: 1 }),
  },
  'GET /fhir/metadata': open,
  'POST /fhir': { action: 'observation.write', body: ({ patient }) => batch(patient) },
  'POST /fhir/': { action: 'observation.write', body: ({ patient }) => batch(patient) },
  'POST /fhir/Observation': { action: 'observation.write', body: ({ patient }) => reading(patient) },
  'GET /fhir/Observation': {
    action: 'observation.read',
    path: ({ patient }) => `/fhir/Observation?patient=${patient}`,
  },
  'POST /fhir/Observation/_search': {
    action: 'observation.read',
    raw: ({ patient }) => `patient=${patient}`,
    type: 'application/x-www-form-urlencoded',
  },
  'GET /fhir/Observation/{id}': {
    action: 'observation.read',
    path: ({ observation }) => `/fhir/Observation/${observation}`,
  },
  'GET /fhir/ServiceRequest': {
    action: 'observation.read',
    path: ({ patient }) => `/fhir/ServiceRequest?patient=${patient}`,
  },
  'GET /fhir/ServiceRequest/{id}': {
    action: 'observation.read',
    path: ({ enrolment }) => `/fhir/ServiceRequest/${enrolment}`,
  },
  'POST /fhir/ServiceRequest': {
    action: 'schedule.change',
    body: ({ patient, enrolment }) => ({
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: 'https://varde.no/fhir/CodeSystem/service', code: 'home-report' }] },
      identifier: [{ system: 'https://varde.no/fhir/enrolment', value: enrolment }],
      subject: { reference: `Patient/${patient}` },
      note: [{ text: 'avtalt' }],
      occurrenceTiming: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
    }),
  },
  'POST /fhir/QuestionnaireResponse': { action: 'observation.write', body: ({ patient }) => answered(patient) },
  'GET /fhir/QuestionnaireResponse': {
    action: 'observation.read',
    path: ({ patient }) => `/fhir/QuestionnaireResponse?patient=${patient}`,
  },
  'POST /fhir/QuestionnaireResponse/_search': {
    action: 'observation.read',
    raw: ({ patient }) => `patient=${patient}`,
    type: 'application/x-www-form-urlencoded',
  },
  'GET /fhir/QuestionnaireResponse/{id}': {
    action: 'observation.read',
    path: ({ response }) => `/fhir/QuestionnaireResponse/${response}`,
  },
  'GET /fhir/Questionnaire': own,
  'GET /fhir/Questionnaire/{id}': { ...own, path: () => '/fhir/Questionnaire/copd-daily' },
  'GET /fhir/Patient': { action: 'patient.read', path: ({ patient }) => `/fhir/Patient?_id=${patient}` },
  'GET /fhir/Patient/{id}': { action: 'patient.read', path: ({ patient }) => `/fhir/Patient/${patient}` },
};

/** The routes with their rules; `missing` and `gone` name what the two do not share. */
export const routes = table
  .map((route) => ({ ...route, name: `${route.method} ${route.pattern}` }))
  .map((route) => ({ ...route, rule: rules[route.name] }));
export const missing = routes.filter((route) => !route.rule).map((route) => route.name);

/** An id that nobody has, in the shape that ids have. */
export const NOBODY = '01jz0000000000000000000000';

export const idsOf = (patient) => ({
  patient: patient?.id ?? NOBODY,
  enrolment: patient?.enrolments[0].id ?? `${NOBODY}.${NOBODY}`,
  observation: patient?.observation ?? `${NOBODY}.${NOBODY}`,
  response: patient?.response ?? `${NOBODY}.${NOBODY}`,
  thread: patient?.thread ?? `${NOBODY}.${NOBODY}`,
  task: `${patient?.id ?? NOBODY}.${NOBODY}`,
});

/** What to ask: [path, options]. */
export function request({ method, pattern, rule }, patient) {
  const ids = idsOf(patient);
  const options = { method };
  if (rule.body) options.body = rule.body(ids);
  if (rule.raw) Object.assign(options, { raw: rule.raw(ids), headers: { 'Content-Type': rule.type } });
  return [rule.path?.(ids) ?? pattern, options];
}

export const isAboutOne = (route) => ['patient', 'owned', 'found'].includes(route.subject);
