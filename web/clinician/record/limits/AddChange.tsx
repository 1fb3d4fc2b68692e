import { useSignal } from '@preact/signals';
import { t } from '../../../shared/i18n';
import type { LimitBook } from '../shapes';
import { scaleKey, scaleName, scalesOf, type Scale } from './order';

interface Properties {
  readonly id: string;
  readonly book: LimitBook;
  readonly scales: readonly Scale[];
  readonly add: (scale: Scale) => void;
}

/** 0: on the value itself. */
const DAYS = [0, 1, 2, 3, 5, 7, 14];

/** A limit on a value, or on how much it may change over some days, for a parameter that has none such. */
export function AddChange({ id, book, scales, add }: Properties) {
  const parameters = scalesOf(book.standard, book.inForce).filter(
    (one, index, all) => all.findIndex((other) => other.parameter === one.parameter) === index,
  );
  const chosen = useSignal(parameters[0]?.parameter ?? '');
  const days = useSignal(3);
  const base = parameters.find((one) => one.parameter === chosen.value);
  if (base === undefined) return null;
  const wanted: Scale = {
    ...base,
    kind: days.value === 0 ? 'value' : 'change',
    days: days.value === 0 ? null : days.value,
    condition: null,
  };
  const there = scales.some((one) => scaleKey(one) === scaleKey(wanted));
  return (
    <p class="add-change">
      <label for={`${id}-add`}>{t('limits.add_change')}</label>
      <select
        class="ds-input"
        id={`${id}-add`}
        value={chosen.value}
        onChange={(event) => (chosen.value = event.currentTarget.value)}
      >
        {parameters.map((one) => (
          <option key={one.parameter} value={one.parameter}>
            {scaleName({ ...one, kind: 'value', condition: null })}
          </option>
        ))}
      </select>
      <label class="sr" for={`${id}-days`}>
        {t('limits.over_days')}
      </label>
      <select
        class="ds-input"
        id={`${id}-days`}
        value={String(days.value)}
        onChange={(event) => (days.value = Number(event.currentTarget.value))}
      >
        {DAYS.map((n) => (
          <option key={n} value={String(n)}>
            {n === 0 ? t('limits.on_value') : t('limits.over', { n })}
          </option>
        ))}
      </select>
      <button
        class="ds-button"
        data-variant="secondary"
        type="button"
        aria-disabled={there}
        onClick={() => {
          if (!there) add(wanted);
        }}
      >
        {t('limits.add')}
      </button>
      {there && <span class="soft">{t('limits.is_there')}</span>}
    </p>
  );
}
