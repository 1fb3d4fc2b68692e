// Who is signed in, and how one leaves and comes back.
import { signal } from '@preact/signals';
import type { Me } from './api';
import { get, getAhead, send, write } from './http';
import { forget, remember, remembered } from './storage';

export const me = signal<Me | null>(null);

const ME = '/api/me';

/** Asks who we are, and for what this browser's last user was shown first, before the page is there to show it. Who may
 * not read the list does not ask for it. */
export function askAhead(first: readonly string[]): void {
  getAhead(ME);
  if (remembered('list') === 'yes') first.forEach(getAhead);
}

/** What the next page is to ask ahead for. */
export function expect({ permissions }: Me): void {
  if (permissions.includes('worklist.read')) remember('list', 'yes');
  else forget('list');
}

export async function whoAmI(): Promise<Me> {
  const answer = await get<Me>(ME);
  me.value = answer;
  expect(answer);
  return answer;
}

export async function signOut(): Promise<void> {
  await send(write('/api/session', {}, 'DELETE'));
  me.value = null;
  forget('list');
  location.assign('/login');
}

/** What the role allows; the server holds it, the page only leaves out what would be refused. */
export const may = (action: string): boolean => me.value?.permissions.includes(action) ?? false;

const OURSELVES = new Set(['patient', 'kin']);

/** Patients and kin have their own application. */
export const homeOf = (kind: string): string => (OURSELVES.has(kind) ? '/me' : '/');

/** A path on this server, or null: never an address elsewhere. */
export function safeReturn(wanted: string | null): string | null {
  // A browser leaves out tabs and line breaks, wherever they stand, before it looks for the second slash.
  // eslint-disable-next-line no-control-regex
  if (wanted === null || !/^\/(?![/\\])[^\u0000-\u001f]*$/.test(wanted)) return null;
  return wanted.startsWith('/login') ? null : wanted;
}

export const loginPath = (): string =>
  `/login?return=${encodeURIComponent(location.pathname + location.search)}`;
