// The last report as rows: what was measured beside what is usual, and what was answered differently.
import type { Limit, Reason, Zone } from '../../../shared/api';
import { CONSCIOUSNESS, number } from '../../../shared/format';
import { byTime } from '../../../shared/moment';
import { isOwn, type Face } from '../../../shared/zone';
import { isSuspect, worstOf } from '../../curves/dots';
import type { CaseAnswer, CaseObservation, CaseReport } from './types';

export interface ValueRow {
  readonly one: CaseObservation;
  readonly face: Face | null;
  /** All readings of it in the report, in order, when there is more than one. */
  readonly readings: readonly CaseObservation[];
}

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
    const readings = report.observations.filter((one) => one.parameter === parameter).sort((a, b) => byTime(a.measured, b.measured));
    const reasons = report.reasons.filter((reason) => reason.parameter === parameter && isOwn(reason));
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

/** To the digits of what was measured. */
function roundedTo({ value, unit }: CaseObservation, number: number): number {
  const fine = unit === 'kg' || unit === 'Cel' || unit === 'mmol/L' ? 1 : 0;
  const digits = 10 ** Math.max(decimals(value ?? 0), fine);
  return Math.round(number * digits) / digits;
}

/** "+16": from the middle of what is usual, to the digits of what was measured. */
export function differenceOf(one: CaseObservation): string {
  const { value, usual, unit } = one;
  if (value === null || usual === null || unit === CONSCIOUSNESS) return '';
  const difference = roundedTo(one, value - usual.middle);
  if (difference === 0) return number(0, unit);
  return `${difference > 0 ? '+' : '−'}${number(Math.abs(difference), unit)}`;
}

/** "91–93" */
export function usualOf(one: CaseObservation): string {
  const { usual, unit } = one;
  if (usual === null) return '';
  const low = number(roundedTo(one, usual.low), unit);
  const high = number(roundedTo(one, usual.high), unit);
  return low === high ? low : `${low}–${high}`;
}

export interface Answered {
  /** What is marked, or not as it usually is; the worst first. */
  readonly told: readonly CaseAnswer[];
  readonly rest: readonly CaseAnswer[];
}

/** More than this would push the curves out of sight. */
const MOST_TOLD = 4;

const isMarked = ({ zone }: CaseAnswer): boolean => zone === 'red' || zone === 'yellow';

/** "Nei", "Som vanlig": an answer that says that nothing is the matter, by words of the language. */
const saysNothing = (answer: string, plain: readonly string[]): boolean => {
  const lower = answer.toLowerCase();
  return plain.some((word) => lower.startsWith(word) || lower.endsWith(word));
};

/** Otherwise than usual; asked for once only because of another answer, it says something. */
const isUnusual = (one: CaseAnswer, known: boolean, plain: readonly string[]): boolean =>
  one.usual === null ? known && !saysNothing(one.answer, plain) : one.usual !== one.answer;

/** plain: how answers begin or end that say that nothing is the matter. */
export function answeredOf(report: CaseReport, plain: readonly string[]): Answered {
  const answers = report.responses.flatMap((form) => form.answers);
  const known = answers.some(({ usual }) => usual !== null);
  // What is asked for only at times says more than the question that leads to it.
  const weight = (one: CaseAnswer): number =>
    one.zone === 'red' ? 0 : one.zone === 'yellow' ? 1 : one.usual === null ? 2 : 3;
  const told = answers
    .filter((one) => isMarked(one) || isUnusual(one, known, plain))
    .sort((a, b) => weight(a) - weight(b))
    .filter((one, at) => isMarked(one) || at < MOST_TOLD);
  return { told, rest: answers.filter((one) => !told.includes(one)) };
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
