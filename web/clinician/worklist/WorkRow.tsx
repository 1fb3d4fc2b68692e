import { computed, useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { WorklistItem } from '../../shared/api';
import { Face } from '../../shared/components/Face';
import { ZoneWord } from '../../shared/components/ZoneWord';
import { age, waited } from '../../shared/format';
import { language, t } from '../../shared/i18n';
import { now } from '../../shared/now';
import { openCase, type Desk } from './desk';
import type { Fits } from './fits';
import { Flags } from './Flags';
import { keyOf } from './order';
import { belongsTo, reasonLines, stressed } from './reasons';
import type { Seen } from './seen';
import { Spark } from './Spark';

interface Properties {
  readonly desk: Desk;
  readonly seen: Seen;
  readonly fits: Fits;
  readonly item: WorklistItem;
  /** A thicker line parts it from what is above. */
  readonly first: boolean;
}

/** By what the list is in order, so that it never seems otherwise: a case waits since it opened, whatever was missed
 * after it. The time as text of its own, so that the row need not be drawn anew when a minute has gone. */
function Waiting({ item }: { readonly item: WorklistItem }) {
  const since = item.since ?? item.missingSince ?? item.reported;
  const words = useMemo(() => computed(() => (since === null ? '' : waited(since, now.value))), [since]);
  return since === null ? null : <time dateTime={since}>{words}</time>;
}

function Years({ born }: { readonly born: string }) {
  return useMemo(() => computed(() => age(born, now.value)), [born]);
}

function Taken({ item }: { readonly item: WorklistItem }) {
  const by = item.takenBy;
  if (by === null) return null;
  const says = by.mine ? t('taken.by_you') : t('taken.by', { name: by.name });
  return <Face name={by.name} mine={by.mine} says={says} />;
}

function Why({ item }: { readonly item: WorklistItem }) {
  const [worst, rest] = reasonLines(item);
  const [before, most, after] = stressed(item, worst);
  const whole = [worst, rest].filter((line) => line !== '').join('\n');
  return (
    <td role="cell" class="c-why" title={whole}>
      <span>
        {before}
        {most !== '' && <b>{most}</b>}
        {after}
      </span>
      {rest !== '' && <small>{rest}</small>}
    </td>
  );
}

/** Asks for the row's curve once it is seen, and again when the row is newer. */
function useCurve(desk: Desk, seen: Seen, item: WorklistItem) {
  const row = useRef<HTMLTableRowElement>(null);
  const wasSeen = useRef(false);
  const latest = useRef(item);
  latest.current = item;
  useEffect(() => {
    if (row.current === null) return undefined;
    return seen.watch(row.current, () => {
      wasSeen.current = true;
      desk.curves.want(latest.current);
    });
  }, [desk, seen]);
  const spoken = language.value;
  useEffect(() => {
    if (wasSeen.current) desk.curves.want(item);
  }, [desk, item, spoken]);
  return row;
}

/** One patient in one service. It is drawn anew only when its own row is another. */
export function WorkRow({ desk, seen, fits, item, first }: Properties) {
  const key = keyOf(item);
  const row = useCurve(desk, seen, item);
  useLayoutEffect(() => fits.adopt(row.current), [fits, row]);
  const open = useComputed(() => desk.open.value?.key === key).value;
  const where = belongsTo(item.enrolments);
  return (
    <tr
      ref={row}
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
            <Years born={item.patient.born} />
            <span class="sr"> {t('row.years')}</span>
          </span>
        </button>
        <small title={where}>{where}</small>
      </th>
      <Why item={item} />
      <td role="cell" class="c-curve">
        <Spark of={desk.curves.of(key)} />
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
    </tr>
  );
}
