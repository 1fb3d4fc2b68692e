import { t } from '../../shared/i18n';
import { Heading } from '../parts/Heading';
import { goBack } from '../place';
import { signOutNow } from './leave';

/** Before one signs out from a report that was not sent. */
export function LeaveScreen() {
  return (
    <div class="again">
      <div>
        <Heading title={t('me.leave')}>{t('me.leave')}</Heading>
        <p>{t('me.leave_why')}</p>
      </div>
      <div class="stack">
        <button class="ds-button go" type="button" onClick={goBack}>
          {t('me.stay')}
        </button>
        <button class="ds-button go" data-variant="secondary" type="button" onClick={signOutNow}>
          {t('me.leave_now')}
        </button>
      </div>
    </div>
  );
}
