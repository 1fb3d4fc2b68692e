// Limits as a curve shows them. They are inclusive or not; either way a band's edge lies half a step from the
// limit, between the last value that is in the zone and the first that is not.
import type { Limit, Zone } from '../../shared/api';

export type Condition = 'activity' | 'oxygen' | null;
export type Side = 'low' | 'high';

export interface Band {
  readonly side: Side;
  readonly zone: 'red' | 'yellow';
  readonly operator: string;
  readonly limit: number;
  /** Where the zone begins, and where the next worse one takes over; null: it goes on. */
  readonly edge: number;
  readonly end: number | null;
}

/** At rest is how one measures: only what differs from it is told of. */
export function conditionOf(conditions: readonly string[]): Condition {
  if (conditions.includes('activity')) return 'activity';
  return conditions.includes('oxygen') ? 'oxygen' : null;
}

const isFor = (limit: Limit, condition: Condition): boolean =>
  limit.condition === condition || (condition === null && limit.condition === 'rest');

/** On each side those for the condition, or else those that hold for all. */
export function limitsFor(limits: readonly Limit[], condition: Condition): readonly Limit[] {
  const values = limits.filter((limit) => limit.kind === 'value');
  const sideOf = (side: string): readonly Limit[] => {
    const here = values.filter((limit) => limit.side === side);
    const own = here.filter((limit) => isFor(limit, condition));
    return own.length > 0 ? own : here.filter((limit) => limit.condition === null);
  };
  return [...sideOf('low'), ...sideOf('high')];
}

const passes = (value: number, { operator, value: limit }: Limit): boolean => {
  if (operator === '<') return value < limit;
  if (operator === '≤') return value <= limit;
  return operator === '>' ? value > limit : value >= limit;
};

/** The worst zone whose limit a value passes; green when there is a limit and it passes none. */
export function zoneAt(value: number, limits: readonly Limit[]): Zone {
  if (limits.length === 0) return 'none';
  const passed = limits.filter((limit) => passes(value, limit));
  if (passed.some(({ zone }) => zone === 'red')) return 'red';
  return passed.length > 0 ? 'yellow' : 'green';
}

/** The side on which a value passes a limit. */
export const sideAt = (value: number, limits: readonly Limit[]): Side | null =>
  (limits.find((limit) => passes(value, limit))?.side as Side | undefined) ?? null;

const OUTSIDE: Readonly<Record<string, number>> = { '≤': 0.5, '<': -0.5, '≥': -0.5, '>': 0.5 };

const edgeOf = ({ operator, value }: Limit, step: number): number =>
  value + (OUTSIDE[operator] ?? 0) * step;

/** Of several for the same zone, as of two programmes, the one that is passed first. */
function first(limits: readonly Limit[], side: Side, zone: Zone, step: number): Limit | undefined {
  const sign = side === 'low' ? -1 : 1;
  return limits
    .filter((limit) => limit.side === side && limit.zone === zone)
    .sort((a, b) => sign * (edgeOf(a, step) - edgeOf(b, step)))[0];
}

export function bandsOf(limits: readonly Limit[], step: number): readonly Band[] {
  const bands: Band[] = [];
  for (const side of ['low', 'high'] as const) {
    const red = first(limits, side, 'red', step);
    for (const zone of ['yellow', 'red'] as const) {
      const limit = first(limits, side, zone, step);
      if (limit === undefined) continue;
      const end = zone === 'yellow' && red !== undefined ? edgeOf(red, step) : null;
      const { operator, value } = limit;
      bands.push({ side, zone, operator, limit: value, edge: edgeOf(limit, step), end });
    }
  }
  return bands;
}
