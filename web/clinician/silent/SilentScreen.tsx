import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { createFeed } from '../../shared/feed';
import { Problem, send, write, type Write } from '../../shared/http';
import { language, t } from '../../shared/i18n';
import { may } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { shortcutsOn } from '../frame/keys';
import { Lost, ScreenFrame } from '../frame/ScreenFrame';
import { createDrafts, type Drafts } from '../record/drafts';
import { History } from '../record/parts/History';
import { usePark } from '../record/park';
import { createPages, type Pages } from '../record/pages';
import { KeysDialog } from '../tasks/KeysDialog';
import { focusOn, listenToRows } from '../tasks/rowkeys';
import type { Silent } from '../tasks/shapes';
import { Key } from '../worklist/Key';
import { NoticeLine } from '../worklist/NoticeLine';
import { good, wrong, type Notice } from '../worklist/notice';
import { SilentRow } from './SilentRow';
import '../record/record.css';
import '../tasks/page.css';
import '../tasks/tasks.css';

const ABOUT: ReadonlySet<string> = new Set(['report', 'missing', 'contact', 'enrolment', 'schedule']);
const ROW = '.silent[data-patient]';

interface State {
  readonly pages: Pages<Silent>;
  readonly drafts: Drafts;
  readonly notice: Signal<Notice | null>;
  /** What was decided last, and may be taken back. */
  readonly last: Signal<Decided | null>;
}

interface Decided {
  readonly one: Silent;
  readonly back: Write;
}

/** Takes the last decision back; the row gets the focus when it stands there again. */
function undo(state: State): void {
  const decided = state.last.value;
  if (decided === null) return;
  state.last.value = null;
  const { name, id } = decided.one.patient;
  send(decided.back)
    .then(async () => {
      state.notice.value = good(t('silent.taken_back', { name }));
      await state.pages.load();
      requestAnimationFrame(() => focusOn(document.querySelector<HTMLElement>(`.silent[data-patient="${CSS.escape(id)}"]`) ?? undefined));
    })
    .catch((error: unknown) => {
      const lost = !(error instanceof Problem);
      if (lost) state.last.value = decided;
      const words = lost || error.status !== 409 ? wordsFor(error) : t('undo.too_late', { why: error.detail });
      state.notice.value = wrong(words, lost ? { label: t('act.try_again'), go: () => undo(state) } : undefined);
      void state.pages.load();
    });
}

/** The row that follows takes the focus when one goes. */
function gone(state: State, one: Silent, said: string, review: string): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const at = rows.findIndex((row) => row.dataset['patient'] === one.patient.id);
  const next = rows[at + 1] ?? rows[at - 1];
  const { items } = state.pages;
  items.value = items.value?.filter((row) => row !== one) ?? null;
  state.last.value = { one, back: write(`/api/silent/${encodeURIComponent(review)}/undo`, {}) };
  state.notice.value = { tone: 'good', text: said, way: { label: t('undo.button'), go: () => undo(state) } };
  requestAnimationFrame(() => focusOn(next?.isConnected === true ? next : undefined));
  void state.pages.load();
}

const KEYS = (): readonly (readonly [readonly string[], string])[] => [
  [['j', 'k'], t('silent.key_move')],
  [['Enter'], t('todo.key_open')],
  [['1', '–', '4'], t('silent.key_decide')],
  [['z'], t('help.undo')],
  [['Esc'], t('todo.key_shut')],
  [['?'], t('help.help')],
];

function Rows({ state }: { readonly state: State }) {
  return (
    <History pages={state.pages} empty={t('silent.empty')}>
      {(items) => (
        <ul class="silent-list" aria-label={t('silent.title')}>
          {items.map((one) => (
            <SilentRow
              key={`${one.patient.id} ${one.service.id}`}
              one={one}
              drafts={state.drafts}
              decided={(said, review) => gone(state, one, said, review)}
              stale={() => void state.pages.load()}
            />
          ))}
        </ul>
      )}
    </History>
  );
}

function Shown() {
  const notice = useSignal<Notice | null>(null);
  const last = useSignal<Decided | null>(null);
  const state = useMemo<State>(
    () => ({ pages: createPages<Silent>('/api/silent?days=14&limit=50'), drafts: createDrafts('silent'), notice, last }),
    [notice, last],
  );
  const feed = useMemo(() => createFeed({ concerns: ({ kind }) => ABOUT.has(kind), changed: () => void state.pages.load() }), [state]);
  const help = useSignal(false);
  const spoken = language.value;
  usePark(state.drafts);
  useEffect(() => void state.pages.load(), [state, spoken]);
  useEffect(() => feed.start(), [feed]);
  useEffect(() => listenToRows({ row: ROW, undo: () => undo(state), help: () => (help.value = true) }), [state, help]);
  return (
    <main class="record tasks-page" id="content" tabIndex={-1} aria-busy={state.pages.items.value === null}>
      <div>
        <h1 id="h-page" tabIndex={-1}>
          {t('silent.title')}
        </h1>
        <p class="soft">{t('silent.why')}</p>
      </div>
      <Lost since={feed.lostSince.value} />
      <section class="card" aria-label={t('silent.title')}>
        <Rows state={state} />
      </section>
      <div class="page-foot">
        <NoticeLine notice={notice.value} dismiss={() => (notice.value = null)} />
        {shortcutsOn.value && (
          <button class="help-key push" type="button" onClick={() => (help.value = true)}>
            <Key>?</Key> {t('keys.help')}
          </button>
        )}
      </div>
      <KeysDialog open={help} keys={KEYS()} />
    </main>
  );
}

/** Those who were due and have reported nothing for two weeks: what is to be done about each. */
export function SilentScreen() {
  return (
    <ScreenFrame title={t('silent.title')} allowed={may('worklist.read')}>
      <Shown />
    </ScreenFrame>
  );
}
