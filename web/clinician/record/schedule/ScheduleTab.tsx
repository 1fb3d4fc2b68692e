import type { Page } from '../../../shared/api';
import { t, tn } from '../../../shared/i18n';
import { pathOf, type Book } from '../record';
import { DueNow } from './DueNow';
import { EnrolmentSchedule } from './EnrolmentSchedule';
import { Failure } from '../parts/States';
import { Pauses } from './Pauses';
import { useReading } from './reading';
import type { Pause } from './shapes';
import './schedule.css';

const NO_PAUSES: readonly Pause[] = [];

/** How often the patient reports, when something is due over all programmes, and pauses. */
export function ScheduleTab({ page }: { readonly page: Book }) {
  const enrolments = page.detail.value?.enrolments ?? [];
  const { value: pauses, failure, load } = useReading<Pick<Page<Pause>, 'items'>>(page, pathOf(page.patient, '/pauses'));
  return (
    <>
      <h2 id="h-schedule" tabIndex={-1}>
        {t('reporting.title')} <small>{tn('record.programmes', enrolments.length)}</small>
      </h2>
      <div class="schedule-page">
        <div class="schedule-col">
          <DueNow page={page} pauses={pauses?.items ?? NO_PAUSES} />
          {pauses === null && failure !== null && <Failure failure={failure} again={load} />}
          {pauses !== null && <Pauses page={page} pauses={pauses.items} />}
        </div>
        <div class="schedule-col">
          {enrolments.map((one) => (
            <EnrolmentSchedule key={one.id} page={page} enrolment={one} />
          ))}
        </div>
      </div>
    </>
  );
}
