import type { ComponentChildren } from 'preact';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import { floorWords, scaleKey, scaleName, scaleUnit, slotName, SLOTS, zoneOf, type Scale, type Slot } from './order';

interface Properties {
  readonly book: LimitBook;
  readonly scales: readonly Scale[];
  /** The id of what names the table. */
  readonly by: string;
  readonly cell: (scale: Scale, slot: Slot) => ComponentChildren;
}

/** The safety floors of a scale, in words. */
function floorsOf(book: LimitBook, scale: Scale): string {
  if (scale.kind === 'change' || scale.condition !== null) return '';
  return book.floors
    .filter((one) => one.parameter === scale.parameter)
    .map((one) => floorWords(one, scale.unit))
    .join(', ');
}

/** A row for each scale, a cell for each place that a limit may have in it, and the floor. */
export function LimitTable({ book, scales, by, cell }: Properties) {
  return (
    <table class="plain-table limit-table" aria-labelledby={by}>
      <thead>
        <tr>
          <th scope="col">{t('record.measure')}</th>
          {SLOTS.map((slot) => (
            <th key={slot} scope="col" class="num">
              <ZoneMark face={zoneOf(slot)} /> {slotName(slot)}
            </th>
          ))}
          <th scope="col" class="num">
            {t('limits.floor')}
          </th>
        </tr>
      </thead>
      <tbody>
        {scales.map((scale) => (
          <tr key={scaleKey(scale)}>
            <th scope="row">
              {scaleName(scale)} <span class="unit">{scaleUnit(scale)}</span>
            </th>
            {SLOTS.map((slot) => cell(scale, slot))}
            <td class="num soft" data-label={t('limits.floor')}>
              {floorsOf(book, scale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
