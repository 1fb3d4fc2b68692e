// Keeps what is said of the day true: it is asked for again when something changed, when a deadline or a day has gone
// by, and when the network or the one who looks is back.
import { useEffect } from 'preact/hooks';
import { createFeed } from '../shared/feed';
import { now } from '../shared/now';
import { serverNow } from '../shared/http';
import { place } from './place';
import { dayMark, loadToday, today } from './state';
import { isOld } from './today/due';

const GATHER_MS = 250;
const AGAIN_MS = 9000;

/** In the middle of a report nothing is changed under the hand. */
const isShown = (): boolean => !('step' in place()) && place().screen !== 'review' && place().screen !== 'messages';

export function useLiveDay(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = null;
        if (isShown()) void loadToday();
      }, GATHER_MS);
    };
    const seen = (): void => {
      if (document.visibilityState === 'visible') soon();
    };
    const stop = createFeed({ concerns: () => true, changed: soon, mark: dayMark }).start();
    document.addEventListener('visibilitychange', seen);
    addEventListener('online', soon);
    return () => {
      if (timer !== null) clearTimeout(timer);
      stop();
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('online', soon);
    };
  }, []);
  useAsking();
}

/** Asks while what is shown is old, now and then until there is an answer. */
function useAsking(): void {
  const day = today.value;
  const old = day !== null && isOld(day, now.value);
  const shown = isShown();
  useEffect(() => {
    if (!old || !shown) return undefined;
    void loadToday();
    const timer = setInterval(() => {
      now.value = serverNow();
      void loadToday();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [old, shown]);
}
