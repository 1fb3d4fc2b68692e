// The parts of the crash tests, in the order in which they run.
import { cutPart } from './cut.mjs';
import { endPart, freezePart, stopPart } from './database.mjs';
import { diskPart } from './disk.mjs';
import { jobsPart } from './jobs.mjs';
import { killPart, twoPart } from './kill.mjs';

export const parts = [killPart, twoPart, jobsPart, stopPart, endPart, freezePart, diskPart, cutPart];
