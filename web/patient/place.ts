// Where one is in the application. Each step is a step of the browser's history, so that its Back button goes one
// step back, and a reload stays.
import { signal } from '@preact/signals';

export type Place =
  | { readonly screen: 'today' | 'review' | 'result' | 'messages' | 'help' | 'leave' }
  | {
      readonly screen: 'step' | 'again' | 'skip';
      readonly step: string;
      /** Which number of the measurement, and which reading of it. */
      readonly part: number;
      readonly attempt: number;
    };

interface Entry {
  readonly place: Place;
  /** How many of our own entries lie behind this one. */
  readonly depth: number;
}

const HOME: Place = { screen: 'today' };

const entryOf = (state: unknown): Entry => {
  const entry = state as Partial<Entry> | null;
  return entry?.place === undefined ? { place: HOME, depth: 0 } : { place: entry.place, depth: entry.depth ?? 0 };
};

const entry = signal<Entry>(entryOf(history.state));
addEventListener('popstate', ({ state }) => (entry.value = entryOf(state)));

export const place = (): Place => entry.value.place;
/** Changes with every step, for what begins anew on each. */
export const placeKey = (): string => JSON.stringify(entry.value.place);

export function go(to: Place): void {
  entry.value = { place: to, depth: entry.value.depth + 1 };
  history.pushState(entry.value, '');
}

/** Instead of where one is: Back does not lead here again. */
export function goInstead(to: Place): void {
  entry.value = { place: to, depth: entry.value.depth };
  history.replaceState(entry.value, '');
}

export function goBack(): void {
  if (entry.value.depth > 0) history.back();
  else goInstead(HOME);
}

export const atStep = (step: string, part = 0, attempt = 0): Place => ({ screen: 'step', step, part, attempt });
