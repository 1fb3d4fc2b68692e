import { Icon } from '../../shared/components/Icon';
import { clock, dayOf, weekday } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { SilentLink } from '../silent/SilentLink';
import { FilterSelect } from './FilterSelect';
import { ViewsMenu } from './ViewsMenu';
import type { Worklist } from './worklist';

interface Properties {
  readonly list: Worklist;
  readonly live: boolean;
}

/** The name that the list is narrowed to, and the way out of that. */
function NameChip({ list }: Pick<Properties, 'list'>) {
  const { name } = list.choice.value;
  if (name === '') return null;
  const drop = (): void => {
    list.choose({ name: '' });
    document.getElementById('list')?.focus();
  };
  return (
    <button class="chip" type="button" onClick={drop}>
      <span class="sr">{t('filter.name')} </span>«{name}»<span class="sr">. {t('filter.drop')}</span>
      <Icon name="close" />
    </button>
  );
}

export function ListHead({ list, live }: Properties) {
  const { municipality, programme, mine } = list.choice.value;
  const options = list.options.value;
  return (
    <div class="list-head">
      <h1 id="h-list">{t('list.title')}</h1>
      <p class="soft list-time">
        <span class="wide">{weekday(now.value)}</span>
        <span class="tight">
          {dayOf(now.value)} {live && clock(now.value)}
        </span>
        {live && <span class="live">{t('list.live')}</span>}
      </p>
      <SilentLink />
      <div class="filters" role="group" aria-label={t('filter.label')}>
        <FilterSelect
          id="municipality"
          label={t('filter.municipality')}
          all={t('filter.all_municipalities')}
          options={options?.municipalities ?? []}
          value={municipality}
          choose={(id) => list.choose({ municipality: id })}
        />
        <FilterSelect
          id="programme"
          label={t('filter.programme')}
          all={t('filter.all_programmes')}
          options={options?.programmes ?? []}
          value={programme}
          choose={(id) => list.choose({ programme: id })}
        />
        <label class="tick" for="mine">
          <input
            class="ds-input"
            type="checkbox"
            id="mine"
            checked={mine}
            onChange={(event) => list.choose({ mine: event.currentTarget.checked })}
          />
          {t('filter.mine')}
        </label>
        <NameChip list={list} />
        <ViewsMenu list={list} />
      </div>
    </div>
  );
}
