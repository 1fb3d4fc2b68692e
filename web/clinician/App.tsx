import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { Problem } from '../shared/http';
import { t } from '../shared/i18n';
import { homeOf, loginPath, may, me, whoAmI } from '../shared/session';
import { wordsFor } from '../shared/words';
import { LoginScreen } from './login/LoginScreen';
import { Later } from './frame/Later';
import { waysHere } from './frame/MainNav';
import { WorklistScreen } from './worklist/WorklistScreen';

const loadPatients = async () => (await import('./patients/PatientsScreen')).PatientsScreen;
const loadPatient = async () => (await import('./record/PatientScreen')).PatientScreen;
const loadTasks = async () => (await import('./tasks/TasksScreen')).TasksScreen;
const loadSilent = async () => (await import('./silent/SilentScreen')).SilentScreen;
const loadAdmin = async () => (await import('./admin/AdminScreen')).AdminScreen;
const loadStart = async () => (await import('./start/StartScreen')).StartScreen;
const loadAlarms = async () => (await import('./alarms/AlarmsScreen')).AlarmsScreen;

/** Where those start who have no work list: at the first place that is theirs, or with whom they may see. */
function Start() {
  const first = waysHere()[0]?.[1];
  useEffect(() => {
    if (first !== undefined) location.replace(first);
  }, [first]);
  return first === undefined ? <Later load={loadStart} /> : null;
}

/** The screen that stands at the page's address. */
function Screen() {
  const { pathname } = location;
  if (/^\/patients\/./.test(pathname)) return <Later load={loadPatient} />;
  if (pathname.startsWith('/patients')) return <Later load={loadPatients} />;
  if (pathname.startsWith('/tasks')) return <Later load={loadTasks} />;
  if (pathname.startsWith('/silent')) return <Later load={loadSilent} />;
  if (pathname.startsWith('/alarms')) return <Later load={loadAlarms} />;
  if (pathname.startsWith('/admin')) return <Later load={loadAdmin} />;
  return may('worklist.read') ? <WorklistScreen /> : <Start />;
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
