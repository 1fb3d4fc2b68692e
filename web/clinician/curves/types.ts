// What /api/patients/{patient}/series answers.
import type { Limit, Usual } from '../../shared/api';

export interface SeriesPoint {
  readonly at: string;
  readonly value: number | null;
  readonly marks: readonly string[];
  /** How it was measured: rest, activity, oxygen. */
  readonly conditions: readonly string[];
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
}

export const PERIODS = [14, 90, 365] as const;
export type Period = (typeof PERIODS)[number];
