import { useSignal } from '@preact/signals';
import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t, tMaybe } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may, me } from '../../../shared/session';
import { wordOf } from '../../../shared/zone';
import { Dialog } from '../parts/Dialog';
import { History } from '../parts/History';
import { dateAndTime } from '../parts/times';
import { usePages } from '../pages';
import { pathOf, type Book } from '../record';
import { nameOf, type RecordContact } from '../shapes';
import { ContactForm } from './ContactForm';
import { kindWords, partyWords } from './words';

interface OneProperties {
  readonly one: RecordContact;
  readonly replaced: boolean;
  readonly correct: (() => void) | undefined;
}

/** In the order in which it is asked: how and with whom, about what, what came of it. */
export function ContactWords({ one }: { readonly one: RecordContact }) {
  const done = one.outcomes.map((outcome) => tMaybe(`outcome.${outcome}`, outcome)).join(', ');
  const said = [one.about ?? '', done].filter((words) => words !== '').join(' · ');
  const zone = one.zone;
  return (
    <>
      {zone !== null && zone !== 'none' && (
        <>
          <ZoneMark face={zone} /> <span class="sr">{t(wordOf(zone))}, </span>
        </>
      )}
      <b>
        {kindWords(one.kind)}
        {one.party !== null && one.party !== 'patient' && `, ${partyWords(one.party).toLowerCase()}`}
      </b>
      {said === '' ? '' : `: ${said}`}
      {one.note !== null && one.note !== undefined && one.note !== '' && <q>{one.note}</q>}
    </>
  );
}

function OneContact({ one, replaced, correct }: OneProperties) {
  const gone = replaced || one.undone;
  return (
    <li class={gone ? 'log-entry log-gone' : 'log-entry'}>
      <time dateTime={one.at}>{dateAndTime(one.at, now.value)}</time>
      <div>
        <p>
          <ContactWords one={one} />
        </p>
        <small class="soft">
          {[one.by, nameOf(one.organisation)].filter(Boolean).join(', ')}
          {replaced && ` · ${t('record.is_replaced')}`}
          {one.undone && ` · ${t('record.is_undone')}`}
          {one.replaces !== null && one.replaces !== undefined && ` · ${t('record.replaces')}`}
        </small>
      </div>
      {correct !== undefined && (
        <button class="textlink" type="button" onClick={correct}>
          {t('record.correct')}
        </button>
      )}
    </li>
  );
}

/** The contact log, and the form for a new one beside it. */
export function ContactsTab({ page }: { readonly page: Book }) {
  const pages = usePages<RecordContact>(pathOf(page.patient, '/contacts?limit=30'), page.round);
  const again = useSignal<RecordContact | null>(null);
  const writes = may('record.write');
  const replaced = new Set(pages.items.value?.map((one) => one.replaces));
  const own = (one: RecordContact): boolean =>
    writes && one.kind !== null && !one.undone && !replaced.has(one.id) && one.by === me.value?.account.name;
  return (
    <>
      <h2 id="h-contacts" tabIndex={-1}>
        {t('record.contacts')}
      </h2>
      <div class={writes ? 'beside' : undefined}>
        {writes && (
          <section class="card" aria-labelledby="h-new-contact">
            <h3 id="h-new-contact">{t('record.new_contact')}</h3>
            <ContactForm page={page} />
          </section>
        )}
        <section class="card" aria-labelledby="h-contacts">
          <History pages={pages} empty={t('record.no_contacts')}>
            {(items) => (
              <ol class="log-list">
                {items.map((one) => (
                  <OneContact
                    key={one.id}
                    one={one}
                    replaced={replaced.has(one.id)}
                    correct={own(one) ? () => (again.value = one) : undefined}
                  />
                ))}
              </ol>
            )}
          </History>
        </section>
      </div>
      {again.value !== null && (
        <Dialog id="h-contact-again" title={t('record.correct_contact')} close={() => (again.value = null)}>
          <p class="soft">{t('record.replace_why')}</p>
          <ContactForm page={page} replaces={again.value} close={() => (again.value = null)} />
        </Dialog>
      )}
    </>
  );
}
