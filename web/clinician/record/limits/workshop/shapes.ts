// What the service says of a trial and of a set that is tried.
import type { Reason, Zone } from '../../../../shared/api';
import type { Basis, Habit, OrderLimit } from '../../shapes';

export interface TrialLimit extends OrderLimit {
  readonly trialDays: number;
}

export interface TrialDay {
  readonly day: string;
  readonly value: number | null;
  /** Why the day does not count. */
  readonly left: 'symptoms' | 'unconfirmed' | 'outlier' | null;
}

export interface TrialParameter {
  readonly parameter: string;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
  readonly quality: 'good' | 'uncertain' | 'none';
  readonly validDays: number;
  readonly needed: number;
  readonly outliers: number;
  readonly level: number | null;
  readonly sigma: number | null;
  readonly warnings: readonly ('rises' | 'falls' | 'level_red')[];
  readonly days: readonly TrialDay[];
  readonly limits: readonly TrialLimit[];
  readonly standard: readonly TrialLimit[];
  /** Whether an own level is recommended, and why it is or not. */
  readonly recommended: boolean;
  readonly why: 'leads' | 'standard_alarmed' | 'standard_quiet' | 'uncertain' | 'none';
  readonly standardDays: number;
  /** Own yellow limits, and the programme's that stay beside them. */
  readonly recommendedLimits: readonly TrialLimit[];
  readonly note?: string;
}

export interface Baseline {
  readonly enrolment: string;
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly parameters: readonly TrialParameter[];
}

export interface ZoneDays {
  readonly green: number;
  readonly yellow: number;
  readonly red: number;
  readonly missing: number;
  readonly total: number;
}

export interface AlarmLimit extends OrderLimit {
  readonly source: string;
  readonly alarmDays: number;
}

export interface AlarmRule {
  readonly rule: string;
  readonly parameter: string | null;
  readonly name: string | null;
  readonly alarmDays: number;
}

export interface Side {
  readonly days: ZoneDays;
  readonly limits: readonly AlarmLimit[];
  readonly other: readonly AlarmRule[];
}

export type DayZone = Zone | 'missing';

export interface TriedDay {
  readonly day: string;
  readonly missing: boolean;
  readonly inForce: Zone;
  readonly tried: Zone;
  readonly reasons: readonly Reason[];
}

export interface Tried {
  readonly from: string;
  readonly to: string;
  readonly inForce: Side;
  readonly tried: Side;
  readonly days: readonly TriedDay[];
  readonly findings: readonly { readonly place: string; readonly text: string }[];
}

/** A whole set that the alarm load suggests. */
export interface Suggestion {
  readonly kind: 'own_level' | 'move' | 'persist';
  readonly text: string;
  readonly limits: readonly (Omit<OrderLimit, 'basis'> & { readonly basis?: Basis })[];
  readonly habits: readonly Pick<Habit, 'parameter' | 'level' | 'sigma'>[];
  readonly effect: { readonly before: ZoneDays; readonly after: ZoneDays; readonly redKept: boolean };
}
