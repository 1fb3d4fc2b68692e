// Sending one message from a form: once at a time, and what was written stays until an answer says that it is there.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { sameOr, send, type Write } from './http';
import { t } from './i18n';
import { faultOf, type MessageDraft } from './messages';
import { wordsFor } from './words';

interface Draft<T> {
  readonly draft: MessageDraft;
  readonly writeOf: () => Write;
  /** Notes what is on its way, so that it keeps its key when it is sent again. */
  readonly change: (part: Pick<MessageDraft, 'sent'>) => void;
  readonly drop: () => void;
  readonly sent: (answer: T) => void;
}

interface Sending {
  readonly busy: ReadonlySignal<boolean>;
  /** What is wrong, in words. */
  readonly wrong: ReadonlySignal<string | null>;
  readonly submit: (event: Event) => Promise<void>;
}

export function useSending<T>({ draft, writeOf, change, drop, sent }: Draft<T>): Sending {
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fault = faultOf(draft);
    wrong.value = fault === null ? null : t(fault);
    if (fault !== null || busy.value) return;
    busy.value = true;
    const what = sameOr(draft.sent, writeOf());
    change({ sent: what });
    try {
      const answer = await send<T>(what);
      drop();
      sent(answer);
    } catch (error) {
      wrong.value = `${wordsFor(error)} ${t('mail.kept')}`;
    } finally {
      busy.value = false;
    }
  };
  return { busy, wrong, submit };
}
