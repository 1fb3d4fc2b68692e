import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { WorklistItem } from '../../shared/api';
import { TopBar } from '../../shared/components/TopBar';
import { get, signedOut } from '../../shared/http';
import { language, t } from '../../shared/i18n';
import { keepTime } from '../../shared/now';
import { loginPath, me } from '../../shared/session';
import { here } from '../frame/find';
import { MainNav } from '../frame/MainNav';
import { createDesk, openCase, readAnew, type Desk } from './desk';
import { GreensDialog } from './GreensDialog';
import { createGreens, type GreensAct } from './greens';
import { HelpDialog } from './HelpDialog';
import { ListPane } from './ListPane';
import { createLive, type Live } from './live';
import { isWork } from './order';
import { follow } from './panel/follow';
import { Panel } from './panel/Panel';
import { listenToKeys } from './shortcuts';
import { createWorklist } from './worklist';
import './worklist.css';

function createScreen(): { desk: Desk; live: Live; greens: GreensAct } {
  const list = createWorklist();
  const desk = createDesk(list);
  const watched = (): string | null => desk.open.value?.item.patient.id ?? null;
  const written = (kind: string): void => follow(desk, kind);
  return { desk, live: createLive(list, watched, written), greens: createGreens(desk) };
}

/** The server's texts come in the chosen language: fetch them anew when it changes. */
function useLanguage(desk: Desk): void {
  const spoken = language.value;
  useEffect(() => {
    desk.list.loadOptions().catch(() => undefined);
    desk.list.load().catch(() => undefined);
    readAnew(desk);
  }, [desk, spoken]);
}

/** When the session is gone, what was typed waits for the same person's next log-in. */
function useSession(desk: Desk): void {
  const out = signedOut.value;
  useEffect(() => {
    const account = me.value?.account.id ?? '';
    if (!out) {
      desk.drafts.fetchBack(account);
      desk.forms.fetchBack(account);
      return;
    }
    desk.drafts.park(account);
    desk.forms.park(account);
    location.assign(loginPath());
  }, [desk, out]);
}

/** How many wait in red stands in the tab, which may be hidden. */
function useTitle(desk: Desk): void {
  const red = desk.list.counts.value?.red ?? 0;
  const title = t('list.page_title');
  useEffect(() => {
    document.title = red > 0 ? `(${red}) ${title}` : title;
  }, [red, title]);
}

/** The row of a patient who is on the list, though it may not be among those fetched or let through. */
async function rowFor(desk: Desk, patient: string): Promise<WorklistItem | undefined> {
  const shown = desk.list.rows.value.find((row) => row.patient.id === patient);
  if (shown !== undefined) return shown;
  try {
    const row = await get<WorklistItem>(`/api/worklist/${encodeURIComponent(patient)}`);
    return isWork(row) ? row : undefined;
  } catch {
    return undefined;
  }
}

/** A patient who is searched for opens beside the list when they are on it. */
function useFinding(desk: Desk): void {
  useEffect(() => {
    here.value = {
      show: async (patient) => {
        const row = await rowFor(desk, patient);
        if (row !== undefined) openCase(desk, row, 'heading');
        return row !== undefined;
      },
      narrow: (name) => {
        desk.list.choose({ name });
        document.getElementById('list')?.focus();
      },
    };
    return () => void (here.value = null);
  }, [desk]);
}

export function WorklistScreen() {
  const { desk, live, greens } = useMemo(createScreen, []);
  const help = useSignal(false);
  useLanguage(desk);
  useSession(desk);
  useTitle(desk);
  useFinding(desk);
  useEffect(
    () => listenToKeys(desk, { help: () => (help.value = true), greens: greens.open }),
    [desk, help, greens],
  );
  useEffect(() => keepTime(), []);
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  const open = desk.open.value;
  return (
    <>
      <a class="ds-skip-link" href="#list">
        {t('list.skip')}
      </a>
      <TopBar>
        <MainNav />
      </TopBar>
      <main class={open === null ? 'desk' : 'desk desk-open'}>
        <ListPane
          desk={desk}
          lostSince={live.lostSince}
          help={() => (help.value = true)}
          greens={greens.open}
        />
        {open !== null && <Panel key={open.key} desk={desk} open={open} />}
      </main>
      <HelpDialog open={help} />
      <GreensDialog desk={desk} act={greens} />
    </>
  );
}
