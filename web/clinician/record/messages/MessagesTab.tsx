import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { createMailbox } from '../../../shared/messages';
import { Messages } from '../../worklist/panel/Messages';
import type { Book } from '../record';

/** What the patient and the service have written to each other, as in the work list's panel. */
export function MessagesTab({ page }: { readonly page: Book }) {
  const mailbox = useMemo(() => createMailbox(page.patient), [page]);
  const desk = page.messageDesk;
  const writing = useSignal(desk.drafts.message(page.patient).body !== '');
  const round = page.round.value;
  useEffect(() => void mailbox.refresh(), [mailbox, round]);
  return (
    <>
      <h2 id="h-messages-tab" class="sr" tabIndex={-1}>
        {t('mail.title')}
      </h2>
      <div class="card mail-card">
        <Messages desk={desk} mailbox={mailbox} caseKey={page.patient} writing={writing} />
      </div>
    </>
  );
}
