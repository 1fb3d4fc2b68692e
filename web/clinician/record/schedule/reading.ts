// Something read by a path, again at each change of the patient and in another language.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../../../shared/http';
import { language } from '../../../shared/i18n';
import type { Book } from '../record';

export interface Reading<T> {
  readonly value: T | null;
  readonly failure: unknown;
  readonly load: () => Promise<void>;
}

export function useReading<T>(page: Book, path: string): Reading<T> {
  const value = useSignal<T | null>(null);
  const failure = useSignal<unknown>(null);
  const asked = useSignal(0);
  const load = async (): Promise<void> => {
    const mine = asked.peek() + 1;
    asked.value = mine;
    try {
      const answer = await get<T>(path);
      if (mine !== asked.peek()) return;
      value.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine === asked.peek()) failure.value = error;
    }
  };
  const round = page.round.value;
  const spoken = language.value;
  useEffect(() => void load(), [path, round, spoken]);
  return { value: value.value, failure: failure.value, load };
}
