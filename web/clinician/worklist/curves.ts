// The small curves of the rows that are seen: asked for together, kept until the row itself is newer.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { WorklistItem } from '../../shared/api';
import { get } from '../../shared/http';
import { language } from '../../shared/i18n';
import { keyOf } from './order';
import type { Curve } from './shapes';

const GATHER_MS = 40;
const AT_ONCE = 100;

export interface Curves {
  /** Null while it is on its way, and for one who has no values. */
  readonly of: (key: string) => ReadonlySignal<Curve | null>;
  /** The row is seen: its curve is wanted, unless the same was fetched before. */
  readonly want: (item: WorklistItem) => void;
}

interface Kept {
  readonly curve: Signal<Curve | null>;
  /** What was asked for: the row's version, and in which language. */
  asked: string;
}

export function createCurves(): Curves {
  const kept = new Map<string, Kept>();
  const waiting = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const keptOf = (key: string): Kept => {
    const there = kept.get(key) ?? { curve: signal<Curve | null>(null), asked: '' };
    kept.set(key, there);
    return there;
  };

  async function fetchSome(keys: readonly string[], patients: readonly string[]): Promise<void> {
    try {
      const of = patients.map(encodeURIComponent).join(',');
      const { items } = await get<{ items: readonly Curve[] }>(`/api/worklist/curves?of=${of}`);
      const found = new Map(items.map((one) => [`${one.patient} ${one.service}`, one]));
      for (const key of keys) keptOf(key).curve.value = found.get(key) ?? null;
    } catch {
      // The list is whole without its curves; the next time that the row is seen, it asks again.
      for (const key of keys) keptOf(key).asked = '';
    }
  }

  function flush(): void {
    timer = null;
    const all = [...waiting];
    waiting.clear();
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE);
      const patients = [...new Set(some.map(([, patient]) => patient))];
      void fetchSome(
        some.map(([key]) => key),
        patients,
      );
    }
  }

  return {
    of: (key) => keptOf(key).curve,
    want: (item) => {
      const key = keyOf(item);
      const asking = `${String(item.version)} ${language.value}`;
      if (keptOf(key).asked === asking) return;
      keptOf(key).asked = asking;
      waiting.set(key, item.patient.id);
      timer ??= setTimeout(flush, GATHER_MS);
    },
  };
}
