// A report that is being made. It is kept in this browser until the service has it, so that neither a closed tab nor
// a lost network loses what was typed; it is the only thing about a patient that is kept, and goes when it is sent.
import type { Write } from '../../shared/http';
import { forget, remember, remembered } from '../../shared/storage';
import type { Answer, Answers } from '../form/questionnaire';
import { whose } from '../kin/whose';

/** One reading: what was typed, by parameter. */
export interface Attempt {
  readonly at: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface Draft {
  readonly version: 1;
  readonly patient: string;
  readonly begun: string;
  /** Parameters that are measured again after a report; null for a whole report. */
  readonly only: readonly string[] | null;
  readonly oxygen: boolean | null;
  readonly attempts: Readonly<Record<string, readonly Attempt[]>>;
  /** Parameters that could not be measured. */
  readonly skipped: readonly string[];
  /** By form. */
  readonly answers: Readonly<Record<string, Answers>>;
  /** What stands in a field and is not an answer yet, by field. */
  readonly typed: Readonly<Record<string, string>>;
  /** Steps that one has been through. */
  readonly passed: readonly string[];
  /** Set when it was given to the network: from then on it is the same, until there is an answer. */
  readonly sending: Write | null;
}

export const newDraft = (patient: string, begun: string, only: readonly string[] | null = null): Draft => ({
  version: 1,
  patient,
  begun,
  only,
  oxygen: null,
  attempts: {},
  skipped: [],
  answers: {},
  typed: {},
  passed: [],
  sending: null,
});

const without = <T>(list: readonly T[], gone: T): readonly T[] => list.filter((one) => one !== gone);

export const withTyped = (draft: Draft, field: string, text: string): Draft => ({
  ...draft,
  typed: { ...draft.typed, [field]: text },
});

/** The reading of a measurement, first or again; what came after it is gone. */
export const withAttempt = (draft: Draft, parameter: string, number: number, attempt: Attempt): Draft => ({
  ...draft,
  attempts: {
    ...draft.attempts,
    [parameter]: [...(draft.attempts[parameter] ?? []).slice(0, number), attempt],
  },
  skipped: without(draft.skipped, parameter),
});

export function withoutMeasure(draft: Draft, parameter: string): Draft {
  const attempts = Object.fromEntries(Object.entries(draft.attempts).filter(([one]) => one !== parameter));
  return { ...draft, attempts, skipped: [...without(draft.skipped, parameter), parameter] };
}

export const withAnswers = (draft: Draft, form: string, linkId: string, given: readonly Answer[]): Draft => ({
  ...draft,
  answers: { ...draft.answers, [form]: { ...draft.answers[form], [linkId]: given } },
});

export const withPassed = (draft: Draft, step: string): Draft => ({
  ...draft,
  passed: [...without(draft.passed, step), step],
});

/** What next of kin began is not what the patient began, in a browser that both use. */
const placeOf = (patient: string, kins = whose.value !== null): string => `report.${patient}${kins ? '.kin' : ''}`;

export const keep = (draft: Draft): void => remember(placeOf(draft.patient), JSON.stringify(draft));
export const drop = (patient: string): void => forget(placeOf(patient));
/** What one has begun for a patient whose kin one is. */
export const dropKins = (patient: string): void => forget(placeOf(patient, true));

/** The report that was begun in this browser, if any. */
export function kept(patient: string): Draft | null {
  const text = remembered(placeOf(patient));
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Omit<Draft, 'version'> & { readonly version: number };
    return draft.version === 1 && draft.patient === patient ? { ...draft, version: 1 } : null;
  } catch {
    return null;
  }
}
