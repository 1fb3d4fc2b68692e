// What the API tells of a patient's record, as far as the patient's page uses it.
import type {
  Advice, AnsweredForm, Enrolment, Guidance, Limit, Named, Observation, Reason, Report, Usual, WorklistItem, Zone,
} from '../../shared/api';

/** An older version of a value, and why it gave way. */
export interface Correction {
  readonly version: number;
  readonly value: number | null;
  readonly status: string;
  readonly reason: string | null;
  readonly by: string;
  readonly at: string;
}

export interface Reading extends Observation {
  readonly usual?: Usual | null;
  readonly version?: number;
  readonly corrections?: readonly Correction[];
}

/** A form as it was answered, beside what is usually answered. */
export interface Answers extends Omit<AnsweredForm, 'answers'> {
  readonly answers: readonly (AnsweredForm['answers'][number] & { readonly usual?: string | null })[];
}

export interface RecordReport extends Omit<Report, 'observations' | 'responses'> {
  readonly observations: readonly Reading[];
  readonly responses: readonly Answers[];
}

export interface RecordContact {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly kind: string | null;
  readonly party: string | null;
  readonly zone: Zone | null;
  readonly outcomes: readonly string[];
  readonly about: string | null;
  readonly note?: string | null;
  readonly closed: boolean | null;
  readonly undone: boolean;
  readonly recorded?: string;
  readonly organisation?: string | Named | null;
  readonly replaces?: string | null;
}

export interface Note {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly organisation: string | Named | null;
  readonly text: string;
  readonly replaces: string | null;
}

export interface RecordEnrolment extends Enrolment {
  readonly service?: Named;
  readonly limits: readonly Limit[];
  readonly gpOffice?: Named | null;
  readonly department?: Named | null;
  readonly since?: string;
  /** The state that a pause goes back to. */
  readonly pausedFrom?: string | null;
}

export interface Detail {
  readonly id: string;
  readonly name: string;
  readonly born: string;
  readonly sex: string;
  readonly phone?: string | null;
  readonly municipality: Named | null;
  readonly zone: Zone;
  readonly missing: boolean;
  readonly enrolments: readonly RecordEnrolment[];
  readonly worklist: WorklistItem | null;
  readonly reports: readonly RecordReport[];
  readonly guidance?: readonly Guidance[];
  readonly advice?: readonly Advice[];
  readonly contacts: readonly RecordContact[];
  readonly notes?: readonly Note[];
}

export interface Case {
  readonly id: string;
  readonly enrolment: string | null;
  readonly programme: string;
  readonly programmeName: string;
  readonly zone: Zone;
  readonly unconfirmed: boolean;
  readonly opened: string;
  readonly since: string;
  readonly closed: string | null;
  readonly closedBy: string | Named | null;
  readonly reasons: readonly Reason[];
  readonly outcomes: readonly string[];
  readonly note: string | null;
  readonly trace: readonly { readonly at: string; readonly kind: string; readonly by: string | Named | null }[];
}

export interface LogEntry {
  readonly at: string;
  readonly who: string;
  readonly role: string;
  readonly organisation: string | null;
  readonly action: string;
  readonly ground: string;
  readonly list: boolean;
}

/** When a limit acts: at once, by the patient's own level, repeated, or confirmed. */
export type Basis = 'absolute' | 'habitual' | 'repeated' | 'confirmed';

/** The habitual level of a parameter and its spread; approved by the check of the order that brought it. */
export interface Habit {
  readonly parameter: string;
  readonly name: string;
  readonly unit: string;
  readonly level: number;
  readonly sigma: number;
  readonly approvedOn: string | null;
}

/** Where an individual or standard limit stands, and what it says. */
export interface OrderLimit {
  readonly parameter: string;
  readonly kind: 'value' | 'change';
  readonly side: string;
  readonly zone: Zone;
  readonly operator: string;
  readonly value: number;
  readonly days: number | null;
  readonly condition: string | null;
  readonly basis?: Basis;
  readonly unit: string;
  readonly name: string;
}

export interface Floor {
  readonly parameter: string;
  readonly side: string;
  readonly operator: string;
  readonly value: number;
}

export interface Order {
  readonly version: number;
  readonly state: 'pending' | 'in_force' | 'replaced' | 'rejected' | 'withdrawn';
  readonly orderedBy: string;
  readonly orderedOn: string;
  readonly enteredBy: Named;
  readonly enteredAt: string;
  readonly checkedBy: Named | null;
  readonly checkedAt: string | null;
  readonly rejectedBy: Named | null;
  readonly rejectedAt: string | null;
  readonly rejectedReason: string | null;
  readonly reason: string;
  readonly evidence: string | null;
  readonly floorReason: string | null;
  readonly limits: readonly OrderLimit[];
  readonly habits?: readonly Habit[];
  readonly news2Scale?: number | null;
  readonly mine: boolean;
  /** Stands for what the order says: who checks sends it back, so that what was seen is what is checked. */
  readonly content?: string;
}

export interface LimitBook {
  readonly enrolment: string;
  readonly patient: Named;
  readonly programme: string;
  readonly programmeName: string;
  readonly version: number;
  readonly standard: readonly OrderLimit[];
  readonly floors: readonly Floor[];
  readonly inForce: readonly (OrderLimit & { readonly source: string })[];
  readonly habitsInForce?: readonly Habit[];
  readonly news2Scale?: number | null;
  readonly orders: readonly Order[];
}

export const nameOf = (one: string | Named | null | undefined): string =>
  one === null || one === undefined ? '' : typeof one === 'string' ? one : one.name;
