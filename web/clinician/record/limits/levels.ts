// The habitual levels of an order, and what else it says beside limits: as text to type in, what is wrong with it, and
// how it differs from what stood before. Pure, but for the words.
import { decimal, number, unit } from '../../../shared/format';
import { t, tMaybe } from '../../../shared/i18n';
import type { Habit, LimitBook, Order, OrderLimit } from '../shapes';
import { basisOf, boxKey, parsed, scaleName, slotOf, type Fault } from './order';

export interface TypedLevel {
  readonly level: string;
  readonly sigma: string;
}
/** By parameter; one that was not touched is not here. */
export type Levels = Readonly<Record<string, TypedLevel>>;

/** What an order is about, whole. */
export interface Standing {
  readonly limits: readonly OrderLimit[];
  readonly habits: readonly Habit[];
  /** Null: the programme's. */
  readonly news2: number | null;
}

export const standingNow = (book: LimitBook): Standing => ({
  limits: book.inForce,
  habits: book.habitsInForce ?? [],
  news2: book.news2Scale ?? null,
});

export const habitsOf = (order: Order): readonly Habit[] => order.habits ?? [];

const habitIn = (habits: readonly Habit[], parameter: string): Habit | null =>
  habits.find((one) => one.parameter === parameter) ?? null;

export const levelKey = (parameter: string): string => `level/${parameter}`;

/** As a level and a spread are read and ordered: two decimals. */
export const levelText = (value: number): string => decimal(Number(value.toFixed(2)));

/** What stands in the two boxes of a parameter. */
export function levelTexts(book: LimitBook, levels: Levels, parameter: string): TypedLevel {
  const typed = levels[parameter];
  if (typed !== undefined) return typed;
  const now = habitIn(book.habitsInForce ?? [], parameter);
  return now === null ? { level: '', sigma: '' } : { level: levelText(now.level), sigma: levelText(now.sigma) };
}

/** Parameters that have a level, in force or typed. */
const concerned = (book: LimitBook, levels: Levels): readonly string[] => [
  ...new Set([...(book.habitsInForce ?? []).map((one) => one.parameter), ...Object.keys(levels)]),
];

const isEmpty = ({ level, sigma }: TypedLevel): boolean => level.trim() === '' && sigma.trim() === '';

/** Name and unit of a parameter, from wherever the book has them. */
export function named(book: LimitBook, parameter: string): Pick<Habit, 'parameter' | 'name' | 'unit'> {
  const known =
    [...book.standard, ...book.inForce].find((one) => one.parameter === parameter && one.kind === 'value') ??
    [...book.standard, ...book.inForce, ...(book.habitsInForce ?? [])].find((one) => one.parameter === parameter);
  return { parameter, name: tMaybe(`parameter.${parameter}`, known?.name ?? parameter), unit: known?.unit ?? '' };
}

/** The whole set of levels, as it is sent. What does not hold two numbers is left out. */
export function habitsWanted(book: LimitBook, levels: Levels): readonly Habit[] {
  return concerned(book, levels).flatMap((parameter): Habit[] => {
    const texts = levelTexts(book, levels, parameter);
    const now = habitIn(book.habitsInForce ?? [], parameter);
    // What reads as it is in force is that, to its last digit.
    if (now !== null && texts.level === levelText(now.level) && texts.sigma === levelText(now.sigma)) return [now];
    const level = parsed(texts.level);
    const sigma = parsed(texts.sigma);
    if (level === null || sigma === null) return [];
    return [{ ...named(book, parameter), level, sigma, approvedOn: null }];
  });
}

/** Both boxes hold a number or both are empty; a limit that goes by the level needs one. */
export function faultsOfLevels(book: LimitBook, levels: Levels, wanted: readonly OrderLimit[]): readonly Fault[] {
  const texts = concerned(book, levels).flatMap((parameter): Fault[] => {
    const typed = levelTexts(book, levels, parameter);
    const sigma = parsed(typed.sigma);
    const fine = isEmpty(typed) || (parsed(typed.level) !== null && sigma !== null && sigma > 0);
    const { name } = named(book, parameter);
    return fine ? [] : [{ box: levelKey(parameter), text: t('workshop.level_no_number', { name }) }];
  });
  const have = new Set(habitsWanted(book, levels).map((one) => one.parameter));
  const lacking = wanted.filter((one) => basisOf(one) === 'habitual' && !have.has(one.parameter));
  return [
    ...texts,
    ...lacking.slice(0, texts.length > 0 ? 0 : 1).map((one) => ({
      box: boxKey(one, slotOf(one)),
      text: t('workshop.level_lacks', { name: scaleName(one) }),
    })),
  ];
}

/** "91 ± 1 %" */
export const habitWords = (one: Habit): string =>
  `${number(Number(one.level.toFixed(2)), one.unit)} ±\u00a0${levelText(one.sigma)} ${unit(one.unit)}`.trim();

export const news2Words = (scale: number | null): string =>
  scale === null ? t('workshop.news2_programme') : t('workshop.news2_scale', { n: scale });

export interface LevelChange {
  readonly parameter: string;
  readonly name: string;
  readonly before: Habit | null;
  readonly after: Habit | null;
}

export function levelChanges(before: readonly Habit[], after: readonly Habit[]): readonly LevelChange[] {
  const parameters = [...new Set([...before, ...after].map((one) => one.parameter))];
  return parameters.flatMap((parameter): LevelChange[] => {
    const old = habitIn(before, parameter);
    const now = habitIn(after, parameter);
    if (old?.level === now?.level && old?.sigma === now?.sigma) return [];
    const name = tMaybe(`parameter.${parameter}`, old?.name ?? now?.name ?? parameter);
    return [{ parameter, name, before: old, after: now }];
  });
}
