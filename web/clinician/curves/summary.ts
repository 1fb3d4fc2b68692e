// One sentence for a curve: how far it went, and on how many days it was in yellow and red.
import type { Limit } from '../../shared/api';
import { number } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import { midnight } from './days';
import { worstOf, type Dot } from './dots';
import { limitsFor, sideAt, type Side } from './limits';

export interface Summary {
  readonly low: number;
  readonly high: number;
  /** Which of them matters; both when neither side is passed. */
  readonly extreme: Side | 'both';
  /** Days in the zones; null when there are no limits to say it by. */
  readonly yellow: number | null;
  readonly red: number | null;
  readonly days: number;
  readonly measured: number;
}

function extremeOf(dots: readonly Dot[], limits: readonly Limit[]): Summary['extreme'] {
  const worst = worstOf(dots.map((dot) => dot.zone));
  const sides = new Set(limitsFor(limits, null).map((limit) => limit.side));
  if (worst === 'red' || worst === 'yellow') {
    const dot = dots.findLast(({ zone }) => zone === worst);
    const side = dot === undefined ? null : sideAt(dot.value, limitsFor(limits, dot.condition));
    if (side !== null) return side;
  }
  if (sides.size !== 1) return 'both';
  return sides.has('low') ? 'low' : 'high';
}

/** Of what is to be believed; null when there is nothing. */
export function summaryOf(dots: readonly Dot[], limits: readonly Limit[], days: number): Summary | null {
  const sound = dots.filter((dot) => !dot.suspect);
  if (sound.length === 0) return null;
  const values = sound.map((dot) => dot.value);
  const byDay = new Map<number, Dot[]>();
  for (const dot of sound) {
    const day = midnight(dot.at);
    byDay.set(day, [...(byDay.get(day) ?? []), dot]);
  }
  const zones = [...byDay.values()].map((all) => worstOf(all.map((dot) => dot.zone)));
  const judged = limits.some((limit) => limit.kind === 'value');
  return {
    low: Math.min(...values),
    high: Math.max(...values),
    extreme: extremeOf(sound, limits),
    yellow: judged ? zones.filter((zone) => zone === 'yellow').length : null,
    red: judged ? zones.filter((zone) => zone === 'red').length : null,
    days,
    measured: byDay.size,
  };
}

/** "lavest 86 · gul 2, rød 1 av 14 d" */
export function summaryText(summary: Summary | null, unit: string): string {
  if (summary === null) return t('curve.nothing');
  const { low, high, extreme, yellow, red, days, measured } = summary;
  const values = { low: number(low, unit), high: number(high, unit) };
  const far = low === high ? t('curve.all', values) : t(`curve.extreme_${extreme}`, values);
  const zones =
    yellow === null || red === null
      ? tn('curve.measured', measured, { days })
      : t('curve.zones', { yellow, red, days });
  return `${far} · ${zones}`;
}
