import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import type { Worklist } from './worklist';

/** The next page, when one has scrolled near it or presses. */
export function LoadMore({ list }: { readonly list: Worklist }) {
  const place = useRef<HTMLDivElement>(null);
  const failure = useSignal<unknown>(null);
  const drawn = list.drawn.value >= list.rows.value.length;
  const more = list.more.value && list.phase.value === 'ready' && drawn;
  const load = (): void => {
    failure.value = null;
    list.loadMore().catch((error: unknown) => (failure.value = error));
  };
  const loaded = list.rows.value.length;
  useEffect(() => {
    if (!more || place.current === null) return undefined;
    const near = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && load(),
      // The margin of the page, and of the list where that scrolls by itself.
      { rootMargin: '800px', scrollMargin: '800px' } as IntersectionObserverInit,
    );
    near.observe(place.current);
    return () => near.disconnect();
    // A new page moves the place: look again whether it is near.
  }, [more, loaded]);
  if (!more) return null;
  return (
    <div class="more" ref={place}>
      {failure.value !== null && <p role="alert">{wordsFor(failure.value)}</p>}
      <button class="ds-button" data-variant="secondary" type="button" onClick={load}>
        {t('list.more')}
      </button>
    </div>
  );
}
