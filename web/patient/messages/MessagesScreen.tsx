import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { Icon } from '../../shared/components/Icon';
import { t } from '../../shared/i18n';
import { createMailbox, whenShown, type Mailbox } from '../../shared/messages';
import { wordsFor } from '../../shared/words';
import { NewThread } from './NewThread';
import { ThreadList } from './ThreadList';
import { ThreadView } from './ThreadView';
import { Urgent } from './Urgent';
import './messages.css';

interface Properties {
  readonly patient: string;
  readonly onBack: () => void;
}

/** Hears of messages while they are on the screen. */
function useLive(mailbox: Mailbox): void {
  useEffect(() => {
    const source = new EventSource('/api/events');
    const look = (): void => void mailbox.refresh();
    source.addEventListener('open', look);
    source.addEventListener('reload', look);
    source.addEventListener('change', (event: MessageEvent<string>) => {
      if ((JSON.parse(event.data) as { kind: string }).kind === 'message') look();
    });
    const forget = whenShown(() => void mailbox.see());
    return () => {
      source.close();
      forget();
    };
  }, [mailbox]);
}

/** Who comes from one view to the next hears and sees where they are. */
function useHeading(view: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, [view]);
  return heading;
}

function Failure({ mailbox }: { readonly mailbox: Mailbox }) {
  const failure = mailbox.failure.value;
  if (failure === null) return null;
  return (
    <div role="alert">
      <p>{wordsFor(failure)}</p>
      <button class="ds-button" type="button" onClick={() => void mailbox.refresh()}>
        {t('act.try_again')}
      </button>
    </div>
  );
}

/** The patient's messages: all threads, one of them, or a new one. */
export function MessagesScreen({ patient, onBack }: Properties) {
  const mailbox = useMemo(() => createMailbox(patient), [patient]);
  const writing = useSignal(false);
  const said = useSignal('');
  const open = mailbox.open.value;
  const view = writing.value ? 'new' : (open?.id ?? 'all');
  const heading = useHeading(view);
  useLive(mailbox);
  const back = (): void => {
    said.value = '';
    if (writing.value) writing.value = false;
    else if (open !== null) mailbox.close();
    else onBack();
  };
  const title = writing.value
    ? t('mail.write_to_service')
    : open === null
      ? t('mail.title')
      : open.subject === ''
        ? t('mail.no_subject')
        : open.subject;
  const sent = (): void => {
    said.value = t('mail.sent');
    writing.value = false;
  };
  return (
    <main class="mail">
      <header>
        <button class="ds-button mail-back" data-variant="tertiary" type="button" onClick={back}>
          <Icon name="back" />
          {view === 'all' ? t('panel.back') : t('mail.all')}
        </button>
        <h1 tabIndex={-1} ref={heading} dir="auto">
          {title}
        </h1>
      </header>
      <Failure mailbox={mailbox} />
      {view === 'new' && <NewThread mailbox={mailbox} sent={sent} />}
      {view === 'all' && (
        <ThreadList mailbox={mailbox} write={() => ((said.value = ''), (writing.value = true))} />
      )}
      {!writing.value && open !== null && <ThreadView mailbox={mailbox} thread={open} sent={sent} />}
      <p class="mail-said" role="status">
        {said.value}
      </p>
      {view === 'all' && <Urgent />}
    </main>
  );
}
