import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { TopBar } from '../../shared/components/TopBar';
import { t } from '../../shared/i18n';
import { may } from '../../shared/session';
import { MainNav } from '../frame/MainNav';
import { AccountsPage } from './AccountsPage';
import { AgreementsPage } from './AgreementsPage';
import { HoursPage } from './HoursPage';
import { OrganisationsPage } from './OrganisationsPage';
import { ProgrammesPage } from './ProgrammesPage';
import './admin.css';

interface Way {
  readonly name: string;
  readonly may: string;
  readonly Content: ComponentType;
}

const WAYS: readonly Way[] = [
  { name: 'organisations', may: 'organisation.change', Content: OrganisationsPage },
  { name: 'hours', may: 'hours.change', Content: HoursPage },
  { name: 'accounts', may: 'account.read', Content: AccountsPage },
  { name: 'agreements', may: 'agreement.read', Content: AgreementsPage },
  { name: 'programmes', may: 'programme.read', Content: ProgrammesPage },
];

function SideMenu({ ways, here }: { readonly ways: readonly Way[]; readonly here: Way | undefined }) {
  return (
    <nav class="side" aria-label={t('admin.title')}>
      {ways.map((way) => (
        <a
          key={way.name}
          href={`/admin/${way.name}`}
          aria-current={way === here ? 'page' : undefined}
        >
          {t(`admin.${way.name}`)}
        </a>
      ))}
    </nav>
  );
}

function NotHere() {
  return (
    <>
      <h1>{t('admin.not_here')}</h1>
      <p>{t('admin.not_here_why')}</p>
    </>
  );
}

/** What is kept by those who keep the service: a menu at the side, and only what the role may. */
export function AdminScreen() {
  const ways = WAYS.filter((way) => may(way.may));
  const name = location.pathname.split('/')[2] ?? '';
  const here = name === '' ? ways[0] : ways.find((way) => way.name === name);
  const title = here === undefined ? t('admin.title') : t(`admin.${here.name}`);
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <a class="ds-skip-link" href="#content">
        {t('admin.skip')}
      </a>
      <TopBar>
        <MainNav />
      </TopBar>
      <div class="admin">
        <SideMenu ways={ways} here={here} />
        <main id="content" tabIndex={-1} data-page={here?.name}>
          {here === undefined ? <NotHere /> : <here.Content />}
        </main>
      </div>
    </>
  );
}
