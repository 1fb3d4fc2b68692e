// Looking patients up by name or national identifier, and listing those one follows.
import { signal, type Signal } from '@preact/signals';
import type { Named, Page } from '../../shared/api';
import { get } from '../../shared/http';

export interface FoundEnrolment {
  readonly id: string;
  readonly programme: string;
  readonly programmeName?: string;
  readonly state: string;
  readonly since?: string;
  readonly service: Named;
}

/** One line of the list: a patient, with what they are followed in. */
export interface Found {
  readonly id: string;
  readonly name: string;
  readonly born?: string;
  readonly municipality: Named | null;
  readonly enrolments: readonly FoundEnrolment[];
}

/** An enrolment as the list of them has it. */
export interface Listed {
  readonly id: string;
  readonly patient: Named;
  readonly programme: string;
  readonly state: string;
  readonly since: string;
  readonly service: Named;
  readonly municipality: Named;
}

export interface Search {
  readonly found: Signal<readonly Found[] | null>;
  /** There are more than are shown: of a search none can be fetched, of the list the next can. */
  readonly more: Signal<boolean>;
  /** What stands there is the list, not what a search found. */
  readonly listing: Signal<boolean>;
  readonly failure: Signal<unknown>;
  readonly busy: Signal<boolean>;
  readonly look: (text: string, state: string) => Promise<void>;
  readonly fetchMore: () => Promise<void>;
}

const PAGE = 100;
/** In all so many letters make a search. */
export const LEAST = 2;

/** Enrolments as they come, those of one patient together. */
function byPatient(items: readonly Listed[]): readonly Found[] {
  const found = new Map<string, Found>();
  for (const { patient, municipality, ...rest } of items) {
    const known = found.get(patient.id);
    found.set(patient.id, {
      id: patient.id,
      name: patient.name,
      municipality,
      enrolments: [...(known?.enrolments ?? []), rest],
    });
  }
  return [...found.values()];
}

interface State extends Omit<Search, 'look' | 'fetchMore'> {
  asked: AbortController | null;
  listed: readonly Listed[];
  next: string | null;
  state: string;
}

async function listMore(of: State, signal_: AbortSignal): Promise<void> {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (of.state !== '') query.set('state', of.state);
  if (of.next !== null) query.set('cursor', of.next);
  const page = await get<Page<Listed>>(`/api/enrolments?${query.toString()}`, signal_);
  of.listed = [...of.listed, ...page.items];
  of.next = page.next;
  of.found.value = byPatient(of.listed);
  of.more.value = page.next !== null;
}

async function find(of: State, text: string, signal_: AbortSignal): Promise<void> {
  const answer = await get<{ readonly items: readonly Found[]; readonly more: boolean }>(
    `/api/patients?${new URLSearchParams({ q: text, limit: '50' }).toString()}`,
    signal_,
  );
  of.found.value =
    of.state === ''
      ? answer.items
      : answer.items.filter((one) => one.enrolments.some(({ state }) => state === of.state));
  of.more.value = answer.more;
}

async function guarded(of: State, act: (signal_: AbortSignal) => Promise<void>): Promise<void> {
  of.asked?.abort();
  const asked = new AbortController();
  of.asked = asked;
  of.busy.value = true;
  try {
    await act(asked.signal);
    of.failure.value = null;
  } catch (error) {
    if (!asked.signal.aborted) of.failure.value = error;
  } finally {
    if (of.asked === asked) of.busy.value = false;
  }
}

export function createSearch(): Search {
  const of: State = {
    found: signal(null),
    more: signal(false),
    listing: signal(true),
    failure: signal(null),
    busy: signal(false),
    asked: null,
    listed: [],
    next: null,
    state: '',
  };
  return {
    ...of,
    look: (text, state) => {
      of.state = state;
      of.listed = [];
      of.next = null;
      of.listing.value = text.trim().length < LEAST;
      return guarded(of, (asked) => (of.listing.value ? listMore(of, asked) : find(of, text.trim(), asked)));
    },
    fetchMore: () => guarded(of, (asked) => listMore(of, asked)),
  };
}
