import { useSignal } from '@preact/signals';
import { dayAt } from '../../../shared/days';
import { serverNow, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { Dialog } from '../parts/Dialog';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { useAct } from '../parts/useAct';
import type { Book } from '../record';
import type { RecordEnrolment } from '../shapes';
import { tell } from '../tell';
import { stateWords, waysOf, wayWords, wayWhy } from './states';

interface Properties {
  readonly page: Book;
  readonly enrolment: RecordEnrolment;
  readonly close: () => void;
}

interface Draft {
  readonly to: string;
  readonly reason: string;
  readonly date: string;
}

interface Moved {
  readonly state: string;
}

interface Faults {
  readonly to: string | null;
  readonly reason: string | null;
  readonly date: string | null;
}
const NONE: Faults = { to: null, reason: null, date: null };

const faultsOf = (draft: Draft): Faults => ({
  to: draft.to === '' ? t('record.need_way') : null,
  reason: draft.reason.trim() === '' ? t('record.need_reason') : null,
  date: draft.date > dayAt(serverNow()) ? t('limits.future') : null,
});

interface WaysProperties {
  readonly enrolment: RecordEnrolment;
  readonly draft: Draft;
  readonly wrong: string | null;
  readonly change: (part: Partial<Draft>) => void;
}

/** Where it may go from here, each with what it means. */
function Ways({ enrolment, draft, wrong, change }: WaysProperties) {
  return (
    <fieldset class="ways" aria-describedby="way-wrong">
      <legend>{t('record.way')}</legend>
      {waysOf(enrolment).map((to, index) => (
        <label key={to} class="way">
          <input
            class="ds-input"
            type="radio"
            name="way"
            id={index === 0 ? 'way-first' : undefined}
            value={to}
            checked={draft.to === to}
            aria-describedby={`way-${to}`}
            onChange={() => change({ to })}
          />
          <span>
            <b>{wayWords(enrolment.state, to)}</b>
            <small class="soft" id={`way-${to}`}>
              {wayWhy(to)}
            </small>
          </span>
        </label>
      ))}
      <p class="field-wrong" id="way-wrong">
        {wrong}
      </p>
    </fieldset>
  );
}

interface FieldsProperties {
  readonly draft: Draft;
  readonly wrong: Faults;
  readonly change: (part: Partial<Draft>) => void;
}

function Why({ draft, wrong, change }: FieldsProperties) {
  return (
    <>
      <Field id="way-reason" label={t('record.why')} wrong={wrong.reason}>
        <input
          class="ds-input"
          autocomplete="off"
          value={draft.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
          {...tied('way-reason', wrong.reason)}
        />
      </Field>
      <Field id="way-date" label={t('record.from_day')} wrong={wrong.date}>
        <input
          class="ds-input short"
          type="date"
          max={dayAt(serverNow())}
          value={draft.date}
          onInput={(event) => change({ date: event.currentTarget.value })}
          {...tied('way-date', wrong.date)}
        />
      </Field>
    </>
  );
}

/** Moving an enrolment on: on trial, active, paused, closing, closed. Always with a reason. */
export function Transition({ page, enrolment, close }: Properties) {
  const from = enrolment.state;
  const key = `transition/${enrolment.id}/${from}`;
  const draft = page.drafts.of<Draft>(key, { to: '', reason: '', date: dayAt(serverNow()) });
  const act = useAct();
  const tried = useSignal(false);
  const change = (part: Partial<Draft>): void => page.drafts.change(key, part);
  const faults = faultsOf(draft);
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (Object.values(faults).some((words) => words !== null)) {
      const first = faults.to !== null ? 'way-first' : faults.reason !== null ? 'way-reason' : 'way-date';
      document.getElementById(first)?.focus();
      return;
    }
    void act.run<Moved>({
      what: write(`/api/enrolments/${encodeURIComponent(enrolment.id)}/transitions`, {
        to: draft.to,
        reason: draft.reason.trim(),
        ...(draft.date === '' ? {} : { date: draft.date }),
      }),
      conflict: draft.to === 'closed' ? t('record.way_conflict_closed') : t('record.way_conflict'),
      done: ({ state }) => {
        page.drafts.drop(key);
        close();
        page.refresh();
        tell(page, t('record.moved', { programme: enrolment.programmeName, state: stateWords(state).toLowerCase() }));
      },
    });
  };
  return (
    <Dialog id="h-way" title={t('record.way_title', { programme: enrolment.programmeName })} close={close}>
      <p>{t('record.state_now', { state: stateWords(from).toLowerCase() })}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <Ways enrolment={enrolment} draft={draft} wrong={tried.value ? faults.to : null} change={change} />
        <Why draft={draft} wrong={tried.value ? faults : NONE} change={change} />
        <FormActs act={act} words={draft.to === '' ? t('record.way_do') : wayWords(from, draft.to)} close={close} />
      </form>
    </Dialog>
  );
}
