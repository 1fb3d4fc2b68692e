// One patient's page: who it is, what changed since, and what is typed on it.
import { signal, type Signal } from '@preact/signals';
import { createFeed, type Feed } from '../../shared/feed';
import { getMarked } from '../../shared/http';
import { unstash } from '../../shared/storage';
import { createDrafts, type Drafts } from './drafts';
import { createDrafts as createMessageDrafts, type Drafts as MessageDrafts } from '../worklist/drafts';
import type { Detail } from './shapes';

/** Something to say after an act, and the way to take it back. */
export interface Told {
  readonly tone: 'good' | 'wrong';
  readonly text: string;
  readonly way?: { readonly label: string; readonly go: () => void };
}

export interface Book {
  readonly patient: string;
  /** Null until it is read. */
  readonly detail: Signal<Detail | null>;
  readonly failure: Signal<unknown>;
  /** Grows with every change: a part that shows a history then fetches it again. */
  readonly round: Signal<number>;
  readonly told: Signal<Told | null>;
  readonly drafts: Drafts;
  /** Sets of limits that are only tried, by enrolment: nothing is lost when one leaves them. */
  readonly tries: Drafts;
  /** What is written in threads, and not sent. */
  readonly messageDesk: { readonly drafts: MessageDrafts };
  readonly follow: Feed;
  readonly load: () => Promise<void>;
  /** After one's own act: everything again. */
  readonly refresh: () => void;
}

export const pathOf = (patient: string, rest = ''): string =>
  `/api/patients/${encodeURIComponent(patient)}${rest}`;

export function createBook(patient: string): Book {
  const detail = signal<Detail | null>(null);
  const failure = signal<unknown>(null);
  const round = signal(0);
  let asked = 0;
  let marked = Promise.resolve<number | null>(null);
  const read = async (): Promise<number | null> => {
    const mine = (asked += 1);
    try {
      const { body, event } = await getMarked<Detail>(pathOf(patient));
      if (mine !== asked) return event;
      detail.value = body;
      failure.value = null;
      return event;
    } catch (error) {
      if (mine === asked) failure.value = error;
      return null;
    }
  };
  const load = async (): Promise<void> => {
    marked = read();
    await marked;
  };
  const refresh = (): void => {
    round.value += 1;
    void load();
  };
  const greeting = unstash('greeting');
  return {
    patient,
    detail,
    failure,
    round,
    told: signal<Told | null>(greeting === null ? null : { tone: 'good', text: greeting }),
    drafts: createDrafts(`record.${patient}`),
    tries: createDrafts(`tries.${patient}`),
    messageDesk: { drafts: createMessageDrafts() },
    follow: createFeed({ concerns: (change) => change.patient === patient, changed: refresh, mark: () => marked }),
    load,
    refresh,
  };
}
