import type { Write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { cleaned } from '../../../shared/messages';
import { useSending } from '../../../shared/sending';
import type { Drafts } from '../drafts';

interface Properties<T> {
  readonly drafts: Drafts;
  readonly draftKey: string;
  readonly withSubject: boolean;
  /** What is written, in a word; else a message, or an answer to one. */
  readonly label?: string;
  readonly writeOf: (body: string, subject: string) => Write;
  readonly sent: (answer: T) => void;
}

/** Writing a message. What is written stays until it is sent. */
export function Compose<T>({ drafts, draftKey, withSubject, label, writeOf, sent }: Properties<T>) {
  const said = label ?? t(withSubject ? 'mail.body' : 'mail.answer');
  const draft = drafts.message(draftKey);
  const id = `message-${draftKey.replace(/\W/g, '-')}`;
  const { busy, wrong, submit } = useSending<T>({
    draft,
    writeOf: () => writeOf(cleaned(draft.body), cleaned(draft.subject)),
    change: (part) => drafts.changeMessage(draftKey, part),
    drop: () => drafts.dropMessage(draftKey),
    sent,
  });

  return (
    <form class="compose" onSubmit={(event) => void submit(event)}>
      {withSubject && (
        <>
          <label class="sr" for={`${id}-subject`}>
            {t('mail.subject')}
          </label>
          <input
            class="ds-input"
            id={`${id}-subject`}
            autocomplete="off"
            dir="auto"
            maxLength={100}
            placeholder={t('mail.subject')}
            value={draft.subject}
            onInput={(event) =>
              drafts.changeMessage(draftKey, { subject: event.currentTarget.value })
            }
          />
        </>
      )}
      <label class="sr" for={id}>
        {said}
      </label>
      <textarea
        class="ds-input"
        id={id}
        rows={3}
        dir="auto"
        placeholder={said}
        aria-invalid={wrong.value !== null}
        aria-describedby={`${id}-wrong`}
        value={draft.body}
        onInput={(event) => drafts.changeMessage(draftKey, { body: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      <div class="compose-foot">
        <p id={`${id}-wrong`} role="status">
          {wrong.value}
        </p>
        <button class="ds-button" data-variant="secondary" type="submit" aria-busy={busy.value}>
          {t('mail.send')}
        </button>
      </div>
    </form>
  );
}
