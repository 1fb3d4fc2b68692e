// Why a row is where it is, in the two lines that it has.
import type { Enrolment, Look, Reason, WorklistItem } from '../../shared/api';
import { lowered } from '../../shared/format';
import { t, tn } from '../../shared/i18n';
import { dueWords, nearDay, nearMoment } from '../tasks/words';

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

/** "Nesvik kommune" is Nesvik where all are municipalities. */
const shortPlace = (name: string): string => name.replace(/ kommune$/, '');

/** "KOLS · Nesvik" */
export function belongsTo(enrolments: readonly Enrolment[]): string {
  const programmes = unique(enrolments.map((one) => one.programmeName)).join(', ');
  const places = unique(enrolments.map((one) => shortPlace(one.municipality.name))).join(', ');
  return [programmes, places].filter((part) => part !== '').join(' · ');
}

/** "Ukentlig kontakt, frist i går": what the row is for, by the task's own words. */
function taskWords({ nextTask, tasks }: WorklistItem): string {
  if (nextTask === null || nextTask === undefined) return tn('why.tasks', tasks);
  const due = dueWords(nextTask.due);
  const words = `${nextTask.title}, ${due}`;
  return tasks > 1 ? tn('todo.and_others', tasks - 1, { words }) : words;
}

/** The row itself knows more of these than the look does. */
function lookWords(item: WorklistItem, { kind, text }: Look): string {
  if (kind === 'task') return taskWords(item);
  return kind === 'missing' && (item.missed ?? 0) > 0 ? missingLine(item) : text;
}

/** A deadline at the end of a day is midnight, the moment when the next one begins. */
const dayOfDeadline = (at: string): string => new Date(Date.parse(at) - 1).toISOString();

/** "3 rapporter mangler siden mandag" */
export function missingWords(item: WorklistItem): string {
  const missed = Math.max(1, item.missed ?? 1);
  if (item.missingSince === null) return tn('late.some', missed);
  return tn('late.since', missed, { day: nearDay(dayOfDeadline(item.missingSince)) });
}

/** What a row without a case is for first, as at the foot of its panel. */
const missingFirst = ({ looks }: WorklistItem): readonly Look[] => [
  ...looks.filter(({ kind }) => kind === 'missing'),
  ...looks.filter(({ kind }) => kind !== 'missing'),
];

const missingLine = (item: WorklistItem): string =>
  item.reported === null ? `${missingWords(item)}, ${t('late.never')}` : missingWords(item);

/** A promise that is not kept. */
const promiseLine = ({ promise }: WorklistItem): string =>
  promise?.passed === true ? t('row.promise_passed', { time: nearMoment(promise.by) }) : '';

/** It came while nobody was there. */
const hoursLine = ({ outsideHours }: WorklistItem): string => (outsideHours === true ? t('row.outside_hours') : '');

/** What else wants a look, in words: the server's, else what the row itself tells. */
function besides(item: WorklistItem): readonly string[] {
  if (item.looks.length > 0) return missingFirst(item).map((look) => lookWords(item, look));
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
  const late = promiseLine(item);
  return looks.length > 0 ? [...looks, values.join(', '), late] : [...calm, values.join(', ')];
}

const isJudged = (item: WorklistItem): boolean =>
  item.zone === 'red' || item.zone === 'yellow' || item.unconfirmed;

/** The worst reason, then what must not be cut off the line: a promise that is passed, a red that came unseen. After a
 * weekend most yellows came so, and it is said last of them. */
function judgedFirst(item: WorklistItem): readonly string[] {
  const [worst = '', ...rest] = judgedLines(item);
  const hours = hoursLine(item);
  const red = item.zone === 'red';
  return [worst, promiseLine(item), red ? hours : '', ...rest, ...besides(item), red ? '' : hours];
}

/** The worst reason, and the next ones after it. */
export function reasonLines(item: WorklistItem): readonly [string, string] {
  const lines = isJudged(item) ? judgedFirst(item) : quietLines(item);
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
