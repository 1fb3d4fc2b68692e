// The desk by keyboard.
import type { WorklistItem } from '../../shared/api';
import { isNotOurs, isTyping, shortcutsOn } from '../frame/keys';
import { openNext, settle, takeOrRelease } from './acts';
import { closeCase, openCase, rowOf, toggleOutcome, type Desk } from './desk';
import { keyOf } from './order';
import { digitOf, isPlainGreen, mayHandle, offeredFor } from './outcomes';
import { showUnread } from './panel/unread';
import { undoLast } from './undo';

export { setShortcuts, shortcutsOn } from '../frame/keys';

/** What opens over the list. */
export interface Sheets {
  readonly help: () => void;
  readonly greens: () => void;
}

const inPanel = (): boolean => (document.activeElement?.closest('.panel') ?? null) !== null;

/** The row meant: the open case when the hands are there, else the row the keyboard is on. */
function meant(desk: Desk): WorklistItem | undefined {
  const open = desk.open.value;
  if (open !== null && inPanel()) return open.item;
  const key = desk.current.value ?? open?.key;
  return key === undefined ? undefined : rowOf(desk, key);
}

function moveTo(desk: Desk, at: number): void {
  const rows = desk.list.rows.value;
  const place = Math.min(rows.length - 1, Math.max(0, at));
  const to = rows[place];
  if (to === undefined) return;
  const key = keyOf(to);
  desk.current.value = key;
  if (place < desk.list.drawn.value) focusRow(key);
  else {
    desk.list.drawn.value = Infinity;
    requestAnimationFrame(() => focusRow(key));
  }
}

const standsAt = (desk: Desk): number =>
  desk.list.rows.value.findIndex((row) => keyOf(row) === desk.current.value);

function move(desk: Desk, step: number): void {
  const at = standsAt(desk);
  moveTo(desk, at === -1 ? 0 : at + step);
}

export const rowElement = (key: string): HTMLElement | null =>
  document.querySelector(`[data-row="${CSS.escape(key)}"]`);

export const nameIn = (key: string): HTMLElement | null =>
  rowElement(key)?.querySelector<HTMLElement>('.who') ?? null;

/** The row's name gets the focus; without the row, the list itself. */
export function focusRow(key: string): void {
  const name = nameIn(key) ?? document.getElementById('list');
  name?.focus({ preventScroll: true });
  rowElement(key)?.scrollIntoView({ block: 'nearest' });
}

export function close(desk: Desk): void {
  const key = desk.open.value?.key ?? null;
  closeCase(desk);
  if (key !== null) requestAnimationFrame(() => focusRow(key));
}

function chooseOutcome(desk: Desk, digit: string): boolean {
  const open = desk.open.value;
  if (open === null || isPlainGreen(open.item)) return false;
  const outcome = offeredFor(open.item).find((one) => digitOf(one) === digit);
  if (outcome === undefined) return false;
  toggleOutcome(desk, open.key, outcome);
  return true;
}

/** Where there is no case to choose for, the digits press what the foot offers. */
function pressInFoot(digit: string): boolean {
  const wanted = document.querySelector<HTMLElement>(`.panel .outcome [data-key="${digit}"]`);
  wanted?.focus();
  wanted?.click();
  return wanted !== null;
}

/** To what else there is to be done for the patient: reports that are missing, then tasks. */
function showTasks(desk: Desk, row: WorklistItem): void {
  if (desk.open.value?.key !== keyOf(row)) openCase(desk, row, 'tasks');
  const strip = document.querySelector<HTMLElement>('.panel .missing-strip [data-clear]');
  if (strip !== null && !strip.contains(document.activeElement)) strip.focus();
  else desk.landing.value = 'tasks';
}

/** How many rows a page of the list shows, less one to hold on to. */
function pageful(): number {
  const scroll = document.querySelector('.scroll');
  const row = document.querySelector<HTMLElement>('[data-row]');
  const tall = Math.min(scroll?.clientHeight ?? 0, window.innerHeight);
  return Math.max(1, Math.floor(tall / Math.max(1, row?.offsetHeight ?? 1)) - 2);
}

/** To the very last, which may not be fetched yet. */
async function moveToEnd(desk: Desk): Promise<void> {
  moveTo(desk, Infinity);
  if (!desk.list.more.value) return;
  await desk.list.loadRest();
  if (!inPanel()) moveTo(desk, Infinity);
}

const PLACED = 'input, select, textarea, [role="listbox"], .views-menu *, summary';

/** Home, End and the page keys go through the list, but for where they have a meaning of their own. */
function moved(desk: Desk, key: string): boolean {
  const active = document.activeElement;
  if (inPanel() || active?.matches(PLACED) === true) return false;
  if (key === 'Home') moveTo(desk, 0);
  else if (key === 'End') void moveToEnd(desk).catch(() => undefined);
  else if (key === 'PageDown') move(desk, pageful());
  else if (key === 'PageUp') move(desk, -pageful());
  else return false;
  return true;
}

/** What a letter does; false when it is none of ours. */
function pressed(desk: Desk, key: string, sheets: Sheets): boolean {
  if (key === 'j') move(desk, 1);
  else if (key === 'k') move(desk, -1);
  else if (key === '?') sheets.help();
  else if (!mayHandle()) return false;
  else return acted(desk, key, sheets);
  return true;
}

function acted(desk: Desk, key: string, sheets: Sheets): boolean {
  const row = meant(desk);
  if (key === 't' && row !== undefined) takeOrRelease(desk, row);
  else if (key === 'a' && row !== undefined) openCase(desk, row, 'outcome');
  else if (key === 'g') sheets.greens();
  else if (key === 'n' && desk.open.value !== null) openNext(desk);
  else if (key === 'o' && row !== undefined) showTasks(desk, row);
  else if (key === 'm' && desk.open.value !== null) void showUnread(desk);
  else if (key === 'z') void undoLast(desk);
  else return /^\d$/.test(key) && (chooseOutcome(desk, key) || pressInFoot(key));
  return true;
}

/** Enter saves from the heading, where the next case puts the hands; held down it does nothing more. A green, which has
 * nothing to choose, wants its own button. */
function entered(desk: Desk, event: KeyboardEvent): boolean {
  const open = desk.open.value;
  if (event.key !== 'Enter' || event.repeat || open === null) return false;
  if (document.activeElement?.matches('#h-case, .panel-body') !== true) return false;
  if (desk.drafts.of(open.key).outcomes.length === 0) return false;
  settle(desk);
  return true;
}

export function listenToKeys(desk: Desk, sheets: Sheets): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (isNotOurs(event)) return;
    if (event.key === 'Escape' && desk.open.value !== null) {
      close(desk);
      return;
    }
    if (isTyping(event.target)) return;
    const ours = moved(desk, event.key) || entered(desk, event) || (shortcutsOn.value && pressed(desk, event.key, sheets));
    if (ours) event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
