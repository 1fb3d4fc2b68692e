import { ZoneMark } from '../../shared/components/ZoneMark';
import { t } from '../../shared/i18n';
import type { Face } from '../../shared/zone';
import type { Counts } from '../../shared/api';
import { ZONES, type ZoneChoice } from './choice';
import type { Worklist } from './worklist';

const FACES: Readonly<Record<ZoneChoice, Face | null>> = {
  all: null,
  red: 'red',
  yellow: 'yellow',
  attention: 'missing',
  green: 'green',
};

const countOf = (counts: Counts | null, zone: ZoneChoice): string => {
  if (counts === null) return '–';
  return `${String(counts[zone])}${counts.more.includes(zone) ? '+' : ''}`;
};

/** How many of each, and the choice of seeing only those. */
export function CountTiles({ list }: { readonly list: Worklist }) {
  const chosen = list.choice.value.zone;
  const counts = list.counts.value;
  return (
    <fieldset class="stats">
      <legend class="sr">{t('filter.show')}</legend>
      {ZONES.map((zone) => {
        const face = FACES[zone];
        return (
          <label class="stat" key={zone}>
            <input
              type="radio"
              name="zone"
              value={zone}
              checked={zone === chosen}
              onChange={() => list.choose({ zone })}
            />
            <span class="num">
              {face !== null && <ZoneMark face={face} />}
              {countOf(counts, zone)}
            </span>
            <span class="word">{t(`count.${zone}`)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
