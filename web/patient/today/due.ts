// What is due, in plain words, and how long what the service told can still be said.
import { clockWords, DAY_ENDS, dayAt, daysFrom, type Due, nearDay, plusDays, weekdayDate } from '../../shared/days';
import { listed } from '../../shared/format';
import { byTime } from '../../shared/moment';
import { t } from '../../shared/i18n';
import type { FollowUp, Today, Told } from '../api';

const atEnd = (due: Due): boolean => due.by.clock === DAY_ENDS;
const clockOf = (due: Due): string => clockWords(due.by.clock);
const ofWeek = (due: Due): boolean => due.of > 0;

/** "søndag", or "søndag kl. 12" when the day's end is not meant. */
function latestWords(due: Due, today: string): string {
  const day = nearDay(due.by.day, today);
  return atEnd(due) ? day : t('me.day_clock', { day, time: clockOf(due) });
}

/** By when what is due now is to be made: "Mål innen kl. 10." */
export function byWords(due: Due, today: string): string {
  const day = latestWords(due, today);
  if (due.of === 1) return t('me.once_week', { day });
  if (ofWeek(due)) return t('me.nth_week', { n: due.number, of: due.of, day });
  if (due.by.day !== today) return t('me.by_day', { day });
  return atEnd(due) ? t('me.by_today') : t('me.by_clock', { time: clockOf(due) });
}

/** When the next one is, of which nothing can be made yet. */
export function nextWords(due: Due, today: string): string {
  const from = nearDay(due.opens, today);
  if (ofWeek(due) || due.opens !== due.by.day) {
    // Open already: all of it that was to be made so far is made.
    if (due.opens <= today) return t('me.next_latest', { day: latestWords(due, today) });
    return t('me.next_between', { from, day: weekdayDate(due.by.day) });
  }
  return atEnd(due) ? t('me.next_on', { day: from }) : t('me.next_by', { day: from, time: clockOf(due) });
}

const isAhead = (due: Due): boolean => due.state === 'ahead';

/** What else is to be made today, after the one that is due: "I dag måler du også innen kl. 14 og kl. 20." */
export function alsoWords({ next, coming }: Today, today: string): string | null {
  if (next?.by.day !== today) return null;
  const later = coming.filter((one) => isAhead(one) && !ofWeek(one) && one.by.day === today && byTime(next.at, one.at) < 0);
  if (later.length === 0) return null;
  return t('me.also_today', { times: listed(later.map((one) => t('me.at_clock', { time: clockOf(one) }))) });
}

/** Until and with which day a pause lasts. */
export function pauseWords({ pause }: Today, today: string): string | null {
  if (pause === null) return null;
  const last = pause.until === null ? null : plusDays(pause.until, -1);
  if (pause.from > today) {
    const from = nearDay(pause.from, today);
    if (last === null) return t('me.pause_from', { from });
    return last === pause.from ? t('me.pause_one', { day: from }) : t('me.pause_span', { from, day: nearDay(last, today) });
  }
  return last === null ? t('me.pause_open') : t('me.pause_until', { day: nearDay(last, today) });
}

export const isPaused = ({ pause }: Today, today: string): boolean => pause !== null && pause.from <= today;

/** What was missed, kindly: it helps now too. */
export function missedWords({ missing }: Today, today: string): string | null {
  if (missing === null) return null;
  // A deadline at the end of a day is the first moment of the next.
  const day = dayAt(Date.parse(missing.since) - 1);
  const away = daysFrom(day, today);
  if (away === 0) return t('me.missed_today');
  return away === 1 ? t('me.missed_yesterday') : t('me.missed_since', { day: weekdayDate(day) });
}

/** The moment from which what was told of the day may be otherwise: a deadline, midnight, what was promised. */
function turns(day: Today, at: number): boolean {
  const told = Date.parse(day.now);
  if (dayAt(told) !== dayAt(at)) return true;
  const moments = [day.next?.at, ...day.coming.map((one) => one.at), day.promise?.passed === false ? day.promise.by : null];
  return moments.some((moment) => {
    if (moment === null || moment === undefined) return false;
    const turn = Date.parse(moment);
    return turn > told && turn <= at;
  });
}

/** What the service told then need not be so any more: it is to be asked again, and nothing of it said meanwhile. */
export const isOld = (day: Today, at: number): boolean => turns(day, at);

/** When somebody looks at what was sent holds until then; that nobody is there, until it opens. */
export function stillSaid({ open, opens, looksBy }: FollowUp, at: number): boolean {
  const turn = open ? looksBy : opens;
  return turn === null || at < Date.parse(turn);
}

/** That nobody of the service is there now, and what to do meanwhile. */
export const closedWords = ({ followUp }: Told, at: number): string | null =>
  followUp !== null && !followUp.open && stillSaid(followUp, at) ? followUp.text : null;

/** Red that somebody is still to look at; a service without hours promises nothing, and may not have looked. */
export const standsRed = ({ lastReport, promise }: Today): boolean =>
  lastReport?.zone === 'red' && (promise !== null || lastReport.followUp === null);

const JUST_MS = 10 * 60_000;
/** What is said of now was asked for just now. */
export const justTold = (day: Today, at: number): boolean => at - Date.parse(day.now) < JUST_MS;

export interface ComingDay {
  readonly day: string;
  readonly words: string;
}

/** The coming days on which something is to be made, each with by when. */
export function comingDays({ coming }: Today, today: string): readonly ComingDay[] {
  const days = new Map<string, Due[]>();
  for (const one of coming) {
    if (isAhead(one) && one.by.day >= today) days.set(one.by.day, [...(days.get(one.by.day) ?? []), one]);
  }
  return [...days].map(([day, list]) => ({ day, words: dayWords(list) }));
}

function dayWords(list: readonly Due[]): string {
  const clocks = list.filter((one) => !atEnd(one)).map((one) => t('me.at_clock', { time: clockOf(one) }));
  const latest = list.some((one) => ofWeek(one));
  if (clocks.length > 0) return t('me.within', { times: listed(clocks) });
  return t(latest ? 'me.latest_day' : 'me.any_time');
}
