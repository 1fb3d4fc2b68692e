// Taking, releasing and acknowledging. What the server says to it stands where the hands are, and nothing
// that was typed is lost.
import type { WorklistItem } from '../../shared/api';
import { Problem, sameOr, send, write, type Write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import type { Draft } from './drafts';
import { closeCase, nextOf, openCase, readAnew, rowOf, type Desk } from './desk';
import { good, wrong, type Notice } from './notice';
import { keyOf } from './order';
import { hasCase, isPlainGreen, mayHandle, type Outcome } from './outcomes';
import { offerUndo } from './undo';

const pathOf = (item: WorklistItem, act: string): string =>
  `/api/worklist/${encodeURIComponent(item.patient.id)}/${act}`;

/** In the panel when its case is acted on, else at the foot of the list. */
function say(desk: Desk, item: WorklistItem, notice: Notice | null): void {
  const inPanel = desk.open.value?.key === keyOf(item);
  (inPanel ? desk.panelNotice : desk.listNotice).value = notice;
}

/** The answer is the row as it now is; the panel's case goes on from it. */
function adopt(desk: Desk, item: WorklistItem): void {
  const open = desk.open.value;
  if (open?.key === keyOf(item) && !desk.changed.value) desk.open.value = { ...open, item };
  desk.list.put(item);
}

async function act(desk: Desk, what: Write, refused: (error: unknown) => void): Promise<void> {
  if (desk.busy.value) return;
  desk.busy.value = true;
  try {
    adopt(desk, await send<WorklistItem>(what));
  } catch (error) {
    refused(error);
  } finally {
    desk.busy.value = false;
  }
}

const isConflict = (error: unknown): error is Problem =>
  error instanceof Problem && error.status === 409;

export function take(desk: Desk, item: WorklistItem, force = false): Promise<void> {
  say(desk, item, null);
  return act(desk, write(pathOf(item, 'take'), force ? { force } : {}), (error) => {
    if (isConflict(error)) void sayWhoHasIt(desk, item);
    else {
      const way = { label: t('act.try_again'), go: () => void take(desk, item, force) };
      say(desk, item, wrong(wordsFor(error), way));
    }
  });
}

/** The server would not, since another has it: the row tells who. */
async function sayWhoHasIt(desk: Desk, item: WorklistItem): Promise<void> {
  await desk.list.refresh([item.patient.id]);
  const now = rowOf(desk, keyOf(item)) ?? item;
  if (now.takenBy === null || now.takenBy.mine) return;
  say(desk, now, hasIt(desk, now, now.takenBy.name));
}

export const hasIt = (desk: Desk, item: WorklistItem, name: string): Notice =>
  wrong(t('act.has_it', { name }), {
    label: t('act.take_over'),
    go: () => void take(desk, item, true),
  });

export function release(desk: Desk, item: WorklistItem): Promise<void> {
  say(desk, item, null);
  return act(desk, write(pathOf(item, 'release'), {}), (error) => {
    const way = { label: t('act.try_again'), go: () => void release(desk, item) };
    say(desk, item, wrong(wordsFor(error), way));
  });
}

/** Another's patient is not taken by one key: first it is said who has it. */
export function takeOrRelease(desk: Desk, item: WorklistItem): void {
  if (item.takenBy === null) void take(desk, item);
  else if (item.takenBy.mine) void release(desk, item);
  else say(desk, item, hasIt(desk, item, item.takenBy.name));
}

/** Either another has the case, or something came in: the row as it now is tells which. */
async function lookWhy(desk: Desk): Promise<void> {
  const before = desk.open.value;
  if (before === null) return;
  await desk.list.refresh([before.item.patient.id]);
  const open = desk.open.value;
  if (open?.key !== before.key) return;
  const by = open.item.takenBy;
  if (!desk.changed.value && by !== null && !by.mine) {
    desk.panelNotice.value = hasIt(desk, open.item, by.name);
    return;
  }
  desk.changed.value = true;
  desk.panelNotice.value = wrong(t('act.came_in'), {
    label: t('act.look_again'),
    go: () => readAnew(desk),
  });
}

async function wentWrong(desk: Desk, error: unknown): Promise<void> {
  if (isConflict(error)) {
    await lookWhy(desk);
    return;
  }
  const refused = error instanceof Problem;
  const retry = { label: t('act.try_again'), go: () => void acknowledge(desk) };
  desk.panelNotice.value = wrong(wordsFor(error), refused ? undefined : retry);
}

/** What is missing before the server need be asked. */
function unready(item: WorklistItem, outcomes: readonly Outcome[]): string | null {
  if (isPlainGreen(item) || outcomes.length > 0) return null;
  return t(item.zone === 'red' ? 'outcome.needed_red' : 'outcome.needed');
}

/** Treatment that was ticked; a line of one's own that was left empty is none. */
function startedOf({ actions }: Draft): object {
  const told = actions.map((one) => ({ ...one, text: one.text.trim() })).filter((one) => one.text !== '');
  return told.length === 0 ? {} : { actions: told };
}

export async function acknowledge(desk: Desk): Promise<void> {
  const open = desk.open.value;
  if (open === null || desk.busy.value) return;
  const { key, item } = open;
  const draft = desk.drafts.of(key);
  const lacking = unready(item, draft.outcomes);
  if (lacking !== null) {
    desk.panelNotice.value = wrong(lacking);
    desk.landing.value = 'outcome';
    return;
  }
  const outcomes = isPlainGreen(item) ? ['seen'] : draft.outcomes;
  const note = draft.note.trim();
  const contact = draft.way === null ? {} : { contact: { kind: draft.way, party: draft.party } };
  const started = startedOf(draft);
  const body = { version: item.version, outcomes, ...(note === '' ? {} : { note }), ...contact, ...started };
  const what = sameOr(draft.sent, write(pathOf(item, 'acknowledge'), body));
  desk.drafts.change(key, { sent: what });
  desk.busy.value = true;
  desk.panelNotice.value = null;
  try {
    const after = await send<WorklistItem>(what);
    goOn(desk, after, item);
  } catch (error) {
    await wentWrong(desk, error);
  } finally {
    desk.busy.value = false;
  }
}

/** What the big button at the foot of the open case does. */
export function settle(desk: Desk): void {
  const item = desk.open.value?.item;
  if (item === undefined || !mayHandle()) return;
  if (hasCase(item)) void acknowledge(desk);
  else openNext(desk);
}

/** Leaves the open case as it is and goes on to the next. */
export function openNext(desk: Desk): void {
  const key = desk.open.value?.key ?? null;
  const next = nextOf(desk);
  if (desk.open.value !== null) closeCase(desk);
  if (next !== null) {
    openCase(desk, next, 'heading');
    return;
  }
  desk.current.value = key;
  requestAnimationFrame(() => document.getElementById('list')?.focus());
}

/** The case is dealt with: its draft goes, the list says so, and the next is there. */
function goOn(desk: Desk, after: WorklistItem, before: WorklistItem): void {
  const key = keyOf(before);
  const stays = after.zone !== 'none';
  const next = nextOf(desk);
  const { outcomes, note, way, party, actions } = desk.drafts.of(key);
  desk.drafts.drop(key);
  closeCase(desk);
  desk.list.put({ ...after, undo: null });
  void desk.list.count();
  const words = stays ? 'act.attempt_kept' : 'act.acknowledged';
  const said = t(words, { name: before.patient.name });
  desk.listNotice.value = after.undo === null ? good(said) : null;
  if (after.undo !== null) {
    offerUndo(desk, after.undo, said, () => desk.drafts.change(key, { outcomes, note, way, party, actions, sent: null }));
  }
  const there = next === null ? undefined : rowOf(desk, keyOf(next));
  if (there !== undefined) openCase(desk, there, 'heading');
  else desk.current.value = null;
}
