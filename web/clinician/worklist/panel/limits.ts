// A patient's limits as short text beside the values.
import type { Limit, PatientDetail, Zone } from '../../../shared/api';
import { number } from '../../../shared/format';
import { tMaybe, tn } from '../../../shared/i18n';

export const limitsOf = (detail: PatientDetail): readonly Limit[] =>
  detail.enrolments.flatMap((enrolment) => enrolment.limits);

const SIGNS: Readonly<Record<string, string>> = { low: '−', high: '+' };

/** A loss is told by its size, so its operator turns. */
const TURNED: Readonly<Record<string, string>> = { '<': '>', '≤': '≥' };
const operatorOf = (limit: Limit): string =>
  limit.kind === 'change' ? (TURNED[limit.operator] ?? limit.operator) : limit.operator;

function textOf(limit: Limit): string {
  const sign = limit.kind === 'change' ? SIGNS[limit.side] : '';
  const value = `${operatorOf(limit)}\u00a0${sign ?? ''}${number(Math.abs(limit.value), limit.unit)}`;
  const span = limit.days === null ? '' : ` ${tn('limits.days', limit.days)}`;
  const condition = limit.condition === null ? '' : ` ${tMaybe(`condition.${limit.condition}`, limit.condition)}`;
  return `${value}${span}${condition}`;
}

const order = (a: Limit, b: Limit): number =>
  a.kind.localeCompare(b.kind) * -1 || (a.condition ?? '').localeCompare(b.condition ?? '') || a.value - b.value;

/** "≤ 45, ≥ 101": the limits of one zone for one parameter, plain values first, low side first. */
export function limitText(limits: readonly Limit[], parameter: string, zone: Zone): string {
  const texts = limits
    .filter((limit) => limit.parameter === parameter && limit.zone === zone)
    .sort(order)
    .map(textOf);
  return [...new Set(texts)].join(', ');
}
