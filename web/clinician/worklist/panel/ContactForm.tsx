import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import type { Draft } from '../drafts';
import type { Desk, OpenCase } from '../desk';
import { OUTCOMES, type Outcome } from '../outcomes';
import { follow } from './follow';
import { useSaving } from './saving';
import { CONTACT_KINDS, PARTIES, type ContactKind, type Party } from './types';

export const contactKey = (patient: string): string => `${patient} contact`;

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
  /** Takes the focus: it was asked for, and does not only stand there because something was typed before. */
  readonly focused: boolean;
  readonly done: () => void;
}

interface SelectProperties<T extends string> {
  readonly id: string;
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [T, string])[];
  readonly choose: (value: T) => void;
}

function Select<T extends string>({ id, label, value, choices, choose }: SelectProperties<T>) {
  return (
    <label class="field" for={id}>
      {label}
      <select class="ds-input" id={id} onChange={(event) => choose(event.currentTarget.value as T)}>
        {choices.map(([one, words]) => (
          <option key={one} value={one} selected={one === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

const bodyOf = ({ way, party, about, note, outcomes }: Draft): object => ({
  kind: way ?? 'phone',
  party,
  ...(about.trim() === '' ? {} : { about: about.trim() }),
  ...(note.trim() === '' ? {} : { note: note.trim() }),
  ...(outcomes.length === 0 ? {} : { outcomes }),
});

const isEmpty = ({ about, note, outcomes }: Draft): boolean => (about + note).trim() === '' && outcomes.length === 0;

const WAYS = (): readonly (readonly [ContactKind, string])[] => CONTACT_KINDS.map((one) => [one, t(`way.${one}`)] as const);
const WHOM = (): readonly (readonly [Party, string])[] => PARTIES.map((one) => [one, t(`party.${one}`)] as const);
const DONE = (): readonly (readonly [Outcome | '', string])[] => [
  ['', t('contact_form.no_outcome')],
  ...OUTCOMES.filter((one) => one !== 'seen').map((one) => [one, t(`outcome.${one}`)] as const),
];

/** A contact that closes nothing: how, with whom, about what, and what came of it. */
export function ContactForm({ desk, open, focused, done }: Properties) {
  const patient = open.item.patient.id;
  const key = contactKey(patient);
  const draft = desk.drafts.of(key);
  const change = (part: Partial<Draft>): void => desk.drafts.change(key, part);
  const place = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (focused) place.current?.querySelector('select')?.focus();
  }, [focused]);
  const { busy, wrong, submit } = useSaving({
    desk,
    draftKey: key,
    path: `/api/patients/${encodeURIComponent(patient)}/contacts`,
    body: () => bodyOf(desk.drafts.of(key)),
    lacking: () => (isEmpty(desk.drafts.of(key)) ? t('contact_form.empty') : null),
    saved: () => {
      done();
      follow(desk, 'contact');
    },
  });
  return (
    <form class="record-form" aria-label={t('contacts.log')} ref={place} onSubmit={(event) => void submit(event)}>
      <Select id="contact-way" label={t('contact_form.way')} value={draft.way ?? 'phone'} choices={WAYS()} choose={(way) => change({ way })} />
      <Select id="contact-party" label={t('contact_form.party')} value={draft.party} choices={WHOM()} choose={(party) => change({ party })} />
      <label class="field field-wide" for="contact-about">
        {t('contact_form.about')}
        <input class="ds-input" id="contact-about" autocomplete="off" maxLength={200} value={draft.about} onInput={(event) => change({ about: event.currentTarget.value })} />
      </label>
      <Select
        id="contact-outcome"
        label={t('contact_form.outcome')}
        value={draft.outcomes[0] ?? ''}
        choices={DONE()}
        choose={(one) => change({ outcomes: one === '' ? [] : [one] })}
      />
      <label class="field" for="contact-note">
        {t('outcome.note')}
        <input class="ds-input" id="contact-note" autocomplete="off" value={draft.note} onInput={(event) => change({ note: event.currentTarget.value })} />
      </label>
      <div class="compose-foot field-wide">
        <p role="status">{wrong.value}</p>
        <button class="ds-button" data-variant="tertiary" type="button" onClick={done}>
          {t('act.cancel')}
        </button>
        <button class="ds-button" data-variant="secondary" type="submit" aria-busy={busy.value}>
          {t('contact_form.save')}
        </button>
      </div>
    </form>
  );
}
