// The work order, and which rows a choice of filters lets through: the same rules as the server's, for rows
// that change one at a time while the list is on the screen.
import type { WorklistItem } from '../../shared/api';
import { byTime } from '../../shared/moment';
import type { Choice, Show } from './choice';

export const keyOf = (item: WorklistItem): string => `${item.patient.id} ${item.service.id}`;

const needsLook = (item: WorklistItem): boolean =>
  item.unread > 0 || item.tasks > 0 || item.missing || item.unconfirmed;

/** Red, yellow, then what else wants a look, then green; nothing to do comes last. */
export function rank(item: WorklistItem): number {
  if (item.zone === 'red') return 0;
  if (item.zone === 'yellow') return 1;
  if (needsLook(item)) return 2;
  return item.zone === 'green' ? 3 : 4;
}

/** A row with nothing to do is done with, and leaves the list. */
export const isWork = (item: WorklistItem): boolean => rank(item) < 4;

const waitingSince = (item: WorklistItem): string => item.since ?? item.reported ?? '9999';

export function inWorkOrder(a: WorklistItem, b: WorklistItem): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return byTime(waitingSince(a), waitingSince(b)) || (keyOf(a) < keyOf(b) ? -1 : 1);
}

const SHOWN: Readonly<Record<Show, (item: WorklistItem) => boolean>> = {
  all: () => true,
  red: (item) => item.zone === 'red',
  unconfirmed: (item) => item.unconfirmed,
  yellow: (item) => item.zone === 'yellow',
  unread: (item) => item.unread > 0,
  tasks: (item) => item.tasks > 0,
  missing: (item) => item.missing,
  green: (item) => item.zone === 'green',
};

/** Letters whose marks are a part of them. */
const UNMARKED: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ŧ: 't',
  ł: 'l',
  ŋ: 'n',
  ß: 'ss',
  ı: 'i',
};

/** Letters without their marks, as the server compares them. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øæœđðþŧłŋßı]/g, (letter) => UNMARKED[letter] ?? letter);

const wordsOf = (text: string): readonly string[] =>
  folded(text)
    .split(/[\s-]+/)
    .filter((word) => word !== '');

/** Every word asked for begins a part of the name. */
export function isNamed(name: string, asked: string): boolean {
  const parts = wordsOf(name);
  return wordsOf(asked).every((word) => parts.some((part) => part.startsWith(word)));
}

export const fits = (item: WorklistItem, choice: Choice): boolean =>
  isWork(item) &&
  SHOWN[choice.show](item) &&
  (!choice.mine || item.takenBy?.mine === true) &&
  (choice.municipality === '' ||
    item.enrolments.some((one) => one.municipality.id === choice.municipality)) &&
  (choice.programme === '' ||
    item.enrolments.some((one) => one.programme === choice.programme)) &&
  (choice.name === '' || isNamed(item.patient.name, choice.name));

/** Puts a changed row where it now belongs. Past the end of what is loaded it waits for its page. */
export function placed(
  rows: readonly WorklistItem[],
  item: WorklistItem,
  choice: Choice,
  more: boolean,
): readonly WorklistItem[] {
  const others = rows.filter((row) => keyOf(row) !== keyOf(item));
  if (!fits(item, choice)) return others;
  const at = others.findIndex((row) => inWorkOrder(item, row) < 0);
  if (at === -1) return more && others.length === rows.length ? others : [...others, item];
  return [...others.slice(0, at), item, ...others.slice(at)];
}

/** The row that is known when it says the same, so that what is drawn of it stands; else the newer of the two. */
export function newerOf(known: WorklistItem | undefined, row: WorklistItem): WorklistItem {
  if (known === undefined || known.version < row.version) return row;
  if (known.version > row.version) return known;
  return JSON.stringify(known) === JSON.stringify(row) ? known : row;
}

/** A page from the server joined to what is there; a row known in a newer version keeps it. */
export function joined(
  before: readonly WorklistItem[],
  page: readonly WorklistItem[],
  known: readonly WorklistItem[],
  choice: Choice,
): readonly WorklistItem[] {
  const newest = new Map(known.map((row) => [keyOf(row), row]));
  const seen = new Set(before.map(keyOf));
  const fresh = page.filter((row) => !seen.has(keyOf(row)));
  const chosen = fresh.map((row) => newerOf(newest.get(keyOf(row)), row));
  return [...before, ...chosen.filter((row) => fits(row, choice))];
}
