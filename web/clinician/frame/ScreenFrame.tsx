import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { TopBar } from '../../shared/components/TopBar';
import { clock } from '../../shared/format';
import { t } from '../../shared/i18n';
import { keepTime } from '../../shared/now';
import { MainNav } from './MainNav';

interface Properties {
  /** What the window is called. */
  readonly title: string;
  /** What is here is the role's to see. */
  readonly allowed: boolean;
  /** Its <main> has the id "content". */
  readonly children: ComponentChildren;
}

/** A screen beside the list: the frame around it, or that it is not here for this role. */
export function ScreenFrame({ title, allowed, children }: Properties) {
  useEffect(() => keepTime(), []);
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <a class="ds-skip-link" href="#content">
        {t('admin.skip')}
      </a>
      <TopBar>
        <MainNav />
      </TopBar>
      {allowed ? (
        children
      ) : (
        <main class="instead" id="content" tabIndex={-1}>
          <h1>{t('admin.not_here')}</h1>
          <p>{t('admin.not_here_why')}</p>
        </main>
      )}
    </>
  );
}

/** What is shown is not kept up to date any more. */
export function Lost({ since }: { readonly since: number | null }) {
  return since === null ? null : (
    <p class="lost" role="status">
      {t('record.lost', { time: clock(since) })}
    </p>
  );
}
