// The list's state and how it is fetched: whole, page by page, or one row after a change.
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Counts, FilterOptions, Page, WorklistItem } from '../../shared/api';
import { get, getMarked, Problem } from '../../shared/http';
import { addressOf, askedOf, choiceOf, isNarrowed, type Choice } from './choice';
import { joined, keyOf, newerOf, placed } from './order';
import { createReds } from './reds';

const PAGE = 50;
const MOST = 500;
/** A screenful: drawn at once, and what is below it when the browser has time. */
const SCREENFUL = 18;

export type Hear = (patient: string, item: WorklistItem | null) => void;

export interface Worklist {
  readonly phase: Signal<'loading' | 'ready' | 'failed'>;
  readonly failure: Signal<unknown>;
  readonly choice: Signal<Choice>;
  /** What is loaded of what the filters let through, in work order. */
  readonly rows: Signal<readonly WorklistItem[]>;
  readonly more: ReadonlySignal<boolean>;
  /** How many of the rows are drawn by now, from the top; Infinity when all are. */
  readonly drawn: Signal<number>;
  readonly counts: Signal<Counts | null>;
  readonly options: Signal<FilterOptions | null>;
  readonly news: Signal<readonly WorklistItem[]>;
  readonly choose: (part: Partial<Choice>) => void;
  readonly load: () => Promise<void>;
  /** The newest event before the list was read, once it is; null when that is not known. Who listens from there on
   * misses nothing. */
  readonly loaded: () => Promise<number | null>;
  readonly loadOptions: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  /** All pages that are left. */
  readonly loadRest: () => Promise<void>;
  readonly refresh: (patients: readonly string[]) => Promise<readonly string[]>;
  readonly put: (item: WorklistItem) => void;
  /** These patients' greens are seen: their rows go. */
  readonly leave: (patients: readonly string[]) => void;
  /** Hears of every row that was fetched by itself; null when it is on the list no more. */
  readonly listen: (hear: Hear) => void;
  readonly count: () => Promise<void>;
}

interface State extends Pick<
  Worklist,
  'phase' | 'failure' | 'choice' | 'rows' | 'drawn' | 'counts' | 'options' | 'news'
> {
  readonly next: Signal<string | null>;
  readonly ears: Set<Hear>;
  readonly reds: ReturnType<typeof createReds>;
  /** Grows with every load of the whole list: an answer to an older one is thrown away. */
  generation: number;
  /** The page that is on its way. */
  paging: Promise<void> | null;
  everLoaded: boolean;
  /** Of the last load. */
  mark: Promise<number | null>;
}

const createState = (): State => ({
  phase: signal('loading'),
  failure: signal(null),
  choice: signal(choiceOf(location.search)),
  rows: signal([]),
  drawn: signal(SCREENFUL),
  counts: signal(null),
  options: signal(null),
  news: signal([]),
  next: signal(null),
  ears: new Set(),
  reds: createReds(),
  generation: 0,
  paging: null,
  everLoaded: false,
  mark: Promise.resolve(null),
});

const listPath = (choice: Choice, extra: Readonly<Record<string, string>>): string => {
  const asked = askedOf(choice);
  for (const [name, value] of Object.entries(extra)) asked.set(name, value);
  return `/api/worklist?${asked.toString()}`;
};

const pagePath = (choice: Choice, limit: number): string => listPath(choice, { limit: String(limit) });

const countsPath = (choice: Choice): string =>
  `/api/worklist/counts?${askedOf({ ...choice, show: 'all' }).toString()}`;

/** What the list at this address begins with. */
export function firstPaths(search: string): readonly string[] {
  const choice = choiceOf(search);
  return [pagePath(choice, PAGE), countsPath(choice)];
}

function tell(state: State, items: readonly WorklistItem[]): void {
  if (!state.everLoaded) {
    state.reds.know(items);
    return;
  }
  const news = state.reds.news(items);
  if (news.length > 0) state.news.value = news;
}

/** Reds that the filters hide are told of all the same. */
async function tellHidden(state: State): Promise<number | null> {
  const reds = await getMarked<Page<WorklistItem>>(`/api/worklist?zone=red&limit=${MOST}`);
  tell(state, reds.body.items);
  return reds.event;
}

async function count(state: State): Promise<number | null> {
  const { body, event } = await getMarked<Counts>(countsPath(state.choice.value));
  state.counts.value = body;
  return event;
}

const lowest = (marks: readonly (number | null)[]): number | null => {
  const told = marks.filter((mark) => mark !== null);
  return told.length < marks.length ? null : Math.min(...told);
};

async function loadAll(state: State): Promise<number | null> {
  const generation = ++state.generation;
  const choice = state.choice.value;
  const limit = Math.min(MOST, Math.max(PAGE, state.rows.value.length));
  const page = getMarked<Page<WorklistItem>>(pagePath(choice, limit));
  const beside = Promise.all([count(state), ...(isNarrowed(choice) ? [tellHidden(state)] : [])]);
  beside.catch(() => undefined); // told below
  try {
    const { body, event } = await page;
    if (generation !== state.generation) return null;
    tell(state, body.items);
    state.rows.value = joined([], body.items, state.rows.value, choice);
    state.next.value = body.next;
    state.phase.value = 'ready';
    const marks = await beside;
    state.everLoaded = true;
    return generation === state.generation ? lowest([event, ...marks]) : null;
  } catch (error) {
    if (generation !== state.generation) return null;
    state.failure.value = error;
    // Rows that are there stay, old as they may be: the banner says so.
    if (state.rows.value.length === 0) state.phase.value = 'failed';
    throw error;
  }
}

async function load(state: State): Promise<void> {
  const loading = loadAll(state);
  state.mark = loading.catch(() => null);
  await loading;
}

async function loadPage(state: State, next: string): Promise<void> {
  const { generation } = state;
  const choice = state.choice.value;
  const path = listPath(choice, { limit: String(PAGE), cursor: next });
  const page = await get<Page<WorklistItem>>(path);
  if (generation !== state.generation) return;
  state.reds.know(page.items);
  state.rows.value = joined(state.rows.value, page.items, state.rows.value, choice);
  state.next.value = page.next;
}

async function loadMore(state: State): Promise<void> {
  const next = state.next.value;
  if (next === null) return;
  state.paging ??= loadPage(state, next).finally(() => (state.paging = null));
  await state.paging;
}

/** Page by page, so that none of them takes long to draw. */
async function loadRest(state: State): Promise<void> {
  while (state.next.value !== null && state.rows.value.length < MOST) {
    const before = state.rows.value.length;
    await loadMore(state);
    await new Promise(requestAnimationFrame);
    if (state.rows.value.length === before) return; // the list is another by now
  }
}

function put(state: State, item: WorklistItem): void {
  const old = state.rows.value.find((row) => keyOf(row) === keyOf(item));
  if (newerOf(old, item) === old) return;
  tell(state, [item]);
  const rows = placed(state.rows.value, item, state.choice.value, state.next.value !== null);
  // Never does a row that is drawn, and may have the focus, go out of sight for one that comes in.
  if (rows.length > state.rows.value.length) state.drawn.value += 1;
  state.rows.value = rows;
}

async function refreshOne(state: State, patient: string): Promise<void> {
  const hear = (item: WorklistItem | null): void => state.ears.forEach((ear) => ear(patient, item));
  try {
    const item = await get<WorklistItem>(`/api/worklist/${encodeURIComponent(patient)}`);
    put(state, item);
    hear(item);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    state.rows.value = state.rows.value.filter((row) => row.patient.id !== patient);
    hear(null);
  }
}

/** Fetches rows again; gives back the patients for whom that failed. */
async function refresh(state: State, patients: readonly string[]): Promise<readonly string[]> {
  const [, ...outcomes] = await Promise.allSettled([
    count(state),
    ...patients.map((patient) => refreshOne(state, patient)),
  ]);
  return patients.filter((_patient, at) => outcomes[at]?.status === 'rejected');
}

function choose(state: State, part: Partial<Choice>): void {
  const before = state.choice.value;
  const after = { ...before, ...part };
  state.choice.value = after;
  history.replaceState(null, '', addressOf(after));
  if (askedOf(before).toString() === askedOf(after).toString()) return;
  state.rows.value = [];
  state.next.value = null;
  state.phase.value = 'loading';
  load(state).catch(() => undefined); // the failure stands in the state
}

export function createWorklist(): Worklist {
  const state = createState();
  return {
    ...state,
    more: computed(() => state.next.value !== null),
    choose: (part) => choose(state, part),
    load: () => load(state),
    loaded: () => state.mark,
    loadOptions: async () => {
      state.options.value = await get<FilterOptions>('/api/worklist/filters');
    },
    loadMore: () => {
      state.drawn.value = state.rows.value.length;
      return loadMore(state);
    },
    loadRest: () => loadRest(state),
    refresh: (patients) => refresh(state, patients),
    put: (item) => put(state, item),
    leave: (patients) => {
      const gone = new Set(patients);
      state.rows.value = state.rows.value.filter((row) => !gone.has(row.patient.id));
    },
    listen: (hear) => void state.ears.add(hear),
    count: async () => {
      await count(state);
    },
  };
}
