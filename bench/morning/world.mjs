// The morning that is timed: so many red and yellow, green, missing, tasks and messages, made of the demo world by real
// requests. What is too many is handled before the clock starts, what is too few is reported.
import { api } from '../../test/web/lib.mjs';

export const MORNING = { work: 6, green: 60, missing: 10, messages: 5, tasks: 4 };
/** More than a morning needs, so that there is something to choose from. */
export const WORLD = { patients: 110, days: 30, seed: 11 };

const must = (answer, what) => {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export async function shapeMorning(server) {
  const nurse = server.token('nurse');
  const ask = async (path) => must(await api(server, nurse, path), path);
  const say = async (token, path, body) =>
    must(await api(server, token, path, { method: 'POST', body, headers: { 'Idempotency-Key': crypto.randomUUID() } }), path);

  const list = async () => (await ask('/api/worklist?limit=500')).items;
  const isWork = (row) => row.zone === 'red' || row.zone === 'yellow';
  const isMissing = (row) => row.missing && !isWork(row);
  const isGreen = (row) => row.zone === 'green' && !row.missing;

  const tokens = await tokensByPatient(server);
  const handle = (row) =>
    say(nurse, `/api/worklist/${row.patient.id}/acknowledge`, { version: row.version, outcomes: ['guided_by_plan'] });
  /** Oxygen saturation at the limit of a zone, as the patient's own application sends it. */
  const worsen = async (row, zone) => {
    const { enrolments } = await ask(`/api/patients/${row.patient.id}`);
    const limit = enrolments
      .flatMap((one) => one.limits)
      .find((one) => one.parameter === 'spo2' && one.zone === zone && one.side === 'low' && one.condition === null);
    if (limit === undefined) return false;
    const measurements = [{ parameter: 'spo2', value: limit.value, unit: '%' }];
    const { zone: came } = await say(tokens.get(row.patient.id), '/api/reports', { measurements });
    return came === zone;
  };

  for (const row of (await list()).filter((one) => one.takenBy !== null))
    await say(nurse, `/api/worklist/${row.patient.id}/take`, { force: true }).then(() =>
      say(nurse, `/api/worklist/${row.patient.id}/release`, {}));
  for (const row of (await list()).filter(isWork).slice(MORNING.work)) await handle(row);
  // Who has a case or a report missing is not there for a task as well; messages come to those who have none.
  const clearTasks = async (row) => {
    const { items } = await ask(`/api/patients/${row.patient.id}/tasks`);
    for (const task of items.filter((one) => one.state === 'open' && one.dueNow && one.queue.id === row.service.id))
      await say(nurse, `/api/tasks/${task.id}/cancel`, { version: task.version, reason: 'Gjort i går.' });
  };
  // A real deadline has passed for each: too many are settled as a nurse would, and the missing mark alone goes.
  for (const row of (await list()).filter(isMissing).slice(MORNING.missing))
    await say(nurse, `/api/patients/${row.patient.id}/missing/clear`, { outcome: 'away' });
  for (const row of (await list()).filter((one) => isWork(one) && one.missing))
    await say(nurse, `/api/patients/${row.patient.id}/missing/clear`, { outcome: 'away' });
  for (const zone of ['red', 'yellow', 'yellow', 'yellow', 'yellow', 'yellow']) {
    const rows = await list();
    if (rows.filter(isWork).length >= MORNING.work) break;
    for (const row of rows.filter(isGreen)) if (await worsen(row, zone)) break;
  }
  for (const row of (await list()).filter((one) => one.tasks > 0 && (isWork(one) || one.missing || one.unread > 0))) await clearTasks(row);
  for (const row of (await list()).filter((one) => one.tasks > 1)) await clearTasks(row);
  for (const row of (await list()).filter((one) => one.tasks > 0).slice(MORNING.tasks)) await clearTasks(row);
  const talkers = (await list()).filter((row) => row.unread > 0);
  const silent = (await list()).filter((row) => isGreen(row) && row.unread === 0 && row.tasks === 0).reverse();
  for (const row of silent.slice(0, Math.max(0, MORNING.messages - talkers.length)))
    await say(tokens.get(row.patient.id), `/api/patients/${row.patient.id}/threads`, {
      subject: 'Spørsmål',
      body: 'Hei! Kan jeg måle om kvelden i stedet for om morgenen?',
    });
  for (const row of (await list()).filter((one) => isGreen(one) && one.unread === 0 && one.looks.length === 0).slice(MORNING.green - (await list()).filter(
    (one) => isGreen(one) && (one.unread > 0 || one.looks.length > 0)).length))
    await handle(row);
  return tell(await list());

  function tell(rows) {
    const counted = {
      work: rows.filter(isWork).length,
      green: rows.filter(isGreen).length,
      missing: rows.filter((row) => row.missing).length,
      messages: rows.filter((row) => row.unread > 0).length,
      tasks: rows.filter((row) => row.tasks > 0).length,
    };
    if (JSON.stringify(counted) !== JSON.stringify(MORNING))
      throw new Error(`the demo world gives another morning: ${JSON.stringify(counted)}`);
    return counted;
  }
}

async function tokensByPatient(server) {
  const tokens = new Map();
  for (let number = 1; number <= WORLD.patients; number += 1) {
    const token = server.token(`patient${number}`);
    const { patient } = must(await api(server, token, '/api/me'), '/api/me');
    tokens.set(patient, token);
  }
  return tokens;
}
