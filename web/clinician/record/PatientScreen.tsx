import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { TopBar } from '../../shared/components/TopBar';
import { clock } from '../../shared/format';
import { Problem, signedOut } from '../../shared/http';
import { language, t } from '../../shared/i18n';
import { keepTime } from '../../shared/now';
import { loginPath, may, me } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { MainNav } from '../frame/MainNav';
import { AccessTab } from './access/AccessTab';
import { CasesTab } from './cases/CasesTab';
import { ContactsTab } from './contacts/ContactsTab';
import { Head } from './head/Head';
import { LimitsTab } from './limits/LimitsTab';
import { MessagesTab } from './messages/MessagesTab';
import { NotesTab } from './notes/NotesTab';
import { Overview } from './overview/Overview';
import { createBook, type Book } from './record';
import { ReportsTab } from './reports/ReportsTab';
import { ScheduleTab } from './schedule/ScheduleTab';
import { TasksTab } from './tasks/TasksTab';
import './record.css';

interface Tab {
  readonly hash: string;
  readonly words: string;
  readonly heading: string;
  readonly action: string;
  readonly Content: ComponentType<{ readonly page: Book }>;
}

const TABS: readonly Tab[] = [
  { hash: 'overview', words: 'record.overview', heading: 'h-overview', action: 'patient.read', Content: Overview },
  { hash: 'reports', words: 'record.reports', heading: 'h-reports', action: 'record.read', Content: ReportsTab },
  { hash: 'cases', words: 'record.cases', heading: 'h-cases', action: 'record.read', Content: CasesTab },
  { hash: 'tasks', words: 'todo.title', heading: 'h-tasks-tab', action: 'task.read', Content: TasksTab },
  { hash: 'limits', words: 'record.limits', heading: 'h-limits', action: 'record.read', Content: LimitsTab },
  { hash: 'schedule', words: 'reporting.title', heading: 'h-schedule', action: 'record.read', Content: ScheduleTab },
  { hash: 'contacts', words: 'record.contacts', heading: 'h-contacts', action: 'record.read', Content: ContactsTab },
  { hash: 'notes', words: 'record.notes', heading: 'h-notes', action: 'record.read', Content: NotesTab },
  { hash: 'messages', words: 'mail.title', heading: 'h-messages-tab', action: 'message.read', Content: MessagesTab },
  { hash: 'access', words: 'record.access', heading: 'h-access', action: 'access_log.read', Content: AccessTab },
];

const offered = (): readonly Tab[] => TABS.filter((one) => may(one.action));
const tabAt = (hash: string): Tab | undefined => {
  const tabs = offered();
  return tabs.find((one) => `#${one.hash}` === hash.split('/')[0]) ?? tabs[0];
};

const LOW_PX = 600;

const patientHere = (): string => decodeURIComponent(/^\/patients\/([^/]+)/.exec(location.pathname)?.[1] ?? '');

/** The address says which part is shown; following a way to another puts the focus on its heading. */
function useTab(page: Book): Signal<Tab | undefined> {
  const tab = useSignal(tabAt(location.hash));
  const moved = useRef(false);
  useEffect(() => {
    const turn = (): void => {
      moved.current = true;
      page.told.value = null;
      tab.value = tabAt(location.hash);
    };
    window.addEventListener('hashchange', turn);
    return () => window.removeEventListener('hashchange', turn);
  }, [tab, page]);
  const shown = tab.value;
  useLayoutEffect(() => {
    if (!moved.current || shown === undefined) return;
    document.getElementById(shown.heading)?.focus({ preventScroll: true });
    // Where the window is low, the head would fill it.
    const low = window.innerHeight < LOW_PX;
    window.scrollTo(0, low ? (document.querySelector<HTMLElement>('.record-tabs')?.offsetTop ?? 0) : 0);
  }, [shown]);
  return tab;
}

/** What was typed is not left by mistake, and waits for the same person's next log-in. */
function useKeeping(page: Book): void {
  const out = signedOut.value;
  useEffect(() => {
    const account = me.value?.account.id ?? '';
    if (!out) {
      page.drafts.fetchBack(account);
      page.tries.fetchBack(account);
      return;
    }
    page.drafts.park(account);
    page.tries.park(account);
    location.assign(loginPath() + encodeURIComponent(location.hash));
  }, [page, out]);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent): void => {
      if (page.drafts.any() && !signedOut.value) event.preventDefault();
    };
    window.addEventListener('beforeunload', leaving);
    return () => window.removeEventListener('beforeunload', leaving);
  }, [page]);
}

const isStranger = (failure: unknown): boolean =>
  failure instanceof Problem && [400, 403, 404].includes(failure.status);

/** Nobody by this address, or nobody whom one may see: the two are alike. */
function Nobody({ page }: { readonly page: Book }) {
  const failure = page.failure.value;
  const stranger = isStranger(failure);
  return (
    <main class="instead">
      {page.told.value !== null && <p role="status">{page.told.value.text}</p>}
      <h1>{t(stranger ? 'record.nobody' : 'record.failed')}</h1>
      <p role="alert">{stranger ? t('record.nobody_why') : wordsFor(failure)}</p>
      {stranger ? (
        <a class="ds-button" href="/patients">
          {t('record.to_patients')}
        </a>
      ) : (
        <button class="ds-button" type="button" onClick={() => void page.load()}>
          {t('act.try_again')}
        </button>
      )}
    </main>
  );
}

/** What an act came to, and the way to take it back. */
function Told({ page }: { readonly page: Book }) {
  const told = page.told.value;
  return (
    <div class="told" id="told" tabIndex={-1} role="status">
      {told !== null && (
        <p class={`told-${told.tone}`}>
          <b>{told.text}</b>
          {told.way !== undefined && (
            <button class="ds-button" data-variant="secondary" type="button" onClick={told.way.go}>
              {told.way.label}
            </button>
          )}
          <button
            class="ds-button quiet"
            data-variant="tertiary"
            type="button"
            onClick={() => {
              page.told.value = null;
            }}
          >
            {t('panel.close')}
          </button>
        </p>
      )}
    </div>
  );
}

function Lost({ page }: { readonly page: Book }) {
  const since = page.follow.lostSince.value;
  return (
    <div role="status">
      {since !== null && <p class="lost">{t('record.lost', { time: clock(since) })}</p>}
      {since === null && page.failure.value !== null && (
        <p class="lost">
          {wordsFor(page.failure.value)}{' '}
          <button class="textlink" type="button" onClick={page.refresh}>
            {t('act.try_again')}
          </button>
        </p>
      )}
    </div>
  );
}

interface FrameProperties {
  readonly page: Book;
  readonly tab: Tab | undefined;
}

function Ways({ tab }: { readonly tab: Tab | undefined }) {
  return (
    <nav class="record-tabs" aria-label={t('record.parts')}>
      {offered().map((one) => (
        <a key={one.hash} href={`#${one.hash}`} aria-current={one === tab ? 'page' : undefined}>
          {t(one.words)}
        </a>
      ))}
    </nav>
  );
}

function Whole({ page, tab }: FrameProperties) {
  const detail = page.detail.value;
  const failure = page.failure.value;
  // Whom one follows no more is no longer shown either.
  if (isStranger(failure) || (detail === null && failure !== null)) return <Nobody page={page} />;
  if (detail === null || tab === undefined) {
    return (
      <main class="record" aria-busy="true">
        <h1 class="sr">{t('record.title')}</h1>
        <p class="sr" role="status">
          {t('record.loading')}
        </p>
        <div class="bones bones-head" aria-hidden="true" />
        <div class="bones" aria-hidden="true" />
      </main>
    );
  }
  const { Content } = tab;
  return (
    <main class="record" id="record">
      <Head page={page} detail={detail} />
      <Ways tab={tab} />
      <div class="record-news">
        <Lost page={page} />
        <Told page={page} />
      </div>
      <div class="record-part" data-part={tab.hash}>
        <Content page={page} />
      </div>
    </main>
  );
}

/** Past the bar and the head, to what is shown. */
function Skip() {
  const go = (event: Event): void => {
    event.preventDefault();
    document.querySelector<HTMLElement>('.record-part [tabindex="-1"]')?.focus();
  };
  return (
    <a class="ds-skip-link" href="#record" onClick={go}>
      {t('record.skip')}
    </a>
  );
}

/** One patient: all that is kept, and what may be done with it. */
export function PatientScreen() {
  const page = useMemo(() => createBook(patientHere()), []);
  const tab = useTab(page);
  const spoken = language.value;
  useEffect(() => void page.load(), [page, spoken]);
  useEffect(() => page.follow.start(), [page]);
  useEffect(() => keepTime(), []);
  useKeeping(page);
  const name = page.detail.value?.name ?? t('record.title');
  const part = tab.value === undefined ? '' : t(tab.value.words);
  useEffect(() => void (document.title = `${name}: ${part} – Varde`), [name, part]);
  return (
    <>
      {page.detail.value !== null && <Skip />}
      <TopBar>
        <MainNav />
      </TopBar>
      <Whole page={page} tab={tab.value} />
    </>
  );
}
