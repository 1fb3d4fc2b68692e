import { moment } from '../../shared/format';
import { t } from '../../shared/i18n';
import { cleaned, newMessage, type Mailbox, type Message, type Thread } from '../../shared/messages';
import { now } from '../../shared/now';
import { Urgent } from './Urgent';
import { WriteForm } from './WriteForm';

interface Properties {
  readonly mailbox: Mailbox;
  readonly thread: Thread;
  readonly sent: () => void;
}

/** One thread, oldest message first, and the answer to it. */
export function ThreadView({ mailbox, thread, sent }: Properties) {
  return (
    <>
      {thread.messages.length === 0 && mailbox.failure.value === null && (
        <p role="status">{t('mail.loading')}</p>
      )}
      {thread.messages.length > 0 && (
        <ol class="mail-messages" aria-live="polite">
          {thread.messages.map((one) => (
            <li key={one.number} class={one.by.side === 'patient' ? 'mail-own' : undefined}>
              <small>
                {one.mine ? t('mail.you') : one.by.name}, <bdi>{moment(one.at, now.value)}</bdi>
              </small>
              <p dir="auto">{one.body}</p>
            </li>
          ))}
        </ol>
      )}
      <Urgent />
      <WriteForm
        key={thread.id}
        draftKey={thread.id}
        label={t('mail.your_answer')}
        writeOf={(draft) => newMessage(thread.id, cleaned(draft.body))}
        sent={(message: Message) => {
          mailbox.wrote(thread.id, message);
          sent();
        }}
      />
    </>
  );
}
