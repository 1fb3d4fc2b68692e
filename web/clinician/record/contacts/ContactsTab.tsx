import { ZoneMark } from '../../../shared/components/ZoneMark';
import { t, tMaybe } from '../../../shared/i18n';
import { wordOf } from '../../../shared/zone';
import { LogBook } from '../parts/LogBook';
import type { Book } from '../record';
import type { RecordContact } from '../shapes';
import { ContactForm } from './ContactForm';
import { kindWords, partyWords } from './words';

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

const wordsOf = (one: RecordContact) => (
  <p>
    <ContactWords one={one} />
  </p>
);

/** The contact log. What was part of an acknowledgement stands as it was made. */
export function ContactsTab({ page }: { readonly page: Book }) {
  return (
    <LogBook
      page={page}
      many="contacts"
      one="contact"
      form={ContactForm}
      words={wordsOf}
      isUndone={(one: RecordContact) => one.undone}
      isFixed={(one: RecordContact) => one.kind === null}
    />
  );
}
