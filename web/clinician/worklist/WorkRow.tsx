import type { WorklistItem } from '../../shared/api';
import { Face } from '../../shared/components/Face';
import { ZoneWord } from '../../shared/components/ZoneWord';
import { age, waited } from '../../shared/format';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { openCase, type Desk } from './desk';
import { Flags } from './Flags';
import { keyOf } from './order';
import { belongsTo, reasonLines } from './reasons';
import { RowActs } from './RowActs';

interface Properties {
  readonly desk: Desk;
  readonly item: WorklistItem;
  /** A thicker line parts it from what is above. */
  readonly first: boolean;
}

function Waiting({ item }: { readonly item: WorklistItem }) {
  const since = item.since ?? item.reported;
  if (since === null) return null;
  return <time dateTime={since}>{waited(since, now.value)}</time>;
}

function Taken({ item }: { readonly item: WorklistItem }) {
  const by = item.takenBy;
  if (by === null) return null;
  const says = by.mine ? t('taken.by_you') : t('taken.by', { name: by.name });
  return <Face name={by.name} mine={by.mine} says={says} />;
}

/** One patient in one service. */
export function WorkRow({ desk, item, first }: Properties) {
  const key = keyOf(item);
  const [worst, rest] = reasonLines(item);
  const open = desk.open.value?.key === key;
  return (
    <tr
      role="row"
      class={first ? 'row first' : 'row'}
      data-row={key}
      data-zone={item.zone}
      data-open={open ? '' : undefined}
      onClick={() => openCase(desk, item, 'heading')}
      onFocusIn={() => (desk.current.value = key)}
    >
      <td role="cell" class="c-zone">
        <ZoneWord judged={item} />
      </td>
      <th role="rowheader" scope="row" class="c-patient">
        <button class="who" type="button" aria-expanded={open}>
          <span class="name">{item.patient.name}</span>{' '}
          <span class="age">
            {age(item.patient.born, now.value)}
            <span class="sr"> {t('row.years')}</span>
          </span>
        </button>
        <small>{belongsTo(item.enrolments)}</small>
      </th>
      <td role="cell" class="c-why">
        <b>{worst}</b>
        {rest !== '' && <small>{rest}</small>}
      </td>
      <td role="cell" class="c-wait">
        <Waiting item={item} />
      </td>
      <td role="cell" class="c-flags">
        <Flags unread={item.unread} tasks={item.tasks} />
      </td>
      <td role="cell" class="c-taken">
        <Taken item={item} />
      </td>
      <td role="cell" class="c-acts">
        <RowActs desk={desk} item={item} />
      </td>
    </tr>
  );
}
