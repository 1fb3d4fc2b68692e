import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../../shared/http';
import { tn } from '../../shared/i18n';
import { may } from '../../shared/session';

/** The way to those who have been silent for two weeks, when there are some. */
export function SilentLink() {
  const count = useSignal(0);
  const shown = may('worklist.read') && may('case.handle');
  useEffect(() => {
    if (!shown) return;
    get<{ readonly count: number }>('/api/silent/count')
      .then((answer) => (count.value = answer.count))
      .catch(() => undefined); // the list itself says when nothing can be reached
  }, [shown, count]);
  if (count.value === 0) return null;
  return (
    <a class="textlink silent-link" href="/silent">
      {tn('silent.link', count.value)}
    </a>
  );
}
