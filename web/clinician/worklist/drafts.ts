// What has been ticked and typed for each case and not yet saved. It outlives closing the panel, changes from
// others, errors, and a log-in that ran out.
import { signal } from '@preact/signals';
import type { Write } from '../../shared/http';
import { stash, unstash } from '../../shared/storage';
import { toggled, type Outcome } from './outcomes';

export interface Draft {
  readonly outcomes: readonly Outcome[];
  readonly note: string;
  /** The act as it was sent, when no answer came: sent again it keeps its key. */
  readonly sent: Write | null;
}

const NOTHING: Draft = { outcomes: [], note: '', sent: null };
const PLACE = 'drafts';

export interface Drafts {
  readonly of: (key: string) => Draft;
  readonly change: (key: string, part: Partial<Draft>) => void;
  readonly toggle: (key: string, outcome: Outcome) => void;
  readonly drop: (key: string) => void;
  /** Keeps them in this tab while the same person logs in again, and takes them back. */
  readonly park: (account: string) => void;
  readonly fetchBack: (account: string) => void;
}

export function createDrafts(): Drafts {
  const all = signal<ReadonlyMap<string, Draft>>(new Map());
  const of = (key: string): Draft => all.value.get(key) ?? NOTHING;
  const change = (key: string, part: Partial<Draft>): void => {
    all.value = new Map(all.value).set(key, { ...of(key), ...part });
  };
  return {
    of,
    change,
    toggle: (key, outcome) => change(key, { outcomes: toggled(of(key).outcomes, outcome) }),
    drop: (key) => {
      const left = new Map(all.value);
      left.delete(key);
      all.value = left;
    },
    park: (account) => {
      const written = [...all.value].filter(([, one]) => one.note !== '' || one.outcomes.length > 0);
      if (written.length > 0) stash(PLACE, JSON.stringify({ account, written }));
    },
    fetchBack: (account) => {
      const text = unstash(PLACE);
      if (text === null) return;
      const parked = JSON.parse(text) as { account: string; written: [string, Draft][] };
      if (parked.account === account) all.value = new Map(parked.written);
    },
  };
}
