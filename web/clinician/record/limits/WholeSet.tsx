import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { date } from '../parts/times';
import type { Habit } from '../shapes';
import { habitWords, news2Words, type Standing } from './levels';
import { at, basisOf, basisWords, limitWords, scaleKey, scaleName, scalesOf, scaleUnit, SLOTS, slotName, zoneOf } from './order';

/** The habitual levels, one a line; in words when there are none. */
export function LevelList({ habits, news2 }: { readonly habits: readonly Habit[]; readonly news2: number | null }) {
  return (
    <dl class="facts levels">
      {habits.map((one) => (
        <div key={one.parameter}>
          <dt>{t('workshop.level_of', { name: one.name })}</dt>
          <dd>
            <b>{habitWords(one)}</b>
            {one.approvedOn !== null && (
              <small>{t('workshop.approved_on', { date: date(one.approvedOn, now.value) })}</small>
            )}
          </dd>
        </div>
      ))}
      {habits.length === 0 && (
        <div>
          <dt>{t('workshop.levels')}</dt>
          <dd>{t('workshop.no_levels')}</dd>
        </div>
      )}
      {news2 !== null && (
        <div>
          <dt>{t('workshop.news2')}</dt>
          <dd>{news2Words(news2)}</dd>
        </div>
      )}
    </dl>
  );
}

/** All that stands with an order, also what it leaves as it was. */
export function WholeSet({ id, standing }: { readonly id: string; readonly standing: Standing }) {
  return (
    <details class="whole-set">
      <summary id={id}>{t('workshop.whole_set')}</summary>
      <table class="plain-table" aria-labelledby={id}>
        <thead>
          <tr>
            <th scope="col">{t('limits.limit')}</th>
            <th scope="col" class="num">
              {t('workshop.value')}
            </th>
            <th scope="col">{t('workshop.acts')}</th>
          </tr>
        </thead>
        <tbody>
          {scalesOf(standing.limits).flatMap((scale) =>
            SLOTS.map((slot) => {
              const one = at(standing.limits, scale, slot);
              if (one === null) return null;
              return (
                <tr key={`${scaleKey(scale)}${slot}`}>
                  <th scope="row">
                    <ZoneMark face={zoneOf(slot)} /> {scaleName(scale)}, {slotName(slot).toLowerCase()}
                  </th>
                  <td class="num">
                    {limitWords(one)} <span class="unit">{scaleUnit(scale)}</span>
                  </td>
                  <td>{basisWords(basisOf(one), one.zone)}</td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </details>
  );
}
