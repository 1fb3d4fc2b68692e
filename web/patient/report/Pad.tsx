import { Icon } from '../../shared/components/Icon';
import { decimalSign } from '../../shared/format';
import { t } from '../../shared/i18n';
import type { Key } from './numbers';

const DIGITS: readonly Key[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

interface Properties {
  readonly places: number;
  readonly press: (key: Key) => void;
}

/** Our own digits, large enough for any finger. From left to right in every language, as on a telephone. */
export function Pad({ places, press }: Properties) {
  const digit = (key: Key) => (
    <button key={key} type="button" data-key={key} onClick={() => press(key)}>
      {key}
    </button>
  );
  return (
    <div class="pad" dir="ltr" role="group" aria-label={t('me.pad')}>
      {DIGITS.map(digit)}
      {places > 0 ? (
        <button type="button" data-key="point" aria-label={t('me.decimal')} onClick={() => press('point')}>
          {decimalSign()}
        </button>
      ) : (
        <span />
      )}
      {digit('0')}
      <button type="button" data-key="erase" aria-label={t('me.erase')} onClick={() => press('erase')}>
        <Icon name="erase" />
      </button>
    </div>
  );
}
