import { useSignal } from '@preact/signals';
import { serverNow, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { OUTCOMES } from '../../worklist/outcomes';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { localInput } from '../parts/times';
import { useAct } from '../parts/useAct';
import { pathOf, type Book } from '../record';
import type { RecordContact } from '../shapes';
import { tell } from '../tell';
import { KIND_WORDS, KINDS, PARTIES, PARTY_WORDS, type Kind, type Party } from './words';

export interface ContactDraft {
  readonly kind: string;
  readonly party: string;
  /** Empty: now. */
  readonly at: string;
  readonly about: string;
  readonly outcomes: readonly string[];
  readonly note: string;
}
const EMPTY: ContactDraft = { kind: 'phone', party: 'patient', at: '', about: '', outcomes: [], note: '' };

interface Properties {
  readonly page: Book;
  /** The one that this takes the place of. */
  readonly replaces?: RecordContact | undefined;
  readonly close?: () => void;
}

const DAYS_BACK = 90;
/** "Seen" is of a case, not of a contact. */
const CAME_OF_IT = OUTCOMES.filter((one) => one !== 'seen');

const startOf = (one: RecordContact | undefined): ContactDraft =>
  one === undefined
    ? EMPTY
    : {
        kind: one.kind ?? 'phone',
        party: one.party ?? 'patient',
        at: localInput(Date.parse(one.at)),
        about: one.about ?? '',
        outcomes: one.outcomes,
        note: one.note ?? '',
      };

interface Faults {
  readonly at: string | null;
  readonly about: string | null;
}

function faultsOf(draft: ContactDraft): Faults {
  const at = draft.at === '' ? serverNow() : Date.parse(draft.at);
  const old = serverNow() - DAYS_BACK * 24 * 3_600_000;
  const said = draft.about.trim() !== '' || draft.note.trim() !== '' || draft.outcomes.length > 0;
  return {
    at: Number.isNaN(at) ? t('limits.need_date') : at > serverNow() + 60_000 ? t('limits.future') : at < old ? t('record.too_old') : null,
    about: said ? null : t('record.contact_empty'),
  };
}

const bodyOf = (draft: ContactDraft, replaces: string | undefined): object => ({
  kind: draft.kind,
  party: draft.party,
  ...(draft.at === '' ? {} : { at: new Date(draft.at).toISOString() }),
  ...(draft.about.trim() === '' ? {} : { about: draft.about.trim() }),
  ...(draft.outcomes.length === 0 ? {} : { outcomes: draft.outcomes }),
  ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
  ...(replaces === undefined ? {} : { replaces }),
});

interface FieldsProperties {
  readonly id: string;
  readonly draft: ContactDraft;
  readonly wrong: Faults;
  readonly change: (part: Partial<ContactDraft>) => void;
}

function How({ id, draft, wrong, change }: FieldsProperties) {
  return (
    <>
      <fieldset class="segments">
        <legend>{t('record.how')}</legend>
        {KINDS.map((kind: Kind) => (
          <label key={kind}>
            <input
              type="radio"
              name={`${id}-kind`}
              value={kind}
              checked={draft.kind === kind}
              onChange={() => change({ kind })}
            />
            {KIND_WORDS[kind]()}
          </label>
        ))}
      </fieldset>
      <div class="form-pair">
        <Field id={`${id}-party`} label={t('record.with')} wrong={null}>
          <select
            class="ds-input"
            value={draft.party}
            onChange={(event) => change({ party: event.currentTarget.value })}
            {...tied(`${id}-party`, null)}
          >
            {PARTIES.map((party: Party) => (
              <option key={party} value={party}>
                {PARTY_WORDS[party]()}
              </option>
            ))}
          </select>
        </Field>
        <Field id={`${id}-at`} label={t('record.when')} wrong={wrong.at}>
          <input
            class="ds-input"
            type="datetime-local"
            value={draft.at === '' ? localInput(serverNow()) : draft.at}
            max={localInput(serverNow())}
            onInput={(event) => change({ at: event.currentTarget.value })}
            {...tied(`${id}-at`, wrong.at)}
          />
        </Field>
      </div>
    </>
  );
}

function What({ id, draft, wrong, change }: FieldsProperties) {
  const flip = (outcome: string): void =>
    change({
      outcomes: draft.outcomes.includes(outcome)
        ? draft.outcomes.filter((one) => one !== outcome)
        : [...draft.outcomes, outcome],
    });
  return (
    <>
      <Field id={`${id}-about`} label={t('record.about')} wrong={wrong.about}>
        <input
          class="ds-input"
          autocomplete="off"
          value={draft.about}
          onInput={(event) => change({ about: event.currentTarget.value })}
          {...tied(`${id}-about`, wrong.about)}
        />
      </Field>
      <fieldset class="ticks">
        <legend>{t('record.came_of_it')}</legend>
        {CAME_OF_IT.map((outcome) => (
          <label key={outcome} class="tick" for={`${id}-${outcome}`}>
            <input
              class="ds-input"
              type="checkbox"
              id={`${id}-${outcome}`}
              checked={draft.outcomes.includes(outcome)}
              onChange={() => flip(outcome)}
            />
            {t(`outcome.${outcome}`)}
          </label>
        ))}
      </fieldset>
      <Field id={`${id}-note`} label={t('record.note')} wrong={null}>
        <textarea
          class="ds-input"
          rows={3}
          value={draft.note}
          onInput={(event) => change({ note: event.currentTarget.value })}
          {...tied(`${id}-note`, null)}
        />
      </Field>
    </>
  );
}

/** Who spoke with whom, how, about what, and what came of it. */
export function ContactForm({ page, replaces, close }: Properties) {
  const id = replaces === undefined ? 'contact' : 'contact-again';
  const key = replaces === undefined ? 'contact' : `contact/${replaces.id}`;
  const draft = page.drafts.of<ContactDraft>(key, startOf(replaces));
  const act = useAct();
  const tried = useSignal(false);
  const faults = faultsOf(draft);
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (faults.at !== null || faults.about !== null) {
      document.getElementById(`${id}-${faults.at === null ? 'about' : 'at'}`)?.focus();
      return;
    }
    void act.run({
      what: write(pathOf(page.patient, '/contacts'), bodyOf(draft, replaces?.id)),
      conflict: t('record.replace_conflict'),
      done: () => {
        tried.value = false;
        page.drafts.drop(key);
        close?.();
        page.refresh();
        tell(page, replaces === undefined ? t('record.contact_saved') : t('record.contact_replaced'));
      },
    });
  };
  const fields = {
    id,
    draft,
    wrong: tried.value ? faults : { at: null, about: null },
    change: (part: Partial<ContactDraft>) => page.drafts.change(key, part),
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <How {...fields} />
      <What {...fields} />
      <FormActs act={act} words={replaces === undefined ? t('record.contact_save') : t('record.replace')} close={close} />
    </form>
  );
}
