// One act at a time, sent again with the same key when no answer came. What was typed stays until it is there.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Problem, sameOr, send, type Write } from '../../../shared/http';
import { wordsFor } from '../../../shared/words';

interface Asked<T> {
  readonly what: Write;
  readonly done: (answer: T) => void;
  /** What a conflict means here, in words. */
  readonly conflict?: string;
  /** Other words for a refusal; null: the usual ones. */
  readonly words?: (problem: Problem) => string | null;
}

export interface Act {
  readonly busy: ReadonlySignal<boolean>;
  /** What went wrong, in words. */
  readonly wrong: ReadonlySignal<string | null>;
  readonly clear: () => void;
  readonly run: <T>(asked: Asked<T>) => Promise<void>;
}

const said = (error: unknown, conflict: string | undefined, words: Asked<unknown>['words']): string => {
  if (!(error instanceof Problem)) return wordsFor(error);
  const own = words?.(error) ?? null;
  if (own !== null) return own;
  return error.status === 409 && conflict !== undefined ? conflict : wordsFor(error);
};

export function useAct(): Act {
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const last = useRef<Write | null>(null);
  const run = async <T>({ what, done, conflict, words }: Asked<T>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    last.current = sameOr(last.current, what);
    try {
      const answer = await send<T>(last.current);
      last.current = null;
      done(answer);
    } catch (error) {
      if (error instanceof Problem) last.current = null;
      wrong.value = said(error, conflict, words);
    } finally {
      busy.value = false;
    }
  };
  return { busy, wrong, clear: () => (wrong.value = null), run };
}
