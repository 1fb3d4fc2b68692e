// Saving what is written in the record beside a case: once at a time, sent again with the same key when no answer came,
// and kept as it was written until an answer says that it is there.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { sameOr, send, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { wordsFor } from '../../../shared/words';
import type { Desk } from '../desk';

interface Form {
  readonly desk: Desk;
  readonly draftKey: string;
  readonly path: string;
  readonly body: () => object;
  /** What is lacking, in words; null when it may go. */
  readonly lacking: () => string | null;
  readonly saved: () => void;
}

export interface Saving {
  readonly busy: ReadonlySignal<boolean>;
  readonly wrong: ReadonlySignal<string | null>;
  readonly submit: (event: Event) => Promise<void>;
}

export function useSaving({ desk, draftKey, path, body, lacking, saved }: Form): Saving {
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    wrong.value = lacking();
    if (wrong.value !== null || busy.value) return;
    busy.value = true;
    const what = sameOr(desk.drafts.of(draftKey).sent, write(path, body()));
    desk.drafts.change(draftKey, { sent: what });
    try {
      await send(what);
      desk.drafts.drop(draftKey);
      saved();
    } catch (error) {
      wrong.value = `${wordsFor(error)} ${t('mail.kept')}`;
    } finally {
      busy.value = false;
    }
  };
  return { busy, wrong, submit };
}
