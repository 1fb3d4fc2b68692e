// What can be recorded as done with a case, in the order of the number keys.
import type { WorklistItem } from '../../shared/api';
import { may } from '../../shared/session';

export const OUTCOMES = [
  'guided_by_plan',
  'doctor_contacted',
  'out_of_hours',
  'emergency',
  'false_alarm',
  'device_fault',
  'no_answer',
  'home_visit',
  'urgent_appointment',
  'seen',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** 1 to 9, and 0 for the last. */
export const digitOf = (outcome: Outcome): string =>
  String((OUTCOMES.indexOf(outcome) + 1) % 10);

/** Seen alone is not enough for red; for green it is all there is to say. */
export function offeredFor(item: WorklistItem): readonly Outcome[] {
  if (!hasCase(item)) return [];
  return item.zone === 'red' ? OUTCOMES.filter((outcome) => outcome !== 'seen') : OUTCOMES;
}

/** Some roles see the list without working it. */
export const mayHandle = (): boolean => may('case.handle');

/** A plain green wants only to be seen. */
export const isPlainGreen = (item: WorklistItem): boolean =>
  item.zone === 'green' && !item.unconfirmed;

/** Something was judged: then there is a case to close. */
export const hasCase = (item: WorklistItem): boolean => item.zone !== 'none';

/** Nothing to judge: what is missing and the tasks come first. */
export const isQuiet = (item: WorklistItem): boolean => !hasCase(item) || isPlainGreen(item);

const ALONE: ReadonlySet<Outcome> = new Set(['no_answer', 'seen']);

/** Several may be true at once, but "no answer" and "seen" stand alone. */
export function toggled(chosen: readonly Outcome[], outcome: Outcome): readonly Outcome[] {
  if (chosen.includes(outcome)) return chosen.filter((one) => one !== outcome);
  if (ALONE.has(outcome)) return [outcome];
  return [...chosen.filter((one) => !ALONE.has(one)), outcome];
}
