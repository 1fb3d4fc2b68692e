import type { WorklistItem } from '../../../shared/api';
import { ZoneWord } from '../../../shared/components/ZoneWord';
import { clock, day, moment } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { nearMoment } from '../../tasks/words';
import { faceOf } from '../../../shared/zone';
import { isQuiet } from '../outcomes';
import { reasonLines } from '../reasons';

/** The hour of today, else the day: how long that is stands in the list. */
const sinceWords = (since: string): string => {
  const whole = moment(since, now.value);
  return whole === clock(since) ? whole : day(since);
};

/** The zone and why, in one strip. */
export function Verdict({ item }: { readonly item: WorklistItem }) {
  const [worst, rest] = reasonLines(item);
  const since = item.since; // of a report that did not come the line before says the day
  const promise = item.promise ?? null;
  // What is passed or outside hours stands in the row's own line; a promise that still holds is of a case alone.
  const holds = promise !== null && !promise.passed && !isQuiet(item);
  return (
    <div class={`verdict verdict-${faceOf(item).face}`}>
      <div class="verdict-zone">
        <ZoneWord judged={item} />
      </div>
      <p class="verdict-why">
        <b>{worst}</b>
        {rest !== '' && <span class="verdict-rest"> · {rest}</span>}
      </p>
      {since !== null && since !== item.missingSince && (
        <p class="verdict-since" title={moment(since, now.value)}>
          {t('panel.since', { time: sinceWords(since) })}
        </p>
      )}
      {holds && <p class="verdict-promise">{t('row.promise', { time: nearMoment(promise.by) })}</p>}
    </div>
  );
}
