// Talks to the JSON API: the user's language along, problems as words, and writes that can be sent again
// without being done twice.
import { signal } from '@preact/signals';
import { language } from './i18n';

const PATIENCE_MS = 15_000;
const RETRY_AFTER_MS = [400, 1500];

/** The server answered, and refused. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly detail: string;
  /** Where it is wrong: a JSON pointer into what was sent, or empty. */
  readonly place: string;
  constructor(status: number, detail: string, place = '') {
    super(`${status} ${detail}`);
    this.status = status;
    this.detail = detail;
    this.place = place;
  }
}

/** No answer came. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Becomes true when the server no longer knows us; the application then leads to the log-in. */
export const signedOut = signal(false);

/** How far the server's clock is ahead of this computer's, from its last answer. */
const clockAhead = signal(0);
export const serverNow = (): number => Date.now() + clockAhead.value;

function noteClock(response: Response): void {
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (Number.isNaN(date)) return;
  const ahead = date - Date.now();
  // The header has whole seconds: only a real difference counts.
  clockAhead.value = Math.abs(ahead) > 5000 ? ahead : 0;
}

const textOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as { detail?: unknown; title?: unknown; place?: unknown };
    const detail = textOr(body.detail, textOr(body.title, ''));
    return new Problem(response.status, detail, textOr(body.place, ''));
  } catch {
    return new Problem(response.status, '');
  }
}

const GATEWAY_GONE = new Set([502, 503, 504]);

async function answer(path: string, init: RequestInit): Promise<Response> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const abort = init.signal ? AbortSignal.any([init.signal, patience]) : patience;
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: abort, credentials: 'same-origin' });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Unreachable(String(error));
  }
  noteClock(response);
  if (GATEWAY_GONE.has(response.status)) throw new Unreachable(String(response.status));
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401) signedOut.value = true;
  throw problem;
}

const common = (): Record<string, string> => ({
  Accept: 'application/json, application/problem+json',
  'Accept-Language': language.value,
});

/** What was asked for before those who want it were there. */
const sentAhead = new Map<string, Promise<Response>>();

/** Asks at once; the next who gets the same takes this answer. One that nobody takes is forgotten. */
export function getAhead(path: string): void {
  const sent = answer(path, { headers: common() });
  sent.catch(() => undefined); // told to the one who takes it
  sentAhead.set(path, sent);
  setTimeout(() => sentAhead.delete(path), PATIENCE_MS);
}

function ask(path: string, signal?: AbortSignal): Promise<Response> {
  const sent = sentAhead.get(path);
  sentAhead.delete(path);
  return sent ?? answer(path, { headers: common(), ...(signal ? { signal } : {}) });
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await ask(path, signal)).json()) as T;
}

export interface Marked<T> {
  readonly body: T;
  /** The newest event before this was read; null when that was not told. */
  readonly event: number | null;
}

export async function getMarked<T>(path: string): Promise<Marked<T>> {
  const response = await ask(path);
  const told = response.headers.get('Event-Id');
  return { body: (await response.json()) as T, event: told === null ? null : Number(told) };
}

/** One act of the user, with the key that makes the server do it once however often it is sent. */
export interface Write {
  readonly key: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body: string;
}

/** randomUUID is there only on HTTPS and localhost. */
function uuid(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte, at) =>
    (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16),
  );
  const text = hex.map((two) => two.padStart(2, '0')).join('');
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// Marks that turn the direction of text come along when a number or a name is pasted; the service refuses them.
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;
/** What is sent, as JSON. */
const jsonOf = (body: object): string =>
  JSON.stringify(body, (_, value: unknown) => (typeof value === 'string' ? value.replace(TURNING, '') : value));

export const write = (path: string, body: object, method: Write['method'] = 'POST'): Write => ({
  key: uuid(),
  method,
  path,
  body: jsonOf(body),
});

/** The earlier write when it asks for the same, so that its key is used again; else the new one. */
export const sameOr = (earlier: Write | null, now: Write): Write =>
  earlier !== null && earlier.path === now.path && earlier.body === now.body ? earlier : now;

/** Asks with a body: a reading, of which nothing is stored. */
export async function question<T>(path: string, body: object, signal: AbortSignal): Promise<T> {
  const headers = { ...common(), 'Content-Type': 'application/json' };
  const response = await answer(path, { method: 'POST', headers, body: jsonOf(body), signal });
  return (await response.json()) as T;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Sends, and sends again with the same key while no answer comes. */
export async function send<T>(what: Write): Promise<T> {
  const init = {
    method: what.method,
    headers: { ...common(), 'Content-Type': 'application/json', 'Idempotency-Key': what.key },
    ...(what.method === 'POST' ? { body: what.body } : {}),
  };
  for (const wait of RETRY_AFTER_MS) {
    try {
      return await bodyOf<T>(await answer(what.path, init));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      await pause(wait);
    }
  }
  return bodyOf<T>(await answer(what.path, init));
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
