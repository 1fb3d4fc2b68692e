// Choices of filters under names of one's own, kept by the server so that they are there on every computer.
import { signal, type Signal } from '@preact/signals';
import { get, send, write } from '../../shared/http';
import { wordsFor } from '../../shared/words';
import { askedOf, choiceOf, EVERYTHING } from './choice';
import type { View } from './shapes';
import type { Worklist } from './worklist';

export const MOST_VIEWS = 20;

export interface Views {
  /** Null until they are fetched. */
  readonly items: Signal<readonly View[] | null>;
  readonly failure: Signal<string | null>;
  readonly load: () => Promise<void>;
  /** True when it went well. */
  readonly keep: (name: string) => Promise<boolean>;
  readonly drop: (view: View) => Promise<void>;
  readonly choose: (view: View) => void;
  readonly isChosen: (view: View) => boolean;
}

const PATH = '/api/worklist/views';

/** The same choice gives the same text. */
const asText = (query: string): string => askedOf(choiceOf(query)).toString();

export function createViews(list: Worklist): Views {
  const items = signal<readonly View[] | null>(null);
  const failure = signal<string | null>(null);

  async function attempt(act: () => Promise<void>): Promise<boolean> {
    failure.value = null;
    try {
      await act();
      return true;
    } catch (error) {
      failure.value = wordsFor(error);
      return false;
    }
  }

  return {
    items,
    failure,
    load: async () => {
      await attempt(async () => {
        items.value = (await get<{ readonly items: readonly View[] }>(PATH)).items;
      });
    },
    keep: (name) =>
      attempt(async () => {
        const query = askedOf(list.choice.value).toString();
        const view = await send<View>(write(PATH, { name, query }));
        items.value = [...(items.value ?? []).filter((one) => one.id !== view.id), view];
      }),
    drop: async (view) => {
      await attempt(async () => {
        await send(write(`${PATH}/${encodeURIComponent(view.id)}`, {}, 'DELETE'));
        items.value = (items.value ?? []).filter((one) => one.id !== view.id);
      });
    },
    choose: (view) => list.choose({ ...EVERYTHING, ...choiceOf(view.query) }),
    isChosen: (view) => asText(view.query) === askedOf(list.choice.value).toString(),
  };
}
