// What a limit set or a schedule would give: asked of the service when typing rests, the newest question alone.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { question } from '../../shared/http';

const REST_MS = 250;

export interface Trying<T> {
  /** The last answer; it stays until the next is there. */
  readonly tried: T | null;
  readonly failure: unknown;
  /** What is shown is not yet of what is typed. */
  readonly busy: boolean;
  readonly again: () => void;
}

/** body null: it cannot be asked just now. */
export function useTrying<T>(path: string, body: object | null): Trying<T> {
  const tried = useSignal<T | null>(null);
  const failure = useSignal<unknown>(null);
  const busy = useSignal(false);
  const round = useSignal(0);
  const first = useRef(true);
  const text = body === null ? null : JSON.stringify(body);
  const turn = round.value;
  useEffect(() => {
    if (text === null) return undefined;
    const abort = new AbortController();
    const ask = (): void => {
      question<T>(path, JSON.parse(text) as object, abort.signal)
        .then((answer) => {
          tried.value = answer;
          failure.value = null;
          busy.value = false;
        })
        .catch((error: unknown) => {
          if (abort.signal.aborted) return;
          failure.value = error;
          busy.value = false;
        });
    };
    busy.value = true;
    const timer = setTimeout(ask, first.current ? 0 : REST_MS);
    first.current = false;
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [path, text, turn, tried, failure, busy]);
  return { tried: tried.value, failure: failure.value, busy: busy.value, again: () => (round.value += 1) };
}
