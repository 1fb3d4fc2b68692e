// Media queries as signals, for what a style sheet cannot decide.
import { signal, type ReadonlySignal } from '@preact/signals';

function matches(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const is = signal(list.matches);
  list.addEventListener('change', () => (is.value = list.matches));
  return is;
}

/** Room for taller rows and wider small curves; the same as the style sheets'. */
export const roomy = matches('(min-width: 100rem)');
