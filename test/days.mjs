// Days as the service has them, "2026-11-21": the calendar's, in Norway, whatever clock the tests run by. A day is not 24
// hours twice a year, and by UTC it is yesterday for an hour or two after midnight.
const DAY_MS = 24 * 60 * 60 * 1000;
const HERE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' });

/** The day that a moment falls on. */
export const dayOf = (at) => HERE.format(new Date(at));

/** The day's number since 1970, and the day of a number. */
export const dayNumber = (day) => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
export const dayNumbered = (number) => new Date(number * DAY_MS).toISOString().slice(0, 10);

export const plusDays = (day, days) => dayNumbered(dayNumber(day) + days);

/** Today, or so many days from it. */
export const today = (ahead = 0) => plusDays(dayOf(Date.now()), ahead);

/** A moment in the middle of a day, by any clock of Norway's: 12 in winter, 13 in summer. */
export const noonOf = (day) => `${day}T11:00:00Z`;

/** The moment when a day begins. */
export const beginOf = (day) => ['+02:00', '+01:00'].map((zone) => Date.parse(`${day}T00:00:00${zone}`)).find((at) => dayOf(at) === day);

/** So long ago, yet today: of several, `most` long ago, each keeps its place when the day is younger than that. */
export const agoToday = (ms, { most = ms, now = Date.now() } = {}) =>
  new Date(now - Math.floor(ms * Math.min(1, (now - beginOf(dayOf(now))) / most))).toISOString();
