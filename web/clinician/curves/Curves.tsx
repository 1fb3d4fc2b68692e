import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { t, tn } from '../../shared/i18n';
import { now } from '../../shared/now';
import { wordsFor } from '../../shared/words';
import { Curve } from './Curve';
import { CurveTable } from './CurveTable';
import { dotsOf } from './dots';
import { spanOf } from './days';
import { createSeriesStore, type SeriesStore } from './store';
import { PERIODS, type Period, type Series } from './types';
import './curves.css';

interface Properties {
  readonly patient: string;
  /** In the order in which they matter. */
  readonly parameters: readonly string[];
  /** How many stand there from the start; the others come when asked for. */
  readonly first?: number;
  /** When this changes, something came in. */
  readonly version?: string;
}

/** Chosen once, it holds for every patient until the page is left. */
const chosen = signal<Period | null>(null);
const asTable = signal(false);

const FEW = 4;

/** Who measures once a week has nothing to see in 14 days. */
function fitting(series: readonly (Series | null)[], at: number): Period {
  const there = series.filter((one) => one !== null);
  if (there.length === 0) return 14;
  const most = (period: Period): number =>
    Math.max(...there.map((one) => dotsOf(one, spanOf(period, at)).length));
  return most(14) < FEW && most(90) > most(14) ? 90 : 14;
}

interface PeriodProperties {
  readonly period: Period;
  readonly choose: (period: Period) => void;
}

function Periods({ period, choose }: PeriodProperties) {
  const name = useId();
  return (
    <fieldset class="seg push">
      <legend class="sr">{t('curve.period')}</legend>
      {PERIODS.map((one) => (
        <label key={one}>
          <input type="radio" name={name} value={one} checked={one === period} onChange={() => choose(one)} />
          <span aria-hidden="true">{t(`curve.short_${one}`)}</span>
          <span class="sr">{t(`curve.days_${one}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface EachProperties {
  readonly store: SeriesStore;
  readonly parameters: readonly string[];
  readonly period: Period;
}

function Each({ store, parameters, period }: EachProperties) {
  return parameters.map((parameter) => {
    const series = store.of(parameter, period);
    if (series === null) return <div key={parameter} class="curve curve-bones" aria-hidden="true" />;
    const given = { series, period, now: now.value };
    return asTable.value ? <CurveTable key={parameter} {...given} /> : <Curve key={parameter} {...given} />;
  });
}

/** The curves of a patient, for 14 days, 90 days or a year, or the same as tables. */
export function Curves({ patient, parameters, first = 2, version = '' }: Properties) {
  const id = useId();
  const store = useMemo(() => createSeriesStore(patient), [patient]);
  const all = useSignal(false);
  const shown = all.value ? parameters : parameters.slice(0, first);
  const period = chosen.value ?? fitting(shown.map((one) => store.of(one, 14)), now.value);
  const wanted = shown.join(' ');
  useEffect(() => store.want(wanted === '' ? [] : wanted.split(' '), period), [store, wanted, period]);
  const seen = useRef(version);
  useEffect(() => {
    if (seen.current !== version) store.renew();
    seen.current = version;
  }, [store, version]);
  if (parameters.length === 0) return null;
  const more = parameters.length - shown.length;
  return (
    <section class="curves" aria-labelledby={id}>
      <div class="h-row">
        <h3 id={id}>{t('curve.title')}</h3>
        <button class="textlink" type="button" aria-pressed={asTable.value} onClick={() => (asTable.value = !asTable.value)}>
          {t('curve.table')}
        </button>
        <Periods period={period} choose={(one) => (chosen.value = one)} />
      </div>
      {store.failure.value !== null && (
        <p role="alert">
          {wordsFor(store.failure.value)}{' '}
          <button class="textlink" type="button" onClick={() => store.want(shown, period)}>
            {t('act.try_again')}
          </button>
        </p>
      )}
      <Each store={store} parameters={shown} period={period} />
      {more > 0 && (
        <button class="textlink" type="button" onClick={() => (all.value = true)}>
          {tn('curve.more', more)}
        </button>
      )}
    </section>
  );
}
