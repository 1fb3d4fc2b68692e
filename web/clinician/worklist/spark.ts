// The geometry and the words of a row's small curve. Only the limits that matter are drawn, as thin lines: bands in
// every row would put red and yellow where nothing is wrong.
import { number, unit } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import type { Curve, CurveLimit } from './shapes';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly line: string;
  /** A value with none beside it has no line: it is a dot. */
  readonly dots: readonly (readonly [number, number])[];
  readonly limits: readonly { readonly y: number; readonly zone: CurveLimit['zone'] }[];
  readonly end: { readonly x: number; readonly y: number } | null;
}

/** Half a step of the parameter's numbers: a limit that is reached is crossed, so its line lies beside it. */
const halfStep = ({ places }: Curve): number => 0.5 * 10 ** -places;

/** All yellow limits; the red ones once it is red. */
const drawnLimits = (curve: Curve): readonly CurveLimit[] =>
  curve.limits.filter((limit) => limit.zone === 'yellow' || curve.last === 'red');

function edge(curve: Curve, limit: CurveLimit): number {
  const inclusive = limit.operator === '≤' || limit.operator === '≥';
  const away = limit.side === 'low' ? halfStep(curve) : -halfStep(curve);
  return limit.value + (inclusive ? away : -away);
}

const isNumber = (value: number | null): value is number => value !== null;

/** From lowest to highest, never so close that noise looks like a fall. */
function range(curve: Curve): readonly [number, number] {
  const all = [...curve.values.filter(isNumber), ...drawnLimits(curve).map(({ value }) => value)];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const least = 10 * halfStep(curve);
  if (high - low >= least) return [low, high];
  const middle = (high + low) / 2;
  return [middle - least / 2, middle + least / 2];
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

export function draw(curve: Curve, { width, height }: Size): Drawing {
  const [low, high] = range(curve);
  const last = curve.values.length - 1;
  const x = (at: number): number => rounded(2 + (at * (width - 9)) / Math.max(1, last));
  const y = (value: number): number =>
    rounded(height - 5 - ((value - low) * (height - 10)) / (high - low));
  const parts: string[] = [];
  const dots: (readonly [number, number])[] = [];
  curve.values.forEach((value, at) => {
    if (value === null) return;
    const before = curve.values[at - 1] ?? null;
    parts.push(`${before === null ? 'M' : 'L'}${x(at)} ${y(value)}`);
    if (before === null && (curve.values[at + 1] ?? null) === null) dots.push([x(at), y(value)]);
  });
  const end = curve.values.findLastIndex(isNumber);
  const value = curve.values[end];
  return {
    line: parts.join(''),
    dots,
    limits: drawnLimits(curve).map((limit) => ({ y: y(edge(curve, limit)), zone: limit.zone })),
    end: value === undefined || value === null ? null : { x: x(end), y: y(value) },
  };
}

const withUnit = (curve: Curve, value: string): string => `${value} ${unit(curve.unit)}`.trim();

export interface Words {
  readonly title: string;
  readonly last: string;
  readonly spread: string;
  readonly limits: string;
}

const upper = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** "I går 91 %, rød" */
function lastWords(curve: Curve): string {
  const at = curve.values.findLastIndex(isNumber);
  const value = curve.values[at];
  if (value === undefined || value === null) return t('spark.none');
  const ago = curve.values.length - 1 - at;
  const when = ago === 0 ? t('spark.today') : tn('spark.ago', ago);
  const zone = curve.last === null ? '' : `, ${t(`spark.zone.${curve.last}`)}`;
  return `${when} ${withUnit(curve, number(value, curve.unit))}${zone}`;
}

function spreadWords(curve: Curve): string {
  const values = curve.values.filter(isNumber);
  if (values.length < 2) return '';
  const low = number(Math.min(...values), curve.unit);
  const high = withUnit(curve, number(Math.max(...values), curve.unit));
  return t('spark.spread', { low, high, n: values.length });
}

/** The curve for those who do not see it, and beside it for those who point at it. */
export function wordsOf(curve: Curve): Words {
  const limits = curve.limits.map(
    (one) => `${t(`spark.zone.${one.zone}`)} ${one.operator} ${number(one.value, curve.unit)}`,
  );
  return {
    title: t('spark.title', { name: curve.name, n: curve.values.length }),
    last: lastWords(curve),
    spread: spreadWords(curve),
    limits: upper(limits.join(', ')),
  };
}

export const inOneLine = (words: Words): string =>
  `${words.title}: ${[words.last, words.spread].filter((part) => part !== '').join('. ')}`;
