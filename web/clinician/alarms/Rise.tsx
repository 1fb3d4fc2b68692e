import { briefDate } from '../../shared/days';
import { number } from '../../shared/format';
import { t } from '../../shared/i18n';
import type { AlarmLoad } from './shapes';

/** Where alarms began, by day, and since when it is more than was to be expected. */
export function Rise({ load: { newAlarms } }: { readonly load: AlarmLoad }) {
  const { days, since } = newAlarms;
  if (!days.some(({ expected }) => expected !== null)) return null;
  return (
    <section class="card" aria-labelledby="h-rise">
      <h2 id="h-rise">{t('alarms.rise')}</h2>
      <p>{since === null ? t('alarms.rise_none') : <b>{t('alarms.rise_since', { day: briefDate(since) })}</b>}</p>
      <details>
        <summary>{t('alarms.rise_days')}</summary>
        <table class="plain-table" aria-labelledby="h-rise">
          <thead>
            <tr>
              <th scope="col">{t('alarms.rise_day')}</th>
              <th scope="col" class="num">
                {t('alarms.rise_count')}
              </th>
              <th scope="col" class="num">
                {t('alarms.rise_expected')}
              </th>
              <th scope="col">
                <span class="sr">{t('alarms.rise_mark')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map((one) => (
              <tr key={one.day}>
                <th scope="row">{briefDate(one.day)}</th>
                <td class="num">{one.count}</td>
                <td class="num">{one.expected === null ? '–' : number(one.expected, '')}</td>
                <td>{one.standsOut && <b>{t('alarms.rise_more')}</b>}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="soft">{t('alarms.rise_why')}</p>
      </details>
    </section>
  );
}
