import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { moment } from '../../../shared/format';
import { t, tn } from '../../../shared/i18n';
import { newThread, whenShown, type Mailbox, type Thread } from '../../../shared/messages';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import type { Desk } from '../desk';
import { Conversation } from './Conversation';
import { Compose } from './Compose';
import { FailureLine } from './FailureLine';
import './messages.css';

interface Properties {
  readonly desk: Pick<Desk, 'drafts'>;
  readonly mailbox: Mailbox;
  readonly caseKey: string;
  /** A new message is being written. */
  readonly writing: Signal<boolean>;
}

interface LineProperties {
  readonly desk: Pick<Desk, 'drafts'>;
  readonly mailbox: Mailbox;
  readonly thread: Thread;
}

/** A thread in a line; pressed it opens in its place. */
function Line({ desk, mailbox, thread }: LineProperties) {
  const open = mailbox.open.value?.id === thread.id;
  const last = thread.messages.at(-1);
  const flip = (): void => (open ? mailbox.close() : void mailbox.show(thread.id));
  return (
    <li>
      <button class="thread" type="button" aria-expanded={open} onClick={flip}>
        <b dir="auto">{thread.subject === '' ? t('mail.no_subject') : thread.subject}</b>
        <time dateTime={thread.last}>{moment(thread.last, now.value)}</time>
        {thread.unread > 0 && <span class="unread">{tn('mail.new', thread.unread)}</span>}
        {!open && last !== undefined && <span class="excerpt" dir="auto">{last.body}</span>}
      </button>
      {open && <Conversation desk={desk} mailbox={mailbox} />}
    </li>
  );
}

/** What the patient and the service have written to each other. */
export function Messages({ desk, mailbox, caseKey, writing }: Properties) {
  const threads = mailbox.threads.value;
  useEffect(() => whenShown(() => void mailbox.see()), [mailbox]);
  return (
    <section class="messages" aria-labelledby="h-messages">
      <div class="h-row">
        <h3 id="h-messages">{t('mail.title')}</h3>
        {may('message.write') && (
          <button
            class="textlink push"
            type="button"
            aria-expanded={writing.value}
            onClick={() => (writing.value = !writing.value)}
          >
            {t('mail.write_new')}
          </button>
        )}
      </div>
      {writing.value && (
        <Compose
          drafts={desk.drafts}
          draftKey={caseKey}
          withSubject={true}
          writeOf={(body, subject) => newThread(mailbox.patient, body, { subject })}
          sent={(thread: Thread) => {
            writing.value = false;
            mailbox.began(thread);
          }}
        />
      )}
      <FailureLine failure={mailbox.failure.value} again={mailbox.refresh} />
      {threads !== null && threads.length === 0 && <p class="soft">{t('mail.none')}</p>}
      <ul>
        {threads?.map((thread) => (
          <Line key={thread.id} desk={desk} mailbox={mailbox} thread={thread} />
        ))}
      </ul>
      {mailbox.more.value !== null && (
        <button class="textlink" type="button" onClick={() => void mailbox.loadMore()}>
          {t('mail.older')}
        </button>
      )}
    </section>
  );
}
