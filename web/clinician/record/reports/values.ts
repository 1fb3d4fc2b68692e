// Values of a report as they stand on the page.
import { CONSCIOUSNESS, number, unit } from '../../../shared/format';
import { t } from '../../../shared/i18n';
import type { Usual } from '../../../shared/api';
import { isOwn } from '../../../shared/zone';
import type { RecordReport } from '../shapes';

export const valueWords = (value: number | null, measure: string): string =>
  value === null ? t('report.no_value') : number(value, measure);

/** "94 %" */
export const withUnit = (value: number | null, measure: string): string =>
  value === null ? t('record.entered_in_error') : `${number(value, measure)} ${unit(measure)}`.trim();

/** To the digits that such values are read with: what is usual is reckoned, and has more. */
const rounded = (value: number, measure: string): number => {
  const digits = READ_WITH_ONE.has(measure) ? 10 : 1;
  return Math.round(value * digits) / digits;
};
const READ_WITH_ONE: ReadonlySet<string> = new Set(['kg', 'Cel', 'mmol/L', 'L', 'kg/m2']);

/** "91–93" */
export const usualWords = (usual: Usual | null | undefined, measure: string): string => {
  if (usual === null || usual === undefined) return '';
  const low = number(rounded(usual.low, measure), measure);
  const high = number(rounded(usual.high, measure), measure);
  return low === high ? low : `${low}–${high}`;
};

/** "+16", "−6", from the middle of what is usual. */
export const changeWords = (value: number | null, usual: Usual | null | undefined, measure: string): string => {
  if (value === null || usual === null || usual === undefined || measure === CONSCIOUSNESS) return '';
  const by = rounded(value - usual.middle, measure);
  if (by === 0) return '0';
  return `${by > 0 ? '+' : '−'}${number(Math.abs(by), measure)}`;
};

/** The zone that a value gave by itself, when it gave one that is told. */
export const zoneIn = (report: RecordReport, parameter: string): 'red' | 'yellow' | null => {
  const own = report.reasons.filter((one) => one.parameter === parameter && isOwn(one));
  const zones = own.map((one) => one.zone);
  return zones.includes('red') ? 'red' : zones.includes('yellow') ? 'yellow' : null;
};
