// Who is signed in, and how one leaves and comes back.
import { signal } from '@preact/signals';
import type { Me } from './api';
import { get, send, write } from './http';

export const me = signal<Me | null>(null);

export async function whoAmI(): Promise<Me> {
  const answer = await get<Me>('/api/me');
  me.value = answer;
  return answer;
}

export async function signOut(): Promise<void> {
  await send(write('/api/session', {}, 'DELETE'));
  me.value = null;
  location.assign('/login');
}

/** What the role allows; the server holds it, the page only leaves out what would be refused. */
export const may = (action: string): boolean => me.value?.permissions.includes(action) ?? false;

const OURSELVES = new Set(['patient', 'kin']);

/** Patients and kin have their own application. */
export const homeOf = (kind: string): string => (OURSELVES.has(kind) ? '/me' : '/');

/** A path on this server, or null: never an address elsewhere. */
export function safeReturn(wanted: string | null): string | null {
  if (wanted === null || !/^\/(?![/\\])/.test(wanted)) return null;
  return wanted.startsWith('/login') ? null : wanted;
}

export const loginPath = (): string =>
  `/login?return=${encodeURIComponent(location.pathname + location.search)}`;
