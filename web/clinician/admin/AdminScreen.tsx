import { useEffect } from 'preact/hooks';
import { TopBar } from '../../shared/components/TopBar';
import { t } from '../../shared/i18n';
import { MainNav } from '../frame/MainNav';

export function AdminScreen() {
  const title = t('admin.title');
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <TopBar>
        <MainNav />
      </TopBar>
      <main class="instead">
        <h1>{title}</h1>
      </main>
    </>
  );
}
