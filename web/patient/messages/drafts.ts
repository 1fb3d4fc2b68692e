// What the patient has written and not yet sent: it outlives going back, errors, and a log-in that ran out. It lives
// in the page alone, and in this tab while the same person logs in again.
import { effect, signal } from '@preact/signals';
import { signedOut } from '../../shared/http';
import { NO_DRAFT, type MessageDraft } from '../../shared/messages';
import { me } from '../../shared/session';
import { stash, unstash } from '../../shared/storage';

const PLACE = 'messages';

interface Parked {
  readonly account: string;
  readonly written: readonly [string, MessageDraft][];
}

const drafts = signal<ReadonlyMap<string, MessageDraft>>(new Map());

export const draftOf = (key: string): MessageDraft => drafts.value.get(key) ?? NO_DRAFT;
export const changeDraft = (key: string, part: Partial<MessageDraft>): void => {
  drafts.value = new Map(drafts.value).set(key, { ...draftOf(key), ...part });
};
export const dropDraft = (key: string): void => {
  const left = new Map(drafts.value);
  left.delete(key);
  drafts.value = left;
};

/** For as long as the messages are on the screen. */
export function keepDrafts(): () => void {
  const account = me.value?.account.id ?? '';
  const text = unstash(PLACE);
  const parked = text === null ? null : (JSON.parse(text) as Parked);
  if (parked?.account === account) drafts.value = new Map([...parked.written, ...drafts.value]);
  return effect(() => {
    if (!signedOut.value) return;
    const written = [...drafts.peek()].filter(([, one]) => one.body !== '' || one.subject !== '');
    if (written.length > 0) stash(PLACE, JSON.stringify({ account, written } satisfies Parked));
  });
}
