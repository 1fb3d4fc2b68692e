import { useSignal } from '@preact/signals';
import { dayAt, plusDays, weekdayDate } from '../../../shared/days';
import { Problem, serverNow, write } from '../../../shared/http';
import { t, tn } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { Dialog } from '../parts/Dialog';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { dateAndTime } from '../parts/times';
import { useAct } from '../parts/useAct';
import { pathOf, type Book } from '../record';
import { tell } from '../tell';
import type { Pause } from './shapes';

interface Draft {
  readonly from: string;
  /** The last day in it; empty: until somebody ends it. */
  readonly last: string;
  readonly reason: string;
}

interface Faults {
  readonly from: string | null;
  readonly last: string | null;
  readonly reason: string | null;
}
const NONE: Faults = { from: null, last: null, reason: null };
const KEY = 'pause';

const faultsOf = (draft: Draft, today: string): Faults => ({
  from: draft.from === '' || draft.from < today ? t('reporting.pause_past') : null,
  last: draft.last !== '' && draft.last < draft.from ? t('reporting.pause_order') : null,
  reason: draft.reason.trim() === '' ? t('record.need_reason') : null,
});

/** "fra mandag 23. november til og med søndag 29. november" */
export function spanWords({ from, until }: Pick<Pause, 'from' | 'until'>): string {
  if (until === null) return t('reporting.span_open', { from: weekdayDate(from) });
  if (until <= from) return t('reporting.span_none', { from: weekdayDate(from) });
  const last = plusDays(until, -1);
  return last === from ? weekdayDate(from) : t('reporting.span', { from: weekdayDate(from), day: weekdayDate(last) });
}

interface FieldsProperties {
  readonly draft: Draft;
  readonly wrong: Faults;
  readonly today: string;
  readonly change: (part: Partial<Draft>) => void;
}

function Fields({ draft, wrong, today, change }: FieldsProperties) {
  return (
    <>
      <div class="form-pair">
        <Field id="pause-from" label={t('reporting.pause_first')} wrong={wrong.from}>
          <input
            class="ds-input"
            type="date"
            min={today}
            value={draft.from}
            onInput={(event) => change({ from: event.currentTarget.value })}
            {...tied('pause-from', wrong.from)}
          />
        </Field>
        <Field id="pause-last" label={t('reporting.pause_last')} wrong={wrong.last}>
          <input
            class="ds-input"
            type="date"
            min={draft.from}
            value={draft.last}
            onInput={(event) => change({ last: event.currentTarget.value })}
            {...tied('pause-last', wrong.last)}
          />
        </Field>
      </div>
      <Field id="pause-reason" label={t('record.why')} wrong={wrong.reason}>
        <input
          class="ds-input"
          autocomplete="off"
          value={draft.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
          {...tied('pause-reason', wrong.reason)}
        />
      </Field>
    </>
  );
}

interface FormProperties {
  readonly page: Book;
  readonly close: () => void;
  readonly saved: (words: string) => void;
}

function PauseForm({ page, close, saved }: FormProperties) {
  const today = dayAt(serverNow());
  const draft = page.drafts.of<Draft>(KEY, { from: today, last: '', reason: '' });
  const act = useAct();
  const tried = useSignal(false);
  const faults = faultsOf(draft, today);
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    const first = (['from', 'last', 'reason'] as const).find((one) => faults[one] !== null);
    if (first !== undefined) {
      document.getElementById(`pause-${first}`)?.focus();
      return;
    }
    void act.run<Pause>({
      what: write(pathOf(page.patient, '/pauses'), {
        from: draft.from,
        until: draft.last === '' ? null : plusDays(draft.last, 1),
        reason: draft.reason.trim(),
      }),
      conflict: t('reporting.pause_overlaps'),
      words: (problem: Problem) => (problem.status === 400 && problem.detail !== '' ? problem.detail : null),
      done: (pause) => {
        page.drafts.drop(KEY);
        saved(t('reporting.pause_saved', { span: spanWords(pause) }));
      },
    });
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Fields draft={draft} wrong={tried.value ? faults : NONE} today={today} change={(part) => page.drafts.change(KEY, part)} />
      <FormActs act={act} words={t('reporting.pause_save')} close={close} />
    </form>
  );
}

interface EndProperties {
  readonly pause: Pause;
  readonly close: () => void;
  readonly ended: () => void;
}

/** From which day reports are due again; one that has not begun is taken back whole. */
function EndPause({ pause, close, ended }: EndProperties) {
  const today = dayAt(serverNow());
  const on = useSignal(today);
  const act = useAct();
  const begun = pause.from <= today;
  const wrong = begun && (on.value < today || (pause.until !== null && on.value > pause.until)) ? t('reporting.end_within') : null;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (wrong !== null) {
      document.getElementById('pause-on')?.focus();
      return;
    }
    void act.run<Pause>({
      what: write(`/api/pauses/${encodeURIComponent(pause.id)}/end`, begun ? { on: on.value } : {}),
      conflict: t('reporting.pause_gone'),
      done: ended,
    });
  };
  return (
    <Dialog id="h-end-pause" title={t(begun ? 'reporting.end_pause' : 'reporting.take_back')} close={close}>
      <p>{spanWords(pause)}</p>
      <form class="stack" onSubmit={submit} noValidate>
        {begun && (
          <Field id="pause-on" label={t('reporting.due_again')} wrong={wrong}>
            <input
              class="ds-input short"
              type="date"
              min={today}
              value={on.value}
              onInput={(event) => (on.value = event.currentTarget.value)}
              {...tied('pause-on', wrong)}
            />
          </Field>
        )}
        <FormActs act={act} words={t(begun ? 'reporting.end_pause' : 'reporting.take_back')} close={close} />
      </form>
    </Dialog>
  );
}

interface ListProperties {
  readonly list: readonly Pause[];
  readonly end: ((pause: Pause) => void) | null;
}

function PauseList({ list, end }: ListProperties) {
  return (
    <ul class="pauses">
      {list.map((one) => (
        <li key={one.id}>
          <div>
            <p>
              <b>{spanWords(one)}</b>
            </p>
            <p class="soft">
              {one.reason} · {one.by.name}, {dateAndTime(one.at, now.value)}
              {one.ended !== null && ` · ${t('reporting.ended_by', { name: one.ended.by.name, at: dateAndTime(one.ended.at, now.value) })}`}
            </p>
          </div>
          {end !== null && (
            <button class="textlink" type="button" aria-label={t('reporting.end_of', { span: spanWords(one) })} onClick={() => end(one)}>
              {t('reporting.end')}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface Properties {
  readonly page: Book;
  readonly pauses: readonly Pause[];
}

/** Days on which the patient need not report, over all programmes. */
export function Pauses({ page, pauses }: Properties) {
  const adding = useSignal(page.drafts.has(KEY));
  const ending = useSignal<Pause | null>(null);
  const today = dayAt(now.value);
  const left = pauses.filter(({ from, until }) => until === null || (until > today && until > from));
  const past = pauses.filter((one) => !left.includes(one));
  const mayChange = may('schedule.change');
  const done = (words: string): void => {
    adding.value = false;
    ending.value = null;
    page.refresh();
    tell(page, words);
  };
  return (
    <section class="card schedule-card" aria-labelledby="h-pauses">
      <div class="h-row">
        <h3 id="h-pauses" tabIndex={-1}>
          {t('reporting.pauses')}
        </h3>
        {mayChange && !adding.value && (
          <button class="ds-button push" data-variant="secondary" type="button" onClick={() => (adding.value = true)}>
            {t('reporting.pause_add')}
          </button>
        )}
      </div>
      {adding.value && (
        <PauseForm
          page={page}
          saved={done}
          close={() => {
            page.drafts.drop(KEY);
            adding.value = false;
            document.getElementById('h-pauses')?.focus();
          }}
        />
      )}
      {left.length === 0 ? <p class="empty">{t('reporting.no_pauses')}</p> : <PauseList list={left} end={mayChange ? (one) => (ending.value = one) : null} />}
      {past.length > 0 && (
        <details>
          <summary>{tn('reporting.past_pauses', past.length)}</summary>
          <PauseList list={past} end={null} />
        </details>
      )}
      {ending.value !== null && (
        <EndPause pause={ending.value} close={() => (ending.value = null)} ended={() => done(t('reporting.pause_ended'))} />
      )}
    </section>
  );
}
