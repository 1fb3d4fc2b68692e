import { useSignal } from '@preact/signals';
import { send, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { CONSCIOUSNESS, LEVELS, number, unit } from '../../../shared/format';
import { wordsFor } from '../../../shared/words';
import { parsed } from '../limits/order';
import { Dialog } from '../parts/Dialog';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { dateAndTime } from '../parts/times';
import { useAct } from '../parts/useAct';
import type { Book } from '../record';
import type { Reading } from '../shapes';
import { tell, tellWrong } from '../tell';
import { withUnit } from './values';

interface Properties {
  readonly page: Book;
  readonly one: Reading;
  readonly close: () => void;
}

interface Draft {
  readonly value: string;
  readonly error: boolean;
  readonly reason: string;
}
const EMPTY: Draft = { value: '', error: false, reason: '' };

interface Answer {
  readonly id: string;
  readonly version: number;
  readonly zone: string;
}

/** A blood pressure holds several values: the parameter says which. */
const correction = (one: Reading, version: number, value: number | null, reason: string) =>
  write(`/api/observations/${encodeURIComponent(one.id)}/corrections`, {
    version,
    value,
    reason,
    parameter: one.parameter,
  });

/** Puts the value back that stood before: one correction more, which the record shows too. */
async function undo(page: Book, one: Reading, answer: Answer): Promise<void> {
  try {
    await send(correction(one, answer.version, one.value, t('record.correction_undone')));
    page.refresh();
    tell(page, t('record.correction_taken_back', { name: one.name, value: withUnit(one.value, one.unit) }));
  } catch (error) {
    tellWrong(page, wordsFor(error));
  }
}

/** What hinders, by field; both null: it may go. */
function faultsOf(one: Reading, draft: Draft): { readonly value: string | null; readonly reason: string | null } {
  const value = parsed(draft.value);
  const same = value === one.value && !draft.error;
  return {
    value: draft.error ? null : value === null ? t('record.need_number') : same ? t('record.same_value') : null,
    reason: draft.reason.trim() === '' ? t('record.need_reason') : null,
  };
}

interface FieldsProperties {
  readonly one: Reading;
  readonly draft: Draft;
  readonly wrong: ReturnType<typeof faultsOf>;
  readonly change: (part: Partial<Draft>) => void;
}

/** Consciousness is one of five words; all else is a number. */
function RightValue({ one, draft, wrong, change }: FieldsProperties) {
  if (one.unit !== CONSCIOUSNESS) {
    return (
      <Field id="correct-value" label={t('record.right_value', { unit: unit(one.unit) })} wrong={wrong.value}>
        <input
          class="ds-input short"
          inputMode="decimal"
          autocomplete="off"
          disabled={draft.error}
          value={draft.value}
          onInput={(event) => change({ value: event.currentTarget.value })}
          {...tied('correct-value', wrong.value)}
        />
      </Field>
    );
  }
  return (
    <Field id="correct-value" label={t('record.right_level')} wrong={wrong.value}>
      <select
        class="ds-input"
        disabled={draft.error}
        value={draft.value}
        onChange={(event) => change({ value: event.currentTarget.value })}
        {...tied('correct-value', wrong.value)}
      >
        <option value="" />
        {LEVELS.map((letter, level) => (
          <option key={letter} value={String(level)}>
            {number(level, one.unit)}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Fields({ one, draft, wrong, change }: FieldsProperties) {
  return (
    <>
      <RightValue one={one} draft={draft} wrong={wrong} change={change} />
      <label class="tick" for="correct-error">
        <input
          class="ds-input"
          type="checkbox"
          id="correct-error"
          checked={draft.error}
          onChange={(event) => change({ error: event.currentTarget.checked })}
        />
        {t('record.no_right_value')}
      </label>
      <Field id="correct-reason" label={t('record.why')} wrong={wrong.reason}>
        <input
          class="ds-input"
          autocomplete="off"
          value={draft.reason}
          onInput={(event) => change({ reason: event.currentTarget.value })}
          {...tied('correct-reason', wrong.reason)}
        />
      </Field>
    </>
  );
}

/** From what to what, before it is done. */
function OldAndNew({ one, draft }: { readonly one: Reading; readonly draft: Draft }) {
  const value = parsed(draft.value);
  const after = draft.error ? t('record.entered_in_error') : value === null ? '…' : withUnit(value, one.unit);
  return (
    <p class="old-new" role="status">
      {one.name}: <s>{withUnit(one.value, one.unit)}</s> <span aria-hidden="true">→</span>
      <span class="sr">{t('record.becomes')}</span> <b>{after}</b>
    </p>
  );
}

/** Correcting one value, with a reason. Both versions are kept, and the report is judged again. */
export function Correct({ page, one, close }: Properties) {
  const key = `correct/${one.id}/${one.parameter}`;
  const draft = page.drafts.of<Draft>(key, EMPTY);
  const act = useAct();
  const tried = useSignal(false);
  const faults = faultsOf(one, draft);
  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    if (faults.value !== null || faults.reason !== null) {
      document.getElementById(faults.value === null ? 'correct-reason' : 'correct-value')?.focus();
      return;
    }
    const value = draft.error ? null : parsed(draft.value);
    void act.run<Answer>({
      what: correction(one, one.version ?? 1, value, draft.reason.trim()),
      conflict: t('record.correct_conflict'),
      done: (answer) => {
        page.drafts.drop(key);
        close();
        page.refresh();
        const words = { name: one.name, before: withUnit(one.value, one.unit), after: withUnit(value, one.unit) };
        tell(page, t('record.is_corrected', words), {
          label: t('record.undo'),
          go: () => void undo(page, one, answer),
        });
      },
    });
  };
  return (
    <Dialog id="h-correct" title={t('record.correct_title', { name: one.name })} close={close}>
      <p class="soft">{t('record.measured_at', { time: dateAndTime(one.measured, now.value) })}</p>
      <form onSubmit={submit} noValidate>
        <Fields
          one={one}
          draft={draft}
          wrong={tried.value ? faults : { value: null, reason: null }}
          change={(part) => page.drafts.change(key, part)}
        />
        <OldAndNew one={one} draft={draft} />
        <p class="soft">{t('record.correct_what')}</p>
        <FormActs
          act={act}
          words={t('record.correct_do')}
          close={close}
          anew={() => {
            page.refresh();
            close();
          }}
        />
      </form>
    </Dialog>
  );
}
