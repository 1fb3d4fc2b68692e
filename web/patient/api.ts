// The patient's own shapes of the API: what is due today, and what a report came to.
import type { Named, Reason, Zone } from '../shared/api';
import type { Due } from '../shared/days';
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
  /** When it opens, or null while it is open; and until when somebody looks. */
  readonly opens: string | null;
  readonly looksBy: string | null;
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
  /** What goes before all else, whatever the programmes say; what an earlier version kept has it not. */
  readonly atOnce?: { readonly title: string; readonly text: string } | null;
  readonly enrolments: readonly ToldEnrolment[];
  /** Parameters to measure again now. */
  readonly repeat: readonly string[];
  readonly followUp: FollowUp | null;
  readonly contacts: readonly Contact[];
}

/** By when the patient was told that somebody looks at the last report, and whether that has gone by. */
export interface Promised {
  readonly by: string;
  readonly passed: boolean;
  readonly text: string;
}

export interface Pause {
  readonly from: string;
  /** Not in it; null: until somebody ends it. */
  readonly until: string | null;
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
  /** The first report that is not made and can still be in time. */
  readonly next: Due | null;
  readonly missing: { readonly since: string; readonly missed: number } | null;
  readonly unwell: { readonly since: string } | null;
  readonly pause: Pause | null;
  readonly coming: readonly Due[];
  readonly reminder: { readonly text: string; readonly at: string } | null;
  readonly promise: Promised | null;
  /** Whether one wants to be reminded. */
  readonly reminders: boolean;
  /** After a week without a report nobody is reminded until one comes. */
  readonly remindersRest: boolean;
  readonly lastReport: Told | null;
  readonly unread: number;
  /** Whoever looks may report for the patient: next of kin only as the patient has it. */
  readonly mayReport: boolean;
  readonly followUp: FollowUp | null;
  readonly contacts: readonly Contact[];
}
