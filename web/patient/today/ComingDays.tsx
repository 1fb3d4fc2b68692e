import { dayAt, nearDay } from '../../shared/days';
import { t } from '../../shared/i18n';
import { now } from '../../shared/now';
import type { Today } from '../api';
import { comingDays, isOld, isPaused } from './due';

/** A capital at the beginning of a line, in the languages that have them. */
const raised = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

/** The coming days on which something is to be made: a touch away, and never in the way. */
export function ComingDays({ day }: { readonly day: Today }) {
  const today = dayAt(now.value);
  const days = comingDays(day, today);
  if (days.length === 0 || isOld(day, now.value) || isPaused(day, today)) return null;
  return (
    <details class="coming">
      <summary>{t('me.coming')}</summary>
      <ul>
        {days.map((one) => (
          <li key={one.day}>
            <b>{raised(nearDay(one.day, today))}</b> <span>{one.words}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
