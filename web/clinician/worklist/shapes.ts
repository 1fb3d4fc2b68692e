// The shapes of what only the list asks for.
import type { Named, Undo, WorklistItem } from '../../shared/api';

export interface CurveLimit {
  readonly side: 'low' | 'high';
  readonly zone: 'red' | 'yellow';
  /** A sign: <, ≤, > or ≥. */
  readonly operator: string;
  readonly value: number;
}

/** Fourteen days of what matters most in a row: the last value of each day, null where none came. */
export interface Curve {
  readonly patient: string;
  readonly service: string;
  readonly parameter: string;
  readonly name: string;
  readonly unit: string;
  readonly places: number;
  readonly from: string;
  readonly values: readonly (number | null)[];
  readonly last: 'red' | 'yellow' | 'green' | 'unsure' | null;
  readonly limits: readonly CurveLimit[];
}

/** Whom one act would acknowledge, and whom it would leave. */
export interface Greens {
  readonly ready: readonly {
    readonly patient: Named & { readonly born: string };
    readonly version: number;
  }[];
  readonly left: readonly WorklistItem[];
}

export interface GreensDone {
  readonly undo: Undo | null;
  readonly acknowledged: readonly string[];
  readonly left: readonly {
    readonly patient: Named;
    readonly looks: readonly { readonly kind: string; readonly text: string }[];
  }[];
}

/** A choice of filters under a name of one's own. */
export interface View extends Named {
  /** As it stands after the ? of the page's address. */
  readonly query: string;
}
