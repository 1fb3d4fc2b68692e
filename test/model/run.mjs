// Long runs: node test/model/run.mjs [--seed N] [--seeds N] [--rounds N] [--patients N] [--longer] [--store sqlite|postgresql] [--play FILE]
// Those of known.mjs first, unless one is to be played.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stores } from '../api/stores.mjs';
import { KNOWN } from './known.mjs';
import { canFakeTime } from './play.mjs';
import { random } from './random.mjs';
import { Difference, invent, play, shrink } from './steps.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '14' },
    patients: { type: 'string', default: '12' },
    longer: { type: 'boolean', default: false },
    store: { type: 'string' },
    play: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
if (!canFakeTime) throw new Error('libfaketime is not here: install the Debian packages of packages.txt');
const kinds = stores.filter((one) => !one.skip && (!values.store || one.kind.toLowerCase() === values.store));
const first = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed);
const say = (text) => console.log(text);

for (const [name, sequence] of values.play ? [] : Object.entries(KNOWN))
  for (const kind of kinds)
    try {
      await play(kind, sequence);
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      say(`${name}, on ${kind.kind}:\n${error.message}`);
      process.exit(1);
    }

for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
  const sequence = values.play
    ? JSON.parse(readFileSync(values.play, 'utf8'))
    : invent(random(seed), { patients: Number(values.patients), rounds: Number(values.rounds), longer: values.longer });
  for (const kind of kinds) {
    const began = Date.now();
    try {
      await play(kind, sequence, { log: values.verbose ? say : undefined });
      say(`seed ${seed} on ${kind.kind}: the same, ${sequence.steps.length} steps in ${Math.round((Date.now() - began) / 1000)} s`);
    } catch (error) {
      if (!(error instanceof Difference)) throw error;
      say(`seed ${seed} on ${kind.kind} differs:\n${error.message}\nshrinking …`);
      const least = await shrink(kind, sequence, error, values.verbose ? say : undefined);
      say(`the shortest:\n${JSON.stringify(least.sequence)}\n${least.said}`);
      process.exit(1);
    }
  }
}
