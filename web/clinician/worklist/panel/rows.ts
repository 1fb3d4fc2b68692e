// The last report as rows: what was measured beside what is usual, and what was answered differently.
import type { Limit, Reason, Zone } from '../../../shared/api';
import { number } from '../../../shared/format';
import type { Face } from '../../../shared/zone';
import { isSuspect, worstOf } from '../../curves/dots';
import type { CaseAnswer, CaseObservation, CaseReport } from './types';

export interface ValueRow {
  readonly one: CaseObservation;
  readonly face: Face | null;
  /** All readings of it in the report, in order, when there is more than one. */
  readonly readings: readonly CaseObservation[];
}

const byTime = (a: CaseObservation, b: CaseObservation): number => (a.measured < b.measured ? -1 : 1);

/** The reading that was judged, else the last that is to be believed, else the last. */
function chosenOf(readings: readonly CaseObservation[], reason: Reason | undefined): CaseObservation | undefined {
  const judged = reason === undefined ? undefined : readings.findLast((one) => one.value === reason.value);
  return judged ?? readings.findLast((one) => one.value !== null && !isSuspect(one.marks)) ?? readings.at(-1);
}

function faceOf(one: CaseObservation, zone: Zone, limits: readonly Limit[]): Face | null {
  if (zone === 'red' || zone === 'yellow') return zone;
  if (isSuspect(one.marks)) return 'unsure';
  if (one.value === null) return null;
  const judged = zone === 'green' || limits.some((limit) => limit.parameter === one.parameter);
  return judged ? 'green' : null;
}

export function valueRows(report: CaseReport, limits: readonly Limit[]): readonly ValueRow[] {
  const parameters = [...new Set(report.observations.map((one) => one.parameter))];
  const rows = parameters.flatMap((parameter): readonly ValueRow[] => {
    const readings = report.observations.filter((one) => one.parameter === parameter).sort(byTime);
    const reasons = report.reasons.filter((reason) => reason.parameter === parameter);
    const zone = worstOf(reasons.map((reason) => reason.zone));
    const one = chosenOf(readings, reasons.find((reason) => reason.zone === zone));
    if (one === undefined) return [];
    return [{ one, face: faceOf(one, zone, limits), readings: readings.length > 1 ? readings : [] }];
  });
  return rows.sort((a, b) => order(a.face) - order(b.face));
}

const ORDER: readonly (Face | null)[] = ['red', 'yellow', 'unsure'];
const order = (face: Face | null): number => (ORDER.indexOf(face) + ORDER.length + 1) % (ORDER.length + 1);

const decimals = (value: number): number => String(value).split('.')[1]?.length ?? 0;

/** "+16": from the middle of what is usual, to the digits of what was measured. */
export function differenceOf({ value, usual, unit }: CaseObservation): string {
  if (value === null || usual === null) return '';
  const digits = 10 ** Math.max(decimals(value), unit === 'kg' || unit === 'Cel' || unit === 'mmol/L' ? 1 : 0);
  const difference = Math.round((value - usual.middle) * digits) / digits;
  if (difference === 0) return number(0, unit);
  return `${difference > 0 ? '+' : '−'}${number(Math.abs(difference), unit)}`;
}

/** "91–93" */
export function usualOf({ usual, unit }: CaseObservation): string {
  if (usual === null) return '';
  const low = number(usual.low, unit);
  const high = number(usual.high, unit);
  return low === high ? low : `${low}–${high}`;
}

export interface Answered {
  /** What is marked, or not as it usually is. */
  readonly told: readonly CaseAnswer[];
  readonly rest: readonly CaseAnswer[];
}

const isMarked = ({ zone }: CaseAnswer): boolean => zone === 'red' || zone === 'yellow';

/** An answer that stands for itself: something is known of what is usual, and it is not this. */
const isUnusual = ({ answer, usual }: CaseAnswer): boolean => usual !== null && usual !== answer;

export function answeredOf(report: CaseReport): Answered {
  const answers = report.responses.flatMap((form) => form.answers);
  const known = answers.some(({ usual }) => usual !== null);
  const isNew = (one: CaseAnswer): boolean => known && one.usual === null;
  const isTold = (one: CaseAnswer): boolean => isMarked(one) || isUnusual(one) || isNew(one);
  const weight = (one: CaseAnswer): number => (one.zone === 'red' ? 0 : one.zone === 'yellow' ? 1 : 2);
  return {
    told: answers.filter(isTold).sort((a, b) => weight(a) - weight(b)),
    rest: answers.filter((one) => !isTold(one)),
  };
}

/** What can be measured again and shown as a curve: causes first, then what came, then what has limits. */
export function parametersOf(
  reasons: readonly Reason[],
  reports: readonly CaseReport[],
  limits: readonly Limit[],
): readonly string[] {
  const measured = reports.flatMap((report) => report.observations.map((one) => one.parameter));
  const followed = new Set([...measured, ...limits.map((limit) => limit.parameter)]);
  const causes = reasons
    .filter(({ zone, rule }) => zone === 'red' || zone === 'yellow' || rule.startsWith('validity'))
    .map((reason) => reason.parameter)
    .filter((parameter) => followed.has(parameter));
  return [...new Set([...causes, ...measured])];
}
