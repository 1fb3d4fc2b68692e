// Lists whose rows are worked by key: j and k go from row to row, and a letter or digit presses what the row where the
// keyboard stands has under it.
import { isNotOurs, isTyping, shortcutsOn } from '../frame/keys';

export interface RowKeys {
  /** What finds a row, and in it what takes the focus. */
  readonly row: string;
  readonly undo: () => void;
  readonly help: () => void;
}

const rowsOf = (row: string): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>(row)];

const standsIn = (row: string): HTMLElement | null => document.activeElement?.closest<HTMLElement>(row) ?? null;

export function focusOn(row: HTMLElement | undefined): void {
  const name = row?.querySelector<HTMLElement>('[data-name]');
  (name ?? document.getElementById('h-page'))?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

function move(row: string, step: number): void {
  const rows = rowsOf(row);
  const here = standsIn(row);
  const at = here === null ? -1 : rows.indexOf(here);
  focusOn(rows[Math.min(rows.length - 1, Math.max(0, at === -1 ? 0 : at + step))]);
}

/** Presses what has this key in the row. */
function press(row: string, key: string): boolean {
  const wanted = standsIn(row)?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;
  if (wanted === null) return false;
  wanted.focus();
  wanted.click();
  return true;
}

function pressed(keys: RowKeys, key: string): boolean {
  if (key === 'j') move(keys.row, 1);
  else if (key === 'k') move(keys.row, -1);
  else if (key === '?') keys.help();
  else if (key === 'z') keys.undo();
  else return /^[a-z\d]$/.test(key) && press(keys.row, key);
  return true;
}

/** Escape shuts what is open under the row, and puts the focus back on its name. */
function escaped(keys: RowKeys): boolean {
  const here = standsIn(keys.row);
  const open = here?.querySelector<HTMLElement>('[data-key][aria-expanded="true"]') ?? null;
  if (here === null) return false;
  open?.click();
  focusOn(here);
  return true;
}

export function listenToRows(keys: RowKeys): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (isNotOurs(event)) return;
    if (event.key === 'Escape') {
      if (escaped(keys)) event.preventDefault();
      return;
    }
    if (isTyping(event.target) || !shortcutsOn.value) return;
    if (pressed(keys, event.key)) event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}
