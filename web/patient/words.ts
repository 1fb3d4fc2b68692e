// Words that are put together.
import { clock, number, weekday } from '../shared/format';
import { t } from '../shared/i18n';
import type { Told, Value } from './api';
import type { Reason } from '../shared/api';

/** Morning, day or evening, as the clock here has it. */
export function greeting(at: number, name: string): string {
  const hour = new Date(at).getHours();
  if (hour < 5) return t('me.hello', { name });
  if (hour >= 18) return t('me.evening', { name });
  return hour < 11 ? t('me.morning', { name }) : t('me.day', { name });
}

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** Whole days from one time to another, as people count them: from midnight to midnight. */
export const daysBetween = (from: number, to: number): number =>
  Math.round((midnight(to) - midnight(from)) / 86_400_000);

/** "i dag kl. 09:27", "i går", "lørdag 21. november". */
export function dayOf(at: string, now: number): string {
  const days = daysBetween(Date.parse(at), now);
  if (days === 0) return t('me.today_at', { time: clock(at) });
  return days === 1 ? t('me.yesterday') : weekday(Date.parse(at));
}

/** "116 117": so that it can be read aloud. What has blanks already stays. */
export const phone = (text: string): string => (/^\d{6}$/.test(text) ? text.replace(/(\d{3})/, '$1 ') : text);
export const phoneLink = (text: string): string => `tel:${text.replace(/[^\d+]/g, '')}`;

/** With its unit, which stays on its line: "88 %". */
export const amount = (value: string, { unit, unitName }: Pick<Value, 'unit' | 'unitName'>): string =>
  `${value}\u00a0${unitName ?? unit}`.trim();

const WITHIN = /\.within$/;

/** What is not as usual, in the order of the service: the measurement by the name that the patient knows it by. */
export function reasonsOf(told: Told, values: ReadonlyMap<string, Value>): readonly string[] {
  return told.reasons.filter(({ rule, zone }) => !WITHIN.test(rule) && zone !== 'green').map((one) => reasonIn(one, values));
}

/** What follows from several days or several measurements: without the scores that the service reads it by. */
const PLAINLY = {
  'anthonisen.yellow': 'me.days_symptoms',
  'oximetry.yellow': 'me.oxygen_pulse',
  'oximetry.red': 'me.oxygen_pulse',
  'news2.yellow': 'me.together',
  'news2.red': 'me.together',
  'pressure.mean': 'me.week_pressure',
} as const;
const OVER_DAYS = { 'drift.low': 'me.days_lower', 'drift.high': 'me.days_higher' } as const;

const has = <T extends object>(texts: T, rule: PropertyKey): rule is keyof T => Object.hasOwn(texts, rule);

function reasonIn({ rule, parameter, value, text }: Reason, values: ReadonlyMap<string, Value>): string {
  const about = values.get(parameter);
  if (has(PLAINLY, rule)) return t(PLAINLY[rule]);
  if (has(OVER_DAYS, rule) && about !== undefined) return t(OVER_DAYS[rule], { name: about.name });
  const side = /^limit\.(?:red|yellow)_(low|high)$/.exec(rule)?.[1];
  if (about === undefined || value === null || side === undefined) return text;
  const shown = amount(number(value, about.unit), about);
  return t(side === 'low' ? 'me.lower' : 'me.higher', { name: about.name, value: shown });
}
