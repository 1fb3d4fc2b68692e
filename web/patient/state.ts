// What the patient's pages share: the day as the service tells it, the report that is being made, and what the last
// one came to.
import { batch, signal } from '@preact/signals';
import { getMarked, Problem, send, serverNow, Unreachable, write } from '../shared/http';
import { now } from '../shared/now';
import { whose } from './kin/whose';
import type { Told, Today } from './api';
import { atStep, go, goInstead } from './place';
import { type Draft, drop, keep, kept, newDraft, withPassed } from './report/draft';
import { bodyOf, firstLeft, type Step } from './report/steps';

export const today = signal<Today | null>(null);
export const failure = signal<unknown>(null);
export const draft = signal<Draft | null>(null);
/** The report whose result is shown. */
export const told = signal<Told | null>(null);

export type Sending = 'no' | 'now' | 'waiting';
export const sending = signal<Sending>('no');
/** Why the service did not take the report. */
export const refused = signal<unknown>(null);

export const isoNow = (): string => new Date(serverNow()).toISOString();

/** Nothing of a day stays that one may not see, or that is not whose one asks for. */
function forgetDay(): void {
  batch(() => {
    today.value = null;
    draft.value = null;
    told.value = null;
    refused.value = null;
    sending.value = 'no';
  });
}

/** Fetches the day; the latest asked for wins, so that a change of language is not overtaken. */
let asked = 0;
let marked = Promise.resolve<number | null>(null);
export async function loadToday(): Promise<void> {
  marked = readToday();
  await marked;
}

/** The newest event before the day was read; null when it could not be. */
export const dayMark = (): Promise<number | null> => marked;

async function readToday(): Promise<number | null> {
  const mine = (asked += 1);
  if (whose.value !== null && today.value?.patient.id !== whose.value.id) forgetDay();
  // Beside a day that is shown, why it could not be asked for anew stands until it could.
  if (today.value === null) failure.value = null;
  try {
    const of = whose.value === null ? '' : `?patient=${encodeURIComponent(whose.value.id)}`;
    const { body: day, event } = await getMarked<Today>(`/api/me/today${of}`);
    if (mine !== asked) return event;
    batch(() => {
      failure.value = null;
      now.value = serverNow();
      if (today.value?.patient.id !== day.patient.id) draft.value = day.mayReport ? kept(day.patient.id) : null;
      today.value = day;
      if (told.value === null || told.value.id === day.lastReport?.id) told.value = day.lastReport;
    });
    return event;
  } catch (error) {
    if (mine !== asked) return null;
    if (error instanceof Problem && error.status === 404) forgetDay();
    failure.value = error;
    return null;
  }
}

/** Changes the report that is being made, and keeps it. */
export function change(act: (draft: Draft) => Draft): void {
  if (draft.value === null || draft.value.sending !== null) return;
  refused.value = null;
  draft.value = act(draft.value);
  keep(draft.value);
}

/** On to what is left, or to the whole when nothing is. */
export function goOn(): void {
  if (today.value === null || draft.value === null) return;
  const next = firstLeft(today.value, draft.value);
  go(next === null ? { screen: 'review' } : atStep(next.id));
}

/** Done with a step: on to the next. */
export function pass(step: Step): void {
  change((one) => withPassed(one, step.id));
  goOn();
}

export function begin(only: readonly string[] | null = null): void {
  if (today.value?.mayReport !== true) return;
  draft.value = newDraft(today.value.patient.id, isoNow(), only);
  keep(draft.value);
  goOn();
}

export function discard(): void {
  if (draft.value !== null) drop(draft.value.patient);
  draft.value = null;
}

/** Not taken, and never will be as it is. Otherwise it may have arrived, and the same is sent again. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Problem && error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);

function settle(report: Told): void {
  batch(() => {
    discard();
    told.value = report;
    sending.value = 'no';
  });
  goInstead({ screen: 'result' });
  void loadToday();
}

function failed(error: unknown): void {
  if (isRefusal(error)) {
    refused.value = error;
    sending.value = 'no';
    if (draft.value !== null) {
      draft.value = { ...draft.value, sending: null };
      keep(draft.value);
    }
    return;
  }
  if (!(error instanceof Unreachable) && !(error instanceof Problem)) console.error(error);
  sending.value = 'waiting';
}

/** Sends the report once: whatever happens on the way, it has the same key until the service has answered. */
export async function deliver(): Promise<void> {
  if (sending.value === 'now' || today.value === null || draft.value === null) return;
  refused.value = null;
  sending.value = 'now';
  const what = draft.value.sending ?? write('/api/reports', bodyOf(today.value, draft.value, isoNow()));
  draft.value = { ...draft.value, sending: what };
  keep(draft.value);
  try {
    settle(await send<Told>(what));
  } catch (error) {
    failed(error);
  }
}


