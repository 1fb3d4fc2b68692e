// What is typed on a patient's page and not yet saved. It outlives another tab, news, errors, and a log-in that ran
// out.
import { signal } from '@preact/signals';
import { stash, unstash } from '../../shared/storage';

export interface Drafts {
  /** What was typed in a form, over what it has when nothing was. */
  readonly of: <T extends object>(key: string, empty: T) => T;
  readonly change: (key: string, part: object) => void;
  readonly drop: (key: string) => void;
  readonly has: (key: string) => boolean;
  readonly any: () => boolean;
  /** Keeps them in this tab while the same person logs in again, and takes them back. */
  readonly park: (account: string) => void;
  readonly fetchBack: (account: string) => void;
}

interface Parked {
  readonly account: string;
  readonly typed: readonly [string, object][];
}

export function createDrafts(place: string): Drafts {
  const all = signal<ReadonlyMap<string, object>>(new Map());
  return {
    of: (key, empty) => ({ ...empty, ...all.value.get(key) }),
    change: (key, part) => {
      all.value = new Map(all.value).set(key, { ...all.value.get(key), ...part });
    },
    drop: (key) => {
      const left = new Map(all.value);
      left.delete(key);
      all.value = left;
    },
    has: (key) => all.value.has(key),
    any: () => all.value.size > 0,
    park: (account) => {
      if (all.value.size === 0) return;
      stash(place, JSON.stringify({ account, typed: [...all.value] } satisfies Parked));
    },
    fetchBack: (account) => {
      const text = unstash(place);
      if (text === null) return;
      const parked = JSON.parse(text) as Parked;
      if (parked.account === account) all.value = new Map(parked.typed);
    },
  };
}
