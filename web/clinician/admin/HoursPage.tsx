import { useSignal, type Signal } from '@preact/signals';
import { Icon } from '../../shared/components/Icon';
import { birthday } from '../../shared/format';
import { Problem, send, write } from '../../shared/http';
import { t, tMaybe, tn } from '../../shared/i18n';
import { me } from '../../shared/session';
import { wordsFor } from '../../shared/words';
import { good, type Notice, wrong } from '../worklist/notice';
import { type Errors, SelectField, TextField, textOf } from './Fields';
import { FormDialog } from './FormDialog';
import { useLoaded } from './loaded';
import { Page } from './Page';
import type { Opening, OpeningDay, Organisation, Span } from './types';
import { clockOf, today } from './words';

interface Work {
  readonly opening: Opening;
  readonly put: (opening: Opening) => void;
  readonly notice: Signal<Notice | null>;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const weekdayName = (weekday: number): string => capital(t(`weekday.${weekday}`));
const spanOf = ({ opens, closes }: Span): string =>
  opens === null || closes === null ? t('admin.hours.closed') : `${opens}–${closes}`;

/** "lørdag 28.11.2026" */
const dayName = (day: string): string => {
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
  return `${weekdayName(weekday)} ${birthday(day)}`;
};

/** How many patients were told a time that the change would let pass; null: it is another refusal. */
const movedOf = (error: unknown): number | null =>
  error instanceof Problem && error.status === 409 && error.place === '/confirm' ? Number.parseInt(error.detail, 10) : null;

const refusedWords = (problem: Problem): string => {
  const moved = movedOf(problem);
  return moved === null ? wordsFor(problem) : tn('admin.hours.moved', moved);
};

/** The same again, asked for although patients were told otherwise. */
const confirmed = (path: string, confirm: boolean): string => (confirm ? `${path}?confirm=true` : path);

/** A refusal, and the way on when it is only a question. */
function refusal(error: unknown, words: string, again: () => void): Notice {
  const moved = movedOf(error);
  return moved === null ? wrong(words) : wrong(tn('admin.hours.moved', moved), { label: t('admin.hours.save_anyway'), go: again });
}

type Times = Span & { readonly wrong: string | null };

/** What was typed: both or none, and the end after the beginning. */
function timesOf(data: FormData, opensName: string, closesName: string): Times {
  const [from, to] = [textOf(data, opensName), textOf(data, closesName)];
  const [opens, closes] = [clockOf(from), clockOf(to)];
  const none = { opens: null, closes: null };
  if ((from !== '' && opens === null) || (to !== '' && closes === null)) return { ...none, wrong: t('admin.hours.clock') };
  if (opens === null || closes === null) {
    return { ...none, wrong: opens === closes ? null : t('admin.hours.both') };
  }
  return { opens, closes, wrong: closes <= opens ? t('admin.hours.order') : null };
}

function readWeek(data: FormData): { readonly errors: Errors; readonly week: readonly object[] } {
  const errors: Record<string, string> = {};
  const week = [0, 1, 2, 3, 4, 5, 6].map((weekday) => {
    const { opens, closes, wrong: says } = timesOf(data, `opens-${weekday}`, `closes-${weekday}`);
    if (says !== null) errors[`closes-${weekday}`] = says;
    return { weekday, opens, closes };
  });
  return { errors, week };
}

interface Moment {
  readonly name: string;
  readonly label: string;
  readonly initial: string | null;
  readonly error: string | undefined;
  readonly says: string;
}

function Clock({ name, label, initial, error, says }: Moment) {
  return (
    <>
      <label class="sr" for={`f-${name}`}>
        {label}
      </label>
      <input
        class="ds-input"
        type="text"
        inputMode="numeric"
        placeholder="–"
        autocomplete="off"
        id={`f-${name}`}
        name={name}
        defaultValue={initial ?? ''}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : says}
      />
    </>
  );
}

function WeekRow({ day, errors }: { readonly day: Opening['week'][number]; readonly errors: Errors }) {
  const { weekday, opens, closes } = day;
  const error = errors[`closes-${weekday}`];
  const says = `week-${weekday}-error`;
  return (
    <div class="week-row">
      <span>{weekdayName(weekday)}</span>
      <Clock
        name={`opens-${weekday}`}
        label={t('admin.hours.opens_on', { day: weekdayName(weekday) })}
        initial={opens}
        error={error}
        says={says}
      />
      <span aria-hidden="true">–</span>
      <Clock
        name={`closes-${weekday}`}
        label={t('admin.hours.closes_on', { day: weekdayName(weekday) })}
        initial={closes}
        error={error}
        says={says}
      />
      {error === undefined
        ? opens === null && <span class="soft">{t('admin.hours.closed')}</span>
        : <span class="field-error" id={says}>{error}</span>}
    </div>
  );
}

/** The week, seven rows: empty is closed. */
function WeekForm({ opening, put, notice }: Work) {
  const errors = useSignal<Errors>({});
  const busy = useSignal(false);
  const store = async (week: readonly object[], confirm: boolean): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    try {
      put(await send<Opening>(write(confirmed(`/api/organisations/${opening.organisation.id}/hours`, confirm), { week })));
      notice.value = good(t('admin.hours.saved'));
    } catch (error) {
      const words = error instanceof Problem ? tMaybe('admin.hours.refused', error.detail) : wordsFor(error);
      notice.value = refusal(error, words, () => void store(week, true));
    } finally {
      busy.value = false;
    }
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    // "8.30" stands as 08:30 before it is read.
    for (const field of form.querySelectorAll('input')) field.value = clockOf(field.value) ?? field.value;
    const read = readWeek(new FormData(form));
    errors.value = read.errors;
    const first = Object.keys(read.errors)[0];
    if (first !== undefined) {
      form.querySelector<HTMLElement>(`#f-${first}`)?.focus();
      return;
    }
    await store(read.week, false);
  };
  return (
    <form class="week" aria-labelledby="h-week" noValidate onSubmit={(event) => void submit(event)}>
      <h2 id="h-week">{t('admin.hours.week')}</h2>
      <p class="soft">{t('admin.hours.week_hint')}</p>
      {opening.week.map((day) => (
        <WeekRow key={`${opening.organisation.id} ${day.weekday}`} day={day} errors={errors.value} />
      ))}
      <button class="ds-button" type="submit" aria-busy={busy.value}>
        {t('admin.hours.save')}
      </button>
    </form>
  );
}

function WeekRead({ opening }: { readonly opening: Opening }) {
  return (
    <section class="week" aria-labelledby="h-week">
      <h2 id="h-week">{t('admin.hours.week')}</h2>
      <dl class="pairs">
        {opening.week.map((day) => (
          <div key={day.weekday}>
            <dt>{weekdayName(day.weekday)}</dt>
            <dd>{spanOf(day)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const storeDay = (opening: Opening, day: object, confirm: boolean): Promise<Opening> =>
  send<Opening>(write(confirmed(`/api/organisations/${opening.organisation.id}/days`, confirm), day));

function checkDay(data: FormData): Errors {
  const span = timesOf(data, 'opens', 'closes').wrong;
  return {
    ...(textOf(data, 'day') === '' ? { day: t('admin.wrong.day') } : {}),
    ...(span === null ? {} : { closes: span }),
    ...(textOf(data, 'reason') === '' ? { reason: t('admin.wrong.reason') } : {}),
  };
}

function DayDialog({ opening, put, notice, close }: Work & { readonly close: () => void }) {
  // What was asked about, as it was sent: another day or other hours are another question.
  const asked = useSignal('');
  return (
    <FormDialog
      title={t('admin.hours.new_day')}
      lead={t('admin.hours.new_day_why')}
      act={t(asked.value === '' ? 'admin.save' : 'admin.hours.save_anyway')}
      check={checkDay}
      close={close}
      refusals={{ 409: refusedWords }}
      send={async (data) => {
        const day = textOf(data, 'day');
        const { opens, closes } = timesOf(data, 'opens', 'closes');
        const sent = { day, opens, closes, reason: textOf(data, 'reason') };
        const same = JSON.stringify(sent);
        const confirm = asked.value === same;
        asked.value = '';
        try {
          put(await storeDay(opening, sent, confirm));
        } catch (error) {
          if (movedOf(error) !== null) asked.value = same;
          throw error;
        }
        notice.value = good(t('admin.hours.day_saved', { day: dayName(day) }));
      }}
    >
      {(errors) => (
        <>
          <TextField name="day" type="date" label={t('admin.hours.day')} least={today()} required errors={errors} />
          <div class="two">
            <TextField name="opens" hint={t('admin.hours.clock_hint')} label={t('admin.hours.opens')} errors={errors} />
            <TextField name="closes" label={t('admin.hours.closes')} errors={errors} />
          </div>
          <TextField
            name="reason"
            label={t('admin.hours.reason')}
            hint={t('admin.hours.reason_hint')}
            required
            most={150}
            errors={errors}
          />
        </>
      )}
    </FormDialog>
  );
}

/** The days that are not as usual; what is taken away can be put back. */
function Days({ opening, put, notice }: Work) {
  const asked = useSignal(false);
  const remove = async (one: OpeningDay, confirm = false): Promise<void> => {
    // As it was a moment ago: nobody was told anything else.
    const back = (): void => {
      void storeDay(opening, one, true).then((now) => {
        put(now);
        notice.value = good(t('admin.hours.day_saved', { day: dayName(one.day) }));
      });
    };
    try {
      const path = confirmed(`/api/organisations/${opening.organisation.id}/days/${one.day}`, confirm);
      put(await send<Opening>(write(path, {}, 'DELETE')));
      const says = good(t('admin.hours.day_removed', { day: dayName(one.day) }));
      notice.value = { ...says, way: { label: t('admin.undo'), go: back } };
    } catch (error) {
      notice.value = refusal(error, wordsFor(error), () => void remove(one, true));
    }
  };
  return (
    <section aria-labelledby="h-days">
      <div class="h-row">
        <h2 id="h-days">{t('admin.hours.days')}</h2>
        {opening.mine && (
          <button class="ds-button" data-variant="secondary" type="button" onClick={() => (asked.value = true)}>
            {t('admin.hours.new_day')}
          </button>
        )}
      </div>
      {opening.days.length === 0 && <p class="soft">{t('admin.hours.no_days')}</p>}
      <ul class="day-list">
        {opening.days.map((one) => (
          <li key={one.day}>
            <b>{dayName(one.day)}</b> <span>{spanOf(one)}</span> <span class="soft">{one.reason}</span>
            {opening.mine && (
              <button
                class="textlink"
                type="button"
                aria-label={t('admin.hours.remove_day', { day: dayName(one.day) })}
                onClick={() => void remove(one)}
              >
                {t('admin.remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asked.value && <DayDialog opening={opening} put={put} notice={notice} close={() => (asked.value = false)} />}
    </section>
  );
}

function Holidays({ opening }: { readonly opening: Opening }) {
  return (
    <section aria-labelledby="h-holidays">
      <h2 id="h-holidays">{t('admin.hours.holidays')}</h2>
      <p class="soft">{t('admin.hours.holidays_why')}</p>
      <ul class="day-list">
        {opening.holidays.map(({ day, name }) => (
          <li key={day}>
            <b>{dayName(day)}</b> <span>{name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Whole({ opening, put, notice }: Work) {
  return (
    <>
      <p class="look" data-open={opening.look.open}>
        <Icon name="clock" /> {opening.look.text}
      </p>
      <div class="hours">
        {opening.mine ? <WeekForm opening={opening} put={put} notice={notice} /> : <WeekRead opening={opening} />}
        <div class="beside">
          <Days opening={opening} put={put} notice={notice} />
          <Holidays opening={opening} />
        </div>
      </div>
    </>
  );
}

/** Services whose hours one may keep; else all of them. */
const choicesOf = (all: readonly Organisation[]): readonly Organisation[] => {
  const services = all.filter((one) => one.kind === 'service' && one.ended === null);
  const own = services.filter((one) => one.mine);
  return own.length > 0 ? own : services;
};

export function HoursPage() {
  const organisations = useLoaded<{ readonly items: readonly Organisation[] }>('/api/organisations');
  const chosen = useSignal('');
  const notice = useSignal<Notice | null>(null);
  const choices = choicesOf(organisations.value?.items ?? []);
  const acting = choices.find((one) => one.id === me.value?.organisation?.id);
  const id = chosen.value === '' ? (acting ?? choices[0])?.id : chosen.value;
  const loaded = useLoaded<Opening>(id === undefined ? null : `/api/organisations/${id}/hours`);
  const act = choices.length > 1 && (
    <SelectField
      name="service"
      label={t('admin.hours.whose')}
      options={choices}
      initial={id ?? ''}
      errors={{}}
      choose={(service) => {
        chosen.value = service;
        notice.value = null;
      }}
    />
  );
  const none = organisations.value !== null && choices.length === 0;
  const shown = organisations.error === null ? loaded : { ...loaded, error: organisations.error, reload: organisations.reload };
  return (
    <Page title={t('admin.hours')} lead={loaded.value?.organisation.name ?? ''} act={act} notice={notice} loaded={shown}>
      {(opening) =>
        none ? (
          <p>{t('admin.hours.none')}</p>
        ) : (
          <Whole key={opening.organisation.id} opening={opening} put={loaded.put} notice={notice} />
        )
      }
    </Page>
  );
}
