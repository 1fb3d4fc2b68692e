import { t } from '../../shared/i18n';

/** No alarm goes off when one writes: said where one writes, with whom to call. */
export function Urgent() {
  return (
    <aside class="mail-urgent" aria-labelledby="h-urgent">
      <h2 id="h-urgent">{t('mail.urgent')}</h2>
      <p>{t('mail.not_alarm')}</p>
      <ul>
        <li>
          <a href="tel:116117">{t('mail.call_out_of_hours')}</a>
        </li>
        <li>
          <a href="tel:113">{t('mail.call_emergency')}</a>
        </li>
      </ul>
    </aside>
  );
}
