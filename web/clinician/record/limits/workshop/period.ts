// Which days are looked at: the trial, or the last 90 or 365.
import { dayAt, plusDays } from '../../../../shared/days';
import { serverNow } from '../../../../shared/http';
import type { Baseline } from './shapes';

export const SPANS = ['trial', 90, 365] as const;
export type Look = (typeof SPANS)[number];

/** The path of the days and of what is proposed by them. */
export function baselinePath(enrolment: string, look: Look): string {
  const path = `/api/enrolments/${encodeURIComponent(enrolment)}/baseline`;
  if (look === 'trial') return path;
  return `${path}?from=${plusDays(dayAt(serverNow()), 1 - look)}&days=${look}`;
}

/** The days that a set is tried on. */
export const daysOf = ({ from, to }: Baseline): { readonly from: string; readonly to: string } => ({ from, to });
