// An order of limits: as rows to type in, what is wrong with them, and how they differ from what stood before. Pure,
// but for the words.
import type { Zone } from '../../../shared/api';
import { decimal, number, unit } from '../../../shared/format';
import { t, tMaybe, tn } from '../../../shared/i18n';
import type { Basis, Floor, LimitBook, OrderLimit } from '../shapes';

export const SLOTS = ['low-red', 'low-yellow', 'high-yellow', 'high-red'] as const;
export type Slot = (typeof SLOTS)[number];

/** One scale: a parameter, or its change over so many days, or what holds under a condition. */
export interface Scale {
  readonly parameter: string;
  readonly kind: 'value' | 'change';
  readonly days: number | null;
  readonly condition: string | null;
  readonly unit: string;
  readonly name: string;
}

type Placed = Pick<OrderLimit, 'parameter' | 'kind' | 'days' | 'condition'>;

const daysOf = (one: Placed): number => (one.kind === 'change' ? (one.days ?? 1) : 0);
export const scaleKey = (one: Placed): string =>
  `${one.parameter}/${one.kind}/${daysOf(one)}/${one.condition ?? ''}`;
/** Individual limits of a place stand instead of all that the programme has there. */
const placeKey = (one: Placed): string => `${one.parameter}/${one.kind}/${one.condition ?? ''}`;
export const slotOf = (one: { readonly side: string; readonly zone: Zone }): Slot =>
  `${one.side === 'low' ? 'low' : 'high'}-${one.zone === 'red' ? 'red' : 'yellow'}`;
export const zoneOf = (slot: Slot): 'red' | 'yellow' => (slot.endsWith('red') ? 'red' : 'yellow');
export const sideOf = (slot: Slot): 'low' | 'high' => (slot.startsWith('low') ? 'low' : 'high');

/** The scales of several sets of limits, each once, in the order in which they come. */
export function scalesOf(...sets: readonly (readonly OrderLimit[])[]): readonly Scale[] {
  const found = new Map<string, Scale>();
  for (const one of sets.flat()) {
    const { parameter, kind, condition, unit: measure, name } = one;
    const days = kind === 'change' ? daysOf(one) : null;
    found.set(scaleKey(one), found.get(scaleKey(one)) ?? { parameter, kind, days, condition, unit: measure, name });
  }
  const order = [...new Set([...found.values()].map((one) => one.parameter))];
  return [...found.values()].sort(
    (a, b) =>
      order.indexOf(a.parameter) - order.indexOf(b.parameter) ||
      Number(a.kind === 'change') - Number(b.kind === 'change') ||
      (a.condition ?? '').localeCompare(b.condition ?? '') ||
      (a.days ?? 0) - (b.days ?? 0),
  );
}

const ACTIVITY = 'activity';

/** In force without being written anywhere: what stays for activity is nobody's to order again. */
const isWritten = (book: LimitBook, one: LimitBook['inForce'][number]): boolean =>
  one.source !== 'programme' ||
  book.standard.some((other) => scaleKey(other) === scaleKey(one) && slotOf(other) === slotOf(one));
export const writtenOf = (book: LimitBook): readonly OrderLimit[] => book.inForce.filter((one) => isWritten(book, one));

/** What a set says at a place; the first when it says it twice. */
export const at = (set: readonly OrderLimit[], scale: Placed, slot: Slot): OrderLimit | null =>
  set.find((one) => scaleKey(one) === scaleKey(scale) && slotOf(one) === slot) ?? null;

/** A loss is told by its size, so its operator turns. */
const TURNED: Readonly<Record<string, string>> = { '<': '>', '≤': '≥', '<=': '≥' };
const SIGNS: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥' };
export const isLoss = (scale: Placed, slot: Slot): boolean => scale.kind === 'change' && sideOf(slot) === 'low';
const signOf = (scale: Placed, slot: Slot, operator: string): string =>
  (isLoss(scale, slot) ? TURNED[operator] : SIGNS[operator]) ?? operator;

/** "≤ 87", and of a loss "−≥ 2,0": as it is read. */
export function limitWords(one: Omit<OrderLimit, 'name' | 'basis'>): string {
  const slot = slotOf(one);
  const sign = one.kind === 'change' ? (sideOf(slot) === 'low' ? '−' : '+') : '';
  return `${signOf(one, slot, one.operator)}\u00a0${sign}${number(Math.abs(one.value), one.unit)}`;
}

/** What was chosen of a box beside its number. */
export interface Kind {
  readonly operator?: string;
  readonly basis?: Basis;
}
export type Kinds = Readonly<Record<string, Kind>>;

/** The sign that stands before a box. */
export const boxSign = (book: LimitBook, scale: Scale, slot: Slot, kinds: Kinds = {}): string => {
  const sign = scale.kind === 'change' ? (sideOf(slot) === 'low' ? ' −' : ' +') : '';
  return signOf(scale, slot, operatorFor(book, scale, slot, kinds)) + sign;
};

const known = (book: LimitBook, scale: Placed, slot: Slot): OrderLimit | null =>
  at(book.inForce, scale, slot) ?? at(book.standard, scale, slot);

/** The chosen, else that of what is in force, else of the standard, else the one that takes the limit along. */
const operatorFor = (book: LimitBook, scale: Placed, slot: Slot, kinds: Kinds): string =>
  kinds[boxKey(scale, slot)]?.operator ?? known(book, scale, slot)?.operator ?? (sideOf(slot) === 'low' ? '≤' : '≥');

export const basisOf = (one: Pick<OrderLimit, 'basis'> | null): Basis => one?.basis ?? 'absolute';
export const basisFor = (book: LimitBook, scale: Placed, slot: Slot, kinds: Kinds): Basis =>
  kinds[boxKey(scale, slot)]?.basis ?? basisOf(known(book, scale, slot));

/** When a limit acts, in words. Red never waits for a second day. */
export function basisWords(basis: Basis, zone: Zone): string {
  if (basis === 'confirmed') return t('workshop.basis_confirmed');
  if (basis === 'habitual') return t(zone === 'red' ? 'workshop.basis_own_red' : 'workshop.basis_habitual');
  return t(basis === 'repeated' && zone !== 'red' ? 'workshop.basis_repeated' : 'workshop.basis_absolute');
}

/** "SpO₂", "SpO₂ med oksygen", "Vekt, endring på 3 dager" */
export function scaleName(scale: Pick<Scale, 'parameter' | 'kind' | 'days' | 'condition' | 'name'>): string {
  const name = tMaybe(`parameter.${scale.parameter}`, scale.name);
  const condition =
    scale.condition === null ? '' : ` ${tMaybe(`condition.${scale.condition}`, scale.condition)}`;
  const change = scale.kind === 'change' ? tn('limits.change_over', scale.days ?? 1) : '';
  return name + condition + change;
}
export const scaleUnit = (scale: Pick<Scale, 'unit'>): string => unit(scale.unit);

/** The words of one box: "SpO₂, rød lav". */
export const slotName = (slot: Slot): string =>
  ({
    'low-red': t('limits.red_low'),
    'low-yellow': t('limits.yellow_low'),
    'high-yellow': t('limits.yellow_high'),
    'high-red': t('limits.red_high'),
  })[slot];

// ---- what is typed

/** What is typed, by scale and slot; a box that was not touched is not here. */
export type Typed = Readonly<Record<string, string>>;
export const boxKey = (scale: Placed, slot: Slot): string => `${scaleKey(scale)}/${slot}`;

const standing = (set: readonly OrderLimit[], scale: Placed, slot: Slot): string => {
  const one = at(set, scale, slot);
  return one === null ? '' : decimal(isLoss(scale, slot) ? -one.value : one.value);
};
export const textOf = (book: LimitBook, typed: Typed, scale: Placed, slot: Slot): string =>
  typed[boxKey(scale, slot)] ?? standing(writtenOf(book), scale, slot);

/** "86,5" and "86.5"; null when it is no number. */
export function parsed(text: string): number | null {
  const plain = text.trim().replace(/\u2212/g, '-').replace(',', '.');
  return /^-?\d{1,6}(\.\d{1,6})?$/.test(plain) ? Number(plain) : null;
}

/** The boxes as limits. Those that hold no number are left out. */
export function wantedOf(
  book: LimitBook,
  typed: Typed,
  scales: readonly Scale[],
  kinds: Kinds = {},
): readonly OrderLimit[] {
  return scales.flatMap((scale) =>
    SLOTS.flatMap((slot): OrderLimit[] => {
      const value = parsed(textOf(book, typed, scale, slot));
      if (value === null) return [];
      return [
        {
          ...scale,
          side: sideOf(slot),
          zone: zoneOf(slot),
          operator: operatorFor(book, scale, slot, kinds),
          value: isLoss(scale, slot) ? -value : value,
          basis: basisFor(book, scale, slot, kinds),
        },
      ];
    }),
  );
}

const same = (a: OrderLimit | null, b: OrderLimit | null): boolean =>
  a?.value === b?.value && a?.operator === b?.operator && basisOf(a) === basisOf(b);

const alike = (a: readonly OrderLimit[], b: readonly OrderLimit[], scales: readonly Scale[]): boolean =>
  scales.every((scale) => SLOTS.every((slot) => same(at(a, scale, slot), at(b, scale, slot))));

/** What must be sent: each place that is not the programme's own, whole. */
export function individualOf(book: LimitBook, wanted: readonly OrderLimit[]): readonly OrderLimit[] {
  const scales = scalesOf(book.standard, wanted);
  const own = new Set(
    scales.filter((scale) => !alike(wanted, book.standard, [scale])).map((scale) => placeKey(scale)),
  );
  return wanted.filter((one) => own.has(placeKey(one)));
}

/** The habitual level is that of rest: where the individual limits of a side all lean on it, the programme's red one
 * stays for activity, as the service has it. */
function staysInActivity(book: LimitBook, individual: readonly OrderLimit[], standard: OrderLimit): boolean {
  if (standard.kind !== 'value' || standard.zone !== 'red' || standard.condition !== null) return false;
  const beside = (one: OrderLimit) =>
    one.parameter === standard.parameter && one.kind === standard.kind && one.side === standard.side;
  const own = individual.filter(beside);
  const plain = own.filter((one) => one.condition === null);
  const inActivity = [...own, ...book.standard.filter(beside)].some((one) => one.condition === ACTIVITY);
  return !inActivity && plain.length > 0 && plain.every((one) => one.zone !== 'red' || one.basis === 'habitual');
}

/** These individual limits, and the programme's own where there are none: what there is to type in. */
export function writtenWith(book: LimitBook, individual: readonly OrderLimit[]): readonly OrderLimit[] {
  const own = new Set(individual.map(placeKey));
  return [...individual, ...book.standard.filter((one) => !own.has(placeKey(one)))];
}

/** What stands when these individual limits are in force. */
export function standingWith(book: LimitBook, individual: readonly OrderLimit[]): readonly OrderLimit[] {
  const own = new Set(individual.map(placeKey));
  const stay = book.standard.filter((one) => own.has(placeKey(one)) && staysInActivity(book, individual, one));
  return [...writtenWith(book, individual), ...stay.map((one) => ({ ...one, condition: ACTIVITY }))];
}

// ---- what is wrong

export interface Fault {
  /** The box where it is, or null for the whole. */
  readonly box: string | null;
  readonly text: string;
}

const worded = (one: OrderLimit): string => `${slotName(slotOf(one))} ${limitWords(one)}`.toLowerCase();

/** Each box must hold a number, or nothing; a change is more than nothing. */
function faultsOfText(book: LimitBook, typed: Typed, scale: Scale): readonly Fault[] {
  return SLOTS.flatMap((slot): Fault[] => {
    const text = textOf(book, typed, scale, slot);
    const value = parsed(text);
    const box = boxKey(scale, slot);
    const where = { name: scaleName(scale), slot: slotName(slot).toLowerCase() };
    if (text.trim() === '') return [];
    if (value === null) return [{ box, text: t('limits.no_number', where) }];
    return scale.kind === 'change' && value <= 0 ? [{ box, text: t('limits.not_positive', where) }] : [];
  });
}

/** What holds on a scale: under a condition its own limits, and those without one on a side where it has none. */
function holding(wanted: readonly OrderLimit[], scale: Scale): readonly OrderLimit[] {
  const own = SLOTS.flatMap((slot) => at(wanted, scale, slot) ?? []);
  if (scale.condition === null) return own;
  const plain = SLOTS.flatMap((slot) => at(wanted, { ...scale, condition: null }, slot) ?? []);
  const sides = new Set(own.map((one) => one.side));
  const both = [...own, ...plain.filter((one) => !sides.has(one.side))];
  return both.sort((one, other) => SLOTS.indexOf(slotOf(one)) - SLOTS.indexOf(slotOf(other)));
}

/** From red low to red high each must stand above the one before; the two of one side may be the same. */
function faultsOfOrder(wanted: readonly OrderLimit[], scale: Scale, own: ReadonlySet<string>): readonly Fault[] {
  // The programme's own of a condition may overlap with what is ordered for the rest, as the service has it.
  if (scale.condition !== null && !own.has(placeKey(scale))) return [];
  const there = holding(wanted, scale);
  return there.flatMap((one, index): Fault[] => {
    const before = there[index - 1];
    if (before === undefined) return [];
    const fine = before.side === one.side ? before.value <= one.value : before.value < one.value;
    // What both say without a condition is told of the plain scale.
    if (fine || (one.condition !== scale.condition && before.condition !== scale.condition)) return [];
    const words = { name: scaleName(scale), one: worded(one), other: worded(before) };
    return [{ box: boxKey(one, slotOf(one)), text: t('limits.out_of_order', words) }];
  });
}

/** Where the programme has a red limit, nobody may be without one. */
function faultsOfLost(book: LimitBook, wanted: readonly OrderLimit[]): readonly Fault[] {
  const lost = book.standard.filter(
    (one) =>
      one.zone === 'red' &&
      !wanted.some((own) => placeKey(own) === placeKey(one) && own.side === one.side && own.zone === 'red'),
  );
  return lost.map((one) => ({
    box: boxKey(one, slotOf(one)),
    text: t('limits.red_lost', { name: scaleName(one), slot: slotName(slotOf(one)).toLowerCase() }),
  }));
}

/** A place that the programme has cannot be emptied: no limit of one's own there means the programme's. */
function faultsOfEmpty(book: LimitBook, wanted: readonly OrderLimit[]): readonly Fault[] {
  const left = new Set(wanted.map(placeKey));
  const gone = scalesOf(book.standard).filter((scale) => !left.has(placeKey(scale)));
  return gone.map((scale) => ({
    box: boxKey(scale, 'low-yellow'),
    text: t('limits.emptied', { name: scaleName(scale) }),
  }));
}

export function faultsOf(
  book: LimitBook,
  typed: Typed,
  scales: readonly Scale[],
  kinds: Kinds = {},
): readonly Fault[] {
  const wanted = wantedOf(book, typed, scales, kinds);
  const texts = scales.flatMap((scale) => faultsOfText(book, typed, scale));
  if (texts.length > 0) return texts;
  const empty = faultsOfEmpty(book, wanted);
  const hindered = empty.length > 0 ? empty : faultsOfLost(book, wanted);
  const own = new Set(individualOf(book, wanted).map(placeKey));
  return [...scales.flatMap((scale) => faultsOfOrder(wanted, scale, own)), ...hindered];
}

/** Where red is looser than the programme's safety floor, in words: of what holds whatever is said, and of each
 * condition that has limits of its own on that side. */
export function belowFloors(book: LimitBook, individual: readonly OrderLimit[]): readonly string[] {
  const all = standingWith(book, individual).filter((one) => one.kind === 'value');
  return book.floors.flatMap((floor) => {
    const sided = all.filter((one) => one.parameter === floor.parameter && one.side === floor.side);
    return scalesOf(sided).flatMap((scale): string[] => {
      const red = at(all, scale, floor.side === 'low' ? 'low-red' : 'high-red');
      if (red === null || !isLooser(red, floor)) return [];
      const words = { name: scaleName(scale), floor: floorWords(floor, scale.unit), limit: limitWords(red) };
      return [t('limits.floor_looser', words)];
    });
  });
}

export const floorWords = (floor: Floor, measure: string): string =>
  `${SIGNS[floor.operator] ?? floor.operator}\u00a0${number(floor.value, measure)}`;

const takesAlong = (operator: string): boolean => ['≤', '≥', '<=', '>='].includes(operator);

/** Whether the first lets more pass than the second. */
function isLooser(one: Pick<OrderLimit, 'side' | 'operator' | 'value'>, other: Floor | OrderLimit): boolean {
  if (one.value === other.value) return takesAlong(other.operator) && !takesAlong(one.operator);
  return one.side === 'low' ? one.value < other.value : one.value > other.value;
}

// ---- what differs

export interface Difference {
  readonly scale: Scale;
  readonly slot: Slot;
  readonly before: OrderLimit | null;
  readonly after: OrderLimit | null;
  readonly kind: 'looser' | 'stricter' | 'added' | 'removed' | 'acts';
}

const kindOf = (before: OrderLimit | null, after: OrderLimit | null): Difference['kind'] => {
  if (before === null || after === null) return before === null ? 'added' : 'removed';
  if (after.value === before.value && after.operator === before.operator) return 'acts';
  return isLooser(after, before) ? 'looser' : 'stricter';
};

/** From one standing set of limits to another. */
export function differences(before: readonly OrderLimit[], after: readonly OrderLimit[]): readonly Difference[] {
  return scalesOf(before, after).flatMap((scale) =>
    SLOTS.flatMap((slot): Difference[] => {
      const old = at(before, scale, slot);
      const now = at(after, scale, slot);
      return same(old, now) ? [] : [{ scale, slot, before: old, after: now, kind: kindOf(old, now) }];
    }),
  );
}

export const KIND_WORDS: Readonly<Record<Difference['kind'], () => string>> = {
  looser: () => t('limits.looser'),
  stricter: () => t('limits.stricter'),
  added: () => t('limits.added'),
  removed: () => t('limits.removed'),
  acts: () => t('workshop.acts_otherwise'),
};
