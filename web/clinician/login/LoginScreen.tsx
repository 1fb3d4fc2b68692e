import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DemoLogin, Me } from '../../shared/api';
import { TopBar } from '../../shared/components/TopBar';
import { get, Problem, send, signedOut, write } from '../../shared/http';
import { t, tMaybe } from '../../shared/i18n';
import { expect, homeOf, safeReturn } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { staffGroups } from './groups';
import { LoginButton } from './LoginButton';
import { PatientLogins } from './PatientLogins';
import './login.css';

/** Where the one who logged in was going, if it is theirs to see. */
function wayOn(me: Me): string {
  const home = homeOf(me.account.kind);
  const wanted = safeReturn(new URLSearchParams(location.search).get('return'));
  return wanted !== null && home === '/' && !wanted.startsWith('/me') ? wanted : home;
}

/** The demo's way in: choose who to be. It is there only where the server says that it is a demo. */
export function LoginScreen() {
  const logins = useSignal<readonly DemoLogin[] | null>(null);
  const failure = useSignal<unknown>(null);
  const load = (): void => {
    failure.value = null;
    get<{ items: readonly DemoLogin[] }>('/api/demo/logins')
      .then(({ items }) => (logins.value = items))
      .catch((error: unknown) => (failure.value = error));
  };
  useEffect(load, []);
  const choose = ({ login }: DemoLogin): void => {
    failure.value = null;
    signedOut.value = false;
    send<Me>(write('/api/session', { login }))
      .then((me) => {
        expect(me);
        location.assign(wayOn(me));
      })
      .catch((error: unknown) => (failure.value = error));
  };
  const title = t('login.title');
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <TopBar />
      <main class="login-page">
        <h1>{title}</h1>
        <p class="soft">{t('login.demo')}</p>
        <Failure failure={failure.value} again={load} />
        {logins.value !== null && <Logins logins={logins.value} choose={choose} />}
      </main>
    </>
  );
}

function Failure({ failure, again }: { readonly failure: unknown; readonly again: () => void }) {
  if (failure === null) return null;
  const none = failure instanceof Problem && failure.status === 404;
  return (
    <div class="instead" role="alert">
      <p>{none ? t('login.no_demo') : wordsFor(failure)}</p>
      {!none && (
        <button class="ds-button" type="button" onClick={again}>
          {t('act.try_again')}
        </button>
      )}
    </div>
  );
}

interface LoginsProperties {
  readonly logins: readonly DemoLogin[];
  readonly choose: (login: DemoLogin) => void;
}

function Logins({ logins, choose }: LoginsProperties) {
  return (
    <>
      {staffGroups(logins).map((group) => (
        <section key={group.role} aria-labelledby={`h-${group.role}`}>
          <h2 id={`h-${group.role}`}>{tMaybe(`roles.${group.role}`, group.role)}</h2>
          <div class="logins">
            {group.logins.map((login) => (
              <LoginButton key={`${login.login} ${login.role}`} login={login} choose={choose} />
            ))}
          </div>
        </section>
      ))}
      <PatientLogins logins={logins} choose={choose} />
    </>
  );
}
