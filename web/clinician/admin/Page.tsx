import type { ComponentChildren } from 'preact';
import type { Signal } from '@preact/signals';
import { t } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import type { Notice } from '../worklist/notice';
import { NoticeLine } from '../worklist/NoticeLine';
import type { Loaded } from './loaded';

interface Properties<T> {
  readonly title: string;
  readonly lead: string;
  /** The one act of the page. */
  readonly act?: ComponentChildren;
  readonly notice: Signal<Notice | null>;
  readonly loaded: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}

function Waiting() {
  return (
    <div class="bones" aria-hidden="true">
      <span class="bone s-60" />
      <span class="bone s-45" />
      <span class="bone s-55" />
    </div>
  );
}

function Failed({ error, reload }: { readonly error: unknown; readonly reload: () => void }) {
  return (
    <div role="alert" class="failed">
      <p>{wordsFor(error)}</p>
      <button class="ds-button" data-variant="secondary" type="button" onClick={reload}>
        {t('act.try_again')}
      </button>
    </div>
  );
}

/** Title, act, what came of the last act, and what the page is about. */
export function Page<T>({ title, lead, act, notice, loaded, children }: Properties<T>) {
  const { value, error, reload } = loaded;
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="soft">{lead}</p>
        </div>
        {act}
      </div>
      <NoticeLine notice={notice.value} dismiss={() => (notice.value = null)} />
      {error !== null && <Failed error={error} reload={reload} />}
      {value !== null ? children(value) : error === null && <Waiting />}
    </>
  );
}
