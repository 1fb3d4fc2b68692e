// A schedule as it is typed: one period after another, each with how often and by when. Pure.
import { DAY_ENDS, plusDays } from '../../../shared/days';
import { type Phase, type ScheduleBook, type Weekday, WEEKDAYS } from './shapes';

export const WAYS = ['daily', 'weekdays', 'every', 'a_week', 'on_request'] as const;
export type Way = (typeof WAYS)[number];

export interface Period {
  readonly way: Way;
  readonly every: string;
  readonly weekdays: readonly Weekday[];
  readonly aWeek: string;
  /** By when, several a day; none: at the end of the day. */
  readonly clocks: readonly string[];
  /** Beside those one more, at the end of the day. */
  readonly alsoEnd: boolean;
  /** The last day in it; of the last period nothing, for that has no end. */
  readonly last: string;
}

export interface Draft {
  /** The programme's own in the place of periods. */
  readonly standard: boolean;
  readonly periods: readonly Period[];
  readonly reason: string;
  /** The newest version when one began to type. */
  readonly version: number;
}

export const DEADLINES_MOST = 6;
export const PERIODS_MOST = 6;
export const DENSE_DAYS = 14;
const EVERY_MOST = 366;

export const newPeriod = (part: Partial<Period> = {}): Period => ({
  way: 'daily',
  every: '2',
  weekdays: ['mon'],
  aWeek: '1',
  clocks: [],
  alsoEnd: false,
  last: '',
  ...part,
});

const wayOf = ({ kind, every }: Phase): Way => (kind !== 'every' ? kind : every === 1 ? 'daily' : 'every');

export const periodOf = (phase: Phase): Period =>
  newPeriod({
    way: wayOf(phase),
    ...(phase.every === undefined || phase.every === 1 ? {} : { every: String(phase.every) }),
    ...(phase.weekdays === undefined ? {} : { weekdays: phase.weekdays }),
    ...(phase.aWeek === undefined ? {} : { aWeek: String(phase.aWeek) }),
    clocks: (phase.deadlines ?? []).filter((clock) => clock !== DAY_ENDS),
    alsoEnd: (phase.deadlines ?? []).length > 1 && phase.deadlines?.includes(DAY_ENDS) === true,
    last: phase.until === null ? '' : plusDays(phase.until, -1),
  });

/** What holds from a day on, as periods; the last has no end. */
function periodsOf(phases: readonly Phase[], today: string): readonly Period[] {
  const left = phases.filter(({ until }) => until === null || until > today).map(periodOf);
  return left.length === 0 ? [newPeriod()] : [...left.slice(0, -1), ...left.slice(-1).map((one) => ({ ...one, last: '' }))];
}

export const draftOf = (book: ScheduleBook, today: string): Draft => ({
  standard: false,
  periods: periodsOf(book.phases, today),
  reason: '',
  version: book.version,
});

/** Daily for two weeks, as after a stay in hospital, then as before; of the programme's that is what it has for the active. */
export function denseAfterDischarge(book: ScheduleBook, from: string): readonly Period[] {
  const before = book.source === 'programme' ? book.standard.active : book.phases;
  const last = plusDays(from, DENSE_DAYS - 1);
  const after = periodsOf(before, last).filter((one, index, all) => index === all.length - 1 || one.last > last);
  return [newPeriod({ last }), ...after];
}

const whole = (text: string): number | null => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : null);
const between = (text: string, low: number, high: number): boolean => {
  const value = whole(text);
  return value !== null && value >= low && value <= high;
};

export type Field = 'every' | 'weekdays' | 'a_week' | 'clocks' | 'last';

/** What is wrong with a period, by the place where it is typed; the day before which it cannot end. */
export function faultOf(period: Period, index: number, periods: readonly Period[], today: string): Field | null {
  if (period.way === 'every' && !between(period.every, 2, EVERY_MOST)) return 'every';
  if (period.way === 'weekdays' && period.weekdays.length === 0) return 'weekdays';
  if (period.way === 'a_week' && !between(period.aWeek, 1, 7)) return 'a_week';
  if (period.way !== 'on_request' && (period.clocks.includes('') || new Set(period.clocks).size < period.clocks.length)) return 'clocks';
  if (index === periods.length - 1) return null;
  const before = index === 0 ? plusDays(today, -1) : (periods[index - 1]?.last ?? '');
  return /^\d{4}-\d\d-\d\d$/.test(period.last) && period.last > before ? null : 'last';
}

function kindOf({ way, every, weekdays, aWeek }: Period): Pick<Phase, 'kind' | 'every' | 'weekdays' | 'aWeek'> {
  switch (way) {
    case 'daily':
      return { kind: 'every', every: 1 };
    case 'every':
      return { kind: 'every', every: Number(every) };
    case 'weekdays':
      return { kind: 'weekdays', weekdays: WEEKDAYS.filter((one) => weekdays.includes(one)) };
    case 'a_week':
      return { kind: 'a_week', aWeek: Number(aWeek) };
    case 'on_request':
      return { kind: 'on_request' };
  }
}

function deadlinesOf({ way, clocks, alsoEnd }: Period): Pick<Phase, 'deadlines'> {
  if (way === 'on_request' || clocks.length === 0) return {};
  const rising = [...clocks].sort();
  if (way === 'a_week') return { deadlines: rising.slice(-1) };
  return { deadlines: alsoEnd ? [...rising, DAY_ENDS] : rising };
}

/** As it is sent: the first from when the change holds, each after it from the day after the one before. */
export function phasesOf({ standard, periods }: Draft): readonly Phase[] {
  if (standard) return [];
  return periods.map((period, index): Phase => ({
    ...kindOf(period),
    ...deadlinesOf(period),
    from: index === 0 ? null : plusDays(periods[index - 1]?.last ?? '', 1),
    until: index === periods.length - 1 ? null : plusDays(period.last, 1),
  }));
}

export const isSound = (draft: Draft, today: string): boolean =>
  draft.standard || draft.periods.every((one, index) => faultOf(one, index, draft.periods, today) === null);
