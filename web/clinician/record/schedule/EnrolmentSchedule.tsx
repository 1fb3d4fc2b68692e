import { useSignal } from '@preact/signals';
import { dayAt } from '../../../shared/days';
import { t, tn } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { date, dateAndTime } from '../parts/times';
import type { Book } from '../record';
import type { RecordEnrolment } from '../shapes';
import { tell } from '../tell';
import { ComingList, draftKey, Editor } from './Editor';
import { Failure } from '../parts/States';
import { useReading } from './reading';
import type { ScheduleBook } from './shapes';

/** Each change there was, and why. */
function Versions({ book }: { readonly book: ScheduleBook }) {
  if (book.history.length === 0) return null;
  return (
    <details>
      <summary>{tn('reporting.history', book.history.length)}</summary>
      <ol class="versions">
        {book.history.map((one) => (
          <li key={one.version}>
            <p>
              <b>{one.phases.length === 0 ? t('reporting.by_programme') : one.text}</b>{' '}
              {t('reporting.since', { date: date(one.from, now.value) })}
            </p>
            <p class="soft">
              {one.reason} · {one.by.name}, {dateAndTime(one.at, now.value)}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** What holds now, in words, and by whom. */
function Holds({ book }: { readonly book: ScheduleBook }) {
  const newest = book.history.find(({ version }) => version === book.version);
  const own = book.source === 'own';
  return (
    <>
      <p class="holds">{book.text}</p>
      <p class="soft">
        {own && newest !== undefined
          ? t('reporting.set_by', { name: newest.by.name, date: date(newest.at, now.value), reason: newest.reason })
          : t(own ? 'reporting.by_hand' : 'reporting.by_programme')}
      </p>
    </>
  );
}

interface Properties {
  readonly page: Book;
  readonly enrolment: RecordEnrolment;
}

/** How often one enrolment reports: what holds, what comes, and the way to change it. */
export function EnrolmentSchedule({ page, enrolment }: Properties) {
  const path = `/api/enrolments/${encodeURIComponent(enrolment.id)}/schedule`;
  const { value: book, failure, load } = useReading<ScheduleBook>(page, path);
  const open = useSignal(page.drafts.has(draftKey(enrolment.id)));
  const id = `h-schedule-${enrolment.id}`;
  if (book === null && failure !== null) return <Failure failure={failure} again={load} />;
  if (book === null) return <div class="bones" aria-hidden="true" />;
  const close = (): void => {
    page.drafts.drop(draftKey(enrolment.id));
    open.value = false;
    requestAnimationFrame(() => document.getElementById(id)?.focus());
  };
  return (
    <section class="card schedule-card" aria-labelledby={id}>
      <div class="h-row">
        <h3 id={id} tabIndex={-1}>
          {enrolment.programmeName}
        </h3>
        {book.mayChange && !open.value && (
          <button
            class="ds-button push"
            data-variant="secondary"
            type="button"
            aria-label={t('reporting.change_of', { programme: enrolment.programmeName })}
            onClick={() => {
              open.value = true;
              requestAnimationFrame(() => document.getElementById(`h-sched-${enrolment.id}`)?.focus());
            }}
          >
            {t('reporting.change')}
          </button>
        )}
      </div>
      {failure !== null && <Failure failure={failure} again={load} />}
      <Holds book={book} />
      <details>
        <summary>{t('reporting.coming')}</summary>
        <ComingList coming={book.coming} today={dayAt(now.value)} />
      </details>
      <Versions book={book} />
      {open.value && (
        <Editor
          page={page}
          book={book}
          programme={enrolment.programmeName}
          close={close}
          anew={() => void load()}
          saved={() => {
            open.value = false;
            page.refresh();
            tell(page, t('reporting.saved', { programme: enrolment.programmeName }));
          }}
        />
      )}
    </section>
  );
}
