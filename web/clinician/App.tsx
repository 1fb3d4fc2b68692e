import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { Problem } from '../shared/http';
import { t } from '../shared/i18n';
import { homeOf, loginPath, may, me, whoAmI } from '../shared/session';
import { wordsFor } from '../shared/words';
import { LoginScreen } from './login/LoginScreen';
import { Later } from './frame/Later';
import { NoListScreen } from './NoListScreen';
import { WorklistScreen } from './worklist/WorklistScreen';

const loadPatients = async () => (await import('./patients/PatientsScreen')).PatientsScreen;
const loadPatient = async () => (await import('./record/PatientScreen')).PatientScreen;
const loadAdmin = async () => (await import('./admin/AdminScreen')).AdminScreen;

/** The screen that stands at the page's address. */
function Screen() {
  const { pathname } = location;
  if (/^\/patients\/./.test(pathname)) return <Later load={loadPatient} />;
  if (pathname.startsWith('/patients')) return <Later load={loadPatients} />;
  if (pathname.startsWith('/admin')) return <Later load={loadAdmin} />;
  return may('worklist.read') ? <WorklistScreen /> : <NoListScreen />;
}

/** Asks who we are before anything of a patient is fetched. */
function SignedInOnly() {
  const failure = useSignal<unknown>(null);
  const ask = (): void => {
    failure.value = null;
    whoAmI()
      .then(({ account }) => {
        if (homeOf(account.kind) === '/me') location.replace('/me');
      })
      .catch((error: unknown) => {
        if (error instanceof Problem && error.status === 401) location.replace(loginPath());
        else failure.value = error;
      });
  };
  useEffect(ask, []);
  const who = me.value;
  if (failure.value !== null) {
    return (
      <main class="instead">
        <h1>{t('error.start')}</h1>
        <p role="alert">{wordsFor(failure.value)}</p>
        <button class="ds-button" type="button" onClick={ask}>
          {t('act.try_again')}
        </button>
      </main>
    );
  }
  if (who === null || homeOf(who.account.kind) === '/me') return null;
  return <Screen />;
}

export function App() {
  return location.pathname.startsWith('/login') ? <LoginScreen /> : <SignedInOnly />;
}
