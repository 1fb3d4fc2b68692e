// A history that comes page by page, newest first, and is fetched again as far as it was shown when something changes.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Page } from '../../shared/api';
import { get } from '../../shared/http';
import { language } from '../../shared/i18n';

export interface Pages<T> {
  /** Null until the first page is there. */
  readonly items: Signal<readonly T[] | null>;
  readonly next: Signal<string | null>;
  readonly failure: Signal<unknown>;
  readonly busy: Signal<boolean>;
  readonly load: () => Promise<void>;
  readonly more: () => Promise<void>;
}

/** So many pages at most are fetched again. */
const PAGES_AGAIN = 10;

const withCursor = (path: string, cursor: string | number | null): string =>
  cursor === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;

async function readUntil<T>(path: string, count: number): Promise<Page<T>> {
  let page = await get<Page<T>>(path);
  let items = page.items;
  for (let at = 1; at < PAGES_AGAIN && items.length < count && page.next !== null; at += 1) {
    page = await get<Page<T>>(withCursor(path, page.next));
    items = [...items, ...page.items];
  }
  return { items, next: page.next };
}

export function createPages<T>(path: string): Pages<T> {
  const items = signal<readonly T[] | null>(null);
  const next = signal<string | null>(null);
  const failure = signal<unknown>(null);
  const busy = signal(false);
  let asked = 0;
  const ask = async (read: () => Promise<Page<T>>): Promise<void> => {
    const mine = (asked += 1);
    busy.value = true;
    try {
      const page = await read();
      if (mine !== asked) return;
      items.value = page.items;
      next.value = page.next;
      failure.value = null;
    } catch (error) {
      if (mine === asked) failure.value = error;
    } finally {
      if (mine === asked) busy.value = false;
    }
  };
  return {
    items,
    next,
    failure,
    busy,
    load: () => ask(() => readUntil<T>(path, items.value?.length ?? 0)),
    more: () =>
      ask(async () => {
        const page = await get<Page<T>>(withCursor(path, next.value));
        return { items: [...(items.value ?? []), ...page.items], next: page.next };
      }),
  };
}

/** Pages of a path, fetched again at each round and in another language. */
export function usePages<T>(path: string, round: ReadonlySignal<number>): Pages<T> {
  const pages = useMemo(() => createPages<T>(path), [path]);
  const now = round.value;
  const spoken = language.value;
  useEffect(() => void pages.load(), [pages, now, spoken]);
  return pages;
}
