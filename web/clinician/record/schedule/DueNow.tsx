import { dateAndTime, deadlineWords } from '../parts/times';
import { t, tMaybe, tn } from '../../../shared/i18n';
import { clockWords, DAY_ENDS, dayAt, type Due, nearDay, plusDays } from '../../../shared/days';
import { now } from '../../../shared/now';
import { dayOf } from '../../../shared/format';
import type { Book } from '../record';
import { pathOf } from '../record';
import { Calendar } from './Calendar';
import { Failure } from '../parts/States';
import { useReading } from './reading';
import type { PatientDue, Pause, Traced } from './shapes';

const WEEKS = 2;

/** "søndag", "i dag innen kl. 10". */
function byWords({ by, of, number }: Due, today: string): string {
  const day = nearDay(by.day, today);
  const when = by.clock === DAY_ENDS ? day : t('reporting.day_within', { day, time: clockWords(by.clock) });
  if (of === 0) return when;
  return of === 1 ? t('reporting.latest_one', { when }) : t('reporting.latest_of', { when, n: number, of });
}

/** How it stands in sentences, the gravest first. */
function Standing({ due, today }: { readonly due: PatientDue; readonly today: string }) {
  const { missing, unwell, pause, next } = due;
  const ends = pause?.until ?? null;
  return (
    <ul class="standing">
      {missing !== null && (
        <li>
          <b>{tn('reporting.missing', missing.missed, { since: deadlineWords(missing.since, now.value) })}</b>
        </li>
      )}
      {due.remindersRest && <li>{t('reporting.reminders_rest')}</li>}
      {pause !== null && (
        <li>
          {ends === null
            ? t('reporting.pause_open', { from: nearDay(pause.from, today) })
            : t('reporting.pause_until', { from: nearDay(pause.from, today), day: nearDay(plusDays(ends, -1), today) })}
        </li>
      )}
      {unwell !== null && <li>{t('reporting.unwell', { since: dayOf(Date.parse(unwell.since)) })}</li>}
      <li>
        {next === null ? t('reporting.no_next') : t(due.due ? 'reporting.due_now' : 'reporting.next', { when: byWords(next, today) })}
      </li>
    </ul>
  );
}

/** What became of reports that did not come. */
function Trace({ trace }: { readonly trace: readonly Traced[] }) {
  return (
    <details>
      <summary>{tn('reporting.trace', trace.length)}</summary>
      <ol class="trace">
        {trace.map((one) => (
          <li key={`${one.at} ${one.kind}`}>
            <time dateTime={one.at}>{dateAndTime(one.at, now.value)}</time>{' '}
            {tMaybe(`reporting.trace.${one.kind}`, one.kind)}
            {one.kind === 'missed' && `: ${deadlineWords(one.due, now.value)}`}
            {one.outcome !== null && ` (${tMaybe(`reporting.outcome.${one.outcome}`, one.outcome)})`}
            {one.by !== null && `, ${one.by.name}`}
            {one.note !== null && one.note !== '' && <q>{one.note}</q>}
          </li>
        ))}
      </ol>
    </details>
  );
}

export const isIn = (pause: Pick<Pause, 'from' | 'until'>, day: string): boolean =>
  pause.from <= day && (pause.until === null || day < pause.until);

interface Properties {
  readonly page: Book;
  readonly pauses: readonly Pause[];
}

/** One due list over all that the patient is enrolled in: one report meets whatever is due. */
export function DueNow({ page, pauses }: Properties) {
  const { value: due, failure, load } = useReading<PatientDue>(page, pathOf(page.patient, '/due'));
  if (due === null && failure !== null) return <Failure failure={failure} again={load} />;
  if (due === null) return <div class="bones" aria-hidden="true" />;
  const today = dayAt(due.now);
  const several = (page.detail.value?.enrolments.length ?? 0) > 1;
  return (
    <section class="card" aria-labelledby="h-due-list">
      <h3 id="h-due-list">{t(several ? 'reporting.due_all' : 'reporting.due')}</h3>
      {failure !== null && <Failure failure={failure} again={load} />}
      <Standing due={due} today={today} />
      <Calendar
        id="h-due-list"
        due={[...due.past, ...due.coming]}
        reported={due.reported}
        today={today}
        weeksBack={WEEKS}
        weeksAhead={WEEKS}
        isPaused={(day) => pauses.some((one) => isIn(one, day))}
      />
      {due.trace !== undefined && due.trace.length > 0 && <Trace trace={due.trace} />}
    </section>
  );
}
