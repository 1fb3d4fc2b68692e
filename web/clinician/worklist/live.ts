// Keeps the list true without reloading the page. The stream says only that a patient changed; the rows are
// fetched again under one's own permission. It stays open in a hidden tab, where alarms matter as much.
import { signal, type Signal } from '@preact/signals';
import type { Change } from '../../shared/api';
import { get, serverNow, signedOut } from '../../shared/http';
import { countDue } from '../frame/due';
import type { Worklist } from './worklist';

const GATHER_MS = 100;
const SAY_LOST_AFTER_MS = 5000;
const LOOK_EVERY_MS = 30_000;
const RETRY_MS = 3000;
/** With more changes than this at once, the whole list is cheaper. */
const ROW_BY_ROW = 8;

export interface Live {
  /** Since when the values may be old, in epoch milliseconds; null while all is well. */
  readonly lostSince: Signal<number | null>;
  readonly start: () => void;
  readonly stop: () => void;
}

interface Feed {
  readonly list: Worklist;
  readonly lostSince: Signal<number | null>;
  /** Whose panel is open: of them we want to know even when the filters hide the row. */
  readonly watched: () => string | null;
  /** Something was written to, by or about the watched patient, or may have been. */
  readonly written: (kind: string) => void;
  readonly waiting: Set<string>;
  source: EventSource | null;
  gather: ReturnType<typeof setTimeout> | null;
  retry: ReturnType<typeof setTimeout> | null;
  look: ReturnType<typeof setInterval> | null;
  doubt: ReturnType<typeof setTimeout> | null;
  lastGood: number;
  stopped: boolean;
}

function good(feed: Feed): void {
  feed.lastGood = serverNow();
  if (feed.doubt !== null) clearTimeout(feed.doubt);
  feed.doubt = null;
  feed.lostSince.value = null;
}

/** A short gap is nobody's business; a longer one must be said. */
function doubtful(feed: Feed): void {
  const since = feed.lastGood;
  feed.doubt ??= setTimeout(() => (feed.lostSince.value = since), SAY_LOST_AFTER_MS);
}

/** The whole list again. The rows are good when this succeeds, whatever the stream missed. */
async function reload(feed: Feed): Promise<void> {
  try {
    await feed.list.load();
    const watched = feed.watched();
    if (watched !== null) {
      feed.written('reload');
      await feed.list.refresh([watched]);
    }
    if (feed.source?.readyState === EventSource.OPEN) good(feed);
  } catch {
    doubtful(feed);
  }
}

async function flush(feed: Feed): Promise<void> {
  const patients = [...feed.waiting];
  feed.waiting.clear();
  if (patients.length > ROW_BY_ROW) await reload(feed);
  else {
    const failed = await feed.list.refresh(patients);
    for (const patient of failed) feed.waiting.add(patient);
    if (failed.length > 0) doubtful(feed);
  }
  feed.gather = null;
  if (feed.waiting.size > 0) gather(feed, feed.doubt === null ? GATHER_MS : RETRY_MS);
}

function gather(feed: Feed, ms: number): void {
  if (feed.stopped) return;
  feed.gather ??= setTimeout(() => void flush(feed), ms);
}

function changed(feed: Feed, event: MessageEvent<string>): void {
  const change = JSON.parse(event.data) as Change;
  if (change.kind === 'task') void countDue();
  if (change.patient === feed.watched()) feed.written(change.kind);
  feed.waiting.add(change.patient);
  gather(feed, GATHER_MS);
}

/** The browser tries again by itself after a broken line, but not after a refusal. */
function broken(feed: Feed): void {
  doubtful(feed);
  if (feed.source?.readyState !== EventSource.CLOSED || feed.retry !== null) return;
  get('/api/me').catch(() => undefined); // a lost session shows itself here
  feed.retry = setTimeout(() => {
    feed.retry = null;
    if (!signedOut.value) connect(feed);
  }, RETRY_MS);
}

/** after: the list was read as it stood after this event, so that it need not be read again when the line stands. */
function connect(feed: Feed, after: number | null = null): void {
  if (feed.stopped) return;
  feed.source?.close();
  const source = new EventSource(`/api/events${after === null ? '' : `?after=${String(after)}`}`);
  let whole = after !== null;
  feed.source = source;
  source.addEventListener('open', () => {
    if (whole) good(feed);
    else void reload(feed);
    whole = false;
  });
  source.addEventListener('change', (event: MessageEvent<string>) => changed(feed, event));
  source.addEventListener('reload', () => void reload(feed));
  source.addEventListener('error', () => broken(feed));
}

/** A line that died without a word looks open: so ask something now and then. Other counts than we have
 * mean that we missed something. */
async function look(feed: Feed): Promise<void> {
  const { counts } = feed.list;
  const before = JSON.stringify(counts.value);
  try {
    await feed.list.count();
    if (feed.source?.readyState !== EventSource.OPEN) return;
    const told = JSON.stringify(counts.value) === before || feed.gather !== null;
    if (told && feed.doubt === null && feed.lostSince.value === null) good(feed);
    else await reload(feed);
  } catch {
    doubtful(feed);
  }
}

function stop(feed: Feed): void {
  feed.stopped = true;
  feed.source?.close();
  for (const timer of [feed.gather, feed.retry, feed.doubt]) if (timer !== null) clearTimeout(timer);
  if (feed.look !== null) clearInterval(feed.look);
}

export function createLive(
  list: Worklist,
  watched: () => string | null,
  written: (kind: string) => void,
): Live {
  const feed: Feed = {
    list,
    lostSince: signal(null),
    watched,
    written,
    waiting: new Set(),
    source: null,
    gather: null,
    retry: null,
    look: null,
    doubt: null,
    lastGood: serverNow(),
    stopped: false,
  };
  const offline = (): void => doubtful(feed);
  const online = (): void => connect(feed);
  return {
    lostSince: feed.lostSince,
    start: () => {
      void list.loaded().then((after) => {
        if (feed.source === null) connect(feed, after);
      });
      feed.look = setInterval(() => void look(feed), LOOK_EVERY_MS);
      window.addEventListener('offline', offline);
      window.addEventListener('online', online);
    },
    stop: () => {
      stop(feed);
      window.removeEventListener('offline', offline);
      window.removeEventListener('online', online);
    },
  };
}
