import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import { floorsOf, SlotHeads } from './InForce';
import type { OrderDraft } from './OrderForm';
import {
  at, boxKey, boxSign, limitWords, scaleKey, scaleName, scaleUnit, slotName, SLOTS, textOf, type Fault, type Scale,
  type Slot,
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
  const own = `${id}-${box.replace(/\W/g, '-')}`;
  const label = `${scaleName(scale)}, ${slotName(slot).toLowerCase()}, ${boxSign(book, scale, slot)}`;
  return (
    <td class="num" data-label={slotName(slot)}>
      <span class="box">
        <span aria-hidden="true">{boxSign(book, scale, slot)}</span>
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
    </td>
  );
}

/** All limits of the order to type in. An empty box is no limit. */
export function OrderTable({ scales, ...rest }: Properties) {
  const { id, book } = rest;
  return (
    <table class="plain-table limit-table" aria-labelledby={`${id}-title`}>
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
              <Box key={slot} {...rest} scale={scale} slot={slot} />
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
