// The demo's log-ins by role, those who work with patients first.
import type { DemoLogin } from '../../shared/api';

const ORDER = [
  'nurse',
  'teamlead',
  'coordinator',
  'caseworker',
  'gp',
  'specialist',
  'groupstaff',
  'editor',
  'admin',
  'machine',
];

export interface RoleGroup {
  readonly role: string;
  readonly logins: readonly DemoLogin[];
}

const isOwn = (login: DemoLogin): boolean => login.role === 'patient' || login.role === 'kin';

const placeOf = (role: string): number => {
  const at = ORDER.indexOf(role);
  return at === -1 ? ORDER.length : at;
};

/** Roles in a fixed order; one that is not known yet comes last. */
export function staffGroups(logins: readonly DemoLogin[]): readonly RoleGroup[] {
  const staff = logins.filter((login) => !isOwn(login));
  const roles = [...new Set(staff.map((login) => login.role))];
  roles.sort((a, b) => placeOf(a) - placeOf(b));
  return roles.map((role) => ({ role, logins: staff.filter((login) => login.role === role) }));
}

const byLogin = new Intl.Collator('nb', { numeric: true });

/** Patients and kin whose name or log-in has the words, patient2 before patient10. */
export function patientsLike(
  logins: readonly DemoLogin[],
  words: string,
): readonly DemoLogin[] {
  const wanted = words.trim().toLowerCase();
  return logins
    .filter((one) => isOwn(one) && `${one.name} ${one.login}`.toLowerCase().includes(wanted))
    .sort((a, b) => byLogin.compare(a.login, b.login));
}
