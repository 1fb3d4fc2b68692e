// The patient's own shapes of the API: what is due today, and what a report came to.
import type { Named, Reason, Zone } from '../shared/api';
import type { Questionnaire } from './form/questionnaire';

export interface Range {
  readonly low: number | null;
  readonly high: number | null;
}

/** One number that is to be typed. */
export interface Value {
  readonly parameter: string;
  readonly name: string;
  /** For machines, in UCUM; and for people. */
  readonly unit: string;
  readonly unitName: string | null;
  readonly places: number;
  /** Outside hard a value cannot be; outside confirm or usual it is measured again. */
  readonly hard: Range | null;
  readonly confirm: Range | null;
  readonly usual?: Range | null;
  readonly last?: { readonly value: number; readonly measured: string } | null;
}

export interface Measure extends Value {
  readonly required: boolean;
  readonly conditions: readonly string[];
  /** Conditions that some limit hangs on, which only the patient knows. */
  readonly asks: readonly string[];
  readonly instruction: string | null;
  /** Two numbers of one measurement, as of blood pressure. */
  readonly parts?: readonly Value[];
}

export interface Form {
  readonly id: string;
  readonly programme: string;
  readonly version: number;
  readonly title: string;
  readonly questionnaire: Questionnaire;
}

export interface Contact {
  readonly kind: 'service' | 'out_of_hours' | 'emergency';
  readonly name: string;
  readonly phone: string;
}

export interface FollowUp {
  readonly service: string;
  readonly open: boolean;
  readonly text: string;
}

export interface ToldEnrolment {
  readonly id: string;
  readonly programmeName: string;
  readonly zone: Zone;
  readonly title: string;
  readonly text: string;
  readonly do: readonly string[];
}

/** What a report came to, for the one who sent it. */
export interface Told {
  readonly id: string;
  readonly received: string;
  readonly zone: Zone;
  readonly unconfirmed: boolean;
  readonly reasons: readonly Reason[];
  readonly enrolments: readonly ToldEnrolment[];
  /** Parameters to measure again now. */
  readonly repeat: readonly string[];
  readonly followUp: FollowUp | null;
  readonly contacts: readonly Contact[];
}

export interface Today {
  readonly patient: Named & { readonly given: string; readonly language: string };
  readonly now: string;
  readonly due: boolean;
  readonly reportedToday: boolean;
  readonly enrolments: readonly {
    readonly id: string;
    readonly programmeName: string;
    readonly due: boolean;
    /** Days from one report to the next; 0 when none is expected. */
    readonly every: number;
  }[];
  readonly measurements: readonly Measure[];
  readonly forms: readonly Form[];
  readonly lastReport: Told | null;
  readonly unread: number;
  readonly followUp: FollowUp | null;
  readonly contacts: readonly Contact[];
}
