// Properties of triage from the outside: in what order and company things arrive, in what unit they are sent, and
// whether they are judged now or in a replay, changes nothing; a worse value never gives a better zone.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { dayOf as day } from '../days.mjs';
import { DAY, FHIR_TYPE, World, onEachStore, varde } from './lib.mjs';
import { idOf } from './stores.mjs';
import { WATCHED, allEmptied, loadWatched } from './watched.mjs';

const MINUTE = 60 * 1000;
const SLOT = 25 * MINUTE; // two readings so far apart are no repeats
const SLOTS = Math.floor((40 * 60 * MINUTE) / SLOT);
const ZONES = ['none', 'green', 'yellow', 'red'];
const ANSWERS = 'https://varde.no/fhir/CodeSystem/daily-answer';
const CONDITION = 'https://varde.no/fhir/StructureDefinition/measurement-condition';
const PROGRAMMES = ['heart-failure', WATCHED, 'copd'];
const SETS = 36;
const WAYS = 4;

/** The same numbers in every run. */
function generator(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most) => Math.floor(next() * most);
  const pick = (list) => list[below(list.length)];
  const shuffled = (list) => {
    const all = [...list];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const k = below(i + 1);
      [all[i], all[k]] = [all[k], all[i]];
    }
    return all;
  };
  /** Of all of them, and while it is mild only of the first, which are not red by themselves. */
  const some = (mild, severe) => pick(self.mild ? mild : [...mild, ...severe]);
  const self = { below, pick, some, shuffled, chance: (odds) => next() < odds, mild: false };
  return self;
}

// What arrives: {parameter, value, unit, at, conditions} or {form, answers, symptoms, at}; a blood pressure has values.

const CODES = {
  spo2: ['59408-5', '%'],
  pulse: ['8867-4', '/min'],
  weight: ['29463-7', 'kg'],
  temp: ['8310-5', 'Cel'],
  glucose: ['15074-8', 'mmol/L'],
};
const quantity = (value, unit) => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit });
const loinc = (code) => ({ coding: [{ system: 'http://loinc.org', code }] });
const time = (at) => new Date(at).toISOString();
const coded = ([linkId, code]) => ({ linkId, answer: [{ valueCoding: { system: ANSWERS, code } }] });

function response({ form, answers, symptoms, at }, subject) {
  const item = Object.entries(answers).map(coded);
  if (symptoms) item.push({ linkId: 'symptoms', item: Object.entries(symptoms).map(coded) });
  const questionnaire = `https://varde.no/fhir/Questionnaire/${form}-daily`;
  const whole = { resourceType: 'QuestionnaireResponse', status: 'completed', questionnaire, authored: time(at), item };
  return subject ? { ...whole, subject } : whole;
}

function resource(item, patient) {
  const subject = { reference: `Patient/${patient.id}` };
  if (item.form) return response(item, subject);
  const { parameter, value, unit, at, conditions = [], values } = item;
  const common = { resourceType: 'Observation', status: 'final', subject, effectiveDateTime: time(at) };
  if (conditions.length) common.extension = conditions.map((valueCode) => ({ url: CONDITION, valueCode }));
  if (values) {
    const component = [
      { code: loinc('8480-6'), valueQuantity: quantity(values.sbp, 'mm[Hg]') },
      { code: loinc('8462-4'), valueQuantity: quantity(values.dbp, 'mm[Hg]') },
    ];
    return { ...common, code: loinc('85354-9'), component };
  }
  const [code, usual] = CODES[parameter];
  return { ...common, code: loinc(code), valueQuantity: quantity(value, unit ?? usual) };
}

function plain({ parameter, value, unit, at, conditions, values }) {
  const common = { parameter, measured: time(at), ...(conditions ? { conditions } : {}) };
  if (values) return { ...common, values, unit: 'mm[Hg]' };
  return { ...common, value, unit: unit ?? CODES[parameter][1] };
}

// Random sets.

const HEART = { different: 'no', chest_pain: 'no', fainted: 'no' };
const LUNGS = { different: 'no', chest_pain: 'no', drowsy: 'no' };
const KILOGRAMS = [
  ['kg', (grams) => grams / 1000],
  ['g', (grams) => grams],
  ['[lb_av]', (grams) => Math.round((grams / 453.59237) * 100) / 100],
];

const makers = {
  spo2: (random, programme) => ({
    parameter: 'spo2',
    value: programme === 'heart-failure' ? random.some([92, 94, 96, 97, 40], [78, 90]) : random.some([86, 87, 91, 93, 95, 40], [78, 84, 97]),
    ...(programme !== 'heart-failure' && random.chance(0.3) ? { conditions: [random.pick(['rest', 'activity', 'oxygen'])] } : {}),
  }),
  pulse: (random) => ({ parameter: 'pulse', value: random.some([45, 50, 72, 80, 100, 103, 110], [33, 115, 185]) }),
  glucose: (random) => ({ parameter: 'glucose', value: random.some([8, 11, 12, 13], [21]) }),
  /** Of these a red one waits for a repeat. */
  pressure: (random) => ({ parameter: 'bp', values: { sbp: random.pick([130, 150, 182, 190]), dbp: random.pick([80, 90, 112]) } }),
  bp: (random) => ({ parameter: 'bp', values: { sbp: random.some([95, 120, 140, 165], [78, 88, 182]), dbp: random.pick([40, 60, 66]) } }),
  weight: (random) => {
    const [unit, of] = random.pick(KILOGRAMS);
    return { parameter: 'weight', unit, value: of(random.some([79_000, 79_900, 80_000, 80_600, 81_000], [78_000, 81_700, 82_400, 83_000])) };
  },
  heart: (random) => {
    if (random.chance(0.25)) return { form: 'heart-failure', answers: { ...HEART, chest_pain: random.some(['no'], ['yes']) } };
    const symptoms = {
      breathlessness: random.some(['usual', 'little_more'], ['much_more']),
      pillows: random.some(['no'], ['yes']),
      night: 'no',
      oedema: random.some(['usual'], ['more']),
      dizziness: 'usual',
      palpitations: 'usual',
    };
    return { form: 'heart-failure', answers: { ...HEART, different: 'yes' }, symptoms };
  },
  lungs: (random, programme) => {
    if (random.chance(0.25)) return { form: programme, answers: { ...LUNGS, drowsy: random.some(['no'], ['yes']) } };
    const symptoms = {
      breathlessness: random.some(['usual', 'little_more'], ['much_more']),
      sputum_amount: random.some(['usual'], ['more']),
      sputum_colour: random.some(['usual'], ['darker']),
      cough: random.some(['no', 'yes'], []),
      cold: 'no',
      wheeze: 'no',
      fever_feeling: 'no',
    };
    return { form: programme, answers: { ...LUNGS, different: 'yes' }, symptoms };
  },
};
const KINDS = {
  'heart-failure': ['spo2', 'pulse', 'bp', 'weight', 'weight', 'weight', 'heart', 'heart'],
  copd: ['spo2', 'spo2', 'pulse', 'lungs', 'lungs'],
  [WATCHED]: ['spo2', 'pressure', 'pressure', 'glucose', 'glucose', 'glucose', 'lungs', 'lungs', 'lungs'],
};
/** What came before the second one of a day was told; of a limit that waits for a second day, also what a third would
 * have told. */
const ONCE_A_DAY = ['weight', 'glucose'];

/** Five to nine things; two readings in a row are sent as it happens, in one report or in two. */
function randomSet(random, programme, now) {
  const slots = random.shuffled(Array.from({ length: SLOTS }, (_, i) => i));
  const items = [];
  const weighed = new Set();
  random.mild = random.chance(0.6);
  for (let count = 5 + random.below(5); items.length < count; ) {
    const kind = random.pick(KINDS[programme]);
    const at = now - (slots.pop() + 1) * SLOT;
    if (kind === 'glucose' && at < now - DAY && day(at) !== day(now - DAY)) continue;
    const once = `${kind} ${day(at)}`;
    if (ONCE_A_DAY.includes(kind) && (weighed.has(once) || !weighed.add(once))) continue;
    items.push({ ...makers[kind](random, programme), at });
    const twice = (kind === 'pressure' || (kind === 'spo2' && random.chance(0.4))) && items.length < count;
    if (twice) items.push({ ...makers[kind](random, programme), conditions: items.at(-1).conditions, at: at + 5 * MINUTE });
  }
  return items;
}

const GAPS = [12, 15, 18, 30, 90, 200];
const AFTER_A_ROW = [30, 90];
const GREEN = {
  spo2: (programme) => ({ parameter: 'spo2', value: programme === 'copd' ? 93 : 97 }),
  pulse: () => ({ parameter: 'pulse', value: 72 }),
  bp: () => ({ parameter: 'bp', values: { sbp: 120, dbp: 66 } }),
  heart: () => ({ form: 'heart-failure', answers: HEART }),
  lungs: (programme) => ({ form: programme, answers: LUNGS }),
};

/** A day on which things go wrong and mostly end well, in the order of time: of each kind two to four, some of them
 * rows of two repeats. */
function dayOfReports(random, programme, kinds, start) {
  const items = kinds.flatMap((kind) => {
    const all = [];
    const add = (green, at) => {
      random.mild = random.chance(0.5);
      const item = { ...(green ? GREEN[kind](programme) : makers[kind](random, programme)) };
      delete item.conditions;
      all.push({ ...item, at });
    };
    let at = start + random.below(120) * MINUTE;
    for (let left = 2 + random.below(3); left > 0; left -= 1) {
      const green = left === 1 && random.chance(0.8);
      const twice = kind !== 'bp' && random.chance(0.2);
      add(green, at);
      if (twice) add(green, at + 4 * MINUTE);
      at += random.pick(twice ? AFTER_A_ROW : GAPS) * MINUTE + (twice ? 4 * MINUTE : 0);
    }
    return all;
  });
  return items.sort((a, b) => a.at - b.at);
}

/** A partition into groups, each with the way it is sent. */
function randomWay(random, items) {
  const groups = [];
  for (const item of random.shuffled(items)) {
    if (groups.length && random.chance(0.45)) groups.at(-1).items.push(item);
    else groups.push({ items: [item] });
  }
  for (const group of groups) group.by = random.pick(group.items.length > 1 ? ['plain', 'batch', 'transaction'] : ['plain', 'single', 'batch']);
  return groups;
}

const told = (items) => JSON.stringify(items.map(({ at, ...rest }) => ({ ...rest, at: time(at) })), null, 1);

onEachStore('what never matters', (kind) => {
  let world;
  let pool;
  const now = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE;
  before(async () => {
    world = await World.create(kind, { patients: 200, days: 1 });
    await loadWatched(world);
    pool = [...world.people.values()].filter((one) => one.municipality === 'Nesvik' && one.enrolments.length === 1);
  });
  after(() => world?.end());

  const whose = (patients) => `patient_id IN (${patients.map(({ id }) => world.store.id(id)).join()})`;

  /** Equal patients: the programme's own limits, nothing measured, answered or open. */
  const equal = async (count, programme) => {
    assert.ok(count <= pool.length, `${count} of ${pool.length} patients`);
    return allEmptied(world, pool.slice(0, count), programme);
  };

  let keys = 0;
  const reported = async (patient, items) => {
    const measurements = items.filter((item) => !item.form).map(plain);
    const responses = items.filter((item) => item.form).map((item) => response(item));
    const body = { patient: patient.id, ...(measurements.length ? { measurements } : {}), ...(responses.length ? { responses } : {}) };
    const headers = { 'Idempotency-Key': `order-${process.pid}-${(keys += 1)}` };
    const answer = await world.as('nurse', '/api/reports', { body, headers });
    assert.equal(answer.status, 201, `${answer.text}\n${told(items)}`);
    return answer.body;
  };
  const deliver = async (patient, { items, by }) => {
    if (by === 'plain') return reported(patient, items);
    const all = items.map((item) => resource(item, patient));
    const entry = all.map((one) => ({ resource: one, request: { method: 'POST', url: one.resourceType } }));
    const body = by === 'single' ? all[0] : { resourceType: 'Bundle', type: by, entry };
    const path = by === 'single' ? `/fhir/${body.resourceType}` : '/fhir';
    const answer = await world.as('nurse', path, { body, headers: FHIR_TYPE });
    assert.equal(answer.status, by === 'single' ? 201 : 200, `${answer.text}\n${told(items)}`);
    for (const one of answer.body?.entry ?? []) assert.match(one.response.status, /^201/, answer.text);
    return null;
  };
  const deliverAll = async (patient, groups) => {
    for (const group of groups) await deliver(patient, group);
  };

  /** By patient: what the row shows, and the reasons of yellow and red that stand on its case. */
  const stands = async (patients) => {
    const rows = await world.store.sql(
      `SELECT o.patient_id, o.zone, o.unconfirmed, c.reasons FROM overview o LEFT JOIN triage_case c
       ON c.patient_id = o.patient_id AND c.closed_at IS NULL WHERE o.${whose(patients)}`,
    );
    const of = new Map(
      rows.map(({ patient_id, zone, unconfirmed, reasons }) => {
        const all = reasons === null ? [] : (typeof reasons === 'string' ? JSON.parse(reasons) : reasons);
        const set = new Set(all.map(([rule, parameter, worst]) => [rule, parameter, worst].join()));
        const shown = { zone: ZONES[zone], unconfirmed: Number(unconfirmed), reasons: [...set].sort() };
        return [world.store.id(idOf(patient_id)), shown];
      }),
    );
    return patients.map(({ id }) => of.get(world.store.id(id)));
  };

  test('in which order and company things arrive never matters for what stands in the end', async () => {
    const random = generator(20261122);
    const sets = Array.from({ length: SETS }, (_, i) => {
      const programme = PROGRAMMES[i % 3];
      const items = randomSet(random, programme, now);
      const chronological = [...items].sort((a, b) => a.at - b.at);
      const ways = [
        [{ items: chronological, by: 'transaction' }],
        chronological.map((item) => ({ items: [item], by: 'single' })),
        [...chronological].reverse().map((item) => ({ items: [item], by: 'plain' })),
      ];
      while (ways.length < WAYS) ways.push(randomWay(random, items));
      return { programme, items, ways };
    });
    const faults = [];
    const zones = [];
    for (const programme of PROGRAMMES) {
      const chosen = sets.filter((set) => set.programme === programme);
      const patients = await equal(chosen.length * WAYS, programme);
      const jobs = chosen.flatMap(({ ways }) => ways);
      await Promise.all(patients.map((patient, i) => deliverAll(patient, jobs[i])));
      const all = await stands(patients);
      chosen.forEach(({ items, ways }, i) => {
        const ends = all.slice(i * WAYS, (i + 1) * WAYS);
        zones.push(ends[0].zone);
        ends.forEach((end, k) => {
          if (JSON.stringify(end) === JSON.stringify(ends[0])) return;
          const way = ways[k].map(({ by, items: some }) => `${by}: ${some.map((item) => items.indexOf(item)).join()}`);
          faults.push(`${told(items)}\n${way.join('; ')}\n${JSON.stringify(end)}\n${JSON.stringify(ends[0])}`);
        });
      });
    }
    assert.deepEqual(faults.join('\n\n'), '');
    for (const zone of ['yellow', 'red']) assert.ok(zones.includes(zone), `too alike: ${zones}`);
  });

  /** By patient: do daily reports go on, since not all that was yellow or red has been green again? */
  const daily = async (patients) => {
    const rows = await world.store.sql(`SELECT patient_id FROM enrolment WHERE unwell_from IS NOT NULL AND ${whose(patients)}`);
    const open = new Set(rows.map(({ patient_id }) => world.store.id(idOf(patient_id))));
    return patients.map(({ id }) => open.has(world.store.id(id)));
  };

  test('in which order the reports of a day come never matters for whether daily reports go on', async () => {
    const random = generator(20261123);
    const start = Date.parse(`${day(now - DAY)}T05:00:00Z`);
    const of = { copd: [['spo2', 'pulse'], 'lungs'], 'heart-failure': [['spo2', 'pulse', 'bp'], 'heart'] };
    const faults = [];
    const ended = [];
    for (const [programme, [values, form]] of Object.entries(of)) {
      const sets = Array.from({ length: 24 }, (_, i) => {
        // Not both: what combines a value with a form of another report goes by its day.
        const kinds = i % 3 === 0 ? [form] : random.shuffled(values).slice(0, 2);
        const items = dayOfReports(random, programme, kinds, start);
        const inTime = items.map((item) => ({ items: [item], by: 'plain' }));
        // A form stands once in a report.
        const company = kinds.includes(form) ? random.shuffled(inTime) : randomWay(random, items);
        return { items, ways: [inTime, [...inTime].reverse(), random.shuffled(inTime), company] };
      });
      const patients = await equal(sets.length * WAYS, programme);
      const jobs = sets.flatMap(({ ways }) => ways);
      await Promise.all(patients.map((patient, i) => deliverAll(patient, jobs[i])));
      const all = await daily(patients);
      sets.forEach(({ items, ways }, i) => {
        const [inTime, ...others] = all.slice(i * WAYS, (i + 1) * WAYS);
        ended.push(inTime);
        others.forEach((other, k) => {
          if (other === inTime) return;
          const way = ways[k + 1].map(({ by, items: some }) => `${by}: ${some.map((item) => items.indexOf(item)).join()}`);
          faults.push(`${told(items)}\n${way.join('; ')}\ngo on: ${other}, in the order of time: ${inTime}`);
        });
      });
    }
    assert.equal(faults.join('\n\n'), '');
    assert.deepEqual(new Set(ended), new Set([true, false]), 'too alike');
  });

  // Units.

  /** Reports one after the other, each of a list; says what the last one was answered. */
  const lastOf = async (patient, lists) => {
    let body;
    for (const list of lists) body = await reported(patient, list);
    const reasons = body.reasons.map(({ rule, parameter, zone, value }) => ({ rule, parameter, zone, value }));
    return { zone: body.zone, reasons };
  };

  test('in which unit a value is sent never matters, also at a limit', async () => {
    const today = now - MINUTE;
    const weight = (at, value, unit) => [{ parameter: 'weight', value, unit, at }];
    // Pairs of weights: at each limit, and a gram beside it.
    const pairs = [
      [80_000, 81_000],
      [80_000, 80_999],
      [80_000, 82_000],
      [80_000, 82_001],
      [80_000, 78_000],
      [80_000, 78_001],
    ];
    const units = ['kg', 'g'];
    let patients = await equal(pairs.length * 4, 'heart-failure');
    const sent = (grams, unit) => (unit === 'kg' ? grams / 1000 : grams);
    const said = await Promise.all(
      patients.map((patient, i) => {
        const [then, since] = pairs[Math.floor(i / 4)];
        const [one, other] = [units[i % 2], units[Math.floor(i / 2) % 2]];
        return lastOf(patient, [weight(today - DAY, sent(then, one), one), weight(today, sent(since, other), other)]);
      }),
    );
    pairs.forEach((pair, i) => {
      for (let k = 1; k < 4; k += 1) assert.deepEqual(said[i * 4 + k], said[i * 4], pair.join());
    });
    assert.deepEqual(
      pairs.map((_, i) => said[i * 4].zone),
      ['yellow', 'green', 'yellow', 'red', 'yellow', 'green'],
    );
    // The same in pounds, to the millionth of a kilogram.
    const pounds = [176, 177, 178.5, 180, 181, 184];
    patients = await equal(pounds.length * 2, 'heart-failure');
    const heavy = await Promise.all(
      patients.map((patient, i) => {
        const pound = pounds[Math.floor(i / 2)];
        const now_of = i % 2 ? weight(today, pound, '[lb_av]') : weight(today, Number((pound * 0.45359237).toFixed(6)), 'kg');
        return lastOf(patient, [weight(today - DAY, 80, 'kg'), now_of]);
      }),
    );
    pounds.forEach((pound, i) => assert.deepEqual(heavy[i * 2 + 1], heavy[i * 2], `${pound} lb`));
    assert.equal(new Set(heavy.map(({ zone }) => zone)).size, 3);
    // Temperatures and saturations.
    const spellings = [
      ['temp', [38.1, 'Cel'], [100.58, '[degF]']],
      ['temp', [39.1, 'Cel'], [102.38, '[degF]']],
      ['temp', [35, 'Cel'], [95, '[degF]']],
      ['spo2', [87, '%'], [0.87, '1']],
      ['spo2', [85, '%'], [0.85, '1']],
    ];
    patients = await equal(spellings.length * 2, 'copd');
    for (const [i, [parameter, ...ways]] of spellings.entries()) {
      const [first, second] = await Promise.all(
        ways.map(([value, unit], k) => lastOf(patients[i * 2 + k], [[{ parameter, value, unit, at: today }]])),
      );
      assert.deepEqual(second, first, `${parameter} ${ways}`);
      assert.notEqual(first.zone, 'green');
    }
  });

  // Worse values.

  test('a worse value inside the hard limits never gives a better zone', async () => {
    const at = now - MINUTE;
    const range = (from, to, step) => Array.from({ length: Math.floor(Math.abs(to - from) / step) + 1 }, (_, i) => from + Math.sign(to - from) * i * step);
    const rows = [
      ['spo2', 'heart-failure', [...range(100, 88, 1), ...range(86, 50, 6), 50].map((value) => [{ parameter: 'spo2', value, at }])],
      ['pulse', 'heart-failure', [...range(80, 116, 2), ...range(120, 250, 26), 250].map((value) => [{ parameter: 'pulse', value, at }])],
      ['slow pulse', 'copd', [...range(60, 36, 2), ...range(35, 20, 5)].map((value) => [{ parameter: 'pulse', value, at }])],
      ['weight', 'heart-failure', [...range(800, 830, 1.25), 900, 3000].map((value) => [{ parameter: 'weight', value: value / 10, at }])],
    ];
    for (const [what, programme, values] of rows) {
      const patients = await equal(values.length, programme);
      const before = what === 'weight' ? [[{ parameter: 'weight', value: 80, at: at - DAY }]] : [];
      const zones = (await Promise.all(values.map((value, i) => lastOf(patients[i], [...before, value])))).map(({ zone }) => zone);
      const ranks = zones.map((zone) => ZONES.indexOf(zone));
      assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b), `${what}: ${zones}`);
      assert.deepEqual([...new Set(zones)], ['green', 'yellow', 'red'], what);
    }
  });

  // Replays.

  test('a replay of what was reported gives each day the zone that the server gave', async () => {
    const random = generator(7);
    const folder = mkdtempSync(join(tmpdir(), 'varde-order-'));
    try {
      for (const programme of ['heart-failure', 'copd']) {
        const [patient] = await equal(1, programme);
        const kinds = programme === 'copd' ? ['spo2', 'pulse'] : ['spo2', 'pulse', 'bp', 'weight'];
        const lines = [];
        const server = new Map();
        for (let ago = 13; ago >= 0; ago -= 1) {
          random.mild = ago % 2 === 0;
          for (const [i, one] of random.shuffled(kinds).entries()) {
            if (random.chance(0.4)) continue;
            const item = makers[one](random, programme);
            delete item.conditions; // the series has no column for them
            const at = now - ago * DAY - (kinds.length - i) * MINUTE;
            const { zone } = await reported(patient, [{ ...item, at }]);
            const of = day(at);
            server.set(of, Math.max(server.get(of) ?? 0, ZONES.indexOf(zone)));
            const values = item.values ? Object.entries(item.values).map(([name, value]) => [name, value, 'mm[Hg]']) : [[one, item.value, item.unit ?? CODES[one][1]]];
            for (const [name, value, unit] of values) lines.push(`${time(at)},${name},${value},${unit}`);
          }
        }
        const series = join(folder, `${programme}.csv`);
        writeFileSync(series, `time,parameter,value,unit\n${lines.join('\n')}\n`);
        const file = resolve(import.meta.dirname, `../../programmes/${programme}.json`);
        const run = await varde(['replay', '--programme', file, '--series', series, '--trial', '0']);
        assert.equal(run.code, 0, run.stderr);
        const replayed = run.stdout.trim().split('\n').map((line) => JSON.parse(line)).filter(({ missing }) => !missing);
        assert.deepEqual(
          replayed.map((one) => [one.day, one.zone]),
          [...server].sort().map(([of, rank]) => [of, ZONES[rank]]),
          lines.join('\n'),
        );
        assert.ok(replayed.some(({ zone }) => zone === 'red') && replayed.some(({ zone }) => zone !== 'red'));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('every stored outcome judged again says the same; one that somebody changed is found, and so are limits', async () => {
    const check = () => varde(['check', '--db', world.store.url, '--only', 'outcomes']);
    const sound = await check();
    assert.equal(sound.code, 0, sound.stdout + sound.stderr);
    const [, judged] = /outcomes: (\d+) judged again, 0 differ; 0 of other rules/.exec(sound.stdout) ?? assert.fail(sound.stdout);
    const [{ n }] = await world.store.sql('SELECT count(*) AS n FROM outcome');
    assert.equal(Number(judged), Number(n));
    assert.match(sound.stdout, /limits: \d+ enrolments, 0 differ/);
    const found = async (change, back, says) => {
      await world.store.sql(change);
      const answer = await check();
      assert.equal(answer.code, 1, change);
      assert.match(answer.stdout, says, change);
      await world.store.sql(back);
    };
    const [{ number, zone }] = await world.store.sql('SELECT number, zone FROM outcome WHERE zone = 3 ORDER BY number DESC LIMIT 1');
    await found(
      `UPDATE outcome SET zone = 1 WHERE number = ${number}`,
      `UPDATE outcome SET zone = ${zone} WHERE number = ${number}`,
      new RegExp(`outcome ${number} of report [^ ]+, enrolment [^ ]+: stored as green( unconfirmed)?, judged again red\\n`),
    );
    await found(
      `UPDATE outcome SET unconfirmed = 1 - unconfirmed WHERE number = ${number}`,
      `UPDATE outcome SET unconfirmed = 1 - unconfirmed WHERE number = ${number}`,
      /judged again the same zone/,
    );
    await found(
      'UPDATE patient_limit SET value = value + 1',
      'UPDATE patient_limit SET value = value - 1',
      /enrolment [^ ]+: its limits are not those of order 1\n/,
    );
    // What other rules said is not judged by these.
    await world.store.sql(`UPDATE outcome SET rule_version = 1, zone = 1 WHERE number = ${number}`);
    const older = await check();
    assert.equal(older.code, 0, older.stdout);
    assert.match(older.stdout, /0 differ; 1 of other rules left out/);
  });
});
