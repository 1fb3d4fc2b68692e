import { moment } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import type { Mailbox, Thread } from '../../shared/messages';
import { now } from '../../shared/now';

interface Properties {
  readonly mailbox: Mailbox;
  readonly write: () => void;
}

function Line({ mailbox, thread }: { readonly mailbox: Mailbox; readonly thread: Thread }) {
  const last = thread.messages.at(-1);
  return (
    <li>
      <button class="mail-thread" type="button" onClick={() => void mailbox.show(thread.id)}>
        <b dir="auto">{thread.subject === '' ? t('mail.no_subject') : thread.subject}</b>
        {thread.unread > 0 && <span class="mail-new">{tn('mail.new', thread.unread)}</span>}
        {last !== undefined && (
          <>
            <small>
              {last.mine ? t('mail.you') : last.by.name}, <bdi>{moment(last.at, now.value)}</bdi>
            </small>
            <span class="mail-excerpt" dir="auto">
              {last.body}
            </span>
          </>
        )}
      </button>
    </li>
  );
}

/** All threads, newest first, and the way to a new one. */
export function ThreadList({ mailbox, write }: Properties) {
  const threads = mailbox.threads.value;
  return (
    <>
      <button class="ds-button mail-go" type="button" onClick={write}>
        {t('mail.write_to_service')}
      </button>
      {threads === null && mailbox.failure.value === null && (
        <p role="status">{t('mail.loading')}</p>
      )}
      {threads?.length === 0 && <p>{t('mail.none_yet')}</p>}
      {threads !== null && threads.length > 0 && (
        <ul class="mail-threads">
          {threads.map((thread) => (
            <Line key={thread.id} mailbox={mailbox} thread={thread} />
          ))}
        </ul>
      )}
      {mailbox.more.value !== null && (
        <button
          class="ds-button"
          data-variant="secondary"
          type="button"
          onClick={() => void mailbox.loadMore()}
        >
          {t('mail.older')}
        </button>
      )}
    </>
  );
}
