import type { WorklistItem } from '../../../shared/api';
import { ZoneWord } from '../../../shared/components/ZoneWord';
import { moment } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { faceOf } from '../../../shared/zone';
import { reasonLines } from '../reasons';

/** The zone and why, in one strip. */
export function Verdict({ item }: { readonly item: WorklistItem }) {
  const [worst, rest] = reasonLines(item);
  const since = item.since;
  return (
    <div class={`verdict verdict-${faceOf(item).face}`}>
      <div class="verdict-zone">
        <ZoneWord judged={item} />
      </div>
      <p class="verdict-why">
        <b>{worst}</b>
        {rest !== '' && <span> · {rest}</span>}
      </p>
      {since !== null && (
        <p class="verdict-since">{t('panel.since', { time: moment(since, now.value) })}</p>
      )}
    </div>
  );
}
