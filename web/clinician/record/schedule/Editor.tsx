import { useSignal } from '@preact/signals';
import { clockWords, DAY_ENDS, dayAt, nearDay, plusDays, weekdayDate } from '../../../shared/days';
import { Problem, serverNow, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { wordsFor } from '../../../shared/words';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { useAct } from '../parts/useAct';
import type { Book } from '../record';
import { denseAfterDischarge, type Draft, draftOf, faultOf, isSound, newPeriod, type Period, PERIODS_MOST, phasesOf } from './draft';
import { dueWords } from './Calendar';
import { PeriodFields } from './PeriodFields';
import type { ScheduleBook, Tried } from './shapes';
import { type Trying, useTrying } from '../trying';

export const draftKey = (enrolment: string): string => `schedule/${enrolment}`;
const REASON_MOST = 500;

interface PeriodsProperties {
  readonly id: string;
  readonly draft: Draft;
  readonly today: string;
  readonly tried: boolean;
  readonly set: (periods: readonly Period[]) => void;
}

interface OneProperties extends PeriodsProperties {
  readonly at: number;
}

/** One period, with its last day when another comes after it. */
function OnePeriod({ id, draft, today, tried, set, at }: OneProperties) {
  const { periods } = draft;
  const period = periods[at] ?? newPeriod();
  const own = `${id}-${at}`;
  const fault = tried ? faultOf(period, at, periods, today) : null;
  const change = (part: Partial<Period>): void => set(periods.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const isLast = at === periods.length - 1;
  const wrong = fault === 'last' ? t('reporting.need_last') : null;
  return (
    <fieldset class="period">
      {periods.length > 1 && <legend>{at === 0 ? t('reporting.first') : t('reporting.then')}</legend>}
      <PeriodFields id={own} period={period} fault={fault} change={change} />
      {!isLast && (
        <Field id={`${own}-last`} label={t('reporting.last_day')} wrong={wrong}>
          <input
            class="ds-input short"
            type="date"
            min={today}
            value={period.last}
            onInput={(event) => change({ last: event.currentTarget.value })}
            {...tied(`${own}-last`, wrong)}
          />
        </Field>
      )}
      {periods.length > 1 && (
        <button
          class="textlink"
          type="button"
          onClick={() => {
            set(periods.filter((_, index) => index !== at));
            document.getElementById(`${id}-add-period`)?.focus();
          }}
        >
          {t('reporting.remove_period')}
        </button>
      )}
    </fieldset>
  );
}

function Periods(properties: PeriodsProperties) {
  const { id, draft, today, set } = properties;
  const { periods } = draft;
  const add = (): void => {
    const begins = periods.at(-2)?.last ?? '';
    const last = plusDays(begins > today ? begins : today, 14);
    set([...periods.slice(0, -1), { ...(periods.at(-1) ?? newPeriod()), last }, newPeriod({ way: 'a_week' })]);
    requestAnimationFrame(() => document.getElementById(`${id}-${periods.length}-way`)?.focus());
  };
  return (
    <>
      {periods.map((_, at) => (
        <OnePeriod key={at} {...properties} at={at} />
      ))}
      {periods.length < PERIODS_MOST && (
        <button class="textlink" type="button" id={`${id}-add-period`} onClick={add}>
          {t('reporting.add_period')}
        </button>
      )}
    </>
  );
}

/** The days on which something is due, each once, with by when. */
export function ComingList({ coming, today }: { readonly coming: Tried['coming']; readonly today: string }) {
  if (coming.length === 0) return <p class="empty">{t('reporting.none_coming')}</p>;
  const days = [...new Set(coming.map(({ by }) => by.day))];
  return (
    <ol class="due-days">
      {days.map((day) => {
        const list = coming.filter(({ by }) => by.day === day);
        const clocks = list.filter(({ by, of }) => of === 0 && by.clock !== DAY_ENDS).map(({ by }) => clockWords(by.clock));
        const rest = list.filter(({ of }) => of > 0).map(dueWords);
        return (
          <li key={day}>
            <b>{nearDay(day, today)}</b>{' '}
            <span class="soft">{[...(clocks.length > 0 ? [t('reporting.within', { time: clocks.join(', ') })] : []), ...rest].join('; ')}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** What it would give, before anything is stored. */
function Preview({ trying, sound, today }: { readonly trying: Trying<Tried>; readonly sound: boolean; readonly today: string }) {
  const { tried, failure, busy } = trying;
  return (
    <section class="preview" aria-labelledby="h-preview" aria-busy={busy}>
      <h4 id="h-preview">{t('reporting.preview')}</h4>
      {!sound && <p>{t('reporting.preview_not')}</p>}
      {sound && failure !== null && <p>{wordsFor(failure)}</p>}
      {sound && failure === null && tried !== null && (
        <>
          <p>
            <b>{tried.text}</b>
          </p>
          <p role="status">{t('reporting.holds_from', { day: weekdayDate(tried.from) })}</p>
          <ComingList coming={tried.coming.filter(({ by }) => by.day >= tried.from)} today={today} />
        </>
      )}
    </section>
  );
}

interface SourceProperties {
  readonly id: string;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

/** Of one's own, or the programme's again. */
function Source({ id, draft, change }: SourceProperties) {
  return (
    <fieldset class="segments">
      <legend>{t('reporting.whose')}</legend>
      {[false, true].map((standard) => (
        <label key={String(standard)}>
          <input
            type="radio"
            name={`${id}-source`}
            id={standard ? undefined : `${id}-source`}
            checked={draft.standard === standard}
            onChange={() => change({ standard })}
          />
          {t(standard ? 'reporting.by_programme' : 'reporting.by_hand')}
        </label>
      ))}
    </fieldset>
  );
}

interface NewerProperties {
  readonly book: ScheduleBook;
  readonly draft: Draft;
  readonly accept: () => void;
}

/** Somebody has changed it meanwhile: what was typed stays, and holds only when one has seen the other. */
function Newer({ book, draft, accept }: NewerProperties) {
  const newest = book.history.find(({ version }) => version === book.version);
  if (book.version === draft.version || newest === undefined) return null;
  return (
    <div class="history-failure" role="alert">
      <p>{t('reporting.newer', { name: newest.by.name, text: newest.text, reason: newest.reason })}</p>
      <button class="ds-button" data-variant="secondary" type="button" onClick={accept}>
        {t('reporting.newer_seen')}
      </button>
    </div>
  );
}

interface Properties {
  readonly page: Book;
  readonly book: ScheduleBook;
  readonly programme: string;
  readonly close: () => void;
  readonly saved: (book: ScheduleBook) => void;
  readonly anew: () => void;
}

/** Where the first fault is typed. */
function firstFault(id: string, draft: Draft, today: string): string | null {
  if (!draft.standard) {
    for (const [at, period] of draft.periods.entries()) {
      const fault = faultOf(period, at, draft.periods, today);
      if (fault !== null) return `${id}-${at}-${fault}`;
    }
  }
  return draft.reason.trim() === '' ? `${id}-reason` : null;
}

/** How often a patient reports, set by hand, with what that gives beside it. */
export function Editor({ page, book, programme, close, saved, anew }: Properties) {
  const id = `sched-${book.enrolment}`;
  const key = draftKey(book.enrolment);
  const today = dayAt(serverNow());
  const draft = page.drafts.of<Draft>(key, draftOf(book, today));
  const change = (part: Partial<Draft>): void => page.drafts.change(key, { ...draft, ...part });
  const act = useAct();
  const tried = useSignal(false);
  const sound = isSound(draft, today);
  const phases = phasesOf(draft);
  const trying = useTrying<Tried>(
    `/api/enrolments/${encodeURIComponent(book.enrolment)}/schedule/try`,
    sound ? { phases, reason: draft.reason.trim(), version: book.version } : null,
  );
  const wrongReason = tried.value && draft.reason.trim() === '' ? t('record.need_reason') : null;
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    const fault = firstFault(id, draft, today);
    if (fault !== null) {
      document.getElementById(fault)?.focus();
      return;
    }
    void act.run<ScheduleBook>({
      what: write(`/api/enrolments/${encodeURIComponent(book.enrolment)}/schedule`, {
        phases,
        reason: draft.reason.trim(),
        version: draft.version,
      }),
      conflict: t('reporting.conflict'),
      words: (problem: Problem) => (problem.status === 400 && problem.detail !== '' ? problem.detail : null),
      done: (answer) => {
        page.drafts.drop(key);
        saved(answer);
      },
    });
  };
  const dense = (): void => change({ standard: false, periods: denseAfterDischarge(book, trying.tried?.from ?? today) });
  return (
    <form class="schedule-form" onSubmit={submit} noValidate aria-labelledby={`h-${id}`}>
      <h3 id={`h-${id}`} tabIndex={-1}>
        {t('reporting.change_of', { programme })}
      </h3>
      <Newer
        book={book}
        draft={draft}
        accept={() => {
          act.clear();
          change({ version: book.version });
          document.getElementById(`h-${id}`)?.focus();
        }}
      />
      <div class="schedule-beside">
        <div class="stack">
          <button class="ds-button dense" data-variant="secondary" type="button" onClick={dense}>
            {t('reporting.dense')}
          </button>
          <Source id={id} draft={draft} change={change} />
          {!draft.standard && <Periods id={id} draft={draft} today={today} tried={tried.value} set={(periods) => change({ periods })} />}
          <Field id={`${id}-reason`} label={t('record.why')} wrong={wrongReason}>
            <input
              class="ds-input"
              autocomplete="off"
              maxLength={REASON_MOST}
              value={draft.reason}
              onInput={(event) => change({ reason: event.currentTarget.value })}
              {...tied(`${id}-reason`, wrongReason)}
            />
          </Field>
        </div>
        <Preview trying={trying} sound={sound} today={today} />
      </div>
      <FormActs act={act} words={t('reporting.save')} close={close} anew={anew} />
    </form>
  );
}
