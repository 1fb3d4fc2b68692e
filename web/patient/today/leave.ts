// Signing out. A report that was not sent is the patient's: it does not stay behind in a browser that others may use.
import { signOut } from '../../shared/session';
import { go } from '../place';
import { discard, draft, failure } from '../state';

export function signOutNow(): void {
  signOut()
    .then(discard)
    .catch((error: unknown) => (failure.value = error));
}

export function leave(): void {
  if (draft.value === null) signOutNow();
  else go({ screen: 'leave' });
}
