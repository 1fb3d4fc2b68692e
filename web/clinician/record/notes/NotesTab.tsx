import { useSignal } from '@preact/signals';
import { write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { LogBook, type FormProperties } from '../parts/LogBook';
import { useAct } from '../parts/useAct';
import { pathOf, type Book } from '../record';
import type { Note } from '../shapes';
import { tell } from '../tell';

function NoteForm({ page, replaces, close }: FormProperties<Note>) {
  const id = replaces === undefined ? 'note' : 'note-again';
  const key = replaces === undefined ? 'note' : `note/${replaces.id}`;
  const { text } = page.drafts.of(key, { text: replaces?.text ?? '' });
  const act = useAct();
  const wrong = useSignal<string | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    wrong.value = text.trim() === '' ? t('record.note_empty') : null;
    if (wrong.value !== null) {
      document.getElementById(`${id}-text`)?.focus();
      return;
    }
    void act.run({
      what: write(pathOf(page.patient, '/notes'), {
        text: text.trim(),
        ...(replaces === undefined ? {} : { replaces: replaces.id }),
      }),
      conflict: t('record.replace_conflict'),
      done: () => {
        page.drafts.drop(key);
        close?.();
        page.refresh();
        tell(page, replaces === undefined ? t('record.note_saved') : t('record.note_replaced'));
      },
    });
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Field id={`${id}-text`} label={t('record.note_text')} wrong={wrong.value}>
        <textarea
          class="ds-input"
          rows={5}
          value={text}
          onInput={(event) => page.drafts.change(key, { text: event.currentTarget.value })}
          {...tied(`${id}-text`, wrong.value)}
        />
      </Field>
      <FormActs act={act} words={replaces === undefined ? t('record.note_save') : t('record.replace')} close={close} />
    </form>
  );
}

/** What those around the patient want each other to know. */
export function NotesTab({ page }: { readonly page: Book }) {
  return (
    <LogBook
      page={page}
      many="notes"
      one="note"
      form={NoteForm}
      words={(one: Note) => <p class="note-text">{one.text}</p>}
    />
  );
}
