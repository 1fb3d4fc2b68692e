import { useSignal } from '@preact/signals';
import { ZoneWord } from '../../../shared/components/ZoneWord';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { History } from '../parts/History';
import { dateAndTime } from '../parts/times';
import { usePages } from '../pages';
import { pathOf, type Book } from '../record';
import type { Reading, RecordReport } from '../shapes';
import { Answered } from './Answered';
import { Correct } from './Correct';
import { Values } from './Values';

interface OneProperties {
  readonly report: RecordReport;
  readonly correct: ((one: Reading) => void) | undefined;
}

function OneReport({ report, correct }: OneProperties) {
  const id = `h-report-${report.id}`;
  const reasons = report.reasons.filter((one) => one.zone === 'red' || one.zone === 'yellow');
  return (
    <li class="card entry">
      <header class="entry-head">
        <h3 id={id}>
          <time dateTime={report.measured}>{dateAndTime(report.measured, now.value)}</time>
        </h3>
        <span class="entry-zone">
          <ZoneWord judged={{ zone: report.zone, unconfirmed: false, missing: false }} />
        </span>
        <p>{reasons.map((one) => one.text).join(' · ')}</p>
        <small class="push soft">{t('record.received', { time: dateAndTime(report.received, now.value) })}</small>
      </header>
      <div class="entry-body">
        <Values id={id} report={report} correct={correct} />
        <div>
          {report.responses.map((form) => (
            <Answered key={form.id} id={`${id}-${form.id}`} form={form} />
          ))}
        </div>
      </div>
    </li>
  );
}

/** All reports, newest first. */
export function ReportsTab({ page }: { readonly page: Book }) {
  const pages = usePages<RecordReport>(pathOf(page.patient, '/reports?limit=20'), page.round);
  const correcting = useSignal<Reading | null>(null);
  const correct = may('observation.correct') ? (one: Reading) => void (correcting.value = one) : undefined;
  return (
    <>
      <h2 id="h-reports" tabIndex={-1}>
        {t('record.reports')}
      </h2>
      <History pages={pages} empty={t('record.no_reports')}>
        {(items) => (
          <ol class="entries">
            {items.map((report) => (
              <OneReport key={report.id} report={report} correct={correct} />
            ))}
          </ol>
        )}
      </History>
      {correcting.value !== null && (
        <Correct page={page} one={correcting.value} close={() => (correcting.value = null)} />
      )}
    </>
  );
}
