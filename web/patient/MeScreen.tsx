import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { TopBar } from '../shared/components/TopBar';
import { Problem } from '../shared/http';
import { t, tMaybe } from '../shared/i18n';
import { homeOf, loginPath, me, whoAmI } from '../shared/session';
import { wordsFor } from '../shared/words';
import './me.css';

function Who() {
  const who = me.value;
  if (who === null) return null;
  const role = tMaybe(`role.${who.role}`, who.role);
  const own = homeOf(who.account.kind) === '/me';
  return (
    <>
      <h1>{t('me.signed_in_as', { name: who.account.name })}</h1>
      <p>{[role, who.organisation?.name].filter(Boolean).join(' · ')}</p>
      <p>{t(own ? 'me.what' : 'me.not_yours')}</p>
      {!own && (
        <p>
          <a class="ds-button" href="/">
            {t('me.to_worklist')}
          </a>
        </p>
      )}
    </>
  );
}

/** Who is signed in, and what this page is for. */
export function MeScreen() {
  const failure = useSignal<unknown>(null);
  const ask = (): void => {
    failure.value = null;
    whoAmI().catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) location.replace(loginPath());
      else failure.value = error;
    });
  };
  useEffect(ask, []);
  const title = t('me.title');
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  return (
    <>
      <TopBar />
      <main class="me">
        {failure.value === null ? (
          <Who />
        ) : (
          <div role="alert">
            <h1>{t('error.start')}</h1>
            <p>{wordsFor(failure.value)}</p>
            <button class="ds-button" type="button" onClick={ask}>
              {t('act.try_again')}
            </button>
          </div>
        )}
      </main>
    </>
  );
}
