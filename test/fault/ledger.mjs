// The client's side of the books: every act that was sent, what was answered, and what must therefore be in the
// database. Comparing is pure, so that test/tools can try it on what is wrong on purpose.

/** A seeded source of numbers from 0 to 1. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const isGood = (status) => status >= 200 && status < 300;

/**
 * One act: `id` stands in the request, so that it is found again; `values` are the values that it stores, in order of
 * text ([] when it stores none by its id); `keyed`: it carries the id as its Idempotency-Key; `live`: the answer shows
 * what is there now, also when it is asked for again.
 */
export class Entry {
  tries = 0;
  first = null; // the first 2xx: {status, text, location}
  refused = null; // a 4xx
  faults = [];

  constructor({ id, kind, action, patient, login, path, body, keyed, live = false, values = [], forms = 0, mayFail = [] }) {
    Object.assign(this, { id, kind, action, patient, login, path, body, keyed, live, values, forms, mayFail });
  }

  get unsure() {
    return this.first === null && this.refused === null;
  }

  /** Takes an answer in; what should not be in it is a fault. `stored`: the database had it before this was sent. */
  hear(answer) {
    const heard = {
      status: answer.status,
      text: answer.text,
      location: answer.headers.location ?? null,
    };
    if (isGood(heard.status)) {
      if (this.first !== null) this.#compare(heard);
      else this.first = heard;
    } else if (heard.status === 503) {
      if (!/^\d+$/.test(answer.headers['retry-after'] ?? '')) this.#fault('answered', 'a 503 without Retry-After');
    } else if (heard.status >= 500) {
      this.#fault('answered', `${heard.status}: ${heard.text.slice(0, 200)}`);
    } else {
      this.refused = heard;
      if (this.first !== null) this.#fault('changed', `first ${this.first.status}, and again ${heard.status}`);
      else if (!this.mayFail.includes(heard.status)) this.#fault('answered', `${heard.status}: ${heard.text.slice(0, 200)}`);
    }
  }

  #compare(again) {
    // Without a key the same Observation is found again: 200 instead of 201, and the same id.
    const same = this.keyed
      ? again.status === this.first.status && again.location === this.first.location && (this.live || again.text === this.first.text)
      : again.status === 200 && (this.first.location === null || again.location === this.first.location);
    if (!same) this.#fault('changed', `first ${this.first.status}, and again another answer (${again.status})`);
  }

  #fault(what, says) {
    this.faults.push({ what, id: this.id, kind: this.kind, says });
  }
}

const isSame = (one, other) => one.length === other.length && one.every((value, i) => value === other[i]);

function ofValues(entry, stored, settled) {
  const got = [...(stored?.values ?? [])].sort();
  const want = [...entry.values].sort();
  const forms = stored?.forms ?? 0;
  if (got.length > want.length || forms > entry.forms) return ['doubled', `${got.length} rows instead of ${want.length}`];
  if (entry.refused !== null && got.length > 0) return ['stray', `refused with ${entry.refused.status}, and stored`];
  if (entry.refused !== null) return null;
  const whole = isSame(got, want) && forms === entry.forms;
  if (whole) return null;
  if (got.length === want.length && forms === entry.forms) return ['changed', `${got.join()} instead of ${want.join()}`];
  if (entry.first !== null) return ['lost', `answered ${entry.first.status}, and ${got.length} of ${want.length} rows are there`];
  if (got.length > 0 || forms > 0) return ['halved', `${got.length} of ${want.length} rows`];
  return settled ? ['lost', 'sent again, and not there'] : null;
}

function ofKey(entry, stored) {
  const kept = stored?.kept ?? [];
  if (!entry.keyed) return null;
  if (kept.length > 1) return ['doubled', `the key stands ${kept.length} times`];
  if (entry.first === null) return null;
  if (kept.length === 0) return ['lost', 'answered, and its key is not known'];
  const [{ status, body }] = kept;
  if (status !== entry.first.status || (!entry.live && body !== entry.first.text)) return ['changed', 'another answer is kept than was given'];
  return null;
}

/**
 * What is wrong: [{what, id, kind, says}]. entries: Map of id to Entry; found: Map of id to {values, forms, kept} as the
 * database has it. settled: all has been sent again until it was answered.
 */
export function compare(entries, found, { settled = false } = {}) {
  const faults = [];
  for (const entry of entries.values()) {
    const stored = found.get(entry.id);
    for (const fault of [ofValues(entry, stored, settled), ofKey(entry, stored)]) {
      if (fault !== null) faults.push({ what: fault[0], id: entry.id, kind: entry.kind, says: fault[1] });
    }
    if (settled && entry.unsure) faults.push({ what: 'answered', id: entry.id, kind: entry.kind, says: 'never answered' });
  }
  for (const id of found.keys()) {
    if (!entries.has(id)) faults.push({ what: 'stray', id, kind: '?', says: 'stored, and never sent' });
  }
  return faults;
}

/** Event ids follow each other: [{id}], in order. */
export function gaps(ids) {
  const faults = [];
  for (let i = 1; i < ids.length; i += 1) {
    if (ids[i] !== ids[i - 1] + 1) faults.push({ what: 'gap', id: String(ids[i]), kind: 'event', says: `after ${ids[i - 1]}` });
  }
  return faults;
}

/** Every act that was stored has its row in the access log, and none has more than it was sent. logged: Map of "patient action" to a number. */
export function unlogged(entries, logged) {
  const want = new Map();
  for (const entry of entries.values()) {
    if (entry.first === null || entry.action === null) continue;
    const key = `${entry.patient} ${entry.action}`;
    const one = want.get(key) ?? { least: 0, most: 0 };
    one.least += 1;
    one.most += entry.tries;
    want.set(key, one);
  }
  const faults = [];
  for (const [key, { least, most }] of want) {
    const count = logged.get(key) ?? 0;
    if (count < least) faults.push({ what: 'unlogged', id: key, kind: 'access log', says: `${count} rows for ${least} acts` });
    if (count > most) faults.push({ what: 'stray', id: key, kind: 'access log', says: `${count} rows, and sent ${most} times` });
  }
  return faults;
}
