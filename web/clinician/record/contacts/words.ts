// How a contact was, and with whom, in words.
import { t } from '../../../shared/i18n';

export const KINDS = ['phone', 'message', 'video', 'visit'] as const;
export const PARTIES = ['patient', 'kin', 'gp', 'hospital', 'home_nursing', 'other'] as const;
export type Kind = (typeof KINDS)[number];
export type Party = (typeof PARTIES)[number];

export const KIND_WORDS: Readonly<Record<Kind, () => string>> = {
  phone: () => t('record.kind_phone'),
  message: () => t('record.kind_message'),
  video: () => t('record.kind_video'),
  visit: () => t('record.kind_visit'),
};
export const PARTY_WORDS: Readonly<Record<Party, () => string>> = {
  patient: () => t('record.party_patient'),
  kin: () => t('record.party_kin'),
  gp: () => t('record.party_gp'),
  hospital: () => t('record.party_hospital'),
  home_nursing: () => t('record.party_home_nursing'),
  other: () => t('record.party_other'),
};

const among = (words: Readonly<Record<string, () => string>>, word: string): string => words[word]?.() ?? word;

export const kindWords = (kind: string | null): string =>
  kind === null ? t('record.kind_none') : among(KIND_WORDS, kind);
export const partyWords = (party: string | null): string => (party === null ? '' : among(PARTY_WORDS, party));
