// Times, ages and numbers as they stand on the screen. Pure, but for the language of the texts.
import { language, type Language, t, tMaybe, tn } from './i18n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Clinical text has Latin digits and our own calendar in every language. */
const LOCALES: Readonly<Record<Language, string>> = {
  nb: 'nb-NO',
  en: 'en-GB',
  ar: 'ar-u-nu-latn-ca-gregory',
};
const locale = (): string => LOCALES[language.value];

/** "48 min", "1 t 12", "6 dager": how long since, coarser the longer. */
export function waited(since: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(since));
  if (ms < MINUTE) return t('wait.now');
  if (ms < HOUR) return t('wait.minutes', { n: Math.floor(ms / MINUTE) });
  if (ms < 2 * DAY) {
    const minutes = String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, '0');
    return t('wait.hours', { h: Math.floor(ms / HOUR), m: minutes });
  }
  return tn('wait.days', Math.floor(ms / DAY));
}

/** By the language's own rules; empty for what is no time. */
export const formatted = (at: string | number, options: Intl.DateTimeFormatOptions): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat(locale(), options).format(date);
};

export const clock = (at: string | number): string =>
  formatted(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "21.11." */
export const day = (at: string): string => formatted(at, { day: '2-digit', month: '2-digit' });

/** "lørdag 21. november" */
export const weekday = (at: number): string =>
  formatted(at, { weekday: 'long', day: 'numeric', month: 'long' });

/** "21. november" */
export const dayOf = (at: number): string => formatted(at, { day: 'numeric', month: 'long' });

const sameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** The hour when it was today, else the day with it. */
export const moment = (at: string, now: number): string =>
  sameDay(Date.parse(at), now) ? clock(at) : `${day(at)} ${clock(at)}`;

/** A date without a time belongs to no zone of time. */
export const birthday = (born: string): string =>
  formatted(born.slice(0, 10), { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' });

export function age(born: string, now: number): number {
  const [year = 0, month = 1, date = 1] = born.slice(0, 10).split('-').map(Number);
  const today = new Date(now);
  const before =
    today.getMonth() + 1 < month || (today.getMonth() + 1 === month && today.getDate() < date);
  return today.getFullYear() - year - (before ? 1 : 0);
}

/** Units whose values are read with one decimal, so that 37 stands as 37,0. */
const ONE_DECIMAL: ReadonlySet<string> = new Set(['kg', 'Cel', 'mmol/L']);

/** Of these none. */
const WHOLE: ReadonlySet<string> = new Set(['%', '/min', 'mm[Hg]']);

/** A device writes three decimals at most; more are those of another unit: 180 lb are 81.646627 kg, and are read as 81.6. */
const decimalsOf = (value: number, ucum: string): number => {
  if (Number(value.toFixed(3)) === value) return 3;
  if (WHOLE.has(ucum)) return 0;
  return ONE_DECIMAL.has(ucum) ? 1 : 2;
};

/** The level of consciousness is numbered, and told by a word. */
export const CONSCIOUSNESS = '{acvpu}';
export const LEVELS = ['A', 'C', 'V', 'P', 'U'] as const;

export const number = (value: number, ucum: string): string =>
  ucum === CONSCIOUSNESS ? levelWord(value) : plainNumber(value, ucum);

const levelWord = (value: number): string => {
  const letter = LEVELS[Math.round(value)];
  return letter === undefined ? '' : tMaybe(`consciousness.${letter}`, letter);
};

const plainNumber = (value: number, ucum: string): string =>
  new Intl.NumberFormat(locale(), {
    minimumFractionDigits: ONE_DECIMAL.has(ucum) ? 1 : 0,
    maximumFractionDigits: decimalsOf(value, ucum),
    numberingSystem: 'latn',
  }).format(value);

/** "%", but "mmHg" and not UCUM's "mm[Hg]". */
export const unit = (ucum: string): string =>
  ucum.replace('mm[Hg]', 'mmHg').replace(/^Cel$/, '°C').replace(/^\{.*\}$/, '');

export const initials = (name: string): string => {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase(locale());
};

/** A number as it is, with the language's own sign for decimals. */
export const decimal = (value: number): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: 6, useGrouping: false, numberingSystem: 'latn' }).format(value);

/** "puls, vekt og temperatur" */
export const listed = (names: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction' }).format(
    names.map((name, at) => (at > 0 ? lowered(name) : name)),
  );

/** As it stands within a sentence: a word begins small, a sign such as SpO₂ stays. */
export const lowered = (name: string): string =>
  /^\p{Lu}\p{Ll}+(?!\S)/u.test(name) ? name.charAt(0).toLocaleLowerCase(locale()) + name.slice(1) : name;

/** What stands between a number and its decimals. */
export const decimalSign = (): string =>
  new Intl.NumberFormat(locale(), { numberingSystem: 'latn' })
    .formatToParts(1.5)
    .find(({ type }) => type === 'decimal')?.value ?? '.';

/** "13. nov" and "nov": days and months where there is little room. */
export const shortDay = (at: number): string =>
  formatted(at, { day: 'numeric', month: 'short' }).replace(/\.$/, '');
export const shortMonth = (at: number): string => formatted(at, { month: 'short' }).replace(/\.$/, '');

/** "mandag" */
export const weekdayName = (at: number): string => formatted(at, { weekday: 'long' });
