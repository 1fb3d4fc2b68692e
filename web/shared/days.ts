// Calendar days as the service has them, "2026-11-21": the day in Norway, whatever clock the one who looks goes by.
import { formatted } from './format';
import { language, t } from './i18n';

/** A report that is due: by when, and how it stands. */
export interface Due {
  /** The first day on which a report meets it. */
  readonly opens: string;
  readonly by: { readonly day: string; readonly clock: string };
  /** The deadline as a moment. */
  readonly at: string;
  /** Of several a week: which of how many; else 0. */
  readonly number: number;
  readonly of: number;
  readonly state: 'ahead' | 'met' | 'missed' | 'cleared';
}

const DAY_MS = 86_400_000;
export const DAY_ENDS = '24:00';

const HERE = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day that a moment falls on. */
export const dayAt = (at: string | number): string => HERE.format(new Date(at));

/** Noon by UTC, so that adding days meets no change of clocks. */
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);

export const plusDays = (day: string, days: number): string =>
  new Date(noon(day) + days * DAY_MS).toISOString().slice(0, 10);
export const daysFrom = (from: string, to: string): number => Math.round((noon(to) - noon(from)) / DAY_MS);
/** 0 Monday … 6 Sunday */
export const weekdayAt = (day: string): number => (new Date(noon(day)).getUTCDay() + 6) % 7;

/** "søndag" */
export const weekdayName = (day: string): string => formatted(noon(day), { weekday: 'long', timeZone: 'UTC' });
/** "søndag 29. november" */
export const weekdayDate = (day: string): string =>
  formatted(noon(day), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
/** "29. november" */
export const dateName = (day: string): string => formatted(noon(day), { day: 'numeric', month: 'long', timeZone: 'UTC' });
/** "29. nov" */
export const briefDate = (day: string): string =>
  formatted(noon(day), { day: 'numeric', month: 'short', timeZone: 'UTC' }).replace(/\.$/, '');
/** "29.11." */
export const shortDate = (day: string): string => formatted(noon(day), { day: '2-digit', month: '2-digit', timeZone: 'UTC' });

/** "i dag", "i morgen", "søndag" within a week, else "søndag 29. november". */
export function nearDay(day: string, today: string): string {
  const away = daysFrom(today, day);
  if (away === 0) return t('day.today');
  if (away === 1) return t('day.tomorrow');
  return away > 1 && away < 7 ? weekdayName(day) : weekdayDate(day);
}

/** "10:00", and in Norwegian "10" on the hour. */
export const clockWords = (clock: string): string =>
  language.value === 'nb' && clock.endsWith(':00') ? String(Number(clock.slice(0, 2))) : clock;
