// What one may enrol into.
import type { Named } from '../../shared/api';

export interface GpOffice extends Named {
  readonly municipality: string | Named | null;
}

export interface ProgrammeChoice extends Named {
  readonly version: number;
  readonly trialDays: number;
}

export interface Choices {
  readonly services: readonly Named[];
  readonly municipalities: readonly Named[];
  readonly gpOffices: readonly GpOffice[];
  readonly departments: readonly Named[];
  readonly programmes: readonly ProgrammeChoice[];
}

/** Each in its own words. */
export const LANGUAGE_NAMES = { nb: 'Norsk', en: 'English', ar: 'العربية' } as const;

const placeOf = (one: GpOffice): string | null =>
  one.municipality === null || typeof one.municipality === 'string' ? one.municipality : one.municipality.id;

/** The offices of the municipality first: the others may be right too. */
export const officesFor = (all: readonly GpOffice[], municipality: string): readonly GpOffice[] => [
  ...all.filter((one) => placeOf(one) === municipality),
  ...all.filter((one) => placeOf(one) !== municipality),
];
