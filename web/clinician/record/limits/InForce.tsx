import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import { LimitTable } from './LimitTable';
import { at, basisOf, basisWords, limitWords, scalesOf, slotName, type Scale, type Slot } from './order';

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
      {now !== null && basisOf(now) !== 'absolute' && <small>{basisWords(basisOf(now), now.zone)}</small>}
      {own && (
        <small>{t('limits.standard_is', { limit: standard === null ? t('limits.nothing') : limitWords(standard) })}</small>
      )}
    </td>
  );
}

/** The limits in force beside the programme's own. */
export function InForce({ book, id }: { readonly book: LimitBook; readonly id: string }) {
  return (
    <LimitTable
      book={book}
      scales={scalesOf(book.inForce, book.standard)}
      by={id}
      cell={(scale, slot) => <Cell key={slot} book={book} scale={scale} slot={slot} />}
    />
  );
}
