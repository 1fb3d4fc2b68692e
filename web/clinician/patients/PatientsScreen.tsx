import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { TopBar } from '../../shared/components/TopBar';
import { signedOut } from '../../shared/http';
import { language, t, tn } from '../../shared/i18n';
import { keepTime } from '../../shared/now';
import { may } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { MainNav } from '../frame/MainNav';
import { createDrafts, type Drafts } from '../record/drafts';
import { STATES, stateWords } from '../record/head/states';
import { usePark } from '../record/park';
import { FoundTable } from './FoundTable';
import { NewPatient } from './NewPatient';
import { PendingLimits } from './PendingLimits';
import { createSearch, LEAST, type Search } from './search';
import '../record/record.css';
import './patients.css';

const WAIT_MS = 200;

interface BoxProperties {
  readonly search: Search;
}

/** What is looked for stays in the page's state, not in its address: a number is not for addresses. */
function useLooking(search: Search) {
  const text = useSignal('');
  const state = useSignal('');
  const typed = text.value;
  const chosen = state.value;
  const spoken = language.value;
  useEffect(() => {
    const timer = setTimeout(() => void search.look(typed, chosen), typed === '' ? 0 : WAIT_MS);
    return () => clearTimeout(timer);
  }, [search, typed, chosen, spoken]);
  return { text, state };
}

function SearchBox({ search }: BoxProperties) {
  const { text, state } = useLooking(search);
  return (
    <form class="search" role="search" aria-label={t('patients.list')} onSubmit={(event) => event.preventDefault()}>
      <label class="sr" for="search">
        {t('patients.search')}
      </label>
      <input
        class="ds-input"
        id="search"
        type="search"
        autocomplete="off"
        placeholder={t('patients.search')}
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <label class="sr" for="state">
        {t('patients.state')}
      </label>
      <select
        class="ds-input"
        id="state"
        value={state.value}
        onChange={(event) => (state.value = event.currentTarget.value)}
      >
        <option value="">{t('patients.all_states')}</option>
        {STATES.filter((one) => one !== 'closed' && one !== 'rejected').map((one) => (
          <option key={one} value={one}>
            {stateWords(one)}
          </option>
        ))}
      </select>
      {text.value.trim().length > 0 && text.value.trim().length < LEAST && (
        <p class="soft">{t('patients.two_letters')}</p>
      )}
    </form>
  );
}

function Results({ search }: BoxProperties) {
  const found = search.found.value;
  const failure = search.failure.value;
  if (failure !== null) return <p role="alert">{wordsFor(failure)}</p>;
  if (found === null) return <div class="bones" aria-hidden="true" />;
  return (
    <>
      <p class="soft" role="status">
        {found.length === 0 ? t('patients.none') : tn('patients.count', found.length)}
        {search.more.value && ` ${t('patients.there_are_more')}`}
      </p>
      {found.length > 0 && <FoundTable found={found} />}
      {search.more.value && search.listing.value && (
        <button
          class="ds-button older"
          data-variant="secondary"
          type="button"
          aria-busy={search.busy.value}
          onClick={() => void search.fetchMore()}
        >
          {t('patients.more')}
        </button>
      )}
    </>
  );
}

function List() {
  const search = useMemo(createSearch, []);
  return (
    <main class="record patients" id="record">
      <div class="h-row">
        <h1>{t('patients.title')}</h1>
        {may('patient.enrol') && (
          <a class="ds-button push" href="#new">
            {t('patients.new')}
          </a>
        )}
      </div>
      {may('limit.check') && <PendingLimits />}
      <section class="card" aria-label={t('patients.list')}>
        <SearchBox search={search} />
        <Results search={search} />
      </section>
    </main>
  );
}

const hash = (): string => location.hash;

/** What was typed waits for the same person's next log-in, and is not left by mistake. */
function useKeeping(drafts: Drafts): void {
  usePark(drafts, hash);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent): void => {
      if (drafts.any() && !signedOut.value) event.preventDefault();
    };
    window.addEventListener('beforeunload', leaving);
    return () => window.removeEventListener('beforeunload', leaving);
  }, [drafts]);
}

/** "#new" is the form for a new patient, "#new/ID" that for one programme more. */
const wayNow = (): string | null => /^#new(?:\/|$)/.exec(location.hash) && decodeURIComponent(location.hash.slice(1));

export function PatientsScreen() {
  const way = useSignal(wayNow());
  const drafts = useMemo(() => createDrafts('patients'), []);
  const title = t(way.value === null ? 'patients.title' : 'enrol.title');
  useKeeping(drafts);
  useEffect(() => keepTime(), []);
  useEffect(() => {
    const turn = (): void => void (way.value = wayNow());
    window.addEventListener('hashchange', turn);
    return () => window.removeEventListener('hashchange', turn);
  }, [way]);
  useEffect(() => void (document.title = `${title} – Varde`), [title]);
  const enrols = way.value !== null && may('patient.enrol');
  return (
    <>
      <TopBar>
        <MainNav />
      </TopBar>
      {enrols ? (
        <NewPatient key={way.value} drafts={drafts} patient={way.value?.split('/')[1] ?? null} />
      ) : (
        <List />
      )}
    </>
  );
}
