import { t } from '../../../shared/i18n';
import { plusDays, weekdayName } from '../../../shared/days';
import { Field, tied } from '../parts/Field';
import { DEADLINES_MOST, type Field as Place, type Period, type Way, WAYS } from './draft';
import { type Weekday, WEEKDAYS } from './shapes';

const WAY_WORDS: Readonly<Record<Way, () => string>> = {
  daily: () => t('reporting.way_daily'),
  weekdays: () => t('reporting.way_weekdays'),
  every: () => t('reporting.way_every'),
  a_week: () => t('reporting.way_a_week'),
  on_request: () => t('reporting.way_on_request'),
};

/** A Monday, for the names of the days. */
const MONDAY = '2026-11-23';
export const nameOfWeekday = (index: number): string =>
  weekdayName(plusDays(MONDAY, index));

export interface PeriodProperties {
  readonly id: string;
  readonly period: Period;
  /** What is wrong with it, shown when one has tried. */
  readonly fault: Place | null;
  readonly change: (part: Partial<Period>) => void;
}

function Days({ id, period, fault, change }: PeriodProperties) {
  const flip = (one: Weekday): void =>
    change({
      weekdays: period.weekdays.includes(one) ? period.weekdays.filter((day) => day !== one) : [...period.weekdays, one],
    });
  return (
    <fieldset class="segments week" aria-describedby={`${id}-days-wrong`}>
      <legend>{t('reporting.which_days')}</legend>
      {WEEKDAYS.map((one, index) => (
        <label key={one}>
          <input
            type="checkbox"
            id={index === 0 ? `${id}-weekdays` : undefined}
            aria-label={nameOfWeekday(index)}
            checked={period.weekdays.includes(one)}
            onChange={() => flip(one)}
          />
          <span aria-hidden="true">{nameOfWeekday(index).slice(0, 3)}</span>
        </label>
      ))}
      <p class="field-wrong" id={`${id}-days-wrong`}>
        {fault === 'weekdays' && t('reporting.need_day')}
      </p>
    </fieldset>
  );
}

interface CountProperties extends PeriodProperties {
  readonly of: 'every' | 'aWeek';
}

function Count({ id, period, fault, change, of }: CountProperties) {
  const place = of === 'every' ? 'every' : 'a_week';
  const wrong = fault === place ? t(of === 'every' ? 'reporting.need_every' : 'reporting.need_a_week') : null;
  return (
    <Field id={`${id}-${place}`} label={t(of === 'every' ? 'reporting.days_between' : 'reporting.times_a_week')} wrong={wrong}>
      <input
        class="ds-input count"
        inputMode="numeric"
        autocomplete="off"
        maxLength={3}
        value={period[of]}
        onInput={(event) => change({ [of]: event.currentTarget.value })}
        {...tied(`${id}-${place}`, wrong)}
      />
    </Field>
  );
}

interface ClockProperties extends PeriodProperties {
  readonly at: number;
}

function Clock({ id, period, fault, change, at }: ClockProperties) {
  const remove = (): void => {
    change({ clocks: period.clocks.filter((_, index) => index !== at) });
    document.getElementById(`${id}-add-clock`)?.focus();
  };
  return (
    <li>
      <input
        class="ds-input"
        type="time"
        id={`${id}-clocks${at === 0 ? '' : `-${at}`}`}
        aria-label={t('reporting.clock_n', { n: at + 1 })}
        aria-describedby={`${id}-clocks-wrong`}
        aria-invalid={fault === 'clocks'}
        value={period.clocks[at] ?? ''}
        onInput={(event) =>
          change({ clocks: period.clocks.map((one, index) => (index === at ? event.currentTarget.value : one)) })
        }
      />
      <button class="textlink" type="button" aria-label={t('reporting.remove_clock', { n: at + 1 })} onClick={remove}>
        {t('reporting.remove')}
      </button>
    </li>
  );
}

/** What a new deadline begins as: an hour that is not taken yet. */
const HOURS = ['10:00', '20:00', '14:00', '17:00', '08:00', '12:00'] as const;
const nextHour = (clocks: readonly string[]): string => HOURS.find((one) => !clocks.includes(one)) ?? '';

/** By when on the day; of free days one alone counts, on the last of them. */
function Clocks(properties: PeriodProperties) {
  const { id, period, fault, change } = properties;
  const free = period.way === 'a_week';
  const shown = free ? period.clocks.slice(0, 1) : period.clocks;
  const most = free ? 1 : DEADLINES_MOST - (period.alsoEnd ? 1 : 0);
  return (
    <fieldset class="clocks">
      <legend>{t(free ? 'reporting.by_when_free' : 'reporting.by_when')}</legend>
      {shown.length === 0 && <p>{t('reporting.end_of_day')}</p>}
      <ol>
        {shown.map((_, at) => (
          <Clock key={at} {...properties} at={at} />
        ))}
      </ol>
      {!free && shown.length > 0 && shown.length < DEADLINES_MOST && (
        <label class="tick" for={`${id}-end`}>
          <input
            class="ds-input"
            type="checkbox"
            id={`${id}-end`}
            checked={period.alsoEnd}
            onChange={() => change({ alsoEnd: !period.alsoEnd })}
          />
          {t('reporting.also_end')}
        </label>
      )}
      <button
        class="textlink"
        type="button"
        id={`${id}-add-clock`}
        aria-disabled={shown.length >= most}
        onClick={() => shown.length < most && change({ clocks: [...shown, nextHour(shown)] })}
      >
        {t(shown.length === 0 ? 'reporting.set_clock' : 'reporting.add_clock')}
      </button>
      <p class="field-wrong" id={`${id}-clocks-wrong`}>
        {fault === 'clocks' && t('reporting.need_clocks')}
      </p>
    </fieldset>
  );
}

/** How often, on which days and by when. */
export function PeriodFields(properties: PeriodProperties) {
  const { id, period, change } = properties;
  return (
    <>
      <fieldset class="segments ways-often">
        <legend>{t('reporting.how_often')}</legend>
        {WAYS.map((way, index) => (
          <label key={way}>
            <input
              type="radio"
              name={`${id}-way`}
              id={index === 0 ? `${id}-way` : undefined}
              value={way}
              checked={period.way === way}
              onChange={() => change({ way })}
            />
            {WAY_WORDS[way]()}
          </label>
        ))}
      </fieldset>
      {period.way === 'weekdays' && <Days {...properties} />}
      {period.way === 'every' && <Count {...properties} of="every" />}
      {period.way === 'a_week' && <Count {...properties} of="aWeek" />}
      {period.way !== 'on_request' && <Clocks {...properties} />}
    </>
  );
}
