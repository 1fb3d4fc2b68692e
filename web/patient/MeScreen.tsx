import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { TopBar } from '../shared/components/TopBar';
import { Problem, signedOut } from '../shared/http';
import { language, t } from '../shared/i18n';
import { keepTime } from '../shared/now';
import { homeOf, loginPath, me, whoAmI } from '../shared/session';
import { wordsFor } from '../shared/words';
import type { Today } from './api';
import { keepDrafts } from './messages/drafts';
import { Bar } from './parts/Bar';
import { always, Calls } from './parts/Calls';
import { Heading } from './parts/Heading';
import { place } from './place';
import { Screen } from './Screen';
import { failure, loadToday, today } from './state';
import './me.css';

/** Nothing could be fetched: what that means, and whom to call all the same. */
function Failed({ why, again }: { readonly why: unknown; readonly again: () => void }) {
  return (
    <>
      <Bar />
      <main class="hand again">
        <div role="alert">
          <Heading title={t('error.start')}>{t('error.start')}</Heading>
          <p>{wordsFor(why)}</p>
        </div>
        <button class="ds-button go" type="button" onClick={again}>
          {t('act.try_again')}
        </button>
        <div>
          <h2>{t('me.worse')}</h2>
          <Calls contacts={always()} />
        </div>
      </main>
    </>
  );
}

function Loading() {
  return (
    <>
      <Bar />
      <main class="hand again">
        <Heading title={t('me.title')}>{t('me.title')}</Heading>
        <p role="status">{t('me.loading')}</p>
      </main>
    </>
  );
}

/** The patient's day, in the language chosen; another language fetches it again. */
function Own() {
  const spoken = language.value;
  useEffect(() => void loadToday(), [spoken]);
  useEffect(keepTime, []);
  useEffect(keepDrafts, []);
  const day: Today | null = today.value;
  if (place().screen === 'help') return <Screen day={day} />;
  if (day !== null) return <Screen day={day} />;
  return failure.value === null ? <Loading /> : <Failed why={failure.value} again={() => void loadToday()} />;
}

/** For those who are signed in and have no day of their own here. */
function Others({ home }: { readonly home: string }) {
  const name = me.value?.account.name ?? '';
  return (
    <>
      <TopBar />
      <main class="hand me">
        <Heading title={t('me.title')}>{t('me.signed_in_as', { name })}</Heading>
        <p>{t(home === '/me' ? 'me.what' : 'me.not_yours')}</p>
        {home !== '/me' && (
          <p>
            <a class="ds-button go" href={home}>
              {t('me.to_worklist')}
            </a>
          </p>
        )}
      </main>
    </>
  );
}

/** Asks who we are before anything of a patient is fetched. */
export function MeScreen() {
  const failed = useSignal<unknown>(null);
  const ask = (): void => {
    failed.value = null;
    whoAmI().catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) location.replace(loginPath());
      else failed.value = error;
    });
  };
  useEffect(ask, []);
  const gone = signedOut.value;
  useEffect(() => {
    if (gone) location.replace(loginPath());
  }, [gone]);
  const who = me.value;
  if (failed.value !== null) return <Failed why={failed.value} again={ask} />;
  if (who === null) return <Loading />;
  return who.patient === null ? <Others home={homeOf(who.account.kind)} /> : <Own />;
}
