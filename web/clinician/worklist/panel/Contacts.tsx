import type { PatientDetail } from '../../../shared/api';
import { day } from '../../../shared/format';
import { t, tMaybe } from '../../../shared/i18n';
import { wordOf } from '../../../shared/zone';

/** What was done with earlier cases, by whom. */
export function Contacts({ detail }: { readonly detail: PatientDetail | null }) {
  if (detail === null) return null;
  return (
    <section aria-labelledby="h-contacts">
      <h3 id="h-contacts">{t('contacts.title')}</h3>
      {detail.contacts.length === 0 && <p class="soft">{t('contacts.none')}</p>}
      <ul class="log log-days">
        {detail.contacts.map((one) => (
          <li key={one.at}>
            <time dateTime={one.at}>{day(one.at)}</time>
            <span>
              {one.by}: {t(wordOf(one.zone)).toLowerCase()},{' '}
              {one.outcomes.map((outcome) => tMaybe(`done.${outcome}`, outcome)).join(', ')}
              {one.note !== null && one.note !== '' && <q>{one.note}</q>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
