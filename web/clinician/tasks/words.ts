// Days, deadlines and outcomes of tasks in words.
import { computed } from '@preact/signals';
import { dayAt, daysFrom } from '../../shared/days';
import { clock, day, weekday, weekdayName } from '../../shared/format';
import { t, tMaybe, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import type { StartedAction, Task } from './shapes';

/** In the middle of the day no change of the clocks moves it to another. */
const NOON = 'T12:00:00';

/** It changes once a day, so that what tells of days is not drawn anew with every minute. */
const today = computed(() => dayAt(now.value));

/** The day of a date or a moment. */
export const dayIn = (at: string): string => (at.length === 10 ? at : dayAt(at));

/** "i dag", "i går", "i morgen", "mandag" within a week, else "12.11.": as it stands within a sentence. */
export function nearDay(at: string): string {
  const days = daysFrom(today.value, dayIn(at));
  if (days === 0) return t('todo.today');
  if (days === -1) return t('todo.yesterday');
  if (days === 1) return t('todo.tomorrow');
  return Math.abs(days) < 7 ? weekdayName(Date.parse(dayIn(at) + NOON)) : day(dayIn(at) + NOON);
}

/** The heading of a day's tasks: "I dag, søndag 22. november". */
export function dayHeading(at: string): string {
  const days = daysFrom(today.value, at);
  const whole = weekday(Date.parse(at + NOON));
  if (days === 0) return t('todo.heading_today', { day: whole });
  if (days === 1) return t('todo.heading_tomorrow', { day: whole });
  return days < 0 ? tn('todo.heading_over', -days, { day: whole }) : whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** "frist i morgen", "frist var i går" */
export const dueWords = (at: string): string =>
  t(dayIn(at) < today.value ? 'todo.due_was' : 'todo.due', { day: nearDay(at) });

/** Treatment that was started, and when to ask whether it helped. */
export const waitingWords = ({ text, startedOn, check }: StartedAction): string =>
  t('started.line', { text: text.replace(/\.$/, ''), day: nearDay(startedOn), check: nearDay(check) });

/** The hour when it is today's, else the day with it. */
export const nearMoment = (at: string): string =>
  dayIn(at) === today.value ? clock(at) : `${day(at)} ${clock(at)}`;

export const outcomeWords = (outcome: string): string => tMaybe(`todo.outcome.${outcome}`, outcome);
export const programmeWords = (programme: string): string => tMaybe(`programme.${programme}`, programme);
/** Another reads the same: one of each programme. */
export const hasTwin = (task: Task, among: readonly Task[]): boolean =>
  among.some((other) => other.id !== task.id && other.title === task.title);
export const kindWords = (kind: string): string => tMaybe(`todo.kind.${kind}`, kind);

/** Whose it is, in words. */
export const ownerWords = (task: Task, mine: string): string =>
  task.owner === null
    ? t('todo.nobodys')
    : task.owner.id === mine
      ? t('todo.yours')
      : t('todo.owners', { name: task.owner.name });

/** Told by what the effect was, in a form of its own. */
const BY_EFFECT = new Set(['helped', 'not_helped']);
/** What may come of a task by one press. */
export const outcomesOf = ({ outcomes, kind }: Task): readonly string[] =>
  kind === 'effect_check' ? outcomes.filter((one) => !BY_EFFECT.has(one)) : outcomes;

/** Why there is such a task, where its kind alone does not say it: two of one kind may be there for two reasons. */
export function causeWords({ cause, causeSince, reason }: Task): string {
  if (cause === 'yellow_long' && causeSince !== null) return t('todo.cause.yellow_long', { day: nearDay(causeSince) });
  if (cause === 'no_effect') return t('todo.cause.no_effect', { treatment: reason ?? '' });
  return reason ?? '';
}

/** With whom one was in touch when this came of it; null: with nobody. */
export const partyOf = ({ kind }: Task, outcome: string): string | null => {
  if (kind === 'doctor_contact') return outcome === 'done' ? null : 'gp';
  return outcome === 'contacted' || outcome === 'no_answer' ? 'patient' : null;
};
