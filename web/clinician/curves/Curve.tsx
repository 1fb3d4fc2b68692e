import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { unit } from '../../shared/format';
import { language, t, tMaybe } from '../../shared/i18n';
import type { Condition } from './limits';
import { modelOf, restWords, stopsOf, stopWords, type Model } from './model';
import type { Plot } from './plot';
import type { Period, Series, Window } from './types';
import './curves.css';

interface Properties {
  readonly series: Series;
  readonly period: Period;
  readonly now: number;
  /** Other days than the last ones; the same object while it is the same. */
  readonly window?: Window;
}

const KEYS: Readonly<Record<string, (at: number | null, last: number) => number>> = {
  ArrowLeft: (at, last) => (at === null ? last : Math.max(0, at - 1)),
  ArrowRight: (at, last) => (at === null ? last : Math.min(last, at + 1)),
  Home: () => 0,
  End: (_at, last) => last,
};

/** Draws the model, from when the program that can has come. */
function usePlot(model: Model, active: Signal<number | null>) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(model);
  const failed = useSignal(false);
  latest.current = model;
  useEffect(() => {
    let gone = false;
    import('./plot')
      .then(({ createPlot, nearest }) => {
        if (gone || place.current === null) return;
        plot.current = createPlot(place.current, latest.current, (at) => {
          active.value = at === null ? null : nearest(latest.current, at);
        });
      })
      .catch(() => (failed.value = true));
    return () => {
      gone = true;
      plot.current?.destroy();
      plot.current = null;
    };
  }, [active, failed]);
  const at = active.value;
  useEffect(() => plot.current?.show(model, at), [model, at]);
  return { place, failed };
}

/** What the shapes mean, as far as they occur. */
function Legend({ model }: { readonly model: Model }) {
  const suspect = model.dots.some((dot) => dot.suspect);
  const others = model.conditions.filter((one) => one !== null);
  if (!suspect && others.length === 0 && model.rests.length === 0) return null;
  return (
    <p class="curve-legend">
      {others.map((one) => (
        <span key={one} class={`curve-key curve-key-${one}`}>
          {tMaybe(`condition.${one}`, one)}
        </span>
      ))}
      {suspect && <span class="curve-key curve-key-suspect">{model.suspect}</span>}
      {model.rests.map((rest) => (
        <span key={rest.from}>{restWords(rest)}</span>
      ))}
    </p>
  );
}

interface WaysProperties {
  readonly model: Model;
  readonly wanted: Signal<Condition>;
}

/** With several ways of measuring, each has its own line and its own limits. */
function Ways({ model, wanted }: WaysProperties) {
  const name = useId();
  if (model.ways.length < 2) return null;
  return (
    <fieldset class="seg curve-ways">
      <legend class="sr">{t('curve.ways')}</legend>
      {model.ways.map((one) => (
        <label key={one ?? 'rest'}>
          <input
            type="radio"
            name={name}
            checked={one === model.condition}
            onChange={() => (wanted.value = one)}
          />
          {tMaybe(`condition.${one ?? 'rest'}`, one ?? '')}
        </label>
      ))}
    </fieldset>
  );
}

/** One parameter: what it is, in a sentence how it went, and the curve, which is read by the arrow keys. */
export function Curve({ series, period, now, window }: Properties) {
  const id = useId();
  const active = useSignal<number | null>(null);
  const wanted = useSignal<Condition>(null);
  const shown = useModel(series, period, now, wanted.value, window);
  const { place, failed } = usePlot(shown, active);
  const stops = stopsOf(shown);
  const stop = active.value === null ? undefined : stops[active.value];
  const onKey = (event: KeyboardEvent): void => {
    const go = KEYS[event.key];
    if (go === undefined || stops.length === 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    active.value = go(active.value, stops.length - 1);
  };
  return (
    <figure class="curve" aria-labelledby={`${id}-name`}>
      <figcaption>
        <span id={`${id}-name`}>
          <b>{series.name}</b> {unit(series.unit)}
        </span>{' '}
        <span id={`${id}-sum`} class={stop === undefined ? undefined : 'sr'}>
          {shown.summary}
        </span>
        <span class="curve-reading" aria-live="polite">
          {stop !== undefined && stopWords(stop, series.unit, shown.daily)}
        </span>
        <Ways model={shown} wanted={wanted} />
      </figcaption>
      {window === undefined && series.timeInRange?.text !== undefined && <p class="note-line">{series.timeInRange.text}</p>}
      <div
        class="curve-box"
        role="application"
        aria-roledescription={t('curve.role')}
        aria-label={t('curve.label', { name: series.name, period: window === undefined ? t(`curve.days_${period}`) : t('workshop.by_day') })}
        aria-describedby={`${id}-sum`}
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => (active.value = null)}
      >
        <div class="curve-place" aria-hidden="true" ref={place} />
        {failed.value && <p class="soft">{t('curve.not_drawn')}</p>}
      </div>
      <Legend model={shown} />
    </figure>
  );
}

/** Made anew only when something of it is new: not with every tick of the clock. */
function useModel(series: Series, period: Period, now: number, wanted: Condition, window?: Window): Model {
  const kept = useRef<{ readonly of: readonly unknown[]; readonly model: Model } | null>(null);
  const of = [series, period, wanted, window, new Date(now).toDateString(), language.value];
  if (kept.current === null || of.some((one, at) => one !== kept.current?.of[at])) {
    kept.current = { of, model: modelOf(series, period, now, wanted, window) };
  }
  return kept.current.model;
}
