import { useSignal } from '@preact/signals';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { t, tn } from '../../shared/i18n';
import type { AlarmLoad, LimitLoad } from './shapes';
import { percent, percentWords } from './words';

const FIRST = 8;

const keyOf = (one: LimitLoad): string =>
  [one.programme, one.rule, one.parameter, one.side, one.operator, one.value, one.individual].join(' ');

/** Whose it is, and on which side. */
const besideOf = (one: LimitLoad, several: boolean): readonly string[] => [
  ...(several ? [one.programmeName] : []),
  ...(one.individual && one.side === 'low' ? [t('alarms.low')] : []),
  ...(one.individual && one.side === 'high' ? [t('alarms.high')] : []),
  ...(one.individual || one.value === null ? [] : [t('alarms.standard')]),
];

function Row({ one, several }: { readonly one: LimitLoad; readonly several: boolean }) {
  return (
    <tr>
      <th scope="row">
        <ZoneMark face={one.zone} /> {one.text}
        <small>{besideOf(one, several).join(' · ')}</small>
      </th>
      <td class="num" data-label={t('alarms.alarm_days')}>
        <b>{one.alarmDays}</b>
      </td>
      <td class="num" data-label={t('alarms.share')}>
        {percentWords(one.share)}
      </td>
      <td class="num" data-label={t('alarms.patients')}>
        {one.patients}
      </td>
      <td class="num" data-label={t('alarms.downgraded')}>
        {one.downgraded} <span class="soft">({percentWords(percent(one.downgraded, one.alarmDays))})</span>
      </td>
    </tr>
  );
}

/** Which limits and rules alarm most, and how often nurses found that nothing was the matter. */
export function Causes({ load }: { readonly load: AlarmLoad }) {
  const all = useSignal(false);
  const shown = all.value ? load.limits : load.limits.slice(0, FIRST);
  return (
    <section class="card" aria-labelledby="h-causes">
      <h2 id="h-causes">{t('alarms.causes')}</h2>
      {load.limits.length === 0 && <p class="empty">{t('alarms.no_alarms')}</p>}
      {load.limits.length > 0 && (
        <table class="plain-table causes" aria-labelledby="h-causes">
          <thead>
            <tr>
              <th scope="col">{t('alarms.cause')}</th>
              <th scope="col" class="num">
                {t('alarms.alarm_days')}
              </th>
              <th scope="col" class="num">
                {t('alarms.share')}
              </th>
              <th scope="col" class="num">
                {t('alarms.patients')}
              </th>
              <th scope="col" class="num">
                {t('alarms.downgraded')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <Row key={keyOf(one)} one={one} several={load.programmes.length > 1} />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < load.limits.length && (
        <button class="textlink" type="button" onClick={() => (all.value = true)}>
          {tn('alarms.more_causes', load.limits.length - shown.length)}
        </button>
      )}
    </section>
  );
}
