// What /api/patients/{patient} tells of one case: the patient's record, as far as the case shows it.
import type { Advice, Guidance, Report, Usual, Zone } from '../../../shared/api';
import type { Detail, Note, Reading, RecordContact } from '../../record/shapes';

export const CONTACT_KINDS = ['phone', 'video', 'message', 'visit'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

export const PARTIES = ['patient', 'kin', 'gp', 'hospital', 'home_nursing', 'other'] as const;
export type Party = (typeof PARTIES)[number];

export interface CaseObservation extends Reading {
  /** Of the last report only. */
  readonly usual: Usual | null;
}

export interface CaseAnswer {
  readonly question: string;
  readonly answer: string;
  readonly zone: Zone;
  /** The commonest answer in the weeks before. */
  readonly usual: string | null;
}

export interface CaseForm extends Omit<Report['responses'][number], 'answers'> {
  readonly answers: readonly CaseAnswer[];
}

export interface CaseReport extends Omit<Report, 'observations' | 'responses'> {
  readonly observations: readonly CaseObservation[];
  readonly responses: readonly CaseForm[];
}

/** A contact as it was logged, or what was done with a case; both when they were one act. */
export interface CaseContact extends RecordContact {
  readonly kind: ContactKind | null;
  readonly party: Party | null;
  readonly note: string | null;
}

export interface CaseDetail extends Omit<Detail, 'reports' | 'contacts'> {
  readonly phone: string | null;
  readonly guidance: readonly Guidance[];
  readonly advice: readonly Advice[];
  readonly reports: readonly CaseReport[];
  readonly contacts: readonly CaseContact[];
  readonly notes: readonly Note[];
}
