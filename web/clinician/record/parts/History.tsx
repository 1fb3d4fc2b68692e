import type { ComponentChildren } from 'preact';
import { t } from '../../../shared/i18n';
import type { Pages } from '../pages';
import { Failure, Waiting } from './States';

interface Properties<T> {
  readonly pages: Pages<T>;
  readonly empty: string;
  readonly children: (items: readonly T[]) => ComponentChildren;
}

/** A history with its waiting, its emptiness, its failure and its older pages. */
export function History<T>({ pages, empty, children }: Properties<T>) {
  const items = pages.items.value;
  const failure = pages.failure.value;
  if (items === null && failure !== null) return <Failure failure={failure} again={() => void pages.load()} />;
  if (items === null) return <Waiting />;
  return (
    <>
      {items.length === 0 ? <p class="empty">{empty}</p> : children(items)}
      {failure !== null && <Failure failure={failure} again={pages.load} />}
      {pages.next.value !== null && (
        <button
          class="ds-button older"
          data-variant="secondary"
          type="button"
          aria-busy={pages.busy.value}
          onClick={() => void pages.more()}
        >
          {t('record.older')}
        </button>
      )}
    </>
  );
}
