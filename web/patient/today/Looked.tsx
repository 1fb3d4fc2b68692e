import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import type { Today } from '../api';
import { always, Calls } from '../parts/Calls';
import { dayOf } from '../words';

export type Look =
  /** By when somebody looks, or that somebody is at it. */
  | { readonly kind: 'ahead'; readonly text: string }
  | { readonly kind: 'late'; readonly text: string }
  /** The time has gone by, and whether somebody has looked could not be asked. */
  | { readonly kind: 'unsure'; readonly by: string };

/** How it stands with what was promised of the last report; null when nothing is. */
export function lookOf({ promise, now: told }: Pick<Today, 'promise' | 'now'>, at: number): Look | null {
  if (promise === null) return null;
  if (promise.passed) return { kind: 'late', text: promise.text };
  const by = Date.parse(promise.by);
  // Told after that moment and not as passed: somebody is at it.
  return at < by || Date.parse(told) >= by ? { kind: 'ahead', text: promise.text } : { kind: 'unsure', by: promise.by };
}

/** By when somebody looks at the last report. */
export function Looked({ day }: { readonly day: Today }) {
  const look = lookOf(day, now.value);
  return look?.kind === 'ahead' ? <p>{look.text}</p> : null;
}

/** That nobody has looked by when somebody should have, as the service has it; or that it could not be asked. */
export function NotLooked({ day }: { readonly day: Today }) {
  const look = lookOf(day, now.value);
  if (look === null || look.kind === 'ahead') return null;
  const unsure = look.kind === 'unsure';
  return (
    <section class="card late" aria-labelledby="h-late">
      <h2 id="h-late">{t(unsure ? 'me.look_unsure' : 'me.who_looks')}</h2>
      <p>{unsure ? t('me.look_unsure_why', { when: dayOf(look.by, now.value) }) : look.text}</p>
      {unsure && <p>{t('me.not_looked_call')}</p>}
      <Calls contacts={day.contacts.length === 0 ? always() : day.contacts} />
    </section>
  );
}
