import { Icon, type IconName } from '../../../shared/components/Icon';
import { clockWords, DAY_ENDS, type Due, plusDays, shortDate, weekdayAt, weekdayDate, weekdayName } from '../../../shared/days';
import { listed } from '../../../shared/format';
import { t } from '../../../shared/i18n';

const WEEK = 7;
/** The gravest first: of several a day that is what the day is marked by. */
const STATES = ['missed', 'cleared', 'ahead', 'met'] as const;
const MARKS: Readonly<Record<Due['state'], IconName>> = { missed: 'close', cleared: 'undo', ahead: 'clock', met: 'check' };
const WORDS: Readonly<Record<Due['state'], () => string>> = {
  missed: () => t('reporting.missed'),
  cleared: () => t('reporting.cleared'),
  ahead: () => t('reporting.ahead'),
  met: () => t('reporting.met'),
};
const LONG: Readonly<Record<Due['state'], () => string>> = {
  missed: () => t('reporting.missed_long'),
  cleared: () => t('reporting.cleared_long'),
  ahead: () => t('reporting.ahead_long'),
  met: () => t('reporting.met_long'),
};

/** "innen kl. 10", "senest denne dagen (2 av 3)". */
export function dueWords({ by, number, of }: Due): string {
  const clock = by.clock === DAY_ENDS ? '' : t('reporting.within', { time: clockWords(by.clock) });
  const free = of === 1 ? t('reporting.once_a_week') : of > 1 ? t('reporting.at_latest', { n: number, of }) : '';
  return [free, clock].filter((words) => words !== '').join(', ');
}

const allWords = (list: readonly Due[]): string =>
  listed(list.map((one) => [dueWords(one), WORDS[one.state]()].filter((words) => words !== '').join(': ')));

interface Properties {
  readonly id: string;
  readonly due: readonly Due[];
  /** Days on which a report was made: what came is shown, though nothing was due, as in a pause from today. */
  readonly reported: readonly string[];
  readonly today: string;
  readonly weeksBack: number;
  readonly weeksAhead: number;
  readonly isPaused: (day: string) => boolean;
}

interface CellProperties {
  readonly day: string;
  readonly today: string;
  readonly list: readonly Due[];
  readonly paused: boolean;
  readonly reported: boolean;
}

const markOf = (list: readonly Due[]): Due['state'] => STATES.find((one) => list.some(({ state }) => state === one)) ?? 'ahead';

/** A mark and a word; of what is still to come its hours, when it has some. */
function Mark({ list }: { readonly list: readonly Due[] }) {
  const state = markOf(list);
  const clocks = list.filter(({ by }) => by.clock !== DAY_ENDS).map(({ by }) => clockWords(by.clock));
  return (
    <span class={`mark-due due-${state}`} aria-hidden="true">
      <Icon name={MARKS[state]} />
      <span>{state === 'ahead' && clocks.length > 0 ? clocks.join(' · ') : WORDS[state]()}</span>
    </span>
  );
}

/** What is said of a day on which nothing was due. */
function freeWords({ paused, reported }: Pick<CellProperties, 'paused' | 'reported'>): string {
  const words = [...(reported ? [WORDS.met()] : []), ...(paused ? [t('reporting.paused')] : [])];
  return words.length === 0 ? t('reporting.nothing_due') : words.join(', ');
}

/** A report that nothing was due for. */
function Extra() {
  return (
    <span class="mark-due due-met" aria-hidden="true">
      <Icon name={MARKS.met} />
      <span>{WORDS.met()}</span>
    </span>
  );
}

function Cell({ day, today, list, paused, reported }: CellProperties) {
  const words = list.length > 0 ? allWords(list) : freeWords({ paused, reported });
  return (
    <td class={day === today ? 'is-today' : undefined} aria-current={day === today ? 'date' : undefined}>
      <span class="date" aria-hidden="true">
        <span>{shortDate(day)}</span>
        <span class="narrow">{Number(day.slice(8))}</span>
      </span>
      {list.length > 0 && <Mark list={list} />}
      {list.length === 0 && reported && <Extra />}
      {list.length === 0 && paused && (
        <span class="mark-due due-none" aria-hidden="true">
          <span>{t('reporting.paused')}</span>
        </span>
      )}
      <span class="sr">
        {weekdayDate(day)}
        {day === today && ` (${t('day.today')})`}: {words}
      </span>
    </td>
  );
}

/** What the marks mean. */
function Legend({ due, reported }: Pick<Properties, 'due' | 'reported'>) {
  const there = STATES.filter((state) => due.some((one) => one.state === state) || (state === 'met' && reported.length > 0));
  return (
    <ul class="due-legend">
      {there.map((state) => (
        <li key={state} class={`mark-due due-${state}`}>
          <Icon name={MARKS[state]} />
          <span>{LONG[state]()}</span>
        </li>
      ))}
    </ul>
  );
}

/** Weeks from Monday to Sunday, each day with what was due and what came of it: by a mark and a word, and as a sentence
 * for who hears it. */
export function Calendar({ id, due, reported, today, weeksBack, weeksAhead, isPaused }: Properties) {
  const monday = plusDays(today, -weekdayAt(today) - WEEK * weeksBack);
  const weeks = Array.from({ length: weeksBack + weeksAhead + 1 }, (_, week) =>
    Array.from({ length: WEEK }, (_none, day) => plusDays(monday, week * WEEK + day)),
  );
  return (
    <>
      <table class="due-table" aria-labelledby={id}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col">
                <abbr title={weekdayName(day)}>{weekdayName(day).slice(0, 3)}</abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Cell
                  key={day}
                  day={day}
                  today={today}
                  paused={isPaused(day)}
                  reported={reported.includes(day)}
                  list={due.filter(({ by }) => by.day === day)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Legend due={due} reported={reported} />
    </>
  );
}
