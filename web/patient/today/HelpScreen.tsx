import { t } from '../../shared/i18n';
import { always, Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { goBack } from '../place';
import { today } from '../state';

/** Whom to call, and when the service is there. It works also when nothing could be fetched. */
export function HelpScreen() {
  const day = today.value;
  return (
    <div class="again">
      <Heading title={t('me.help_title')}>{t('me.help_title')}</Heading>
      <Calls contacts={day === null || day.contacts.length === 0 ? always() : day.contacts} />
      {day?.followUp && <p>{day.followUp.text}</p>}
      <p>{t('me.help_safe')}</p>
      <div class="stack">
        <button class="ds-button go" data-variant="secondary" type="button" onClick={goBack}>
          {t('panel.back')}
        </button>
      </div>
    </div>
  );
}
