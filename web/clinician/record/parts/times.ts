// Days and moments of a record, which goes back years.
import { birthday, clock, day } from '../../../shared/format';

const sameYear = (at: string, now: number): boolean =>
  new Date(at).getFullYear() === new Date(now).getFullYear();

/** The date on the calendar of the one who looks, "2026-11-21". */
export const localDay = (at: number): string => {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** "21.11.", or "21.11.2024" when it was another year. */
export const date = (at: string, now: number): string =>
  at.length === 10 ? birthday(at) : sameYear(at, now) ? day(at) : birthday(localDay(Date.parse(at)));

/** "21.11. 08:12" */
export const dateAndTime = (at: string, now: number): string => `${date(at, now)} ${clock(at)}`;

/** A deadline; the end of a day is said as that day, though it is the moment when the next begins. */
export const deadlineWords = (at: string, now: number): string =>
  localInput(Date.parse(at)).endsWith('T00:00') ? date(new Date(Date.parse(at) - 1).toISOString(), now) : dateAndTime(at, now);

/** As an input of date and time wants it. */
export const localInput = (at: number): string => {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${localDay(at)}T${two(date.getHours())}:${two(date.getMinutes())}`;
};
