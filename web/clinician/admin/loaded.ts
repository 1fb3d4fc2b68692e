// What a page fetched: the old stays while the new is on its way, so that nothing jumps.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../../shared/http';

export interface Loaded<T> {
  readonly value: T | null;
  readonly error: unknown;
  readonly reload: () => void;
  /** Puts there what an act answered with. */
  readonly put: (value: T) => void;
}

/** path null: nothing is asked for yet. */
export function useLoaded<T>(path: string | null): Loaded<T> {
  const value = useSignal<T | null>(null);
  const error = useSignal<unknown>(null);
  const round = useSignal(0);
  const turn = round.value;
  useEffect(() => {
    if (path === null) return undefined;
    const abort = new AbortController();
    get<T>(path, abort.signal)
      .then((answer) => {
        value.value = answer;
        error.value = null;
      })
      .catch((failure: unknown) => {
        if (!abort.signal.aborted) error.value = failure;
      });
    return () => abort.abort();
  }, [path, turn, value, error]);
  return {
    value: value.value,
    error: error.value,
    reload: () => (round.value += 1),
    put: (answer) => (value.value = answer),
  };
}
