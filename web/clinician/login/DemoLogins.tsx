import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { DemoLogin, Me } from '../../shared/api';
import { get, Problem, send, signedOut, write } from '../../shared/http';
import { t, tMaybe } from '../../shared/i18n';
import { wordsFor } from '../../shared/words';
import { staffGroups } from './groups';
import { LoginButton } from './LoginButton';
import { PatientLogins } from './PatientLogins';

/** The demo's way in: choose who to be. Where the server is no demo, how one gets in instead. */
export function DemoLogins({ enter }: { readonly enter: (me: Me) => void }) {
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
      .then(enter)
      .catch((error: unknown) => (failure.value = error));
  };
  if (failure.value instanceof Problem && failure.value.status === 404) return <p>{t('login.how')}</p>;
  return (
    <>
      {failure.value !== null && <Failure failure={failure.value} again={load} />}
      {logins.value !== null && (
        <>
          <p class="soft">{t('login.demo')}</p>
          <Logins logins={logins.value} choose={choose} />
        </>
      )}
    </>
  );
}

function Failure({ failure, again }: { readonly failure: unknown; readonly again: () => void }) {
  return (
    <div class="instead" role="alert">
      <p>{wordsFor(failure)}</p>
      <button class="ds-button" type="button" onClick={again}>
        {t('act.try_again')}
      </button>
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
