import { ZoneMark } from '../../../shared/components/ZoneMark';
import { moment, number, unit } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { faceOf } from '../../../shared/zone';
import type { CaseDetail, CaseReport } from './types';

const inShort = (report: CaseReport): string =>
  report.observations
    .filter((one) => one.value !== null)
    .map((one) => `${one.name} ${number(one.value ?? 0, one.unit)} ${unit(one.unit)}`.trim())
    .join(', ');

/** The rest stand on the patient's page. */
const MOST = 5;

/** The reports before the last, each in a line. */
export function EarlierReports({ detail }: { readonly detail: CaseDetail | null }) {
  const earlier = detail?.reports.slice(1, 1 + MOST) ?? [];
  if (earlier.length === 0) return null;
  return (
    <section aria-labelledby="h-earlier">
      <h3 id="h-earlier">{t('report.earlier')}</h3>
      <ul class="log">
        {earlier.map((report) => {
          const { face, word } = faceOf({ zone: report.zone, unconfirmed: false, missing: false });
          return (
            <li key={report.id}>
              <time dateTime={report.received}>{moment(report.received, now.value)}</time>
              <span>
                <ZoneMark face={face} /> <span class="sr">{t(word)}: </span>
                {inShort(report)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
