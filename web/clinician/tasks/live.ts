// A page about many patients that follows what changes: it is read again some moments after any of it did.
import { signal, type Signal } from '@preact/signals';
import type { Change } from '../../shared/api';
import { get, serverNow, signedOut } from '../../shared/http';

const GATHER_MS = 250;
const RETRY_MS = 3000;
const SAY_LOST_AFTER_MS = 5000;

export interface Feed {
  /** Since when the page may be old; null while all is well. */
  readonly lostSince: Signal<number | null>;
  readonly start: () => () => void;
}

interface Line {
  source: EventSource | null;
  gather: ReturnType<typeof setTimeout> | null;
  retry: ReturnType<typeof setTimeout> | null;
  doubt: ReturnType<typeof setTimeout> | null;
  stopped: boolean;
}

/** kinds: of the events that it is about. */
export function createFeed(kinds: ReadonlySet<string>, changed: () => void): Feed {
  const lostSince = signal<number | null>(null);
  const line: Line = { source: null, gather: null, retry: null, doubt: null, stopped: false };
  const gather = (): void => {
    line.gather ??= setTimeout(() => {
      line.gather = null;
      changed();
    }, GATHER_MS);
  };
  const opened = (): void => {
    if (line.doubt !== null) clearTimeout(line.doubt);
    line.doubt = null;
    lostSince.value = null;
    // What came between reading the page and standing on the line.
    gather();
  };
  /** The browser tries again by itself after a broken line, but not after a refusal. */
  const broken = (): void => {
    const since = serverNow();
    line.doubt ??= setTimeout(() => (lostSince.value = since), SAY_LOST_AFTER_MS);
    if (line.source?.readyState !== EventSource.CLOSED || line.retry !== null) return;
    get('/api/me').catch(() => undefined); // a lost session shows itself here
    line.retry = setTimeout(() => {
      line.retry = null;
      if (!signedOut.value) connect();
    }, RETRY_MS);
  };
  const connect = (): void => {
    if (line.stopped) return;
    line.source?.close();
    const source = new EventSource('/api/events');
    line.source = source;
    source.addEventListener('open', opened);
    source.addEventListener('change', (event: MessageEvent<string>) => {
      if (kinds.has((JSON.parse(event.data) as Change).kind)) gather();
    });
    source.addEventListener('reload', gather);
    source.addEventListener('error', broken);
  };
  const start = (): (() => void) => {
    line.stopped = false;
    connect();
    window.addEventListener('online', connect);
    return () => {
      line.stopped = true;
      window.removeEventListener('online', connect);
      line.source?.close();
      for (const timer of [line.gather, line.retry, line.doubt]) if (timer !== null) clearTimeout(timer);
      line.gather = line.retry = line.doubt = null;
    };
  };
  return { lostSince, start };
}
