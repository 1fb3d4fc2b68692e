import { useSignal } from '@preact/signals';
import { dayAt } from '../../../shared/days';
import { serverNow, write } from '../../../shared/http';
import { t } from '../../../shared/i18n';
import { byTime } from '../../../shared/moment';
import { now } from '../../../shared/now';
import { may } from '../../../shared/session';
import { waitingActions, type TaskBook } from '../../tasks/book';
import type { StartedAction } from '../../tasks/shapes';
import { nearDay } from '../../tasks/words';
import { Field, tied } from '../parts/Field';
import { FormActs } from '../parts/FormActs';
import { dateAndTime } from '../parts/times';
import { useAct } from '../parts/useAct';
import { pathOf, type Book } from '../record';
import { tell } from '../tell';

interface Properties {
  readonly page: Book;
  readonly book: TaskBook;
}

interface Draft {
  readonly text: string;
  readonly enrolment: string;
  readonly startedOn: string;
  readonly days: string;
}
const EMPTY: Draft = { text: '', enrolment: '', startedOn: '', days: '3' };
const KEY = 'started-action';
/** Those that report, and so may have started something by their programme. */
const RUNNING: ReadonlySet<string> = new Set(['trial', 'active', 'paused', 'closing']);

function NewAction({ page, book, close }: Properties & { readonly close: () => void }) {
  const draft = page.drafts.of<Draft>(KEY, EMPTY);
  const change = (part: Partial<Draft>): void => page.drafts.change(KEY, part);
  const enrolments = (page.detail.value?.enrolments ?? []).filter((one) => RUNNING.has(one.state));
  const enrolment = draft.enrolment === '' ? (enrolments[0]?.id ?? '') : draft.enrolment;
  const today = dayAt(serverNow());
  const act = useAct();
  const lacking = useSignal(false);
  const before = waitingActions(book).find((one) => one.enrolment === enrolment && one.text === draft.text.trim());
  const wrong =
    before !== undefined
      ? t('started.before', { day: nearDay(before.startedOn) })
      : lacking.value && draft.text.trim() === ''
        ? t('started.needed')
        : null;
  const submit = (event: Event): void => {
    event.preventDefault();
    lacking.value = draft.text.trim() === '';
    if (lacking.value || before !== undefined) {
      document.getElementById('started-text')?.focus();
      return;
    }
    const startedOn = draft.startedOn === '' ? today : draft.startedOn;
    void act.run({
      what: write(pathOf(page.patient, '/actions'), {
        enrolment, text: draft.text.trim(), startedOn, checkInDays: Math.max(1, Math.round(Number(draft.days)) || 3),
      }),
      done: () => {
        page.drafts.drop(KEY);
        close();
        tell(page, t('started.saved'));
        void book.load();
      },
    });
  };
  const texts = [...new Set(book.choices.value.filter((one) => one.enrolment === enrolment).map((one) => one.text))];
  return (
    <form class="stack" onSubmit={submit} noValidate>
      {enrolments.length > 1 && (
        <Field id="started-enrolment" label={t('started.programme')}>
          <select class="ds-input" value={enrolment} onChange={(event) => change({ enrolment: event.currentTarget.value })} {...tied('started-enrolment', null)}>
            {enrolments.map((one) => (
              <option key={one.id} value={one.id}>
                {one.programmeName}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field id="started-text" label={t('started.what')} wrong={wrong}>
        <input class="ds-input" list="started-choices" autocomplete="off" maxLength={300} value={draft.text} onInput={(event) => change({ text: event.currentTarget.value })} {...tied('started-text', wrong)} />
        <datalist id="started-choices">
          {texts.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      </Field>
      <div class="form-pair">
        <Field id="started-on" label={t('started.on')}>
          <input class="ds-input" type="date" max={today} value={draft.startedOn === '' ? today : draft.startedOn} onInput={(event) => change({ startedOn: event.currentTarget.value })} {...tied('started-on', null)} />
        </Field>
        <Field id="started-in" label={t('started.ask_in_days')}>
          <input class="ds-input" type="number" min={1} max={90} value={draft.days} onInput={(event) => change({ days: event.currentTarget.value })} {...tied('started-in', null)} />
        </Field>
      </div>
      <FormActs act={act} words={t('started.save')} close={close} />
    </form>
  );
}

function Line({ one }: { readonly one: StartedAction }) {
  return (
    <li>
      <b>{one.text}</b>
      <br />
      <span class="soft">
        {t('started.by', { day: nearDay(one.startedOn), name: one.by.name })}
      </span>
      <br />
      {one.effect === null ? (
        t('started.to_ask', { day: nearDay(one.check) })
      ) : (
        <>
          {t('started.effect', { effect: t(`helped.${one.effect}`) })}{' '}
          {one.effectAt !== null && (
            <span class="soft">
              {dateAndTime(one.effectAt, now.value)} {one.effectBy?.name}
            </span>
          )}
        </>
      )}
      {one.effectNote !== null && one.effectNote !== '' && <q>{one.effectNote}</q>}
    </li>
  );
}

/** Treatment that was started by the plan, and whether it helped. */
export function Actions({ page, book }: Properties) {
  const writing = useSignal(page.drafts.has(KEY));
  const actions = [...book.actions.value].sort((a, b) => byTime(b.at, a.at));
  return (
    <section class="card" aria-labelledby="h-actions">
      <div class="h-row">
        <h3 id="h-actions">{t('started.heading')}</h3>
        {may('record.write') && (
          <button class="textlink push" type="button" aria-expanded={writing.value} onClick={() => (writing.value = !writing.value)}>
            {t('started.new')}
          </button>
        )}
      </div>
      {writing.value && <NewAction page={page} book={book} close={() => (writing.value = false)} />}
      {actions.length === 0 && book.tasks.value !== null && <p class="empty">{t('started.none')}</p>}
      <ul class="started-actions">
        {actions.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
    </section>
  );
}
