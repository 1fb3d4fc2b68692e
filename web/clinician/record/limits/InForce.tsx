import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import {
  at, floorWords, limitWords, scaleKey, scaleName, scalesOf, scaleUnit, slotName, SLOTS, zoneOf, type Scale, type Slot,
} from './order';

interface CellProperties {
  readonly book: LimitBook;
  readonly scale: Scale;
  readonly slot: Slot;
}

/** What is in force; under it the standard, where that is another. */
function Cell({ book, scale, slot }: CellProperties) {
  const now = at(book.inForce, scale, slot);
  const standard = at(book.standard, scale, slot);
  const own = now === null ? standard !== null : standard === null || limitWords(now) !== limitWords(standard);
  return (
    <td class="num" data-label={slotName(slot)}>
      {now === null ? <span class="soft">{t('limits.nothing')}</span> : own ? <b>{limitWords(now)}</b> : limitWords(now)}
      {own && (
        <small>{t('limits.standard_is', { limit: standard === null ? t('limits.nothing') : limitWords(standard) })}</small>
      )}
    </td>
  );
}

export function SlotHeads() {
  return (
    <>
      {SLOTS.map((slot) => (
        <th key={slot} scope="col" class="num">
          <ZoneMark face={zoneOf(slot)} /> {slotName(slot)}
        </th>
      ))}
    </>
  );
}

/** The safety floors of a scale, in words. */
export function floorsOf(book: LimitBook, scale: Scale): string {
  if (scale.kind === 'change' || scale.condition !== null) return '';
  return book.floors
    .filter((one) => one.parameter === scale.parameter)
    .map((one) => floorWords(one, scale.unit))
    .join(', ');
}

/** The limits in force beside the programme's own. */
export function InForce({ book, id }: { readonly book: LimitBook; readonly id: string }) {
  const scales = scalesOf(book.inForce, book.standard);
  return (
    <table class="plain-table limit-table" aria-labelledby={id}>
      <thead>
        <tr>
          <th scope="col">{t('record.measure')}</th>
          <SlotHeads />
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
            {SLOTS.map((slot) => (
              <Cell key={slot} book={book} scale={scale} slot={slot} />
            ))}
            <td class="num soft" data-label={t('limits.floor')}>
              {floorsOf(book, scale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
