// When a report is next expected.
import type { Today } from '../api';

/** The day of the next report, or null when none is expected by itself. */
export function nextDue({ enrolments, lastReport }: Today): number | null {
  const every = enrolments.map((one) => one.every).filter((days) => days > 0);
  if (every.length === 0 || lastReport === null) return null;
  const next = new Date(lastReport.received);
  next.setHours(12, 0, 0, 0);
  return next.setDate(next.getDate() + Math.min(...every));
}
