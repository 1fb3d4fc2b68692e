// What the API tells of tasks, of treatment that was started, and of those who are silent.
import type { Enrolment, Named, Zone } from '../../shared/api';

export const KINDS = [
  'weekly_contact', 'trial_end', 'monthly_contact', 'effect_check', 'doctor_contact', 'equipment_check',
  'closing_proposed', 'other',
] as const;

export interface TaskStep {
  readonly at: string;
  readonly kind: string;
  /** Null: by rule. */
  readonly by: Named | null;
  readonly due: string;
  readonly queue: Named | null;
  readonly owner: Named | null;
  readonly outcome: string | null;
  readonly note: string | null;
}

export interface Task {
  readonly id: string;
  readonly patient: Named;
  readonly enrolment: string | null;
  readonly programme: string | null;
  readonly kind: string;
  /** In words, for the reader's language. */
  readonly title: string;
  readonly reason: string | null;
  /** The rule that made it; null: somebody did. */
  readonly cause: string | null;
  /** Of what is there because it has long been yellow: since when. */
  readonly causeSince: string | null;
  readonly state: 'open' | 'done' | 'met' | 'cancelled';
  readonly due: string;
  readonly dueNow: boolean;
  readonly queue: Named;
  readonly owner: Named | null;
  readonly version: number;
  readonly created: { readonly at: string; readonly by: Named | null };
  readonly ended: {
    readonly at: string;
    readonly by: Named | null;
    readonly outcome: string | null;
    readonly note: string | null;
  } | null;
  /** What may come of it, the likeliest first. */
  readonly outcomes: readonly string[];
  readonly case: string | null;
  /** Of an effect check: the treatment that it asks about. */
  readonly action: string | null;
  readonly byRule: boolean;
  /** With the patient's own tasks only. */
  readonly trace?: readonly TaskStep[];
}

/** To whom a task may be handed, and what may come of it. */
export interface TaskChoices {
  readonly queues: readonly (Named & { readonly kind: string; readonly owners: readonly Named[] })[];
  readonly outcomes: readonly { readonly id: string; readonly text: string }[];
}

export interface TaskCounts {
  readonly due: number;
  readonly ahead: number;
  readonly mine: number;
}

export const EFFECTS = ['better', 'unchanged', 'worse', 'stopped'] as const;
export type Effect = (typeof EFFECTS)[number];

/** Treatment that a patient has started, and whether it helped. */
export interface StartedAction {
  readonly id: string;
  readonly patient: string | Named;
  readonly enrolment: string;
  readonly text: string;
  readonly zone: Zone;
  readonly startedOn: string;
  /** When its effect is to be asked for. */
  readonly check: string;
  readonly by: Named;
  readonly at: string;
  readonly effect: Effect | null;
  readonly effectNote: string | null;
  readonly effectBy: Named | null;
  readonly effectAt: string | null;
  readonly task: string | null;
}

/** A line of a zone's words that may be started as treatment. */
export interface ActionChoice {
  readonly enrolment: string;
  readonly zone: Zone;
  readonly text: string;
  readonly checkInDays: number;
}

export const DECISIONS = ['contacted', 'adjusted', 'closing_proposed', 'kept'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface Silent {
  readonly patient: Named & { readonly phone: string | null; readonly born: string };
  readonly service: Named;
  readonly enrolments: readonly Enrolment[];
  readonly since: string;
  readonly lastReport: string | null;
  readonly missed: number;
  readonly lastContact: string | null;
  readonly tasks: number;
  readonly review: {
    readonly at: string;
    readonly by: Named;
    readonly decision: Decision;
    readonly note: string | null;
  } | null;
}

/** What came of going after a report that did not come. */
export const CLEARS = ['contacted', 'no_answer', 'away', 'device', 'other'] as const;
export type Clear = (typeof CLEARS)[number];

/** What a missing report's trace tells: missed, and how it ended. */
export interface MissingStep {
  readonly at: string;
  readonly kind: string;
  readonly due: string;
  readonly missed: number;
  readonly report: string | null;
  readonly by: Named | null;
  readonly outcome: string | null;
  readonly note: string | null;
}
