import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { Dialog } from '../parts/Dialog';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { useAct } from '../parts/useAct';
import { isPhone } from '../../patients/person';
import type { Choices } from '../../patients/choices';
import { LanguageOptions } from '../../patients/LanguageOptions';
import { pathOf, type Book } from '../record';
import type { Detail } from '../shapes';
import { tell } from '../tell';

interface Properties {
  readonly page: Book;
  readonly detail: Detail;
  readonly close: () => void;
}

interface Draft {
  readonly phone: string;
  readonly gpOffice: string;
  readonly language: string;
}

/** What is sent: only what was changed. A number may be taken away; the two lists say "as before" by being empty. */
function changesOf(draft: Draft, start: Draft): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (Object.keys(start) as (keyof Draft)[])
      .filter((name) => draft[name] !== start[name] && (name === 'phone' || draft[name] !== ''))
      .map((name) => [name, draft[name].trim()]),
  );
}

function Selects({ draft, change, page }: { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void; readonly page: Book }) {
  const choices = useSignal<Choices | null>(null);
  useEffect(() => {
    get<Choices>('/api/enrolments/choices')
      .then((answer) => (choices.value = answer))
      .catch(() => undefined);
  }, [choices, page]);
  return (
    <>
      <Field id="edit-gp" label={t('enrol.gp_office')} wrong={null}>
        <select
          class="ds-input"
          value={draft.gpOffice}
          onChange={(event) => change({ gpOffice: event.currentTarget.value })}
          {...tied('edit-gp', null)}
        >
          <option value="">{t('record.as_before')}</option>
          {choices.value?.gpOffices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </Field>
      <Field id="edit-language" label={t('enrol.language')} wrong={null}>
        <select
          class="ds-input"
          value={draft.language}
          onChange={(event) => change({ language: event.currentTarget.value })}
          {...tied('edit-language', null)}
        >
          <option value="">{t('record.as_before')}</option>
          <LanguageOptions />
        </select>
      </Field>
    </>
  );
}

/** The patient's phone, GP office and language. */
export function EditPatient({ page, detail, close }: Properties) {
  const start: Draft = {
    phone: detail.phone ?? '',
    gpOffice: detail.enrolments.find((one) => one.gpOffice)?.gpOffice?.id ?? '',
    language: '',
  };
  const draft = page.drafts.of<Draft>('person', start);
  const act = useAct();
  const wrong = useSignal<string | null>(null);
  const change = (part: Partial<Draft>): void => page.drafts.change('person', part);
  const submit = (event: Event): void => {
    event.preventDefault();
    wrong.value = draft.phone.trim() === '' || isPhone(draft.phone) ? null : t('enrol.bad_phone');
    if (wrong.value !== null) {
      document.getElementById('edit-phone')?.focus();
      return;
    }
    const changes = changesOf(draft, start);
    const leave = (words: string): void => {
      page.drafts.drop('person');
      close();
      page.refresh();
      tell(page, words);
    };
    if (Object.keys(changes).length === 0) leave(t('record.nothing_changed'));
    else void act.run({ what: write(pathOf(page.patient), changes), done: () => leave(t('record.person_changed')) });
  };
  return (
    <Dialog id="h-edit" title={t('record.edit_title', { name: detail.name })} close={close}>
      <form class="stack" onSubmit={submit} noValidate>
        <Field id="edit-phone" label={t('enrol.phone')} wrong={wrong.value}>
          <input
            class="ds-input"
            type="tel"
            autocomplete="off"
            value={draft.phone}
            onInput={(event) => change({ phone: event.currentTarget.value })}
            {...tied('edit-phone', wrong.value)}
          />
        </Field>
        <Selects draft={draft} change={change} page={page} />
        <FormActs act={act} words={t('record.save')} close={close} />
      </form>
    </Dialog>
  );
}
