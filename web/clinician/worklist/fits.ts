// How wide the rows of the list are and in which shape they stand: told to each row by itself. When the panel comes or
// goes, the rows in sight follow at once and the others keep their width, and with it all that the browser knows of
// them, until it has time: laying out hundreds anew would hold up the key that was pressed. A style sheet alone
// changes all of them together.
import { whenIdle } from '../../shared/idle';
import { roomy } from './media';

/** In rem: up to here names are given less room; up to here a row is a card; up to here a small one. */
const NARROW = 60;
const NARROW_WHEN_ROOMY = 96;
const CARD = 44;
const SMALL_CARD = 26;
/** Rows this far out of sight, in pixels, count as in sight. */
const NEAR = 200;
/** What the key was pressed for is drawn before the rest begins, which may be undone by then. */
const REST_AFTER_MS = 500;
const AT_ONCE = 20;

export interface Fits {
  /** Fits the rows of the table in this place from now on, and whenever its width changes. */
  readonly watch: (scroll: HTMLElement) => () => void;
  /** The width may have changed just now: to be told spares the browser a second round. */
  readonly look: () => void;
  /** A row that is new. */
  readonly adopt: (row: HTMLElement | null) => void;
}

interface State {
  scroll: HTMLElement | null;
  width: number;
  shape: string;
  /** Rows that still have the width of before, those first that are to follow first. */
  stale: readonly HTMLElement[];
  callOff: (() => void) | null;
}

function shapeOf(width: number): string {
  const rem = width / parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (rem <= SMALL_CARD) return 'card-small';
  if (rem <= CARD) return 'card';
  return rem <= (roomy.value ? NARROW_WHEN_ROOMY : NARROW) ? 'narrow' : 'wide';
}

function fit({ width, shape }: State, row: HTMLElement): void {
  row.style.width = `${String(width)}px`;
  row.dataset['fit'] = shape;
}

/** The place in the rows, which stand one below the other, of the first that ends below this height. */
function firstBelow(rows: readonly HTMLElement[], height: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > height) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** From which to which of the rows are in sight, or nearly. */
function inSight(scroll: HTMLElement, rows: readonly HTMLElement[]): readonly [number, number] {
  const { top, bottom } = scroll.getBoundingClientRect();
  const from = firstBelow(rows, Math.max(top, 0) - NEAR);
  return [from, firstBelow(rows, Math.min(bottom, window.innerHeight) + NEAR) + 1];
}

function fitRest(state: State): void {
  state.stale.slice(0, AT_ONCE).forEach((row) => fit(state, row));
  state.stale = state.stale.slice(AT_ONCE);
  state.callOff = state.stale.length > 0 ? whenIdle(() => fitRest(state)) : null;
}

function fitAll(state: State, scroll: HTMLElement): void {
  const rows = [...scroll.querySelectorAll<HTMLElement>('tbody > tr')];
  const [from, to] = inSight(scroll, rows);
  scroll.querySelectorAll<HTMLElement>('thead > tr').forEach((row) => fit(state, row));
  rows.slice(from, to).forEach((row) => fit(state, row));
  state.stale = [...rows.slice(to), ...rows.slice(0, from).reverse()];
  state.callOff?.();
  const timer = setTimeout(() => fitRest(state), REST_AFTER_MS);
  state.callOff = () => clearTimeout(timer);
}

function measure(state: State): void {
  const { scroll } = state;
  if (scroll === null) return;
  const width = scroll.clientWidth;
  const shape = shapeOf(scroll.offsetWidth);
  if (width === state.width && shape === state.shape) return;
  state.width = width;
  state.shape = shape;
  fitAll(state, scroll);
}

export function createFits(): Fits {
  const state: State = { scroll: null, width: 0, shape: 'wide', stale: [], callOff: null };
  return {
    watch: (scroll) => {
      const observer = new ResizeObserver(() => measure(state));
      // What comes into sight cannot wait.
      const scrolled = (): void => {
        if (state.stale.length > 0) fitAll(state, scroll);
      };
      state.scroll = scroll;
      measure(state);
      observer.observe(scroll);
      document.addEventListener('scroll', scrolled, { capture: true, passive: true });
      return () => {
        observer.disconnect();
        document.removeEventListener('scroll', scrolled, { capture: true });
        state.callOff?.();
      };
    },
    look: () => measure(state),
    adopt: (row) => {
      if (row !== null && state.width > 0) fit(state, row);
    },
  };
}
