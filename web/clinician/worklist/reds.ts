// Which red cases have been told of. A new red is told once, and never again while its case is the same.
import type { WorklistItem } from '../../shared/api';
import { keyOf } from './order';

export interface Reds {
  /** Reds that stand there from the start are on the screen already. */
  readonly know: (items: readonly WorklistItem[]) => void;
  /** Those of the items that nobody was told of yet. */
  readonly news: (items: readonly WorklistItem[]) => readonly WorklistItem[];
}

export function createReds(): Reds {
  const told = new Map<string, string>();
  const isNews = (item: WorklistItem): boolean =>
    item.zone === 'red' && told.get(keyOf(item)) !== (item.since ?? '');
  const know = (items: readonly WorklistItem[]): void => {
    for (const item of items) {
      if (item.zone === 'red') told.set(keyOf(item), item.since ?? '');
    }
  };
  return {
    know,
    news: (items) => {
      const news = items.filter(isNews);
      know(news);
      return news;
    },
  };
}
