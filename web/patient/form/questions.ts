// A form as a row of screens: one question each, with what stands before it.
import { enabledIn } from './enabled';
import { type Answers, controlOf, isHidden, isQuestion, type Item, type Questionnaire } from './questionnaire';

export interface Question {
  readonly item: Item;
  /** Headings of the groups that it is in, outermost first. */
  readonly groups: readonly string[];
  /** What is only to be read, before it. */
  readonly notes: readonly string[];
  /** Under the question: how to answer it. */
  readonly hints: readonly string[];
}

const isHint = (item: Item): boolean => item.type === 'display' && controlOf(item) === 'help';
const textsOf = (items: readonly Item[]): readonly string[] =>
  items.flatMap(({ text }) => (text === undefined || text === '' ? [] : [text]));

/** The questions that are asked now, in order. What is to be read at the end comes as one without a question. */
export function questionsOf(questionnaire: Questionnaire, answers: Answers): readonly Question[] {
  const enabled = enabledIn(questionnaire, answers);
  const questions: Question[] = [];
  let notes: string[] = [];
  function walk(items: readonly Item[], groups: readonly string[]): void {
    for (const item of items) {
      if (!enabled.has(item.linkId) || isHidden(item)) continue;
      const children = item.item ?? [];
      if (item.type === 'display') {
        if (!isHint(item)) notes.push(...textsOf([item]));
      } else if (isQuestion(item)) {
        const hints = textsOf(children.filter((one) => isHint(one) && enabled.has(one.linkId)));
        if (item.readOnly !== true) {
          questions.push({ item, groups, notes, hints });
          notes = [];
        }
        walk(children, groups);
      } else {
        walk(children, [...groups, ...textsOf([item])]);
      }
    }
  }
  walk(questionnaire.item ?? [], []);
  const last: Item = { linkId: '', type: 'display' };
  if (notes.length > 0) questions.push({ item: last, groups: [], notes, hints: [] });
  return questions;
}
