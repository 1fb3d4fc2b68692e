// What of the tasks is shown. It stands in the page's address.
import { KINDS } from './shapes';

export const OWNERS = ['any', 'me', 'none'] as const;
export const SPANS = ['now', 'all', 'ended'] as const;

export interface TaskChoice {
  readonly owner: (typeof OWNERS)[number];
  /** Those due, all that are open, or those that have ended. */
  readonly span: (typeof SPANS)[number];
  /** Empty: all kinds. */
  readonly kind: string;
}

export const ALL_DUE: TaskChoice = { owner: 'any', span: 'now', kind: '' };

const among = <T extends string>(all: readonly T[], word: string | null, otherwise: T): T =>
  all.find((one) => one === word) ?? otherwise;

export function choiceOf(search: string): TaskChoice {
  const asked = new URLSearchParams(search);
  return {
    owner: among(OWNERS, asked.get('owner'), 'any'),
    span: among(SPANS, asked.get('show'), 'now'),
    kind: KINDS.find((one) => one === asked.get('kind')) ?? '',
  };
}

export function addressOf({ owner, span, kind }: TaskChoice): string {
  const query = new URLSearchParams();
  if (owner !== 'any') query.set('owner', owner);
  if (span !== 'now') query.set('show', span);
  if (kind !== '') query.set('kind', kind);
  return query.size === 0 ? '/tasks' : `/tasks?${query.toString()}`;
}

export function pathOf({ owner, span, kind }: TaskChoice): string {
  const query = new URLSearchParams({ queue: 'own', owner, limit: '50' });
  query.set('state', span === 'ended' ? 'ended' : 'open');
  query.set('due', span === 'now' ? 'now' : 'all');
  if (kind !== '') query.set('kind', kind);
  return `/api/tasks?${query.toString()}`;
}
