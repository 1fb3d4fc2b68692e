// What of the list is shown. It stands in the page's address, so that it outlives a reload and a log-in.

/** The tiles, in their order: what is shown of the list, by zone or by what else wants a look. */
export const SHOWS = [
  'all',
  'red',
  'unconfirmed',
  'yellow',
  'unread',
  'tasks',
  'missing',
  'green',
] as const;
export type Show = (typeof SHOWS)[number];

export interface Choice {
  readonly show: Show;
  readonly municipality: string;
  readonly programme: string;
  readonly mine: boolean;
  /** A part of the patient's name. */
  readonly name: string;
}

export const EVERYTHING: Choice = {
  show: 'all',
  municipality: '',
  programme: '',
  mine: false,
  name: '',
};

const BY_ZONE: ReadonlySet<string> = new Set(['red', 'yellow', 'green']);
const isShow = (word: string | null): word is Show =>
  (SHOWS as readonly (string | null)[]).includes(word);

export function choiceOf(search: string): Choice {
  const asked = new URLSearchParams(search);
  const show = asked.get('zone') ?? asked.get('with');
  return {
    show: isShow(show) ? show : 'all',
    municipality: asked.get('municipality') ?? '',
    programme: asked.get('programme') ?? '',
    mine: asked.get('mine') === 'true',
    name: asked.get('q') ?? '',
  };
}

/** What the server is asked for; the page's own address says the same. */
export function askedOf(choice: Choice): URLSearchParams {
  const asked = new URLSearchParams();
  if (choice.show !== 'all') asked.set(BY_ZONE.has(choice.show) ? 'zone' : 'with', choice.show);
  if (choice.municipality !== '') asked.set('municipality', choice.municipality);
  if (choice.programme !== '') asked.set('programme', choice.programme);
  if (choice.mine) asked.set('mine', 'true');
  if (choice.name !== '') asked.set('q', choice.name);
  return asked;
}

export function addressOf(choice: Choice): string {
  const text = askedOf(choice).toString();
  return text === '' ? location.pathname : `${location.pathname}?${text}`;
}

export const isNarrowed = (choice: Choice): boolean => askedOf(choice).size > 0;
