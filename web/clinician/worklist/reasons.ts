// Why a row is where it is, in the two lines that it has.
import type { Enrolment, Reason, WorklistItem } from '../../shared/api';
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
  const values = item.reasons.filter((reason) => !isSum(reason)).map((reason) => reason.text);
  const looks = besides(item);
  const calm = item.zone === 'green' ? [t('why.green')] : [];
  return looks.length > 0 ? [...looks, values.join(', ')] : [...calm, values.join(', ')];
}

/** The worst reason, and the next ones after it. */
export function reasonLines(item: WorklistItem): readonly [string, string] {
  const judged = item.zone === 'red' || item.zone === 'yellow' || item.unconfirmed;
  const lines = judged ? [...judgedLines(item), ...besides(item)] : quietLines(item);
  const [worst = '', ...rest] = lines.filter((line) => line !== '');
  return [worst, rest.join(' · ')];
}

/** A line in three: what stands before what matters most in it, that, and what comes after. */
export type Stressed = readonly [string, string, string];

/** "SpO₂ |86 %|, rød ≤ 87"; without a number all up to the first comma. */
export function stressed(line: string): Stressed {
  const head = /^.*?(?=, |: |$)/.exec(line)?.[0] ?? line;
  const value = /[+−-]?\d[\d.,/]*(?:[  ](?:%|°C|[^\s\d]*(?:kg|mol\/L|mmHg|\/min|l))(?=[\s,:)]|$))?/.exec(head);
  const from = value === null ? 0 : value.index;
  const to = value === null ? head.length : value.index + value[0].length;
  return [line.slice(0, from), line.slice(from, to), line.slice(to)];
}
