// What ought to be, in the simplest words: everything that happened to one patient is kept as a list, and each question is
// answered by going through it from the beginning. Written from the rules (docs/, the headers' comments), and sharing
// nothing with the product.
import { HOUR, MINUTE, before, eight, local, moment, weekday } from './clock.mjs';

const LATE = 24 * 60;
const TAKE_LASTS = HOUR;
const SILENT_FOR = 48 * HOUR;
const REPORTING = ['trial', 'active', 'closing'];

export class Model {
  /** states: of each enrolment with the one service, trial or active, since `at`. */
  constructor(states, at) {
    this.enrolments = states.map((state) => ({
      states: [{ state, at }],
      versions: [], // schedules by hand: {from, phases}
      open: null, // the case
      closed: [], // cases: {zone, at}
      unwell: [], // {from, until, reports, worst}
    }));
    this.pauses = []; // {from, until}
    this.reports = []; // {made, came}
    this.cleared = -Infinity;
    this.row = 'none'; // what the list shows without a case
    this.taken = null;
    this.contact = 0;
    this.monthly = 0; // when a monthly contact was last said to be done, or not to be needed
    this.doctor = 0; // when a doctor was last spoken with
    this.tasks = []; // made by hand: {title, due, open, elsewhere, owner}
    this.ruled = {}; // by rule, by what it is about: {early, ended, due, elsewhere, owner}
    this.actions = []; // {number, of, check, effect, at}
  }

  get began() {
    return this.enrolments[0].states[0].at;
  }

  stateOf(of) {
    return this.enrolments[of].states.at(-1).state;
  }

  #reports(of) {
    return REPORTING.includes(this.stateOf(of));
  }

  // ---- what happens ----

  moveTo(of, state, at) {
    this.enrolments[of].states.push({ state, at });
  }

  /** What was measured together came: the zone of each enrolment by the saturation alone; null: there was none in it. */
  report({ made, came, zones }) {
    const newest = this.reports.every((one) => one.made <= made || !one.saturation);
    this.reports.push({ made, came, saturation: zones !== null });
    for (const [of, zone] of (zones ?? []).entries()) {
      const enrolment = this.enrolments[of];
      if (zone !== 'green') this.#alarm(enrolment, zone, came);
      if (newest) this.#wellOrNot(enrolment, zone, came);
    }
    this.row = this.cases.length ? 'none' : 'green';
  }

  get cases() {
    return this.enrolments.map((one) => one.open).filter((one) => one !== null);
  }

  #wellOrNot(enrolment, zone, at) {
    const last = enrolment.unwell.at(-1);
    const stretch = last && last.until === null ? last : null;
    if (zone === 'green') {
      if (stretch) stretch.until = at;
    } else if (stretch) {
      stretch.reports += 1;
      if (zone === 'red') stretch.worst = 'red';
    } else {
      enrolment.unwell.push({ from: at, until: null, reports: 1, worst: zone });
    }
  }

  #alarm(enrolment, zone, at) {
    const { open, closed } = enrolment;
    if (open) {
      if (zone === 'red' && open.zone === 'yellow') Object.assign(open, { zone, since: at, raised: at });
      else if (at - Math.max(open.raised, open.handled) >= SILENT_FOR) open.raised = at;
      return;
    }
    // Silent: shown, no case.
    if (zone === 'yellow' && closed.some((one) => at - one.at < SILENT_FOR)) return;
    enrolment.open = { zone, since: at, raised: at, handled: 0 };
  }

  /** What the row of the list says. */
  get zone() {
    const zones = this.cases.map((one) => one.zone);
    return zones.includes('red') ? 'red' : (zones[0] ?? this.row);
  }

  canTake(who, at) {
    return !this.taken || this.taken.who === who || at - this.taken.at >= TAKE_LASTS;
  }

  take(who, at) {
    this.taken = { who, at };
  }

  release() {
    this.taken = null;
  }

  /** Who has it at this time. */
  takenBy(at) {
    return this.taken && at - this.taken.at < TAKE_LASTS ? this.taken.who : null;
  }

  acknowledge(at, outcome) {
    this.taken = null;
    if (outcome === 'no_answer') {
      for (const open of this.cases) open.handled = at;
      return;
    }
    if (outcome !== 'seen') this.contact = Math.max(this.contact, at);
    if (outcome === 'doctor_contacted') this.doctor = at;
    for (const enrolment of this.enrolments) {
      if (enrolment.open) enrolment.closed.push({ zone: enrolment.open.zone, at });
      enrolment.open = null;
    }
    this.row = 'none';
  }

  // ---- when reports are due ----

  #phasesOn(day) {
    return this.enrolments.flatMap((_, of) => this.#phasesOf(of, day));
  }

  #phasesOf(of, day) {
    const { states, versions } = this.enrolments[of];
    const days = states.map(({ state, at }) => ({ state, day: local(at).day }));
    // Whoever comes into a state that reports is asked from the day after; a pause or an end counts at once.
    let holds = null;
    let began = 0;
    for (const { state, day: from } of days) {
      const reports = REPORTING.includes(state);
      if (reports && from < day) {
        const kind = state === 'trial' ? 'trial' : 'active';
        if (holds !== kind) began = from + 1;
        holds = kind;
      } else if (!reports && from <= day) {
        holds = null;
      }
    }
    if (!holds) return [];
    const version = versions.findLast((one) => one.from <= day);
    const own = (version?.phases ?? []).filter((one) => (one.from ?? version.from) <= day && (one.until === null || day < one.until));
    if (own.length) {
      const first = this.#firstFollowed(states, day);
      return own.map((one) => ({ ...one, from: Math.max(one.from ?? version.from, first), given: one.from ?? Math.max(version.from, first) }));
    }
    return [holds === 'trial' ? { kind: 'every', every: 1, deadlines: [], from: began, given: began } : { kind: 'a_week', aWeek: 1, deadlines: [], from: began, given: began }];
  }

  /** The first day of those running up to this one on which the patient reports at all. */
  #firstFollowed(states, day) {
    let first = -Infinity;
    let open = false;
    for (const { state, at } of states) {
      const from = local(at).day;
      if (!REPORTING.includes(state)) {
        if (from <= day) open = false;
      } else if (!open && from < day) {
        first = from + 1;
        open = true;
      }
    }
    return first;
  }

  #paused(day) {
    return this.pauses.some((one) => one.from <= day && (one.until === null || day < one.until));
  }

  /** By what an enrolment that follows the patient on this day calls unwell. */
  #isUnwell(day, ofs) {
    return ofs.some(
      (of) =>
        this.#phasesOf(of, day).length &&
        this.enrolments[of].unwell.some(({ from, until }) => local(from).day < day && (until === null || day <= local(until).day)),
    );
  }

  /** All that is due by a deadline on this day; of: by one enrolment alone. */
  dueOn(day, ofs = this.enrolments.map((_, of) => of)) {
    const points = [];
    const same = (one, two) => ['minute', 'opens', 'number', 'of'].every((part) => one[part] === two[part]);
    const add = (point) => {
      if (!points.some((one) => same(one, point))) points.push(point);
    };
    if (this.#paused(day)) return [];
    const phases = ofs.flatMap((of) => this.#phasesOf(of, day));
    for (const phase of phases) {
      const minutes = phase.deadlines.length ? phase.deadlines : [LATE];
      const each = () => minutes.forEach((minute) => add({ day, minute, opens: day, number: 0, of: 0 }));
      if (phase.kind === 'every' && (day - phase.given) % phase.every === 0) each();
      if (phase.kind === 'weekdays' && phase.weekdays.includes(weekday(day))) each();
      if (phase.kind === 'a_week') {
        const monday = day - weekday(day);
        const holds = (other) => !this.#paused(other) && this.#phasesOn(other).some((one) => one.kind === 'a_week' && one.aWeek === phase.aWeek && one.from === phase.from);
        // The k-th of n is due n - k days before Sunday, where that day is free.
        const asked = [0, 1, 2, 3, 4, 5, 6].map((n) => monday + n).filter((one) => one > monday + 6 - phase.aWeek && holds(one));
        const of = asked.length;
        const number = asked.indexOf(day) + 1;
        if (number >= 1) add({ day, minute: minutes.at(-1), opens: monday, number, of });
      }
    }
    if (this.#isUnwell(day, ofs) && !points.some((one) => one.of === 0)) {
      const last = Math.max(0, ...phases.map((one) => one.deadlines.at(-1) ?? 0));
      add({ day, minute: last || LATE, opens: day, number: 0, of: 0 });
    }
    const fixed = points.filter((one) => one.of === 0).sort((a, b) => a.minute - b.minute);
    fixed.forEach((one, i) => (one.after = i ? fixed[i - 1].minute : -1));
    return points.sort((a, b) => a.minute - b.minute || a.of - b.of || a.number - b.number);
  }

  #met(point, at) {
    const made = this.reports.filter((one) => one.made <= at + 5 * MINUTE && one.came <= at).map((one) => local(one.made));
    if (point.of) {
      const sunday = point.day - weekday(point.day) + 6;
      return new Set(made.filter((one) => one.day >= point.opens && one.day <= sunday).map((one) => one.day)).size >= point.number;
    }
    return made.some((one) => one.day === point.day && one.minute > point.after && one.minute <= point.minute);
  }

  pointState(point, at) {
    const now = local(at);
    if (this.#met(point, at)) return 'met';
    if (!before({ day: point.day, minute: point.minute }, now)) return 'ahead';
    const cleared = local(this.cleared === -Infinity ? 0 : this.cleared);
    return this.cleared !== -Infinity && !before(cleared, point) ? 'cleared' : 'missed';
  }

  #cameSince(point, at) {
    return point === undefined || this.reports.some((one) => one.came <= at && before(point, local(one.made)));
  }

  /** {missing: {since, missed} | null, next, past: […]} at this time. */
  due(at) {
    const today = local(at).day;
    let missed = [];
    let next = null;
    const past = [];
    for (let day = today - 366; day < today + 42; day += 1) {
      if (day <= today && (this.#paused(day) || !this.#phasesOn(day).length)) missed = [];
      for (const point of this.dueOn(day)) {
        const state = this.pointState(point, at);
        if (state === 'missed') missed.push(point);
        // What was missed ends with a report that was made after it.
        const since = missed.at(-1);
        if (state === 'cleared' || (state === 'met' && (!point.of || this.#cameSince(since, at)))) missed = [];
        if (state === 'ahead' && !next) next = point;
        if (day >= today - 14 && before(point, local(at))) past.push({ ...point, state });
      }
    }
    const missing = missed.length ? { since: moment(missed[0].day, missed[0].minute), missed: missed.length } : null;
    return { missing, next, past };
  }

  /** From which day a change of the schedule that is made now holds: what is due today stays so. */
  changeFrom(of, at) {
    const today = local(at).day;
    return this.dueOn(today, [of]).length ? today + 1 : today;
  }

  // ---- tasks ----

  /** What follow-up asks for at this time, or has got: {about, kind, due, met}. */
  #asked(at) {
    const asked = [];
    this.enrolments.forEach((enrolment, of) => this.#askedOf(enrolment, of, at, asked));
    const followed = this.enrolments.filter((_, of) => this.#reports(of));
    const well = followed.every(({ unwell }) => unwell.every((one) => one.until !== null));
    if (followed.length && well && this.zone !== 'red' && this.zone !== 'yellow') {
      const since = Math.min(...followed.map(({ states }) => states.at(-1).at));
      const last = Math.max(this.contact || since, this.monthly);
      asked.push({ about: `month ${last}`, kind: 'monthly_contact', due: eight(local(last).day + 30), met: false });
    }
    return asked;
  }

  #askedOf({ states, unwell }, of, at, asked) {
    const [began] = states;
    const { state } = states.at(-1);
    const add = (about, kind, due, met, number) => asked.push({ about: `${about} of ${of}`, kind, due, met, number });
    if (!this.#reports(of)) return;
    if (began.state === 'trial') {
      const day = local(began.at).day;
      if (state === 'trial')
        for (const k of [1, 2]) add(`week ${k}`, 'weekly_contact', eight(day + 7 * k), this.contact >= moment(day + 7 * (k - 1), 0));
      add('trial end', 'trial_end', eight(day + 14), state !== 'trial');
    }
    const stretch = unwell.findLast((one) => one.until === null);
    if (stretch?.worst === 'yellow') {
      const due = stretch.reports >= 3 ? 0 : eight(local(stretch.from).day + 7);
      add(`yellow ${stretch.from}`, 'doctor_contact', due, this.doctor >= stretch.from);
    }
    for (const action of this.actions.filter((one) => one.of === of)) {
      add(`check ${action.number}`, 'effect_check', action.check, action.effect !== null, action.number);
      if (['unchanged', 'worse'].includes(action.effect)) add(`no effect ${action.number}`, 'doctor_contact', 0, this.doctor >= action.at);
    }
  }

  /** The program looks while its clock goes wrong: what it makes then is not unmade. */
  seenAt(at) {
    for (const one of this.#asked(at)) if (one.due <= at && !one.met) this.#handled(one.about).early = true;
    // A take that has lapsed by it, or that it has not come to yet, is given up.
    if (this.taken && (this.takenBy(at) === null || this.taken.at - at > 5 * MINUTE)) this.taken = null;
  }

  #handled(about) {
    return (this.ruled[about] ??= { early: false, ended: false, due: null, elsewhere: false, owner: null });
  }

  /** Open ones, by rule and by hand: what somebody ended stays ended. */
  openTasks(at) {
    const ruled = this.#asked(at)
      .map((one) => ({ ...one, own: this.#handled(one.about) }))
      .filter(({ due, met, own }) => (due <= at || own.early) && !met && !own.ended)
      .map(({ own, ...one }) => ({ ...one, due: own.due ?? one.due, elsewhere: own.elsewhere, owner: own.owner, own }));
    return [...ruled, ...this.tasks.filter((one) => one.open).map((one) => ({ ...one, kind: 'other', own: one }))];
  }

  endTask({ kind, own, number }, outcome, at) {
    if (own.open) own.open = false;
    else own.ended = true;
    if (kind === 'monthly_contact') this.monthly = at;
    if (kind === 'effect_check' && outcome !== 'cancel')
      Object.assign(this.actions[number], { effect: outcome === 'helped' ? 'better' : 'unchanged', at });
  }

  /** Those of the service's own list that are due: its row counts them. */
  dueTasks(at) {
    return this.openTasks(at).filter((one) => one.due <= at && !one.elsewhere).length;
  }
}
