import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { Problem } from '../shared/http';
import { t } from '../shared/i18n';
import { homeOf, loginPath, may, me, whoAmI } from '../shared/session';
import { wordsFor } from '../shared/words';
import { LoginScreen } from './login/LoginScreen';
import { NoListScreen } from './NoListScreen';
import { WorklistScreen } from './worklist/WorklistScreen';

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
  return may('worklist.read') ? <WorklistScreen /> : <NoListScreen />;
}

export function App() {
  return location.pathname.startsWith('/login') ? <LoginScreen /> : <SignedInOnly />;
}
