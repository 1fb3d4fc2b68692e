// What of the list is shown. It stands in the page's address, so that it outlives a reload and a log-in.

export const ZONES = ['all', 'red', 'yellow', 'attention', 'green'] as const;
export type ZoneChoice = (typeof ZONES)[number];

export interface Choice {
  readonly zone: ZoneChoice;
  readonly municipality: string;
  readonly programme: string;
  readonly mine: boolean;
}

export const EVERYTHING: Choice = { zone: 'all', municipality: '', programme: '', mine: false };

const isZone = (word: string | null): word is ZoneChoice =>
  (ZONES as readonly (string | null)[]).includes(word);

export function choiceOf(search: string): Choice {
  const asked = new URLSearchParams(search);
  const zone = asked.get('zone');
  return {
    zone: isZone(zone) ? zone : 'all',
    municipality: asked.get('municipality') ?? '',
    programme: asked.get('programme') ?? '',
    mine: asked.get('mine') === 'true',
  };
}

/** For the page's own address. */
export function addressOf(choice: Choice): string {
  const asked = askedOf(choice);
  if (choice.zone === 'attention') asked.set('zone', choice.zone);
  if (choice.mine) asked.set('mine', 'true');
  const text = asked.toString();
  return text === '' ? location.pathname : `${location.pathname}?${text}`;
}

/** What the server filters by. Whose a row is, and whether it wants a look for more than its zone, is seen
 * here. */
export function askedOf(choice: Choice): URLSearchParams {
  const asked = new URLSearchParams();
  if (choice.zone !== 'all' && choice.zone !== 'attention') asked.set('zone', choice.zone);
  if (choice.municipality !== '') asked.set('municipality', choice.municipality);
  if (choice.programme !== '') asked.set('programme', choice.programme);
  return asked;
}

export const isNarrowed = (choice: Choice): boolean =>
  choice.zone !== 'all' || choice.municipality !== '' || choice.programme !== '' || choice.mine;
