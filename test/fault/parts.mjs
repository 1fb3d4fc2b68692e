// The parts of the crash tests, in the order in which they run.
import { killPart } from './kill.mjs';

export const parts = [killPart];
