// What the service says of its alarm load.
import type { Named, Zone } from '../../shared/api';
import type { ZoneDays } from '../record/limits/workshop/shapes';

/** In percent. */
export interface Yardstick {
  readonly green: number;
  readonly yellow: number;
  readonly red: number;
  readonly missing: number;
  readonly downgraded: number;
  readonly aim: { readonly yellow: number; readonly red: number };
}

export interface Load {
  readonly days: ZoneDays;
  readonly alarms: number;
  readonly downgraded: number;
}

export interface ProgrammeLoad extends Load {
  readonly programme: string;
  readonly name: string;
  readonly patients: number;
}

export interface LimitLoad {
  readonly programme: string;
  readonly programmeName: string;
  readonly rule: string;
  readonly parameter: string | null;
  readonly name: string | null;
  /** What it is, in words. */
  readonly text: string;
  readonly zone: Zone;
  readonly side: string | null;
  readonly operator: string | null;
  readonly value: number | null;
  readonly individual: boolean;
  readonly alarmDays: number;
  readonly patients: number;
  readonly share: number;
  readonly downgraded: number;
}

export interface PatientLoad extends Load {
  readonly patient: Named;
  readonly enrolment: string;
  readonly programme: string;
  readonly programmeName: string;
  readonly worst: {
    readonly rule: string;
    readonly parameter: string | null;
    readonly name: string | null;
    readonly alarmDays: number;
  } | null;
}

export interface AlarmLoad {
  readonly service: Named;
  readonly from: string;
  readonly to: string;
  readonly rolledUpTo: string | null;
  readonly yardstick: Yardstick;
  readonly total: Load;
  /** Where alarms began, by day. */
  readonly newAlarms: {
    readonly days: readonly { readonly day: string; readonly count: number; readonly expected: number | null; readonly standsOut: boolean }[];
    /** Since when it is more than was to be expected; null: it is not. */
    readonly since: string | null;
  };
  readonly programmes: readonly ProgrammeLoad[];
  readonly limits: readonly LimitLoad[];
  readonly patients: readonly PatientLoad[];
}
