import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { newThread, type Mailbox, type Thread } from '../../../shared/messages';
import type { Desk, OpenCase } from '../desk';
import { good } from '../notice';
import { Compose } from './Compose';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
  readonly mailbox: Mailbox;
  /** Takes the focus: it was asked for. */
  readonly focused: boolean;
  readonly done: () => void;
}

export const againKey = (key: string): string => `${key} again`;

/** The words to the patient, shown and open to change before they are sent. */
export function AskAgain({ desk, open, mailbox, focused, done }: Properties) {
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (focused) place.current?.querySelector('textarea')?.focus();
  }, [focused]);
  const sent = (thread: Thread): void => {
    mailbox.began(thread);
    mailbox.close();
    if (desk.drafts.of(open.key).way === null) desk.drafts.change(open.key, { way: 'message' });
    desk.panelNotice.value = good(t('again.sent'));
    done();
  };
  return (
    <section class="again" aria-labelledby="h-again" ref={place}>
      <div class="h-row">
        <h3 id="h-again">{t('again.title')}</h3>
        <button class="textlink push" type="button" onClick={done}>
          {t('act.cancel')}
        </button>
      </div>
      <Compose
        drafts={desk.drafts}
        draftKey={againKey(open.key)}
        withSubject={false}
        label={t('again.words')}
        writeOf={(body) => newThread(mailbox.patient, body, { subject: t('again.subject') })}
        sent={sent}
      />
    </section>
  );
}
