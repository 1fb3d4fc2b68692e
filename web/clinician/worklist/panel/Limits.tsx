import type { PatientDetail } from '../../../shared/api';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t, tMaybe } from '../../../shared/i18n';
import { limitsOf, limitText } from './limits';

/** The limits for what is followed but did not come in the last report. */
export function Limits({ detail }: { readonly detail: PatientDetail | null }) {
  if (detail === null) return <div class="bones" aria-hidden="true" />;
  const shown = new Set(detail.reports[0]?.observations.map((one) => one.parameter));
  const limits = limitsOf(detail);
  const others = [...new Set(limits.map((limit) => limit.parameter))].filter(
    (parameter) => !shown.has(parameter),
  );
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="h-limits">
      <h3 id="h-limits">{t('limits.title')}</h3>
      <table class="report" aria-labelledby="h-limits">
        <thead>
          <tr>
            <th scope="col">{t('report.parameter')}</th>
            <th scope="col">
              <ZoneMark face="yellow" /> {t('report.yellow')}
            </th>
            <th scope="col">
              <ZoneMark face="red" /> {t('report.red')}
            </th>
          </tr>
        </thead>
        <tbody>
          {others.map((parameter) => (
            <tr key={parameter}>
              <th scope="row">{tMaybe(`parameter.${parameter}`, parameter)}</th>
              <td>{limitText(limits, parameter, 'yellow')}</td>
              <td>{limitText(limits, parameter, 'red')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
