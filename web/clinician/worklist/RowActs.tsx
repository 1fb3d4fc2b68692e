import type { WorklistItem } from '../../shared/api';
import { t } from '../../shared/i18n';
import { takeOrRelease } from './acts';
import { openCase, type Desk } from './desk';
import { mayHandle } from './outcomes';

interface Properties {
  readonly desk: Desk;
  readonly item: WorklistItem;
}

/** The acts of one row, for the mouse. */
export function RowActs({ desk, item }: Properties) {
  if (!mayHandle()) return null;
  const mine = item.takenBy?.mine === true;
  const { name } = item.patient;
  const word = mine ? 'act.release' : item.takenBy === null ? 'act.take' : 'act.take_over';
  const alone = (act: () => void) => (event: Event) => {
    event.stopPropagation(); // the row itself opens on a press
    act();
  };
  return (
    <span class="row-acts">
      <button
        class="ds-button"
        data-variant="tertiary"
        type="button"
        onClick={alone(() => takeOrRelease(desk, item))}
      >
        {t(word)}
        <span class="sr"> {name}</span>
      </button>
      <button
        class="ds-button"
        data-variant="tertiary"
        type="button"
        onClick={alone(() => openCase(desk, item, 'outcome'))}
      >
        {t('act.acknowledge')}
        <span class="sr"> {name}</span>
      </button>
    </span>
  );
}
