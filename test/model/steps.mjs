// Random sequences, and how one is played on the model and on the program side by side.
import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE, clockText, dayText, eight, eightChosen, local, moment } from './clock.mjs';
import { Model } from './rules.mjs';
import { Played } from './play.mjs';

// Saturations by what lung disease makes of them, and heart failure beside it, which is stricter.
const ALONE = { green: [89, 90, 91, 92], yellow: [86, 87], red: [83, 84, 85] };
const BOTH = { green: [95, 96, 97], yellow: [86, 93, 94], red: [83, 90, 91] };
const zonesOf = (value) => [value <= 85 ? 'red' : value <= 87 ? 'yellow' : 'green', value <= 91 ? 'red' : value <= 94 ? 'yellow' : 'green'];
const REPEATS = 21 * MINUTE; // readings further apart are no repeats of each other (what is beside a report is looked for 20 minutes back)
const OUTCOMES = ['guided_by_plan', 'guided_by_plan', 'doctor_contacted', 'no_answer', 'seen'];
const WAYS = {
  trial: ['active', 'paused', 'closing'],
  active: ['paused', 'closing'],
  closing: ['active'],
  paused: [],
};

// Minutes; 2850: what was closed is still silent.
const STEPS = [20, 45, 60, 150, 300, 600, 900, 1440, 1440, 1440, 2000, 2850, 4320];
const LONG_STEPS = [4320, 8640, 10080];
// Just past midnight, by a deadline or when tasks fall due, and the minute beside it.
const EDGES = [1, 30, 90, 479, 480, 500, 600, 601, 840, 841, 1200, 1201, 1260, 1261, 1439];

/** The next moment of an edge, on one of the coming days or a whole number of weeks after the start. */
function edge(random, start, now) {
  const today = local(now).day;
  const weeks = Math.floor((today - local(start).day) / 7) + 1;
  const day = random.pick([today, today + 1, today + 1, local(start).day + 7 * weeks]);
  const at = moment(day, random.pick(EDGES));
  return at > now ? at : moment(today + 1, random.pick(EDGES));
}

/** A sequence, states: of each patient's enrolments: {start, states, steps: [{clock} | {wrong} | {restart} | {who, op}]}. */
export function invent(random, { patients = 12, rounds = 14, longer = false } = {}) {
  // Around a change of the clock, or some other week.
  const start = Date.UTC(2026, ...random.pick([[2, 23], [2, 27], [9, 20], [9, 23], [4, 11]]), 7, 0);
  const states = Array.from({ length: patients }, () => random.pick([['trial'], ['trial'], ['active'], ['trial', 'active'], ['active', 'trial']]));
  const steps = [];
  let now = start;
  for (let round = 0; round < rounds; round += 1) {
    for (let who = 0; who < patients; who += 1) {
      const acts = random.pick([0, 1, 1, 1, 2]);
      for (let i = 0; i < acts; i += 1) steps.push({ who, op: inventAct(random, states[who].length) });
    }
    const clock = random.chance(0.4) ? edge(random, start, now) - now : random.pick([...STEPS, ...(longer ? LONG_STEPS : [])]) * MINUTE;
    now += clock;
    steps.push({ clock });
    if (random.chance(0.15)) steps.push({ wrong: random.pick([-26 * HOUR, -90 * MINUTE, 5 * HOUR, 3 * DAY]) });
    if (random.chance(0.1)) steps.push({ restart: random.chance(0.6) });
  }
  return { start, states, steps };
}

function inventPhases(random) {
  const deadlines = random.pick([[], [], [600], [600, 1200], [480, 840, 1260]]);
  const phase = random.pick([
    { kind: 'every', every: random.pick([1, 1, 2, 3, 7]) },
    { kind: 'weekdays', weekdays: random.pick([[0, 3], [1], [0, 2, 4], [5, 6]]) },
    { kind: 'a_week', aWeek: random.between(1, 4) },
    { kind: 'on_request' },
  ]);
  const one = { ...phase, deadlines: phase.kind === 'on_request' ? [] : phase.kind === 'a_week' ? deadlines.slice(0, 1) : deadlines, from: null, until: null };
  return random.pick([[], [one], [one], [one], [{ ...one, days: random.between(3, 9) }]]);
}

function inventAct(random, enrolments) {
  const zone = random.pick(['green', 'green', 'green', 'green', 'yellow', 'red']);
  const who = random.pick(['nurse', 'nurse', 'nurse2']);
  const of = random.upTo(enrolments);
  // A saturation, a pulse, or both as one report.
  const report = () => ({
    do: 'report',
    value: random.chance(0.1) ? null : random.pick((enrolments > 1 ? BOTH : ALONE)[zone]),
    pulse: random.chance(0.2),
    late: random.pick([0, 0, 0, random.between(30, 1200)]),
  });
  return random.pick([
    report, report, report, report, report,
    () => ({ do: 'take', who: random.pick(['nurse', 'nurse2']), force: random.chance(0.5) }),
    () => ({ do: 'release', who: random.pick(['nurse', 'nurse2']) }),
    () => ({ do: 'ack', who, outcome: random.pick(OUTCOMES), undo: random.chance(0.25) }),
    () => ({ do: 'contact' }),
    () => ({ do: 'contact' }),
    () => ({ do: 'clear', outcome: random.pick(['contacted', 'no_answer', 'away']), logged: random.chance(0.5) }),
    () => ({ do: 'pause', in: random.between(0, 3), days: random.pick([null, 1, 2, 5]) }),
    () => ({ do: 'endPause' }),
    () => ({ do: 'schedule', of, phases: inventPhases(random) }),
    () => ({ do: 'state', of, pick: random.upTo(100) }),
    () => ({ do: 'newTask', in: random.between(0, 4) }),
    () => ({ do: 'endTask', pick: random.upTo(20), outcome: random.pick(['done', 'contacted', 'other', 'no_answer', 'cancel']), reopen: random.chance(0.25) }),
    () => ({ do: 'moveTask', pick: random.upTo(20), in: random.between(0, 5) }),
    () => ({ do: 'ownTask', who, pick: random.upTo(20), lays: random.chance(0.3) }),
    () => ({ do: 'handTask', pick: random.upTo(20) }),
    () => ({ do: 'start', of, days: random.between(1, 3) }),
    () => ({ do: 'effect', pick: random.upTo(20), effect: random.pick(['better', 'unchanged', 'worse', 'stopped']) }),
  ])();
}

// ---- what an act comes to for the model: the act as it is done, or null when it cannot be ----

// What each kind of task can have come to, beside what all can.
const OTHER_OUTCOMES = { effect_check: ['helped', 'not_helped'], doctor_contact: ['done', 'doctor_informed'] };

/** An open one that its kind tells from the others; `own` is what the model keeps of it. */
function pickTask(model, op, now) {
  const open = model.openTasks(now);
  const known = open.filter((one) => one.title !== undefined || open.filter(({ kind }) => kind === one.kind).length === 1);
  return known[op.pick % known.length];
}
const named = ({ kind, title }) => ({ kind, title });

const DOES = {
  report(model, op, now) {
    const made = now - op.late * MINUTE;
    if (model.reports.some((one) => Math.abs(one.made - made) < REPEATS || now - one.came < REPEATS)) return null;
    if (made <= model.began) return null;
    const zones = op.value === null ? null : zonesOf(op.value).slice(0, model.enrolments.length);
    model.report({ made, came: now, zones });
    // Beside a low saturation a pulse is part of a score, which this model does not know.
    const pulse = zones === null || (op.pulse && zones.every((zone) => zone === 'green'));
    return { ...op, made, pulse };
  },
  take(model, op, now) {
    const force = op.force && !model.canTake(op.who, now);
    if (!model.canTake(op.who, now) && !force) return null;
    model.take(op.who, now);
    return { ...op, force };
  },
  release(model, op, now) {
    if (!model.canTake(op.who, now)) return null;
    model.release();
    return op;
  },
  ack(model, op, now) {
    if (!model.canTake(op.who, now) || model.zone === 'none') return null;
    if (model.zone === 'red' && op.outcome === 'seen') return null;
    const before = structuredClone({ ...model });
    model.acknowledge(now, op.outcome);
    if (op.undo) Object.assign(model, before);
    return op;
  },
  contact(model, op, now) {
    model.contact = Math.max(model.contact, now);
    return op;
  },
  clear(model, op, now) {
    if (!model.due(now).missing || !model.canTake('nurse', now)) return null;
    model.cleared = now;
    // What was said goes into the log when it is told how and with whom.
    const logged = op.logged && op.outcome === 'contacted';
    if (logged) model.contact = Math.max(model.contact, now);
    return { ...op, logged };
  },
  pause(model, op, now) {
    const from = local(now).day + op.in;
    const until = op.days === null ? null : from + op.days;
    const free = model.pauses.every((one) => (one.until !== null && one.until <= from) || (until !== null && until <= one.from));
    if (!free) return null;
    model.pauses.push({ from, until });
    return { ...op, from, until };
  },
  endPause(model, op, now) {
    const last = model.pauses.at(-1);
    const today = local(now).day;
    if (!last || last.ended || (last.until !== null && last.until <= today)) return null;
    last.ended = true;
    last.until = Math.max(last.from, today);
    return op;
  },
  schedule(model, op, now) {
    const from = model.changeFrom(op.of, now);
    const phases = op.phases.map(({ days, ...one }) => ({ ...one, until: days === undefined ? null : from + days }));
    model.enrolments[op.of].versions.push({ from, phases });
    return { ...op, phases };
  },
  newTask(model, op, now) {
    const title = `Oppgave ${model.tasks.length + 1}`;
    const day = local(now).day + op.in;
    model.tasks.push({ title, due: eightChosen(day, now), open: true, elsewhere: false, owner: null });
    return { ...op, title, day };
  },
  endTask(model, op, now) {
    const task = pickTask(model, op, now);
    if (!task) return null;
    const [first, second = first] = OTHER_OUTCOMES[task.kind] ?? ['done', 'contacted'];
    const outcome = { done: first, contacted: second, other: second }[op.outcome] ?? op.outcome;
    const reopen = op.reopen && outcome !== 'no_answer';
    const act = { ...op, ...named(task), outcome, reopen };
    if (outcome === 'contacted') model.contact = Math.max(model.contact, now);
    if (outcome === 'no_answer') task.own.due = eight(local(now).day + 1);
    else if (!reopen) model.endTask(task, outcome, now);
    return act;
  },
  moveTask(model, op, now) {
    const task = pickTask(model, op, now);
    if (!task) return null;
    const day = local(now).day + op.in;
    task.own.due = eightChosen(day, now);
    return { ...op, ...named(task), day };
  },
  ownTask(model, op, now) {
    const task = pickTask(model, op, now);
    if (!task || task.elsewhere || (task.owner !== null && task.owner !== op.who)) return null;
    task.own.owner = op.lays ? null : op.who;
    return { ...op, ...named(task) };
  },
  handTask(model, op, now) {
    const task = pickTask(model, op, now);
    if (!task || task.elsewhere) return null;
    Object.assign(task.own, { elsewhere: true, owner: null });
    return { ...op, ...named(task) };
  },
  start(model, op, now) {
    if (!['trial', 'active', 'closing'].includes(model.stateOf(op.of))) return null;
    const number = model.actions.length;
    model.actions.push({ number, of: op.of, check: eight(local(now).day + op.days), effect: null, at: null });
    return { ...op, on: local(now).day };
  },
  effect(model, op, now) {
    const waiting = model.actions.filter((one) => one.effect === null);
    if (waiting.length === 0) return null;
    const action = waiting[op.pick % waiting.length];
    Object.assign(action, { effect: op.effect, at: now });
    return { ...op, number: action.number };
  },
  state(model, op, now) {
    const { states } = model.enrolments[op.of];
    const state = model.stateOf(op.of);
    const back = state === 'paused' ? [states.at(-2).state] : [];
    const ways = [...WAYS[state], ...back];
    if (op.pick > 30 || ways.length === 0) return null;
    const to = ways[op.pick % ways.length];
    model.moveTo(op.of, to, now);
    return { ...op, to };
  },
};

const iso = (at) => new Date(at).toISOString().replace('.000Z', 'Z');

function expected(model, now) {
  const { missing, next, past } = model.due(now);
  const unwell = model.enrolments.flatMap((one) => one.unwell.filter(({ until }) => until === null)).map(({ from }) => from);
  return {
    zone: model.zone,
    cases: model.cases.map(({ zone, since }) => `${zone} ${iso(since)}`).sort(),
    takenBy: model.takenBy(now),
    rowMissing: missing !== null,
    rowSince: missing ? iso(missing.since) : null,
    rowMissed: missing?.missed ?? 0,
    missing: missing && { since: iso(missing.since), missed: missing.missed },
    next: next === null ? null : undefined,
    past: past.map((one) => `${dayText(one.day)} ${clockText(one.minute)} ${one.number}/${one.of} ${one.state}`).sort(),
    unwell: unwell.length ? iso(Math.min(...unwell)) : null,
    tasks: model
      .openTasks(now)
      .map((one) => `${one.title === undefined ? one.kind : `${one.title} ${iso(one.due)}`}${one.elsewhere ? ' elsewhere' : ''} ${one.owner}`)
      .sort(),
    dueTasks: model.dueTasks(now),
  };
}

export class Difference extends Error {}

/** Plays a sequence; throws a Difference that says which patient differs, after which step, and how. */
export async function play(kind, { start, states, steps }, { every = 1, log = () => {} } = {}) {
  const played = await Played.start(kind, start);
  let now = start;
  try {
    const models = states.map((of) => new Model(of, start));
    await played.enrol(states);
    await played.settle();
    let round = 0;
    for (const [at, step] of steps.entries()) {
      if (step.clock !== undefined) {
        now += step.clock;
        await played.moveClock(now);
      } else if (step.wrong !== undefined) {
        for (const model of models) model.seenAt(now + step.wrong);
        await played.moveClock(now + step.wrong);
        await played.moveClock(now);
      } else if (step.restart !== undefined) {
        await played.restart(step.restart);
      } else {
        const op = DOES[step.op.do](models[step.who], step.op, now);
        if (op === null) continue;
        log(`${new Date(now).toISOString()} patient ${step.who}: ${JSON.stringify(op)}`);
        try {
          await played.act(step.who, op);
        } catch (error) {
          throw Object.assign(new Difference(`step ${at}, patient ${step.who}: ${error.message}`), { who: step.who, at });
        }
        continue;
      }
      round += 1;
      if (round % every === 0 || at === steps.length - 1) await compare(played, models, now, at);
    }
    await played.settle();
    await compare(played, models, now, steps.length - 1);
  } catch (error) {
    await played.end().catch(() => {});
    throw error;
  }
  await played.end();
}

async function compare(played, models, now, at) {
  for (const [who, model] of models.entries()) {
    const is = await played.stands(who);
    const ought = expected(model, now);
    if (ought.next === undefined) is.next = undefined;
    try {
      assert.deepEqual(is, ought);
    } catch (error) {
      const said = `after step ${at} (${new Date(now).toISOString()}), patient ${who}: ${error.message}`;
      throw Object.assign(new Difference(said), { who, at });
    }
  }
}

/** The shortest sequence that still differs: the patient alone, then without whatever can be left out. */
export async function shrink(kind, sequence, failure, log = () => {}) {
  let best = alone(sequence, failure.who, failure.at);
  let said = await fails(kind, best);
  if (!said) return { sequence, said: failure.message };
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < best.steps.length; ) {
      const steps = merged(best.steps, from, size);
      const tried = { ...best, steps };
      const again = steps.length < best.steps.length ? await fails(kind, tried) : null;
      log(`${best.steps.length} steps${again ? ', fewer' : ''}`);
      if (again) [best, said] = [tried, again];
      else from += size;
    }
  }
  return { sequence: best, said };
}

const alone = ({ start, states, steps }, who, at) => ({
  start,
  states: [states[who]],
  steps: steps.slice(0, at + 1).filter((one) => one.who === undefined || one.who === who).map((one) => (one.who === undefined ? one : { ...one, who: 0 })),
});

/** Without the acts of a stretch; the time in it goes by all the same. */
function merged(steps, from, size) {
  const out = steps.slice(from, from + size);
  const clock = out.reduce((sum, one) => sum + (one.clock ?? 0), 0);
  const rest = [...steps.slice(0, from), ...(clock ? [{ clock }] : []), ...steps.slice(from + size)];
  const joined = [];
  for (const one of rest) {
    if (one.clock !== undefined && joined.at(-1)?.clock !== undefined) joined[joined.length - 1] = { clock: joined.at(-1).clock + one.clock };
    else joined.push(one);
  }
  return joined;
}

async function fails(kind, sequence) {
  try {
    await play(kind, sequence);
    return null;
  } catch (error) {
    if (error instanceof Difference) return error.message;
    throw error;
  }
}
