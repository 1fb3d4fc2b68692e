// All greens at once: what that would be is shown first, with those who are left out and why. The server judges each of
// them again, so that what came in meanwhile is never acknowledged unseen.
import { signal, type Signal } from '@preact/signals';
import { get, sameOr, send, write, type Write } from '../../shared/http';
import { t, tn } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import { askedOf } from './choice';
import { closeCase, type Desk } from './desk';
import { good } from './notice';
import type { Greens, GreensDone } from './shapes';
import { offerUndo } from './undo';

export interface GreensAct {
  readonly phase: Signal<'shut' | 'loading' | 'ready' | 'sending'>;
  readonly greens: Signal<Greens | null>;
  /** What went wrong, in words. */
  readonly failure: Signal<string | null>;
  readonly open: () => void;
  readonly shut: () => void;
  readonly load: () => Promise<void>;
  readonly acknowledge: () => Promise<void>;
}

/** The greens of the list as it is narrowed now, whichever tile is chosen. */
function path(desk: Desk): string {
  const { municipality, programme, mine } = desk.list.choice.value;
  const asked = askedOf({ show: 'all', name: '', municipality, programme, mine });
  return asked.size === 0 ? '/api/worklist/greens' : `/api/worklist/greens?${asked.toString()}`;
}

/** "57 grønne kvittert, 1 ble stående" */
function saidOf({ acknowledged, left }: GreensDone): string {
  const done = tn('greens.done', acknowledged.length);
  return left.length === 0 ? done : t('greens.done_but', { done, left: tn('greens.stayed', left.length) });
}

function isDone(desk: Desk, done: GreensDone): void {
  const said = saidOf(done);
  const open = desk.open.value?.item.patient.id;
  if (open !== undefined && done.acknowledged.includes(open)) closeCase(desk);
  desk.list.leave(done.acknowledged);
  void desk.list.count();
  desk.listNotice.value = done.undo === null ? good(said) : null;
  if (done.undo !== null) offerUndo(desk, done.undo, said, () => undefined);
  // Those who stayed say why in the list.
  void desk.list.refresh(done.left.slice(0, 8).map((one) => one.patient.id));
}

export function createGreens(desk: Desk): GreensAct {
  const phase: GreensAct['phase'] = signal('shut');
  const greens = signal<Greens | null>(null);
  const failure = signal<string | null>(null);
  let sent: Write | null = null;

  async function load(): Promise<void> {
    phase.value = 'loading';
    failure.value = null;
    greens.value = null;
    try {
      const found = await get<Greens>(path(desk));
      if (phase.peek() === 'loading') greens.value = found;
    } catch (error) {
      failure.value = wordsFor(error);
    }
    if (phase.peek() === 'loading') phase.value = 'ready';
  }

  async function acknowledge(): Promise<void> {
    const ready = greens.value?.ready ?? [];
    if (phase.value !== 'ready' || ready.length === 0) return;
    const seen = ready.map(({ patient, version }) => ({ patient: patient.id, version }));
    sent = sameOr(sent, write('/api/worklist/greens', { seen }));
    phase.value = 'sending';
    failure.value = null;
    try {
      const done = await send<GreensDone>(sent);
      phase.value = 'shut';
      isDone(desk, done);
    } catch (error) {
      failure.value = wordsFor(error);
      phase.value = 'ready';
    }
  }

  return {
    phase,
    greens,
    failure,
    open: () => {
      if (phase.value === 'shut') void load();
    },
    shut: () => {
      if (phase.value !== 'sending') phase.value = 'shut';
    },
    load,
    acknowledge,
  };
}
