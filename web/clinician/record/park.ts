// What was typed waits for the same person's next log-in.
import { useEffect } from 'preact/hooks';
import { signedOut } from '../../shared/http';
import { loginPath, me } from '../../shared/session';
import type { Drafts } from './drafts';

const nowhere = (): string => '';

/** place: the part of the address to come back to, beside the path. */
export function usePark(drafts: Drafts, place: () => string = nowhere): void {
  const out = signedOut.value;
  useEffect(() => {
    const account = me.value?.account.id ?? '';
    if (!out) {
      drafts.fetchBack(account);
      return;
    }
    drafts.park(account);
    location.assign(loginPath() + encodeURIComponent(place()));
  }, [drafts, out, place]);
}
