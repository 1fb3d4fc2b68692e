// What a programme says, line by line in words, and how two versions differ. Pure.
import { decimal, number, unit } from '../../shared/format';
import { t, tMaybe, tn } from '../../shared/i18n';
import type { ProgrammeLimit, ProgrammeRules, ProgrammeWhole, ProgrammeWords } from './types';

/** One thing that a programme says: `key` is what it is about, the same in every version. */
export interface Line {
  readonly section: string;
  readonly key: string;
  readonly about: string;
  readonly text: string;
}

export interface Difference {
  readonly section: string;
  readonly about: string;
  /** null: it was not there before, or is there no more. */
  readonly before: string | null;
  readonly after: string | null;
}

const SIGNS: Readonly<Record<string, string>> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' };

function limitText(limit: ProgrammeLimit): string {
  const sign = limit.kind === 'change' && limit.value > 0 ? '+' : '';
  const value = `${SIGNS[limit.operator] ?? limit.operator} ${sign}${decimal(limit.value)} ${unit(limit.unit)}`;
  const lasting = limit.days > 0 ? `${value} ${tn('limits.days', limit.days)}` : value;
  return limit.basis === 'absolute' ? lasting : `${lasting}, ${t(`admin.programmes.basis.${limit.basis}`)}`;
}

function limitLine(limit: ProgrammeLimit): Line {
  const condition = limit.condition === null ? '' : ` ${tMaybe(`condition.${limit.condition}`, limit.condition)}`;
  return {
    section: 'limits',
    key: [limit.parameter, limit.kind, limit.side, limit.zone, limit.condition ?? '', limit.days].join(' '),
    about: `${limit.name}${condition}, ${t(`zone.${limit.zone}`)}`,
    text: limitText(limit),
  };
}

/** Of a rule that this version does not have there is no line. */
function ruleLines({ news2, oximetry, anthonisen, pressureMean }: ProgrammeRules): readonly Line[] {
  const line = (key: string, text: string): Line => ({
    section: 'rules',
    key,
    about: t(`admin.programmes.rule.${key}`),
    text,
  });
  const mean =
    pressureMean === null
      ? ''
      : t('admin.programmes.rule.mean_from', {
          sbp: number(pressureMean.sbp, 'mm[Hg]'),
          dbp: number(pressureMean.dbp, 'mm[Hg]'),
        });
  return [
    line('news2', news2 === null ? '' : t('admin.programmes.rule.scale', { n: news2 })),
    line('oximetry', oximetry ? t('admin.programmes.rule.oximetry_what') : ''),
    line('anthonisen', anthonisen ? t('admin.programmes.rule.anthonisen_what') : ''),
    line('mean', mean),
  ];
}

const needText = (required: boolean): string => t(required ? 'admin.programmes.required' : 'admin.programmes.optional');

function zoneLines(words: ProgrammeWords): readonly Line[] {
  return Object.entries(words.zones).flatMap(([zone, { title, text, do: acts }]) => [
    { section: 'zones', key: `${zone} title`, about: t(`zone.${zone}`), text: title ?? '' },
    { section: 'zones', key: `${zone} text`, about: t(`zone.${zone}`), text: text ?? '' },
    ...acts.map((act, at) => ({ section: 'zones', key: `${zone} ${at}`, about: t(`zone.${zone}`), text: act })),
  ]);
}

export function linesOf(words: ProgrammeWords): readonly Line[] {
  return [
    ...words.limits.map(limitLine),
    ...ruleLines(words.rules),
    ...words.measurements.map((one) => ({
      section: 'measurements',
      key: one.parameter,
      about: one.name,
      text: [needText(one.required), one.instruction].filter((part) => part !== null && part !== '').join('. '),
    })),
    ...words.forms.map(({ id, title }) => ({ section: 'forms', key: id, about: id, text: title })),
    ...zoneLines(words),
    ...words.advice.map((one, at) => {
      const about = one.item ?? one.parameter ?? one.rule ?? String(at);
      return {
        section: 'advice',
        key: [one.rule, one.parameter, one.item].join(' '),
        about: tMaybe(`parameter.${about}`, about),
        text: [one.text ?? '', ...one.questions].join(' '),
      };
    }),
    ...words.criteria.map(({ id, text }) => ({ section: 'criteria', key: id, about: id, text })),
    ...words.closingReasons.map(({ id, text }) => ({ section: 'closing', key: id, about: id, text: text ?? '' })),
  ].filter((line) => line.text !== '');
}

const keyOf = (line: Line): string => `${line.section} ${line.key}`;

/** What is new, gone or other, in the order of the new one; what is gone comes last in its section. */
export function differences(before: readonly Line[], after: readonly Line[]): readonly Difference[] {
  const old = new Map(before.map((line) => [keyOf(line), line]));
  const now = new Set(after.map(keyOf));
  const found = [
    ...after.map((line) => ({ line, was: old.get(keyOf(line))?.text ?? null, is: line.text })),
    ...before.filter((line) => !now.has(keyOf(line))).map((line) => ({ line, was: line.text, is: null })),
  ];
  return found
    .filter(({ was, is }) => was !== is)
    .map(({ line, was, is }) => ({ section: line.section, about: line.about, before: was, after: is }));
}

/** What the words above do not tell, or what is in every version another. */
const TOLD = new Set(['version', 'texts', 'name']);

/** The parts of the file that differ in any way, by their names there. */
export function changedParts(before: ProgrammeWhole['document'], after: ProgrammeWhole['document']): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((part) => !TOLD.has(part) && JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .sort();
}
