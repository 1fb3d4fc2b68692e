// The clock on the wall in Norway, by the time zone data of the platform: the product's own arithmetic is not asked.
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});

/** {day, minute}: the local calendar day (1970-01-01 is 0) and the minutes after midnight. */
export function local(at) {
  const said = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return { day: Date.UTC(said.year, said.month - 1, said.day) / DAY, minute: said.hour * 60 + said.minute };
}

/** The first moment at which the clock on the wall shows this or more; minute may be 1440. */
export function moment(day, minute) {
  for (let at = day * DAY + minute * MINUTE - 3 * HOUR; ; at += 15 * MINUTE) {
    const shown = local(at);
    if (shown.day > day || (shown.day === day && shown.minute >= minute)) {
      while (true) {
        const before = local(at - MINUTE);
        if (before.day < day || (before.day === day && before.minute < minute)) return at;
        at -= MINUTE;
      }
    }
  }
}

/** When a task of a day falls due. */
export const eight = (day) => moment(day, 8 * 60);
/** The same of a day that somebody chose: on its own morning it is due at once. */
export const eightChosen = (day, now) => (local(now).day === day && now < eight(day) ? moment(day, 0) : eight(day));
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);
export const clockText = (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** 0 Monday … 6 Sunday. */
export const weekday = (day) => (day + 3) % 7;
export const before = (a, b) => a.day < b.day || (a.day === b.day && a.minute < b.minute);
