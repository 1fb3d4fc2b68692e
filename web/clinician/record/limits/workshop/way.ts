// Where the workshop stands: in the part "limits" of a patient's page, with what it is to begin with in the address.

export interface Way {
  /** Null: the first. */
  readonly enrolment: string | null;
  readonly parameter: string | null;
  /** An order whose set is to be tried. */
  readonly order: number | null;
  /** A suggestion of the alarm load: its kind and which of that kind. */
  readonly suggestion: string | null;
}

const HASH = '#limits/workshop';

/** The workshop's way in an address, or null when that is of something else. */
export function wayOf(hash: string): Way | null {
  const [place = '', query = ''] = hash.split('?');
  if (place !== HASH) return null;
  const asked = new URLSearchParams(query);
  const order = Number(asked.get('order'));
  return {
    enrolment: asked.get('enrolment'),
    parameter: asked.get('parameter'),
    order: Number.isInteger(order) && order > 0 ? order : null,
    suggestion: asked.get('suggestion'),
  };
}

export function workshopPath(way: Partial<Way>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(way)) if (value !== null) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? HASH : `${HASH}?${text}`;
}
