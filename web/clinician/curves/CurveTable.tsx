import { number, shortDay, unit } from '../../shared/format';
import { t } from '../../shared/i18n';
import { wordOf } from '../../shared/zone';
import { ZoneMark } from '../../shared/components/ZoneMark';
import type { Dot, Week } from './dots';
import { besidesOf, dayAndHour, limitWords, modelOf, restWords, type Model } from './model';
import type { Period, Series } from './types';

interface Properties {
  readonly series: Series;
  readonly period: Period;
  readonly now: number;
}

function Zone({ dot }: { readonly dot: Dot }) {
  if (dot.suspect) return <ZoneMark face="unsure" />;
  if (dot.zone === 'none') return null;
  return (
    <>
      <ZoneMark face={dot.zone} /> {t(wordOf(dot.zone))}
    </>
  );
}

function DotRow({ dot, of }: { readonly dot: Dot; readonly of: Series }) {
  return (
    <tr>
      <th scope="row">{dayAndHour(dot.at)}</th>
      <td>{number(dot.value, of.unit)}</td>
      <td>
        <Zone dot={dot} />
      </td>
      <td>{besidesOf(dot).join(', ')}</td>
    </tr>
  );
}

function WeekRow({ week, of }: { readonly week: Week; readonly of: Series }) {
  return (
    <tr>
      <th scope="row">{shortDay(week.from)}</th>
      <td>{number(week.middle, of.unit)}</td>
      <td>{number(week.low, of.unit)}</td>
      <td>{number(week.high, of.unit)}</td>
    </tr>
  );
}

const HEADS = ['curve.when', 'curve.value', 'curve.zone', 'curve.besides'] as const;
const WEEK_HEADS = ['curve.week_from', 'curve.median', 'curve.lowest', 'curve.highest'] as const;

/** Limits and what is usual, in words, as they stand at the edge of the curve. */
function termsOf(model: Model): string {
  const usual =
    model.usual === null
      ? []
      : [t('curve.usual_is', { low: number(model.usual.low, model.unit), high: number(model.usual.high, model.unit) })];
  return [...model.bands.map((band) => limitWords(band, model.unit)), ...usual].join(', ');
}

/** The same as the curve, newest first. */
export function CurveTable({ series, period, now }: Properties) {
  const model = modelOf(series, period, now, null);
  const heads = model.weeks.length > 0 ? WEEK_HEADS : HEADS;
  return (
    <table class="curve-table">
      <caption>
        <b>{series.name}</b> {unit(series.unit)} <span>{model.summary}</span>
        <small>{termsOf(model)}</small>
        {series.timeInRange?.text !== undefined && <small>{series.timeInRange.text}</small>}
        {model.rests.map((rest) => (
          <small key={rest.from}>{restWords(rest)}</small>
        ))}
      </caption>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {model.weeks.length > 0
          ? [...model.weeks].reverse().map((week) => <WeekRow key={week.at} week={week} of={series} />)
          : [...model.dots].reverse().map((dot, at) => <DotRow key={`${dot.at} ${at}`} dot={dot} of={series} />)}
      </tbody>
    </table>
  );
}
