import { weekday } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { FilterSelect } from './FilterSelect';
import type { Worklist } from './worklist';

interface Properties {
  readonly list: Worklist;
  readonly live: boolean;
}

export function ListHead({ list, live }: Properties) {
  const { municipality, programme, mine } = list.choice.value;
  const options = list.options.value;
  return (
    <div class="list-head">
      <h1 id="h-list">{t('list.title')}</h1>
      <p class="soft">
        {weekday(now.value)}
        {live && <span class="live">{t('list.live')}</span>}
      </p>
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
      </div>
    </div>
  );
}
