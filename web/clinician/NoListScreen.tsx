import { useEffect } from 'preact/hooks';
import { TopBar } from '../shared/components/TopBar';
import { t } from '../shared/i18n';
import { MainNav } from './frame/MainNav';

/** For those whose role has no work list: says so, and nothing more. */
export function NoListScreen() {
  const title = t('error.no_list');
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <TopBar>
        <MainNav />
      </TopBar>
      <main class="instead">
        <h1>{title}</h1>
        <p>{t('error.no_list_why')}</p>
      </main>
    </>
  );
}
