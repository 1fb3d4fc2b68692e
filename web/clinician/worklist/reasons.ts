// Why a row is where it is, in the two lines that it has.
import type { Enrolment, Reason, WorklistItem } from '../../shared/api';
import { lowered } from '../../shared/format';
import { t, tn } from '../../shared/i18n';

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

/** "Nesvik kommune" is Nesvik where all are municipalities. */
const shortPlace = (name: string): string => name.replace(/ kommune$/, '');

/** "KOLS · Nesvik" */
export function belongsTo(enrolments: readonly Enrolment[]): string {
  const programmes = unique(enrolments.map((one) => one.programmeName)).join(', ');
  const places = unique(enrolments.map((one) => shortPlace(one.municipality.name))).join(', ');
  return [programmes, places].filter((part) => part !== '').join(' · ');
}

/** What else wants a look, in words: the server's, else what the row itself tells. */
function besides(item: WorklistItem): readonly string[] {
  if (item.looks.length > 0) return item.looks.map((look) => look.text);
  return [
    item.missing ? t('why.missing') : '',
    item.unread > 0 ? tn('why.unread', item.unread) : '',
    item.tasks > 0 ? tn('why.tasks', item.tasks) : '',
  ].filter((words) => words !== '');
}

const isAnswer = (reason: Reason): boolean => reason.rule.startsWith('answer.');
/** That two things together made the zone is said by the two. */
const isSum = (reason: Reason): boolean => /^(combined|score|form)\./.test(reason.rule);

/** An answer without its question, where room is short. */
const inShort = (reason: Reason): string =>
  isAnswer(reason) ? reason.text.replace(/^.*\? (?=.)/, '') : reason.text;

function judgedLines({ reasons }: WorklistItem): readonly string[] {
  const [worst, ...rest] = reasons;
  if (worst === undefined) return [];
  const plain = rest.filter((reason) => !isSum(reason));
  return unique([worst.text, ...(plain.length > 0 ? plain : rest).map(inShort)]);
}

function quietLines(item: WorklistItem): readonly string[] {
  const values = item.reasons
    .filter((reason) => !isSum(reason))
    .map(({ text }, at) => (at > 0 && /^\p{Lu}\p{Ll}+(?!\S)/u.test(text) ? lowered(text) : text));
  const looks = besides(item);
  const calm = item.zone === 'green' ? [t('why.green')] : [];
  return looks.length > 0 ? [...looks, values.join(', ')] : [...calm, values.join(', ')];
}

const isJudged = (item: WorklistItem): boolean =>
  item.zone === 'red' || item.zone === 'yellow' || item.unconfirmed;

/** The worst reason, and the next ones after it. */
export function reasonLines(item: WorklistItem): readonly [string, string] {
  const lines = isJudged(item) ? [...judgedLines(item), ...besides(item)] : quietLines(item);
  const [worst = '', ...rest] = lines.filter((line) => line !== '');
  return [worst, rest.join(' · ')];
}

/** A line in three: what stands before what matters most in it, that, and what comes after. */
export type Stressed = readonly [string, string, string];

const VALUE = /[+−-]?\d[\d.,/]*(?:[ \u00a0](?:%|°C|[^\s\d]*(?:kg|mol\/L|mmHg|\/min|l))(?=[\s,:)]|$))?/;

/** "SpO₂ |86 %|, rød ≤ 87"; without a number, and of what only wants a look, all up to the first comma or colon. */
export function stressed(item: WorklistItem, line: string): Stressed {
  if (!isJudged(item) && besides(item).length === 0) return [line, '', ''];
  const head = /^.*?(?=, |: |$)/.exec(line)?.[0] ?? line;
  const value = isJudged(item) ? VALUE.exec(head) : null;
  const from = value === null ? 0 : value.index;
  const to = value === null ? head.length : value.index + value[0].length;
  return [line.slice(0, from), line.slice(from, to), line.slice(to)];
}
