// Sets to try, as typed sets: a proposal, an order, a suggestion. Pure.
import { decimal } from '../../../../shared/format';
import type { Habit, LimitBook, OrderLimit } from '../../shapes';
import { levelText, levelTexts, named, type Levels } from '../levels';
import { EMPTY_SET, type TypedSet } from '../OrderForm';
import {
  at, basisOf, boxKey, isLoss, scaleKey, scalesOf, sideOf, SLOTS, slotOf, writtenOf, writtenWith, type Kind, type Scale,
} from '../order';
import type { AlarmLimit, TrialParameter } from './shapes';

const plainScale = (book: LimitBook, of: Pick<TrialParameter, 'parameter' | 'name' | 'unit'>): Scale =>
  scalesOf(book.standard, book.inForce).find(
    (one) => one.parameter === of.parameter && one.kind === 'value' && one.condition === null,
  ) ?? { parameter: of.parameter, kind: 'value', days: null, condition: null, unit: of.unit, name: of.name };

const isKnown = (book: LimitBook, set: TypedSet, scale: Scale): boolean =>
  [...scalesOf(book.standard, book.inForce), ...set.added].some((one) => scaleKey(one) === scaleKey(scale));

const written = (one: OrderLimit): string => decimal(isLoss(one, slotOf(one)) ? -one.value : one.value);
const kindOf = (one: OrderLimit): Kind => ({ operator: one.operator, basis: basisOf(one) });

/** The proposal of one parameter over what is tried: on its sides the limits, and the level. */
export const withProposal = (book: LimitBook, set: TypedSet, of: TrialParameter): TypedSet =>
  withLimits(book, set, of, of.limits);

/** What is recommended of it: own yellow limits, with the programme's red ones. */
export const withRecommended = (book: LimitBook, set: TypedSet, of: TrialParameter): TypedSet =>
  of.recommended ? withLimits(book, set, of, of.recommendedLimits) : set;

function withLimits(book: LimitBook, set: TypedSet, of: TrialParameter, limits: readonly OrderLimit[]): TypedSet {
  if (of.level === null || of.sigma === null) return set;
  const scale = plainScale(book, of);
  const sides = new Set(limits.map((one) => one.side));
  const typed = { ...set.typed };
  const kinds = { ...set.kinds };
  for (const slot of SLOTS.filter((one) => sides.has(sideOf(one)))) {
    const one = at(limits, scale, slot);
    typed[boxKey(scale, slot)] = one === null ? '' : written(one);
    if (one !== null) kinds[boxKey(scale, slot)] = kindOf(one);
  }
  const level = { level: levelText(of.level), sigma: levelText(of.sigma) };
  const added = isKnown(book, set, scale) ? set.added : [...set.added, scale];
  return { ...set, typed, kinds, added, levels: { ...set.levels, [of.parameter]: level } };
}

type Whole = {
  readonly limits: readonly OrderLimit[];
  readonly habits: readonly Pick<Habit, 'parameter' | 'level' | 'sigma'>[];
  readonly news2: number | null;
};

/** A whole set as it is ordered, over what is in force: only what differs counts as typed. */
export function fromWhole(book: LimitBook, { limits, habits, news2 }: Whole): TypedSet {
  const standing = writtenWith(book, limits);
  const before = writtenOf(book);
  const typed: Record<string, string> = {};
  const kinds: Record<string, Kind> = {};
  const known = scalesOf(book.standard, book.inForce);
  const scales = scalesOf(book.standard, book.inForce, standing);
  for (const scale of scales) {
    for (const slot of SLOTS) {
      const wanted = at(standing, scale, slot);
      const now = at(before, scale, slot);
      const box = boxKey(scale, slot);
      if ((wanted === null ? '' : written(wanted)) !== (now === null ? '' : written(now))) {
        typed[box] = wanted === null ? '' : written(wanted);
      }
      if (wanted !== null && (wanted.operator !== now?.operator || basisOf(wanted) !== basisOf(now))) {
        kinds[box] = kindOf(wanted);
      }
    }
  }
  const added = scales.filter((one) => !known.some((other) => scaleKey(other) === scaleKey(one)));
  return { ...EMPTY_SET, typed, kinds, added, levels: levelsOf(book, habits), news2 };
}

function levelsOf(book: LimitBook, habits: Whole['habits']): Levels {
  const wanted = new Map(habits.map((one) => [one.parameter, { level: levelText(one.level), sigma: levelText(one.sigma) }]));
  const all = new Set([...(book.habitsInForce ?? []).map((one) => one.parameter), ...wanted.keys()]);
  const levels: Record<string, { level: string; sigma: string }> = {};
  for (const parameter of all) {
    const now = levelTexts(book, {}, parameter);
    const then = wanted.get(parameter) ?? { level: '', sigma: '' };
    if (now.level !== then.level || now.sigma !== then.sigma) levels[parameter] = then;
  }
  return levels;
}

/** The limits that another answer tells without names: with those that the book has. */
export const withNames = (book: LimitBook, limits: readonly Partial<OrderLimit>[]): readonly OrderLimit[] =>
  limits.map((one) => {
    const known = named(book, one.parameter ?? '');
    return { kind: 'value', days: null, condition: null, ...known, ...one } as OrderLimit;
  });

/** How often the limit of a box alarmed; null when it is not among those that were judged. */
export const daysOf = (limits: readonly AlarmLimit[], scale: Scale, slot: (typeof SLOTS)[number]): number | null => {
  const one = limits.find((other) => scaleKey(other) === scaleKey(scale) && slotOf(other) === slot);
  return one?.alarmDays ?? null;
};

/** Alarms by the limits of a parameter. */
export const alarmsOf = (limits: readonly AlarmLimit[], parameter: string): number =>
  limits.filter((one) => one.parameter === parameter).reduce((sum, one) => sum + one.alarmDays, 0);

