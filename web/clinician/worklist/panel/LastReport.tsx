import type { Limit, Observation, PatientDetail, Report } from '../../../shared/api';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { moment, number, unit } from '../../../shared/format';
import { t, tMaybe } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { wordOf } from '../../../shared/zone';
import { Answers } from './Answers';
import { limitsOf, limitText } from './limits';

const valueOf = (one: Observation): string =>
  one.value === null ? t('report.no_value') : number(one.value, one.unit);

function Marks({ marks }: { readonly marks: readonly string[] }) {
  if (marks.length === 0) return null;
  return <small>{marks.map((mark) => tMaybe(`mark.${mark}`, mark)).join(', ')}</small>;
}

interface LineProperties {
  readonly one: Observation;
  readonly report: Report;
  readonly limits: readonly Limit[];
}

/** A value, with the zone that it gave when it gave one. */
function Line({ one, report, limits }: LineProperties) {
  const zone = report.reasons.find((reason) => reason.parameter === one.parameter)?.zone;
  const marked = zone === 'red' || zone === 'yellow' ? zone : null;
  return (
    <tr>
      <th scope="row">
        <span class="report-mark">{marked !== null && <ZoneMark face={marked} />}</span>
        {one.name}
        {marked !== null && <span class="sr">, {t(wordOf(marked))}</span>}
        <Marks marks={one.marks} />
      </th>
      <td>
        <b>{valueOf(one)}</b> <span class="unit">{unit(one.unit)}</span>
      </td>
      <td>{limitText(limits, one.parameter, 'yellow')}</td>
      <td>{limitText(limits, one.parameter, 'red')}</td>
    </tr>
  );
}

/** What came last, beside this patient's own limits. */
export function LastReport({ detail }: { readonly detail: PatientDetail | null }) {
  const report = detail?.reports[0];
  if (detail === null) return <div class="bones" aria-hidden="true" />;
  if (report === undefined) {
    return (
      <section aria-labelledby="h-report">
        <h3 id="h-report">{t('report.last')}</h3>
        <p class="soft">{t('report.none')}</p>
      </section>
    );
  }
  const limits = limitsOf(detail);
  return (
    <section aria-labelledby="h-report">
      <h3 id="h-report">
        {t('report.last')} <small>{moment(report.received, now.value)}</small>
      </h3>
      {report.observations.length > 0 && (
        <table class="report" aria-labelledby="h-report">
          <thead>
            <tr>
              <th scope="col">{t('report.parameter')}</th>
              <th scope="col">{t('report.value')}</th>
              <th scope="col">{t('report.yellow')}</th>
              <th scope="col">{t('report.red')}</th>
            </tr>
          </thead>
          <tbody>
            {report.observations.map((one) => (
              <Line key={one.id} one={one} report={report} limits={limits} />
            ))}
          </tbody>
        </table>
      )}
      {report.responses.map((form) => (
        <Answers key={form.id} form={form} />
      ))}
    </section>
  );
}
