// What /api/patients/{patient}/series answers.
import type { Limit, Usual } from '../../shared/api';
import type { Span } from './days';

export interface SeriesPoint {
  readonly at: string;
  readonly value: number | null;
  readonly marks: readonly string[];
  /** How it was measured: rest, activity, oxygen. */
  readonly conditions: readonly string[];
  /** Why it does not count, in words. */
  readonly left?: string;
}

/** Other days than the last ones, with a sentence of their own. */
export interface Window {
  readonly span: Span;
  readonly summary: string;
  /** One value a day, that of the whole day. */
  readonly daily: boolean;
  /** What a square means here. */
  readonly suspect: string;
  /** Limits beside those that are drawn as bands: dashed lines. */
  readonly beside: readonly Limit[];
}

/** A time in which nothing was to be measured. */
export interface Pause {
  readonly from: string;
  readonly to: string | null;
  readonly reason: string;
}

export interface Series {
  readonly parameter: string;
  readonly name: string;
  /** UCUM. */
  readonly unit: string;
  readonly places: number;
  readonly points: readonly SeriesPoint[];
  readonly limits: readonly Limit[];
  readonly usual: Usual | null;
  readonly pauses: readonly Pause[];
  /** Of glucose, how much of it lay in range, in words; null: nothing is said. */
  readonly timeInRange?: { readonly text: string } | null;
}

export const PERIODS = [14, 90, 365] as const;
export type Period = (typeof PERIODS)[number];
