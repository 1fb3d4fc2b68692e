import type { ReadonlySignal } from '@preact/signals';
import { ConnectionBanner } from './ConnectionBanner';
import { CountTiles } from './CountTiles';
import type { Desk } from './desk';
import { ListFoot } from './ListFoot';
import { ListHead } from './ListHead';
import { NewRed } from './NewRed';
import { WorkTable } from './WorkTable';

interface Properties {
  readonly desk: Desk;
  readonly lostSince: ReadonlySignal<number | null>;
  readonly help: () => void;
  readonly greens: () => void;
}

/** Who needs me, why, since when, and is anyone on it. */
export function ListPane({ desk, lostSince, help, greens }: Properties) {
  return (
    <section class="list" aria-labelledby="h-list" id="list" tabIndex={-1}>
      <ListHead list={desk.list} live={lostSince.value === null && desk.list.phase.value === 'ready'} />
      <ConnectionBanner since={lostSince.value} />
      <CountTiles list={desk.list} />
      <WorkTable desk={desk} />
      <NewRed desk={desk} />
      <ListFoot desk={desk} help={help} greens={greens} />
    </section>
  );
}
