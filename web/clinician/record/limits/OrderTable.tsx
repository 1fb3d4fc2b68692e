import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import { LimitTable } from './LimitTable';
import type { OrderDraft } from './OrderForm';
import {
  at, basisFor, basisWords, boxKey, boxSign, limitWords, scaleName, slotName, textOf, type Fault, type Scale,
  type Slot, zoneOf,
} from './order';

interface Properties {
  readonly id: string;
  readonly book: LimitBook;
  readonly scales: readonly Scale[];
  readonly draft: OrderDraft;
  readonly faults: readonly Fault[];
  readonly change: (part: Partial<OrderDraft>) => void;
}

interface BoxProperties extends Omit<Properties, 'scales'> {
  readonly scale: Scale;
  readonly slot: Slot;
}

/** One limit to type, with its sign before it and the standard under it. */
function Box({ id, book, draft, faults, change, scale, slot }: BoxProperties) {
  const box = boxKey(scale, slot);
  const wrong = faults.some((one) => one.box === box);
  const standard = at(book.standard, scale, slot);
  const basis = basisFor(book, scale, slot, draft.kinds);
  const own = `${id}-${box.replace(/\W/g, '-')}`;
  const label = `${scaleName(scale)}, ${slotName(slot).toLowerCase()}, ${boxSign(book, scale, slot, draft.kinds)}`;
  return (
    <td class="num" data-label={slotName(slot)}>
      <span class="box">
        <span aria-hidden="true">{boxSign(book, scale, slot, draft.kinds)}</span>
        <input
          class="ds-input"
          id={own}
          inputMode="decimal"
          autocomplete="off"
          aria-label={label}
          aria-invalid={wrong}
          aria-describedby={standard === null ? undefined : `${own}-standard`}
          value={textOf(book, draft.typed, scale, slot)}
          onInput={(event) => change({ typed: { ...draft.typed, [box]: event.currentTarget.value } })}
        />
      </span>
      {standard !== null && (
        <small id={`${own}-standard`}>{t('limits.standard_is', { limit: limitWords(standard) })}</small>
      )}
      {basis !== 'absolute' && <small>{basisWords(basis, zoneOf(slot))}</small>}
    </td>
  );
}

/** All limits of the order to type in. An empty box is no limit. */
export function OrderTable({ scales, ...rest }: Properties) {
  return (
    <LimitTable
      book={rest.book}
      scales={scales}
      by={`${rest.id}-title`}
      cell={(scale, slot) => <Box key={slot} {...rest} scale={scale} slot={slot} />}
    />
  );
}
