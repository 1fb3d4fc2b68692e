import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Write } from '../../shared/http';
import { t } from '../../shared/i18n';
import type { MessageDraft } from '../../shared/messages';
import { useSending } from '../../shared/sending';
import { changeDraft, draftOf, dropDraft, keepDrafts } from './drafts';

interface Properties<T> {
  readonly draftKey: string;
  readonly label: string;
  readonly writeOf: (draft: MessageDraft) => Write;
  readonly sent: (answer: T) => void;
  /** What stands above the message. */
  readonly children?: ComponentChildren;
}

/** One message, and one big button. */
export function WriteForm<T>({ draftKey, label, writeOf, sent, children }: Properties<T>) {
  const draft = draftOf(draftKey);
  useEffect(keepDrafts, []);
  const { busy, wrong, submit } = useSending<T>({
    draft,
    writeOf: () => writeOf(draft),
    change: (part) => changeDraft(draftKey, part),
    drop: () => dropDraft(draftKey),
    sent,
  });

  return (
    <form class="mail-write" onSubmit={(event) => void submit(event)}>
      {children}
      <label for="mail-body">{label}</label>
      <textarea
        class="ds-input"
        id="mail-body"
        rows={4}
        dir="auto"
        aria-invalid={wrong.value !== null}
        aria-describedby="mail-wrong"
        value={draft.body}
        onInput={(event) => changeDraft(draftKey, { body: event.currentTarget.value })}
      />
      <p id="mail-wrong" class="mail-wrong" role="status">
        {wrong.value}
      </p>
      <button class="ds-button mail-go" type="submit" aria-busy={busy.value}>
        {t('mail.send')}
      </button>
    </form>
  );
}
