import { useEffect } from 'preact/hooks';
import { TopBar } from '../shared/components/TopBar';
import { t } from '../shared/i18n';
import { MainNav, waysHere } from './frame/MainNav';

/** For those whose role has no work list: says so, and where they do have something. */
export function NoListScreen() {
  const title = t('error.no_list');
  const [elsewhere] = waysHere().filter(([, path]) => path !== '/');
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <TopBar>
        <MainNav />
      </TopBar>
      <main class="instead">
        <h1>{title}</h1>
        <p>{t('error.no_list_why')}</p>
        {elsewhere !== undefined && (
          <a class="ds-button" href={elsewhere[1]}>
            {t(elsewhere[0])}
          </a>
        )}
      </main>
    </>
  );
}
