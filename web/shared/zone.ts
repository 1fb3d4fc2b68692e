// How a zone looks and what it is called: a shape, a colour and a word. Missing and unconfirmed are states
// of their own, and never green.
import type { Reason, WorklistItem, Zone } from './api';

export type Face = 'red' | 'yellow' | 'green' | 'unsure' | 'missing' | 'none';

export interface ZoneFace {
  readonly face: Face;
  /** Keys of texts: the zone's word, and what else must be said of it. */
  readonly word: string;
  readonly beside: string | null;
}

/** What is said of the value itself, not of the value together with what was answered. */
export const isOwn = ({ rule }: Reason): boolean => !rule.startsWith('combined.');

type Judged = Pick<WorklistItem, 'zone' | 'unconfirmed' | 'missing'>;

export const wordOf = (zone: Zone): string => `face.${zone}`;

/** Red stays red while it waits for a repeat; a yellow or unjudged value that does is unsure. */
export function faceOf({ zone, unconfirmed, missing }: Judged): ZoneFace {
  const beside = unconfirmed ? 'face.unconfirmed' : missing ? 'face.missing_too' : null;
  if (zone === 'red') return { face: 'red', word: 'face.red', beside };
  if (unconfirmed) {
    return zone === 'yellow'
      ? { face: 'unsure', word: 'face.yellow', beside }
      : { face: 'unsure', word: 'face.unsure', beside: null };
  }
  if (zone === 'yellow') return { face: 'yellow', word: 'face.yellow', beside };
  if (missing) return { face: 'missing', word: 'face.missing', beside: null };
  return zone === 'green'
    ? { face: 'green', word: 'face.green', beside: null }
    : { face: 'none', word: 'face.none', beside: null };
}
