// Random sequences of reports, schedules, pauses, states, acts, tasks, restarts and wrong clocks, on the real program and
// on a model of the rules (test/model): the same due list, marks, cases and tasks after each. `./dev model` plays longer ones.
import { describe, test } from 'node:test';
import { canFakeTime } from '../model/play.mjs';
import { random } from '../model/random.mjs';
import { invent, play } from '../model/steps.mjs';
import { stores } from './stores.mjs';

// Always the same here; `./dev model` plays others.
const seeds = [1, 42];

describe('the program and a model of its rules say the same', { concurrency: 2, skip: canFakeTime ? false : 'no libfaketime here' }, () => {
  for (const seed of seeds)
    for (const kind of stores)
      test(`after a sequence by seed ${seed} on ${kind.kind}`, { skip: kind.skip }, () =>
        play(kind, invent(random(seed), { patients: 8, rounds: 7 })),
      );
});
