// A page that follows what changes. The stream says only that something did: the page reads again, some moments after,
// under its reader's own permission.
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Change } from './api';
import { get, serverNow, signedOut } from './http';

const GATHER_MS = 200;
const RETRY_MS = 3000;
const SAY_LOST_AFTER_MS = 5000;

export interface Feed {
  /** Since when the page may be old, in epoch milliseconds; null while all is well. */
  readonly lostSince: ReadonlySignal<number | null>;
  readonly start: () => () => void;
}

interface Followed {
  readonly concerns: (change: Change) => boolean;
  readonly changed: () => void;
  /** The newest event before the page was read, told once it is: what has come since is told then. Where it is not known
   * the page is read again when the line stands. */
  readonly mark?: () => Promise<number | null>;
}

type Timer = ReturnType<typeof setTimeout> | null;

export function createFeed({ concerns, changed, mark }: Followed): Feed {
  const lostSince = signal<number | null>(null);
  let source: EventSource | null = null;
  let gathering: Timer = null;
  let retry: Timer = null;
  let doubt: Timer = null;
  let stopped = false;
  const gather = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      changed();
    }, GATHER_MS);
  };
  const opened = (read: boolean): void => {
    if (doubt !== null) clearTimeout(doubt);
    doubt = null;
    lostSince.value = null;
    // What came between reading the page and standing on the line.
    if (!read) gather();
  };
  /** The browser tries again by itself after a broken line, but not after a refusal. */
  const broken = (): void => {
    const since = serverNow();
    doubt ??= setTimeout(() => (lostSince.value = since), SAY_LOST_AFTER_MS);
    if (source?.readyState !== EventSource.CLOSED || retry !== null) return;
    get('/api/me').catch(() => undefined); // a lost session shows itself here
    retry = setTimeout(() => {
      retry = null;
      if (!signedOut.value) connect();
    }, RETRY_MS);
  };
  const connect = (after: number | null = null): void => {
    if (stopped) return;
    source?.close();
    source = new EventSource(`/api/events${after === null ? '' : `?after=${String(after)}`}`);
    let read = after !== null;
    source.addEventListener('open', () => {
      opened(read);
      read = false;
    });
    source.addEventListener('change', (event: MessageEvent<string>) => {
      if (concerns(JSON.parse(event.data) as Change)) gather();
    });
    source.addEventListener('reload', gather);
    source.addEventListener('error', broken);
  };
  const online = (): void => connect();
  const start = (): (() => void) => {
    stopped = false;
    void (mark?.() ?? Promise.resolve(null)).then((after) => {
      if (source === null) connect(after);
    });
    window.addEventListener('online', online);
    return () => {
      stopped = true;
      window.removeEventListener('online', online);
      source?.close();
      source = null;
      for (const timer of [gathering, retry, doubt]) if (timer !== null) clearTimeout(timer);
      gathering = retry = doubt = null;
    };
  };
  return { lostSince, start };
}
