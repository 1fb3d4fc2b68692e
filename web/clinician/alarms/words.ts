// Words of the alarm load. Pure, but for the language.
import { decimal, lowered } from '../../shared/format';
import { t, tMaybe } from '../../shared/i18n';

export const percent = (n: number, total: number): number => (total === 0 ? 0 : (100 * n) / total);

/** "12 %", and one decimal where there is little: aims are as low as 3. */
export const percentWords = (value: number): string =>
  t('alarms.percent', { n: decimal(value < 10 ? Math.round(value * 10) / 10 : Math.round(value)) });

/** "Under gul grense"; the rule's own word where it has no text. */
export const ruleWords = (rule: string): string => tMaybe(`alarms.rule.${rule}`, rule);

/** "SpO₂: under gul grense" */
export const causeWords = (name: string | null, rule: string): string =>
  name === null || name === '' ? ruleWords(rule) : `${name}: ${lowered(ruleWords(rule))}`;
