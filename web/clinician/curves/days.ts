// Days as the patient lives them: from midnight to midnight where the screen is, also when a clock is moved.

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Midnight before, and so many days from it. */
export function midnight(at: number, days = 0): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
}

/** Noon of a day: where a mark that means the whole day stands. */
export function noon(at: number, days = 0): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, 12).getTime();
}

/** Noon of a day that is written as a date, here. */
export const noonOf = (day: string): number => new Date(`${day}T12:00:00`).getTime();

/** How many midnights lie between. */
export const daysBetween = (from: number, to: number): number =>
  Math.round((midnight(to) - midnight(from)) / DAY_MS);

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The last days, today with them, as whole days. */
export const spanOf = (days: number, now: number): Span => ({
  from: midnight(now, 1 - days),
  to: midnight(now, 1),
});
