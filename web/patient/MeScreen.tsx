import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { TopBar } from '../shared/components/TopBar';
import { Problem, signedOut } from '../shared/http';
import { language, t } from '../shared/i18n';
import { keepTime } from '../shared/now';
import { homeOf, loginPath, me, whoAmI } from '../shared/session';
import type { Today } from './api';
import { KinScreen } from './kin/KinScreen';
import { whose } from './kin/whose';
import { useLiveDay } from './live';
import { keepDrafts } from './messages/drafts';
import { Heading } from './parts/Heading';
import { Failed, Loading } from './parts/Instead';
import { place } from './place';
import { Screen } from './Screen';
import { failure, loadToday, today } from './state';
import './me.css';

/** The patient's day, in the language chosen; another language, or another patient, fetches it again. */
function Own() {
  const spoken = language.value;
  const patient = whose.value?.id;
  useEffect(() => void loadToday(), [spoken, patient]);
  useEffect(keepTime, []);
  useEffect(keepDrafts, []);
  useLiveDay();
  const day: Today | null = today.value;
  if (place().screen === 'help') return <Screen day={day} />;
  if (day !== null) return <Screen day={day} />;
  return failure.value === null ? <Loading /> : <Failed why={failure.value} again={() => void loadToday()} />;
}

/** For those who are signed in and have no day of their own here. */
function Others() {
  const name = me.value?.account.name ?? '';
  return (
    <>
      <TopBar />
      <main class="hand me">
        <Heading title={t('me.title')}>{t('me.signed_in_as', { name })}</Heading>
        <p>{t('me.not_yours')}</p>
        <p>
          <a class="ds-button go" href="/">
            {t('me.to_work')}
          </a>
        </p>
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
  if (who.patient !== null) return <Own />;
  if (homeOf(who.account.kind) !== '/me') return <Others />;
  return (
    <KinScreen>
      <Own />
    </KinScreen>
  );
}
