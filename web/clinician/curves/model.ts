// A curve, ready to be drawn, to be read point by point, and to stand as a table.
import { clock, number, shortDay, shortMonth, unit as unitWord } from '../../shared/format';
import { t, tMaybe } from '../../shared/i18n';
import { wordOf } from '../../shared/zone';
import { midnight, spanOf, type Span } from './days';
import {
  conditionsOf,
  dotsOf,
  gapAfter,
  joinedOf,
  lineOf,
  weeksOf,
  type Dot,
  type Line,
  type Week,
} from './dots';
import { bandsOf, limitsFor, type Band, type Condition } from './limits';
import { rangeOf, type Range } from './scale';
import { summaryOf, summaryText } from './summary';
import type { Usual } from '../../shared/api';
import type { Period, Series, Window } from './types';

export interface Rest extends Span {
  readonly reason: string;
}

export interface Model {
  readonly span: Span;
  readonly period: Period;
  readonly range: Range;
  readonly step: number;
  readonly bands: readonly Band[];
  readonly usual: Usual | null;
  readonly rests: readonly Rest[];
  /** What was measured; the year has its weeks instead, and of the dots those that must be seen. */
  readonly dots: readonly Dot[];
  readonly weeks: readonly Week[];
  readonly line: Line;
  readonly condition: Condition;
  /** How it was measured, and of that what has a line of its own. */
  readonly conditions: readonly Condition[];
  readonly ways: readonly Condition[];
  readonly summary: string;
  readonly unit: string;
  readonly today: number;
  /** Of a window of its own: one value a day, other limits as dashed lines, and what a square means. */
  readonly daily: boolean;
  readonly beside: readonly Band[];
  readonly suspect: string;
}

/** Points that make a line worth looking at. */
const LINE_LEAST = 3;

const isYear = (period: Period): boolean => period === 365;

function restsOf(series: Series, span: Span): readonly Rest[] {
  return series.pauses
    .map(({ from, to, reason }) => ({
      from: Math.max(span.from, Date.parse(from)),
      to: Math.min(span.to, to === null ? span.to : Date.parse(to)),
      reason: tMaybe(`pause.${reason}`, reason),
    }))
    .filter(({ from, to }) => to > from);
}

/** What is usual, to the digits of what is measured. */
function roundedUsual({ usual, places }: Series): Usual | null {
  if (usual === null) return null;
  const rounded = (value: number): number => Number(value.toFixed(places));
  return { ...usual, low: rounded(usual.low), high: rounded(usual.high) };
}

const lineOfWeeks = (weeks: readonly Week[]): Line =>
  lineOf(
    weeks.map(({ at, middle }) => ({ at, value: middle })),
    Math.max(7 * 1.6, gapAfter(weeks.map(({ at }) => at))),
  );

export function modelOf(series: Series, period: Period, now: number, wanted: Condition, window?: Window): Model {
  const span = window?.span ?? spanOf(period, now);
  const dots = dotsOf(series, span);
  const conditions = conditionsOf(dots);
  const condition = conditions.length > 0 && !conditions.includes(wanted) ? (conditions[0] ?? null) : wanted;
  const joined = joinedOf(dots, condition);
  const weeks = isYear(period) ? weeksOf(joined, span) : [];
  const step = 10 ** -series.places;
  const limits = limitsFor(series.limits, condition);
  const bands = bandsOf(limits, step);
  const usual = roundedUsual(series);
  // What cannot be believed stands at the edge: it would press the rest flat.
  const sound = dots.filter((dot) => !dot.suspect).map((dot) => dot.value);
  const seen = [...sound, ...(usual === null ? [] : [usual.low, usual.high])];
  return {
    span,
    period,
    range: rangeOf(seen, bands, step),
    step,
    bands,
    usual,
    rests: restsOf(series, span),
    dots,
    weeks,
    line: isYear(period) ? lineOfWeeks(weeks) : lineOf(joined, gapAfter(joined.map((dot) => dot.at))),
    condition,
    conditions,
    ways: conditions.filter((one) => joinedOf(dots, one).length >= LINE_LEAST),
    summary: window?.summary ?? summaryText(summaryOf(dots, series.limits, period), series.unit),
    unit: series.unit,
    today: now,
    daily: window?.daily ?? false,
    beside: bandsOf(limitsFor(window?.beside ?? [], condition), step),
    suspect: window?.suspect ?? t('curve.suspect'),
  };
}

/** What the keyboard and the pointer go through: days and weeks, oldest first. */
export const stopsOf = (model: Model): readonly (Dot | Week)[] =>
  model.weeks.length > 0 ? model.weeks : model.dots;

const isWeek = (stop: Dot | Week): stop is Week => 'middle' in stop;

export const valueOf = (stop: Dot | Week): number => (isWeek(stop) ? stop.middle : stop.value);

export const zoneWord = (zone: Dot['zone']): string => (zone === 'none' ? '' : t(wordOf(zone)).toLowerCase());

/** "gul ≤ 89" */
export const limitWords = ({ zone, operator, limit }: Band, unit: string): string =>
  `${t(wordOf(zone)).toLowerCase()} ${operator}\u00a0${number(limit, unit)}`;

/** What else must be known of a point: how it was measured, and what is wrong with it. */
export const besidesOf = ({ condition, marks }: Dot): readonly string[] => [
  ...(condition === null ? [] : [tMaybe(`condition.${condition}`, condition)]),
  ...marks.map((mark) => tMaybe(`mark.${mark}`, mark)),
];

export const dayAndHour = (at: number): string => `${shortDay(at)} ${clock(at)}`;

/** A day as it stands under the curve. */
export const dayWord = (at: number, today: number): string =>
  midnight(at) === midnight(today) ? t('curve.today') : shortDay(at);
export const monthWord = (at: number): string => shortMonth(at);

/** "21. nov 07.56: 86 %, rød" */
export function stopWords(stop: Dot | Week, unit: string, daily = false): string {
  const withUnit = (value: number): string => `${number(value, unit)} ${unitWord(unit)}`.trim();
  if (isWeek(stop)) {
    return t('curve.week', {
      day: shortDay(stop.from),
      middle: withUnit(stop.middle),
      low: number(stop.low, unit),
      high: number(stop.high, unit),
    });
  }
  const zone = zoneWord(stop.zone);
  const rest = [...(zone === '' || stop.suspect ? [] : [zone]), ...besidesOf(stop)];
  return `${daily ? shortDay(stop.at) : dayAndHour(stop.at)}: ${[withUnit(stop.value), ...rest].join(', ')}`;
}

/** The pauses, in words. */
export const restWords = ({ from, to, reason }: Rest): string =>
  t('curve.pause', { from: shortDay(from), to: shortDay(to - 1), reason });

