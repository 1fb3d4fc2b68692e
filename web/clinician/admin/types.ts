// The shapes of administration, as the API has them.
import type { Named } from '../../shared/api';

export interface Organisation extends Named {
  readonly kind: string;
  readonly number: string | null;
  readonly phone: string | null;
  readonly parent: Named | null;
  readonly party: Named;
  readonly ended: string | null;
  readonly links: readonly { readonly kind: string; readonly to: Named }[];
  readonly mine: boolean;
}

export interface Span {
  readonly opens: string | null;
  readonly closes: string | null;
}

export interface OpeningDay extends Span {
  readonly day: string;
  readonly reason: string;
}

export interface Opening {
  readonly organisation: Named;
  readonly week: readonly (Span & { readonly weekday: number })[];
  readonly days: readonly OpeningDay[];
  readonly holidays: readonly { readonly day: string; readonly name: string }[];
  readonly look: { readonly open: boolean; readonly text: string };
  readonly mine: boolean;
}

export interface Role {
  readonly id: string;
  readonly role: string;
  readonly organisation: Named;
  readonly from: string;
  readonly until: string | null;
}

export interface Account extends Named {
  readonly login: string;
  readonly kind: 'person' | 'machine';
  readonly active: boolean;
  readonly roles: readonly Role[];
}

export interface Agreement {
  readonly id: string;
  readonly title: string;
  readonly parties: readonly Named[];
  readonly programmes: readonly Named[];
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly state: 'proposed' | 'coming' | 'in_force' | 'ended';
  readonly awaits: Named | null;
  readonly mine: boolean;
}

export interface ProgrammeRow extends Named {
  readonly version: number;
  readonly status: 'draft' | 'approved';
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly enrolments: number;
}

export interface ProgrammeLimit {
  readonly parameter: string;
  readonly name: string;
  readonly kind: 'value' | 'change';
  readonly side: 'low' | 'high';
  readonly zone: 'yellow' | 'red';
  readonly operator: string;
  readonly value: number;
  readonly unit: string;
  readonly condition: string | null;
  readonly days: number;
  readonly basis: 'absolute' | 'habitual' | 'repeated' | 'confirmed';
}

/** Beside limits; null and false: not in this programme. */
export interface ProgrammeRules {
  readonly news2: 1 | 2 | null;
  readonly oximetry: boolean;
  readonly anthonisen: boolean;
  readonly pressureMean: { readonly sbp: number; readonly dbp: number } | null;
}

export interface ProgrammeWords {
  readonly criteria: readonly { readonly id: string; readonly need: string; readonly text: string }[];
  readonly measurements: readonly {
    readonly parameter: string;
    readonly name: string;
    readonly required: boolean;
    readonly instruction: string | null;
  }[];
  readonly limits: readonly ProgrammeLimit[];
  readonly rules: ProgrammeRules;
  readonly forms: readonly { readonly id: string; readonly title: string }[];
  readonly zones: Readonly<
    Record<string, { readonly title: string | null; readonly text: string | null; readonly do: readonly string[] }>
  >;
  readonly advice: readonly {
    readonly rule: string | null;
    readonly parameter: string | null;
    readonly item: string | null;
    readonly text: string | null;
    readonly questions: readonly string[];
  }[];
  readonly closingReasons: readonly { readonly id: string; readonly text: string | null }[];
}

export interface ProgrammeWhole extends ProgrammeRow {
  readonly loadedAt: string;
  readonly note: string | null;
  readonly content: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly words: ProgrammeWords;
}
