// Keeps the open case true while one works in it. What others write about the patient comes in by itself; a new report
// does not: it is shown when one asks for it, so that nothing is acknowledged unseen.
import { get } from '../../../shared/http';
import type { Desk } from '../desk';
import type { CaseDetail } from './types';

const pathOf = (patient: string): string => `/api/patients/${encodeURIComponent(patient)}`;

/** Contacts and notes as they now are, and nothing else of the record. */
async function readRecord(desk: Desk): Promise<void> {
  const key = desk.open.value?.key;
  const patient = desk.open.value?.item.patient.id;
  if (patient === undefined) return;
  const { contacts, notes } = await get<CaseDetail>(pathOf(patient));
  const open = desk.open.value;
  if (open?.key !== key || open === null || open.detail === null) return;
  desk.open.value = { ...open, detail: { ...open.detail, contacts, notes } };
}

/** What an event says of the open case's patient; "reload": anything may have happened. */
export function follow(desk: Desk, kind: string): void {
  const all = kind === 'reload';
  if (all || kind === 'message') void desk.mailbox.value?.refresh();
  if (all || kind === 'task' || kind === 'action') void desk.tasks.value?.load();
  if (all || kind === 'contact' || kind === 'note') void readRecord(desk).catch(() => undefined);
}
