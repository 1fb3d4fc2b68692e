import { useSignal } from '@preact/signals';
import { write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { may, me } from '../../../shared/session';
import { Dialog } from '../parts/Dialog';
import { Field, tied } from '../parts/Field';
import { History } from '../parts/History';
import { dateAndTime } from '../parts/times';
import { useAct } from '../parts/useAct';
import { Wrong } from '../parts/Wrong';
import { usePages } from '../pages';
import { pathOf, type Book } from '../record';
import { nameOf, type Note } from '../shapes';
import { tell } from '../tell';

interface FormProperties {
  readonly page: Book;
  readonly replaces?: Note;
  readonly close?: () => void;
}

function NoteForm({ page, replaces, close }: FormProperties) {
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
      <Wrong of={act.wrong} />
      <div class="acts">
        <button class="ds-button" type="submit" aria-busy={act.busy.value}>
          {replaces === undefined ? t('record.note_save') : t('record.replace')}
        </button>
        {close !== undefined && (
          <button class="ds-button" data-variant="tertiary" type="button" onClick={close}>
            {t('record.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}

interface OneProperties {
  readonly one: Note;
  readonly replaced: boolean;
  readonly correct: (() => void) | undefined;
}

function OneNote({ one, replaced, correct }: OneProperties) {
  return (
    <li class={replaced ? 'log-entry log-gone' : 'log-entry'}>
      <time dateTime={one.at}>{dateAndTime(one.at, now.value)}</time>
      <div>
        <p class="note-text">{one.text}</p>
        <small class="soft">
          {[one.by, nameOf(one.organisation)].filter(Boolean).join(', ')}
          {replaced && ` · ${t('record.is_replaced')}`}
          {one.replaces !== null && ` · ${t('record.replaces')}`}
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

/** What those around the patient want each other to know. */
export function NotesTab({ page }: { readonly page: Book }) {
  const pages = usePages<Note>(pathOf(page.patient, '/notes?limit=30'), page.round);
  const again = useSignal<Note | null>(null);
  const writes = may('record.write');
  const replaced = new Set(pages.items.value?.map((one) => one.replaces));
  const own = (one: Note): boolean => writes && !replaced.has(one.id) && one.by === me.value?.account.name;
  return (
    <>
      <h2 id="h-notes" tabIndex={-1}>
        {t('record.notes')}
      </h2>
      <div class={writes ? 'beside' : undefined}>
        {writes && (
          <section class="card" aria-labelledby="h-new-note">
            <h3 id="h-new-note">{t('record.new_note')}</h3>
            <NoteForm page={page} />
          </section>
        )}
        <section class="card" aria-labelledby="h-notes">
          <History pages={pages} empty={t('record.no_notes')}>
            {(items) => (
              <ol class="log-list">
                {items.map((one) => (
                  <OneNote
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
        <Dialog id="h-note-again" title={t('record.correct_note')} close={() => (again.value = null)}>
          <p class="soft">{t('record.replace_why')}</p>
          <NoteForm page={page} replaces={again.value} close={() => (again.value = null)} />
        </Dialog>
      )}
    </>
  );
}
