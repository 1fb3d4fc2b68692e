// Numbers as they are typed: digits with at most one point, "36.8", in every language. What is shown has the
// language's own sign for decimals.
import type { Measure, Range, Value } from '../api';

const DIGITS_MOST = 5;

/** Digits may be typed as Arabic or Persian ones, and decimals with a comma. */
export const latin = (text: string): string =>
  text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[,\u066b]/g, '.');

/** What of a text is a number being typed, with so many decimals. */
export function typed(text: string, places: number): string {
  const [whole = '', ...rest] = latin(text).replace(/[^\d.]/g, '').split('.');
  const digits = whole.replace(/^0+(?=\d)/, '').slice(0, DIGITS_MOST);
  if (rest.length === 0 || places === 0) return digits;
  return `${digits === '' ? '0' : digits}.${rest.join('').slice(0, places)}`;
}

export type Key = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | 'point' | 'erase';

/** The text after a key of the pad. */
export function pressed(text: string, key: Key, places: number): string {
  if (key === 'erase') return text === '0.' ? '' : text.slice(0, -1);
  if (key === 'point') return text.includes('.') ? text : typed(`${text}.`, places);
  return typed(text + key, places);
}

/** Null for a text that is no number yet. */
export const valueOf = (text: string): number | null => (/\d/.test(text) ? Number(text) : null);

const isIn = (value: number, range: Range | null | undefined): boolean =>
  range === null ||
  range === undefined ||
  ((range.low === null || value >= range.low) && (range.high === null || value <= range.high));

export type Verdict = 'fine' | 'unlikely' | 'impossible';

const verdictOf = (value: number, about: Value): Verdict => {
  if (!isIn(value, about.hard)) return 'impossible';
  return isIn(value, about.confirm) && isIn(value, about.usual) ? 'fine' : 'unlikely';
};

const WORSE: readonly Verdict[] = ['fine', 'unlikely', 'impossible'];

/** The numbers that a measurement consists of. */
export const partsOf = (measure: Measure): readonly Value[] => measure.parts ?? [measure];

/** Of what was typed for a measurement, by parameter: the worst of its parts; an upper pressure is above the lower. */
export function judged(measure: Measure, values: Readonly<Record<string, string>>): Verdict {
  const worst = partsOf(measure).map((part) => {
    const value = valueOf(values[part.parameter] ?? '');
    return value === null ? 0 : WORSE.indexOf(verdictOf(value, part));
  });
  const [upper, lower] = [valueOf(values['sbp'] ?? ''), valueOf(values['dbp'] ?? '')];
  if (upper !== null && lower !== null && upper <= lower) return 'impossible';
  return WORSE[Math.max(...worst)] ?? 'fine';
}

/** About where a person's values lie. */
export function usually(about: Value): number | null {
  const { low = null, high = null } = about.usual ?? {};
  if (low === null || high === null) return null;
  const scale = 10 ** about.places;
  return Math.round(((low + high) / 2) * scale) / scale;
}
