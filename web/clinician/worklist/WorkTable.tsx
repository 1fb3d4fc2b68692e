import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../shared/i18n';
import { EVERYTHING, isNarrowed } from './choice';
import type { Desk } from './desk';
import { EmptyList } from './EmptyList';
import { ListError } from './ListError';
import { LoadMore } from './LoadMore';
import { keyOf, rank } from './order';
import { createSeen } from './seen';
import { focusRow } from './shortcuts';
import { SkeletonRows } from './SkeletonRows';
import { SparkTip } from './SparkTip';
import { WorkRow } from './WorkRow';

const COLUMNS = ['zone', 'patient', 'why', 'curve', 'wait', 'flags', 'taken'] as const;

/** A row that moves in the list is put out and in again by the browser, which drops the focus; a row that
 * goes takes it along. Both times the keyboard stays where it was. */
function useHeldFocus(keys: readonly string[]): void {
  const before = useRef<readonly string[]>([]);
  const held = document.activeElement;
  const row = held?.closest<HTMLElement>('[data-row]')?.dataset['row'];
  useLayoutEffect(() => {
    const at = row === undefined ? -1 : before.current.indexOf(row);
    before.current = keys;
    if (row === undefined || document.activeElement === held) return;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    if (held instanceof HTMLElement && held.isConnected) held.focus({ preventScroll: true });
    else {
      const there = keys[Math.min(Math.max(at, 0), keys.length - 1)];
      if (there !== undefined) focusRow(there);
      else document.getElementById('list')?.focus();
    }
  });
}

function Rows({ desk }: { readonly desk: Desk }) {
  const rows = desk.list.rows.value;
  const seen = useMemo(createSeen, []);
  useHeldFocus(rows.map(keyOf));
  return (
    <tbody role="rowgroup">
      {rows.map((item, at) => {
        const above = rows[at - 1];
        const first = above !== undefined && rank(above) !== rank(item);
        return <WorkRow key={keyOf(item)} desk={desk} seen={seen} item={item} first={first} />;
      })}
    </tbody>
  );
}

/** What stands where rows would, when there are none. */
function Instead({ desk }: { readonly desk: Desk }) {
  const { list } = desk;
  const again = (): void => {
    list.phase.value = 'loading';
    list.load().catch(() => undefined);
  };
  if (list.phase.value === 'failed') return <ListError failure={list.failure.value} again={again} />;
  if (list.phase.value === 'loading' || list.rows.value.length > 0 || list.more.value) return null;
  return (
    <EmptyList
      narrowed={isNarrowed(list.choice.value)}
      everything={() => list.choose(EVERYTHING)}
    />
  );
}

export function WorkTable({ desk }: { readonly desk: Desk }) {
  const loading = desk.list.phase.value === 'loading';
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('list.region')}>
      <table class="work" role="table" aria-label={t('list.title')} aria-busy={loading}>
        <caption class="sr">{t('list.caption')}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {COLUMNS.map((column) => (
              <th key={column} role="columnheader" scope="col" class={`c-${column}`}>
                <span class={column === 'flags' ? 'sr' : undefined}>
                  {t(`column.${column}`)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        {loading ? <SkeletonRows columns={COLUMNS} /> : <Rows desk={desk} />}
      </table>
      <Instead desk={desk} />
      <LoadMore list={desk.list} />
      <SparkTip desk={desk} />
    </div>
  );
}
