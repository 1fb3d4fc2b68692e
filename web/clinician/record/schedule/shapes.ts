// How often somebody reports, as the API tells it.
import type { Named } from '../../../shared/api';
import type { Due } from '../../../shared/days';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type Kind = 'every' | 'weekdays' | 'a_week' | 'on_request';

export interface Phase {
  readonly kind: Kind;
  readonly every?: number;
  readonly weekdays?: readonly Weekday[];
  readonly aWeek?: number;
  readonly deadlines?: readonly string[];
  readonly from: string | null;
  /** Not in it. */
  readonly until: string | null;
}

export interface ToldPhase extends Phase {
  readonly text: string;
}

export interface ScheduleVersion {
  readonly version: number;
  readonly from: string;
  /** None: the programme's own again. */
  readonly phases: readonly Phase[];
  readonly text: string;
  readonly reason: string;
  readonly by: Named;
  readonly at: string;
}

export interface ScheduleBook {
  readonly enrolment: string;
  readonly source: 'programme' | 'own';
  readonly version: number;
  readonly text: string;
  readonly phases: readonly ToldPhase[];
  readonly standard: { readonly trial: readonly Phase[]; readonly active: readonly Phase[] };
  readonly coming: readonly Due[];
  readonly history: readonly ScheduleVersion[];
  readonly mayChange: boolean;
}

/** What a schedule would give, of which nothing is stored. */
export interface Tried {
  readonly from: string;
  readonly text: string;
  readonly coming: readonly Due[];
}

export interface Pause {
  readonly id: string;
  readonly from: string;
  /** Not in it; null: until somebody ends it. */
  readonly until: string | null;
  readonly reason: string;
  readonly by: Named;
  readonly at: string;
  readonly ended: { readonly at: string; readonly by: Named } | null;
}

export interface Traced {
  readonly at: string;
  readonly kind: string;
  readonly due: string;
  readonly missed: number;
  readonly by: Named | null;
  readonly outcome: string | null;
  readonly note: string | null;
}

/** What is due over all that one is enrolled in. */
export interface PatientDue {
  readonly now: string;
  readonly due: boolean;
  readonly next: Due | null;
  readonly missing: { readonly since: string; readonly missed: number } | null;
  readonly unwell: { readonly since: string } | null;
  readonly pause: Pick<Pause, 'from' | 'until' | 'reason'> | null;
  readonly coming: readonly Due[];
  readonly past: readonly Due[];
  /** The days on which a report was made, due or not. */
  readonly reported: readonly string[];
  /** The patient wants to be reminded, and is not, after a week without a report. */
  readonly remindersRest: boolean;
  readonly trace?: readonly Traced[];
}
