import { ZoneMark } from '../../../shared/components/ZoneMark';
import { clock, unit } from '../../../shared/format';
import { t, tMaybe } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { wordOf } from '../../../shared/zone';
import { dateAndTime } from '../parts/times';
import type { Correction, Reading, RecordReport } from '../shapes';
import { changeWords, usualWords, valueWords, withUnit, zoneIn } from './values';

interface Properties {
  readonly id: string;
  readonly report: RecordReport;
  /** With what is usual, and the change from it. */
  readonly usual?: boolean;
  /** The way to correct a value, for those who may. */
  readonly correct?: ((one: Reading) => void) | undefined;
}

/** What a value was before somebody corrected it, and why it was. */
function Corrected({ one, earlier }: { readonly one: Reading; readonly earlier: readonly Correction[] }) {
  return earlier.map((was, index) => {
    const became = index === 0 ? one.value : (earlier[index - 1]?.value ?? null);
    return (
      <small key={was.version} class="corrected">
        {t('record.corrected_line', {
          before: withUnit(was.value, one.unit),
          after: withUnit(became, one.unit),
          name: was.by,
          time: dateAndTime(was.at, now.value),
        })}
        {was.reason !== null && was.reason !== '' && <q>{was.reason}</q>}
      </small>
    );
  });
}

interface LineProperties extends Properties {
  readonly one: Reading;
}

function Line({ report, usual = false, correct, one }: LineProperties) {
  const zone = zoneIn(report, one.parameter);
  const time = one.measured === report.measured ? '' : clock(one.measured);
  return (
    <tr>
      <th scope="row">
        <span class="report-mark">{zone !== null && <ZoneMark face={zone} />}</span>
        {one.name}
        {zone !== null && <span class="sr">, {t(wordOf(zone))}</span>}
        {time !== '' && <small class="at">{time}</small>}
        {one.marks.length > 0 && (
          <small class="marks">{one.marks.map((mark) => tMaybe(`mark.${mark}`, mark)).join(', ')}</small>
        )}
        <Corrected one={one} earlier={one.corrections ?? []} />
      </th>
      <td class="num">
        <b>{valueWords(one.value, one.unit)}</b> <span class="unit">{one.value === null ? '' : unit(one.unit)}</span>
      </td>
      {usual && <td class="num soft">{usualWords(one.usual, one.unit)}</td>}
      {usual && <td class="num">{changeWords(one.value, one.usual, one.unit)}</td>}
      {correct !== undefined && (
        <td class="num">
          <button
            class="textlink"
            type="button"
            aria-label={t('record.correct_of', { name: one.name })}
            onClick={() => correct(one)}
          >
            {t('record.correct')}
          </button>
        </td>
      )}
    </tr>
  );
}

/** The values of one report, with marks, corrections and, where asked, what is usual. */
export function Values(properties: Properties) {
  const { id, report, usual = false, correct } = properties;
  if (report.observations.length === 0) return null;
  return (
    <table class="plain-table values" aria-labelledby={id}>
      <thead class={usual ? undefined : 'sr'}>
        <tr>
          <th scope="col">{t('record.measure')}</th>
          <th scope="col" class="num">
            {t('report.value')}
          </th>
          {usual && (
            <th scope="col" class="num">
              {t('record.usual')}
            </th>
          )}
          {usual && (
            <th scope="col" class="num">
              {t('record.change')}
            </th>
          )}
          {correct !== undefined && (
            <th scope="col">
              <span class="sr">{t('record.correct')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {report.observations.map((one) => (
          <Line key={`${one.id}${one.parameter}`} {...properties} one={one} />
        ))}
      </tbody>
    </table>
  );
}
