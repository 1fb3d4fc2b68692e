// A report that did not come: how many and since when, and what came of going after it. One press settles it, and logs
// the contact that it was.
import type { WorklistItem } from '../../shared/api';
import { Problem, sameOr, send, write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import type { Clear } from '../tasks/shapes';
import { hasIt, openNext } from './acts';
import { readAnew, type Desk } from './desk';
import { good, wrong, type Notice } from './notice';
import { isQuiet } from './outcomes';
import { offerUndo } from './undo';

/** Those of them that are a contact, though nothing was said of how. */
const TALKED: ReadonlySet<Clear> = new Set(['contacted', 'no_answer']);

function bodyOf(desk: Desk, key: string, outcome: Clear): object {
  const { note, way, party } = desk.drafts.of(key);
  const words = note.trim() === '' ? {} : { note: note.trim() };
  const kind = way ?? (TALKED.has(outcome) ? 'phone' : null);
  return { outcome, ...words, ...(kind === null ? {} : { contact: { kind, party } }) };
}

/** Settled: on to the next, unless the patient has a case as well. */
function settled(desk: Desk, after: WorklistItem, key: string, logged: boolean): void {
  const said = t('late.done', { name: after.patient.name });
  const open = desk.open.value;
  const { note, way, party } = desk.drafts.of(key);
  desk.drafts.change(key, { note: '', way: null, sent: null });
  if (after.undo !== null) {
    const restore = (): void => desk.drafts.change(key, { note, way, party });
    offerUndo(desk, after.undo, said, restore, logged ? t('late.contact_stays') : undefined);
  }
  const stays = open?.key === key && !isQuiet(open.item);
  const page = `/patients/${encodeURIComponent(after.patient.id)}#tasks`;
  const told: Notice = { ...good(said), way: { label: t('panel.page'), go: () => location.assign(page) } };
  if (after.undo === null) (stays ? desk.panelNotice : desk.listNotice).value = told;
  if (open?.key === key && stays) {
    desk.open.value = { ...open, item: { ...after, undo: null } };
    desk.landing.value = 'heading';
  } else if (open?.key === key) openNext(desk);
  desk.list.put({ ...after, undo: null });
  void desk.list.count();
}

/** Another has it, or it is settled: the row as it now is tells which. */
function whyNot(desk: Desk, patient: string): Notice {
  const row = desk.list.rows.value.find((one) => one.patient.id === patient);
  const by = row?.takenBy ?? null;
  if (row?.missing === true && by !== null && !by.mine) return hasIt(desk, row, by.name);
  return wrong(t('late.conflict'), { label: t('act.look_again'), go: () => readAnew(desk) });
}

/** Nothing is missing any more, or somebody else has settled it: the row tells. */
async function wentWrong(desk: Desk, patient: string, outcome: Clear, error: unknown): Promise<void> {
  if (error instanceof Problem && error.status === 409) {
    await desk.list.refresh([patient]);
    desk.panelNotice.value = whyNot(desk, patient);
    return;
  }
  const again = { label: t('act.try_again'), go: () => void clearMissing(desk, outcome) };
  desk.panelNotice.value = wrong(wordsFor(error), error instanceof Problem ? undefined : again);
}

export async function clearMissing(desk: Desk, outcome: Clear): Promise<void> {
  const open = desk.open.value;
  if (open === null || desk.busy.value) return;
  const { key, item } = open;
  const path = `/api/patients/${encodeURIComponent(item.patient.id)}/missing/clear`;
  // What was sent for the case itself is another path, and keeps nothing of this.
  const body = bodyOf(desk, key, outcome);
  const what = sameOr(desk.drafts.of(key).sent, write(path, body));
  desk.drafts.change(key, { sent: what });
  desk.busy.value = true;
  desk.panelNotice.value = null;
  try {
    settled(desk, await send<WorklistItem>(what), key, 'contact' in body);
  } catch (error) {
    await wentWrong(desk, item.patient.id, outcome, error);
  } finally {
    desk.busy.value = false;
  }
}
