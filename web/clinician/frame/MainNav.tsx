import { t } from '../../shared/i18n';
import { may } from '../../shared/session';
import { FindPatient } from './FindPatient';

/** Where one may go: the key of its words, its path, and one of these permissions. */
const WAYS: readonly (readonly [string, string, readonly string[]])[] = [
  ['nav.worklist', '/', ['worklist.read']],
  ['nav.patients', '/patients', ['record.read']],
  ['nav.admin', '/admin', ['organisation.change', 'hours.change', 'programme.load', 'programme.approve']],
];

/** Those of them that are this person's. */
export const waysHere = (): typeof WAYS => WAYS.filter(([, , actions]) => actions.some(may));

const isHere = (path: string): boolean =>
  path === '/' ? location.pathname === '/' : location.pathname.startsWith(path);

/** The ways between the clinician's screens, and the search for a patient. */
export function MainNav() {
  return (
    <>
      <nav aria-label={t('nav.label')}>
        {waysHere().map(([words, path]) => (
          <a key={path} href={path} aria-current={isHere(path) ? 'page' : undefined}>
            {t(words)}
          </a>
        ))}
      </nav>
      <FindPatient />
    </>
  );
}
