import { t } from '../../../shared/i18n';
import { readAnew, type Desk } from '../desk';

/** Something came in after this was read: it must be seen before the case can be closed. */
export function ChangedBanner({ desk }: { readonly desk: Desk }) {
  return (
    <div class="changed" role="status">
      {desk.changed.value && (
        <p>
          <b>{t('panel.changed')}</b>
          <button
            class="ds-button"
            data-variant="secondary"
            type="button"
            onClick={() => readAnew(desk)}
          >
            {t('act.look_again')}
          </button>
        </p>
      )}
    </div>
  );
}
