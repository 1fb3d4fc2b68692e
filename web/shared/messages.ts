// Threads between a patient and a service, for both sides: reading them, following what comes in, and having seen
// what was shown.
import { signal, type Signal } from '@preact/signals';
import type { Named, Page } from './api';
import { get, send, write, type Write } from './http';
import { byTime } from './moment';

export interface Message {
  readonly number: number;
  readonly at: string;
  readonly by: { readonly name: string; readonly side: 'patient' | 'service' };
  readonly body: string;
  readonly mine: boolean;
}

/** With its last message, or, when it is open, with all. */
export interface Thread {
  readonly id: string;
  readonly subject: string;
  readonly service: Named;
  readonly created: string;
  readonly last: string;
  /** Messages that our side has not seen. */
  readonly unread: number;
  readonly messages: readonly Message[];
}

interface WholeThread extends Thread {
  readonly next: number | null;
}

/** What the server takes, in bytes. */
export const BODY_MOST = 8000;
export const SUBJECT_MOST = 200;

export const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** As it may be sent: what is pasted brings tabs and marks that nobody sees. */
export const cleaned = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim();

/** Somebody reads what comes while the page is hidden when it is shown again. */
export function whenShown(see: () => void): () => void {
  document.addEventListener('visibilitychange', see);
  return () => document.removeEventListener('visibilitychange', see);
}

const pathOf = (thread: string): string => `/api/threads/${encodeURIComponent(thread)}`;
const threadsPath = (patient: string): string =>
  `/api/patients/${encodeURIComponent(patient)}/threads`;

export const newThread = (
  patient: string,
  body: string,
  more: { readonly subject?: string; readonly service?: string } = {},
): Write => {
  const { subject = '', service } = more;
  return write(threadsPath(patient), {
    ...(service === undefined ? {} : { service }),
    ...(subject === '' ? {} : { subject: subject.replace(/\n/g, ' ') }),
    body,
  });
};
export const newMessage = (thread: string, body: string): Write =>
  write(`${pathOf(thread)}/messages`, { body });

/** The messages after a number, to the end. */
async function readThread(id: string, after = 0): Promise<Thread> {
  const page = (from: number): Promise<WholeThread> =>
    get<WholeThread>(`${pathOf(id)}?after=${from}`);
  let { next, ...thread } = await page(after);
  while (next !== null) {
    const more = await page(next);
    thread = { ...thread, unread: more.unread, messages: [...thread.messages, ...more.messages] };
    next = more.next;
  }
  return thread;
}

export const lastNumber = (thread: Thread): number => thread.messages.at(-1)?.number ?? 0;

const newestFirst = (a: Thread, b: Thread): number =>
  byTime(b.last, a.last) || (a.id < b.id ? 1 : -1);

const shortOf = (thread: Thread): Thread => ({ ...thread, messages: thread.messages.slice(-1) });

/** The threads of one patient, and the one that is open. */
export interface Mailbox {
  readonly patient: string;
  /** Null until they are read. */
  readonly threads: Signal<readonly Thread[] | null>;
  readonly more: Signal<string | null>;
  readonly open: Signal<Thread | null>;
  readonly failure: Signal<unknown>;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  /** Opens a thread; who sees it has seen it. */
  readonly show: (id: string) => Promise<void>;
  readonly close: () => void;
  /** Fetches what changed: after an event, or when the line was lost. */
  readonly refresh: () => Promise<void>;
  /** Puts the answer to what was written where it belongs. */
  readonly began: (thread: Thread) => void;
  readonly wrote: (id: string, message: Message) => void;
  /** Says that what is open was seen, unless the page is hidden. */
  readonly see: () => Promise<void>;
}

type State = Pick<Mailbox, 'patient' | 'threads' | 'more' | 'open' | 'failure'>;

function put(state: State, thread: Thread): void {
  const others = (state.threads.value ?? []).filter((one) => one.id !== thread.id);
  state.threads.value = [shortOf(thread), ...others].sort(newestFirst);
}

async function see(state: State): Promise<void> {
  const thread = state.open.value;
  if (thread === null || thread.unread === 0 || document.hidden) return;
  const after = await send<Thread>(write(`${pathOf(thread.id)}/seen`, { upTo: lastNumber(thread) }));
  put(state, after);
  const open = state.open.value;
  if (open?.id === after.id) state.open.value = { ...open, unread: after.unread };
}

async function load(state: State, cursor?: string): Promise<void> {
  const asked = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  try {
    const page = await get<Page<Thread>>(threadsPath(state.patient) + asked);
    const before = cursor === undefined ? [] : (state.threads.value ?? []);
    const fresh = new Set(page.items.map((one) => one.id));
    state.threads.value = [...before.filter((one) => !fresh.has(one.id)), ...page.items];
    state.more.value = page.next;
    state.failure.value = null;
  } catch (error) {
    state.failure.value = error;
  }
}

/** Messages that are there already are not fetched again. */
function joined(open: Thread | null, read: Thread): Thread {
  if (open?.id !== read.id) return read;
  const last = lastNumber(open);
  const more = read.messages.filter((one) => one.number > last);
  return { ...read, messages: [...open.messages, ...more] };
}

async function show(state: State, id: string): Promise<void> {
  const short = state.threads.value?.find((one) => one.id === id);
  if (state.open.value?.id !== id && short !== undefined) {
    state.open.value = { ...short, messages: [] };
  }
  await follow(state, id);
}

async function follow(state: State, id: string): Promise<void> {
  const known = state.open.value;
  try {
    const read = await readThread(id, known?.id === id ? lastNumber(known) : 0);
    if (state.open.value?.id !== id) return;
    const thread = joined(state.open.value, read);
    state.open.value = thread;
    put(state, thread);
    state.failure.value = null;
    await see(state);
  } catch (error) {
    state.failure.value = error;
  }
}

function wrote(state: State, id: string, message: Message): void {
  const open = state.open.value;
  const known = open?.id === id ? open : state.threads.value?.find((one) => one.id === id);
  if (known === undefined) return;
  const thread = { ...known, last: message.at, messages: [...known.messages, message] };
  // What came in between is fetched before ours is taken in, so that none is left out.
  if (open?.id === id && lastNumber(open) + 1 === message.number) state.open.value = thread;
  else if (open?.id === id) void follow(state, id);
  put(state, thread);
}

export function createMailbox(patient: string): Mailbox {
  const state: State = {
    patient,
    threads: signal(null),
    more: signal(null),
    open: signal(null),
    failure: signal(null),
  };
  return {
    ...state,
    load: () => load(state),
    loadMore: () => load(state, state.more.value ?? undefined),
    show: (id) => show(state, id),
    close: () => (state.open.value = null),
    refresh: async () => {
      const open = state.open.value;
      await load(state);
      if (open !== null) await follow(state, open.id);
    },
    began: (thread) => {
      put(state, thread);
      state.open.value = thread;
    },
    wrote: (id, message) => wrote(state, id, message),
    see: () => see(state).catch(() => undefined), // the next look tries again
  };
}

/** What is written and not yet sent. */
export interface MessageDraft {
  readonly subject: string;
  readonly service: string;
  readonly body: string;
  /** As it was sent, when no answer came: sent again it keeps its key. */
  readonly sent: Write | null;
}
export const NO_DRAFT: MessageDraft = { subject: '', service: '', body: '', sent: null };

/** What is wrong with it, as the key of a text; null: it may go. */
export function faultOf(draft: MessageDraft): string | null {
  const body = cleaned(draft.body);
  if (body === '') return 'mail.empty';
  if (bytes(body) > BODY_MOST) return 'mail.too_long';
  return bytes(cleaned(draft.subject)) > SUBJECT_MOST ? 'mail.subject_too_long' : null;
}
