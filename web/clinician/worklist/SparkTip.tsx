import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Desk } from './desk';
import { wordsOf } from './spark';

const AFTER_MS = 450;

interface Place {
  readonly key: string;
  readonly left: number;
  readonly top: number;
  readonly below: boolean;
}

const TALL = 96;

/** Beside the curve of the row that is pointed at, or that the keyboard rests on. */
function placeOf(row: HTMLElement): Place | null {
  const spark = row.querySelector('svg.spark');
  const key = row.dataset['row'];
  if (spark === null || key === undefined) return null;
  const { left, top, bottom, width } = spark.getBoundingClientRect();
  if (width === 0) return null;
  const below = top < TALL + 100;
  return { key, left: left + width / 2, top: below ? bottom + 4 : top - 4, below };
}

/** Names a row's small curve and says it in words. It goes with Escape, and when the hands go on. */
export function SparkTip({ desk }: { readonly desk: Desk }) {
  const place = useSignal<Place | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      place.value = null;
    };
    const show = (row: HTMLElement | null | undefined): void => {
      hide();
      if (row) timer = setTimeout(() => (place.value = placeOf(row)), AFTER_MS);
    };
    const rowOf = (target: EventTarget | null, inside: string): HTMLElement | null | undefined =>
      target instanceof Element ? target.closest(inside)?.closest<HTMLElement>('[data-row]') : null;
    const over = (event: PointerEvent): void => {
      if (event.target instanceof Element && event.target.closest('.spark-tip')) return;
      const row = rowOf(event.target, '.c-curve');
      if (row) show(row);
      else if (place.value === null || rowOf(document.activeElement, '.who') === null) hide();
      else if (place.value.key !== document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row']) hide();
    };
    const focus = (event: FocusEvent): void => {
      const name = event.target instanceof Element && event.target.matches('.who:focus-visible');
      show(name ? rowOf(event.target, '.who') : null);
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    const listeners = [
      ['pointerover', over],
      ['focusin', focus],
      ['keydown', key],
      ['scroll', hide],
    ] as const;
    for (const [name, act] of listeners) document.addEventListener(name, act as EventListener, true);
    return () => {
      hide();
      for (const [name, act] of listeners) document.removeEventListener(name, act as EventListener, true);
    };
  }, [place]);
  const at = place.value;
  const curve = at === null ? null : desk.curves.of(at.key).value;
  if (at === null || curve === null) return null;
  const { title, last, spread, limits } = wordsOf(curve);
  return (
    <div
      class={at.below ? 'spark-tip below' : 'spark-tip'}
      aria-hidden="true"
      style={{ left: `${String(at.left)}px`, top: `${String(at.top)}px` }}
    >
      <b>{title}</b>
      {[last, spread, limits].map((words) => words !== '' && <span key={words}>{words}</span>)}
    </div>
  );
}
