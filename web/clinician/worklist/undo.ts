// Taking back what was just done. It is offered for some seconds, less than the server allows, so that a press in the
// last of them still goes through. Several acts are taken back one by one, the last one first.
import type { Undo, WorklistItem } from '../../shared/api';
import { Problem, send, serverNow, write, type Write } from '../../shared/http';
import { t, tn } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import { openCase, type Desk } from './desk';
import { good, wrong } from './notice';
import { isWork } from './order';

const OFFERED_MS = 30_000;

export interface Undoable {
  readonly what: Write;
  /** What was done, in words. */
  readonly says: string;
  /** Until when it is offered, by the server's clock. */
  readonly until: number;
  /** Puts back what the act took away here, such as what was typed. */
  readonly restore: () => void;
  /** What the answer, which is not of rows, leads to; absent for acts of the list. */
  readonly back?: () => void;
  /** What stays though the act is taken back, in words. */
  readonly stays?: string;
}

const stillOffered = ({ until }: Undoable): boolean => until > serverNow();

export function offerUndo(desk: Desk, undo: Undo, says: string, restore: () => void, stays?: string): void {
  const until = Math.min(Date.parse(undo.until), serverNow() + OFFERED_MS);
  const what = write(`/api/acts/${encodeURIComponent(undo.id)}/undo`, {});
  const before = desk.undoable.value.filter(stillOffered);
  desk.undoable.value = [...before, { what, says, until, restore, ...(stays === undefined ? {} : { stays }) }];
}

/** An act beside the list that has a way back of its own, such as a task that is done. */
export function offerBack(desk: Desk, what: Write, says: string, back: () => void): void {
  const before = desk.undoable.value.filter(stillOffered);
  const act = { what, says, until: serverNow() + OFFERED_MS, restore: () => undefined, back };
  desk.undoable.value = [...before, act];
}

/** The last act that can be taken back. */
export const lastAct = (desk: Desk): Undoable | null =>
  desk.undoable.value.filter(stillOffered).at(-1) ?? null;

/** Forgets what is offered no more. */
export function forgetOld(desk: Desk): void {
  const left = desk.undoable.value.filter(stillOffered);
  if (left.length < desk.undoable.value.length) desk.undoable.value = left;
}

const drop = (desk: Desk, act: Undoable): void => {
  desk.undoable.value = desk.undoable.value.filter((one) => one !== act);
};

/** The rows are as they were; one patient alone is opened again, since that is who was meant. */
function isBack(desk: Desk, act: Undoable, items: readonly WorklistItem[]): void {
  drop(desk, act);
  act.restore();
  for (const item of items) desk.list.put(item);
  void desk.list.count();
  const [only] = items;
  if (items.length > 1 || only === undefined) {
    desk.listNotice.value = good(tn('undo.several', items.length));
    return;
  }
  const said = t('undo.one', { name: only.patient.name });
  desk.listNotice.value = good(act.stays === undefined ? said : `${said} ${act.stays}`);
  if (isWork(only)) openCase(desk, only, 'heading');
}

/** A refusal is final: it was too late, or it was taken back already. */
function stays(desk: Desk, act: Undoable, error: unknown): void {
  if (error instanceof Problem) {
    drop(desk, act);
    desk.listNotice.value = wrong(t('undo.too_late', { why: error.detail }));
    return;
  }
  const way = { label: t('act.try_again'), go: () => void undoLast(desk) };
  desk.listNotice.value = wrong(wordsFor(error), way);
}

export async function undoLast(desk: Desk): Promise<void> {
  const act = lastAct(desk);
  if (act === null || desk.busy.value) return;
  desk.busy.value = true;
  desk.listNotice.value = null;
  try {
    const { items } = await send<{ readonly items?: readonly WorklistItem[] }>(act.what);
    if (act.back === undefined) isBack(desk, act, items ?? []);
    else {
      drop(desk, act);
      act.back();
    }
  } catch (error) {
    stays(desk, act, error);
  } finally {
    desk.busy.value = false;
  }
}
