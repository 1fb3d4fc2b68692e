import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Limit } from '../../../../shared/api';
import { briefDate, plusDays } from '../../../../shared/days';
import { decimal, number, unit } from '../../../../shared/format';
import { language, t, tn } from '../../../../shared/i18n';
import { now } from '../../../../shared/now';
import { Curve } from '../../../curves/Curve';
import { midnight, noonOf } from '../../../curves/days';
import type { Period, Series, Window } from '../../../curves/types';
import type { Habit, OrderLimit } from '../../shapes';
import { limitWords, slotName, slotOf } from '../order';
import type { Baseline, TrialDay, TrialParameter } from './shapes';

interface Properties {
  readonly baseline: Baseline;
  readonly of: TrialParameter;
  /** What is tried and what is in force, of every parameter. */
  readonly tried: readonly OrderLimit[];
  readonly inForce: readonly OrderLimit[];
  readonly habit: Habit | null;
  /** What is said of the proposal. */
  readonly children: ComponentChildren;
}

const LEFT: Readonly<Record<NonNullable<TrialDay['left']>, () => string>> = {
  symptoms: () => t('workshop.left_symptoms'),
  unconfirmed: () => t('workshop.left_unconfirmed'),
  outlier: () => t('workshop.left_outlier'),
};

/** Limits of the value itself: a change, or what holds with oxygen, is no line among days. */
const drawn = (limits: readonly OrderLimit[], parameter: string): readonly Limit[] =>
  limits
    .filter((one) => one.parameter === parameter && one.kind === 'value' && (one.condition ?? 'rest') === 'rest')
    .map((one) => ({ ...one, source: 'individual' }));

/** In a sentence: how many days count, what they were, and whether they rise or fall. */
function trialWords({ from, to, days }: Baseline, of: TrialParameter): string {
  const values = of.days.flatMap(({ value, left }) => (value === null || left !== null ? [] : [value]));
  const period = { from: briefDate(from), to: briefDate(to) };
  const count = t('workshop.counted', { n: of.validDays, days, ...period });
  if (values.length === 0) return `${count}.`;
  const range = { low: number(Math.min(...values), of.unit), high: number(Math.max(...values), of.unit) };
  const middle = of.level === null ? [] : [t('workshop.middle', { level: number(Number(of.level.toFixed(2)), of.unit) })];
  const trend = of.warnings.includes('rises')
    ? t('workshop.rises')
    : of.warnings.includes('falls')
      ? t('workshop.falls')
      : t('workshop.no_trend');
  return `${[count, ...middle, t('workshop.range', range)].join(', ')}. ${trend}`;
}

const seriesOf = ({ of, tried, habit }: Properties): Series => ({
  parameter: of.parameter,
  name: of.name,
  unit: of.unit,
  places: of.decimals,
  points: of.days.map(({ day, value, left }) => ({
    at: new Date(noonOf(day)).toISOString(),
    value,
    marks: [],
    conditions: [],
    ...(left === null ? {} : { left: LEFT[left]() }),
  })),
  limits: drawn(tried, of.parameter),
  usual:
    habit === null
      ? null
      : { low: habit.level - habit.sigma, high: habit.level + habit.sigma, middle: habit.level, days: of.validDays },
  pauses: [],
});

const besideOf = ({ inForce, tried, of }: Properties): readonly Limit[] => {
  const same = new Set(drawn(tried, of.parameter).map((one) => `${slotOf(one)}${limitWords(one)}`));
  return drawn(inForce, of.parameter).filter((one) => !same.has(`${slotOf(one)}${limitWords(one)}`));
};

function windowOf(properties: Properties): Window {
  const { baseline } = properties;
  return {
    span: { from: midnight(noonOf(baseline.from)), to: midnight(noonOf(baseline.to), 1) },
    summary: '',
    daily: true,
    suspect: t('workshop.left_out'),
    beside: besideOf(properties),
  };
}

const periodFor = (days: number): Period => (days <= 31 ? 14 : days <= 120 ? 90 : 365);

/** Every day, newest first, also those on which nothing was measured. */
function allDays({ from, to }: Baseline, { days }: TrialParameter): readonly TrialDay[] {
  const known = new Map(days.map((one) => [one.day, one]));
  const all: TrialDay[] = [];
  for (let day = to; day >= from; day = plusDays(day, -1)) {
    all.push(known.get(day) ?? { day, value: null, left: null });
  }
  return all;
}

/** The same as the curve: each day, and why one does not count. */
function DayTable({ baseline, of }: { readonly baseline: Baseline; readonly of: TrialParameter }) {
  return (
    <div class="day-table" tabIndex={0} role="region" aria-label={`${t('curve.table')}: ${of.name}`}>
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('workshop.day')}</th>
            <th scope="col" class="num">
              {of.name} {unit(of.unit)}
            </th>
            <th scope="col">{t('workshop.counts')}</th>
          </tr>
        </thead>
        <tbody>
          {allDays(baseline, of).map(({ day, value, left }) => (
            <tr key={day}>
              <th scope="row">{briefDate(day)}</th>
              <td class="num">{value === null ? t('workshop.no_value') : number(value, of.unit)}</td>
              <td>{value === null ? '' : left === null ? t('workshop.counts_yes') : LEFT[left]()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The days behind a proposal: a curve with what is tried as bands, the same as a table, and a sentence. */
export function TrialCurve(properties: Properties) {
  const { baseline, of, tried, inForce, habit } = properties;
  const table = useSignal(false);
  const [series, window] = useMemo(
    () => [seriesOf(properties), windowOf(properties)] as const,
    [baseline, of, JSON.stringify(tried), JSON.stringify(inForce), JSON.stringify(habit), language.value],
  );
  const beside = window.beside;
  return (
    <section class="card trial-curve curves" aria-labelledby="h-trial">
      <div class="h-row">
        <h3 id="h-trial">{t('workshop.days_of', { name: of.name })}</h3>
        <button
          class="textlink push"
          type="button"
          aria-pressed={table.value}
          onClick={() => (table.value = !table.value)}
        >
          {t('curve.table')}
        </button>
      </div>
      <p>{trialWords(baseline, of)}</p>
      {table.value ? (
        <DayTable baseline={baseline} of={of} />
      ) : (
        <Curve series={series} window={window} period={periodFor(baseline.days)} now={now.value} />
      )}
      {beside.length > 0 && (
        <p class="soft">
          {t('workshop.dashed', {
            limits: beside
              .map((one) => `${slotName(slotOf(one)).toLowerCase()} ${limitWords(one)}`)
              .join(', '),
          })}
        </p>
      )}
      {properties.children}
    </section>
  );
}

/** Where a proposed level comes from. */
export function proposalWords(of: TrialParameter, { from, to, days }: Baseline): string {
  const period = { from: briefDate(from), to: briefDate(to) };
  if (of.level === null || of.sigma === null) return t('workshop.no_proposal', period);
  const words = { level: number(Number(of.level.toFixed(2)), of.unit), sigma: decimal(Number(of.sigma.toFixed(2))) };
  return t('workshop.proposal', { ...words, ...period, n: of.validDays, days });
}

/** What must be known of a proposal, in words, each with why. */
export function warningsOf(of: TrialParameter, sides: readonly OrderLimit[]): readonly string[] {
  const found: string[] = [];
  if (of.quality === 'none') found.push(t('workshop.quality_none', { n: of.validDays, needed: of.needed }));
  if (of.quality === 'uncertain') found.push(t('workshop.quality_uncertain', { n: of.validDays, needed: of.needed }));
  if (of.warnings.includes('rises')) found.push(t('workshop.warn_rises'));
  if (of.warnings.includes('falls')) found.push(t('workshop.warn_falls'));
  if (of.warnings.includes('level_red')) {
    const red = sides.filter((one) => one.parameter === of.parameter && one.zone === 'red' && one.condition === null);
    const limit = red.map((one) => `${slotName(slotOf(one)).toLowerCase()} ${limitWords(one)}`).join(', ');
    found.push(t('workshop.warn_level_red', { level: of.level === null ? '' : decimal(Number(of.level.toFixed(2))), limit }));
  }
  if (of.note === 'floor') found.push(t('workshop.warn_floor'));
  if (of.outliers > 0) found.push(tn('workshop.outliers', of.outliers));
  return found;
}

