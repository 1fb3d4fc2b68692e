// A new patient or a new enrolment: what is typed, what is wrong with it, and what is sent.
import { serverNow } from '../../shared/http';
import { t } from '../../shared/i18n';
import type { Choices } from './choices';
import { digitsOf, readNationalId } from './nationalid';
import { isPhone } from './person';

export interface EnrolDraft {
  readonly nationalId: string;
  readonly given: string;
  readonly family: string;
  readonly sex: string;
  readonly phone: string;
  readonly language: string;
  readonly programme: string;
  readonly service: string;
  readonly municipality: string;
  readonly gpOffice: string;
  readonly department: string;
  readonly state: string;
  readonly reason: string;
}

export const EMPTY: EnrolDraft = {
  nationalId: '',
  given: '',
  family: '',
  sex: '',
  phone: '',
  language: 'nb',
  programme: '',
  service: '',
  municipality: '',
  gpOffice: '',
  department: '',
  state: 'trial',
  reason: '',
};

/** Where there is but one to choose, it is chosen; the sex follows from the number until another is chosen. */
export function filled(draft: EnrolDraft, choices: Choices | null): EnrolDraft {
  const only = (chosen: string, list: readonly { readonly id: string }[] | undefined): string =>
    chosen === '' && list?.length === 1 ? (list[0]?.id ?? '') : chosen;
  const read = readNationalId(draft.nationalId);
  return {
    ...draft,
    sex: draft.sex === '' && typeof read === 'object' ? read.sex : draft.sex,
    programme: only(draft.programme, choices?.programmes),
    service: only(draft.service, choices?.services),
    municipality: only(draft.municipality, choices?.municipalities),
  };
}

export type Faults = Readonly<Partial<Record<keyof EnrolDraft, string>>>;

const ID_WORDS = {
  short: () => t('enrol.id_short'),
  digits: () => t('enrol.id_digits'),
  date: () => t('enrol.id_date'),
  check: () => t('enrol.id_check'),
};

/** What is wrong with the number; while it is too short to judge, only when asked for. */
export function idFault(text: string, whole: boolean): string | undefined {
  const read = readNationalId(text);
  if (typeof read === 'object') return read.born > new Date(serverNow()).toISOString().slice(0, 10) ? ID_WORDS.date() : undefined;
  return read === 'short' && !whole ? undefined : ID_WORDS[read]();
}

/** The number says female or male; the other one is a slip of the hand. */
function sexFault({ nationalId, sex }: EnrolDraft): string | undefined {
  const read = readNationalId(nationalId);
  if (typeof read !== 'object' || (sex !== 'female' && sex !== 'male')) return undefined;
  return sex === read.sex ? undefined : t('enrol.sex_differs');
}

/** What hinders, by field. A patient that is known already needs no person typed. */
export function faultsOf(draft: EnrolDraft, known: boolean): Faults {
  const needed = (text: string, words: string): string | undefined => (text.trim() === '' ? words : undefined);
  const person = known
    ? {}
    : {
        nationalId: idFault(draft.nationalId, true),
        given: needed(draft.given, t('enrol.need_given')),
        family: needed(draft.family, t('enrol.need_family')),
        sex: needed(draft.sex, t('enrol.need_sex')) ?? sexFault(draft),
        phone: draft.phone.trim() === '' || isPhone(draft.phone) ? undefined : t('enrol.bad_phone'),
      };
  const all = {
    ...person,
    programme: needed(draft.programme, t('enrol.need_programme')),
    service: needed(draft.service, t('enrol.need_service')),
    municipality: needed(draft.municipality, t('enrol.need_municipality')),
    reason: needed(draft.reason, t('enrol.need_reason')),
  };
  return Object.fromEntries(Object.entries(all).filter(([, words]) => words !== undefined));
}

/** As the API wants it. */
export function bodyOf(draft: EnrolDraft, patient: string | null): object {
  const { nationalId, given, family, sex, phone, language } = draft;
  return {
    patient:
      patient === null
        ? {
            nationalId: digitsOf(nationalId),
            given: given.trim(),
            family: family.trim(),
            sex,
            language,
            ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
          }
        : { id: patient },
    programme: draft.programme,
    service: draft.service,
    municipality: draft.municipality,
    gpOffice: draft.gpOffice === '' ? null : draft.gpOffice,
    department: draft.department === '' ? null : draft.department,
    state: draft.state,
    reason: draft.reason.trim(),
  };
}

/** The field that a refusal's place stands for. */
export function fieldAt(place: string): keyof EnrolDraft | null {
  const name = place.split('/').at(-1) ?? '';
  return name in EMPTY ? (name as keyof EnrolDraft) : null;
}
