// The points of a curve: what each one is, which of them a line joins, and what a week of them comes to.
import type { Zone } from '../../shared/api';
import { daysBetween, DAY_MS, midnight, noon, type Span } from './days';
import { conditionOf, limitsFor, zoneAt, type Condition } from './limits';
import type { Series } from './types';

export interface Dot {
  readonly at: number;
  readonly value: number;
  readonly zone: Zone;
  readonly condition: Condition;
  readonly marks: readonly string[];
  /** Shown, but neither joined nor counted. */
  readonly suspect: boolean;
}

export interface Week {
  /** Its middle, and its first day. */
  readonly at: number;
  readonly from: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  readonly count: number;
  readonly zone: Zone;
}

const SUSPECT: ReadonlySet<string> = new Set(['implausible', 'unconfirmed', 'future', 'device']);

export const isSuspect = (marks: readonly string[]): boolean =>
  marks.some((mark) => SUSPECT.has(mark));

/** All that was measured in the span, oldest first, each judged by the limits that are in force now. */
export function dotsOf(series: Series, span: Span): readonly Dot[] {
  const dots = series.points.flatMap(({ at, value, marks: told, conditions, left }): readonly Dot[] => {
    const time = Date.parse(at);
    if (value === null || time < span.from || time >= span.to) return [];
    const condition = conditionOf(conditions);
    const zone = zoneAt(value, limitsFor(series.limits, condition));
    const marks = left === undefined ? told : [...told, left];
    return [{ at: time, value, zone, condition, marks, suspect: left !== undefined || isSuspect(told) }];
  });
  return dots.sort((a, b) => a.at - b.at);
}

/** Those that the line joins: measured alike, and to be believed. */
export const joinedOf = (dots: readonly Dot[], condition: Condition): readonly Dot[] =>
  dots.filter((dot) => !dot.suspect && dot.condition === condition);

/** How they were measured, the usual way first. */
export function conditionsOf(dots: readonly Dot[]): readonly Condition[] {
  const found = new Set(dots.filter((dot) => !dot.suspect).map((dot) => dot.condition));
  return ([null, 'activity', 'oxygen'] as const).filter((condition) => found.has(condition));
}

const middleOf = (sorted: readonly number[]): number => {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
};

/** Who measures once a week has no gap after two days: what is missing is told by what is usual. */
export function gapAfter(times: readonly number[]): number {
  const days = [...new Set(times.map((time) => midnight(time)))].sort((a, b) => a - b);
  const steps = days.slice(1).map((day, at) => daysBetween(days[at] ?? day, day));
  const usual = steps.length === 0 ? 1 : middleOf(steps.sort((a, b) => a - b));
  return Math.max(1, usual) * 1.6;
}

export interface Line {
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
}

/** With nothing where nothing was measured, so that a gap stays a gap. */
export function lineOf(points: readonly { readonly at: number; readonly value: number }[], gap: number): Line {
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  points.forEach(({ at, value }, index) => {
    const before = points[index - 1];
    if (before !== undefined && daysBetween(before.at, at) > gap) {
      xs.push((before.at + at) / 2);
      ys.push(null);
    }
    xs.push(at);
    ys.push(value);
  });
  return { xs, ys };
}

const WORST: readonly Zone[] = ['none', 'green', 'yellow', 'red'];
export const worstOf = (zones: readonly Zone[]): Zone =>
  zones.reduce<Zone>((worst, zone) => (WORST.indexOf(zone) > WORST.indexOf(worst) ? zone : worst), 'none');

/** By seven days, the last of them ending today. */
export function weeksOf(dots: readonly Dot[], span: Span): readonly Week[] {
  const last = span.to - DAY_MS / 2;
  const byWeek = new Map<number, Dot[]>();
  for (const dot of dots) {
    const back = Math.floor(daysBetween(dot.at, last) / 7);
    byWeek.set(back, [...(byWeek.get(back) ?? []), dot]);
  }
  return [...byWeek]
    .sort(([a], [b]) => b - a)
    .map(([back, all]) => {
      const values = all.map((dot) => dot.value).sort((a, b) => a - b);
      return {
        at: noon(last, -7 * back - 3),
        from: midnight(last, -7 * back - 6),
        low: values[0] ?? 0,
        middle: middleOf(values),
        high: values.at(-1) ?? 0,
        count: all.length,
        zone: worstOf(all.map((dot) => dot.zone)),
      };
    });
}
