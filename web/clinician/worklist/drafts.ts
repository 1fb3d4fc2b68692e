// What has been ticked and typed for each case, and written in each thread, and not yet saved. It outlives closing the panel, changes from
// others, errors, and a log-in that ran out.
import { signal } from '@preact/signals';
import type { Write } from '../../shared/http';
import { NO_DRAFT, type MessageDraft } from '../../shared/messages';
import type { ContactKind, Party } from './panel/types';
import { stash, unstash } from '../../shared/storage';
import { toggled, type Outcome } from './outcomes';

export interface Started {
  readonly text: string;
  readonly checkInDays: number;
}

export interface Draft {
  readonly outcomes: readonly Outcome[];
  readonly note: string;
  /** How one was in touch; null: not. */
  readonly way: ContactKind | null;
  readonly party: Party;
  readonly about: string;
  /** Treatment that was started by the plan, and in how many days to ask whether it helped. */
  readonly actions: readonly Started[];
  /** The act as it was sent, when no answer came: sent again it keeps its key. */
  readonly sent: Write | null;
}

const NOTHING: Draft = {
  outcomes: [],
  note: '',
  way: null,
  party: 'patient',
  about: '',
  actions: [],
  sent: null,
};
const PLACE = 'drafts';

export interface Drafts {
  /** By the case's key; what is written in the record beside a case has keys of its own. */
  readonly of: (key: string) => Draft;
  readonly change: (key: string, part: Partial<Draft>) => void;
  readonly toggle: (key: string, outcome: Outcome) => void;
  readonly drop: (key: string) => void;
  /** By the thread's id; a new thread's by the case's key. */
  readonly message: (key: string) => MessageDraft;
  readonly changeMessage: (key: string, part: Partial<MessageDraft>) => void;
  readonly dropMessage: (key: string) => void;
  /** Keeps them in this tab while the same person logs in again, and takes them back. */
  readonly park: (account: string) => void;
  readonly fetchBack: (account: string) => void;
}

interface Parked {
  readonly account: string;
  readonly written: readonly [string, Draft][];
  readonly messages: readonly [string, MessageDraft][];
}

const without = <T>(all: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> => {
  const left = new Map(all);
  left.delete(key);
  return left;
};

export function createDrafts(): Drafts {
  const messages = signal<ReadonlyMap<string, MessageDraft>>(new Map());
  const message = (key: string): MessageDraft => messages.value.get(key) ?? NO_DRAFT;
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
      all.value = without(all.value, key);
    },
    message,
    changeMessage: (key, part) => {
      messages.value = new Map(messages.value).set(key, { ...message(key), ...part });
    },
    dropMessage: (key) => {
      messages.value = without(messages.value, key);
    },
    park: (account) => {
      const written = [...all.value].filter(([, one]) => one.note + one.about !== '' || one.outcomes.length + one.actions.length > 0);
      const unsent = [...messages.value].filter(([, one]) => one.body !== '' || one.subject !== '');
      if (written.length + unsent.length === 0) return;
      stash(PLACE, JSON.stringify({ account, written, messages: unsent } satisfies Parked));
    },
    fetchBack: (account) => {
      const text = unstash(PLACE);
      if (text === null) return;
      const parked = JSON.parse(text) as Parked;
      if (parked.account !== account) return;
      all.value = new Map(parked.written.map(([key, one]) => [key, { ...NOTHING, ...one }]));
      messages.value = new Map(parked.messages);
    },
  };
}
