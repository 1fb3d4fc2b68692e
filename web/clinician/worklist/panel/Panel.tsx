import { useSignal, type Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { may } from '../../../shared/session';
import { wordsFor } from '../../../shared/words';
import { Curves } from '../../curves/Curves';
import { readAnew, type Desk, type OpenCase } from '../desk';
import { AskAgain, againKey } from './AskAgain';
import { ChangedBanner } from './ChangedBanner';
import { Contacts } from './Contacts';
import { EarlierReports } from './EarlierReports';
import { Guidance } from './Guidance';
import { againNames, LastReport } from './LastReport';
import { limitsOf } from './limits';
import { MissingStrip } from './MissingForm';
import { Messages } from './Messages';
import { Notes } from './Notes';
import { OutcomeForm } from './OutcomeForm';
import { PanelHead } from './PanelHead';
import { parametersOf } from './rows';
import { Tasks } from './Tasks';
import { Verdict } from './Verdict';
import './panel.css';

/** Below this the panel lies over the list, which then must not be reached. */
const NARROW = '(max-width: 68rem)';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

/** While the panel covers the list, the list and the bar are out of reach. */
function useCover(): void {
  useLayoutEffect(() => {
    const narrow = matchMedia(NARROW);
    const covered = () => document.querySelectorAll<HTMLElement>('.list, .top');
    const cover = (): void => covered().forEach((one) => (one.inert = narrow.matches));
    cover();
    narrow.addEventListener('change', cover);
    return () => {
      narrow.removeEventListener('change', cover);
      covered().forEach((one) => (one.inert = false));
    };
  }, []);
}

/** The focus goes where the act that opened the panel wants it, once. */
function useLanding(desk: Desk) {
  const panel = useRef<HTMLElement>(null);
  const landing = desk.landing.value;
  useLayoutEffect(() => {
    if (landing === null) return;
    desk.landing.value = null;
    const act = panel.current?.querySelector<HTMLElement>('[data-landing]');
    const heading = panel.current?.querySelector<HTMLElement>('h2');
    const tasks = panel.current?.querySelector<HTMLElement>('#h-tasks');
    const places = { heading, outcome: act ?? heading, tasks: tasks ?? heading };
    places[landing]?.focus({ preventScroll: landing !== 'tasks' });
  }, [desk, landing]);
  return panel;
}

/** Curves of the causes first. */
function PanelCurves({ open }: Pick<Properties, 'open'>) {
  const { detail, item } = open;
  if (detail === null) return null;
  const causes = item.reasons.length > 0 ? item.reasons : (detail.reports[0]?.reasons ?? []);
  const parameters = parametersOf(causes, detail.reports, limitsOf(detail));
  const first = matchMedia('(min-width: 100rem)').matches ? 3 : 2;
  const version = detail.reports[0]?.id ?? '';
  return <Curves patient={item.patient.id} parameters={parameters} first={first} version={version} />;
}

interface RecordProperties extends Properties {
  readonly writing: Signal<boolean>;
}

/** Messages stand first when some are unread or one is half written, and stay where they are while the case is open:
 * what moves loses the focus. */
function useMessagesFirst(open: OpenCase, writing: boolean): boolean {
  const first = useRef(open.item.unread > 0 || writing);
  return first.current;
}

/** Tasks that are due stand above the plan, and stay there while the case is open. */
function useTasksFirst({ item }: OpenCase): boolean {
  const first = useRef(item.tasks > 0);
  return first.current;
}

function Left({ desk, open }: Properties) {
  const mailbox = may('message.write') ? desk.mailbox.value : null;
  const asking = useSignal(desk.drafts.message(againKey(open.key)).body !== '');
  const pressed = useRef(false);
  const ask = (): void => {
    pressed.current = true;
    const key = againKey(open.key);
    if (desk.drafts.message(key).body === '') {
      const words = t('again.body', { names: againNames(open.detail), service: open.item.service.name });
      desk.drafts.changeMessage(key, { body: words });
    }
    asking.value = true;
  };
  return (
    <div class="col">
      {asking.value && mailbox !== null && (
        <AskAgain
          desk={desk}
          open={open}
          mailbox={mailbox}
          focused={pressed.current}
          done={() => (asking.value = false)}
        />
      )}
      <LastReport open={open} askAgain={mailbox === null || asking.value ? undefined : ask} />
      <PanelCurves open={open} />
      <EarlierReports detail={open.detail} />
    </div>
  );
}

function Right({ desk, open, writing }: RecordProperties) {
  const first = useMessagesFirst(open, writing.value);
  const mailbox = desk.mailbox.value;
  const book = desk.tasks.value;
  const tasksFirst = useTasksFirst(open);
  const tasks = book !== null && <Tasks desk={desk} open={open} book={book} />;
  const messages = mailbox !== null && (
    <Messages desk={desk} mailbox={mailbox} caseKey={open.key} writing={writing} />
  );
  return (
    <div class="col">
      {first && messages}
      {tasksFirst && tasks}
      <Guidance detail={open.detail} />
      {!tasksFirst && tasks}
      <Contacts desk={desk} open={open} />
      <Notes desk={desk} open={open} />
      {!first && messages}
    </div>
  );
}

function Record({ desk, open, writing }: RecordProperties) {
  if (open.failure !== null) {
    return (
      <div class="instead" role="alert">
        <p>{wordsFor(open.failure)}</p>
        <button class="ds-button" type="button" onClick={() => readAnew(desk)}>
          {t('act.try_again')}
        </button>
      </div>
    );
  }
  return (
    <div class="panel-body" tabIndex={0} role="region" aria-label={t('panel.record')}>
      <Left desk={desk} open={open} />
      <Right desk={desk} open={open} writing={writing} />
    </div>
  );
}

/** One case beside the list: what happened, what came before, and what comes of it. */
export function Panel({ desk, open }: Properties) {
  useCover();
  const panel = useLanding(desk);
  const writing = useSignal(desk.drafts.message(open.key).body !== '');
  const mayWrite = desk.mailbox.value !== null && may('message.write');
  const write = (): void => {
    writing.value = true;
    requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>('.messages .compose input')?.focus());
  };
  return (
    <aside class="panel" aria-labelledby="h-case" ref={panel}>
      <PanelHead desk={desk} open={open} write={mayWrite ? write : undefined} />
      <Verdict item={open.item} />
      <ChangedBanner desk={desk} />
      <MissingStrip desk={desk} open={open} />
      <Record desk={desk} open={open} writing={writing} />
      <OutcomeForm desk={desk} open={open} />
    </aside>
  );
}
