import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { day } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { may } from '../../../shared/session';
import type { Note } from '../../record/shapes';
import type { Desk, OpenCase } from '../desk';
import { follow } from './follow';
import { useSaving } from './saving';
import { WritingHead } from './WritingHead';

const FIRST = 2;
export const noteKey = (patient: string): string => `${patient} note`;

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

interface FormProperties extends Properties {
  /** Takes the focus: it was asked for. */
  readonly focused: boolean;
  readonly done: () => void;
}

function NoteForm({ desk, open, focused, done }: FormProperties) {
  const patient = open.item.patient.id;
  const key = noteKey(patient);
  const place = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (focused) place.current?.focus();
  }, [focused]);
  const text = (): string => desk.drafts.of(key).note.trim();
  const { busy, wrong, submit } = useSaving({
    desk,
    draftKey: key,
    path: `/api/patients/${encodeURIComponent(patient)}/notes`,
    body: () => ({ text: text() }),
    lacking: () => (text() === '' ? t('notes.empty') : null),
    saved: () => {
      done();
      follow(desk, 'note');
    },
  });
  return (
    <form class="compose" onSubmit={(event) => void submit(event)}>
      <label class="sr" for="record-note">
        {t('notes.write')}
      </label>
      <textarea
        class="ds-input"
        id="record-note"
        ref={place}
        rows={3}
        placeholder={t('notes.placeholder')}
        aria-describedby="record-note-wrong"
        value={desk.drafts.of(key).note}
        onInput={(event) => desk.drafts.change(key, { note: event.currentTarget.value })}
      />
      <div class="compose-foot">
        <p id="record-note-wrong" role="status">
          {wrong.value}
        </p>
        <button class="ds-button" data-variant="tertiary" type="button" onClick={done}>
          {t('act.cancel')}
        </button>
        <button class="ds-button" data-variant="secondary" type="submit" aria-busy={busy.value}>
          {t('notes.save')}
        </button>
      </div>
    </form>
  );
}

function Line({ note }: { readonly note: Note }) {
  return (
    <li>
      <time dateTime={note.at}>{day(note.at)}</time>
      <span>
        {note.by}
        <span class="note-text">{note.text}</span>
      </span>
    </li>
  );
}

/** What those around the patient should know: the latest, and the way to write one. */
export function Notes({ desk, open }: Properties) {
  const writing = useSignal(desk.drafts.of(noteKey(open.item.patient.id)).note !== '');
  const pressed = useRef(false);
  const all = useSignal(false);
  if (open.detail === null || !may('record.read')) return null;
  const { notes } = open.detail;
  const shown = all.value ? notes : notes.slice(0, FIRST);
  return (
    <section class="notes" aria-labelledby="h-notes">
      <WritingHead
        id="h-notes"
        title={t('notes.title')}
        words={may('record.write') ? t('notes.write') : null}
        writing={writing}
        pressed={pressed}
      />
      {writing.value && (
        <NoteForm desk={desk} open={open} focused={pressed.current} done={() => (writing.value = false)} />
      )}
      {notes.length === 0 && !writing.value && <p class="soft">{t('notes.none')}</p>}
      <ul class="log log-days">
        {shown.map((note) => (
          <Line key={note.id} note={note} />
        ))}
      </ul>
      {notes.length > shown.length && (
        <button class="textlink" type="button" onClick={() => (all.value = true)}>
          {t('notes.more')}
        </button>
      )}
    </section>
  );
}
