import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { sameOr, send, type Write } from '../../shared/http';
import { t } from '../../shared/i18n';
import { faultOf, type MessageDraft } from '../../shared/messages';
import { wordsFor } from '../../shared/words';
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
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const draft = draftOf(draftKey);
  useEffect(keepDrafts, []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fault = faultOf(draft);
    wrong.value = fault === null ? null : t(fault);
    if (fault !== null || busy.value) return;
    busy.value = true;
    const what = sameOr(draft.sent, writeOf(draft));
    changeDraft(draftKey, { sent: what });
    try {
      const answer = await send<T>(what);
      dropDraft(draftKey);
      sent(answer);
    } catch (error) {
      wrong.value = `${wordsFor(error)} ${t('mail.kept')}`;
    } finally {
      busy.value = false;
    }
  };

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
