import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../shared/i18n';
import type { Today } from './api';
import { WhoseDay } from './kin/WhoseDay';
import { BackButton, Bar } from './parts/Bar';
import { StepBar } from './parts/StepBar';
import { goBack, place, placeKey, type Place } from './place';
import { AgainScreen } from './report/AgainScreen';
import type { Draft } from './report/draft';
import { MeasureScreen } from './report/MeasureScreen';
import { OxygenScreen } from './report/OxygenScreen';
import { QuestionScreen } from './report/QuestionScreen';
import { ReviewScreen } from './report/ReviewScreen';
import { SkipScreen } from './report/SkipScreen';
import { type Step, stepsOf } from './report/steps';
import { ResultScreen, Sent } from './result/ResultScreen';
import { draft, loadToday, told } from './state';
import { HelpScreen } from './today/HelpScreen';
import { LeaveScreen } from './today/LeaveScreen';
import { TodayScreen } from './today/TodayScreen';

type Messages = typeof import('./messages/MessagesScreen').MessagesScreen;

/** The messages are fetched when one goes there. */
function MessagesPlace({ patient }: { readonly patient: string }) {
  const loaded = useSignal<{ readonly Messages: Messages } | null>(null);
  const missing = useSignal(false);
  useEffect(() => {
    import('./messages/MessagesScreen')
      .then(({ MessagesScreen }) => (loaded.value = { Messages: MessagesScreen }))
      .catch(() => (missing.value = true));
  }, []);
  const back = (): void => {
    void loadToday();
    goBack();
  };
  return (
    <>
      <Bar />
      {loaded.value !== null && <loaded.value.Messages patient={patient} onBack={back} />}
      {missing.value && (
        <main class="hand">
          <p role="alert">{t('error.unreachable')}</p>
        </main>
      )}
    </>
  );
}

type StepPlace = Extract<Place, { readonly step: string }>;

function StepContent({ step, at }: { readonly step: Step; readonly at: StepPlace }) {
  if (step.kind === 'oxygen') return <OxygenScreen step={step} />;
  if (step.kind === 'question') return <QuestionScreen step={step} />;
  if (at.screen === 'again') return <AgainScreen step={step} />;
  if (at.screen === 'skip') return <SkipScreen step={step} />;
  return <MeasureScreen step={step} part={at.part} attempt={at.attempt} />;
}

function StepPlaceScreen({ steps, at }: { readonly steps: readonly Step[]; readonly at: StepPlace }) {
  const index = steps.findIndex(({ id }) => id === at.step);
  const step = steps[index];
  if (step === undefined) return null;
  return (
    <>
      <StepBar at={index + 1} of={steps.length} />
      <main class="hand" key={placeKey()}>
        <StepContent step={step} at={at} />
      </main>
    </>
  );
}

/** Where one is, or today when that is no more: a report that was sent cannot be gone back to. */
function settled(at: Place, day: Today, report: Draft | null): Place {
  const home: Place = { screen: 'today' };
  switch (at.screen) {
    case 'step':
    case 'again':
    case 'skip': {
      if (report === null) return home;
      if (report.sending !== null) return { screen: 'review' };
      return stepsOf(day, report).some(({ id }) => id === at.step) ? at : home;
    }
    case 'review':
    case 'leave':
      return report === null ? home : at;
    case 'result':
      return told.value === null ? home : at;
    default:
      return at;
  }
}

function Reviewing({ day, report }: { readonly day: Today; readonly report: Draft }) {
  return (
    <>
      <header class="bar">
        <BackButton />
        <div class="bar-end" />
      </header>
      <main class="hand">
        <ReviewScreen day={day} report={report} />
      </main>
    </>
  );
}

function Content({ day }: { readonly day: Today | null }) {
  const report = draft.value;
  const at = day === null ? place() : settled(place(), day, report);
  if (day === null || at.screen === 'help') {
    return (
      <>
        <Bar>{null}</Bar>
        <main class="hand">
          <HelpScreen />
        </main>
      </>
    );
  }
  if (at.screen === 'messages') return <MessagesPlace patient={day.patient.id} />;
  if (at.screen === 'review' && report !== null) return <Reviewing day={day} report={report} />;
  if ('step' in at && report !== null) return <StepPlaceScreen steps={stepsOf(day, report)} at={at} />;
  if (at.screen === 'result' && told.value !== null) {
    return (
      <>
        <Bar>
          <Sent told={told.value} />
        </Bar>
        <main class="hand">
          <ResultScreen told={told.value} />
        </main>
      </>
    );
  }
  return (
    <>
      <Bar />
      <main class="hand me">{at.screen === 'leave' ? <LeaveScreen /> : <TodayScreen day={day} />}</main>
    </>
  );
}

/** One screen at a time; on another's day with whose it is on top. */
export function Screen({ day }: { readonly day: Today | null }) {
  return (
    <>
      <WhoseDay />
      <Content day={day} />
    </>
  );
}
