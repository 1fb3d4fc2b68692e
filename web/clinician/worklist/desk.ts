// The open case beside the list, and which row the keyboard is on.
import { signal, type Signal } from '@preact/signals';
import type { WorklistItem } from '../../shared/api';
import { get } from '../../shared/http';
import { createMailbox, type Mailbox } from '../../shared/messages';
import { may } from '../../shared/session';
import { createDrafts as createForms, type Drafts as Forms } from '../record/drafts';
import { createTaskBook, type TaskBook } from '../tasks/book';
import { createCurves, type Curves } from './curves';
import { createDrafts, type Drafts } from './drafts';
import type { Notice } from './notice';
import { isWork, keyOf } from './order';
import type { Outcome } from './outcomes';
import type { Undoable } from './undo';
import type { CaseDetail } from './panel/types';
import type { Worklist } from './worklist';

export interface OpenCase {
  readonly key: string;
  /** The row as it was seen: what is acknowledged is this, not what came in since. */
  readonly item: WorklistItem;
  readonly detail: CaseDetail | null;
  readonly failure: unknown;
  /** The rows that stood below it when it was opened, and it with them: reading a message moves a row, but not one's
   * place in the morning. */
  readonly below: readonly string[];
}

export type Landing = 'heading' | 'outcome' | 'tasks';

export interface Desk {
  readonly list: Worklist;
  readonly drafts: Drafts;
  /** What is typed in the forms of tasks, and not saved. */
  readonly forms: Forms;
  /** The rows' small curves. */
  readonly curves: Curves;
  readonly current: Signal<string | null>;
  readonly open: Signal<OpenCase | null>;
  /** Something came in for the open case after it was read. */
  readonly changed: Signal<boolean>;
  /** Messages with the open case's patient; null when one may not read them. */
  readonly mailbox: Signal<Mailbox | null>;
  /** The open case's tasks; null when one may not read them. */
  readonly tasks: Signal<TaskBook | null>;
  readonly busy: Signal<boolean>;
  readonly listNotice: Signal<Notice | null>;
  /** What can still be taken back, the last act last. */
  readonly undoable: Signal<readonly Undoable[]>;
  readonly panelNotice: Signal<Notice | null>;
  /** Where the focus should go once the panel is drawn. */
  readonly landing: Signal<Landing | null>;
}

export function createDesk(list: Worklist): Desk {
  const desk: Desk = {
    list,
    drafts: createDrafts(),
    forms: createForms('desk.forms'),
    curves: createCurves(),
    current: signal(null),
    open: signal(null),
    changed: signal(false),
    mailbox: signal(null),
    tasks: signal(null),
    busy: signal(false),
    listNotice: signal(null),
    undoable: signal([]),
    panelNotice: signal(null),
    landing: signal(null),
  };
  list.listen((patient, item) => compare(desk, patient, item));
  return desk;
}

export const rowOf = (desk: Desk, key: string): WorklistItem | undefined =>
  desk.list.rows.value.find((row) => keyOf(row) === key);

/** Since when the case stands. Without one, a row's time moves when its messages are read. */
const caseSince = ({ zone, since }: WorklistItem): string | null =>
  zone === 'red' || zone === 'yellow' ? since : null;

/** Does the same stand in both, so that who read the one has read the other? */
export const saysTheSame = (a: WorklistItem, b: WorklistItem): boolean =>
  JSON.stringify([a.zone, a.unconfirmed, a.missing, caseSince(a), a.reported, a.reasons]) ===
    JSON.stringify([b.zone, b.unconfirmed, b.missing, caseSince(b), b.reported, b.reasons]);

/** Nothing is open for this patient any more. */
const settled = (item: WorklistItem): WorklistItem => ({
  ...item,
  zone: 'none',
  unconfirmed: false,
  missing: false,
  outsideHours: false,
  promise: null,
  reasons: [],
  takenBy: null,
});

/** The row as it stood when the record was read. */
function itemOf(detail: CaseDetail, item: WorklistItem): WorklistItem {
  const now = detail.worklist;
  if (now === null) return settled(item);
  return keyOf(now) === keyOf(item) ? now : item;
}

async function fetchDetail(desk: Desk, { patient }: WorklistItem): Promise<void> {
  const stillOpen = (): OpenCase | null =>
    desk.open.value?.item.patient.id === patient.id ? desk.open.value : null;
  try {
    const detail = await get<CaseDetail>(`/api/patients/${encodeURIComponent(patient.id)}`);
    const open = stillOpen();
    if (open === null) return;
    const item = itemOf(detail, open.item);
    desk.open.value = { ...open, detail, item, failure: null };
    // What came in while the record was on its way is in it.
    const row = rowOf(desk, open.key);
    if (row !== undefined && (row.version <= item.version || saysTheSame(row, item))) desk.changed.value = false;
  } catch (failure) {
    const open = stillOpen();
    if (open !== null) desk.open.value = { ...open, failure };
  }
}

function keysBelow(desk: Desk, key: string): readonly string[] {
  const keys = desk.list.rows.value.map(keyOf);
  return keys.slice(keys.indexOf(key) + 1);
}

/** Whom to go on with: the next that nobody else has, from where the open case stood. */
export function nextOf(desk: Desk): WorklistItem | null {
  const rows = desk.list.rows.value;
  const open = desk.open.value;
  const known = new Map(rows.map((row) => [keyOf(row), row]));
  const last = open?.below.at(-1);
  const end = last === undefined ? rows.length : rows.findIndex((row) => keyOf(row) === last) + 1;
  const later = end === 0 ? [] : rows.slice(end); // fetched since, as one went on
  const there = [...(open?.below ?? []).flatMap((key) => known.get(key) ?? []), ...later];
  return there.find((row) => row.takenBy === null || row.takenBy.mine) ?? null;
}

export function openCase(desk: Desk, item: WorklistItem, landing: Landing): void {
  const key = keyOf(item);
  desk.current.value = key;
  desk.landing.value = landing;
  if (desk.open.value?.key === key && !desk.changed.value) {
    desk.open.value = { ...desk.open.value, item };
    return;
  }
  desk.open.value = { key, item, detail: null, failure: null, below: keysBelow(desk, key) };
  desk.changed.value = false;
  desk.panelNotice.value = null;
  openMailbox(desk, item);
  openTasks(desk, item);
  void fetchDetail(desk, item);
}

function openMailbox(desk: Desk, { patient }: WorklistItem): void {
  const mailbox = may('message.read') ? createMailbox(patient.id) : null;
  desk.mailbox.value = mailbox;
  void mailbox?.load();
}

function openTasks(desk: Desk, { patient }: WorklistItem): void {
  const book = may('task.read') ? createTaskBook(patient.id) : null;
  desk.tasks.value = book;
  void book?.load();
}

export function closeCase(desk: Desk): void {
  desk.open.value = null;
  desk.mailbox.value = null;
  desk.tasks.value = null;
  desk.changed.value = false;
  desk.panelNotice.value = null;
}

/** Ticks an outcome. What was said only because none was ticked is settled by that. */
export function toggleOutcome(desk: Desk, key: string, outcome: Outcome): void {
  desk.drafts.toggle(key, outcome);
  if (desk.panelNotice.value?.way === undefined) desk.panelNotice.value = null;
}

/** Reads the open case anew, with what came in. What was typed stays. */
export function readAnew(desk: Desk): void {
  const open = desk.open.value;
  if (open === null) return;
  desk.changed.value = false;
  desk.panelNotice.value = null;
  desk.open.value = { ...open, failure: null };
  void desk.mailbox.value?.refresh();
  void desk.tasks.value?.load();
  void fetchDetail(desk, open.item);
}

/** A message that came in while its thread is shown is read where it stands. */
const wroteUnseen = (desk: Desk, before: WorklistItem, item: WorklistItem): boolean =>
  item.unread > before.unread && (desk.mailbox.value?.open.value ?? null) === null;

/** The open case as others have now left it: with another keeper it is the same case, with other content
 * it must be looked at before it can be closed. */
function compare(desk: Desk, patient: string, item: WorklistItem | null): void {
  const open = desk.open.value;
  if (open === null || open.item.patient.id !== patient) return;
  if (item === null) desk.changed.value = isWork(open.item);
  else if (keyOf(item) !== open.key) return;
  else if (saysTheSame(open.item, item) && !wroteUnseen(desk, open.item, item)) {
    desk.open.value = { ...open, item };
  } else desk.changed.value = true;
}
