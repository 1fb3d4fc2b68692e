// The desk by keyboard. One-letter keys can be turned off, for those whose speech input types letters.
import { signal } from '@preact/signals';
import type { WorklistItem } from '../../shared/api';
import { remember, remembered } from '../../shared/storage';
import { takeOrRelease } from './acts';
import { closeCase, openCase, rowOf, toggleOutcome, type Desk } from './desk';
import { keyOf } from './order';
import { digitOf, isPlainGreen, mayHandle, offeredFor } from './outcomes';

export const shortcutsOn = signal(remembered('shortcuts') !== 'off');
export const setShortcuts = (on: boolean): void => {
  shortcutsOn.value = on;
  remember('shortcuts', on ? 'on' : 'off');
};

const TYPED_IN = 'textarea, select, input:not([type=radio], [type=checkbox])';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches(TYPED_IN);

/** The row meant: the open case when the hands are there, else the row the keyboard is on. */
function meant(desk: Desk): WorklistItem | undefined {
  const open = desk.open.value;
  if (open !== null && document.activeElement?.closest('.panel')) return open.item;
  const key = desk.current.value ?? open?.key;
  return key === undefined ? undefined : rowOf(desk, key);
}

function move(desk: Desk, step: 1 | -1): void {
  const rows = desk.list.shown.value;
  const at = rows.findIndex((row) => keyOf(row) === desk.current.value);
  const to = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (to === undefined) return;
  desk.current.value = keyOf(to);
  focusRow(keyOf(to));
}

export const nameIn = (key: string): HTMLElement | null =>
  document.querySelector(`[data-row="${CSS.escape(key)}"] .who`);

export function focusRow(key: string): void {
  const name = nameIn(key);
  name?.focus({ preventScroll: true });
  name?.closest('tr')?.scrollIntoView({ block: 'nearest' });
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

/** What a letter does; false when it is none of ours. */
function pressed(desk: Desk, key: string, help: () => void): boolean {
  const row = meant(desk);
  if (key === 'j') move(desk, 1);
  else if (key === 'k') move(desk, -1);
  else if (key === '?') help();
  else if (!mayHandle()) return false;
  else if (key === 't' && row !== undefined) takeOrRelease(desk, row);
  else if (key === 'a' && row !== undefined) openCase(desk, row, 'outcome');
  else return /^\d$/.test(key) && chooseOutcome(desk, key);
  return true;
}

export function listenToKeys(desk: Desk, help: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (event.key === 'Escape' && desk.open.value !== null) {
      close(desk);
      return;
    }
    if (!shortcutsOn.value || isTyping(event.target)) return;
    if (pressed(desk, event.key, help)) event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
