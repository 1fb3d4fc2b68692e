import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Named } from '../../shared/api';
import { Icon } from '../../shared/components/Icon';
import { get, Problem, write } from '../../shared/http';
import { language, t, tn } from '../../shared/i18n';
import { stash } from '../../shared/storage';
import type { Drafts } from '../record/drafts';
import { Failure, Waiting } from '../record/parts/States';
import { useAct } from '../record/parts/useAct';
import { Wrong } from '../record/parts/Wrong';
import type { Choices } from './choices';
import { bodyOf, EMPTY, faultsOf, fieldAt, filled, type EnrolDraft, type Faults } from './enrolment';
import { FollowFields } from './FollowFields';
import { PersonFields } from './PersonFields';

interface Properties {
  readonly drafts: Drafts;
  /** Somebody who is followed already and is to have one programme more. */
  readonly patient: string | null;
}

interface Enrolled {
  readonly id: string;
  readonly patient: Named;
  readonly created: boolean;
  readonly state: string;
}

interface Loaded {
  readonly choices: Signal<Choices | null>;
  readonly known: Signal<Named | null>;
  readonly failure: Signal<unknown>;
  readonly load: () => void;
}

/** What may be chosen, and who it is about when that is known. */
function useChoices(patient: string | null): Loaded {
  const choices = useSignal<Choices | null>(null);
  const known = useSignal<Named | null>(null);
  const failure = useSignal<unknown>(null);
  const spoken = language.value;
  const load = (): void => {
    failure.value = null;
    get<Choices>('/api/enrolments/choices')
      .then((answer) => (choices.value = answer))
      .catch((error: unknown) => (failure.value = error));
    if (patient === null) return;
    get<Named>(`/api/patients/${encodeURIComponent(patient)}`)
      .then((answer) => (known.value = answer))
      .catch((error: unknown) => (failure.value = error));
  };
  useEffect(load, [patient, spoken]);
  return { choices, known, failure, load };
}

/** A refusal's words in the user's language, where we know what it means. */
function wordsOf(problem: Problem, known: boolean): string | null {
  if (problem.status !== 409) return null;
  return t(known ? 'enrol.conflict_known' : 'enrol.conflict');
}

interface FormProperties extends Properties {
  readonly choices: Choices;
  readonly known: Named | null;
}

function toFirst(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function Form({ drafts, patient, choices, known }: FormProperties) {
  const key = patient === null ? 'new' : `new/${patient}`;
  const draft = filled(drafts.of<EnrolDraft>(key, EMPTY), choices);
  const act = useAct();
  const faults = useSignal<Faults>({});
  const tried = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const shown = tried.value ? { ...faultsOf(draft, known !== null), ...faults.value } : {};
  const change = (part: Partial<EnrolDraft>): void => {
    const touched = new Set(Object.keys(part));
    faults.value = Object.fromEntries(Object.entries(faults.value).filter(([name]) => !touched.has(name)));
    drafts.change(key, part);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (Object.keys(faultsOf(draft, known !== null)).length > 0) {
      toFirst(form.current);
      return;
    }
    void act.run<Enrolled>({
      what: write('/api/enrolments', bodyOf(draft, patient)),
      words: (problem) => {
        const field = fieldAt(problem.place);
        const words = wordsOf(problem, known !== null);
        if (field !== null && problem.status === 422) faults.value = { [field]: problem.detail };
        toFirst(form.current);
        return words;
      },
      done: ({ patient: who, created }) => {
        drafts.drop(key);
        stash('greeting', t(created ? 'enrol.created' : 'enrol.enrolled', { name: who.name }));
        location.assign(`/patients/${encodeURIComponent(who.id)}`);
      },
    });
  };
  const count = Object.keys(shown).length;
  return (
    <form class="enrol" aria-labelledby="h-new" ref={form} onSubmit={submit} noValidate>
      {known === null ? (
        <PersonFields draft={draft} faults={shown} change={change} />
      ) : (
        <p class="card form-card">{t('enrol.one_more', { name: known.name })}</p>
      )}
      <FollowFields draft={draft} faults={shown} change={change} choices={choices} />
      <Wrong of={act.wrong} />
      <div class="acts enrol-foot">
        <button class="ds-button" type="submit" aria-busy={act.busy.value}>
          {t('enrol.save')}
        </button>
        <a class="ds-button" data-variant="tertiary" href={patient === null ? '#' : `/patients/${encodeURIComponent(patient)}`}>
          {t('record.cancel')}
        </a>
        <p class="soft" role="status">
          {count > 0 && tn('enrol.faults', count)}
        </p>
      </div>
    </form>
  );
}

/** A new patient, or one programme more for one who is known. */
export function NewPatient({ drafts, patient }: Properties) {
  const { choices, known, failure, load } = useChoices(patient);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const ready = choices.value !== null && (patient === null || known.value !== null);
  return (
    <main class="record" id="record">
      <p>
        <a class="textlink" href={patient === null ? '#' : `/patients/${encodeURIComponent(patient)}`}>
          <Icon name="back" /> {t(patient === null ? 'patients.back' : 'patients.back_to_patient')}
        </a>
      </p>
      <h1 id="h-new" tabIndex={-1} ref={heading}>
        {t(patient === null ? 'enrol.title' : 'enrol.title_more')}
      </h1>
      {failure.value !== null && <Failure failure={failure.value} again={load} />}
      {!ready && failure.value === null && <Waiting />}
      {ready && choices.value !== null && choices.value.services.length === 0 && <p class="empty">{t('enrol.no_service')}</p>}
      {ready && choices.value !== null && choices.value.services.length > 0 && (
        <Form drafts={drafts} patient={patient} choices={choices.value} known={known.value} />
      )}
    </main>
  );
}
