// Which roles there are for which kind of organisation: the server holds it, the form offers no other.

const PLACES: Readonly<Record<string, readonly string[]>> = {
  health_community: ['admin'],
  municipality: ['coordinator', 'caseworker', 'editor', 'admin', 'machine'],
  hospital: ['admin', 'editor'],
  service: ['nurse', 'teamlead', 'editor', 'machine'],
  gp_office: ['gp', 'machine'],
  department: ['specialist', 'editor', 'machine'],
  home_nursing: ['groupstaff'],
  unit: ['groupstaff'],
  district: ['caseworker'],
};

export const rolesFor = (organisationKind: string, accountKind: string): readonly string[] =>
  (PLACES[organisationKind] ?? []).filter((role) => (role === 'machine') === (accountKind === 'machine'));
