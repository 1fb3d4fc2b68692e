// Hears of changes of one patient. The stream says only that something changed: the page fetches again under its
// reader's own permission.
import { signal, type Signal } from '@preact/signals';
import type { Change } from '../../shared/api';
import { get, serverNow, signedOut } from '../../shared/http';

const GATHER_MS = 150;
const SAY_LOST_AFTER_MS = 5000;
const RETRY_MS = 3000;

export interface Follow {
  /** Since when the page may be old, in epoch milliseconds; null while all is well. */
  readonly lostSince: Signal<number | null>;
  readonly start: () => () => void;
}

interface Line {
  readonly patient: string;
  readonly changed: () => void;
  readonly lostSince: Signal<number | null>;
  source: EventSource | null;
  gather: ReturnType<typeof setTimeout> | null;
  retry: ReturnType<typeof setTimeout> | null;
  doubt: ReturnType<typeof setTimeout> | null;
}

function gather(line: Line): void {
  line.gather ??= setTimeout(() => {
    line.gather = null;
    line.changed();
  }, GATHER_MS);
}

function opened(line: Line, first: boolean): void {
  if (line.doubt !== null) clearTimeout(line.doubt);
  line.doubt = null;
  line.lostSince.value = null;
  if (!first) gather(line);
}

/** The browser tries again by itself after a broken line, but not after a refusal. */
function broken(line: Line): void {
  const since = serverNow();
  line.doubt ??= setTimeout(() => (line.lostSince.value = since), SAY_LOST_AFTER_MS);
  if (line.source?.readyState !== EventSource.CLOSED || line.retry !== null) return;
  get('/api/me').catch(() => undefined); // a lost session shows itself here
  line.retry = setTimeout(() => {
    line.retry = null;
    if (!signedOut.value) connect(line, false);
  }, RETRY_MS);
}

function connect(line: Line, first: boolean): void {
  line.source?.close();
  const source = new EventSource('/api/events');
  let fresh = first;
  line.source = source;
  source.addEventListener('open', () => {
    opened(line, fresh);
    fresh = false;
  });
  source.addEventListener('change', (event: MessageEvent<string>) => {
    if ((JSON.parse(event.data) as Change).patient === line.patient) gather(line);
  });
  source.addEventListener('reload', () => gather(line));
  source.addEventListener('error', () => broken(line));
}

export function createFollow(patient: string, changed: () => void): Follow {
  const lostSince = signal<number | null>(null);
  const start = (): (() => void) => {
    const line: Line = { patient, changed, lostSince, source: null, gather: null, retry: null, doubt: null };
    connect(line, true);
    const online = (): void => connect(line, false);
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      line.source?.close();
      for (const timer of [line.gather, line.retry, line.doubt]) if (timer !== null) clearTimeout(timer);
    };
  };
  return { lostSince, start };
}
