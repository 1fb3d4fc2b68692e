import { moment } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { newMessage, type Mailbox, type Message } from '../../../shared/messages';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import type { Desk } from '../desk';
import { Compose } from './Compose';

interface Properties {
  readonly desk: Pick<Desk, 'drafts'>;
  readonly mailbox: Mailbox;
}

/** The open thread, oldest first, and the answer to it. */
export function Conversation({ desk, mailbox }: Properties) {
  const thread = mailbox.open.value;
  if (thread === null) return null;
  return (
    <div class="conversation">
      {thread.messages.length > 0 && (
        <ol aria-live="polite">
          {thread.messages.map((one) => (
            <li key={one.number} class={one.by.side === 'service' ? 'ours' : 'theirs'}>
              <small>
                {one.mine ? t('mail.you') : one.by.name},{' '}
                <time dateTime={one.at}>{moment(one.at, now.value)}</time>
              </small>
              <p dir="auto">{one.body}</p>
            </li>
          ))}
        </ol>
      )}
      {may('message.write') && (
        <Compose
          key={thread.id}
          drafts={desk.drafts}
          draftKey={thread.id}
          withSubject={false}
          writeOf={(body) => newMessage(thread.id, body)}
          sent={(message: Message) => {
            mailbox.wrote(thread.id, message);
            document.getElementById('h-case')?.focus(); // where keys mean the case again
          }}
        />
      )}
    </div>
  );
}
