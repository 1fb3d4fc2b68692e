import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { day, moment } from '../../../shared/format';
import { t, tMaybe } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { wordOf } from '../../../shared/zone';
import type { Desk, OpenCase } from '../desk';
import { ContactForm, contactKey } from './ContactForm';
import type { CaseContact } from './types';
import { WritingHead } from './WritingHead';

const FIRST = 3;

/** "Telefon, Kari H.: gul, veiledet etter plan" */
function words(one: CaseContact): string {
  const way = one.kind === null ? '' : t(`way.${one.kind}`);
  const whom = one.party === null || one.party === 'patient' ? '' : t(`party.${one.party}`).toLowerCase();
  const who = [[way, whom].filter(Boolean).join(' '), one.by].filter(Boolean).join(', ');
  const what = [
    one.zone === null || one.zone === 'none' ? '' : t(wordOf(one.zone)).toLowerCase(),
    ...one.outcomes.map((outcome) => tMaybe(`done.${outcome}`, outcome)),
    one.about ?? '',
  ].filter((part) => part !== '');
  return what.length === 0 ? who : `${who}: ${what.join(', ')}`;
}

function Line({ one }: { readonly one: CaseContact }) {
  return (
    <li>
      <time dateTime={one.at} title={moment(one.at, now.value)}>
        {day(one.at)}
      </time>
      <span>
        {words(one)}
        {one.note !== null && one.note !== '' && <q>{one.note}</q>}
      </span>
    </li>
  );
}

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

/** The last contacts, and the way to log one without closing the case. */
export function Contacts({ desk, open }: Properties) {
  const draft = desk.drafts.of(contactKey(open.item.patient.id));
  const writing = useSignal(draft.about + draft.note !== '');
  const pressed = useRef(false);
  const all = useSignal(false);
  if (open.detail === null) return null;
  const { contacts } = open.detail;
  const shown = all.value ? contacts : contacts.slice(0, FIRST);
  return (
    <section class="contacts" aria-labelledby="h-contacts">
      <WritingHead
        id="h-contacts"
        title={t('contacts.title')}
        words={may('record.write') ? t('contacts.log') : null}
        writing={writing}
        pressed={pressed}
      />
      {writing.value && (
        <ContactForm desk={desk} open={open} focused={pressed.current} done={() => (writing.value = false)} />
      )}
      {contacts.length === 0 && <p class="soft">{t('contacts.none')}</p>}
      <ul class="log log-days">
        {shown.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
      {contacts.length > shown.length && (
        <button class="textlink" type="button" onClick={() => (all.value = true)}>
          {t('contacts.more')}
        </button>
      )}
    </section>
  );
}
