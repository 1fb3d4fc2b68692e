import type { Counts } from '../../shared/api';
import { Icon, type IconName } from '../../shared/components/Icon';
import { ZoneMark } from '../../shared/components/ZoneMark';
import { t } from '../../shared/i18n';
import type { Face } from '../../shared/zone';
import { SHOWS, type Show } from './choice';
import type { Worklist } from './worklist';

const FACES: Readonly<Partial<Record<Show, Face>>> = {
  red: 'red',
  unconfirmed: 'unsure',
  yellow: 'yellow',
  missing: 'missing',
  green: 'green',
};
const ICONS: Readonly<Partial<Record<Show, IconName>>> = { unread: 'message', tasks: 'task' };

const countOf = (counts: Counts | null, show: Show): string =>
  counts === null ? '–' : `${String(counts[show])}${counts.more.includes(show) ? '+' : ''}`;

function Sign({ show }: { readonly show: Show }) {
  const face = FACES[show];
  const icon = ICONS[show];
  if (face !== undefined) return <ZoneMark face={face} />;
  return icon === undefined ? null : <Icon name={icon} />;
}

/** How many of each, and the choice of seeing only those. */
export function CountTiles({ list }: { readonly list: Worklist }) {
  const chosen = list.choice.value.show;
  const counts = list.counts.value;
  return (
    <fieldset class="stats">
      <legend class="sr">{t('filter.show')}</legend>
      {SHOWS.map((show) => (
        <label class="stat" key={show}>
          <input
            type="radio"
            name="show"
            value={show}
            checked={show === chosen}
            onChange={() => list.choose({ show })}
          />
          <span class="num">
            <Sign show={show} />
            {countOf(counts, show)}
          </span>
          <span class="word">{t(`count.${show}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
