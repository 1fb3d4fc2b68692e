// The database's side of the books: what is stored of the acts, read beside the server.
import { idOf } from '../api/stores.mjs';
import { varde } from '../api/lib.mjs';
import { compare, gaps, unlogged } from './ledger.mjs';
import { SYSTEM } from './load.mjs';

/** Everything stored of acts whose ids begin with `name-`: Map of id to {values, forms, kept}. since: milliseconds. */
export async function stored(store, name, since = 0) {
  const found = new Map();
  const of = (id) => {
    if (!found.has(id)) found.set(id, { values: [], forms: 0, kept: [] });
    return found.get(id);
  };
  const like = `LIKE '${name}-%'`;
  const [named, devices, forms, messages, acts, keys] = [
    await store.sql(
      `SELECT identifier_value AS id, value_text AS value FROM observation
       WHERE identifier_system = '${SYSTEM}' AND received_at >= ${since} AND identifier_value ${like}`,
    ),
    await store.sql(`SELECT device AS id, value_text AS value FROM observation WHERE received_at >= ${since} AND device ${like}`),
    await store.sql(
      `SELECT o.device AS id, count(*) AS n FROM response r
       JOIN observation o ON o.patient_id = r.patient_id AND o.report_id = r.report_id
       WHERE r.received_at >= ${since} AND o.parameter = 2 AND o.device ${like} GROUP BY o.device`,
    ),
    await store.sql(`SELECT body AS id FROM message WHERE at >= ${since} AND body ${like}`),
    await store.sql(`SELECT note AS id FROM acknowledgement WHERE at >= ${since} AND note ${like}`),
    await store.sql(`SELECT key AS id, status, body FROM idempotency WHERE created_at >= ${since} AND key ${like}`),
  ];
  for (const { id, value } of named) of(id.split('.')[0]).values.push(value);
  for (const { id, value } of devices) of(id).values.push(value);
  for (const { id, n } of forms) of(id).forms = Number(n);
  for (const { id } of [...messages, ...acts]) of(id).values.push(id);
  for (const { id, status, body } of keys) of(id).kept.push({ status: Number(status), body });
  return found;
}

export async function compareRound(store, name, entries, since, options) {
  return compare(entries, await stored(store, name, since), options);
}

async function logged(store, since) {
  const rows = await store.sql(
    `SELECT patient_id, action, count(*) AS n FROM access_log
     WHERE at >= ${since} AND patient_id IS NOT NULL GROUP BY patient_id, action`,
  );
  return new Map(rows.map((row) => [`${idOf(row.patient_id)} ${row.action}`, Number(row.n)]));
}

const ACTS = ['take', 'release', 'acknowledge'];

/** Who has taken whom must be what was last done about the row. Of a round, before anything is sent again: where each
 * act was answered at once, their order is known. */
export async function compareTaken(store, entries) {
  const rows = await store.sql('SELECT patient_id FROM overview WHERE taken_by IS NOT NULL');
  const now = new Set(rows.map((row) => idOf(row.patient_id)));
  const last = new Map();
  const unknown = new Set();
  for (const entry of entries.values()) {
    if (!ACTS.includes(entry.kind)) continue;
    if (entry.unsure) unknown.add(entry.patient);
    else if (entry.first !== null) last.set(entry.patient, entry);
  }
  return [...last.values()]
    .filter((entry) => !unknown.has(entry.patient) && now.has(entry.patient) !== (entry.kind === 'take'))
    .map((entry) => ({ what: 'changed', id: entry.id, kind: entry.kind, says: 'the row says something else' }));
}

/** Once for all: every act, the events' ids, the access log, who has whom, the program's own check. */
export async function compareAll(store, name, entries, since) {
  const faults = [...(await compareRound(store, name, entries, since, { settled: true }))];
  const ids = (await store.sql('SELECT id FROM event ORDER BY id')).map((row) => Number(row.id));
  faults.push(...gaps(ids), ...unlogged(entries, await logged(store, since)));
  for (const entry of entries.values()) faults.push(...entry.faults);
  const { code, stdout, stderr } = await varde(['check', '--db', store.url]);
  if (code !== 0) faults.push({ what: 'check', id: '-', kind: 'varde check', says: (stdout + stderr).slice(-600) });
  if (store.kind === 'SQLite') {
    const [row] = await store.sql('PRAGMA integrity_check');
    if (row.integrity_check !== 'ok') faults.push({ what: 'check', id: '-', kind: 'integrity', says: row.integrity_check });
  }
  return faults;
}
