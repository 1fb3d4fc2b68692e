// The shapes of the JSON API, as far as the web applications use them. Times are ISO 8601 in UTC.

export type Zone = 'red' | 'yellow' | 'green' | 'none';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Reason {
  readonly rule: string;
  readonly parameter: string;
  readonly zone: Zone;
  readonly value: number | null;
  readonly limit: number | null;
  readonly text: string;
}

export interface Enrolment {
  readonly id: string;
  readonly programme: string;
  readonly programmeName: string;
  readonly municipality: Named;
  readonly state: string;
}

export interface TakenBy extends Named {
  readonly mine: boolean;
  readonly since: string;
}

/** Why somebody should look at a row, though it may be green; the text is ready to show. */
export interface Look {
  readonly kind: string;
  readonly text: string;
}

/** An act that can be taken back until then. */
export interface Undo {
  readonly id: string;
  readonly until: string;
}

export interface WorklistItem {
  readonly patient: Named & {
    readonly born: string;
    readonly sex: string;
    readonly phone: string | null;
  };
  readonly service: Named;
  readonly enrolments: readonly Enrolment[];
  readonly zone: Zone;
  readonly unconfirmed: boolean;
  readonly missing: boolean;
  readonly since: string | null;
  readonly reasons: readonly Reason[];
  readonly unread: number;
  readonly tasks: number;
  readonly takenBy: TakenBy | null;
  readonly version: number;
  readonly reported: string | null;
  readonly looks: readonly Look[];
  readonly lastContact: string | null;
  readonly missingSince: string | null;
  /** How many deadlines running were missed. */
  readonly missed?: number;
  /** Of those due in the service's own queue, the one that has waited longest. */
  readonly nextTask?: { readonly id: string; readonly kind: string; readonly title: string; readonly due: string } | null;
  /** A red or yellow that came while the service was closed, and that nobody has handled since. */
  readonly outsideHours?: boolean;
  /** By when the patient was told that somebody looks at it. */
  readonly promise?: { readonly by: string; readonly passed: boolean } | null;
  /** Only in the answer to the act itself. */
  readonly undo: Undo | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** How many the list gives with each choice. */
export interface Counts {
  readonly all: number;
  readonly red: number;
  readonly unconfirmed: number;
  readonly yellow: number;
  readonly unread: number;
  readonly tasks: number;
  readonly missing: number;
  readonly attention: number;
  readonly green: number;
  readonly mine: number;
  /** Those that have more than was counted. */
  readonly more: readonly string[];
}

export interface FilterOptions {
  readonly municipalities: readonly Named[];
  readonly programmes: readonly Named[];
}

export interface Limit {
  readonly parameter: string;
  readonly side: string;
  readonly zone: Zone;
  /** A sign: <, ≤, > or ≥. */
  readonly operator: string;
  readonly value: number;
  readonly unit: string;
  readonly kind: 'value' | 'change';
  /** The span of a change. */
  readonly days: number | null;
  readonly condition: string | null;
  readonly source: 'programme' | 'individual';
}

export interface Observation {
  readonly id: string;
  readonly parameter: string;
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly measured: string;
  readonly marks: readonly string[];
}

/** What is usual for this patient: the middle four fifths of the daily values of the weeks before. */
export interface Usual {
  readonly low: number;
  readonly high: number;
  readonly middle: number;
  readonly days: number;
}

/** A form as it was answered, in words. */
export interface AnsweredForm {
  readonly id: string;
  readonly programme: string;
  readonly title: string;
  readonly answered: string;
  readonly status: string;
  readonly score: number | null;
  /** What published instruments in it scored, in words. */
  readonly instruments: readonly { readonly instrument: string; readonly text: string }[];
  readonly answers: readonly { readonly question: string; readonly answer: string; readonly zone: Zone }[];
}

export interface Report {
  readonly id: string;
  readonly received: string;
  readonly measured: string;
  readonly zone: Zone;
  readonly observations: readonly Observation[];
  readonly responses: readonly AnsweredForm[];
  readonly reasons: readonly Reason[];
}

/** What the programme says to the patient in this zone. */
export interface Guidance {
  readonly programme: string;
  readonly programmeName: string;
  readonly zone: Zone;
  readonly title: string;
  readonly text: string;
  readonly do: readonly string[];
}

/** What the programme says to the nurse about one cause. */
export interface Advice {
  readonly about: string;
  readonly text: string;
  readonly questions: readonly string[];
}

export interface DemoLogin {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly organisation: string | null;
}

export interface Me {
  readonly account: Named & { readonly login: string; readonly kind: string };
  readonly role: string;
  readonly organisation: Named | null;
  readonly permissions: readonly string[];
  readonly patient: string | null;
  readonly demo: boolean;
}

/** What /api/events says: something about this patient changed; fetch it again. */
export interface Change {
  readonly kind: string;
  readonly patient: string;
  readonly enrolment: string | null;
}
