// A patient's limits as short text beside the values.
import type { Limit, PatientDetail, Zone } from '../../../shared/api';
import { number } from '../../../shared/format';

export const limitsOf = (detail: PatientDetail): readonly Limit[] =>
  detail.enrolments.flatMap((enrolment) => enrolment.limits);

/** "≤ 45, ≥ 101": the limits of one zone for one parameter, low side first. */
export function limitText(limits: readonly Limit[], parameter: string, zone: Zone): string {
  const texts = limits
    .filter((limit) => limit.parameter === parameter && limit.zone === zone)
    .sort((a, b) => a.value - b.value)
    .map((limit) => `${limit.operator}\u00a0${number(limit.value, limit.unit)}`);
  return [...new Set(texts)].join(', ');
}
