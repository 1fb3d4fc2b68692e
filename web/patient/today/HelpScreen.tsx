import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { always, Calls } from '../parts/Calls';
import { Heading } from '../parts/Heading';
import { goBack } from '../place';
import { loadToday, today } from '../state';
import { justTold } from './due';

/** Whom to call, and when the service is there. It works also when nothing could be fetched. */
export function HelpScreen() {
  const day = today.value;
  useEffect(() => {
    if (today.peek() !== null) void loadToday();
  }, []);
  return (
    <div class="again">
      <Heading title={t('me.help_title')}>{t('me.help_title')}</Heading>
      <Calls contacts={day === null || day.contacts.length === 0 ? always() : day.contacts} />
      {day?.followUp && justTold(day, now.value) && <p>{day.followUp.text}</p>}
      <p>{t('me.help_safe')}</p>
      <div class="stack">
        <button class="ds-button go" data-variant="secondary" type="button" onClick={goBack}>
          {t('panel.back')}
        </button>
      </div>
    </div>
  );
}
