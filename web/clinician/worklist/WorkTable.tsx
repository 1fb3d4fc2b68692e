import { useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { WorklistItem } from '../../shared/api';
import { whenIdle } from '../../shared/idle';
import { t } from '../../shared/i18n';
import { EVERYTHING, isNarrowed } from './choice';
import type { Desk } from './desk';
import { EmptyList } from './EmptyList';
import { ListError } from './ListError';
import { LoadMore } from './LoadMore';
import { createFits, type Fits } from './fits';
import { keyOf, rank } from './order';
import { createSeen } from './seen';
import { focusRow } from './shortcuts';
import { SkeletonRows } from './SkeletonRows';
import { SparkTip } from './SparkTip';
import { WorkRow } from './WorkRow';

/** Rows that are drawn between two looks at what the user does. */
const AT_ONCE = 8;
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

/** Those of the rows that are drawn: a screenful, then more whenever the browser has time, in the end all. */
function useDrawn({ list }: Desk): readonly WorklistItem[] {
  const rows = list.rows.value;
  const drawn = list.drawn.value;
  const left = rows.length > drawn;
  useEffect(() => {
    if (left) return whenIdle(() => (list.drawn.value = drawn + AT_ONCE));
    if (rows.length > 0) list.drawn.value = Infinity;
    return undefined;
  }, [list, drawn, left, rows.length]);
  return left ? rows.slice(0, drawn) : rows;
}

function Rows({ desk, fits }: { readonly desk: Desk; readonly fits: Fits }) {
  const rows = useDrawn(desk);
  const seen = useMemo(createSeen, []);
  useHeldFocus(rows.map(keyOf));
  return (
    <tbody role="rowgroup">
      {rows.map((item, at) => {
        const above = rows[at - 1];
        const first = above !== undefined && rank(above) !== rank(item);
        return (
          <WorkRow key={keyOf(item)} desk={desk} seen={seen} fits={fits} item={item} first={first} />
        );
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
  const fits = useMemo(createFits, []);
  const scroll = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (scroll.current === null ? undefined : fits.watch(scroll.current)), [fits]);
  const beside = useComputed(() => desk.open.value !== null).value;
  useLayoutEffect(() => fits.look(), [fits, beside]);
  const drawing = desk.list.rows.value.length > desk.list.drawn.value;
  return (
    <div class="scroll" ref={scroll} tabIndex={0} role="region" aria-label={t('list.region')}>
      <table class="work" role="table" aria-label={t('list.title')} aria-busy={loading || drawing}>
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
        {loading ? <SkeletonRows columns={COLUMNS} fits={fits} /> : <Rows desk={desk} fits={fits} />}
      </table>
      <Instead desk={desk} />
      <LoadMore list={desk.list} />
      <SparkTip desk={desk} />
    </div>
  );
}
