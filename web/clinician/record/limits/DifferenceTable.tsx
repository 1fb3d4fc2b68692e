import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import { differences, KIND_WORDS, limitWords, scaleName, scaleUnit, slotName, zoneOf } from './order';
import type { OrderLimit } from '../shapes';

interface Properties {
  readonly id: string;
  readonly before: readonly OrderLimit[];
  readonly after: readonly OrderLimit[];
}

const words = (one: OrderLimit | null): string => (one === null ? t('limits.nothing') : limitWords(one));

/** What an order changes: old, new, and which way. */
export function DifferenceTable({ id, before, after }: Properties) {
  const changed = differences(before, after);
  if (changed.length === 0) return <p class="soft">{t('limits.no_difference')}</p>;
  return (
    <table class="plain-table differences" aria-labelledby={id}>
      <thead>
        <tr>
          <th scope="col">{t('limits.limit')}</th>
          <th scope="col" class="num">
            {t('limits.before')}
          </th>
          <th scope="col" class="num">
            {t('limits.after')}
          </th>
          <th scope="col">{t('limits.which_way')}</th>
        </tr>
      </thead>
      <tbody>
        {changed.map(({ scale, slot, before: old, after: now, kind }) => (
          <tr key={`${scaleName(scale)}${slot}`}>
            <th scope="row">
              <ZoneMark face={zoneOf(slot)} /> {scaleName(scale)}, {slotName(slot).toLowerCase()}
            </th>
            <td class="num">{words(old)}</td>
            <td class="num">
              <b>{words(now)}</b> <span class="unit">{now === null ? '' : scaleUnit(scale)}</span>
            </td>
            <td>{KIND_WORDS[kind]()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
