// When a report is next expected.
import type { Today } from '../api';

const DAY_MS = 86_400_000;

/** Days as people count them: from one midnight here to the next. */
const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** The day of the next report, or null when none is expected by itself. */
export function nextDue({ enrolments, lastReport }: Today): number | null {
  const every = enrolments.map((one) => one.every).filter((days) => days > 0);
  if (every.length === 0 || lastReport === null) return null;
  // Noon of the day, so that summer time moves it to no other.
  const last = midnight(Date.parse(lastReport.received)) + DAY_MS / 2;
  return last + Math.min(...every) * DAY_MS;
}

/** Whole days from one time to another. */
export const daysUntil = (at: number, now: number): number => Math.round((midnight(at) - midnight(now)) / DAY_MS);
