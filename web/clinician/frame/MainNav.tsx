import { useEffect } from 'preact/hooks';
import { t, tn } from '../../shared/i18n';
import { may } from '../../shared/session';
import { dueCount, keepCounting } from './due';
import { FindPatient } from './FindPatient';

/** Where one may go: the key of its words, its path, and one of these permissions. */
const WAYS: readonly (readonly [string, string, readonly string[]])[] = [
  ['nav.worklist', '/', ['worklist.read']],
  ['nav.tasks', '/tasks', ['task.read']],
  ['nav.patients', '/patients', ['record.read']],
  ['nav.alarms', '/alarms', ['alarm.read']],
  ['nav.admin', '/admin', ['organisation.change', 'hours.change', 'programme.load', 'programme.approve']],
];

/** Those of them that are this person's. */
export const waysHere = (): typeof WAYS => WAYS.filter(([, , actions]) => actions.some(may));

const isHere = (path: string): boolean =>
  path === '/' ? location.pathname === '/' : location.pathname.startsWith(path);

/** How many tasks are due, beside the way to them. */
function Due() {
  const due = dueCount.value ?? 0;
  if (due === 0) return null;
  return (
    <span class="nav-count">
      <span aria-hidden="true">{due}</span>
      <span class="sr"> {tn('nav.due', due)}</span>
    </span>
  );
}

/** The ways between the clinician's screens, and the search for a patient. */
export function MainNav() {
  useEffect(() => (may('task.read') ? keepCounting() : undefined), []);
  return (
    <>
      <nav aria-label={t('nav.label')}>
        {waysHere().map(([words, path]) => (
          <a key={path} href={path} aria-current={isHere(path) ? 'page' : undefined}>
            {t(words)}
            {path === '/tasks' && <Due />}
          </a>
        ))}
      </nav>
      <FindPatient />
    </>
  );
}
